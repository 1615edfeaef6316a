"""The floor: DuckDB reading the same CSV files, with types given, into one stored table."""

import sys

import duckdb

FEEDS = (
    "infusion",
    "adverse_event",
    "lab_result",
)  # named here: importing the contracts is no part of the floor

TYPES = {
    "value": "DOUBLE", "lower_limit": "DOUBLE", "upper_limit": "DOUBLE", "dose_mg": "DOUBLE",
    "severity_grade": "TINYINT",
    "collected_at": "TIMESTAMPTZ", "reported_at": "TIMESTAMPTZ", "started_at": "TIMESTAMPTZ", "ended_at": "TIMESTAMPTZ",
    "measured_at": "TIMESTAMPTZ", "record_version": "INTEGER",
}  # fmt: skip


def main(inbox: str, target: str) -> None:
    """Read every delivery of every feed in `inbox` into `target`."""
    with duckdb.connect(target) as con:
        con.execute("SET memory_limit = '1500MB'")
        con.execute("SET preserve_insertion_order = false")
        for feed in FEEDS:
            files = f"{inbox}/{feed}_*.csv"
            names = con.read_csv(files, all_varchar=True).columns
            types = {name: TYPES.get(name, "VARCHAR") for name in names}
            con.read_csv(files, header=True, columns=types, ignore_errors=True).create(feed)
        con.execute("CHECKPOINT")


if __name__ == "__main__":
    main(*sys.argv[1:])
