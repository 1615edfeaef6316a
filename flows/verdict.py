"""The verdict on one signal beside one trial baseline: a word, why, and what would settle it.

Only the e-value, which may be looked at every night, can say *above* or *watch*. The trial's patient-years are not
known exactly: a word must hold at both values on file, and where they disagree the reason says so.
"""

from typing import NamedTuple

import numpy as np

from flows.comparison import Comparison, why_not_judged
from flows.monitoring_design import MonitoringDesign
from flows.numbers_in_print import LARGEST_LOG, e_value_in_print, in_figures, in_years, probability_in_print
from flows.rate_sentence import selected_for_cause
from flows.settling import more_events, more_years
from flows.statistics.rate import probability_rate_above, rate_ratio
from flows.statistics.sequential import log_e_value

ABOVE = "above"
WATCH = "watch"
DOUBLING_UNLIKELY = "a doubling is unlikely"
CANNOT_TELL = "cannot tell yet"
NOT_JUDGED = "not judged"
NOBODY_HAS_IT = "Nobody has had it on either side: there is no ratio, and that probability rests on its priors alone."
STANDS = "A crossing stays for review, whatever later data or another design say."


class Verdict(NamedTuple):
    """A word and its reason in sentences; the e-value is the smaller one of both person-times of the trial."""

    word: str
    reason: str
    e_value: float | None


class Evidence(NamedTuple):
    """At each of the trial's person-times: e-value, and probability of more than the doubling ratio."""

    person_times: tuple[float, ...]
    e_values: tuple[float, ...]
    doubling: tuple[float, ...]


def judge(figures: Comparison, design: MonitoringDesign) -> Verdict:
    """The verdict on these figures under this design."""
    reason = why_not_judged(figures)
    if reason and figures.crossed_value is not None:
        return Verdict(ABOVE, _joined(_on_record(figures), f"Not judged tonight: {reason}", STANDS), None)
    if reason:
        return Verdict(NOT_JUDGED, reason, None)
    evidence = _evidence(figures, design)
    e_value, highest = min(evidence.e_values), figures.e_value_highest or 0.0
    caveat = selected_for_cause(figures.baseline_kind or "")
    if max(e_value, highest) >= design.above_e_value:
        return Verdict(ABOVE, _joined(_why_above(e_value, figures, design), caveat), e_value)
    if figures.crossed_value is not None:
        now = f"With tonight's data and design it is {e_value_in_print(e_value)}."
        return Verdict(ABOVE, _joined(_on_record(figures), now, STANDS, caveat), e_value)
    if e_value >= design.watch_e_value:
        words = f"{_e_value_is(e_value)}, at least {design.watch_e_value:g} but below {design.above_e_value:g}."
        settle = more_events(figures, design)
        return Verdict(WATCH, _joined(words, _disagreement(evidence, design), settle, caveat), e_value)
    probability = max(evidence.doubling)
    limit = design.doubling_unlikely_probability
    shown = probability_in_print(probability)
    of_doubling = f"probability of more than {design.doubling_ratio:g} times the trial's rate is {shown}"
    if probability <= limit:
        words = f"The {of_doubling}, at most {limit:g}."
        return Verdict(DOUBLING_UNLIKELY, _joined(words, _interval_in_words(figures, design)), e_value)
    words = f"{_e_value_is(e_value)}, below {design.watch_e_value:g}; the {of_doubling}, above {limit:g}."
    nobody = "" if figures.n_events or figures.trial_n_events else NOBODY_HAS_IT
    settled_by = more_events(figures, design), more_years(figures, design)
    return Verdict(CANNOT_TELL, _joined(words, nobody, _disagreement(evidence, design), *settled_by), e_value)


def _evidence(figures: Comparison, design: MonitoringDesign) -> Evidence:
    times = figures.person_times
    trial = figures.trial_n_events or 0
    logs = log_e_value(*figures.watched, trial, times, design.rate_ratios)
    doubling = probability_rate_above(
        figures.n_events or 0, figures.patient_years or 0, trial, times, times=design.doubling_ratio
    )
    return Evidence(times, tuple(np.exp(np.minimum(logs, LARGEST_LOG)).tolist()), tuple(doubling.tolist()))


def _why_above(e_value: float, figures: Comparison, design: MonitoringDesign) -> str:
    if e_value < design.above_e_value:
        seen = figures.e_value_highest_on
        day = f" on {seen.day} {seen:%b %Y}" if seen else ""
        highest = e_value_in_print(figures.e_value_highest or 0)
        return (
            f"The e-value reached {highest}{day}, at least {design.above_e_value:g}, "
            f"and is {e_value_in_print(e_value)} now. {STANDS}"
        )
    strong = e_value >= design.strong_e_value
    tier, word = (design.strong_e_value, "strong evidence, ") if strong else (design.above_e_value, "")
    return f"{_e_value_is(e_value)}, at least {tier:g}: {word}for review. It tells that the rates differ, not why."


def _on_record(figures: Comparison) -> str:
    crossed, seen = figures.crossed_on, figures.crossed_seen_as_of
    day = f" on {crossed.day} {crossed:%b %Y}" if crossed else ""
    night = f", as the night of {seen.day} {seen:%b %Y} saw it" if seen else ""
    return f"The e-value reached {e_value_in_print(figures.crossed_value or 0)}{day}{night}."


def _interval_in_words(figures: Comparison, design: MonitoringDesign) -> str:
    """What the exact interval of the ratio leaves open, at both person-times of the trial."""
    ours = figures.n_events or 0, figures.patient_years or 0.0
    _, lows, highs = rate_ratio(*ours, figures.trial_n_events or 0, np.array(figures.person_times))
    if np.isnan(highs).any():
        return NOBODY_HAS_IT
    low, high = float(lows.min()), float(highs.max())
    if high < 1:
        return (
            f"The exact 95 % interval of the ratio ends at {in_figures(high)}, below 1: fewer than the trial's "
            "rate lets expect, which may also mean that events are not seen or not reported."
        )
    if np.isinf(high):
        reach = "has no upper end"
    else:
        still = "still " if high > design.doubling_ratio else ""
        reach = f"{still}reaches {in_figures(high)}"
    if low > 1:
        return f"The exact 95 % interval of the ratio begins at {in_figures(low)} and {reach}: a smaller rise is seen."
    return f"The exact 95 % interval of the ratio {reach}. A smaller rise is not excluded."


def _disagreement(evidence: Evidence, design: MonitoringDesign) -> str:
    """What the other person-time of the trial would have said, where it would have said something else."""
    said = _word(min(evidence.e_values), max(evidence.doubling), design)
    for years, e_value, doubling in zip(*evidence, strict=True):
        word = _word(e_value, doubling, design)
        if word != said:
            with_years = f"With {in_years(years)} patient-years of the trial"
            return f'{with_years} it would be "{word}", but a word must hold for both.'
    return ""


def _word(e_value: float, doubling: float, design: MonitoringDesign) -> str:
    if e_value >= design.watch_e_value:
        return ABOVE if e_value >= design.above_e_value else WATCH
    return DOUBLING_UNLIKELY if doubling <= design.doubling_unlikely_probability else CANNOT_TELL


def _e_value_is(e_value: float) -> str:
    return f"The e-value against the trial's rate is {e_value_in_print(e_value)}"


def _joined(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)
