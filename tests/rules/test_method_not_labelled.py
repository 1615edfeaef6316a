"""Method not labelled on its date: a push of maintenance and of loading, each from its own edition on."""

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


@pytest.mark.parametrize(("day", "is_flagged"), [("2023-12-12", True), ("2023-12-13", False)])
def test_a_loading_dose_may_be_pushed_from_the_day_of_its_edition_on(given, flags, day, is_flagged):
    treated(given, "P1")
    dosed(given, f"patient | day | mg | method\nP1 | {day} | 2000 | push")
    assert flags("method_not_labelled") == ({"P1": date.fromisoformat(day)} if is_flagged else {})


@pytest.mark.parametrize(("day", "is_flagged"), [("2022-10-02", True), ("2022-10-03", False)])
def test_a_maintenance_dose_may_be_pushed_from_the_day_of_its_edition_on(given, flags, day, is_flagged):
    treated(given, "P1")
    dosed(
        given,
        f"""
        patient | day        | mg   | method
        --------+------------+------+---------
        P1      | 2022-09-19 | 2000 | infusion
        P1      | {day}      | 800  | push
    """,
    )
    assert flags("method_not_labelled") == ({"P1": date.fromisoformat(day)} if is_flagged else {})


def test_an_edition_whose_day_is_not_certain_leaves_the_days_between_open(given, warehouse, answers):
    warehouse.given_relations.discard("clinical.label_period")
    given(
        "clinical.label_period",
        """
        label_version | possible_from_on | certain_from_on
        2018-03       | 2018-03-06       | 2018-03-06
        2023-12       | 2023-12-01       | 2023-12-20
    """,
    )
    treated(given, "P1", "P2", "P3")
    dosed(
        given,
        """
        patient | day        | mg   | method
        --------+------------+------+-------
        P1      | 2023-11-30 | 2000 | push
        P2      | 2023-12-10 | 2000 | push
        P3      | 2023-12-20 | 2000 | push
    """,
    )
    found = {row["patient_id"]: (row["verdict"], row["unjudged"]) for row in answers("method_not_labelled")}
    assert found == {
        "P1": ("flagged", None),
        "P2": ("not_evaluable", "the edition of the label in force on that day is not certain"),
    }


def test_a_missing_method_cannot_be_judged(given, answers):
    treated(given, "P1")
    dosed(
        given,
        """
        patient | day        | mg   | method
        --------+------------+------+---------
        P1      | 2020-03-01 | 2000 | infusion
        P1      | 2020-03-15 | 800  |
    """,
    )
    (row,) = answers("method_not_labelled")
    assert (row["verdict"], row["unjudged"]) == ("incomplete", "the method is not reported")


def test_the_kind_of_a_dose_is_read_from_the_nearer_amount(given, flags):
    treated(given, "P1", "P2")
    dosed(
        given,
        """
        patient | day        | mg   | method
        --------+------------+------+-------
        P1      | 2023-06-01 | 1400 | push
        P2      | 2023-06-01 | 1401 | push
    """,
    )
    assert set(flags("method_not_labelled")) == {"P2"}


def test_why_names_the_day_from_which_it_is_allowed(given, answers):
    treated(given, "P1")
    dosed(given, "patient | day | mg | method\nP1 | 2023-12-12 | 2000 | push")
    (row,) = answers("method_not_labelled")
    assert row["criterion"] == "loading; push"
    assert row["why"] == (
        "Administration 1 on 12 Dec 2023, a loading dose of 2000 mg, was given by push; "
        "the label allows that from 13 Dec 2023 on."
    )


def test_a_corrected_method_counts_and_another_method_never_gets_here(given, deliver, answers):
    nothing_else(given)
    deliver(
        "infusion",
        """
        record_id | record_version | record_status | patient_id | started_at           | dose_mg | method
        ----------+----------------+---------------+------------+----------------------+---------+--------------
        I1        | 1              | final         | P1         | 2023-12-12T09:00:00Z | 2000    | push
        I1        | 2              | corrected     | P1         | 2023-12-12T09:00:00Z | 2000    | infusion
        I2        | 1              | final         | P2         | 2023-12-12T09:00:00Z | 2000    | Push
        I3        | 1              | nullified     | P3         | 2023-12-12T09:00:00Z | 2000    | push
        I4        | 1              | final         | P4         | 2023-12-12T09:00:00Z | 2000    | intramuscular
    """,
    )
    assert {row["patient_id"]: row["verdict"] for row in answers("method_not_labelled")} == {"P2": "flagged"}


DOSES = st.lists(
    st.tuples(st.integers(2017, 2026), st.sampled_from(["800", "2000", ""]), st.sampled_from(["push", "infusion", ""])),
    min_size=1,
    max_size=3,
    unique_by=lambda dose: dose[0],
)


def answer_for(warehouse, given, own, others=()):
    for relation in ("clinical.infusion", "clinical.patient", "clinical.adverse_event"):
        warehouse.given_relations.discard(relation)
    treated(given, "P1", "P2")
    lines = [f"P2 | {year}-03-01 | {mg} | {method}" for year, mg, method in sorted(others)]
    lines += [f"P1 | {year}-03-01 | {mg} | {method}" for year, mg, method in sorted(own)]
    dosed(given, "\n".join(["patient | day | mg | method", *lines]))
    return sorted(
        (row["verdict"], str(row["onset_on"]), row["why"])
        for row in warehouse.rows("rules.method_not_labelled")
        if row["patient_id"] == "P1"
    )


@ORDINARY
@examples(own=DOSES, others=DOSES)
def test_other_people_change_nothing_and_a_push_of_2019_is_always_flagged(given, warehouse, own, others):
    alone = answer_for(warehouse, given, own)
    assert answer_for(warehouse, given, own, others) == alone
    pushed = [*[dose for dose in own if dose[0] != 2019], (2019, "2000", "push")]
    assert "2019-03-01" in {row[1] for row in answer_for(warehouse, given, pushed) if row[0] == "flagged"}
