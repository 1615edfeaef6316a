"""What the rates of a comparison say, per patient-year, in words that claim no more than the figures do.

A rate comes with its events, its time and its interval; a ratio never without its interval; no event with what it
still allows. There is no wording for "no difference": a trial of this size cannot show one.
"""

import numpy as np

from flows.numbers_in_print import (
    FINE_FROM,
    beside_one,
    ends_in_print,
    in_figures,
    in_patient_years,
    likely_in_print,
    ratio_and_ends,
)
from flows.rate_sentence import ONE_SIDED, UNDECIDED
from flows.statistics.rate import garwood, one_sided_upper_rate, probability_rate_above, rate_ratio

PER_100 = 100
HISTORICAL = "so the patients and how closely they were watched may explain it"


def rate_sentence(
    title: str, n_events: int, patient_years: float, trial: str, trial_n_patients: int | None, trial_n_events: int,
    trial_patient_years: float, adjective_from_events: float,
) -> str:  # fmt: skip
    """Our rate, the trial's, their ratio and what it leaves open. ValueError without patient-years."""
    counts = (n_events, patient_years, trial_n_events, trial_patient_years)
    return " ".join(
        [
            own_rate(title, n_events, patient_years),
            trial_rate(trial, trial_n_patients, trial_n_events, trial_patient_years),
            ratio_with_interval(*counts),
            contrast(*counts, adjective_from_events),
        ]
    )


def own_rate(title: str, n_events: int, patient_years: float) -> str:
    """Our first events in the time at risk."""
    people = f"{n_events:,.0f} first event{'' if n_events == 1 else 's'}"
    return f"{title}: {people} in {in_patient_years(patient_years)} at risk, {_rate(n_events, patient_years)}."


def trial_rate(trial: str, n_patients: int | None, n_events: int, patient_years: float) -> str:
    """The trial's, and that it was one arm of few, long ago."""
    arm = "a historical single arm" + (f" of {_patients(n_patients)}" if n_patients else "")
    return f"{trial}, {arm}: {n_events:,.0f} in {in_patient_years(patient_years)}, {_rate(n_events, patient_years)}."


def ratio_with_interval(n_events: int, patient_years: float, trial_n_events: int, trial_patient_years: float) -> str:
    """Our rate ÷ the trial's; without an event on one side, the end of the interval that is left."""
    ratio, low, high = (float(x) for x in rate_ratio(n_events, patient_years, trial_n_events, trial_patient_years))
    if np.isnan(ratio):
        return "Without an event on either side there is no ratio of the rates."
    is_fine = n_events + trial_n_events >= FINE_FROM
    if np.isinf(ratio):
        return (
            f"Ratio of the rates: at least {beside_one(low, is_fine)} (exact 95 % interval, without an upper end since "
            "the trial had no event)."
        )
    shown, ends = ratio_and_ends(ratio, low, high, n_events + trial_n_events)
    return f"Ratio of the rates {shown} (exact 95 % interval {ends}): these counts exclude no ratio in that interval."


def contrast(
    n_events: int, patient_years: float, trial_n_events: int, trial_patient_years: float, adjective_from_events: float
) -> str:
    """How the interval of the ratio lies to 1, and what is likely where it holds 1; of few events only that."""
    counts = (n_events, patient_years, trial_n_events, trial_patient_years)
    _, low, high = (float(x) for x in rate_ratio(*counts))
    above = float(probability_rate_above(*counts))
    holds_one = low <= 1 <= high
    if np.isnan(low) or (holds_one and max(above, 1 - above) < ONE_SIDED):
        return UNDECIDED
    if n_events < adjective_from_events:
        return f"With fewer than {adjective_from_events:g} events of ours the interval says all there is to say."
    side = "above" if above > 0.5 else "below"
    if holds_one:
        return (
            f"The interval holds 1, yet our rate is likely {side} the trial's (probability "
            f"{likely_in_print(max(above, 1 - above))}): for review. "
            f"It is one look at a historical single arm, {HISTORICAL}."
        )
    return f"That interval lies wholly {side} 1: for review. It is one look at a historical single arm, {HISTORICAL}."


def rate_ends(n_events: int, patient_years: float) -> str:
    """The ends of the exact interval of a rate per 100 patient-years."""
    low, high = (PER_100 * float(end) for end in garwood(n_events, patient_years))
    return ends_in_print(low, high, lambda end, more: in_figures(end, n_events >= FINE_FROM, more))


def _patients(n_patients: float) -> str:
    return f"{n_patients:,.0f} patient{'' if n_patients == 1 else 's'}"


def _rate(n_events: int, patient_years: float) -> str:
    is_fine = n_events >= FINE_FROM
    rate = in_figures(PER_100 * n_events / patient_years, is_fine)
    if n_events == 0:
        bound = in_figures(PER_100 * float(one_sided_upper_rate(0, patient_years)), is_fine)
        return f"{rate} per 100 patient-years; the true rate could still be up to {bound} (one-sided 95 %)"
    return f"{rate} per 100 patient-years (exact 95 % interval {rate_ends(n_events, patient_years)})"
