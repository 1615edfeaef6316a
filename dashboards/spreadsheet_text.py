"""Text for a file that a spreadsheet will open: shown, never run as a formula."""

RUN_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def defused(cell: object) -> str:
    """A cell as text; one that a spreadsheet would run, blanks before it or not, gets an apostrophe before it.

    Missing is empty.
    """
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(RUN_AS_FORMULA) or text.lstrip().startswith(RUN_AS_FORMULA) else text
