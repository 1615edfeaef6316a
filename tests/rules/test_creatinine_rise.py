"""Creatinine rise: above one multiple of the limit or at another of the baseline; which arm fired is said."""

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
        rule            | name          | value
        ----------------+---------------+------
        creatinine_rise | x_uln         | 1.8
        creatinine_rise | x_baseline    | 1.5
        creatinine_rise | normal_x_uln  | 1
        creatinine_rise | medicine_days | 14
    """,
    )
    given(
        "reference.confounding_medicine",
        """
        rule            | term           | medicine
        ----------------+----------------+-------------
        bilirubin_rise  | atazanavir     | atazanavir
        creatinine_rise | dolutegravir   | dolutegravir
        creatinine_rise | trimethoprim   | trimethoprim
        creatinine_rise | co-trimoxazole | trimethoprim
    """,
    )


def treated(given, *patients):
    given(
        "clinical.patient",
        "patient_id | is_treated\n" + "\n".join(f"{patient} | true" for patient in patients),
    )


def results(given, drawn):
    """Creatinine after the first dose; a column that the drawing leaves out is filled in."""
    constant = {"analyte": "creatinine", "is_after_first_dose": "true", "value_operator": "="}
    header, *rows = [line for line in drawn.strip().splitlines() if set(line) - set("-+ ")]
    missing = [column for column in constant if column not in header]
    lines = [
        " | ".join([header, *missing]),
        *(" | ".join([row, *map(constant.get, missing)]) for row in rows),
    ]
    given("clinical.lab_result", "\n".join(lines))


def test_above_the_limit_multiple_and_at_the_baseline_multiple(given, answers):
    treated(given, "P1", "P2", "P3", "P4", "P5", "P6", "P7")
    results(
        given,
        """
        patient_id | collected_on | value | x_uln       | x_baseline
        -----------+--------------+-------+-------------+------------
        P1         | 2026-03-01   | 2     | 1.799999999 | 1.2
        P2         | 2026-03-01   | 2     | 1.8         | 1.2
        P3         | 2026-03-01   | 2     | 1.800000001 | 1.2
        P4         | 2026-03-01   | 1.5   | 1.2         | 1.499999999
        P5         | 2026-03-01   | 1.5   | 1.2         | 1.5
        P6         | 2026-03-01   | 1.5   | 1.2         | 1.500000001
        P7         | 2026-03-01   | 3     | 2.5         | 3
    """,
    )
    assert {row["patient_id"]: row["criterion"] for row in answers("creatinine_rise")} == {
        "P3": "above_uln_multiple",
        "P5": "baseline_multiple",
        "P6": "baseline_multiple",
        "P7": "above_uln_multiple; baseline_multiple",
    }


@pytest.mark.parametrize(
    ("x_uln", "x_baseline", "verdict", "unjudged"),
    [
        ("2", "", "flagged", "multiple of the baseline: no baseline or no exact value; grade: none given"),
        (
            "",
            "2",
            "flagged",
            "multiple of the upper limit: no upper limit or no exact value; grade: none given",
        ),
        ("1", "", "not_evaluable", "no baseline"),
        ("", "1", "not_evaluable", "no upper limit"),
        ("", "", "not_evaluable", "no upper limit, no baseline"),
    ],
)
def test_one_arm_flags_alone_but_only_both_clear(given, answers, x_uln, x_baseline, verdict, unjudged):
    treated(given, "P1")
    results(
        given,
        f"""
        patient_id | collected_on | value | x_uln   | x_baseline
        -----------+--------------+-------+---------+-------------
        P1         | 2026-03-01   | 2     | {x_uln} | {x_baseline}
    """,
    )
    (row,) = answers("creatinine_rise")
    assert (row["verdict"], row["unjudged"]) == (verdict, unjudged)


def test_a_censored_result_flags_only_when_its_bound_settles_it(given, answers):
    treated(given, "P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8")
    results(
        given,
        """
        patient_id | collected_on | value_operator | value | x_uln | x_baseline
        -----------+--------------+----------------+-------+-------+-----------
        P1         | 2026-03-01   | >              | 2     | 1.8   | 1.2
        P2         | 2026-03-01   | >=             | 2     | 1.8   | 1.2
        P3         | 2026-03-01   | >              | 2     | 1.2   | 1.5
        P4         | 2026-03-01   | >              | 2     | 1.2   | 1.2
        P5         | 2026-03-01   | <              | 2     | 1.8   | 1.5
        P6         | 2026-03-01   | <=             | 2     | 1.8   | 1.5
        P7         | 2026-03-01   | <=             | 2     | 1.8   | 1.4
        P8         | 2026-03-01   | <              | 2     | 2     | 1.4
    """,
    )
    found = {
        row["patient_id"]: (row["verdict"], row["criterion"] or row["unjudged"]) for row in answers("creatinine_rise")
    }
    assert found == {
        "P1": ("flagged", "above_uln_multiple"),
        "P2": ("not_evaluable", "reported only as >=2"),
        "P3": ("flagged", "baseline_multiple"),
        "P4": ("not_evaluable", "reported only as >2"),
        "P6": ("not_evaluable", "reported only as <=2"),
        "P8": ("not_evaluable", "reported only as <2"),
    }


def test_only_results_after_the_first_dose_of_treated_people_count(given, answers):
    given(
        "clinical.patient",
        """
        patient_id | is_treated
        P1         | true
        P2         | false
        P3         | true
    """,
    )
    results(
        given,
        """
        patient_id | is_after_first_dose | collected_on | value | x_uln | x_baseline | source_row
        -----------+---------------------+--------------+-------+-------+------------+-----------
        P1         | false               | 2026-02-01   | 4     | 3     | 3          | 2
        P1         | true                | 2026-03-01   | 1     | 0.9   | 1          | 3
        P1         | true                | 2026-03-15   | 1     |       | 1          | 4
        P2         | true                | 2026-03-01   | 4     | 3     | 3          | 5
    """,
    )
    found = {row["patient_id"]: row for row in answers("creatinine_rise")}
    assert (found["P1"]["verdict"], found["P1"]["unjudged"]) == ("incomplete", "no upper limit")
    assert [piece["source_row"] for piece in found["P1"]["evidence"]] == [4]
    assert (found["P3"]["verdict"], found["P3"]["evidence"]) == ("not_evaluable", [])
    assert set(found) == {"P1", "P3"}


def test_a_later_result_that_is_not_high_ends_the_episode(given, answers):
    treated(given, "P1")
    results(
        given,
        """
        patient_id | collected_on | value | x_uln | x_baseline | baseline_value | baseline_on | source_row
        -----------+--------------+-------+-------+------------+----------------+-------------+-----------
        P1         | 2026-03-01   | 1.5   | 1.25  | 1.5        | 1              | 2026-02-20  | 2
        P1         | 2026-03-08   | 2.4   | 2     | 2.4        | 1              | 2026-02-20  | 3
        P1         | 2026-03-15   | 1.3   |       | 1.3        | 1              | 2026-02-20  | 4
        P1         | 2026-03-22   | 1.6   | 1.33  | 1.6        | 1              | 2026-02-20  | 5
        P1         | 2026-03-29   | 1.1   | 0.92  | 1.1        | 1              | 2026-02-20  | 6
        P1         | 2026-04-12   | 1.7   | 1.42  | 1.7        | 1              | 2026-02-20  | 7
    """,
    )
    first, second = sorted(answers("creatinine_rise"), key=lambda row: row["onset_on"])
    assert (first["onset_on"], second["onset_on"]) == (date(2026, 3, 1), date(2026, 4, 12))
    assert first["criterion"] == "above_uln_multiple; baseline_multiple"
    assert [piece["source_row"] for piece in first["evidence"]] == [2, 3, 5]
    assert first["why"] == (
        "Creatinine 2.4 mg/dL on 8 Mar 2026, 2 × its upper limit, "
        "2.4 × the baseline of 1 mg/dL on 20 Feb 2026, "
        "the furthest of 3 high results from 1 Mar 2026 to 22 Mar 2026."
    )


def test_the_grade_is_the_worst_of_the_episode(given, answers):
    treated(given, "P1")
    results(
        given,
        """
        patient_id | collected_on | value | x_uln | x_baseline | daids_grade
        -----------+--------------+-------+-------+------------+------------
        P1         | 2026-03-01   | 2.4   | 2     | 2          | 4
        P1         | 2026-03-08   | 2.3   | 1.9   | 1.9        | 3
    """,
    )
    (row,) = answers("creatinine_rise")
    assert (row["grade"], row["unjudged"]) == (4, None)
    assert ", DAIDS grade 4, the furthest of 2 high results" in row["why"]


def test_a_rise_inside_the_normal_range_is_said(given, answers):
    treated(given, "P1", "P2", "P3")
    results(
        given,
        """
        patient_id | collected_on | value | x_uln | x_baseline
        -----------+--------------+-------+-------+-----------
        P1         | 2026-03-01   | 0.9   | 1     | 1.5
        P2         | 2026-03-01   | 0.9   | 1.01  | 1.5
        P3         | 2026-03-01   | 0.9   |       | 1.5
    """,
    )
    found = {row["patient_id"]: row for row in answers("creatinine_rise")}
    assert found["P1"]["criterion"] == "baseline_multiple; within_normal_range"
    assert "within the normal range" in found["P1"]["why"]
    assert found["P2"]["criterion"] == found["P3"]["criterion"] == "baseline_multiple"


def test_medicines_that_block_secretion_are_named_and_remove_nothing(given, answers):
    treated(given, "P1", "P2", "P3")
    results(
        given,
        """
        patient_id | collected_on | value | x_uln | x_baseline
        -----------+--------------+-------+-------+-----------
        P1         | 2026-03-10   | 2.4   | 2     | 2
        P2         | 2026-03-10   | 2.4   | 2     | 2
        P3         | 2026-03-10   | 2.4   | 2     | 2
    """,
    )
    given(
        "clinical.medication",
        """
        patient_id | medicine                | started_on | ended_on   | source_row
        -----------+-------------------------+------------+------------+-----------
        P1         | dolutegravir/lamivudine | 2026-03-10 |            | 2
        P1         | co-trimoxazole          | 2026-01-01 | 2026-02-24 | 3
        P2         | dolutegravir            | 2026-03-11 |            | 4
        P2         | trimethoprim            | 2026-01-01 | 2026-02-23 | 5
        P2         | atazanavir              | 2026-01-01 |            | 6
        P3         | trimethoprim            |            |            | 7
    """,
    )
    found = {row["patient_id"]: row for row in answers("creatinine_rise")}
    assert found["P1"]["criterion"] == "above_uln_multiple; baseline_multiple; dolutegravir; trimethoprim"
    assert "taking dolutegravir and trimethoprim, known to block its secretion" in found["P1"]["why"]
    assert [piece["source_row"] for piece in found["P1"]["evidence"] if piece["feed"] == "medication"] == [
        2,
        3,
    ]
    assert found["P2"]["criterion"] == "above_uln_multiple; baseline_multiple"
    assert found["P3"]["criterion"] == "above_uln_multiple; baseline_multiple; trimethoprim (start not known)"


@pytest.mark.parametrize(
    ("x_uln", "x_baseline", "x_background_baseline", "said"),
    [
        ("1.2", "1.5", "1.4", "; only 1.4 × the baseline before the background regimen"),
        ("1.2", "1.5", "1.5", None),
        ("1.2", "1.5", "", None),
        ("2", "1.4", "1.5", "; yet 1.5 × the baseline before the background regimen"),
        ("2", "1.4", "1.4", None),
    ],
)
def test_the_second_baseline_is_named_where_it_would_judge_otherwise(
    given, answers, x_uln, x_baseline, x_background_baseline, said
):
    treated(given, "P1")
    results(
        given,
        f"""
        patient_id | collected_on | value | x_uln   | x_baseline   | x_background_baseline
        -----------+--------------+-------+---------+--------------+------------------------
        P1         | 2026-03-01   | 2     | {x_uln} | {x_baseline} | {x_background_baseline}
    """,
    )
    (row,) = answers("creatinine_rise")
    assert said in row["why"] if said else "background regimen" not in row["why"]


@pytest.mark.parametrize(
    ("x_uln", "x_baseline", "margin"),
    [
        ("2.7", "1.5", "0.5"),
        ("1.8", "3", "1"),
        ("", "1.5", "0"),
        ("1.9", "", "0.055555556"),
        ("0.9", "1.65", "0.1"),
    ],
)
def test_the_margin_is_that_of_the_arm_that_lies_further_beyond(given, answers, x_uln, x_baseline, margin):
    treated(given, "P1")
    results(
        given,
        f"""
        patient_id | collected_on | value | x_uln   | x_baseline
        -----------+--------------+-------+---------+-------------
        P1         | 2026-03-01   | 2     | {x_uln} | {x_baseline}
    """,
    )
    (row,) = answers("creatinine_rise")
    assert row["margin_share"] == Decimal(margin)


RESULT = st.tuples(
    st.integers(1, 28),
    st.sampled_from(["=", "=", "=", "<", "<=", ">"]),
    st.sampled_from(["0.9", "1.8", "1.9", ""]),
    st.sampled_from(["1.2", "1.499999999", "1.5", ""]),
)


def answers_about_p1(warehouse, drawn):
    """What the rule says of P1, given (patient, row, (day, operator, x_uln, x_baseline)) in any order."""
    warehouse.given_relations.discard("clinical.lab_result")
    lines = [
        f"{patient} | creatinine | true | 2026-03-{day:02} | {operator} | 1.5 | {x_uln} | {ratio} | {row}"
        for patient, row, (day, operator, x_uln, ratio) in drawn
    ]
    header = (
        "patient_id | analyte | is_after_first_dose | collected_on | value_operator | value"
        " | x_uln | x_baseline | source_row"
    )
    warehouse.give("clinical.lab_result", "\n".join([header, *lines]))
    rows = [row for row in warehouse.rows("rules.creatinine_rise") if row["patient_id"] == "P1"]
    return sorted(rows, key=lambda row: str(row["onset_on"]))


@ORDINARY
@examples(own=st.lists(RESULT, max_size=6), others=st.lists(RESULT, max_size=3), order=st.randoms())
def test_the_order_of_rows_and_other_people_change_nothing(given, warehouse, own, others, order):
    warehouse.given_relations.discard("clinical.patient")
    treated(given, "P1", "P2")
    alone = [("P1", row, result) for row, result in enumerate(own)]
    together = alone + [("P2", row, result) for row, result in enumerate(others)]
    order.shuffle(together)
    assert answers_about_p1(warehouse, together) == answers_about_p1(warehouse, alone)


@ORDINARY
@examples(own=st.lists(RESULT, min_size=1, max_size=6), which=st.integers(0, 5))
def test_a_higher_result_never_removes_a_flag(given, warehouse, own, which):
    warehouse.given_relations.discard("clinical.patient")
    treated(given, "P1")
    before = answers_about_p1(warehouse, [("P1", row, result) for row, result in enumerate(own)])
    own[which % len(own)] = (own[which % len(own)][0], "=", "4", "3")
    after = answers_about_p1(warehouse, [("P1", row, result) for row, result in enumerate(own)])
    if before and before[0]["verdict"] == "flagged":
        assert after[0]["verdict"] == "flagged"
        assert after[0]["onset_on"] <= before[0]["onset_on"]
