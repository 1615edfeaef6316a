"""A long list in parts: which part the address asks for, and in words what is before and after it.

On the server `?after=500` asks for the rows after the first 500. A written page holds the first part only and says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

AFTER = "after"
MOST_DIGITS = 9


@dataclass(frozen=True)
class Part:
    """Rows `n_before` + 1 to `n_before` + `n_shown` of `n_rows`, with the addresses of the parts beside it."""

    n_before: int
    n_shown: int
    n_rows: int
    earlier: str | None
    later: str | None

    @property
    def is_whole(self) -> bool:
        """Whether all rows are shown."""
        return self.n_shown == self.n_rows


def rows_before(query: Mapping[str, str]) -> int:
    """How many rows the address asks to leave out before the first one shown. Raises ValueError, a sentence."""
    text = query.get(AFTER, "").strip()
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
        raise ValueError(f'"{AFTER}" in the address is no number of rows: write it as 500.')
    return int(text)


def part_of(
    n_rows: int, n_before: int, most: int, *, page: str, asked: Mapping[str, str], is_live: bool = True
) -> Part:
    """The part of `n_rows` rows after the first `n_before`, at most `most` long.

    `asked` is what the address asks beside the part; the links to other parts ask it too. A written page has none.
    Raises ValueError, a sentence, when no row lies after `n_before`.
    """
    if n_before and n_before >= n_rows:
        raise ValueError(f'"{AFTER}" in the address is {n_before}, and this list ends with row {n_rows}.')
    n_shown = min(most, n_rows - n_before)

    def address(after: int) -> str:
        query = {name: value for name, value in asked.items() if value and name != AFTER}
        return page + (f"?{urlencode(query | ({AFTER: str(after)} if after else {}))}".rstrip("?"))

    return Part(
        n_before,
        n_shown,
        n_rows,
        earlier=address(max(n_before - most, 0)) if is_live and n_before else None,
        later=address(n_before + n_shown) if is_live and n_before + n_shown < n_rows else None,
    )
