"""The folder of one night by hand, as a night writes it: what the bench of pages measures."""

import sys
from pathlib import Path

from dashboards.site import write_site


def main(warehouse: str, folder: str) -> None:
    """Write all pages of the warehouse into the folder."""
    write_site(Path(warehouse), Path(folder))


if __name__ == "__main__":
    main(*sys.argv[1:])
