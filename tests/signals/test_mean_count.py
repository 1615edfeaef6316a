"""What recurs: every flag of a person while at risk, and the mean number of them per person by a day."""

import pandas as pd
import pytest

from flows.mean_count import mean_counts


def test_every_flag_counts_while_at_risk_and_equal_courses_share_a_row(given, rows):
    given("reference.rule", """
        rule        | kind       | is_active
        rash        | event      | true
        iris        | event      | true
        neutropenia | laboratory | true
    """)  # fmt: skip
    given("signals.considered_patient", """
        patient_id | rule        | risk_from_day | risk_until_day
        TWICE      | rash        | 0             | 100
        ONCE       | rash        | 0             | 100
        LATER      | rash        | 0             | 60
        NEVER      | rash        | 0             | 60
        NEITHER    | rash        | 0             | 60
        UNJUDGED   | rash        |               |
        ONCE       | iris        | 0             | 100
        TWICE      | neutropenia | 0             | 100
    """)  # fmt: skip
    given("signals.flag", """
        flag_id | patient_id | rule        | days_since_first_dose
        f1      | TWICE      | rash        | 30
        f2      | TWICE      | rash        | 10
        f3      | ONCE       | rash        | 0
        f4      | LATER      | rash        | 61
        f5      | LATER      | rash        |
        f6      | UNJUDGED   | rash        | 5
        f7      | ONCE       | iris        | 5
        f8      | TWICE      | neutropenia | 5
        f9      | TWICE      | neutropenia | 9
    """)  # fmt: skip
    found = {(r["rule"], r["until_day"], tuple(r["event_days"])): r["n_people"] for r in rows("signals.recurrence")}
    assert found == {("rash", 60, ()): 3, ("rash", 100, (0,)): 1, ("rash", 100, (10, 30)): 1}


def recurrence(*courses):
    named = ["until_day", "event_days", "n_people"]
    return pd.DataFrame([dict(zip(named, course, strict=True)) for course in courses]).assign(rule="rash")


def test_the_mean_divides_by_the_people_still_at_risk_and_lasts_to_their_last_day():
    """Day 10: one flag of four people; day 30: one flag of the two who are left, and the first person's second."""
    found = mean_counts(recurrence((100, [10, 30], 1), (20, [], 2), (50, [], 1)))
    assert {*range(0, 100, 7), 10, 30, 100} == set(found["day"])
    found = found[found["day"].isin([10, 30, 100])]
    assert list(found["n_at_risk"]) == [4, 2, 1]
    assert list(found["n_events"]) == [1, 1, 0]
    assert list(found["mean_count"]) == pytest.approx([1 / 4, 1 / 4 + 1 / 2, 3 / 4])
    assert (found["low"] < found["mean_count"]).all()
    assert (found["mean_count"] < found["high"]).all()


def test_two_flags_on_one_day_are_two_and_people_alike_count_each():
    found = mean_counts(recurrence((40, [7, 7], 3), (40, [], 3)))
    assert list(found["n_events"]) == [0, 6, 0, 0, 0, 0, 0]
    assert list(found["mean_count"]) == pytest.approx([0, 1, 1, 1, 1, 1, 1])
    assert found["low"].notna().all()


def test_nothing_that_recurs_gives_no_row_but_the_columns():
    found = mean_counts(recurrence().reindex(columns=["rule", "until_day", "event_days", "n_people"]))
    assert len(found) == 0
    assert "mean_count" in found
