"""Planted creatinine: above 1.8 x ULN, or 1.5 x baseline. Source: US prescribing information, section 6.1."""

from collections.abc import Callable
from decimal import ROUND_CEILING, Decimal

from flows.simulator.chart import Chart, Pattern, expect
from flows.simulator.panel import assays, times_upper_limit
from flows.simulator.places import CENTRAL, NORD, SUD
from flows.simulator.planted_labs import (
    forget,
    put,
    put_all,
    remove_before_first_dose,
    visit_after,
    visited_on,
)

RULE = "creatinine_rise"
CREATININE = "creatinine"
BASELINE = {CENTRAL: "0.80", NORD: "90", SUD: "76.0"}
"""In the laboratory's unit. 90 to 135 umol/L is 1.5 x only where neither is converted and rounded."""

HIGH_BASELINE = {CENTRAL: "1.60", NORD: "150", SUD: "142.0"}
"""About 1.35 x ULN, so that 1.8 x ULN is not yet 1.5 x baseline."""


def _flat(chart: Chart, baseline: dict[str, str]) -> Decimal:
    text = baseline[chart.laboratory.sender_id]
    put_all(chart, CREATININE, text)
    return Decimal(text)


def _times(baseline: Decimal, multiple: str) -> str:
    """The smallest number with the baseline's decimals that is at least so many times the baseline."""
    return str((baseline * Decimal(multiple)).quantize(baseline, rounding=ROUND_CEILING))


def _flag(chart: Chart, visit: int, note: str) -> None:
    expect(chart, "flagged", visited_on(chart, visit), note=note)


def _baseline_arm_exact(chart: Chart) -> None:
    visit = visit_after(chart)
    put(chart, visit, CREATININE, _times(_flat(chart, BASELINE), "1.5"))
    _flag(chart, visit, "exactly 1.5 x baseline")


def _baseline_arm_near_miss(chart: Chart) -> None:
    base = _flat(chart, BASELINE)
    step = Decimal(1).scaleb(-assays(chart.laboratory.sender_id)[CREATININE].decimals)
    put(chart, visit_after(chart), CREATININE, str(base * Decimal("1.5") - step))
    expect(chart, "not_flagged", note="one step of the last decimal below 1.5 x baseline")


def _baseline_arm(chart: Chart) -> None:
    base = _flat(chart, BASELINE)
    visit = visit_after(chart, 20 + 9 * (chart.number % 10))
    for number, multiple in enumerate(("1.62", "1.55")):
        put(chart, visit + number, CREATININE, _times(base, multiple))
    _flag(chart, visit, "twice above 1.5 x baseline, below 1.8 x ULN")


def _limit_arm(chart: Chart) -> None:
    _flat(chart, HIGH_BASELINE)
    visit = visit_after(chart)
    put(chart, visit, CREATININE, times_upper_limit(chart, CREATININE, "1.85"))
    _flag(chart, visit, "above 1.8 x ULN, below 1.5 x baseline")


def _limit_arm_exact(chart: Chart) -> None:
    _flat(chart, HIGH_BASELINE)
    put(chart, visit_after(chart), CREATININE, times_upper_limit(chart, CREATININE, "1.8"))
    expect(chart, "not_flagged", note="exactly 1.8 x ULN, below 1.5 x baseline")


def _both_arms(chart: Chart) -> None:
    _flat(chart, BASELINE)
    visit = visit_after(chart, 30)
    for number, multiple in enumerate(("2", "2.4", "2.1")):
        put(chart, visit + number, CREATININE, times_upper_limit(chart, CREATININE, multiple))
    _flag(chart, visit, "above both")


def _no_baseline_but_high(chart: Chart) -> None:
    remove_before_first_dose(chart, CREATININE)
    visit = visit_after(chart)
    put(chart, visit, CREATININE, times_upper_limit(chart, CREATININE, "1.9"))
    _flag(chart, visit, "no baseline, above 1.8 x ULN")


def _no_baseline(chart: Chart) -> None:
    remove_before_first_dose(chart, CREATININE)
    expect(chart, "not_evaluable", note="no baseline, so one arm of every result is unknown")


def _no_limit_but_high(chart: Chart) -> None:
    base = _flat(chart, BASELINE)
    forget(chart, CREATININE, "lower_limit", "upper_limit")
    visit = visit_after(chart)
    put(chart, visit, CREATININE, _times(base, "1.7"))
    _flag(chart, visit, "no upper limit, above 1.5 x baseline")


def _no_limit(chart: Chart) -> None:
    _flat(chart, BASELINE)
    forget(chart, CREATININE, "lower_limit", "upper_limit")
    expect(chart, "not_evaluable", note="no upper limit, so one arm of every result is unknown")


def _one_limit_missing(chart: Chart) -> None:
    _flat(chart, BASELINE)
    chart.results[visit_after(chart), CREATININE].fields.update(lower_limit="", upper_limit="")
    expect(chart, "incomplete", note="one result without an upper limit, below 1.5 x baseline")


def _neither(chart: Chart) -> None:
    remove_before_first_dose(chart, CREATININE)
    forget(chart, CREATININE, "lower_limit", "upper_limit")
    expect(chart, "not_evaluable", note="neither baseline nor upper limit")


def raise_too(chart: Chart) -> None:
    """Plant a rise beside another rule's pattern, three to seven weeks after the first dose."""
    base = _flat(chart, BASELINE)
    visit = visit_after(chart, 21 + 14 * (chart.number // 6 % 3))
    put(chart, visit, CREATININE, _times(base, "1.7"))
    note = "beside another pattern: above 1.5 x baseline"
    expect(chart, "flagged", visited_on(chart, visit), rule=RULE, note=note)


def _many(kind: str, plant: Callable[[Chart], None], *laboratory_ids: str, needs_days: int = 60) -> list[Pattern]:
    return [Pattern(RULE, kind, plant, laboratory_id, needs_days) for laboratory_id in laboratory_ids]


PATTERNS = [
    Pattern(RULE, "baseline_arm_exact", _baseline_arm_exact, NORD),
    Pattern(RULE, "limit_arm_exact", _limit_arm_exact, CENTRAL),
    Pattern(RULE, "limit_arm", _limit_arm, CENTRAL),
    Pattern(RULE, "no_baseline", _no_baseline),
    Pattern(RULE, "neither", _neither),
    Pattern(RULE, "one_limit_missing", _one_limit_missing),
    Pattern(RULE, "no_limit", _no_limit),
    Pattern(RULE, "no_limit_but_high", _no_limit_but_high),
    Pattern(RULE, "no_baseline_but_high", _no_baseline_but_high),
    *_many("baseline_arm_exact", _baseline_arm_exact, CENTRAL, SUD),
    *_many("baseline_arm", _baseline_arm, CENTRAL, NORD, SUD, CENTRAL, NORD, SUD, CENTRAL, NORD, needs_days=160),
    *_many("both_arms", _both_arms, CENTRAL, NORD, SUD, NORD, needs_days=100),
    *_many("limit_arm", _limit_arm, NORD, SUD),
    *_many("limit_arm_exact", _limit_arm_exact, NORD, SUD),
    *_many("baseline_arm_near_miss", _baseline_arm_near_miss, CENTRAL, NORD),
]
