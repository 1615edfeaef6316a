"""The report and the meeting pack: pages of a published night as one PDF."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from dashboards.composition import compose
from dashboards.night import open_night
from dashboards.pack import Pack, comments_of, default_pages, seal_of
from dashboards.pack_print import print_pack
from dashboards.printing import print_pages
from flows.query import NothingPublished, current_warehouse, earlier_warehouse, warehouse_of
from flows.store import Store


def published(store: Store, as_of: date | None) -> Path:
    """The warehouse of the newest night, or of that of a day. Raises NothingPublished."""
    warehouse = current_warehouse(store) if as_of is None else warehouse_of(store, as_of)
    if warehouse is None:
        raise NothingPublished(f"No night of {as_of} has been published in {store.root}. Name the day of another.")
    return warehouse


def write_report(store: Store, addresses: Sequence[str], out: Path, *, as_of: date | None, paper: str) -> Path:
    """Print pages of the newest night, or of the night of a day, into `out`, which is replaced whole or not at all."""
    warehouse = published(store, as_of)
    newest_as_of = date.fromisoformat(current_warehouse(store).parent.name[:10])

    def page(name: str, query: Mapping[str, str]) -> str | None:
        with open_night(
            warehouse,
            now=datetime.now(UTC),
            is_live=True,
            previous=earlier_warehouse(store, than=warehouse),
            newest_as_of=newest_as_of,
            query=query,
        ) as night:
            return compose(night, name)

    return write_whole(out, print_pages(page, addresses, paper))


def write_pack(
    store: Store, out: Path, addresses: Sequence[str], comments: Sequence[str], *,
    since: date | None, as_of: date | None, paper: str,
) -> str:  # fmt: skip
    """Print the meeting pack of a night into `out`, as `write_report`; returns the SHA-256 of the PDF."""
    warehouse = published(store, as_of)
    newest = date.fromisoformat(current_warehouse(store).parent.name[:10])
    earlier = earlier_warehouse(store, than=warehouse)
    with open_night(warehouse, now=datetime.now(UTC), is_live=True, previous=earlier, newest_as_of=newest) as night:
        pages = tuple(addresses) or default_pages(night)
        pack = Pack(pages, comments_of(comments, pages), since)
        pdf = print_pack(night, pack, seal_of(warehouse, night), paper)
    write_whole(out, pdf)
    return hashlib.sha256(pdf).hexdigest()


def write_whole(out: Path, content: bytes) -> Path:
    """Write a file that is replaced whole or not at all."""
    part = out.with_name(f".{out.name}.part")
    part.write_bytes(content)
    part.replace(out)
    return out
