"""The course of doses of ordinary people: loading, maintenance every fortnight give or take a day or two, push.

Nobody here is late, underdosed, infused too fast or observed too briefly: that is planted, and stands in the truth.
Source: US prescribing information, section 2 (2000 mg, then 800 mg every two weeks; maintenance as a push since
October 2022; 30 minutes, later 15; an hour of observation, later a quarter).
"""

from datetime import date, datetime, time, timedelta

import numpy as np

from flows.simulator.chart import Chart, Dose, add, instant

LOADING_MG, MAINTENANCE_MG = 2000, 800
INTERVAL = timedelta(days=14)
PUSH_SINCE = date(2022, 10, 3)
PUSH_TAKES = timedelta(seconds=30)
SHIFTED_SHARE, PUSH_SHARE = 0.27, 0.30
SMALL_SHIFTS = [-1, 1, 1, 2]


def schedule(chart: Chart, rng: np.random.Generator, last_day: date) -> None:
    """Fill `chart.doses` up to the last day, or to the day on which the person stops."""
    stops_on = chart.first_dose_on + timedelta(days=chart.pattern.stops_after_days or 10_000)
    prefers_push = rng.random() < PUSH_SHARE and chart.pattern.rule == ""
    given_on, dose_mg = chart.first_dose_on, LOADING_MG
    while given_on <= min(last_day, stops_on):
        number = len(chart.doses) + 1
        is_push = prefers_push and number > 2 and given_on >= PUSH_SINCE
        started = datetime.combine(given_on, chart.first_dose_at.time())
        ended = started + _duration(chart, number, is_push, rng)
        chart.doses.append(Dose(number, started, ended, dose_mg, "push" if is_push else "infusion"))
        given_on, dose_mg = _next_day(given_on, rng), MAINTENANCE_MG


def _is_careful(chart: Chart, number: int) -> bool:
    """As after a first dose or a reaction: people with a planted pattern may have had one."""
    return number == 1 or chart.pattern.rule != ""


def _duration(chart: Chart, number: int, is_push: bool, rng: np.random.Generator) -> timedelta:
    if is_push:
        return PUSH_TAKES
    shortest = 30 if _is_careful(chart, number) else 15
    return timedelta(minutes=shortest + 15 * int(rng.random() < 0.2))


def _next_day(given_on: date, rng: np.random.Generator) -> date:
    shift = int(rng.choice(SMALL_SHIFTS)) if rng.random() < SHIFTED_SHARE else 0
    return given_on + INTERVAL + timedelta(days=shift)


def write_infusions(chart: Chart, rng: np.random.Generator) -> None:
    """One infusion record a dose. Of people without a planted pattern some times are not known."""
    for dose in chart.doses:
        is_untimed = chart.pattern.rule == "" and dose.number > 2 and rng.random() < 0.02
        has_end = not is_untimed and (chart.pattern.rule != "" or dose.number == 1 or rng.random() < 0.98)
        dose.row = add(
            chart, "infusion", _entered(dose.started, rng),
            site_id=chart.site.sender_id,
            started_at=dose.started.date().isoformat() if is_untimed else instant(chart, dose.started),
            ended_at=instant(chart, dose.ended) if has_end else "",
            dose_mg=str(dose.dose_mg),
            method=dose.method,
            action_taken="none",
            observed_minutes="60" if _is_careful(chart, dose.number) else "15",
        )  # fmt: skip


def _entered(at: datetime, rng: np.random.Generator) -> datetime:
    return datetime.combine(at.date(), time(17, 30)) + timedelta(days=int(rng.integers(0, 3)))
