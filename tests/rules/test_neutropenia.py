"""Neutropenia: below, not at, the threshold; episodes; confirmation; the own baseline; fever beside a count."""

from datetime import date
from decimal import Decimal

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
        rule        | name                           | value
        ------------+--------------------------------+------
        neutropenia | neutrophils_giga_per_l | 0.6
        neutropenia | confirmation_hours     | 24
        neutropenia | confirmation_days      | 14
        neutropenia | own_baseline_multiple  | 0.7
        neutropenia | febrile_neutrophils_giga_per_l | 1.0
        neutropenia | febrile_grade          | 3
        neutropenia | fever_cel              | 38.3
        neutropenia | sustained_fever_cel    | 38.0
        neutropenia | sustained_minutes      | 60
        neutropenia | fever_hours            | 24
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


def test_results_under_unknown_names_are_not_told_as_nothing(given, answers):
    treated(given, "P1", "P2")
    given(
        "clinical.lab_result",
        """
        patient_id | analyte | reported_analyte | is_after_first_dose | collected_on
        -----------+---------+------------------+---------------------+-------------
        P1         |         | Leukoneutros     | true                | 2026-03-01
        P1         |         | Leukoneutros     | true                | 2026-03-08
        P2         |         | Leukoneutros     | false               | 2026-02-01
    """,
    )
    found = {row["patient_id"]: row for row in answers("neutropenia")}
    assert {row["verdict"] for row in found.values()} == {"not_evaluable"}
    assert found["P1"]["why"].startswith(
        "No neutrophil count after the first dose was delivered under a known name; 2 results came under names that no list"
    )
    assert found["P1"]["unjudged"].startswith("no neutrophil count under a known name after the first dose")
    assert found["P2"]["unjudged"] == "no neutrophil count after the first dose"


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


def measured(given, drawn):
    """Temperatures after the first dose."""
    header, *rows = [line for line in drawn.strip().splitlines() if set(line) - set("-+ ")]
    lines = [f"{header} | sign | unit", *(f"{row} | temperature | Cel" for row in rows)]
    given("clinical.vital_sign", "\n".join(lines))


def test_the_margin_is_the_share_by_which_the_lowest_count_lies_below(given, answers):
    treated(given, "P1", "P2")
    counts(
        given,
        """
        patient_id | collected_on | value_operator | value
        -----------+--------------+----------------+------
        P1         | 2026-03-01   | =              | 0.45
        P1         | 2026-03-03   | =              | 0.3
        P2         | 2026-03-01   | <              | 0.6
    """,
    )
    margins = {row["patient_id"]: row["margin_share"] for row in answers("neutropenia")}
    assert margins == {"P1": Decimal("0.5"), "P2": Decimal(0)}


@pytest.mark.parametrize(
    ("value", "cel", "is_flagged"),
    [
        ("0.999999", "38.4", True),
        ("1.0", "38.4", False),
        ("0.8", "38.300001", True),
        ("0.8", "37.9", False),
        ("0.6", "40", True),
    ],
)
def test_a_count_below_one_with_a_temperature_above_the_cut_is_febrile(given, flags, value, cel, is_flagged):
    treated(given, "P1")
    counts(given, f"patient_id | collected_on | value\nP1 | 2026-03-01 | {value}")
    measured(given, f"patient_id | measured_on | value\nP1 | 2026-03-01 | {cel}")
    assert flags("neutropenia") == ({"P1": date(2026, 3, 1)} if is_flagged else {})


def test_febrile_neutropenia_has_at_least_grade_three_its_own_margin_and_its_evidence(given, answers):
    treated(given, "P1", "P2")
    counts(
        given,
        """
        patient_id | collected_on | value | daids_grade | source_row
        -----------+--------------+-------+-------------+-----------
        P1         | 2026-03-01   | 0.75  | 2           | 2
        P2         | 2026-03-01   | 0.3   | 4           | 3
    """,
    )
    measured(
        given,
        """
        patient_id | measured_on | value | source_row
        -----------+-------------+-------+-----------
        P1         | 2026-03-01  | 38.9  | 4
        P2         | 2026-03-01  | 39.4  | 5
    """,
    )
    found = {row["patient_id"]: row for row in answers("neutropenia")}
    assert (found["P1"]["grade"], found["P1"]["margin_share"]) == (3, Decimal("0.25"))
    assert found["P1"]["criterion"] == "febrile; own_baseline_not_judged"
    assert [(piece["feed"], piece["source_row"]) for piece in found["P1"]["evidence"]] == [
        ("lab_result", 2),
        ("vital_sign", 4),
    ]
    assert found["P1"]["why"] == (
        "Neutrophils 0.75 × 10⁹/L on 1 Mar 2026, below 1 × 10⁹/L, with a temperature of 38.9 °C within 24 hours of "
        "a low count, DAIDS grade 2; febrile neutropenia, CTCAE grade 3, the only low count of the episode; no baseline count."
    )
    assert (found["P2"]["grade"], found["P2"]["margin_share"]) == (4, Decimal("0.5"))
    assert found["P2"]["criterion"] == "below_threshold; febrile; own_baseline_not_judged"


