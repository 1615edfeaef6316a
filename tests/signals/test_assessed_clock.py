"""Clocks that an assessment starts, where reports arrive late, cases merge, or no adverse event was reported."""

import pytest
from case_story import CaseStory

ASSESSED = "number | kind | case_id | decided_by | decided_at | snapshot | seriousness | expectedness | causality"


@pytest.fixture
def story(warehouse):
    told = CaseStory(warehouse)
    warehouse.give("raw.delivery", "source_file\n" + "f" * 64)
    return told


def clocks(story, *decisions):
    """(title, day 0, state, is met) of each clock, with these decisions."""
    story.warehouse.give("raw.decision", "\n".join([ASSESSED, *decisions]))
    found = story.rows("signals.standing_clock")
    return sorted((row["title"], str(row["day0_on"]), row["state"], row["is_met"]) for row in found)


def assessed(number, case, day, seriousness="hospitalisation", expectedness="unlisted"):
    return (
        f"{number} | assess | {case} | rita | 2026-03-{day}T09:00:00Z | [] | {seriousness} | {expectedness} | possible"
    )


def test_what_was_received_after_the_assessment_does_not_move_day_0(story):
    story.reports("""
        record_id | record_version | preferred_term | severity_grade | reported_at          | received_at
        A         | 1              | Seizure        | 2              | 2026-03-02T15:00:00Z | 2026-03-02T15:00:00Z
        A         | 2              | Seizure        | 3              | 2026-03-04T08:00:00Z | 2026-03-05T15:00:00Z
    """)
    (case,) = story.case_of().values()
    assert clocks(story, assessed(1, case, "04")) == [
        ("15-day follow-up", "2026-03-04", "due", False),
        ("15-day report", "2026-03-02", "due", False),
    ]


def test_a_case_that_takes_another_in_keeps_the_clock_of_either_until_it_is_assessed_as_it_is(story):
    story.reports("""
        record_id | record_version | record_status | preferred_term | started_at | known
        A         | 1              |               | Seizure        | 2026-01-01 | 2026-03-02T15:00:00Z
        B         | 1              |               | Seizure        | 2026-03-01 | 2026-03-03T15:00:00Z
    """)
    case_of = story.case_of()
    decisions = [assessed(1, case_of["A"], "04"), assessed(2, case_of["B"], "05", seriousness="not_serious")]
    story.reports("""
        record_id | record_version | record_status | preferred_term | started_at | known
        A         | 2              | corrected     | Seizure        | 2026-03-02 | 2026-03-06T15:00:00Z
    """)
    assert len(set(story.case_of().values())) == 1
    found = clocks(story, *decisions)
    assert [clock for clock in found if clock[0] == "15-day report"] == [("15-day report", "2026-03-03", "due", False)]


def test_lack_of_effect_that_is_assessed_as_serious_has_a_clock_from_its_first_awareness(story):
    story.raw.deliver(
        "lab_result", "record_id | received_at | reported_at\nL1 | 2026-03-02T15:00:00Z | 2026-03-02T15:00:00Z"
    )
    story.flags("""
        flag_id | patient_id | rule        | onset_on   | feed       | record
        F1      | P1         | no_response | 2026-03-02 | lab_result | L1
    """)
    (case,) = story.case_of().values()
    assert clocks(story, assessed(1, case, "04", seriousness="life_threatening")) == [
        ("15-day report", "2026-03-02", "due", False)
    ]


@pytest.mark.parametrize(("signed_at", "is_met"), [("05T16:00:00Z", False), ("06T16:00:00Z", True)])
def test_a_report_that_was_sent_before_a_follow_up_was_received_does_not_hold_it(story, signed_at, is_met):
    story.reports("""
        record_id | record_version | preferred_term | severity_grade | is_serious | reported_at          | received_at
        A         | 1              | Seizure        | 3              | yes        | 2026-03-02T15:00:00Z | 2026-03-02T15:00:00Z
        A         | 2              | Seizure        | 4              | yes        | 2026-03-05T15:00:00Z | 2026-03-06T15:00:00Z
    """)
    (case,) = story.case_of().values()
    story.warehouse.give(
        "raw.decision",
        "number | kind | case_id | decided_by | decided_at | submitted_on\n"
        f"1 | submit | {case} | rita | 2026-03-{signed_at} | 2026-03-05",
    )
    met = {row["title"]: row["is_met"] for row in story.rows("signals.standing_clock")}
    assert met == {"15-day report": True, "15-day follow-up": is_met}
