"""Acute kidney injury: as fast as KDIGO asks, against earlier results alone; stages; most results cannot be judged."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as examples
from hypothesis import strategies as st

ORDINARY = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
NUMBERS = {
    "rise_mg_per_dl": 0.3, "rise_umol_per_l": 26.5, "rise_hours": 48, "x_baseline": 1.5, "baseline_days": 7,
    "stage_2_x_baseline": 2, "stage_3_x_baseline": 3, "stage_3_mg_per_dl": 4, "stage_3_umol_per_l": 353.6,
}  # fmt: skip


@pytest.fixture(autouse=True)
def numbers(given):
    lines = [f"acute_kidney_injury | {name} | {value}" for name, value in NUMBERS.items()]
    given("reference.threshold", "\n".join(["rule | name | value", *lines]))


def treated(given, *patients):
    given("clinical.patient", "\n".join(["patient_id | is_treated", *(f"{patient} | true" for patient in patients)]))


def creatinine(given, *rows):
    """Each row: patient, date or instant, operator, mg/dL, and the multiple of the own baseline where there is one."""
    header = (
        "patient_id | analyte | is_after_first_dose | collected_on | collected_at | value_operator | value"
        " | reported_value | reported_unit | x_baseline | source_row"
    )
    lines = []
    for number, (patient, at, operator, value, *rest) in enumerate(rows, start=2):
        timed = at if len(at) > 10 else ""
        after = str(at[:10] >= "2026-03-01").lower()
        x_baseline = rest[0] if rest else ""
        lines.append(
            f"{patient} | creatinine | {after} | {at[:10]} | {timed} | {operator} | {value} | {value} | mg/dL"
            f" | {x_baseline} | {number}"
        )
    given("clinical.lab_result", "\n".join([header, *lines]))


def answer(given, answers, *course):
    treated(given, "P1")
    creatinine(given, *(("P1", *row) for row in course))
    rows = answers("acute_kidney_injury")
    assert len(rows) <= 1
    return (rows[0]["verdict"], rows[0]["certainty"], rows[0]["criterion"]) if rows else None


RISE, MULTIPLE = "rise_in_hours", "baseline_multiple_in_days"
OPEN = ("not_evaluable", None, None)


@pytest.mark.parametrize(
    ("earlier", "earlier_value", "later", "value", "expected"),
    [
        ("2026-03-01T10:00:00Z", "1", "2026-03-03T10:00:00Z", "1.3", ("flagged", "stage_1", RISE)),
        ("2026-03-01T10:00:00Z", "1", "2026-03-03T10:00:00Z", "1.299999", None),
        ("2026-03-01T10:00:00Z", "1", "2026-03-03T10:01:00Z", "1.3", "incomplete"),
        ("2026-03-01", "1", "2026-03-02", "1.3", ("flagged", "stage_1", RISE)),
        ("2026-03-01", "1", "2026-03-03", "1.3", "incomplete"),
        ("2026-03-01", "1", "2026-03-05", "1.3", "incomplete"),
        ("2026-03-01", "1", "2026-03-05", "1.29", None),
        ("2026-03-01", "1", "2026-03-08", "1.5", ("flagged", "stage_1", MULTIPLE)),
        ("2026-03-01", "1", "2026-03-08", "1.2", None),
        ("2026-03-01", "1", "2026-03-09", "3", "incomplete"),
        ("2026-03-01", "1", "2026-03-08", "1.99", ("flagged", "stage_1", MULTIPLE)),
        ("2026-03-01", "1", "2026-03-08", "2", ("flagged", "stage_2", MULTIPLE)),
        ("2026-03-01", "1", "2026-03-08", "3", ("flagged", "stage_3", MULTIPLE)),
        ("2026-03-01", "3.7", "2026-03-02", "4", ("flagged", "stage_3", RISE)),
        ("2026-03-01", "3.8", "2026-03-02", "4", None),
    ],
)
def test_rise_within_hours_or_multiple_within_days(given, answers, earlier, earlier_value, later, value, expected):
    # A result of 28 Feb lets the first one be judged.
    found = answer(
        given, answers, ("2026-02-27", "=", earlier_value), (earlier, "=", earlier_value), (later, "=", value)
    )
    if expected == "incomplete":
        expected = ("incomplete", None, None)
    assert found == expected


def test_a_result_is_never_compared_with_itself_and_alone_cannot_be_judged(given, answers):
    assert answer(given, answers, ("2026-03-01", "=", "9")) == OPEN


def test_a_fall_is_no_rise(given, answers):
    assert answer(given, answers, ("2026-02-27", "=", "3"), ("2026-03-01", "=", "1")) is None


@pytest.mark.parametrize(("earlier", "expected"), [("1.3", ("flagged", "stage_1", MULTIPLE)), ("1.5", None)])
def test_the_own_baseline_counts_when_its_multiple_was_passed_within_the_days(given, answers, earlier, expected):
    found = answer(given, answers, ("2026-02-27", "=", earlier), ("2026-03-01", "=", "1.5", "1.5"))
    assert found == expected


@pytest.mark.parametrize(
    ("operator", "value", "verdict"), [(">", "1.5", "flagged"), (">", "1.2", "not_evaluable"), ("<", "1.3", None)]
)
def test_a_bound_flags_only_when_it_settles_the_rise(given, answers, operator, value, verdict):
    found = answer(given, answers, ("2026-02-28", "=", "1"), ("2026-03-01", operator, value))
    assert (found and found[0]) == verdict


@pytest.mark.parametrize(
    "course",
    [
        [("2026-02-28", "<", "1"), ("2026-03-01", "=", "1.2")],
        [("2026-02-28", "<", "1"), ("2026-03-01", "<", "4")],
        [("2026-02-28", ">", "1"), ("2026-03-01", "=", "4")],
        [("2026-02-28", "=", "1"), ("2026-03-01", "=", "")],
    ],
)
def test_an_earlier_bound_that_settles_nothing_or_no_number_cannot_be_judged(given, answers, course):
    assert answer(given, answers, *course) == OPEN


@pytest.mark.parametrize(
    ("operator", "value", "expected"),
    [("<", "1.2", "flagged"), ("<=", "1.2", "flagged"), ("<", "1.19", "not_evaluable"), (">", "1.2", "flagged")],
)
def test_an_earlier_upper_bound_settles_the_multiple_that_it_already_reaches(given, answers, operator, value, expected):
    later_operator = operator if operator == ">" else "="
    earlier_operator = "<" if operator == ">" else operator
    course = ("2026-02-25", earlier_operator, "0.8"), ("2026-03-01", later_operator, value)
    assert answer(given, answers, *course)[0] == expected


def test_a_rise_on_one_day_whose_order_is_not_known_stays_open(given, answers):
    found = answer(given, answers, ("2026-03-20", "=", "1"), ("2026-03-20", "=", "4"))
    assert found == ("incomplete", None, None)


def test_urine_and_replacement_are_always_said_to_be_missing(given, answers):
    treated(given, "P1")
    creatinine(given, ("P1", "2026-02-28", "=", "1"), ("P1", "2026-03-01", "=", "3"))
    (row,) = answers("acute_kidney_injury")
    assert "urine output and renal replacement: not delivered" in row["unjudged"]
    assert row["margin_share"] == Decimal("5.666666667")
    assert [piece["source_row"] for piece in row["evidence"]] == [2, 3]
    assert row["onset_on"] == date(2026, 3, 1)


def test_each_unit_is_read_with_its_own_number(deliver, answers):
    deliver("infusion", "patient_id | started_at\n" + "\n".join(f"P{n} | 2026-03-01" for n in (1, 2, 3, 4)))
    deliver(
        "lab_result",
        """
        patient_id | analyte    | collected_at | value | unit
        P1         | creatinine | 2026-03-01   | 80    | umol/L
        P1         | creatinine | 2026-03-02   | 106.5 | umol/L
        P2         | creatinine | 2026-03-01   | 80    | umol/L
        P2         | creatinine | 2026-03-02   | 106.4 | umol/L
        P3         | creatinine | 2026-03-01   | 1.0   | mg/dL
        P3         | creatinine | 2026-03-02   | 1.3   | mg/dL
        P4         | creatinine | 2026-03-01   | 1.0   | mg/dL
        P4         | creatinine | 2026-03-02   | 140   | umol/L
    """,
    )
    found = {row["patient_id"]: row["verdict"] for row in answers("acute_kidney_injury")}
    assert found == {"P1": "flagged", "P2": "incomplete", "P3": "flagged", "P4": "flagged"}


RESULT = st.tuples(
    st.integers(1, 20), st.sampled_from(["=", "=", "<", ">"]), st.sampled_from(["0.9", "1.2", "1.5", "4", ""])
)


@ORDINARY
@examples(own=st.lists(RESULT, max_size=6), others=st.lists(RESULT, max_size=3))
def test_order_others_and_a_last_higher_result_never_remove_a_flag(given, warehouse, own, others):
    def verdicts(drawn):
        for relation in ("clinical.patient", "clinical.lab_result"):
            warehouse.given_relations.discard(relation)
        treated(given, "P1", "P2")
        creatinine(given, *((patient, f"2026-03-{day:02}", operator, value) for patient, day, operator, value in drawn))
        found = [row for row in warehouse.rows("rules.acute_kidney_injury") if row["patient_id"] == "P1"]
        return sorted((row["verdict"], str(row["onset_on"])) for row in found)

    alone = [("P1", *result) for result in own]
    before = verdicts(alone)
    assert verdicts([*(("P2", *result) for result in others), *reversed(alone)]) == before
    if before and before[0][0] == "flagged":
        assert verdicts([*alone, ("P1", 25, "=", "9")])[0] == before[0]
