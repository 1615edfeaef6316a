"""Statistics on counts: pure functions, each with its source. None reads a relation or a clock."""
