"""A flag in the course of treatment: days since the first dose, and since the newest one that began before onset."""

import pytest


@pytest.mark.parametrize(
    ("onset_on", "onset_at", "since_first", "since_newest"),
    [
        ("2026-03-15", "2026-03-15T08:20:00Z", 14, 14),
        ("2026-03-15", "2026-03-15T09:00:00Z", 14, 0),
        ("2026-03-15", "", 14, 0),
        ("2026-03-14", "", 13, 13),
        ("2026-03-20", "2026-03-20T08:00:00Z", 19, 5),
        ("", "", None, None),
    ],
)
def test_the_newest_dose_is_the_one_that_began_at_or_before_onset(
    given, rows, onset_on, onset_at, since_first, since_newest
):
    given("clinical.patient", "patient_id | is_treated | first_dose_on\nP1 | true | 2026-03-01")
    given(
        "clinical.infusion",
        """
        infusion_id | patient_id | infusion_number | started_on | started_at
        I1          | P1         | 1               | 2026-03-01 | 2026-03-01T09:00:00Z
        I2          | P1         | 2               | 2026-03-15 | 2026-03-15T09:00:00Z
    """,
    )
    given(
        "signals.rule_answer",
        f"""
        patient_id | rule        | verdict | onset_on   | onset_at   | why
        P1         | neutropenia | flagged | {onset_on} | {onset_at} | seen
    """,
    )
    (flag,) = rows("signals.flag")
    assert (flag["days_since_first_dose"], flag["days_since_last_dose"]) == (since_first, since_newest)
