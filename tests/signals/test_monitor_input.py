"""What the watch counts: the course of the trial's window beside each usable baseline, since its design is in force."""

import pytest


@pytest.fixture(autouse=True)
def one_course(given):
    given("signals.risk_course", """
        rule | window_name      | until_on   | n_events | patient_years
        iris | trial_comparison | 2026-01-31 | 1        | 2.0
        iris | trial_comparison | 2026-02-09 | 1        | 3.0
        iris | trial_comparison | 2026-02-28 | 4        | 5.5
        iris | on_treatment     | 2026-02-28 | 9        | 9.0
    """)  # fmt: skip
    given("signals.rate_input", """
        rule | population | window_name      | baseline_id | trial_n_with_event | trial_patient_years | baseline_verification
        iris | everyone   | trial_comparison | us_iris     | 1                  | 17.5                | V1
        iris | no_push    | trial_comparison | us_iris     | 1                  | 17.5                | V1
        iris | everyone   | trial_comparison | pooled      | 1                  |                     | V1
    """)  # fmt: skip


def counted(rows):
    found = sorted(rows("signals.monitor_input"), key=lambda row: row["until_on"])
    return [(str(row["until_on"]), row["n_events"], row["patient_years"]) for row in found]


def test_everyone_in_the_window_of_the_trial_is_watched_beside_baselines_with_person_time(given, rows):
    given("raw.monitoring_design", """
        rule | baseline_id | design_id
        iris | us_iris     | d1
        iris | pooled      | d1
    """)  # fmt: skip
    assert counted(rows) == [("2026-01-31", 1, 2.0), ("2026-02-09", 1, 3.0), ("2026-02-28", 4, 5.5)]


def test_after_a_change_of_the_design_only_later_events_and_time_count(given, rows):
    given("raw.monitoring_design", """
        rule | baseline_id | design_id | counted_from_on
        iris | us_iris     | d2        | 2026-02-10
    """)  # fmt: skip
    assert counted(rows) == [("2026-02-28", 3, 2.5)]
