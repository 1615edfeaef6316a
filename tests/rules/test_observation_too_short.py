"""Observation too short: an hour after the first, less after later ones without a reaction; missing is neither."""

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
    given(
        "clinical.infusion_response",
        f"""
        patient_id | infusion_id        | infusion_number | has_symptom
        {patient}  | {patient}/{number} | {number}        | {is_reaction}
    """,
    )


@pytest.mark.parametrize(("observed", "is_flagged"), [("59.9", True), ("60", False), ("0", True)])
def test_after_the_first_an_hour_is_asked_for(given, flags, observed, is_flagged):
    treated(given, "P1")
    dosed(given, f"patient | day | mg | observed\nP1 | 2026-03-01 | 2000 | {observed}")
    assert flags("observation_too_short") == ({"P1": date(2026, 3, 1)} if is_flagged else {})


@pytest.mark.parametrize(
    ("observed", "reaction", "verdict"),
    [
        ("14.9", None, "flagged"),
        ("15", None, None),
        ("59", "true", "flagged"),
        ("60", "true", None),
        ("15", "false", None),
        ("14.9", "", "flagged"),
        ("15", "", "incomplete"),
        ("60", "", None),
    ],
)
def test_a_later_one_needs_less_only_when_no_reaction_was_reported(given, answers, observed, reaction, verdict):
    treated(given, "P1")
    dosed(given, f"patient | day | mg | observed\nP1 | 2026-03-01 | 2000 | 60\nP1 | 2026-03-15 | 800 | {observed}")
    if reaction is not None:
        reacted(given, "P1", 1, reaction)
    assert [row["verdict"] for row in answers("observation_too_short")] == ([verdict] if verdict else [])


def test_a_time_that_was_not_reported_is_neither_short_nor_enough(given, answers):
    treated(given, "P1", "P2")
    dosed(
        given,
        """
        patient | day        | mg   | observed
        --------+------------+------+---------
        P1      | 2026-03-01 | 2000 |
        P2      | 2026-03-01 | 2000 | 60
        P2      | 2026-03-15 | 800  |
    """,
    )
    found = {row["patient_id"]: (row["verdict"], row["unjudged"]) for row in answers("observation_too_short")}
    reason = "the time of observation is not reported"
    assert found == {"P1": ("not_evaluable", reason), "P2": ("incomplete", reason)}


def test_after_a_push_the_flag_says_that_its_limit_has_a_weaker_source(given, answers):
    treated(given, "P1")
    dosed(
        given,
        """
        patient | day        | mg   | method   | observed
        --------+------------+------+----------+---------
        P1      | 2026-03-01 | 2000 | infusion | 60
        P1      | 2026-03-15 | 800  | push     | 10
    """,
    )
    (row,) = answers("observation_too_short")
    assert row["certainty"] == "limit_of_weaker_source"
    assert row["unjudged"] == "the wording of the label: the time after a push rests on one weaker source"
    assert row["why"] == (
        "Observed for 10 minutes after administration 2 on 15 Mar 2026; 15 minutes are asked for after a later one."
    )


def test_a_limit_that_was_not_verified_never_flags(given, answers):
    given(
        "reference.labelled_administration",
        """
        label_version | dose_kind   | method | dose_mg | observed_minutes | observed_minutes_later | observation_verification
        2023-12       | loading     | infusion | 2000  | 90               | 90                     | NV
    """,
    )
    treated(given, "P1")
    dosed(given, "patient | day | mg | observed\nP1 | 2026-03-01 | 2000 | 10")
    (row,) = answers("observation_too_short")
    assert (row["verdict"], row["unjudged"]) == (
        "not_evaluable", "shorter than 90 minutes, a limit that was not verified",
    )  # fmt: skip


def test_a_corrected_time_counts_and_a_nullified_one_does_not(given, deliver, answers):
    nothing_else(given)
    deliver(
        "infusion",
        """
        record_id | record_version | record_status | patient_id | started_at           | dose_mg | method   | observed_minutes
        ----------+----------------+---------------+------------+----------------------+---------+----------+-----------------
        I1        | 1              | final         | P1         | 2026-01-05T09:00:00Z | 2000    | infusion | 6
        I1        | 2              | corrected     | P1         | 2026-01-05T09:00:00Z | 2000    | infusion | 60
        I2        | 1              | final         | P2         | 2026-01-05T09:00:00Z | 2000    | infusion | 60
        I3        | 1              | final         | P2         | 2026-01-19T09:00:00Z | 800     | infusion | 5
        I3        | 2              | nullified     | P2         | 2026-01-19T09:00:00Z | 800     | infusion | 5
        I4        | 1              | final         | P3         | 2026-01-05T09:00:00Z | 2000    | infusion | 45
    """,
    )
    found = {row["patient_id"]: row["verdict"] for row in answers("observation_too_short")}
    assert found == {"P3": "flagged"}


OBSERVED = st.sampled_from(["0", "14", "15", "45", "60", ""])


def answer_for(warehouse, given, observed, other=None):
    for relation in ("clinical.infusion", "clinical.patient", "clinical.adverse_event"):
        warehouse.given_relations.discard(relation)
    treated(given, "P1", "P2")
    lines = [] if other is None else [f"P2 | 2026-03-01 | 2000 | {other}"]
    lines += [f"P1 | 2026-03-{1 + 14 * place:02} | 800 | {minutes}" for place, minutes in enumerate(observed)]
    dosed(given, "\n".join(["patient | day | mg | observed", *lines]))
    return [
        (row["verdict"], row["onset_on"], row["why"])
        for row in warehouse.rows("rules.observation_too_short")
        if row["patient_id"] == "P1"
    ]


@ORDINARY
@examples(observed=st.lists(OBSERVED, min_size=1, max_size=2), other=OBSERVED)
def test_other_people_change_nothing_and_less_observation_never_removes_a_flag(given, warehouse, observed, other):
    alone = answer_for(warehouse, given, observed)
    assert sorted(answer_for(warehouse, given, observed, other)) == sorted(alone)
    less = answer_for(warehouse, given, ["0"] * len(observed))
    assert {row[1] for row in alone if row[0] == "flagged"} <= {row[1] for row in less}
