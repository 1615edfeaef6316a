"""The pages, one module a screen. Each reads marts and returns HTML."""
