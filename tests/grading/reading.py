"""The printed rules read one by one, in exact decimals: the slow way, to hold the bands against."""

import csv
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cache
from itertools import product
from typing import NamedTuple

from flows.warehouse import SQL_FOLDER

RATIO = Decimal("1e-9")


class Result(NamedTuple):
    """One result of an adult, with all that a rule may ask. Baselines are in the unit of the value."""

    analyte: str
    value: Decimal
    unit: str
    operator: str = "="
    lower_limit: Decimal | None = None
    upper_limit: Decimal | None = None
    baseline: Decimal | None = None
    sex: str | None = None
    is_fasting: bool = False


def rules() -> list[dict[str, str]]:
    """Every row of sql/reference/grade_rule.csv that a number decides."""
    with (SQL_FOLDER / "reference" / "grade_rule.csv").open() as file:
        return [rule for rule in csv.DictReader(file) if rule["measure"] != "clinical"]


@cache
def unit_read(analyte: str, unit: str) -> str:
    """The unit in whose printed cuts a result is read; the numbers are the same where a test uses it."""
    with (SQL_FOLDER / "reference" / "unit_conversion.csv").open() as file:
        return next(
            row["graded_in"] or unit for row in csv.DictReader(file) if (row["analyte"], row["unit"]) == (analyte, unit)
        )


def possible_grades(result: Result, system: str, all_rules: Iterable[dict[str, str]]) -> set[int] | None:
    """Every grade that an exact result may have; None when no rule of the system is for it."""
    of_system = [rule for rule in all_rules if rule["system"] == system and rule["analyte"] == result.analyte]
    by_value = [rule for rule in of_system if rule["measure"] == "value"]
    is_printed = any(rule["unit"] == result.unit for rule in by_value)
    unprinted = set() if is_printed else {int(rule["grade"] or 0) for rule in by_value}
    asked = [rule for rule in of_system if _is_for(rule, result)]
    if not asked and not unprinted:
        return None
    worlds = product("FM" if result.sex is None else result.sex, (True, False), _baseline_states(result))
    grades = {
        grade
        for sex, has_symptoms, state in worlds
        for grade in _grades([rule for rule in asked if _holds(rule, sex, has_symptoms, state)], result)
    }
    return grades | {grade for grade in unprinted if grade > max(grades)}


def _is_for(rule: dict[str, str], result: Result) -> bool:
    is_adult = not rule["age_below_days"]
    right_sample = rule["is_fasting"] in ("", str(result.is_fasting).lower())
    right_unit = rule["measure"] != "value" or rule["unit"] == result.unit
    dropped = (
        rule["measure"] in ("x_baseline", "percent_fall") and result.baseline is None and rule["system"] != "us_label"
    )
    return is_adult and right_sample and right_unit and not dropped


def _baseline_states(result: Result) -> list[str]:
    if result.baseline is None:
        return ["normal"]
    if result.upper_limit is None:
        low = result.lower_limit is not None and result.baseline < result.lower_limit
        return ["low"] if low else ["low", "normal", "high"]
    if result.baseline > result.upper_limit:
        return ["high"]
    if result.lower_limit is None:
        return ["low", "normal"]
    return ["low" if result.baseline < result.lower_limit else "normal"]


def _holds(rule: dict[str, str], sex: str, has_symptoms: bool, state: str) -> bool:
    states = {"": True, "high": state == "high", "not_high": state != "high", "low": state == "low"}
    return (
        rule["sex"] in ("", sex)
        and rule["needs_symptoms"] in ("", str(has_symptoms).lower())
        and (states | {"not_low": state != "low"})[rule["baseline_state"]]
        and (rule["needs_hiv_negative"] == "false" or has_symptoms)
    )


def _grades(held: list[dict[str, str]], result: Result) -> set[int]:
    """The highest grade hit; every lower one may be passed over where a rule cannot be read."""
    hits = [(rule, _is_hit(rule, result)) for rule in held]
    if any(rule["grade"] == "" and hit for rule, hit in hits):
        return {0, max(int(rule["grade"] or 0) for rule, _ in hits)}
    certain = max([int(rule["grade"]) for rule, hit in hits if hit], default=0)
    open_grades = [int(rule["grade"]) for rule, hit in hits if hit is None and rule["grade"]]
    return {certain, *(grade for grade in open_grades if grade > certain)}


def _is_hit(rule: dict[str, str], result: Result) -> bool | None:
    if rule["needs_hiv_negative"] == "true":
        return True
    cut = Decimal(rule["cut"])
    if rule["measure"] == "x_uln_and_x_baseline":
        arms = [_compare(rule, cut, _over(result, "upper_limit")), _compare(rule, cut, _over(result, "baseline"))]
        if result.baseline is None:
            return arms[0]
        return False if False in arms else None if None in arms else True
    if rule["measure"] == "percent_fall":
        ratio = _over(result, "baseline")
        return None if ratio is None else 100 * (1 - ratio) >= cut
    return _compare(rule, cut, _measures[rule["measure"]](result))


def _compare(rule: dict[str, str], cut: Decimal, measured: Decimal | None) -> bool | None:
    if measured is None:
        return None
    if measured == cut:
        return rule["includes_cut"] == "true"
    return (measured > cut) == (rule["direction"] == "high")


def _over(result: Result, name: str) -> Decimal | None:
    divisor = getattr(result, name)
    return None if divisor is None else (result.value / divisor).quantize(RATIO)


_measures: dict[str, Callable[[Result], Decimal | None]] = {
    "value": lambda result: result.value,
    "x_uln": lambda result: _over(result, "upper_limit"),
    "x_lln": lambda result: _over(result, "lower_limit"),
    "x_baseline": lambda result: _over(result, "baseline"),
}
