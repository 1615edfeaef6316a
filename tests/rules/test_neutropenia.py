"""Neutropenia: below, not at, the threshold; episodes; confirmation; the person's own baseline."""

from datetime import date

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as examples
from hypothesis import strategies as st

ORDINARY = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def numbers(given):
    given(
        "reference.threshold",
        """
        rule        | name                   | value
        ------------+------------------------+------
        neutropenia | neutrophils_giga_per_l | 0.6
        neutropenia | confirmation_hours     | 24
        neutropenia | confirmation_days      | 14
        neutropenia | own_baseline_multiple  | 0.7
    """,
    )


def treated(given, *patients):
    given(
        "clinical.patient",
        "patient_id | is_treated\n" + "\n".join(f"{patient} | true" for patient in patients),
    )


def counts(given, drawn):
    """Neutrophil counts after the first dose; a column that the drawing leaves out is filled in."""
    constant = {"analyte": "neutrophils", "is_after_first_dose": "true", "value_operator": "="}
    header, *rows = [line for line in drawn.strip().splitlines() if set(line) - set("-+ ")]
    missing = [column for column in constant if column not in header]
    lines = [
        " | ".join([header, *missing]),
        *(" | ".join([row, *map(constant.get, missing)]) for row in rows),
    ]
    given("clinical.lab_result", "\n".join(lines))


def test_a_count_exactly_at_the_threshold_does_not_flag(given, flags):
    treated(given, "P1", "P2", "P3")
    counts(
        given,
        """
        patient_id | collected_on | value
        -----------+--------------+---------
        P1         | 2026-03-01   | 0.599999
        P2         | 2026-03-01   | 0.6
        P3         | 2026-03-01   | 0.600001
    """,
    )
    assert flags("neutropenia") == {"P1": date(2026, 3, 1)}


def test_a_censored_count_flags_only_when_its_bound_settles_it(given, answers):
    treated(given, "P1", "P2", "P3", "P4", "P5", "P6", "P7")
    counts(
        given,
        """
        patient_id | collected_on | value_operator | value
        -----------+--------------+----------------+------
        P1         | 2026-03-01   | <              | 0.6
        P2         | 2026-03-01   | <=             | 0.6
        P3         | 2026-03-01   | <=             | 0.59
        P4         | 2026-03-01   | <              | 0.7
        P5         | 2026-03-01   | >              | 0.5
        P6         | 2026-03-01   | >=             | 0.6
        P7         | 2026-03-01   |                | 0.5
    """,
    )
    verdicts = {row["patient_id"]: row["verdict"] for row in answers("neutropenia")}
    assert verdicts == {
        "P1": "flagged",
        "P2": "not_evaluable",
        "P3": "flagged",
        "P4": "not_evaluable",
        "P5": "not_evaluable",
        "P7": "not_evaluable",
    }


def test_only_neutrophils_after_the_first_dose_of_treated_people_count(given, answers):
    given(
        "clinical.patient",
        """
        patient_id | is_treated
        P1         | true
        P2         | false
        P3         | true
    """,
    )
    counts(
        given,
        """
        patient_id | analyte     | is_after_first_dose | collected_on | value
        -----------+-------------+---------------------+--------------+------
        P1         | neutrophils | false               | 2026-02-01   | 0.3
        P1         | neutrophils | true                | 2026-03-01   | 2.0
        P2         | neutrophils | true                | 2026-03-01   | 0.3
        P3         | leukocytes  | true                | 2026-03-01   | 0.3
    """,
    )
    (row,) = answers("neutropenia")
    assert (row["patient_id"], row["verdict"]) == ("P3", "not_evaluable")
    assert row["unjudged"] == "no neutrophil count after the first dose"
    assert row["evidence"] == []


def test_what_cannot_be_judged_is_said_and_pointed_at(given, answers):
    treated(given, "P1", "P2")
    counts(
        given,
        """
        patient_id | collected_on | value_operator | value | ungraded_reason | source_row
        -----------+--------------+----------------+-------+-----------------+-----------
        P1         | 2026-03-01   | =              | 2.0   |                 | 2
        P1         | 2026-03-15   | <              | 1.5   |                 | 3
        P1         | 2026-03-29   | =              |       | no unit         | 4
        P2         | 2026-03-01   | =              |       |                 | 5
    """,
    )
    found = {row["patient_id"]: row for row in answers("neutropenia")}
    assert found["P1"]["verdict"] == "incomplete"
    assert found["P1"]["unjudged"] == "no unit; reported only as <1.5"
    assert [piece["source_row"] for piece in found["P1"]["evidence"]] == [3, 4]
    assert found["P2"]["verdict"] == "not_evaluable"
    assert found["P2"]["unjudged"] == "no count in the standard unit"


