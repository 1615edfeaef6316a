"""Outside the indication: under age, treatment-naive, or without other antiretrovirals."""

from datetime import date

import pytest
from dose_story import dosed, label, treated
from hypothesis import HealthCheck, settings
from hypothesis import given as examples
from hypothesis import strategies as st

RULE = "outside_indication"
ORDINARY = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
INSIDE = {
    "birth_year": "1980",
    "age_years_at_first_dose": "46",
    "treatment_experience": "experienced",
    "observed_until_on": "2026-06-01",
}


@pytest.fixture(autouse=True)
def numbers(given):
    label(given)


def person(given, patient="P1", background=True, **cells):
    """A person inside the indication but for what is told."""
    treated(given, patient, **(INSIDE | cells))
    dosed(given, f"patient | day | mg\n{patient} | 2026-03-01 | 2000")
    if background:
        medicine(given, patient, started_on="2026-03-08")


def medicine(given, patient="P1", **cells):
    row = {"medication_id": f"{patient}/{cells}", "patient_id": patient, "medicine": "dolutegravir"}
    row |= {"role": "antiretroviral", "source_file": "medicines", "source_row": "2"} | cells
    given("clinical.medication", " | ".join(row) + "\n" + " | ".join(row.values()))


def test_an_adult_treated_before_with_other_antiretrovirals_is_inside(given, answers):
    person(given)
    assert answers(RULE) == []


@pytest.mark.parametrize(
    ("age", "criterion", "certainty"),
    [("17", "under_age", "reported"), ("18", "possibly_under_age", "possible"), ("19", None, None)],
)
def test_a_calendar_difference_of_eighteen_may_be_seventeen_years(given, answers, age, criterion, certainty):
    person(given, age_years_at_first_dose=age, birth_year=str(2026 - int(age)))
    rows = [(row["criterion"], row["certainty"]) for row in answers(RULE)]
    assert rows == ([(criterion, certainty)] if criterion else [])


def test_a_possible_minor_is_told_as_such(given, answers):
    person(given, age_years_at_first_dose="18", birth_year="2008")
    (row,) = answers(RULE)
    assert row["onset_on"] == date(2026, 3, 1)
    assert row["why"] == "First dose on 1 Mar 2026: born in 2008, so 17 or 18 years."
    assert row["unjudged"] == "age: only the year of birth is known"


def test_a_person_never_treated_before_flags(given, answers):
    person(given, treatment_experience="naive")
    (row,) = answers(RULE)
    assert (row["criterion"], row["certainty"]) == ("treatment_naive", "reported")


@pytest.mark.parametrize(
    ("started_on", "ended_on", "is_flagged"),
    [
        ("2026-03-29", "", False),
        ("2026-03-30", "", True),
        ("2020-01-01", "2026-03-01", False),
        ("2020-01-01", "2026-02-28", True),
    ],
)
def test_an_antiretroviral_counts_from_the_first_dose_to_the_last_day_of_the_window(
    given, flags, started_on, ended_on, is_flagged
):
    person(given, background=False)
    medicine(given, started_on=started_on, ended_on=ended_on)
    assert flags(RULE) == ({"P1": date(2026, 3, 1)} if is_flagged else {})


def test_only_other_medicines_on_record_speak_for_no_regimen_but_silence_does_not(given, answers):
    person(given, "P1", background=False)
    medicine(given, "P1", medicine="metformin", role="concomitant", started_on="2026-01-01")
    person(given, "P2", background=False)
    medicine(given, "P2", medicine="cetirizine", role="reaction_treatment", started_on="2026-03-01")
    found = {row["patient_id"]: row for row in answers(RULE)}
    assert found["P1"]["criterion"] == "no_background_regimen"
    assert found["P2"]["verdict"] == "incomplete"
    assert found["P2"]["unjudged"] == "other antiretrovirals: no medicine of the person was delivered"


@pytest.mark.parametrize(
    ("cells", "medicine_cells", "reason"),
    [
        ({"age_years_at_first_dose": ""}, None, "age: the year of birth is not known"),
        ({"treatment_experience": ""}, None, "treatment before: not reported"),
        ({}, {"started_on": ""}, "other antiretrovirals: it is not known when one was started"),
        (
            {"observed_until_on": "2026-03-28"},
            {"started_on": "2019-01-01", "ended_on": "2020-01-01"},
            "other antiretrovirals: no record reaches far enough after the first dose",
        ),
    ],
)
def test_what_is_missing_cannot_be_judged(given, answers, cells, medicine_cells, reason):
    person(given, background=medicine_cells is None, **cells)
    if medicine_cells is not None:
        medicine(given, **medicine_cells)
    (row,) = answers(RULE)
    assert (row["verdict"], row["unjudged"]) == ("incomplete", reason)


def test_nothing_known_at_all_is_not_evaluable(given, answers):
    person(given, background=False, age_years_at_first_dose="", treatment_experience="")
    assert [row["verdict"] for row in answers(RULE)] == ["not_evaluable"]


def test_a_corrected_year_of_birth_counts_and_the_description_is_evidence(deliver, answers):
    deliver(
        "patient",
        """
        record_id | record_version | patient_id | birth_year | treatment_experience | reported_at
        R1        | 1              | P1         | 2012       | experienced          | 2026-01-02T08:00:00Z
        R1        | 2              | P1         | 1972       | experienced          | 2026-01-03T08:00:00Z
        R2        | 1              | P2         | 2009       | experienced          | 2026-01-02T08:00:00Z
    """,
    )
    deliver("infusion", "patient_id | started_at | dose_mg\nP1 | 2026-01-05 | 2000\nP2 | 2026-01-05 | 2000")
    deliver(
        "medication",
        "patient_id | role | started_at\nP1 | antiretroviral | 2026-01-12\nP2 | antiretroviral | 2026-01-12",
    )
    (row,) = answers(RULE)
    assert (row["patient_id"], row["criterion"]) == ("P2", "under_age")
    assert {fact["feed"] for fact in row["evidence"]} == {"infusion", "medication", "patient"}


FACTS = st.fixed_dictionaries(
    {
        "age_years_at_first_dose": st.sampled_from(["17", "18", "40", ""]),
        "treatment_experience": st.sampled_from(["naive", "experienced", ""]),
        "background": st.booleans(),
    }
)


def answer_for(warehouse, given, own, other=None):
    for relation in ("infusion", "patient", "adverse_event", "medication"):
        warehouse.given_relations.discard(f"clinical.{relation}")
    if other is not None:
        person(given, "P2", **other)
    person(given, "P1", **own)
    return [
        (row["verdict"], row["criterion"], row["unjudged"])
        for row in warehouse.rows(f"rules.{RULE}")
        if row["patient_id"] == "P1"
    ]


@ORDINARY
@examples(own=FACTS, other=FACTS)
def test_other_people_change_nothing_and_a_younger_age_never_removes_a_flag(given, warehouse, own, other):
    alone = answer_for(warehouse, given, own)
    assert answer_for(warehouse, given, own, other) == alone
    younger = answer_for(warehouse, given, own | {"age_years_at_first_dose": "12"})
    assert younger[0][0] == "flagged"
