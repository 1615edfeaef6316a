"""Who takes part: the plan of patterns, enrolment through the year, and each person's whole record."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import zip_longest

import numpy as np

from flows.simulator import (
    planted_administration,
    planted_anaphylaxis,
    planted_beyond_label,
    planted_bilirubin,
    planted_blood_counts,
    planted_chemistry,
    planted_creatinine,
    planted_dosing,
    planted_effect,
    planted_events,
    planted_hypersensitivity,
    planted_iris,
    planted_last_month,
    planted_liver_kidney,
    planted_neutropenia,
    planted_people,
    planted_rates,
    planted_reactions,
)
from flows.simulator.background import write_description, write_events, write_medicines
from flows.simulator.chart import Chart, Pattern, expect_nothing_else
from flows.simulator.dosing import schedule, write_infusions
from flows.simulator.laboratory import plan_visits, recompute_egfr, write_results
from flows.simulator.panel import add_letter_flags
from flows.simulator.places import Sender, treating_sites
from flows.simulator.vital_signs import write_readings

BLOCK = 270
"""The plan repeats after so many people, so that rates stay the same in larger populations."""

COMBINED = {"infusion_reaction", "anaphylaxis", "iris"}
"""Every sixth person with one of these also has a rise of creatinine: few, so that its rate is about the trial's."""

SETTLED_BEFORE_END = 45
"""Days that even the slowest sender needs: nothing is planted later."""

_PLANTED = (
    planted_creatinine.PATTERNS,
    planted_neutropenia.PATTERNS,
    planted_reactions.PATTERNS,
    planted_anaphylaxis.PATTERNS,
    planted_iris.PATTERNS,
    planted_bilirubin.PATTERNS,
    planted_people.PATTERNS,
    planted_blood_counts.PATTERNS,
    planted_chemistry.PATTERNS,
    planted_liver_kidney.PATTERNS,
    planted_events.PATTERNS,
    planted_hypersensitivity.PATTERNS,
    planted_beyond_label.PATTERNS,
    planted_dosing.PATTERNS,
    planted_administration.PATTERNS,
    planted_effect.PATTERNS,
)


def plan(n_patients: int, n_days: int) -> list[Pattern]:
    """One pattern a person: of few people, the first patterns of every rule; the rest of a block is clean."""
    in_turn: Iterable[Pattern | None] = (pattern for round_ in zip_longest(*_PLANTED) for pattern in round_)
    block = [pattern for pattern in in_turn if pattern is not None and pattern.needs_days + SETTLED_BEFORE_END < n_days]
    block += [planted_people.CLEAN] * (BLOCK - len(block))
    return [block[number % len(block)] for number in range(n_patients)]


def enrol(rng: np.random.Generator, n_patients: int, n_sites: int, first_day: date, n_days: int) -> list[Chart]:
    """Everyone, with all that senders write about them up to the last day."""
    patterns = plan(n_patients, n_days)
    last_day = first_day + timedelta(days=n_days - 1)
    new_unit_on = first_day + timedelta(days=n_days // 2)
    of_rates = rng.spawn(1)[0]
    charts = []
    for number, index in enumerate(rng.permutation(n_patients), start=1):
        chart = _person(number, patterns[index], rng, treating_sites(n_sites), first_day, n_days)
        _write(chart, rng, last_day, new_unit_on)
        chart.pattern.plant(chart)
        if chart.pattern.rule in COMBINED and chart.number % 6 == 0:
            planted_creatinine.raise_too(chart)
        planted_rates.raise_rates(chart, of_rates, last_day - timedelta(days=SETTLED_BEFORE_END))
        recompute_egfr(chart)
        add_letter_flags(chart)
        expect_nothing_else(chart)
        charts.append(chart)
    planted_last_month.tell(charts, first_day, last_day)
    return charts


def _person(
    number: int, pattern: Pattern, rng: np.random.Generator, sites: list[Sender], first_day: date, n_days: int
) -> Chart:
    near = [site for site in sites if pattern.laboratory_id in ("", site.laboratory_id)] or sites
    latest = max(n_days - SETTLED_BEFORE_END - pattern.needs_days, 2)
    first_dose_on = first_day + timedelta(days=int(rng.integers(1, latest)))
    site = near[rng.integers(len(near))]
    is_late_in_the_day = site.offset == "-08:00"  # then the date in UTC is the next one
    hour = int(rng.integers(15, 17)) if is_late_in_the_day else int(rng.integers(9, 13))
    first_dose_at = datetime.combine(first_dose_on, time(hour, 15 * int(rng.integers(4))))
    return Chart(
        patient_id=f"P-{number:04d}",
        number=number,
        site=site,
        pattern=pattern,
        is_female=bool(rng.random() < 0.2),
        birth_year=first_dose_on.year - int(rng.integers(24, 66)),
        first_dose_at=first_dose_at,
        background_started_on=first_dose_on,
    )


def _write(chart: Chart, rng: np.random.Generator, last_day: date, new_unit_on: date) -> None:
    if chart.pattern.is_treated:
        schedule(chart, rng, last_day)
    chart.background_started_on = _quiet_start(chart, rng)
    plan_visits(chart)
    write_description(chart, rng)
    write_infusions(chart, rng)
    write_readings(chart, rng)
    write_medicines(chart, rng)
    write_events(chart, rng, last_day)
    write_results(chart, rng, new_unit_on)


def _quiet_start(chart: Chart, rng: np.random.Generator) -> date:
    """A start of the background regimen 7 to 14 days after loading.

    It is such that no dose falls near the end of the 180 days that count for immune reconstitution.
    """
    starts = [chart.first_dose_on + timedelta(days=int(days)) for days in rng.permutation(np.arange(7, 15))]
    given = [dose.started.date() for dose in chart.doses]

    def is_quiet(start: date) -> bool:
        return all(not 0 <= (start + planted_iris.WINDOW - on).days <= 2 for on in given) and all(
            start + planted_iris.WINDOW + timedelta(days=1) != on for on in given
        )

    return next((start for start in starts if is_quiet(start)), starts[0])