@pytest.mark.parametrize(
    ("measured_at", "verdict"),
    [
        ("2026-03-03T09:00:00+01:00", "flagged"),
        ("2026-03-03T09:00:01+01:00", None),
        ("2026-03-01T09:00:00+01:00", "flagged"),
        ("2026-03-01T08:59:59+01:00", None),
    ],
)
def test_a_fever_belongs_to_a_count_up_to_24_hours_before_or_after_it(given, answers, measured_at, verdict):
    treated(given, "P1")
    counts(given, "patient_id | collected_on | collected_at | value\nP1 | 2026-03-02 | 2026-03-02T09:00:00+01:00 | 0.8")
    measured(
        given,
        f"patient_id | measured_on | measured_at | value\nP1 | {measured_at[:10]} | {measured_at} | 38.6",
    )
    assert [row["verdict"] for row in answers("neutropenia")] == ([verdict] if verdict else [])


@pytest.mark.parametrize(
    ("measured_on", "verdict"), [("2026-03-02", "flagged"), ("2026-03-03", "not_evaluable"), ("2026-03-04", None)]
)
def test_without_times_only_the_same_day_is_certain_and_the_next_is_open(given, answers, measured_on, verdict):
    treated(given, "P1")
    counts(given, "patient_id | collected_on | value\nP1 | 2026-03-02 | 0.8")
    measured(given, f"patient_id | measured_on | value\nP1 | {measured_on} | 38.6")
    rows = answers("neutropenia")
    assert [row["verdict"] for row in rows] == ([verdict] if verdict else [])
    if verdict == "not_evaluable":
        assert rows[0]["unjudged"] == "fever: the hours between a fever and the count are not known"


@pytest.mark.parametrize(
    ("readings", "verdict"),
    [
        ([("08:00", "38.0"), ("09:01", "38.0")], "flagged"),
        ([("08:00", "38.0"), ("09:00", "38.0")], "not_evaluable"),
        ([("08:00", "38.1"), ("08:30", "37.9"), ("09:30", "38.1")], "not_evaluable"),
        ([("08:00", "37.9"), ("09:30", "37.9")], None),
        ([("08:00", "38.3")], "not_evaluable"),
    ],
    ids=["61 minutes", "60 minutes", "a normal reading between", "none raised", "one reading"],
)
def test_a_raised_temperature_counts_when_it_lasts_more_than_an_hour(given, answers, readings, verdict):
    treated(given, "P1")
    counts(given, "patient_id | collected_on | collected_at | value\nP1 | 2026-03-02 | 2026-03-02T09:00:00Z | 0.8")
    rows = "\n".join(f"P1 | 2026-03-02 | 2026-03-02T{at}:00Z | {cel}" for at, cel in readings)
    measured(given, f"patient_id | measured_on | measured_at | value\n{rows}")
    found = answers("neutropenia")
    assert [row["verdict"] for row in found] == ([verdict] if verdict else [])
    if verdict == "not_evaluable":
        assert found[0]["unjudged"] == "fever: how long a raised temperature lasted is not known"


def test_a_fever_that_was_only_reported_leaves_a_count_open_and_flags_nobody(given, answers):
    treated(given, "P1", "P2", "P3", "P4", "P5", "P6")
    counts(
        given,
        """
        patient_id | collected_on | value
        -----------+--------------+------
        P1         | 2026-03-02   | 0.8
        P2         | 2026-03-02   | 0.5
        P3         | 2026-03-02   | 1.0
        P4         | 2026-03-02   | 0.8
        P5         | 2026-03-02   | 0.8
        P6         | 2026-03-02   | 0.8
    """,
    )
    given(
        "clinical.adverse_event",
        """
        patient_id | term                | started_on | started_text | ended_on   | source_row
        -----------+---------------------+------------+--------------+------------+-----------
        P1         | pyrexia             | 2026-03-01 | 2026-03-01   |            | 2
        P2         | febrile neutropenia | 2026-03-02 | 2026-03-02   |            | 3
        P3         | pyrexia             | 2026-03-02 | 2026-03-02   |            | 4
        P4         | pyrexia             | 2026-02-20 | 2026-02-20   | 2026-02-28 | 5
        P5         | fever               |            | 2026-03      |            | 6
        P6         | fever               |            | 2025         |            | 7
    """,
    )
    found = {row["patient_id"]: row for row in answers("neutropenia")}
    assert {patient: row["verdict"] for patient, row in found.items()} == {
        "P1": "not_evaluable",
        "P2": "flagged",
        "P5": "not_evaluable",
    }
    open_fever = "fever: no temperature of a reported fever"
    assert found["P1"]["unjudged"] == open_fever
    assert open_fever in found["P2"]["unjudged"]
    assert "febrile" not in found["P2"]["criterion"]


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


@ORDINARY
@examples(
    own=st.lists(COUNT, min_size=1, max_size=5), day=st.integers(1, 28), cel=st.sampled_from(["37", "38.1", "40"])
)
def test_a_fever_never_removes_a_flag_and_one_only_reported_never_adds_one(given, warehouse, own, day, cel):
    def flagged(with_temperature, with_report):
        for relation in ("clinical.patient", "clinical.vital_sign", "clinical.adverse_event"):
            warehouse.given_relations.discard(relation)
        treated(given, "P1")
        header = "patient_id | measured_on | value"
        measured(given, f"{header}\nP1 | 2026-03-{day:02} | {cel}" if with_temperature else header)
        report = f"\nP1 | pyrexia | 2026-03-{day:02}" if with_report else ""
        given("clinical.adverse_event", f"patient_id | term | started_on{report}")
        rows = answers_about_p1(warehouse, [("P1", row, count) for row, count in enumerate(own)])
        return [row["onset_on"] for row in rows if row["verdict"] == "flagged"]

    alone = flagged(with_temperature=False, with_report=False)
    assert flagged(with_temperature=False, with_report=True) == alone
    with_fever = flagged(with_temperature=True, with_report=False)
    if alone:
        assert with_fever[0] <= alone[0]
