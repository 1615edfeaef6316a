"""Times sent without their offset from UTC: local times where that can be told, and never UTC in silence."""

from datetime import UTC, datetime

import pytest

TOLD = """
started_at                | ended_at
2026-02-03T09:30:00-05:00 | 2026-02-03T10:05:00-05:00
"""


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("started_at", "instant", "infusion"),
    [
        ("2026-02-03T09:29", None, "S1/R1"),
        ("2026-02-03T09:30", "2026-02-03T14:30", "S1/R1"),
        ("2026-02-03T09:40:00", "2026-02-03T14:40", "S1/R1"),
        ("2026-02-03 23:59:59", "2026-02-04T04:59:59", "S1/R1"),
        ("2026-02-04T09:30", "2026-02-04T14:30", "S1/R1"),
        ("2026-02-04T09:31", None, "S1/R1"),
        ("2026-02-02T23:59", "2026-02-03T04:59", None),
        ("2026-02-03T09:40-05:00", "2026-02-03T14:40", "S1/R1"),
        ("2026-02-03T14:29Z", "2026-02-03T14:29", None),
        ("2026-02-03", None, "S1/R1"),
    ],
)
def test_an_event_without_offset_is_at_the_infusions_local_time_or_known_to_the_day(
    deliver, rows, started_at, instant, infusion
):
    deliver("infusion", TOLD)
    deliver("adverse_event", f"started_at\n{started_at}")
    (event,) = rows("clinical.adverse_event")
    assert event["started_at"] == (instant and utc(instant))
    assert (str(event["started_on"]), event["infusion_id"]) == (started_at[:10], infusion)


@pytest.mark.parametrize("infusion", ["2026-02-03T14:30Z", "2026-02-03T14:30+00:00"])
def test_an_infusion_in_utc_does_not_tell_the_clock_on_the_wall(deliver, rows, infusion):
    deliver("infusion", f"started_at\n{infusion}")
    deliver("adverse_event", "started_at\n2026-02-03T15:00")
    (event,) = rows("clinical.adverse_event")
    assert (event["started_at"], event["infusion_id"], event["is_zone_open"]) == (None, "S1/R1", True)


@pytest.mark.parametrize(
    ("started_at", "infusion", "minutes"),
    [("2026-02-03T09:29", None, None), ("2026-02-03T09:40", "S1/R1", 10), ("2026-02-04T09:31", "S1/R1", 1441)],
)
def test_where_nothing_of_the_person_has_an_offset_the_clocks_on_the_wall_are_compared(
    deliver, rows, started_at, infusion, minutes
):
    deliver("infusion", "started_at | ended_at\n2026-02-03T09:30 | 2026-02-03T10:05")
    deliver("adverse_event", f"patient_id | started_at\nP1 | {started_at}\nP2 | 2026-02-03T09:35-05:00")
    event = next(row for row in rows("clinical.adverse_event") if row["patient_id"] == "P1")
    assert (event["infusion_id"], event["minutes_from_infusion_start"]) == (infusion, minutes)
    assert event["is_zone_open"] is False


@pytest.mark.parametrize(
    ("event", "infused_at", "infusion"),
    [
        ("2026-02-03T09:40-05:00", "2026-02-03T14:30", "S1/R1"),
        ("2026-02-03T09:30-05:00", "2026-02-03T14:30", "S1/R1"),
        ("2026-02-03T09:29-05:00", None, "S1/R1"),
        ("2026-02-03T14:40Z", None, "S1/R1"),
        ("2026-02-05T09:40-05:00", "2026-02-03T14:30", "S1/R1"),
    ],
)
def test_an_infusion_without_offset_is_at_the_events_local_time_or_known_to_the_day(
    deliver, rows, event, infused_at, infusion
):
    deliver("infusion", "started_at | ended_at\n2026-02-03T09:30 | 2026-02-03T10:05")
    deliver("adverse_event", f"started_at\n{event}")
    (placed,) = rows("clinical.adverse_event")
    (given,) = rows("clinical.infusion")
    assert given["started_at"] == (infused_at and utc(infused_at))
    assert (given["ended_at"] is None, given["is_without_offset"]) == (infused_at is None, True)
    assert (placed["infusion_id"], placed["is_zone_open"]) == (infusion, True)


