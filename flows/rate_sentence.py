"""What the figures of a comparison say, in words that claim no more than the figures do.

Counts always come with their denominator, a share with its interval, no events with what they still allow.
There is no wording for "no difference": a trial of this size cannot show one.
"""

import numpy as np

from flows.numbers_in_print import FINE_FROM, beside_one, ends_in_print, in_percent, likely_in_print, ratio_and_ends
from flows.statistics.proportion import clopper_pearson, one_sided_upper_bound, probability_share_above

ONE_SIDED = 0.975
"""From this probability on, on either side, a sentence may no longer say that the data show no difference."""
ADJECTIVE_FROM_EVENTS = 3
"""The number `ratio_from_events` of the published design, for sentences that are given no design."""
UNDECIDED = "These data do not show a difference, and do not show that there is none."


def own_share(
    title: str, window_days: int | None, n_treated: int, n_in_window: int, n_full_window: int, n_with_event: int
) -> str:
    """Our patients with the signal, of those judged in the window, and how many were followed to its end.

    Without `window_days` the window is the whole time under treatment, which has another end for everyone.
    """
    window = "the whole time under treatment" if window_days is None else f"the first {window_days} days"
    if n_in_window == 0:
        nobody = f"none of {n_treated:,} people treated could be judged in it yet, so there is no share"
        return f"{title} in {window}: {nobody}."
    counts = f"{title} in {window}: {share_with_interval(n_with_event, n_in_window)}."
    if window_days is None:
        return f"{counts} People were followed for different times, so read the rate per patient-year."
    were = "was" if n_full_window == 1 else "were"
    observed = f"{n_full_window:,} of these {n_in_window:,} patients {were}"
    if n_in_window == 1:
        observed = "This patient was" if n_full_window == 1 else "This patient was not yet"
    grows = ", so the share may still grow" if n_full_window < n_in_window else ""
    return f"{counts} {observed} observed to the end of the window, or flagged or died in it{grows}."


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
    patients = "1 patient" if n_patients == 1 else f"{n_patients:,} patients"
    return f"{trial} had {patients}: {share_with_interval(n_with_event, n_patients)}."


def contrast(
    n_with_event: int, n_in_window: int, trial_n_with_event: int, trial_n_patients: int,
    n_full_window: int | None = None, adjective_from_events: float = ADJECTIVE_FROM_EVENTS,
) -> str:  # fmt: skip
    """How the two exact intervals lie, and what is likely where they overlap; of few events only the intervals.

    `n_full_window` of ours were observed to the end, or flagged (None: all, as far as is known). Where not all were,
    our share can only grow: it may already lie above the trial's, but is never called below. Empty without a share.
    """
    if n_full_window == 0:
        return "No share can be set beside the trial's yet."
    low, high = clopper_pearson([n_with_event, trial_n_with_event], [n_in_window, trial_n_patients])
    if np.isnan(low[0]):
        return ""
    above = float(probability_share_above(n_with_event, n_in_window, trial_n_with_event, trial_n_patients))
    are_apart = low[0] > high[1] or high[0] < low[1]
    nobody_has_it = n_with_event + trial_n_with_event == 0
    if nobody_has_it or not (are_apart or max(above, 1 - above) >= ONE_SIDED):
        return UNDECIDED
    if n_with_event < adjective_from_events:
        return f"With fewer than {adjective_from_events:g} events of ours the intervals say all there is to say."
    side = "above" if above > 0.5 else "below"
    if side == "below" and n_full_window is not None and n_full_window < n_in_window:
        return "Since our share may still grow, how it lies to the trial's is open."
    if are_apart:
        return (
            f"Our interval lies wholly {side} the trial's: for review. It is a historical single arm, "
            "so the patients and how closely they were watched may explain the difference."
        )
    return (
        f"The intervals overlap, yet our share is likely {side} the trial's (probability "
        f"{likely_in_print(max(above, 1 - above))}): for review. It is one look at a historical single arm, "
        "which other patients may explain."
    )


def share_ratio(ratio: float, low: float, high: float, n_events: int) -> str:
    """Our share ÷ the trial's, of `n_events` patients with it on both sides; an infinite `high`: none in the trial."""
    is_fine = n_events >= FINE_FROM
    if np.isinf(high):
        return f"Ratio of the shares: at least {beside_one(low, is_fine)} (95 % score interval, without an upper end)."
    shown, ends = ratio_and_ends(ratio, low, high, n_events)
    return f"Ratio of the shares {shown} (95 % score interval {ends})."


def no_trial_share(why_no_baseline: str) -> str:
    """For signals that the trial gives no figure for."""
    return f"{why_no_baseline}, so there is no trial share to compare with: every case is for review."


def share_with_interval(n_with_event: int, n_patients: int) -> str:
    """n of N with the share and its exact interval; without events, what the share could still be."""
    counts = f"{n_with_event:,} of {n_patients:,}, {in_percent(n_with_event / n_patients, n_patients)} %"
    if n_with_event == 0:
        bound = in_percent(float(one_sided_upper_bound(0, n_patients)), n_patients)
        return f"{counts}; the true share could still be up to {bound} % (one-sided 95 %)"
    return f"{counts} (exact 95 % interval {share_ends(n_with_event, n_patients)} %)"


def share_ends(n_with_event: int, n_patients: int) -> str:
    """The ends of the exact interval of a share, in percent without the sign."""
    low, high = (float(end) for end in clopper_pearson(n_with_event, n_patients))
    return ends_in_print(low, high, lambda end, more: in_percent(end, n_patients, more))
