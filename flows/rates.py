"""Shares and rates beside the trial's: rows of `signals.rate_input` become rows of `signals.rate`.

The counts come from SQL, the statistics from `flows.statistics`. The probabilities are for reading; only the path of
the e-value, which may be looked at every night, can raise an alert (`flows.verdict`).
"""

from typing import Any

import numpy as np
import pandas as pd

from flows import rate_sentence
from flows.monitoring_design import MonitoringDesign
from flows.statistics.contrast import share_difference, share_ratio
from flows.statistics.prediction import predicted_events, predicted_patients
from flows.statistics.proportion import clopper_pearson, probability_share_above
from flows.statistics.proportion_interval import wilson
from flows.statistics.rate import garwood, probability_rate_above, rate_ratio

METHOD_ID = "exact-1: Clopper-Pearson, Wilson, Garwood, exact conditional ratio, Miettinen-Nurminen, Jeffreys, e-value"
PER_100 = 100
WATCHED = ("everyone", "trial_comparison")

Counted = tuple[pd.Series, pd.Series]


def rates(pairs: pd.DataFrame, design: MonitoringDesign) -> pd.DataFrame:
    """Shares, rates, intervals, contrasts and probabilities; the verdict is added by `flows.compare`.

    A share is set beside the trial's only in the window of the trial, and once somebody without the event has been
    followed to its end; a rate wherever the trial has person-time.
    """
    compared = pd.concat([pairs, _shares(pairs), _rates(pairs), _contrasts(pairs, design)], axis=1)
    told = [f"{sentence(row)} {share_ratio_in_words(row)}".rstrip() for row in compared.itertuples()]
    return compared.assign(sentence=told, method_id=METHOD_ID)


def _shares(pairs: pd.DataFrame) -> pd.DataFrame:
    ours = _numbers(pairs, "n_with_event", "n_in_window")
    trial = _numbers(pairs, "trial_n_with_event", "trial_n_patients")
    low, high = clopper_pearson(*ours)
    wilson_low, wilson_high = wilson(*ours)
    trial_low, trial_high = clopper_pearson(*trial)
    return pd.DataFrame(
        {
            "share": ours[0] / ours[1], "share_low": low, "share_high": high,
            "share_wilson_low": wilson_low, "share_wilson_high": wilson_high,
            "trial_share": trial[0] / trial[1], "trial_share_low": trial_low, "trial_share_high": trial_high,
        },
        index=pairs.index,
    )  # fmt: skip


def _rates(pairs: pd.DataFrame) -> pd.DataFrame:
    ours = _in_time(pairs, "n_first_events", "patient_years")
    trial = _in_time(pairs, "trial_n_with_event", "trial_patient_years")
    (low, high), (trial_low, trial_high) = garwood(*ours), garwood(*trial)
    ratio, ratio_low, ratio_high = rate_ratio(*ours, *trial)
    at_ceiling, _, _ = rate_ratio(*ours, *_in_time(pairs, "trial_n_with_event", "trial_patient_years_ceiling"))
    return pd.DataFrame(
        {
            "rate_per_100_patient_years": PER_100 * ours[0] / ours[1],
            "rate_low": PER_100 * low, "rate_high": PER_100 * high,
            "trial_rate_per_100_patient_years": PER_100 * trial[0] / trial[1],
            "trial_rate_low": PER_100 * trial_low, "trial_rate_high": PER_100 * trial_high,
            "rate_ratio": np.where(np.isfinite(ratio), ratio, np.nan),
            "rate_ratio_low": ratio_low, "rate_ratio_high": ratio_high,
            "rate_ratio_at_ceiling": np.where(np.isfinite(at_ceiling), at_ceiling, np.nan),
        },
        index=pairs.index,
    )  # fmt: skip


