"""No rule falls silent because a time was sent without its offset from UTC."""

from itertools import product

import pytest

EVENTS = {
    "infusion_reaction": "Chills | no",
    "anaphylaxis": "Anaphylactic reaction | no",
    "hypersensitivity": "Wheezing | no",
    "rash": "Rash | no",
    "serious_unlisted_event": "Broken arm | yes",
    "given_despite_hypersensitivity": "Anaphylactic reaction | no",
}
DOSES = ["2026-02-03T{} | 2026-02-03T{}", "2026-02-17T{} | 2026-02-17T{}"]


def doses(people, began="09:30{}", ended="10:05{}"):
    """Two infusions of each person; people → the offset in which theirs are written."""
    lines = [
        f"{person} | {dose.format(began.format(offset), ended.format(offset))}"
        for person, offset in people.items()
        for dose in DOSES
    ]
    return "\n".join(["patient_id | started_at | ended_at", *lines])


def events(people):
    """One event of each person; people → its term, whether it is serious, and when."""
    return "\n".join(["patient_id | preferred_term | is_serious | started_at", *people])


@pytest.mark.parametrize("rule", EVENTS)
def test_an_event_in_the_infusion_is_flagged_and_one_before_it_is_as_good_as_its_date_alone(deliver, answers, rule):
    times = {"before": "2026-02-03T09:29", "at": "2026-02-03T09:30", "in": "2026-02-03T09:40", "day": "2026-02-03"}
    deliver("infusion", doses(dict.fromkeys(times, "-05:00")))
    deliver("adverse_event", events(f"{person} | {EVENTS[rule]} | {at}" for person, at in times.items()))
    found = {row["patient_id"]: row["verdict"] for row in answers(rule)}
    assert (found["at"], found["in"]) == ("flagged", "flagged")
    assert found["before"] == found["day"]


@pytest.mark.parametrize("rule", EVENTS)
def test_an_infusion_without_offset_loses_no_event_of_its_day(deliver, answers, rule):
    times = {
        "before": "2026-02-03T09:29-05:00", "in": "2026-02-03T09:40-05:00", "utc": "2026-02-03T09:29Z",
        "both": "2026-02-03T09:40",
    }  # fmt: skip
    deliver("infusion", doses(dict.fromkeys(times, "")))
    deliver("adverse_event", events(f"{person} | {EVENTS[rule]} | {at}" for person, at in times.items()))
    found = {row["patient_id"]: row["verdict"] for row in answers(rule)}
    assert found.keys() == times.keys()
    assert (found["in"], found["both"]) == ("flagged", "flagged")


@pytest.mark.parametrize("rule", EVENTS)
def test_without_its_offset_the_time_of_an_event_never_makes_the_person_silent(deliver, answers, rule):
    written = ["03T00:10", "03T09:25", "03T09:35", "03T14:40", "03T23:50", "04T00:20", "04T09:00", "04T23:00"]
    drawn = {
        f"P{number}": cells
        for number, cells in enumerate(product(["-05:00", "+09:00", "Z"], ["-05:00", "+05:45", "+09:00", "Z"], written))
    }
    deliver(
        "infusion",
        doses({f"{person}:{kind}": cells[0] for person, cells in drawn.items() for kind in ("told", "bare")}),
    )
    deliver(
        "adverse_event",
        events(
            f"{person}:{kind} | {EVENTS[rule]} | 2026-02-{clock}{offset if kind == 'told' else ''}"
            for person, (_, offset, clock) in drawn.items()
            for kind in ("told", "bare")
        ),
    )
    found = {row["patient_id"]: row["verdict"] for row in answers(rule)}
    flagged = [person for person in drawn if found.get(f"{person}:told") == "flagged"]
    assert flagged
    assert [drawn[person] for person in flagged if f"{person}:bare" not in found] == []


READINGS = """
patient_id | sign              | value | unit | measured_at
P1         | systolic_pressure | 120   | mmHg | 2026-02-03T09:20
P1         | systolic_pressure | 60    | mmHg | 2026-02-03T09:40
"""


def test_a_pressure_without_offset_counts_in_the_infusion_and_the_answer_says_so(deliver, answers):
    deliver("infusion", doses({"P1": "-05:00"}))
    deliver("adverse_event", events(["P1 | Urticaria | no | 2026-02-03T09:35-05:00"]))
    deliver("vital_sign", READINGS)
    (flag,) = [row for row in answers("anaphylaxis") if row["verdict"] == "flagged"]
    assert {"hypotension", "niaid_1"} <= set(flag["criterion"].split("; "))
    (reaction,) = [row for row in answers("infusion_reaction") if row["verdict"] == "flagged"]
    assert (
        "vital signs: a change not read again in time, a reading sent without its offset from UTC, read as local time"
        in (reaction["unjudged"])
    )


@pytest.mark.parametrize(
    ("started_at", "timing", "said"),
    [
        ("2026-02-03T09:40", "during", "onset: a time sent without its offset from UTC, read as local time"),
        ("2026-02-03T09:29", "not_timed", "onset: a time sent without its offset from UTC"),
        ("2026-02-03", "not_timed", "onset: a report or an infusion without a time of day"),
        ("2026-02-03T09:40-05:00", "during", None),
    ],
)
def test_a_flag_says_where_the_zone_of_a_time_is_not_told(deliver, answers, started_at, timing, said):
    deliver("infusion", doses({"P1": "-05:00"}))
    deliver("adverse_event", events([f"P1 | Infusion related reaction | no | {started_at}"]))
    (flag,) = answers("infusion_reaction")
    assert timing in flag["criterion"]
    assert [part for part in (flag["unjudged"] or "").split("; ") if part.startswith("onset")] == (
        [said] if said else []
    )


def test_hypersensitivity_says_where_the_zone_of_a_time_is_not_told(deliver, answers):
    deliver("infusion", doses({"P1": "-05:00"}))
    deliver("adverse_event", events(["P1 | Urticaria | no | 2026-02-03T09:40"]))
    (flag,) = answers("hypersensitivity")
    assert "onset: a time sent without its offset from UTC" in flag["unjudged"]
    assert "timing=during" in flag["criterion"]
