"""One night by hand, without progress or pages printed, and every laboratory row in it: what the bench measures."""

import sys
from pathlib import Path

from flows.night import run_night
from flows.query import read_only
from flows.store import open_store


def main(store: str, n_lab_rows: str) -> None:
    """Run the night and make sure that it holds as many laboratory rows as were delivered."""
    folder = run_night(open_store(Path(store))).folder
    with read_only(folder / "warehouse.duckdb") as con:
        ((n_rows_in,),) = con.table("v1.row_account").filter("feed = 'lab_result'").select("n_rows_in").fetchall()
    if n_rows_in != int(n_lab_rows):
        raise RuntimeError(f"The night holds {n_rows_in} laboratory rows of {n_lab_rows}.")


if __name__ == "__main__":
    main(*sys.argv[1:])
