"""Who is looking: users and their roles, passwords, sessions, and the header of a proxy."""
