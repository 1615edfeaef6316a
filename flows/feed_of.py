"""Which feed a delivery belongs to: its name tells, or its columns do."""

from flows.readers import Refused
from schemas.delivery import FEEDS


def feed_of(name: str, columns: list[str]) -> str:
    """The feed of a file by the beginning of its name, else by the columns that just one feed requires.

    Raises Refused where neither tells, where the two disagree, and where no column is known.
    """
    by_name, by_columns = feed_by_name(name), feed_by_columns(columns)
    if by_name and by_columns and by_name != by_columns:
        raise Refused(f"is named like a delivery of {by_name} but has the columns of {by_columns}. Rename it.")
    feed = by_name or by_columns
    if feed is None:
        raise Refused(
            f"does not tell its feed. Begin its name with one of {', '.join(FEEDS)}, or send every column that one of "
            "them requires; the first line must name the columns."
        )
    if not set(columns) & set(FEEDS[feed].to_schema().columns):
        raise Refused(f"has none of the columns of {feed}. The first line must name the columns.")
    return feed


def feed_by_name(name: str) -> str | None:
    """The longest feed name that the file's name begins with, whatever the case."""
    return max((feed for feed in FEEDS if name.lower().startswith(feed)), key=len, default=None)


def feed_by_columns(columns: list[str]) -> str | None:
    """The one feed whose required columns are all there; of two, the one that requires the other's and more."""
    present = {feed: required_columns(feed) for feed in FEEDS if required_columns(feed) <= set(columns)}
    widest = [feed for feed, needs in present.items() if not any(needs < other for other in present.values())]
    return widest[0] if len(widest) == 1 else None


def required_columns(feed: str) -> frozenset[str]:
    """The columns that every row of a feed must fill."""
    return frozenset(name for name, column in FEEDS[feed].to_schema().columns.items() if not column.nullable)
