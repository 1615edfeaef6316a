"""Wrong dose: another amount than the label asks for at that point; too early; several on one day; partial doses."""

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


def one_answer(answers, rule="dose_wrong"):
    (row,) = answers(rule)
    return row


def test_a_loading_dose_and_then_maintenance_is_right(given, answers):
    treated(given, "P1")
    dosed(
        given,
        """
        patient | day        | mg
        --------+------------+-----
        P1      | 2026-03-01 | 2000
        P1      | 2026-03-15 | 800
        P1      | 2026-03-29 | 800
    """,
    )
    assert answers("dose_wrong") == []


@pytest.mark.parametrize(
    ("mg", "is_flagged"),
    [("1979.9", True), ("1980", False), ("1995", False), ("2020", False), ("2020.1", True)],
)
def test_an_amount_may_differ_by_the_tolerance_but_not_more(given, flags, mg, is_flagged):
    treated(given, "P1")
    dosed(given, f"patient | day | mg\nP1 | 2026-03-01 | {mg}")
    assert flags("dose_wrong") == ({"P1": date(2026, 3, 1)} if is_flagged else {})


def test_a_first_dose_of_the_maintenance_amount_flags(given, answers):
    treated(given, "P1")
    dosed(given, "patient | day | mg\nP1 | 2026-03-01 | 800")
    row = one_answer(answers)
    assert row["criterion"] == "first_dose_without_loading; below"
    assert row["why"] == "Administration 1 on 1 Mar 2026 was of 800 mg; the label asks for 2000 mg as the first dose."
    assert float(row["margin_share"]) == 0.6


@pytest.mark.parametrize(
    ("second_on", "mg", "criterion"),
    [
        ("2026-03-17", "800", None),
        ("2026-03-17", "2000", "loading_not_due; above"),
        ("2026-03-18", "800", "reload_due_not_given; below"),
        ("2026-03-18", "2000", None),
    ],
)
def test_a_loading_dose_is_due_again_from_three_days_late_on_and_not_before(given, answers, second_on, mg, criterion):
    treated(given, "P1")
    dosed(given, f"patient | day | mg\nP1 | 2026-03-01 | 2000\nP1 | {second_on} | {mg}")
    assert [row["criterion"] for row in answers("dose_wrong")] == ([criterion] if criterion else [])


def test_what_is_left_of_a_stopped_infusion_is_flagged_as_stopped_early(given, answers):
    treated(given, "P1", "P2")
    dosed(
        given,
        """
        patient | day        | mg   | action
        --------+------------+------+--------
        P1      | 2026-03-01 | 500  | stopped
        P2      | 2026-03-01 | 2000 | stopped
    """,
    )
    row = one_answer(answers)
    assert (row["patient_id"], row["certainty"]) == ("P1", "partial")
    assert row["criterion"] == "partial_dose; below; stopped_early"


def test_an_amount_that_is_not_known_cannot_be_judged(given, answers):
    treated(given, "P1", "P2")
    dosed(
        given,
        """
        patient | day        | mg
        --------+------------+-----
        P1      | 2026-03-01 |
        P2      | 2026-03-01 | 2000
        P2      | 2026-03-15 |
    """,
    )
    found = {row["patient_id"]: (row["verdict"], row["unjudged"]) for row in answers("dose_wrong")}
    assert found == {"P1": ("not_evaluable", "no amount reported"), "P2": ("incomplete", "no amount reported")}


def test_before_the_first_label_nothing_is_judged(given, answers):
    treated(given, "P1")
    dosed(given, "patient | day | mg\nP1 | 2018-03-05 | 800")
    row = one_answer(answers)
    assert row["verdict"] == "not_evaluable"
    assert row["unjudged"] == "no edition of the label was in force for certain on that day"


