"""What tests of laboratory rules draw: people, their results after the first dose, and delivered results."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

ORDINARY = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
DAY = date(2026, 3, 1)

Given = Callable[[str, str], None]


def treated(given: Given, *patients: str) -> None:
    """People who had a dose."""
    given("clinical.patient", "\n".join(["patient_id | is_treated", *(f"{patient} | true" for patient in patients)]))


def results(given: Given, analyte: str, drawn: str) -> None:
    """Results after the first dose; a column that the drawing leaves out is filled in."""
    constant = {
        "analyte": analyte,
        "is_after_first_dose": "true",
        "value_operator": "=",
        "collected_on": f"{DAY}",
    }
    header, *rows = [line for line in drawn.strip().splitlines() if set(line) - set("-+ ")]
    missing = [column for column in constant if column not in header]
    lines = [" | ".join([header, *missing]), *(" | ".join([row, *map(constant.get, missing)]) for row in rows)]
    given("clinical.lab_result", "\n".join(lines))


def deliver_treated(deliver: Given, *patients: str, sex: str = "F") -> None:
    """People with a first dose on 10 January 2026, as delivered text."""
    deliver("infusion", "\n".join(["patient_id | started_at", *(f"{patient} | 2026-01-10" for patient in patients)]))
    people = [f"{patient} | {sex} | 1970" for patient in patients]
    deliver("patient", "\n".join(["patient_id | sex | birth_year", *people]))


def verdicts(rows: Iterable[dict[str, Any]]) -> dict[str, str]:
    """Patient → verdict."""
    return {row["patient_id"]: row["verdict"] for row in rows}


def verdict_of_bounds(
    given: Given, answers: Callable[[str], Any], rule: str, analyte: str, column: str, bounds: str
) -> Any:
    """Verdicts of people P1, P2, … with one censored result each: "<1.5 >2 …" (a question mark: no operator)."""
    drawn = []
    for number, bound in enumerate(bounds.split(), start=1):
        operator = bound.rstrip("0123456789.")
        drawn.append(f"P{number} | {operator.replace('?', '')} | {bound[len(operator) :]}")
    treated(given, *(line.split(" ")[0] for line in drawn))
    results(given, analyte, "\n".join([f"patient_id | value_operator | {column}", *drawn]))
    found = verdicts(answers(rule))
    return [found.get(f"P{number}", "-") for number in range(1, len(drawn) + 1)]


def course(*values: str) -> Any:
    """Hypothesis: up to six results as (day of March, operator, value)."""
    one = st.tuples(st.integers(1, 28), st.sampled_from(["=", "=", "=", "<", "<=", ">", ">="]), st.sampled_from(values))
    return st.lists(one, min_size=1, max_size=6)


def answers_about(
    warehouse: Any, rule: str, analyte: str, column: str, people: dict[str, Any], order: Any = None
) -> Any:
    """What the rule says of P1 when people have these courses; `order` shuffles the rows."""
    for relation in ("clinical.patient", "clinical.lab_result"):
        warehouse.given_relations.discard(relation)
    treated(warehouse.give, *people)
    lines = [
        f"{patient} | 2026-03-{day:02} | {operator} | {value} | {row}"
        for patient, drawn in people.items()
        for row, (day, operator, value) in enumerate(drawn)
    ]
    if order:
        order.shuffle(lines)
    header = f"patient_id | collected_on | value_operator | {column} | source_row"
    results(warehouse.give, analyte, "\n".join([header, *lines]))
    rows = [row for row in warehouse.rows(f"rules.{rule}") if row["patient_id"] == "P1"]
    return sorted(rows, key=lambda row: str(row["onset_on"]))


def order_and_others_change_nothing(
    warehouse: Any, rule: str, analyte: str, column: str, own: Any, others: Any, order: Any
) -> None:
    """The same answer about a person alone and among others in any order."""
    alone = answers_about(warehouse, rule, analyte, column, {"P1": own, "P2": []})
    assert answers_about(warehouse, rule, analyte, column, {"P1": own, "P2": others}, order) == alone


def a_worse_result_keeps_the_flag(
    warehouse: Any, rule: str, analyte: str, column: str, own: Any, which: int, worst: str
) -> None:
    """Replacing a result by a far worse one keeps the first flag, begins no later and lies no less far beyond."""
    before = answers_about(warehouse, rule, analyte, column, {"P1": own})
    worse = list(own)
    worse[which % len(own)] = (own[which % len(own)][0], "=", worst)
    after = answers_about(warehouse, rule, analyte, column, {"P1": worse})
    assert after[0]["verdict"] == "flagged"
    if before and before[0]["verdict"] == "flagged":
        assert after[0]["onset_on"] <= before[0]["onset_on"]
        assert max(row["margin_share"] for row in after) >= max(row["margin_share"] for row in before)


def a_lost_result_is_not_normal(warehouse: Any, rule: str, analyte: str, column: str, own: Any, which: int) -> None:
    """When a number is lost, a flag may go, but the person is then said not to have been judged in full."""
    lost = list(own)
    lost[which % len(own)] = (own[which % len(own)][0], "=", "")
    after = answers_about(warehouse, rule, analyte, column, {"P1": lost})
    assert after
    before = answers_about(warehouse, rule, analyte, column, {"P1": own})
    if not any(row["verdict"] == "flagged" for row in before):
        assert after[0]["verdict"] != "flagged"


def share(text: str) -> Decimal:
    """A margin as the rule prints it: nine decimals."""
    return Decimal(text).quantize(Decimal("1e-9"))
