"""What each column means: one pandera class for each relation that Vigil holds."""