def test_people_who_were_not_treated_are_not_judged(given, answers):
    given("clinical.patient", "patient_id | is_treated\nP1 | false")
    nothing_else(given)
    given("clinical.adverse_event", "event_id")
    dosed(given, "patient | day | mg\nP1 | 2026-03-01 | 800")
    assert answers("dose_wrong") == []


def test_a_corrected_amount_counts_and_a_nullified_dose_makes_a_gap(given, deliver, answers):
    nothing_else(given)
    deliver(
        "infusion",
        """
        record_id | record_version | record_status | patient_id | started_at           | dose_mg
        ----------+----------------+---------------+------------+----------------------+--------
        I1        | 1              | final         | P1         | 2026-01-05T09:00:00Z | 200
        I1        | 2              | corrected     | P1         | 2026-01-05T09:00:00Z | 2000
        I2        | 1              | final         | P2         | 2026-01-05T09:00:00Z | 2000
        I3        | 1              | final         | P2         | 2026-01-19T09:00:00Z | 800
        I3        | 2              | nullified     | P2         | 2026-01-19T09:00:00Z | 800
        I4        | 1              | final         | P2         | 2026-02-02T09:00:00Z | 800
    """,
    )
    found = {row["patient_id"]: (row["onset_on"], row["criterion"]) for row in answers("dose_wrong")}
    assert found == {"P2": (date(2026, 2, 2), "reload_due_not_given; below")}


@pytest.mark.parametrize(
    ("second_on", "is_flagged"),
    [("2026-03-02", True), ("2026-03-11", True), ("2026-03-12", False), ("2026-03-14", False), ("2026-03-16", False)],
)
def test_maintenance_so_many_days_before_its_scheduled_day_is_too_early(given, flags, second_on, is_flagged):
    treated(given, "P1")
    dosed(given, f"patient | day | mg\nP1 | 2026-03-01 | 2000\nP1 | {second_on} | 800")
    assert flags("dose_wrong") == ({"P1": date.fromisoformat(second_on)} if is_flagged else {})


def test_an_early_dose_is_told_with_its_days(given, answers):
    treated(given, "P1", "P2")
    dosed(
        given,
        """
        patient | day        | mg
        --------+------------+-----
        P1      | 2026-03-01 | 2000
        P1      | 2026-03-09 | 800
        P2      | 2026-03-01 | 2000
        P2      | 2026-03-09 |
    """,
    )
    right, unknown = sorted(answers("dose_wrong"), key=lambda row: row["patient_id"])
    assert (right["criterion"], float(right["margin_share"])) == ("too_early", 0.5)
    assert right["why"] == (
        "Administration 2 on 9 Mar 2026 was of 800 mg, as the label asks; 8 days after the dose before and "
        "6 days before the scheduled day, 15 Mar 2026."
    )
    assert right["unjudged"] is None
    assert (unknown["verdict"], unknown["criterion"], unknown["unjudged"]) == (
        "flagged",
        "too_early",
        "no amount reported",
    )


def test_a_loading_dose_too_early_is_one_flag_with_both_reasons(given, answers):
    treated(given, "P1")
    dosed(given, "patient | day | mg\nP1 | 2026-03-01 | 2000\nP1 | 2026-03-09 | 2000")
    assert one_answer(answers)["criterion"] == "loading_not_due; above; too_early"


def test_two_doses_on_one_day_are_judged_by_their_sum(given, answers):
    treated(given, "P1")
    dosed(
        given,
        """
        patient | day        | mg
        --------+------------+-----
        P1      | 2026-03-01 | 2000
        P1      | 2026-03-15 | 800
        P1      | 2026-03-15 | 800
        P1      | 2026-03-29 | 800
    """,
    )
    row = one_answer(answers)
    assert (row["onset_on"], row["criterion"]) == (date(2026, 3, 15), "several_on_one_day; above")
    assert float(row["margin_share"]) == 1
    assert row["why"] == (
        "2 administrations on 15 Mar 2026 were of 800 mg and 800 mg, together 1600 mg; the label asks for 800 mg as "
        "maintenance, 14 days after the dose before."
    )
    assert "one reported twice" in row["unjudged"]
    assert [piece["source_row"] for piece in row["evidence"]] == [3, 4]


