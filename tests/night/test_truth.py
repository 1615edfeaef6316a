"""The flags of a simulated year against the planted truth: nobody missed, nobody flagged without cause."""

import os
from datetime import date, timedelta

import pytest

from flows.night import run_night
from flows.query import read_only
from flows.simulator import drop, simulate
from flows.simulator.chart import NOT_STATED, RULES
from flows.store import open_store

FIRST_DAY = date(2025, 10, 1)
N_DAYS = 365


@pytest.fixture(scope="module")
def programme():
    return simulate(seed=1, first_day=FIRST_DAY, n_days=N_DAYS)


@pytest.fixture(scope="module")
def warehouse_path(programme, tmp_path_factory):
    store = open_store(tmp_path_factory.mktemp("year") / "store")
    last_day = max(delivery.day for delivery in programme.deliveries)
    for n in range((last_day - FIRST_DAY).days + 1):
        for path in drop(programme, store.inbox, FIRST_DAY + timedelta(days=n)):
            os.utime(path, (0, 0))
    return run_night(store, last_day, backfill=True).folder / "warehouse.duckdb"


def answered(warehouse_path, rule):
    """Person → (verdict, onset of the first episode), as published."""
    with read_only(warehouse_path) as con:
        flags = con.execute(
            "SELECT patient_id, min(onset_on) FROM v1.flag WHERE rule = ? GROUP BY patient_id", [rule]
        ).fetchall()
        unjudged = con.execute("SELECT patient_id, verdict FROM v1.unassessable WHERE rule = ?", [rule]).fetchall()
    return {person: ("flagged", onset) for person, onset in flags} | {
        person: (verdict, None) for person, verdict in unjudged
    }


@pytest.mark.parametrize("rule", RULES)
def test_the_rule_finds_its_planted_truth_and_nothing_else(programme, warehouse_path, rule):
    planted = programme.truth[programme.truth["rule"] == rule]
    stated = planted[planted["expected"] != NOT_STATED]
    expected = {
        row.patient_id: (row.expected, row.onset_on if isinstance(row.onset_on, date) else None)
        for row in stated.itertuples()
        if row.expected != "not_flagged"
    }
    assert "flagged" in {verdict for verdict, _ in expected.values()}
    answers = answered(warehouse_path, rule)
    assert {person: answers[person] for person in answers if person in set(stated["patient_id"])} == expected


def test_every_file_that_cannot_be_read_is_refused_and_kept(programme, warehouse_path):
    with read_only(warehouse_path) as con:
        refused = {row[0] for row in con.table("marts.refused_file").select("file_name").fetchall()}
    assert refused
    assert refused <= {name for name, _ in programme.malformed}


def test_rows_in_equal_rows_accounted_for(warehouse_path):
    with read_only(warehouse_path) as con:
        account = con.table("v1.row_account").fetchall()
    assert all(
        n_in == accepted + quarantined + superseded for _, _, n_in, accepted, _, quarantined, superseded in account
    )
    assert {feed for feed, *_ in account} == {
        "adverse_event", "antibody_test", "infusion", "lab_result", "medication", "patient", "vital_sign",
    }  # fmt: skip


def watched(warehouse_path):
    """(rule, baseline) → verdict and reason, of everything that the watch judged."""
    with read_only(warehouse_path) as con:
        rows = con.execute(
            "SELECT rule, baseline_id, verdict, verdict_reason FROM v1.rate WHERE verdict <> 'not judged'"
        ).fetchall()
    return {(rule, baseline): (verdict, reason) for rule, baseline, verdict, reason in rows}


def test_the_watch_finds_the_planted_threefold_rise_of_what_the_trial_saw_often(warehouse_path):
    assert watched(warehouse_path)["diarrhoea", "nejm_diarrhoea"][0] == "above"


def test_of_the_planted_threefold_rise_that_forty_patients_cannot_show_the_watch_says_that_it_cannot_tell(
    warehouse_path,
):
    verdict, reason = watched(warehouse_path)["thrombocytopenia", "us_platelets"]
    assert verdict == "cannot tell yet"
    assert "more first events" in reason


def test_ten_signals_without_a_planted_rise_stay_quiet(warehouse_path):
    quiet = {rule for (rule, _), (verdict, _) in watched(warehouse_path).items() if verdict not in ("above", "watch")}
    assert len(quiet - {"thrombocytopenia"}) >= 10


def test_a_published_night_compares_each_site_each_month_and_each_day_of_treatment(warehouse_path):
    with read_only(warehouse_path) as con:
        for view in ("exposure", "monitor", "crossing", "drift", "event_gap", "site_rate", "cumulative_incidence"):
            assert len(con.table(f"v1.{view}")) > 0, view
