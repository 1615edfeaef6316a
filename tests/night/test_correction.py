"""A signed correction of a quarantined row is a delivery of its own on the next night, and answers the row."""

import csv
from datetime import UTC, date, datetime

import pytest
from decision.conftest import make_decision
from night.conftest import drop_file

from flows.decision.correction import correction_name, deliver_corrections
from flows.decision.ledger import append
from flows.land import land
from flows.night import run_night
from flows.query import current_warehouse, read_only
from flows.store import open_store

REPORTS = """sender_id,record_id,reported_at,patient_id,site_id,verbatim_term,started_at,is_serious,batch
SITE-1,AE1,2026-01-20T12:00:00Z,P1,SITE-1,admitted with collapse,2026-02-31,yes,7
SITE-1,,2026-01-20T12:00:00Z,P1,SITE-1,"admitted, rash",2026-01-19,yes,8
SITE-1,AE3,2026-01-20T12:00:00Z,P1,SITE-1,admitted with fever,2026-02-30,yes,9
"""
FIRST, SECOND, THIRD = date(2026, 2, 1), date(2026, 2, 2), date(2026, 2, 3)
CORRECTED = ({"started_at": "2026-01-18"}, {"record_id": "AE2"}, {"started_at": "yesterday"})


def at(day, hour=9):
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def quarantined(store):
    with read_only(current_warehouse(store)) as con:
        return con.table("signals.quarantine").order("source_row").select("source_file", "source_row").fetchall()


@pytest.fixture(scope="module")
def nights(tmp_path_factory):
    """Three broken serious rows; each is corrected after the first night: a day, a missing number, and wrongly again."""
    store = open_store(tmp_path_factory.mktemp("corrected") / "store")
    drop_file(store, "adverse_event_1.csv", REPORTS)
    first = run_night(store, FIRST, backfill=True, with_pages=False)
    rows = quarantined(store)
    for number, (source_file, source_row) in enumerate(rows):
        form = make_decision(
            "correct_row", form_key=f"K{number}", case_id=None, snapshot=(), feed="adverse_event",
            source_file=source_file, source_row=source_row, corrected=CORRECTED[number],
        )  # fmt: skip
        append(store, form, at(SECOND))
    second = run_night(store, SECOND, backfill=True, with_pages=False)
    third = run_night(store, THIRD, backfill=True, with_pages=False)
    return store, rows, first, second, third


def asked(night, relation, *columns):
    with read_only(night.folder / "warehouse.duckdb") as con:
        return con.table(relation).select(*columns).fetchall()


def test_each_correction_is_landed_once_under_the_name_of_its_decision(nights):
    _, _, _, second, third = nights
    names = [correction_name("adverse_event", number) for number in (1, 2, 3)]
    assert [file.file_name for file in second.landed] == names
    assert [file.n_rows for file in second.landed] == [1, 1, 1]
    assert third.landed == []


def test_the_delivery_is_the_row_with_what_was_corrected_and_where_it_comes_from(nights):
    store, rows, _, second, _ = nights
    (delivered,) = (file.source_file for file in second.landed if file.file_name.endswith("00000002.csv"))
    with (store.archive / f"{delivered}.csv").open(newline="", encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    assert (row["record_id"], row["verbatim_term"], row["batch"]) == ("AE2", "admitted, rash", "8")
    assert (row["corrects_file"], row["corrects_row"]) == (rows[1][0], "3")
    assert row["corrected_by_decision"] == "2"


def test_rows_in_are_accepted_quarantined_or_superseded(nights):
    _, _, first, second, _ = nights
    columns = ("n_rows_in", "n_accepted", "n_quarantined", "n_superseded")
    accounts = [
        next(row[1:] for row in asked(night, "signals.row_account", "feed", *columns) if row[0] == "adverse_event")
        for night in (first, second)
    ]
    # The day corrected supersedes its row; the row without a number cannot be superseded; the third is broken twice.
    assert accounts == [(3, 0, 3, 0), (6, 2, 3, 1)]


def test_the_queue_tells_which_row_is_answered_and_which_waits(nights):
    *_, second, _ = nights
    rows = asked(second, "marts.case_work", "subject", "source_row", "state", "is_waiting", "days_left")
    told = {row[1]: row[2:] for row in rows if row[0] != "case" and row[2] != "new"}
    assert {source_row: (state, waits) for source_row, (state, waits, _) in told.items()} == {
        2: ("corrected", False),
        3: ("corrected", False),
        4: ("correction could not be read", True),
    }
    assert told[3][2] is None
    assert told[4][2] is not None
    assert [row[3] for row in rows if row[0] == "case"] == [True, True]


def test_the_case_of_a_mended_row_is_known_since_the_broken_one(nights):
    *_, second, _ = nights
    day0 = {row[0] for row in asked(second, "signals.clock", "day0_on", "subject") if row[1] == "case"}
    assert day0 == {date(2026, 1, 20)}


def test_an_answered_row_reminds_nobody(nights):
    *_, third = nights
    reminded = {row[0] for row in asked(third, "signals.reminder", "source_row", "subject") if row[1] != "case"}
    assert reminded <= {2, 4}


@pytest.mark.parametrize("later", ["withdraw", "report_as_received"])
def test_a_correction_that_was_taken_back_is_not_delivered(tmp_path, later):
    store = open_store(tmp_path / "store")
    drop_file(store, "adverse_event_1.csv", REPORTS)
    run_night(store, FIRST, backfill=True, with_pages=False)
    source_file, source_row = quarantined(store)[0]
    row = {
        "case_id": None,
        "snapshot": (),
        "feed": "adverse_event",
        "source_file": source_file,
        "source_row": source_row,
    }
    append(store, make_decision("correct_row", **row, corrected=CORRECTED[0]), at(SECOND))
    other = {} if later == "withdraw" else {**row, "submitted_on": FIRST}
    append(store, make_decision(later, form_key="K2", **other), at(SECOND))
    assert deliver_corrections(store, at(SECOND, 23)) == []
    assert land(store) == []


def test_a_whole_line_is_delivered_under_the_columns_of_its_file(tmp_path):
    store = open_store(tmp_path / "store")
    drop_file(store, "adverse_event_1.csv", REPORTS + "SITE-1,AE4,admitted\n")
    run_night(store, FIRST, backfill=True, with_pages=False)
    source_file, source_row = quarantined(store)[-1]
    line = "SITE-1,AE4,2026-01-20T12:00:00Z,P1,SITE-1,admitted,2026-01-19,yes,9"
    form = make_decision(
        "correct_row", case_id=None, snapshot=(), feed="adverse_event", source_file=source_file,
        source_row=source_row, corrected={"row": line},
    )  # fmt: skip
    append(store, form, at(SECOND))
    assert deliver_corrections(store, at(SECOND, 8)) == []
    (said,) = deliver_corrections(store, at(SECOND, 23))
    assert said == f"decision 1 came as {correction_name('adverse_event', 1)}"
    (landed,) = land(store)
    assert (landed.feed, landed.n_rows) == ("adverse_event", 1)