def test_a_dose_in_parts_is_told_as_such_and_is_no_overdose(given, answers):
    treated(given, "P1")
    dosed(given, "patient | day | mg\nP1 | 2026-03-01 | 1200\nP1 | 2026-03-01 | 800\nP1 | 2026-03-15 | 800")
    row = one_answer(answers)
    assert (row["criterion"], row["margin_share"]) == ("one_dose_in_parts", None)
    assert row["why"] == (
        "2 administrations on 1 Mar 2026 were of 1200 mg and 800 mg, together 2000 mg, which is what the label asks "
        "for as the first dose."
    )


def test_two_doses_of_one_day_of_which_one_amount_is_unknown_are_still_flagged(given, answers):
    treated(given, "P1")
    dosed(given, "patient | day | mg\nP1 | 2026-03-01 | 2000\nP1 | 2026-03-01 |")
    row = one_answer(answers)
    assert (row["verdict"], row["criterion"]) == ("flagged", "several_on_one_day")
    assert row["unjudged"].startswith("no amount reported; ")


def test_a_corrected_or_nullified_record_is_no_second_dose(given, deliver, answers):
    nothing_else(given)
    deliver(
        "infusion",
        """
        record_id | record_version | record_status | patient_id | started_at                | dose_mg
        ----------+----------------+---------------+------------+---------------------------+--------
        I1        | 1              | final         | P1         | 2026-01-05T09:00:00Z      | 2000
        I1        | 2              | corrected     | P1         | 2026-01-05T10:00:00Z      | 2000
        I2        | 1              | final         | P2         | 2026-01-05T09:00:00Z      | 2000
        I3        | 1              | final         | P2         | 2026-01-05T15:00:00Z      | 2000
        I3        | 2              | nullified     | P2         | 2026-01-05T15:00:00Z      | 2000
        I4        | 1              | final         | P3         | 2026-01-05T00:10:00+02:00 | 2000
        I5        | 1              | final         | P3         | 2026-01-05T23:50:00+02:00 | 2000
    """,
    )
    assert [(row["patient_id"], row["criterion"]) for row in answers("dose_wrong")] == [
        ("P3", "several_on_one_day; above")
    ]


DOSES = st.lists(st.tuples(st.integers(1, 28), st.sampled_from(["800", "2000", "1200", ""])), min_size=1, max_size=4)


def answers_about(warehouse, given, people):
    """What the rule says of P1, given each person's (day, mg) in order of day."""
    for relation in ("clinical.infusion", "clinical.patient", "clinical.adverse_event"):
        warehouse.given_relations.discard(relation)
    treated(given, *people)
    lines = [f"{who} | 2026-03-{day:02} | {mg}" for who, doses in people.items() for day, mg in sorted(doses)]
    dosed(given, "\n".join(["patient | day | mg", *lines]))
    kept = ("verdict", "onset_on", "criterion", "why", "unjudged")
    found = [
        tuple(row[name] for name in kept) for row in warehouse.rows("rules.dose_wrong") if row["patient_id"] == "P1"
    ]
    return sorted(found, key=str)


@ORDINARY
@examples(own=DOSES, others=DOSES)
def test_other_people_change_nothing(given, warehouse, own, others):
    alone = answers_about(warehouse, given, {"P1": own})
    assert answers_about(warehouse, given, {"P2": others, "P1": own}) == alone


@ORDINARY
@examples(own=DOSES)
def test_an_amount_beyond_every_label_is_always_flagged(given, warehouse, own):
    last_day = max(day for day, _ in own)
    worse = [*[dose for dose in own if dose[0] != last_day], (last_day, "9000")]
    found = answers_about(warehouse, given, {"P1": worse})
    assert ("flagged", date(2026, 3, last_day)) in {row[:2] for row in found}
