"""A report without a time, on a day of two infusions: flagged, and said that it may belong to either."""

import pytest

INFUSIONS = """
record_id | started_at           | ended_at             | dose_mg | method   | observed_minutes
----------+----------------------+----------------------+---------+----------+-----------------
I1        | 2026-01-05T09:00:00Z | 2026-01-05T09:30:00Z | 1200    | infusion | 60
I2        | 2026-01-05T15:00:00Z | 2026-01-05T15:15:00Z | 800     | infusion | 15
I3        | 2026-01-19T09:00:00Z | 2026-01-19T09:30:00Z | 800     | infusion | 60
"""
EITHER = "with several infusions on that day it may belong to any of them"


@pytest.mark.parametrize(
    ("started_at", "infusion", "may_belong_to_other"),
    [
        ("2026-01-05", "S1/I2", True),
        ("2026-01-06", "S1/I2", True),
        ("2026-01-05T16:00:00Z", "S1/I2", False),
        ("2026-01-05T10:00:00Z", "S1/I1", False),
        ("2026-01-19", "S1/I3", False),
    ],
)
def test_a_report_without_a_time_may_belong_to_either(deliver, rows, started_at, infusion, may_belong_to_other):
    deliver("infusion", INFUSIONS)
    deliver("adverse_event", f"verbatim_term | started_at\nurticaria | {started_at}")
    found = {row["infusion_id"]: row for row in rows("clinical.infusion_response")}[infusion]
    assert found["may_belong_to_other"] is may_belong_to_other
    assert (EITHER in (found["onset_gap"] or "")) is may_belong_to_other


def test_a_named_reaction_stays_flagged_and_the_doubt_is_said(deliver, answers):
    deliver("infusion", INFUSIONS)
    deliver("adverse_event", "preferred_term | started_at\nInfusion related reaction | 2026-01-05")
    (row,) = answers("infusion_reaction")
    assert row["verdict"] == "flagged"
    assert EITHER in row["unjudged"]


def test_whether_it_came_before_the_second_infusion_is_not_decided(deliver, rows):
    deliver("infusion", INFUSIONS)
    deliver("adverse_event", "preferred_term | started_at\nInfusion related reaction | 2026-01-05")
    before = {row["infusion_id"]: row["had_reaction_before"] for row in rows("clinical.dose_course")}
    assert before == {"S1/I1": False, "S1/I2": None, "S1/I3": True}
