"""`vigil simulate-monitoring`: how often the nightly rules call, and how late, in programmes whose true rate is known.

Every programme draws its own trial too, so that the baseline is as uncertain as the real one. Between two events each
statistic only falls, so the nights after an event are all the nights that can call, and the nights before one all that
can reassure: reading those is exact.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import pdtrc

from flows.monitoring_design import MonitoringDesign
from flows.statistics.rate import probability_rate_above
from flows.statistics.sequential import conditional_log_likelihood_ratio, critical_value, log_e_value

Numbers = NDArray[np.float64]

TRUE_RATIOS = (1, 2, 3, 5)
EXPECTED_TRIAL_EVENTS = (0.5, 1, 2, 4)
YEARS = 2
NIGHTS_A_YEAR = 365
PATIENT_YEARS_A_YEAR = 100
NAIVE_P = 0.05
NAIVE_PROBABILITY = 0.95
HALF_AN_EVENT = 0.5
"""Taken as the trial's count where it had no event, by whoever takes its rate as known."""


class Nights(NamedTuple):
    """Nights of all programmes one after another: sums so far, and the trial's events."""

    n_events: NDArray[np.int64]
    patient_years: Numbers
    trial_n_events: NDArray[np.int64]


class Looks(NamedTuple):
    """Nights with the number of their programme and their own number, from 1."""

    run: NDArray[np.int64]
    night: NDArray[np.int64]
    nights: Nights


class Rule(NamedTuple):
    """A rule that may call a programme on any night."""

    title: str
    nominal: float | None
    """Share of unchanged programmes that it may call at most; None for a yardstick, which keeps to no level."""
    calls: Callable[[Nights], NDArray[np.bool_]]
    is_alarm: bool = True
    """Else it reassures: it then reads the nights before an event."""


class Result(NamedTuple):
    """What one rule did in all programmes of one cell of the grid."""

    rule: str
    nominal: float | None
    true_ratio: float
    expected_trial_events: float
    n_runs: int
    n_called: int
    median_days: float
    """Of those called; NaN without any."""
    is_alarm: bool = True


def rules(design: MonitoringDesign) -> list[Rule]:
    """The rules of the night, then two that look natural and are not fit for nightly use."""
    above, watch = design.above_e_value, design.watch_e_value
    return [
        Rule(f"e-value ≥ {above:g} (*above*)", 1 / above, _e_value_rule(design, above)),
        Rule(f"e-value ≥ {watch:g} (*watch*)", 1 / watch, _e_value_rule(design, watch)),
        Rule("CMaxSPRT (c + 1)", design.cmaxsprt_alpha, _cmaxsprt_rule(design)),
        Rule(f"yardstick: Poisson p < {NAIVE_P:g}", None, _known_rate_rule(design)),
        Rule(f"yardstick: P(rate > trial's) > {NAIVE_PROBABILITY:g}", None, _probability_rule(design)),
        Rule("*a doubling is unlikely*", None, _reassurance_rule(design), is_alarm=False),
    ]


def cells() -> list[tuple[float, float]]:
    """True ratio and expected trial events of each cell, in the order in which they are simulated."""
    return [(ratio, events) for ratio in TRUE_RATIOS for events in EXPECTED_TRIAL_EVENTS]


def simulate(design: MonitoringDesign, n_runs: int, seed: int) -> Iterator[list[Result]]:
    """The results of each cell, one after another. Each cell has a stream of its own: the same seed, the same results.

    Raises ValueError without a run.
    """
    if n_runs < 1:
        raise ValueError("The number of runs must be at least 1.")
    watched = rules(design)
    for number, (ratio, expected) in enumerate(cells()):
        after, before = programmes(ratio, expected, design, n_runs, np.random.default_rng([seed, number]))
        yield [_result(rule, ratio, expected, n_runs, after if rule.is_alarm else before) for rule in watched]


def programmes(
    ratio: float, expected: float, design: MonitoringDesign, n_runs: int, rng: np.random.Generator
) -> tuple[Looks, Looks]:
    """Draw programmes: their nights after an event; and their nights before one, with the last night of each."""
    n_nights = YEARS * NIGHTS_A_YEAR
    trial = rng.poisson(expected, n_runs)
    mean = expected * ratio * YEARS * PATIENT_YEARS_A_YEAR / design.trial_patient_years
    run = np.repeat(np.arange(n_runs), rng.poisson(mean, n_runs))
    night = rng.integers(1, n_nights, size=len(run), endpoint=True)
    place = np.sort(run * (n_nights + 1) + night)
    run, night = np.divmod(place, n_nights + 1)
    so_far = np.searchsorted(place, place, side="right") - np.searchsorted(run, run, side="left")
    patient_years = np.asarray(night * (PATIENT_YEARS_A_YEAR / NIGHTS_A_YEAR), np.float64)
    after = Looks(run, night, Nights(so_far, patient_years, trial[run]))
    return after, _before(run, night, place, trial, n_runs)


