"""What the pages of quality and runs read: when feeds are due, what became of each file, the usual time of a step."""

from datetime import date

import pytest


def arrivals(*days, feed="patient"):
    lines = [f"{feed}-{day} | f.csv | {feed} | {day}T09:00:00Z | 10" for day in days]
    return "\n".join(["source_file | file_name | feed | received_at | n_rows", *lines])


@pytest.fixture
def due(given, rows):
    given("signals.row_account", "feed\npatient")

    def state(as_of, *days):
        given("raw.night", f"as_of\n{as_of}")
        given("raw.delivery", arrivals(*days))
        (row,) = rows("marts.feed_due")
        return row

    return state


WEEKLY = ("2026-03-01", "2026-03-08", "2026-03-15", "2026-03-22")


@pytest.mark.parametrize(
    ("as_of", "state"),
    [("2026-03-29", "arrived"), ("2026-03-30", "expected"), ("2026-04-05", "expected"), ("2026-04-06", "late")],
)
def test_a_feed_is_expected_after_its_usual_gap_and_late_after_twice_that(due, as_of, state):
    row = due(as_of, *WEEKLY)
    assert (row["usual_gap_days"], row["expected_on"], row["state"]) == (7, date(2026, 3, 29), state)


@pytest.mark.parametrize(("days", "state"), [((), "never arrived"), (WEEKLY[:3], "cannot be judged")])
def test_too_few_arrivals_cannot_be_judged(due, days, state):
    row = due("2026-12-01", *days)
    assert (row["state"], row["expected_on"]) == (state, None)


def test_a_refused_file_is_no_arrival(given, rows):
    given("signals.row_account", "feed\npatient")
    given("raw.night", "as_of\n2026-12-01")
    given("raw.delivery", "source_file | feed | received_at | refused_reason\na | patient | 2026-11-30T09:00:00Z | No.")
    (row,) = rows("marts.feed_due")
    assert row["state"] == "never arrived"


@pytest.mark.parametrize(
    ("n_rows", "n_superseded", "refused", "state"),
    [
        (3, 3, "", "superseded"),
        (3, 1, "", "superseded in part"),
        (3, 0, "", "in force"),
        (0, 0, "", "in force"),
        (0, 0, "No.", "refused"),
    ],
)
def test_the_state_of_a_file(given, rows, n_rows, n_superseded, refused, state):
    given("raw.delivery", f"source_file | n_rows | refused_reason\na | {n_rows} | {refused}")
    given("signals.file_account", f"source_file | n_superseded\na | {n_superseded}")
    (row,) = rows("marts.file_ledger")
    assert row["state"] == state


def test_rows_of_a_file_are_counted_by_what_became_of_them(given, rows):
    given("raw.delivery", "source_file\na\nb")
    given(
        "staging.set_aside",
        """
        source_file | source_row | disposition
        a           | 2          | quarantined
        a           | 3          | superseded
        a           | 4          | superseded
        a           | 5          | withdrawn
        """,
    )
    found = {row["source_file"]: row for row in rows("signals.file_account")}
    assert [found["a"][f"n_{name}"] for name in ("quarantined", "superseded", "withdrawn")] == [1, 2, 1]
    assert [found["b"][f"n_{name}"] for name in ("quarantined", "superseded", "withdrawn")] == [0, 0, 0]


def test_what_a_step_usually_takes_is_the_median_of_the_30_runs_before(given, rows):
    given("raw.night", "run_id\nR99")
    lines = [
        f"R{run:02} | build | 2026-{3 + run // 28:02}-{run % 28 + 1:02}T00:00:00Z | {run} | done"
        for run in range(1, 41)
    ]
    given("raw.step", "\n".join(["run_id | step | started_at | seconds | outcome", "R99 | build | 2026-05-01T00:00:00Z | 500 | done", *lines]))  # fmt: skip
    (tonight,) = [row for row in rows("marts.step") if row["run_id"] == "R99"]
    by_start = sorted(range(1, 41), key=lambda run: (run // 28, run % 28 + 1))[-30:]
    middle = sorted(by_start)[14:16]
    assert tonight["is_tonight"]
    assert float(tonight["usual_seconds"]) == sum(middle) / 2


def test_names_that_no_list_knows_are_counted_and_known_ones_are_not(given, rows):
    given(
        "clinical.lab_result",
        """
        patient_id | analyte     | reported_analyte | loinc   | collected_on
        -----------+-------------+------------------+---------+-------------
        P1         |             | Zonulin          |         | 2026-03-01
        P2         |             | Zonulin          |         | 2026-03-08
        P2         | neutrophils | neutrophils      | 99999-9 | 2026-03-08
        P2         | neutrophils | neutrophils      | 751-8   | 2026-03-08
        P2         | neutrophils | neutrophils      |         | 2026-03-08
    """,
    )
    given(
        "clinical.adverse_event",
        "patient_id | preferred_term | verbatim_term | started_on\nP1 | rash | red spots | 2026-03-02\nP1 |  | ALT 188 U/L |",
    )
    found = [(row["kind"], row["name"], row["n_rows"], row["n_patients"]) for row in rows("marts.unknown_name")]
    assert found == [
        ("analyte", "Zonulin", 2, 2),
        ("code", "neutrophils, LOINC 99999-9", 1, 1),
        ("term", "ALT 188 U/L", 1, 1),
    ]
