"""What the figures of a comparison say, in words that claim no more than the figures do.

Counts always come with their denominator, a share with its interval, no events with what they still allow.
There is no wording for "no difference": a trial of this size cannot show one.
"""

import numpy as np

from flows.statistics.proportion import clopper_pearson, one_sided_upper_bound, probability_share_above

FINE_FROM_PATIENTS = 100
ONE_SIDED = 0.975
"""From this probability on, on either side, a sentence may no longer say that the data show no difference."""


def own_share(
    title: str, window_days: int | None, n_treated: int, n_in_window: int, n_full_window: int, n_with_event: int
) -> str:
    """Our patients with the signal, of those judged in the window, and how many were followed to its end.

    Without `window_days` the window is the whole time under treatment, which has another end for everyone.
    """
    window = "the whole time under treatment" if window_days is None else f"the first {window_days} days"
    if n_in_window == 0:
        nobody = f"none of {n_treated} people treated could be judged in it yet, so there is no share"
        return f"{title} in {window}: {nobody}."
    counts = f"{title} in {window}: {share_with_interval(n_with_event, n_in_window)}."
    if window_days is None:
        return f"{counts} People were followed for different times, so read the rate per patient-year."
    return (
        f"{counts} {n_full_window} of these {n_in_window} patients were observed to the end of the window, "
        "or flagged or died in it."
    )


def selected_for_cause(baseline_kind: str) -> str:
    """A warning where the trial's count was selected and ours is not; empty elsewhere."""
    if baseline_kind != "us_label_reaction":
        return ""
    return "The label counts only what it calls adverse reactions; ours counts every report, whatever its cause."


def undated_flags(n_flag_undated: int) -> str:
    """Flags that no window can hold; empty when there are none."""
    if n_flag_undated == 0:
        return ""
    flags = "1 flag has" if n_flag_undated == 1 else f"{n_flag_undated} flags have"
    return f"{flags} no date of onset: for review, but in no count."


def trial_share(trial: str, n_with_event: int, n_patients: int) -> str:
    """The trial's patients with it, and how few they were."""
    return f"{trial} had {n_patients} patients: {share_with_interval(n_with_event, n_patients)}."


def contrast(n_with_event: int, n_in_window: int, trial_n_with_event: int, trial_n_patients: int) -> str:
    """How the two exact intervals lie, and what is likely where they overlap; empty when we have no share."""
    low, high = clopper_pearson([n_with_event, trial_n_with_event], [n_in_window, trial_n_patients])
    if np.isnan(low[0]):
        return ""
    if low[0] > high[1] or high[0] < low[1]:
        lies = "above" if low[0] > high[1] else "below"
        return (
            f"Our interval lies wholly {lies} the trial's: for review. It is a historical single arm, "
            "so the patients and how closely they were watched may explain the difference."
        )
    above = float(probability_share_above(n_with_event, n_in_window, trial_n_with_event, trial_n_patients))
    if max(above, 1 - above) >= ONE_SIDED:
        side, probability = ("above", above) if above >= ONE_SIDED else ("below", 1 - above)
        return (
            f"The intervals overlap, yet our share is likely {side} the trial's (probability "
            f"{_in_print(probability)}): for review. It is one look at a historical single arm, "
            "which other patients may explain."
        )
    return "These data do not show a difference, and do not show that there is none."


def _in_print(probability: float) -> str:
    return "above 0.99" if probability > 0.99 else f"{probability:.2f}"


def no_trial_share(why_no_baseline: str) -> str:
    """For signals that the trial gives no figure for."""
    return f"{why_no_baseline}, so there is no trial share to compare with: every case is for review."


def share_with_interval(n_with_event: int, n_patients: int) -> str:
    """n of N with the share and its exact interval; without events, what the share could still be."""
    counts = f"{n_with_event} of {n_patients}, {in_percent(n_with_event / n_patients, n_patients)} %"
    if n_with_event == 0:
        bound = in_percent(float(one_sided_upper_bound(0, n_patients)), n_patients)
        return f"{counts}; the true share could still be up to {bound} % (one-sided 95 %)"
    low, high = clopper_pearson(n_with_event, n_patients)
    ends = "–".join(in_percent(float(end), n_patients) for end in (low, high))
    return f"{counts} (exact 95 % interval {ends} %)"


def in_percent(share: float, n_patients: int) -> str:
    """A share in percent, without the sign: two significant figures, three from 100 patients on."""
    figures = 2 if n_patients < FINE_FROM_PATIENTS else 3
    return np.format_float_positional(100 * share, precision=figures, unique=False, fractional=False, trim="-")
