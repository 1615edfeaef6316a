"""Reminders of clocks: which are due, how they go out, and the record of every attempt."""
