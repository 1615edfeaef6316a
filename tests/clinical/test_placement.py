"""Facts placed against the course of treatment."""

from datetime import date
from decimal import Decimal

import pytest

INFUSIONS = """
record_id | patient_id | started_at                | ended_at                  | dose_mg
I1        | P1         | 2026-01-05T09:00:00+01:00 | 2026-01-05T09:30:00+01:00 | 2000
I2        | P1         | 2026-01-19T09:00:00+01:00 | 2026-01-19T09:15:00+01:00 | 800
I3        | P1         | 2026-02-02                |                           | 800
I4        | P1         | 2026-02-03                |                           | 0
"""


@pytest.fixture
def one(rows):
    """The only row of a relation."""

    def only(relation):
        (row,) = rows(relation)
        return row

    return only


def test_infusions_are_numbered_and_a_dose_of_nothing_is_none(deliver, rows):
    deliver("infusion", INFUSIONS)
    numbered = {
        row["infusion_id"]: (row["infusion_number"], row["days_since_first_dose"]) for row in rows("clinical.infusion")
    }
    assert numbered == {"S1/I1": (1, 0), "S1/I2": (2, 14), "S1/I3": (3, 28)}


@pytest.mark.parametrize(
    ("started_at", "infusion", "from_start", "from_end"),
    [
        ("2026-01-05T08:59:00+01:00", None, None, None),
        ("2026-01-05T08:00:00Z", "S1/I1", 0, -30),
        ("2026-01-05T09:45:00+01:00", "S1/I1", 45, 15),
        ("2026-01-05", "S1/I1", None, None),
        ("2026-01-19T10:15:00+01:00", "S1/I2", 75, 60),
        ("2026-02-02T09:00:00+01:00", "S1/I3", None, None),
        ("2026-02", None, None, None),
    ],
)
def test_an_event_belongs_to_the_newest_infusion_that_began_at_or_before_it(
    deliver, one, started_at, infusion, from_start, from_end
):
    deliver("infusion", INFUSIONS)
    deliver("adverse_event", f"record_id | started_at\nE1 | {started_at}")
    event = one("clinical.adverse_event")
    assert event["infusion_id"] == infusion
    assert event["minutes_from_infusion_start"] == (None if from_start is None else Decimal(from_start))
    assert event["minutes_from_infusion_end"] == (None if from_end is None else Decimal(from_end))
    assert event["started_text"] == started_at


def test_an_onset_known_to_the_month_is_kept_as_text_and_has_no_date(deliver, one):
    deliver("adverse_event", "started_at | preferred_term\n2026-02 | Rash")
    event = one("clinical.adverse_event")
    assert (event["started_on"], event["started_text"], event["term"]) == (None, "2026-02", "rash")


def test_a_fahrenheit_reading_is_kept_in_celsius_and_placed(deliver, one):
    deliver("infusion", INFUSIONS)
    deliver(
        "vital_sign",
        """
        sign        | value | unit   | measured_at               | phase
        temperature | 100.4 | [degF] | 2026-01-05T09:10:00+01:00 | during
        """,
    )
    reading = one("clinical.vital_sign")
    assert (reading["value"], reading["unit"]) == (Decimal("38.000000"), "Cel")
    assert (reading["infusion_id"], reading["minutes_from_infusion_start"]) == ("S1/I1", Decimal(10))


@pytest.mark.parametrize(
    ("started_at", "infusion"),
    [
        ("2026-01-05T09:20:00+01:00", "S1/I1"),
        ("2026-01-05T08:59:00+01:00", None),
        ("2026-01-06T09:30:00+01:00", "S1/I1"),
        ("2026-01-06T08:30:00Z", "S1/I1"),
        ("2026-01-06T09:31:00+01:00", None),
        ("2026-01-05", "S1/I1"),
        ("2026-01-06", "S1/I1"),
        ("2026-01-07", None),
        ("2026-02-03T23:00:00+01:00", "S1/I3"),
    ],
)
def test_a_medicine_belongs_to_an_infusion_that_ended_in_the_24_hours_before(deliver, one, started_at, infusion):
    deliver("infusion", INFUSIONS)
    deliver("medication", f"medicine | role | started_at\nEpinephrine | reaction_treatment | {started_at}")
    medicine = one("clinical.medication")
    assert (medicine["medicine"], medicine["infusion_id"]) == ("epinephrine", infusion)


@pytest.mark.parametrize(
    ("measured_at", "phase", "infusion", "from_start"),
    [
        ("2026-01-05T07:00:00+01:00", "", "S1/I1", -120),
        ("2026-01-05", "", "S1/I1", None),
        ("2026-01-06T00:20:00+01:00", "post", "S1/I1", 920),
        ("2026-01-05T23:20:00Z", "post", "S1/I1", 920),
        ("2026-01-06T09:30:00+01:00", "", "S1/I1", 1470),
        ("2026-01-06T09:31:00+01:00", "", None, None),
        ("2026-01-06T00:20:00+01:00", "pre", None, None),
        ("2026-01-06", "post", "S1/I1", None),
        ("2026-01-06", "pre", None, None),
        ("2026-01-07", "post", None, None),
        ("2026-01-04T23:00:00+01:00", "", None, None),
        ("2026-02-03T08:00:00+01:00", "post", "S1/I3", None),
    ],
)
def test_a_reading_belongs_to_the_infusion_of_its_day_or_one_that_ended_in_the_24_hours_before(
    deliver, one, measured_at, phase, infusion, from_start
):
    deliver("infusion", INFUSIONS)
    deliver("vital_sign", f"value | unit | measured_at | phase\n118 | /min | {measured_at} | {phase}")
    reading = one("clinical.vital_sign")
    assert reading["infusion_id"] == infusion
    assert reading["minutes_from_infusion_start"] == (None if from_start is None else Decimal(from_start))