def test_a_flag_stands_beside_counts_that_cannot_be_judged(given, answers):
    treated(given, "P1")
    counts(
        given,
        """
        patient_id | collected_on | value
        -----------+--------------+------
        P1         | 2026-03-01   | 0.5
        P1         | 2026-03-15   |
    """,
    )
    assert [row["verdict"] for row in answers("neutropenia")] == ["flagged"]


def test_low_counts_form_one_episode_until_a_later_day_without_one(given, answers):
    treated(given, "P1")
    counts(
        given,
        """
        patient_id | collected_on | value | daids_grade | source_row
        -----------+--------------+-------+-------------+-----------
        P1         | 2026-03-01   | 0.5   | 3           | 2
        P1         | 2026-03-04   |       |             | 3
        P1         | 2026-03-08   | 0.3   | 4           | 4
        P1         | 2026-03-08   | 0.9   | 1           | 5
        P1         | 2026-03-10   | 0.55  | 3           | 6
        P1         | 2026-03-20   | 0.6   | 2           | 7
        P1         | 2026-04-01   | 0.45  | 3           | 8
    """,
    )
    first, second = sorted(answers("neutropenia"), key=lambda row: row["onset_on"])
    assert (first["onset_on"], first["grade"]) == (date(2026, 3, 1), 4)
    assert [piece["source_row"] for piece in first["evidence"]] == [2, 4, 6]
    assert "0.3 × 10⁹/L on 8 Mar 2026" in first["why"]
    assert "the lowest of 3 low counts from 1 Mar 2026 to 10 Mar 2026" in first["why"]
    assert (second["onset_on"], second["grade"], second["certainty"]) == (date(2026, 4, 1), 3, "single")


@pytest.mark.parametrize(
    ("second", "certainty"),
    [
        ("2026-03-02T08:00:00+01:00", "single"),
        ("2026-03-02T09:00:00+01:00", "confirmed"),
        ("2026-03-15T18:00:00+01:00", "confirmed"),
        ("2026-03-16T08:00:00+01:00", "single"),
    ],
    ids=["23 hours", "24 hours", "14 days", "15 days"],
)
def test_a_second_low_count_confirms_from_24_hours_to_14_days(given, answers, second, certainty):
    treated(given, "P1")
    counts(
        given,
        f"""
        patient_id | collected_on  | collected_at              | value
        -----------+---------------+---------------------------+------
        P1         | 2026-03-01    | 2026-03-01T09:00:00+01:00 | 0.5
        P1         | {second[:10]} | {second}                  | 0.5
    """,
    )
    (row,) = answers("neutropenia")
    assert row["certainty"] == certainty
    assert "confirmation" not in (row["unjudged"] or "")


@pytest.mark.parametrize(
    ("second_on", "certainty", "is_said"),
    [
        ("2026-03-01", "single", False),
        ("2026-03-02", "single", True),
        ("2026-03-03", "confirmed", False),
        ("2026-03-15", "confirmed", False),
        ("2026-03-16", "single", False),
    ],
)
def test_without_times_two_dates_confirm_only_when_24_hours_are_certain(given, answers, second_on, certainty, is_said):
    treated(given, "P1")
    counts(
        given,
        f"""
        patient_id | collected_on | value
        -----------+--------------+------
        P1         | 2026-03-01   | 0.5
        P1         | {second_on}  | 0.5
    """,
    )
    (row,) = answers("neutropenia")
    assert row["certainty"] == certainty
    assert ("confirmation: the hours between two low counts are not known" in row["unjudged"]) is is_said


def test_any_two_counts_of_an_episode_confirm_it_but_not_across_a_recovery(given, answers):
    treated(given, "P1", "P2")
    counts(
        given,
        """
        patient_id | collected_on | collected_at              | value
        -----------+--------------+---------------------------+------
        P1         | 2026-03-01   | 2026-03-01T08:00:00+00:00 | 0.5
        P1         | 2026-03-01   | 2026-03-01T20:00:00+00:00 | 0.5
        P1         | 2026-03-02   | 2026-03-02T08:00:00+00:00 | 0.5
        P2         | 2026-03-01   | 2026-03-01T08:00:00+00:00 | 0.5
        P2         | 2026-03-03   | 2026-03-03T08:00:00+00:00 | 0.9
        P2         | 2026-03-05   | 2026-03-05T08:00:00+00:00 | 0.5
    """,
    )
    found = sorted((row["patient_id"], row["onset_on"].day, row["certainty"]) for row in answers("neutropenia"))
    assert found == [("P1", 1, "confirmed"), ("P2", 1, "single"), ("P2", 5, "single")]