def _before(
    run: NDArray[np.int64], night: NDArray[np.int64], place: NDArray[np.int64], trial: NDArray[np.int64], n_runs: int
) -> Looks:
    """Nights that have waited longest for the next event, and the last night of every programme."""
    n_nights = YEARS * NIGHTS_A_YEAR
    so_far = np.searchsorted(place, place, side="left") - np.searchsorted(run, run, side="left")
    waited = night > 1
    runs = np.concatenate([run[waited], np.arange(n_runs)])
    nights = np.concatenate([night[waited] - 1, np.full(n_runs, n_nights)])
    counts = np.concatenate([so_far[waited], np.bincount(run, minlength=n_runs)])
    order = np.lexsort((nights, runs))
    years = np.asarray(nights[order] * (PATIENT_YEARS_A_YEAR / NIGHTS_A_YEAR), np.float64)
    return Looks(runs[order], nights[order], Nights(counts[order], years, trial[runs[order]]))


def _result(rule: Rule, ratio: float, expected: float, n_runs: int, looks: Looks) -> Result:
    called = rule.calls(looks.nights)
    _, first = np.unique(looks.run[called], return_index=True)
    days = looks.night[called][first]
    median = float(np.median(days)) if len(days) else float("nan")
    return Result(rule.title, rule.nominal, ratio, expected, n_runs, len(days), median, rule.is_alarm)


def _e_value_rule(design: MonitoringDesign, tier: float) -> Callable[[Nights], NDArray[np.bool_]]:
    """As the night does: the smaller e-value of both person-times of the trial counts."""

    def calls(nights: Nights) -> NDArray[np.bool_]:
        logs = [
            log_e_value(*nights, years, design.rate_ratios)
            for years in (design.trial_patient_years, design.trial_patient_years_ceiling)
        ]
        return np.asarray(np.minimum(*logs) >= np.log(tier))

    return calls


def _reassurance_rule(design: MonitoringDesign) -> Callable[[Nights], NDArray[np.bool_]]:
    """As the night does: at both person-times of the trial a doubling is improbable, and no e-value says *watch*."""
    is_watched = _e_value_rule(design, design.watch_e_value)

    def calls(nights: Nights) -> NDArray[np.bool_]:
        doubling = [
            probability_rate_above(*nights, years, times=design.doubling_ratio)
            for years in (design.trial_patient_years, design.trial_patient_years_ceiling)
        ]
        return np.asarray((np.maximum(*doubling) <= design.doubling_unlikely_probability) & ~is_watched(nights))

    return calls


def _cmaxsprt_rule(design: MonitoringDesign) -> Callable[[Nights], NDArray[np.bool_]]:
    horizon, first_look = int(design.cmaxsprt_horizon_events), int(design.cmaxsprt_first_look_events)
    limits: dict[int, float] = {}

    def calls(nights: Nights) -> NDArray[np.bool_]:
        for count in np.unique(nights.trial_n_events).tolist():
            if count not in limits:
                limits[count] = critical_value(count, horizon, first_look, design.cmaxsprt_alpha)
        limit = np.array([limits.get(count, np.nan) for count in range(max(limits, default=-1) + 1)])
        ratio = conditional_log_likelihood_ratio(*nights, design.trial_patient_years)
        is_look = (nights.n_events >= first_look) & (nights.n_events <= horizon)
        return np.asarray(is_look & (ratio >= limit[nights.trial_n_events]))

    return calls


def _known_rate_rule(design: MonitoringDesign) -> Callable[[Nights], NDArray[np.bool_]]:
    def calls(nights: Nights) -> NDArray[np.bool_]:
        known = np.maximum(nights.trial_n_events, HALF_AN_EVENT) / design.trial_patient_years
        return np.asarray(pdtrc(nights.n_events - 1, known * nights.patient_years) < NAIVE_P)

    return calls


def _probability_rule(design: MonitoringDesign) -> Callable[[Nights], NDArray[np.bool_]]:
    return lambda nights: np.asarray(probability_rate_above(*nights, design.trial_patient_years) > NAIVE_PROBABILITY)
