"""Officers' decisions: the append-only record, its verification, and the state of each case that follows from it."""