def test_an_infusion_across_midnight_keeps_its_readings_of_two_more_days(deliver, one):
    deliver(
        "infusion",
        """
        record_id | started_at           | ended_at
        N1        | 2026-01-05T23:30:00Z | 2026-01-06T00:30:00Z
        """,
    )
    deliver("vital_sign", "value | unit | measured_at\n118 | /min | 2026-01-07T00:30:00Z")
    assert one("clinical.vital_sign")["infusion_id"] == "S1/N1"


def test_on_days_in_a_row_a_reading_belongs_to_the_infusion_of_its_own_day(deliver, one):
    deliver(
        "infusion",
        """
        record_id | started_at           | ended_at
        D1        | 2026-01-05T09:00:00Z | 2026-01-05T09:30:00Z
        D2        | 2026-01-06T09:00:00Z | 2026-01-06T09:30:00Z
        """,
    )
    deliver("vital_sign", "value | unit | measured_at | phase\n118 | /min | 2026-01-06T08:50:00Z | pre")
    reading = one("clinical.vital_sign")
    assert (reading["infusion_id"], reading["minutes_from_infusion_start"]) == ("S1/D2", Decimal(-10))


def test_a_person_known_only_from_a_laboratory_is_listed_and_untreated(deliver, rows):
    deliver("infusion", INFUSIONS)
    deliver("lab_result", "patient_id\nP9")
    treated = {row["patient_id"]: row["is_treated"] for row in rows("clinical.patient")}
    assert treated == {"P1": True, "P9": False}


def test_a_person_has_the_newest_description_and_the_course_of_treatment(deliver, rows):
    deliver("infusion", INFUSIONS)
    deliver(
        "patient",
        """
        record_id | record_status | reported_at | sex    | birth_year | died_on
        D1        | final         | 2026-01-01  | male   | 1974       |
        D1        | corrected     | 2026-01-09  | female | 1974       | 2026-03-01
        """,
    )
    deliver(
        "medication",
        """
        medicine     | role           | started_at
        lamivudine   | antiretroviral | 2025-11-01
        dolutegravir | antiretroviral | 2026-01-12
        """,
    )
    (person,) = rows("clinical.patient")
    assert (person["sex"], person["age_years_at_first_dose"], person["n_infusions"]) == ("F", 52, 3)
    assert (person["first_dose_on"], person["last_dose_on"]) == (date(2026, 1, 5), date(2026, 2, 2))
    assert person["background_started_on"] == date(2026, 1, 12)
    assert (person["died_on"], person["observed_until_on"]) == (date(2026, 3, 1), date(2026, 3, 1))


def test_instants_decide_before_dates_where_offsets_differ(deliver, rows):
    deliver("infusion", "started_at | ended_at\n2026-03-02T07:30:00+08:00 | 2026-03-02T08:00:00+08:00")
    deliver("adverse_event", "preferred_term | started_at\nWheezing | 2026-03-01T23:50:00Z")
    (event,) = rows("clinical.adverse_event")
    assert (event["infusion_number"], float(event["minutes_from_infusion_start"])) == (1, 20.0)


@pytest.mark.parametrize(
    ("died_on", "outcome", "seriousness", "grade", "is_dead"),
    [
        ("2026-03-20", "", "", "", True),
        ("2026-03", "", "", "", True),
        ("2026", "", "", "", True),
        ("", "fatal", "", "", True),
        ("", "", "hospitalisation;death", "", True),
        ("", "", "", "5", True),
        ("", "not_recovered", "life_threatening", "4", False),
    ],
)
def test_a_death_is_what_the_site_states_or_a_report_ends_in(
    deliver, rows, died_on, outcome, seriousness, grade, is_dead
):
    deliver("infusion", "started_at\n2026-03-02T09:00:00Z")
    deliver("patient", f"died_on | received_at\n{died_on} | 2026-06-01T00:00:00Z")
    deliver(
        "adverse_event",
        f"""
        preferred_term | started_at | outcome   | seriousness   | severity_grade | received_at
        Sepsis         | 2026-03-10 | {outcome} | {seriousness} | {grade}        | 2026-06-01T00:00:00Z
    """,
    )
    (person,) = rows("clinical.patient")
    assert person["is_dead"] is is_dead
    assert person["died_on"] == (date(2026, 3, 20) if died_on == "2026-03-20" else None)


def test_a_death_in_the_future_is_quarantined(deliver, rows):
    deliver(
        "patient",
        """
        record_id | patient_id | died_on    | received_at
        R1        | P1         | 2026-03-12 | 2026-03-10T08:00:00Z
        R2        | P2         | 2026-03-11 | 2026-03-10T08:00:00Z
        R3        | P3         | 2026-04    | 2026-03-10T08:00:00Z
        R4        | P4         | 2026       | 2026-03-10T08:00:00Z
    """,
    )
    assert {row["patient_id"] for row in rows("staging.patient")} == {"P2", "P4"}
