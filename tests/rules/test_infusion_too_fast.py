"""Too fast: shorter than the label allows for that dose and method; after an earlier reaction no shortening."""

from datetime import date

import pytest
from dose_story import dosed, label, nothing_else, treated
from hypothesis import HealthCheck, settings
from hypothesis import given as examples
from hypothesis import strategies as st

ORDINARY = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def numbers(given):
    label(given)


def reacted(given, patient, number, is_reaction="true"):
    """A reaction to an administration was reported; with an empty truth, one that cannot be placed."""
    given(
        "clinical.infusion_response",
        f"""
        patient_id | infusion_id        | infusion_number | has_symptom
        {patient}  | {patient}/{number} | {number}        | {is_reaction}
    """,
    )


def verdicts(answers):
    return {row["patient_id"]: row["verdict"] for row in answers("infusion_too_fast")}


@pytest.mark.parametrize(("minutes", "is_flagged"), [("29.98", True), ("30", False), ("45", False)])
def test_a_first_infusion_takes_thirty_minutes(given, flags, minutes, is_flagged):
    treated(given, "P1")
    dosed(given, f"patient | day | mg | minutes\nP1 | 2026-03-01 | 2000 | {minutes}")
    assert flags("infusion_too_fast") == ({"P1": date(2026, 3, 1)} if is_flagged else {})


@pytest.mark.parametrize(("minutes", "is_flagged"), [("14.98", True), ("15", False), ("29", False)])
def test_a_later_one_takes_fifteen_when_no_reaction_was_reported_before(given, flags, minutes, is_flagged):
    treated(given, "P1")
    dosed(given, f"patient | day | mg | minutes\nP1 | 2026-03-01 | 2000 | 30\nP1 | 2026-03-15 | 800 | {minutes}")
    assert flags("infusion_too_fast") == ({"P1": date(2026, 3, 15)} if is_flagged else {})


def test_after_an_earlier_reaction_fifteen_minutes_are_too_short(given, answers):
    treated(given, "P1", "P2")
    dosed(
        given,
        """
        patient | day        | mg   | minutes
        --------+------------+------+--------
        P1      | 2026-03-01 | 2000 | 30
        P1      | 2026-03-15 | 800  | 29
        P2      | 2026-03-01 | 2000 | 30
        P2      | 2026-03-15 | 800  | 29
    """,
    )
    reacted(given, "P1", 1)
    reacted(given, "P2", 2)
    (row,) = answers("infusion_too_fast")
    assert (row["patient_id"], row["criterion"]) == ("P1", "maintenance; infusion; after_earlier_reaction")
    assert row["why"] == (
        "Administration 2 on 15 Mar 2026, 800 mg by infusion, took 29 minutes; the label asks for at least 30 "
        "unless no reaction was reported before, and one was."
    )


@pytest.mark.parametrize(("minutes", "verdict"), [("14", "flagged"), ("20", "incomplete"), ("30", None)])
def test_a_reaction_that_cannot_be_placed_leaves_only_the_times_between_open(given, answers, minutes, verdict):
    treated(given, "P1")
    dosed(given, f"patient | day | mg | minutes\nP1 | 2026-03-01 | 2000 | 30\nP1 | 2026-03-15 | 800 | {minutes}")
    reacted(given, "P1", 1, is_reaction="")
    assert verdicts(answers) == ({"P1": verdict} if verdict else {})


def test_without_any_report_of_anybody_no_reaction_is_not_known(given, answers):
    given("clinical.patient", "patient_id | is_treated\nP1 | true")
    given("clinical.adverse_event", "event_id")
    nothing_else(given)
    dosed(given, "patient | day | mg | minutes\nP1 | 2026-03-01 | 2000 | 30\nP1 | 2026-03-15 | 800 | 20")
    (row,) = answers("infusion_too_fast")
    assert row["verdict"] == "incomplete"
    assert row["unjudged"] == "whether an earlier administration was followed by a reaction is not known"


def test_a_new_loading_dose_takes_thirty_minutes_again_by_policy(given, answers):
    treated(given, "P1")
    dosed(given, "patient | day | mg | minutes\nP1 | 2026-03-01 | 2000 | 30\nP1 | 2026-03-29 | 2000 | 20")
    (row,) = answers("infusion_too_fast")
    assert (row["certainty"], row["criterion"]) == ("reload_limit_by_policy", "loading; infusion")


