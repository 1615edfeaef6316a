"""The pages of a night as files: they open from a folder, without a server or a network."""

from datetime import UTC, datetime
from pathlib import Path

from dashboards.assets import ASSETS, assets
from dashboards.composition import compose, page_names
from dashboards.night import open_night

MEMORY_LIMIT = "800MB"
"""Of DuckDB beside the pages: without it, what was read of a large night stays in memory until the last page."""


def write_site(warehouse: Path, folder: Path, *, previous: Path | None = None) -> list[Path]:
    """Write all pages of the night in `warehouse` into `folder`, with links that are relative to it.

    `warehouse` must be closed by its writer. `previous` is that of the night published before, to tell what
    is new. Ages on the pages are counted to the moment of writing, and say so. Returns the files written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = write_assets(folder / ASSETS)
    with open_night(warehouse, now=datetime.now(UTC), previous=previous) as night:
        night.con.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
        for name in page_names(night):
            path = folder / name
            path.write_text(compose(night, name) or "", encoding="utf-8")
            written.append(path)
    return written


def write_assets(folder: Path) -> list[Path]:
    """Style, scripts and Plotly's own library: one copy for all pages."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, asset in assets().items():
        path = folder / name
        path.write_bytes(asset.content)
        written.append(path)
    return written
