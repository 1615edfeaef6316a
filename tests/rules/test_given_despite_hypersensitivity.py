"""Given despite hypersensitivity: an administration after a named or allergic reaction; its era; whether it came again."""

from datetime import date

import pytest
from dose_story import dosed, label, nothing_else, treated
from hypothesis import HealthCheck, settings
from hypothesis import given as examples
from hypothesis import strategies as st

RULE = "given_despite_hypersensitivity"
ORDINARY = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
TWO_DOSES = "patient | day | mg\nP1 | 2026-03-01 | 2000\nP1 | 2026-03-15 | 800"


@pytest.fixture(autouse=True)
def numbers(given):
    label(given)


def found(given, patient, number, feature="reported_hypersensitivity", in_window="true", words="hypersensitivity"):
    """A report of the day of an administration."""
    given(
        "clinical.infusion_finding",
        f"""
        patient_id | infusion_id        | feature   | is_in_window | words   | seen_on                     | feed
        {patient}  | {patient}/{number} | {feature} | {in_window}  | {words} | 2026-03-{number * 14 - 13:02} | adverse_event
    """,
    )


def limbs(given, patient, number, **limb):
    """The limbs of an administration; those left out are false."""
    systems = ("has_skin_mucosa", "has_respiratory", "has_circulatory", "has_persistent_gastrointestinal")
    columns = ("has_symptom", *systems)
    values = {
        "patient_id": patient,
        "infusion_id": f"{patient}/{number}",
        "infusion_number": str(number),
        "infused_on": f"2026-03-{number * 14 - 13:02}",
        "words": "signs",
        **{column: limb.get(column, "false") for column in columns},
    }
    given("clinical.infusion_response", " | ".join(values) + "\n" + " | ".join(values.values()))


def test_the_administration_after_a_named_reaction_flags_and_the_one_with_it_does_not(given, flags):
    treated(given, "P1", "P2")
    dosed(given, TWO_DOSES + "\nP1 | 2026-03-29 | 800\nP2 | 2026-03-01 | 2000")
    found(given, "P1", 2)
    found(given, "P2", 1)
    assert flags(RULE) == {"P1": date(2026, 3, 29)}


@pytest.mark.parametrize(
    ("feature", "in_window", "verdict"),
    [
        ("reported_anaphylaxis", "false", "flagged"),
        ("reported_hypersensitivity", "", "flagged"),
        ("epinephrine", "true", "flagged"),
        ("allergic_sign", "true", "flagged"),
        ("allergic_sign", "", "incomplete"),
        ("allergic_sign", "false", None),
        ("reported_infusion_reaction", "true", None),
        ("gastrointestinal", "true", None),
    ],
)
def test_what_counts_as_hypersensitivity(given, answers, feature, in_window, verdict):
    treated(given, "P1")
    dosed(given, TWO_DOSES)
    found(given, "P1", 1, feature, in_window)
    assert [row["verdict"] for row in answers(RULE)] == ([verdict] if verdict else [])


@pytest.mark.parametrize(
    ("skin", "breath", "circulation", "verdict"),
    [
        ("true", "true", "false", "flagged"),
        ("true", "false", "true", "flagged"),
        ("true", "false", "false", None),
        ("true", "false", "", "incomplete"),
        ("false", "true", "true", "flagged"),
        ("false", "", "", None),
    ],
)
def test_two_systems_count_and_one_beside_an_unknown_one_cannot_be_judged(
    given, answers, skin, breath, circulation, verdict
):
    treated(given, "P1")
    dosed(given, TWO_DOSES)
    limbs(given, "P1", 1, has_skin_mucosa=skin, has_respiratory=breath, has_circulatory=circulation)
    rows = answers(RULE)
    assert [row["verdict"] for row in rows] == ([verdict] if verdict else [])
    if verdict == "flagged":
        assert rows[0]["criterion"].startswith("several_systems; ")


@pytest.mark.parametrize(
    ("second_on", "certainty"),
    [
        ("2018-03-06", "before_contraindication_date"),
        ("2018-03-07", "date_not_verified"),
        ("2021-04-29", "date_not_verified"),
        ("2021-04-30", "contraindicated"),
    ],
)
def test_the_era_of_the_label_is_said_and_never_drops_anybody(given, answers, second_on, certainty):
    treated(given, "P1")
    dosed(given, f"patient | day | mg\nP1 | 2018-02-20 | 2000\nP1 | {second_on} | 800")
    found(given, "P1", 1)
    (row,) = answers(RULE)
    assert (row["verdict"], row["certainty"]) == ("flagged", certainty)
    assert ("date of that edition of the label" in (row["unjudged"] or "")) is (certainty == "date_not_verified")


