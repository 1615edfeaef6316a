"""How long it takes to say what changed between two nights, beside comparing the two tables of flags and nothing else.

`python -m bench.changes [FLAGS]`: of the flags, two in a hundred are cleared by a corrected result.
"""

import sys
import tempfile
import time
from pathlib import Path

import duckdb

from flows.attribution.attribute import attribute
from flows.load import relation_texts
from flows.tables import create_empty_feed
from flows.warehouse import create_empty, create_relation, load_reference, open_warehouse, relation_files
from schemas.delivery import FEEDS

N_FLAGS = 100_000
EMPTY = (
    "raw.night", "raw.delivery", "raw.monitoring_design", "staging.set_aside", "signals.flag", "signals.case",
    "signals.case_member", "signals.considered_patient", "signals.rate", "signals.crossing",
)  # fmt: skip
RESULT = """
    INSERT INTO raw.lab_result BY NAME
    SELECT 'LAB' AS sender_id, 'L' || number AS record_id, 'P' || number AS patient_id, $status AS record_status,
        'neutrophils' AS analyte, $value AS value, '10*9/L' AS unit, $file AS source_file, number AS source_row,
        TIMESTAMPTZ '2026-03-01 20:00:00Z' AS received_at, [] AS defects
    FROM range($n) AS numbered(number)
"""
FLAG = """
    INSERT INTO signals.flag BY NAME
    SELECT md5('P' || number) AS flag_id, 'P' || number AS patient_id, 'neutropenia' AS rule, 3 AS grade,
        'Neutrophils 0.5 of P' || number AS why,
        [{'feed': 'lab_result', 'source_file': 'old', 'source_row': number}] AS evidence
    FROM range($first, $n) AS numbered(number)
"""
PERSON = """
    INSERT INTO signals.considered_patient BY NAME
    SELECT 'P' || number AS patient_id, 'neutropenia' AS rule, 168 AS window_days, true AS is_in_window,
        number >= $first AS has_event, 0 AS risk_from_day, $days AS risk_until_day,
        CASE WHEN number >= $first THEN 20 END AS first_event_day
    FROM range($n) AS numbered(number)
"""


def write_night(path: Path, as_of: str, n_flags: int, n_cleared: int) -> None:
    """A warehouse with so many flags, of which so many are cleared by a corrected result."""
    with open_warehouse(path) as con:
        load_reference(con)
        for relation in EMPTY:
            create_empty(con, relation)
        for feed in FEEDS:
            create_empty_feed(con, feed)
        create_relation(con, "staging.record", relation_files()["staging.record"])
        con.register("texts", relation_texts())
        con.execute("CREATE TABLE raw.relation_text AS FROM texts")
        con.execute("INSERT INTO raw.night BY NAME SELECT $day::DATE AS as_of, '1' AS software_version", {"day": as_of})
        con.execute("INSERT INTO raw.delivery BY NAME SELECT 'old' AS source_file")
        con.execute(RESULT, {"status": "final", "value": "0.5", "file": "old", "n": n_flags})
        if n_cleared:
            con.execute("INSERT INTO raw.delivery BY NAME SELECT 'new' AS source_file")
            con.execute(RESULT, {"status": "corrected", "value": "5.0", "file": "new", "n": n_cleared})
            con.execute(
                "INSERT INTO staging.set_aside BY NAME SELECT 'lab_result' AS feed, 'old' AS source_file, "
                "number AS source_row, 'superseded' AS disposition FROM range($n) AS numbered(number)",
                {"n": n_cleared},
            )
        con.execute(FLAG, {"first": n_cleared, "n": n_flags})
        con.execute(PERSON, {"first": n_cleared, "n": n_flags, "days": 60 + bool(n_cleared)})


def main() -> None:
    """Print the seconds of both and their ratio."""
    n_flags = int(sys.argv[1]) if len(sys.argv) > 1 else N_FLAGS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_night(folder / "last.duckdb", "2026-03-01", n_flags, 0)
        write_night(folder / "tonight.duckdb", "2026-03-02", n_flags, n_flags // 50)
        with open_warehouse(folder / "tonight.duckdb") as con:
            floor = _seconds_of_comparing(con, folder / "last.duckdb")
            started = time.perf_counter()
            n_changes = attribute(con, folder / "last.duckdb", folder)
            seconds = time.perf_counter() - started
            ((problem,),) = con.table("signals.compared_night").select("problem").fetchall()
    print(f"{n_flags:,} flags, {n_changes:,} changes{f' ({problem})' if problem else ''}: {seconds:.1f} s, "
          f"{seconds / floor:.0f} times comparing the flags alone ({floor:.2f} s).")  # fmt: skip


def _seconds_of_comparing(con: duckdb.DuckDBPyConnection, last_night: Path) -> float:
    started = time.perf_counter()
    con.execute("ATTACH $path AS earlier (READ_ONLY)", {"path": str(last_night)})
    con.execute(
        "SELECT count(*) FROM signals.flag AS flag FULL JOIN earlier.signals.flag AS was USING (flag_id) "
        "WHERE flag.why IS DISTINCT FROM was.why"
    ).fetchall()
    con.execute("DETACH earlier")
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
