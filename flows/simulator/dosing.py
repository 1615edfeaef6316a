"""The course of doses: loading, maintenance every fortnight, late and missed doses, reloads, push.

Source: US prescribing information, section 2 (2000 mg, then 800 mg every two weeks; a reload when three days
late or more; maintenance as a push since October 2022).
"""

from datetime import date, datetime, time, timedelta

import numpy as np

from flows.simulator.chart import Chart, Dose, add, instant

LOADING_MG, MAINTENANCE_MG = 2000, 800
INTERVAL = timedelta(days=14)
RELOAD_WHEN_LATE = timedelta(days=3)
PUSH_SINCE = date(2022, 10, 3)
PUSH_TAKES = timedelta(seconds=30)
MISSED_SHARE, LATE_SHARE, SHIFTED_SHARE, FORGOTTEN_RELOAD_SHARE, PUSH_SHARE = 0.02, 0.05, 0.20, 0.10, 0.30
SMALL_SHIFTS = [-1, 1, 1, 2]


def schedule(chart: Chart, rng: np.random.Generator, last_day: date) -> None:
    """Fill `chart.doses` up to the last day, or to the day on which the person stops."""
    stops_on = chart.first_dose_on + timedelta(days=chart.pattern.stops_after_days or 10_000)
    prefers_push = rng.random() < PUSH_SHARE and chart.pattern.rule not in (
        "infusion_reaction",
        "anaphylaxis",
    )
    due, given_on, dose_mg = chart.first_dose_on, chart.first_dose_on, LOADING_MG
    while given_on <= min(last_day, stops_on):
        number = len(chart.doses) + 1
        is_push = prefers_push and number > 2 and dose_mg == MAINTENANCE_MG and given_on >= PUSH_SINCE
        started = datetime.combine(given_on, chart.first_dose_at.time())
        chart.doses.append(
            Dose(
                number,
                started,
                started + _duration(number, is_push, rng),
                dose_mg,
                "push" if is_push else "infusion",
            )
        )
        due, given_on, dose_mg = _next_dose(due, rng)


def _duration(number: int, is_push: bool, rng: np.random.Generator) -> timedelta:
    if is_push:
        return PUSH_TAKES
    shortest = 30 if number == 1 else 15
    return timedelta(minutes=shortest + 15 * int(rng.random() < 0.2))


def _next_dose(due: date, rng: np.random.Generator) -> tuple[date, date, int]:
    fate = rng.random()
    due += INTERVAL
    if fate < MISSED_SHARE:
        late = INTERVAL
    elif fate < MISSED_SHARE + LATE_SHARE:
        late = timedelta(days=int(rng.integers(3, 10)))
    elif fate < MISSED_SHARE + LATE_SHARE + SHIFTED_SHARE:
        late = timedelta(days=int(rng.choice(SMALL_SHIFTS)))
    else:
        late = timedelta()
    if late < RELOAD_WHEN_LATE:
        return due, due + late, MAINTENANCE_MG
    is_forgotten = rng.random() < FORGOTTEN_RELOAD_SHARE
    return due + late, due + late, MAINTENANCE_MG if is_forgotten else LOADING_MG


def write_infusions(chart: Chart, rng: np.random.Generator) -> None:
    """One infusion record a dose. Of people without a planted pattern some times are not known."""
    for dose in chart.doses:
        is_untimed = chart.pattern.rule == "" and dose.number > 2 and rng.random() < 0.02
        has_end = not is_untimed and (chart.pattern.rule != "" or rng.random() < 0.98)
        dose.row = add(
            chart, "infusion", _entered(dose.started, rng),
            site_id=chart.site.sender_id,
            started_at=dose.started.date().isoformat() if is_untimed else instant(chart, dose.started),
            ended_at=instant(chart, dose.ended) if has_end else "",
            dose_mg=str(dose.dose_mg),
            method=dose.method,
            action_taken="none",
            observed_minutes="60" if dose.number == 1 else "15",
        )  # fmt: skip


def _entered(at: datetime, rng: np.random.Generator) -> datetime:
    return datetime.combine(at.date(), time(17, 30)) + timedelta(days=int(rng.integers(0, 3)))