def test_the_own_baseline_is_said_and_never_drops_anybody(given, answers):
    treated(given, "P1", "P2", "P3", "P4")
    counts(
        given,
        """
        patient_id | collected_on | value | daids_grade | baseline_value | baseline_daids_grade | x_baseline
        -----------+--------------+-------+-------------+----------------+----------------------+-----------
        P1         | 2026-03-01   | 0.56  | 3           | 0.8            | 1                    | 0.7
        P2         | 2026-03-01   | 0.57  | 3           | 0.8            | 1                    | 0.7125
        P3         | 2026-03-01   | 0.41  | 3           | 0.59           | 3                    | 0.694915
        P4         | 2026-03-01   | 0.41  | 3           |                |                      |
    """,
    )
    found = {row["patient_id"]: row for row in answers("neutropenia")}
    assert {patient: row["criterion"] for patient, row in found.items()} == {
        "P1": "below_threshold; below_own_baseline",
        "P2": "below_threshold; not_below_own_baseline",
        "P3": "below_threshold; not_below_own_baseline",
        "P4": "below_threshold; own_baseline_not_judged",
    }
    assert found["P4"]["unjudged"] == "fall from the own baseline: no baseline count"
    assert found["P1"]["unjudged"] is None


def test_why_is_a_sentence_with_figures_units_and_dates(given, answers):
    treated(given, "P1")
    counts(
        given,
        """
        patient_id | collected_on | value | daids_grade | baseline_value | baseline_on
        -----------+--------------+-------+-------------+----------------+------------
        P1         | 2026-03-01   | 0.56  | 3           | 0.8            | 2026-02-20
    """,
    )
    (row,) = answers("neutropenia")
    assert row["why"] == (
        "Neutrophils 0.56 × 10⁹/L on 1 Mar 2026, below 0.6 × 10⁹/L, DAIDS grade 3, "
        "the only low count of the episode; baseline 0.8 × 10⁹/L on 20 Feb 2026."
    )


def test_a_missing_grade_is_said(given, answers):
    treated(given, "P1", "P2")
    counts(
        given,
        """
        patient_id | collected_on | value_operator | value | daids_grade | daids_grade_is_minimum
        -----------+--------------+----------------+-------+-------------+-----------------------
        P1         | 2026-03-01   | =              | 0.5   |             |
        P2         | 2026-03-01   | <              | 0.5   | 3           | true
    """,
    )
    said = {row["patient_id"]: row["unjudged"] for row in answers("neutropenia")}
    assert "grade: none given" in said["P1"]
    assert "grade: may be higher" in said["P2"]


COUNT = st.tuples(
    st.integers(1, 28),
    st.sampled_from(["=", "=", "=", "<", "<=", ">"]),
    st.sampled_from(["0.2", "0.599999", "0.6", "0.7", "2", ""]),
)


def answers_about_p1(warehouse, counts):
    """What the rule says of P1, given (patient, row, (day, operator, value)) in any order."""
    warehouse.given_relations.discard("clinical.lab_result")
    lines = [
        f"{patient} | neutrophils | true | 2026-03-{day:02} | {operator} | {value} | {row}"
        for patient, row, (day, operator, value) in counts
    ]
    header = "patient_id | analyte | is_after_first_dose | collected_on | value_operator | value | source_row"
    warehouse.give("clinical.lab_result", "\n".join([header, *lines]))
    rows = [row for row in warehouse.rows("rules.neutropenia") if row["patient_id"] == "P1"]
    return sorted(rows, key=lambda row: str(row["onset_on"]))


@ORDINARY
@examples(own=st.lists(COUNT, max_size=6), others=st.lists(COUNT, max_size=3), order=st.randoms())
def test_the_order_of_rows_and_other_people_change_nothing(given, warehouse, own, others, order):
    warehouse.given_relations.discard("clinical.patient")
    treated(given, "P1", "P2")
    alone = [("P1", row, count) for row, count in enumerate(own)]
    together = alone + [("P2", row, count) for row, count in enumerate(others)]
    order.shuffle(together)
    assert answers_about_p1(warehouse, together) == answers_about_p1(warehouse, alone)


@ORDINARY
@examples(own=st.lists(COUNT, min_size=1, max_size=6), which=st.integers(0, 5))
def test_a_lower_count_never_removes_a_flag(given, warehouse, own, which):
    warehouse.given_relations.discard("clinical.patient")
    treated(given, "P1")
    before = answers_about_p1(warehouse, [("P1", row, count) for row, count in enumerate(own)])
    own[which % len(own)] = (own[which % len(own)][0], "=", "0.1")
    after = answers_about_p1(warehouse, [("P1", row, count) for row, count in enumerate(own)])
    if before and before[0]["verdict"] == "flagged":
        assert after[0]["verdict"] == "flagged"
        assert after[0]["onset_on"] <= before[0]["onset_on"]