@pytest.mark.parametrize(
    ("observed", "symptom", "outcome"),
    [
        ("15", None, "recurrence_not_judged"),
        ("60", None, "no_reaction_reported"),
        ("", None, "recurrence_not_judged"),
        ("60", "true", "reaction_recurred"),
        ("60", "", "recurrence_not_judged"),
    ],
)
def test_whether_a_reaction_came_again_is_said(given, answers, observed, symptom, outcome):
    treated(given, "P1")
    dosed(given, f"patient | day | mg | observed\nP1 | 2026-03-01 | 2000 | 60\nP1 | 2026-03-15 | 800 | {observed}")
    found(given, "P1", 1)
    limbs(given, "P1", 1, has_symptom="true")
    if symptom is not None:
        limbs(given, "P1", 2, has_symptom=symptom)
    (row,) = answers(RULE)
    assert row["criterion"] == f"named; {outcome}"
    assert ("whether a reaction came again" in (row["unjudged"] or "")) is (outcome == "recurrence_not_judged")


def test_why_is_a_sentence_with_the_reaction_and_the_day(given, answers):
    treated(given, "P1")
    dosed(given, TWO_DOSES)
    found(given, "P1", 1)
    (row,) = answers(RULE)
    assert row["why"] == (
        "Administration 2 on 15 Mar 2026 was given after a reaction of 1 Mar 2026: hypersensitivity; "
        "no reaction was reported again."
    )


def test_each_reaction_flags_the_first_administration_after_it_only(given, answers):
    treated(given, "P1")
    dosed(given, TWO_DOSES + "\nP1 | 2026-03-29 | 800\nP1 | 2026-04-12 | 800")
    found(given, "P1", 1)
    found(given, "P1", 2, words="anaphylaxis", feature="reported_anaphylaxis")
    assert sorted(row["onset_on"] for row in answers(RULE)) == [date(2026, 3, 15), date(2026, 3, 29)]


@pytest.mark.parametrize(
    ("started_text", "verdict"),
    [("2026-03", "incomplete"), ("2026", "incomplete"), ("", "incomplete"), ("2026-02", "flagged")],
)
def test_a_report_without_a_day_counts_after_all_the_days_that_it_leaves_open(given, answers, started_text, verdict):
    treated(given, "P1")
    dosed(given, "patient | day | mg\nP1 | 2026-02-01 | 2000\nP1 | 2026-03-15 | 2000\nP1 | 2026-03-29 | 800")
    given(
        "clinical.adverse_event",
        f"""
        event_id | patient_id | term             | started_text   | source_file | source_row
        E1       | P1         | hypersensitivity | {started_text} | events      | 7
    """,
    )
    given(
        "clinical.infusion_finding",
        """
        patient_id | feature                   | words            | feed          | source_file | source_row
        P1         | reported_hypersensitivity | hypersensitivity | adverse_event | events      | 7
    """,
    )
    (row,) = answers(RULE)
    assert row["verdict"] == verdict
    assert row["onset_on"] == (date(2026, 3, 15) if verdict == "flagged" else None)


def test_without_any_report_of_anybody_nothing_is_known(given, answers):
    given("clinical.patient", "patient_id | is_treated\nP1 | true")
    given("clinical.adverse_event", "event_id")
    nothing_else(given)
    dosed(given, TWO_DOSES)
    (row,) = answers(RULE)
    assert (row["verdict"], row["why"]) == ("not_evaluable", "No adverse event of anybody was delivered.")


FINDINGS = st.lists(
    st.tuples(
        st.integers(1, 3),
        st.sampled_from(["reported_hypersensitivity", "allergic_sign", "fever"]),
        st.sampled_from(["true", "false", ""]),
    ),
    max_size=3,
)


def answer_for(warehouse, given, own, others=()):
    for relation in ("infusion", "patient", "adverse_event", "infusion_finding", "infusion_response"):
        warehouse.given_relations.discard(f"clinical.{relation}")
    treated(given, "P1", "P2")
    lines = [f"{who} | 2026-03-{day:02} | 800" for who in ("P1", "P2") for day in (1, 15, 29)]
    dosed(given, "\n".join(["patient | day | mg", *lines]))
    for who, findings in (("P2", others), ("P1", own)):
        for number, feature, in_window in findings:
            found(given, who, number, feature, in_window, words=feature)
    kept = ("verdict", "onset_on", "criterion", "why", "unjudged")
    rows = [row for row in warehouse.rows(f"rules.{RULE}") if row["patient_id"] == "P1"]
    return sorted((tuple(row[name] for name in kept) for row in rows), key=str)


@ORDINARY
@examples(own=FINDINGS, others=FINDINGS)
def test_other_people_change_nothing_and_one_more_reaction_never_removes_a_flag(given, warehouse, own, others):
    alone = answer_for(warehouse, given, own)
    assert answer_for(warehouse, given, own[::-1], others) == alone
    more = answer_for(warehouse, given, [*own, (1, "reported_hypersensitivity", "true")])
    assert {row[1] for row in alone if row[0] == "flagged"} <= {row[1] for row in more}
    assert date(2026, 3, 15) in {row[1] for row in more}