def test_an_unverified_minimum_of_a_push_never_flags(given, answers):
    treated(given, "P1", "P2")
    dosed(
        given,
        """
        patient | day        | mg   | method | minutes
        --------+------------+------+--------+--------
        P1      | 2026-03-01 | 2000 | push   | 1.4
        P2      | 2026-03-01 | 2000 | push   | 1.5
        P2      | 2026-03-15 | 800  | push   | 0.5
    """,
    )
    (row,) = answers("infusion_too_fast")
    assert (row["patient_id"], row["verdict"]) == ("P1", "not_evaluable")
    assert row["unjudged"] == (
        "shorter than the 1.5 minutes of the label, of which it was not verified that they are a minimum"
    )


def test_what_is_missing_cannot_be_judged_and_is_not_called_slow(given, answers):
    treated(given, "P1", "P2", "P3")
    dosed(
        given,
        """
        patient | day        | mg   | method   | minutes | action
        --------+------------+------+----------+---------+--------
        P1      | 2026-03-01 | 2000 | infusion |         | none
        P2      | 2026-03-01 | 2000 |          | 5       | none
        P3      | 2026-03-01 | 500  | infusion | 8       | stopped
    """,
    )
    said = {row["patient_id"]: row["unjudged"] for row in answers("infusion_too_fast")}
    assert said == {
        "P1": "its start or its end is not known",
        "P2": "the method is not reported",
        "P3": "it was stopped early, so its length does not tell its speed",
    }


def test_a_method_that_the_label_does_not_allow_has_no_limit_of_speed(given, answers):
    treated(given, "P1")
    dosed(given, "patient | day | mg | method | minutes\nP1 | 2023-12-12 | 2000 | push | 1")
    (row,) = answers("infusion_too_fast")
    assert row["verdict"] == "not_evaluable"
    assert row["unjudged"] == "the label of that day names no limit for that dose and method"


def test_minutes_count_across_a_change_of_clocks_and_corrections_count(given, deliver, answers):
    nothing_else(given)
    deliver("adverse_event", "patient_id | verbatim_term\nP9 | headache")
    deliver(
        "infusion",
        """
        record_id | record_version | patient_id | started_at                | ended_at                  | dose_mg | method
        ----------+----------------+------------+---------------------------+---------------------------+---------+---------
        I1        | 1              | P1         | 2025-03-30T01:45:00+01:00 | 2025-03-30T03:05:00+02:00 | 2000    | infusion
        I2        | 1              | P2         | 2025-03-30T01:20:00+01:00 | 2025-03-30T03:20:00+02:00 | 2000    | infusion
        I3        | 1              | P3         | 2026-03-01T09:00:00Z      | 2026-03-01T09:10:00Z      | 2000    | infusion
        I3        | 2              | P3         | 2026-03-01T09:00:00Z      | 2026-03-01T09:40:00Z      | 2000    | infusion
    """,
    )
    (row,) = [row for row in answers("infusion_too_fast") if row["patient_id"] in {"P1", "P2", "P3"}]
    assert (row["patient_id"], row["verdict"]) == ("P1", "flagged")
    assert "took 20 minutes" in row["why"]


def answer_for(warehouse, given, minutes, reaction, other=None):
    for relation in ("clinical.infusion", "clinical.patient", "clinical.adverse_event", "clinical.infusion_response"):
        warehouse.given_relations.discard(relation)
    treated(given, "P1", "P2")
    lines = [] if other is None else [f"P2 | 2026-03-01 | 2000 | {other}"]
    lines += ["P1 | 2026-03-01 | 2000 | 30", f"P1 | 2026-03-15 | 800 | {minutes}"]
    dosed(given, "\n".join(["patient | day | mg | minutes", *lines]))
    if reaction != "none":
        reacted(given, "P1", 1, reaction)
    return [
        (row["verdict"], row["why"]) for row in warehouse.rows("rules.infusion_too_fast") if row["patient_id"] == "P1"
    ]


MINUTES = st.sampled_from(["1", "14.99", "15", "20", "29.98", "30", "60", ""])


@ORDINARY
@examples(minutes=MINUTES, reaction=st.sampled_from(["true", "false", "", "none"]), other=MINUTES)
def test_other_people_change_nothing_and_a_shorter_time_never_removes_a_flag(
    given, warehouse, minutes, reaction, other
):
    alone = answer_for(warehouse, given, minutes, reaction)
    assert answer_for(warehouse, given, minutes, reaction, other) == alone
    if alone and alone[0][0] == "flagged":
        assert answer_for(warehouse, given, "0.5", reaction)[0][0] == "flagged"
