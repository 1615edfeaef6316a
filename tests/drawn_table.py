"""Tables drawn as text: a header, cells between bars, an empty cell for a missing value."""


def read_drawn_table(text: str) -> tuple[list[str], list[list[str | None]]]:
    """Column names and rows of a drawn table; a line of dashes is decoration."""
    lines = [line.strip() for line in text.strip().splitlines()]
    lines = [line for line in lines if line and set(line) - set("-+| ")]
    header, *rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    for row in rows:
        assert len(row) == len(header), f"a drawn row has {len(row)} cells under {len(header)} columns: {row}"
    return header, [[cell or None for cell in row] for row in rows]
