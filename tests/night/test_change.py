"""Two nights from files: the second one says what changed since the first, and why."""

from datetime import UTC, date, datetime

import pytest
from night.conftest import CORRECTION, INFUSION, LAB, drop_file

from flows.check import check
from flows.land import land_one, waiting
from flows.load import Night, load
from flows.night import attribute_changes, build_layers, compare_with_trial
from flows.query import read_only
from flows.run_record import open_run
from flows.store import open_store
from flows.warehouse import open_warehouse

EVENT = """sender_id,record_id,reported_at,patient_id,verbatim_term,preferred_term,started_at,is_serious
SITE-1,E1,2026-01-20T12:00:00Z,P2,felt sick,Nausea,2026-01-18,no
"""


def built(store, day, in_between=None):
    """A night built up to its checks, under its final name; `in_between` changes what was loaded."""
    received_at = datetime(day.year, day.month, day.day, 20, tzinfo=UTC)
    for path in waiting(store):
        land_one(store, path, received_at)
    night = Night(store, day, open_run(store, day).run_id, datetime.now(UTC))
    load(night)
    if in_between is not None:
        with open_warehouse(night.warehouse) as con:
            in_between(con)
    build_layers(night)
    compare_with_trial(night)
    attribute_changes(night)
    with open_warehouse(night.warehouse) as con:
        check(con)
    final = store.night / day.isoformat()
    night.folder.rename(final)
    return final / "warehouse.duckdb"


def as_if_older(con):
    """Last night's sql/ had a higher number for neutrophils and did not know the term nausea."""
    con.execute("UPDATE raw.night SET rules_fingerprint = 'older'")
    con.execute(
        "UPDATE reference.threshold SET value = 2.5 WHERE rule = 'neutropenia' AND name = 'neutrophils_giga_per_l'"
    )
    con.execute("DELETE FROM reference.event_term WHERE rule = 'nausea'")


@pytest.fixture(scope="module")
def two_nights(tmp_path_factory):
    """Under 2.5, both people have a low count; then the lower one is corrected and the number becomes 0.6."""
    store = open_store(tmp_path_factory.mktemp("change") / "store")
    drop_file(store, "infusion_1.csv", INFUSION)
    drop_file(store, "lab_result_1.csv", LAB)
    drop_file(store, "adverse_event_1.csv", EVENT)
    first = built(store, date(2026, 2, 1), as_if_older)
    drop_file(store, "lab_result_2.csv", CORRECTION)
    return first, built(store, date(2026, 2, 2))


@pytest.fixture(scope="module")
def changes(two_nights):
    """Rows of v1.change of the second night, by kind and the rule or person."""
    with read_only(two_nights[1]) as con:
        relation = con.table("v1.change")
        return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]


def test_the_first_night_says_that_there_is_none_before_it(two_nights):
    with read_only(two_nights[0]) as con:
        assert con.table("v1.change").fetchall() == []
        (row,) = con.table("v1.compared_night").select("is_attributed, problem").fetchall()
    assert row == (False, "There is no earlier night to compare with.")


def test_the_second_night_names_what_differs_beside_the_data(two_nights):
    with read_only(two_nights[1]) as con:
        (row,) = (
            con.table("v1.compared_night").select("compared_as_of, problem, rules_in_words, labels_in_words").fetchall()
        )
    assert row[:3] == (date(2026, 2, 1), None, "neutropenia.neutrophils_giga_per_l: 2.5 → 0.6")
    assert "event_term nausea.nausea: a new row" in row[3]


def test_a_corrected_value_clears_a_flag_and_says_so(changes):
    cleared = {row["patient_id"]: row for row in changes if row["kind"] == "flag" and row["rule"] == "neutropenia"}
    found = {patient: (row["what"], row["cause"]) for patient, row in cleared.items()}
    assert found == {"P1": ("gone", "correction"), "P2": ("gone", "rule")}
    assert cleared["P2"]["because"] == "neutropenia.neutrophils_giga_per_l: 2.5 → 0.6"
    assert cleared["P1"]["because"].startswith("corrected laboratory result: neutrophils 0.59 → 5.9 ×10⁹/L")


def test_a_term_that_the_list_now_knows_brings_a_flag(changes):
    (nausea,) = (row for row in changes if row["kind"] == "flag" and row["rule"] == "nausea")
    assert (nausea["patient_id"], nausea["what"], nausea["cause"]) == ("P2", "new", "label")
    assert "event_term nausea.nausea: a new row" in nausea["because"]


def test_the_parts_of_a_rate_are_split_by_cause_and_sum_to_its_change(changes):
    parts = {row["cause"]: row for row in changes if row["kind"] == "share" and row["rule"] == "neutropenia"}
    assert {cause: row["part_count"] for cause, row in parts.items()} == {"correction": -1, "rule": -1}
    for row in changes:
        of_it = [one for one in changes if (one["kind"], one["subject_id"]) == (row["kind"], row["subject_id"])]
        assert sum(one["part_count"] for one in of_it) == row["count_after"] - row["count_before"]
        assert sum(one["part_size"] for one in of_it) == row["size_after"] - row["size_before"]