def _contrasts(pairs: pd.DataFrame, design: MonitoringDesign) -> pd.DataFrame:
    is_trial_window = pairs["window_name"] == WATCHED[1]
    counts, people = _numbers(pairs, "n_with_event", "n_in_window")
    is_contrasted = is_trial_window & can_be_contrasted(counts, people, pairs["n_full_window"])
    ours = counts.where(is_contrasted), people.where(is_contrasted)
    trial = _numbers(pairs, "trial_n_with_event", "trial_n_patients")
    timed = _in_time(pairs, "n_first_events", "patient_years")
    trial_timed = _in_time(pairs, "trial_n_with_event", "trial_patient_years")
    difference_low, difference_high = share_difference(*ours, *trial)
    ratio_low, ratio_high = share_ratio(*ours, *trial)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (ours[0] / ours[1]) / (trial[0] / trial[1])
    tail = (1 - design.predictive_probability) / 2
    n_new, time = ours[1], timed[1]
    patients = [n_new.where(n_new.isna(), predicted_patients(*trial, n_new.fillna(0), end)) for end in (tail, 1 - tail)]
    events = [time.where(time.isna(), predicted_events(*trial_timed, time.fillna(0), end)) for end in (tail, 1 - tail)]
    twice = design.doubling_ratio
    return pd.DataFrame(
        {
            "probability_above_trial": probability_share_above(*ours, *trial),
            "probability_above_twice_trial": probability_share_above(*ours, *trial, times=twice),
            "share_ratio": ratio.where(np.isfinite(ratio)),
            "share_ratio_low": ratio_low, "share_ratio_high": ratio_high,
            "share_difference_low": difference_low, "share_difference_high": difference_high,
            "predicted_patients_low": patients[0], "predicted_patients_high": patients[1],
            "predicted_events_low": events[0], "predicted_events_high": events[1],
            "probability_rate_above": probability_rate_above(*timed, *trial_timed),
            "probability_rate_above_doubling": probability_rate_above(*timed, *trial_timed, times=twice),
        },
        index=pairs.index,
    )  # fmt: skip


def can_be_contrasted(n_with_event: Any, n_in_window: Any, n_full_window: Any) -> Any:
    """Whether somebody without the event was followed to the end of the window, or everybody has had it."""
    return (n_full_window > n_with_event) | (n_with_event == n_in_window)


def sentence(pair: Any) -> str:
    """What the shares of one rule and one baseline say; `pair` has the columns of `signals.rate_input`."""
    window_days = None if pd.isna(pair.window_days) else int(pair.window_days)
    words = [
        rate_sentence.own_share(
            pair.title, window_days, pair.n_treated, pair.n_in_window, pair.n_full_window, pair.n_with_event
        ),
        rate_sentence.undated_flags(pair.n_flag_undated),
    ]
    if pd.isna(pair.trial_n_patients):
        words.append(rate_sentence.no_trial_share(pair.why_no_baseline))
    elif window_days is not None:
        trial = int(pair.trial_n_with_event), int(pair.trial_n_patients)
        words.append(rate_sentence.trial_share(pair.trial, *trial))
        words.append(rate_sentence.selected_for_cause(pair.baseline_kind))
        ours = pair.n_with_event, pair.n_in_window
        n_followed = pair.n_full_window if can_be_contrasted(*ours, pair.n_full_window) else 0
        words.append(rate_sentence.contrast(*ours, *trial, n_full_window=n_followed))
    return " ".join(part for part in words if part)


def share_ratio_in_words(row: Any) -> str:
    """The ratio of the shares with its interval; empty where none was set beside the trial's."""
    if pd.isna(row.share_ratio_low):
        return ""
    n_events = int(row.n_with_event + row.trial_n_with_event)
    return rate_sentence.share_ratio(row.share_ratio, row.share_ratio_low, row.share_ratio_high, n_events)


def _numbers(pairs: pd.DataFrame, count: str, total: str) -> Counted:
    return pairs[count].astype("float64"), pairs[total].astype("float64")


def _in_time(pairs: pd.DataFrame, events: str, years: str) -> Counted:
    """Events and their time; no time at all is missing time, since nothing can be told of it."""
    counts, time = _numbers(pairs, events, years)
    return counts, time.where(time > 0)
