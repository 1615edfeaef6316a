"""The pages of a night as files: they open from a folder, without a server or a network."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

from plotly.offline import get_plotlyjs

from dashboards.composition import compose, page_names
from dashboards.night import open_night

STATIC = Path(__file__).parent / "static"
ASSETS = "assets"


def write_site(warehouse: Path, folder: Path, *, previous: Path | None = None) -> list[Path]:
    """Write all pages of the night in `warehouse` into `folder`, with links that are relative to it.

    `warehouse` must be closed by its writer. `previous` is that of the night published before, to tell what
    is new. Ages on the pages are counted to the moment of writing, and say so. Returns the files written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = write_assets(folder / ASSETS)
    with open_night(warehouse, now=datetime.now(UTC), previous=previous) as night:
        for name in page_names(night):
            path = folder / name
            path.write_text(compose(night, name) or "", encoding="utf-8")
            written.append(path)
    return written


def write_assets(folder: Path) -> list[Path]:
    """Style, scripts and Plotly's own library: one copy for all pages."""
    folder.mkdir(parents=True, exist_ok=True)
    written = [Path(shutil.copyfile(path, folder / path.name)) for path in sorted(STATIC.iterdir())]
    library = folder / "plotly.min.js"
    library.write_text(get_plotlyjs(), encoding="utf-8")
    return [*written, library]
