"""What the rates of a comparison say, per patient-year, in words that claim no more than the figures do.

A rate comes with its events, its time and its interval; a ratio never without its interval; no event with what it
still allows. There is no wording for "no difference": a trial of this size cannot show one.
"""

import numpy as np

from flows.numbers_in_print import beside_one, in_figures, in_years
from flows.rate_sentence import ONE_SIDED
from flows.statistics.rate import garwood, one_sided_upper_rate, probability_rate_above, rate_ratio

PER_100 = 100
FINE_FROM_EVENTS = 100
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
    return f"{title}: {people} in {in_years(patient_years)} patient-years at risk, {_rate(n_events, patient_years)}."


def trial_rate(trial: str, n_patients: int | None, n_events: int, patient_years: float) -> str:
    """The trial's, and that it was one arm of few, long ago."""
    arm = "a historical single arm" + (f" of {n_patients:.0f} patients" if n_patients else "")
    return (
        f"{trial}, {arm}: {n_events:,.0f} in {in_years(patient_years)} patient-years, {_rate(n_events, patient_years)}."
    )


def ratio_with_interval(n_events: int, patient_years: float, trial_n_events: int, trial_patient_years: float) -> str:
    """Our rate ÷ the trial's; without an event on one side, the end of the interval that is left."""
    ratio, low, high = (float(x) for x in rate_ratio(n_events, patient_years, trial_n_events, trial_patient_years))
    is_fine = n_events + trial_n_events >= FINE_FROM_EVENTS
    if np.isnan(ratio):
        return "Without an event on either side there is no ratio of the rates."
    if np.isinf(ratio):
        return (
            f"Ratio of the rates: at least {beside_one(low, is_fine)} (exact 95 % interval, without an upper end since "
            "the trial had no event)."
        )
    ends = f"{beside_one(low, is_fine)}–{beside_one(high, is_fine)}"
    return (
        f"Ratio of the rates {in_figures(ratio, is_fine)} (exact 95 % interval {ends}): the trial was too small to "
        "exclude any ratio in that interval."
    )


def contrast(
    n_events: int, patient_years: float, trial_n_events: int, trial_patient_years: float, adjective_from_events: float
) -> str:
    """How the interval of the ratio lies to 1, and what is likely where it holds 1; of few events only that."""
    counts = (n_events, patient_years, trial_n_events, trial_patient_years)
    _, low, high = (float(x) for x in rate_ratio(*counts))
    above = float(probability_rate_above(*counts))
    holds_one = np.isnan(low) or low <= 1 <= high
    if holds_one and max(above, 1 - above) < ONE_SIDED:
        return "These data do not show a difference, and do not show that there is none."
    if n_events < adjective_from_events:
        return f"With fewer than {adjective_from_events:g} events of ours the interval says all there is to say."
    side = "above" if above > 0.5 else "below"
    if holds_one:
        return (
            f"The interval holds 1, yet our rate is likely {side} the trial's (probability "
            f"{_in_print(max(above, 1 - above))}): for review. It is one look at a historical single arm, {HISTORICAL}."
        )
    return f"That interval lies wholly {side} 1: for review. It is one look at a historical single arm, {HISTORICAL}."


def _in_print(probability: float) -> str:
    return "above 0.99" if probability > 0.99 else f"{probability:.2f}"


def _rate(n_events: int, patient_years: float) -> str:
    is_fine = n_events >= FINE_FROM_EVENTS
    rate = in_figures(PER_100 * n_events / patient_years, is_fine)
    if n_events == 0:
        bound = in_figures(PER_100 * float(one_sided_upper_rate(0, patient_years)), is_fine)
        return f"{rate} per 100 patient-years; the true rate could still be up to {bound} (one-sided 95 %)"
    ends = "–".join(in_figures(PER_100 * float(end), is_fine) for end in garwood(n_events, patient_years))
    return f"{rate} per 100 patient-years (exact 95 % interval {ends})"
