"""What changed since last night, and why."""
