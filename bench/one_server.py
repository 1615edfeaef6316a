"""One server by hand, as `vigil serve` starts it, without sign-in: what the bench of pages asks."""

import sys
from pathlib import Path

from dashboards.access_log import AccessLog
from dashboards.server import run_server
from dashboards.shown import Nights
from flows.query import current_warehouse, earlier_warehouse, warehouse_of
from flows.store import open_store


def main(root: str, port: str) -> None:
    """Serve the store at the port until terminated."""
    store = open_store(Path(root), must_exist=True)
    nights = Nights(
        current=lambda: current_warehouse(store),
        before=lambda warehouse: earlier_warehouse(store, than=warehouse),
        of_day=lambda day: warehouse_of(store, day),
    )
    run_server(nights, access=AccessLog(store.access), port=int(port))


if __name__ == "__main__":
    main(*sys.argv[1:])
