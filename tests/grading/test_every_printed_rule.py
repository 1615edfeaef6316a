"""Each printed cut, just below, at and just above it, against the rules read one by one."""

from collections import defaultdict
from decimal import Decimal

import pytest

from flows.grade import grade_rows

from .reading import Result, possible_grades, rules, unit_read

SYSTEMS = {"daids": 0, "ctcae_v5": 2, "ctcae_v6": 4, "us_label": 6}
NAMES = ["analyte", "value", "unit", "lower_limit", "upper_limit", "baseline", "sex", "fasting"]
ALL_RULES = rules()
UNITS = defaultdict(set)
for printed in ALL_RULES:
    UNITS[printed["analyte"]] |= {printed["unit"]} - {"1", "%"}
ANY_UNIT = {"alt": "U/L", "ast": "U/L", "alp": "U/L", "creatinine": "umol/L", "lipase": "U/L", "amylase": "U/L",
            "amylase_pancreatic": "U/L", "bilirubin_total": "umol/L"}  # fmt: skip


def results_around(rule: dict[str, str]) -> list[Result]:
    """Results just below, at and just above the cut of a rule, with and without what else decides."""
    cut, analyte = Decimal(rule["cut"]), rule["analyte"]
    unit = rule["unit"] if rule["measure"] == "value" else ANY_UNIT.get(analyte) or min(UNITS[analyte])
    limit = Decimal(40)
    step = Decimal("0.000001")
    middle = {"value": cut, "percent_fall": limit * (1 - cut / 100)}.get(rule["measure"], cut * limit)
    around = []
    for value in (middle - step, middle, middle + step):
        for lower, upper, baseline in (
            (limit, limit, limit),
            (None, limit, limit / 2),
            (limit / 2, limit, limit + 1),
            (limit / 2, limit, limit / 4),
            (limit, None, limit),
            (None, None, None),
            (limit, limit, None),
        ):
            for sex in ("F", "M", None):
                around.append(
                    Result(analyte, value, unit, "=", lower, upper, baseline, sex, rule["is_fasting"] == "true")
                )
    return around


def cells(result: Result) -> list[str]:
    numbers = (result.lower_limit, result.upper_limit, result.baseline)
    return [
        result.analyte, f"{result.value:f}", result.unit, *("" if number is None else f"{number:f}" for number in numbers),
        result.sex or "", "yes" if result.is_fasting else "no",
    ]  # fmt: skip


def expected(result: Result, system: str, rules_of_analyte: list[dict[str, str]]) -> str | None:
    read = result._replace(unit=unit_read(result.analyte, result.unit))
    grades = possible_grades(read, system, rules_of_analyte)
    if grades is None or (min(grades) == 0 < max(grades)):
        return None
    return str(min(grades)) if system != "us_label" else str(min(grades) > 0).lower()


@pytest.mark.parametrize("analyte", sorted(UNITS))
def test_the_bands_say_what_the_printed_rules_say(analyte, grading):
    of_analyte = [rule for rule in ALL_RULES if rule["analyte"] == analyte]
    judged = [result for rule in of_analyte if not rule["age_below_days"] for result in results_around(rule)]
    results = list(dict.fromkeys(judged))
    answers = grade_rows(grading, NAMES, [cells(result) for result in results])
    wrong = [
        (result, system, answer[place], expected(result, system, of_analyte), answer[7])
        for result, answer in zip(results, answers, strict=True)
        for system, place in SYSTEMS.items()
        if answer[place] != expected(result, system, of_analyte)
    ]
    assert not wrong, wrong[:5]