def test_a_told_result_of_the_laboratory_leaves_the_sites_clocks_comparable(deliver, rows):
    deliver("infusion", "started_at | ended_at\n2026-02-03T09:30 | 2026-02-03T10:05")
    deliver("adverse_event", "started_at\n2026-02-03T09:20")
    deliver("lab_result", "collected_at\n2026-02-17T08:50:00-05:00")
    (event,) = rows("clinical.adverse_event")
    (given,) = rows("clinical.infusion")
    assert (given["started_at"], given["ended_at"]) == (utc("2026-02-03T14:30"), utc("2026-02-03T15:05"))
    assert (event["started_at"], event["infusion_id"]) == (utc("2026-02-03T14:20"), None)


def test_an_end_without_offset_has_that_of_its_start(deliver, rows):
    deliver("infusion", "started_at | ended_at\n2026-02-03T23:50+05:45 | 2026-02-04T00:20")
    (given,) = rows("clinical.infusion")
    assert given["ended_at"] == utc("2026-02-03T18:35")


@pytest.mark.parametrize(
    ("collected_at", "is_after"),
    [("2026-02-03T09:29", False), ("2026-02-03T09:31", True), ("2026-02-02T23:59", False), ("2026-02-04T00:01", True)],
)
def test_a_result_without_offset_keeps_its_day_and_stands_beside_the_dose_of_that_day(
    deliver, rows, collected_at, is_after
):
    deliver("infusion", TOLD)
    deliver("lab_result", f"collected_at\n{collected_at}")
    (result,) = rows("clinical.lab_result")
    assert (str(result["collected_on"]), result["is_after_first_dose"]) == (collected_at[:10], is_after)


@pytest.mark.parametrize(
    ("measured_at", "minutes"),
    [("2026-02-03T09:29", -1), ("2026-02-03T09:40", 10), ("2026-02-04T00:10", 880)],
)
def test_a_reading_without_offset_counts_by_the_clock_on_the_wall(deliver, rows, measured_at, minutes):
    deliver("infusion", TOLD)
    deliver("vital_sign", f"sign | value | unit | measured_at\nsystolic_pressure | 60 | mmHg | {measured_at}")
    (reading,) = rows("clinical.vital_sign")
    assert (reading["minutes_from_infusion_start"], reading["is_without_offset"]) == (minutes, True)


def test_a_medicine_without_offset_is_given_at_the_infusion_of_its_day(deliver, rows):
    deliver("infusion", TOLD)
    deliver("medication", "medicine | started_at\nepinephrine | 2026-02-03T09:45\nsaline | 2026-02-03T09:00")
    given = {row["medicine"]: (row["started_at"], row["infusion_id"]) for row in rows("clinical.medication")}
    assert given == {"epinephrine": (utc("2026-02-03T14:45"), "S1/R1"), "saline": (None, "S1/R1")}


def test_the_time_of_a_later_dose_is_not_taken_for_that_of_a_first_one_known_to_the_day(deliver, rows):
    deliver("infusion", "started_at\n2026-02-03\n2026-02-17T09:30:00-05:00")
    deliver("adverse_event", "preferred_term | started_at\nRash | 2026-02-05T09:00:00-05:00")
    deliver("lab_result", "collected_at\n2026-02-05T09:00:00-05:00")
    assert [row["first_dose_at"] for row in rows("clinical.patient")] == [None]
    assert [row["is_after_first_dose"] for row in rows("clinical.termed_event")] == [True]
    assert [row["is_after_first_dose"] for row in rows("clinical.lab_result")] == [True]
