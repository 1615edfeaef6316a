"""The lines of `vigil compare` for first events in patient-years."""

import numpy as np

from flows.lines_by_hand import (
    HEAD,
    INTERVAL,
    JEFFREYS,
    Line,
    band,
    expected_of,
    one_look,
    probability_line,
    ratio_in_print,
    tails,
)  # fmt: skip
from flows.monitoring_design import MonitoringDesign
from flows.numbers_in_print import (
    FINE_FROM,
    LARGEST_LOG,
    beside_one,
    e_value_in_print,
    in_figures,
    in_patient_years,
    in_years,
)
from flows.person_time_sentence import PER_100, rate_ends
from flows.statistics.confidence_sequence import rate_confidence_sequence
from flows.statistics.prediction import predicted_events
from flows.statistics.rate import (
    credible_rate_ratio,
    probability_rate_above,
    rate_ratio,
    rate_ratio_mid_p,
    rate_ratio_p_greater,
)
from flows.statistics.sequential import events_to_reach, log_e_value


def compared_rates(
    k: int, years: float, trial_k: int, trial_years: float, ceiling: float | None, design: MonitoringDesign
) -> list[Line]:
    """Rates per patient-year beside the trial's; with a ceiling, ratio and e-value at that time of the trial too."""
    counts = (k, years, trial_k, trial_years)
    sides = ((k, years), (trial_k, trial_years))
    above, doubled = (float(probability_rate_above(*counts, times=times)) for times in (1, design.doubling_ratio))
    lines = [
        Line("", HEAD),
        Line("first events", tuple(f"{events:,}" for events, _ in sides)),
        Line("patient-years at risk", tuple(_as_given(time) for _, time in sides)),
        Line("rate per 100 patient-years", tuple(in_figures(PER_100 * e / t, e >= FINE_FROM) for e, t in sides)),
        Line(f"  {INTERVAL}", tuple(rate_ends(*side) for side in sides), "exact (Garwood)"),
        Line("  the same for every look", (_every_look(k, years), "–"), "confidence sequence"),
        Line("", ("",)),
        Line(f"ratio of the rates ({INTERVAL})", (_rate_ratio(*counts),), "exact conditional"),
        *_other_intervals(*counts),
        probability_line("P(our rate > the trial's)", above, k + trial_k),
        probability_line(f"P(our rate > {design.doubling_ratio:g} × the trial's)", doubled, k + trial_k),
        Line(expected_of("in our time", design), (_predicted_events(*counts, design),), "negative binomial"),
        Line(
            "smallest notable count",
            (_notable_events(years, trial_k, trial_years, design),),
            one_look("exact conditional", design),
        ),
        Line("e-value", (_e_value(*counts, design),), "valid at every look"),
    ]
    for tier, name in ((design.watch_e_value, "watch"), (design.above_e_value, "above")):
        lines.append(
            Line(f"e-value ≥ {tier:g} ({name}) from", (_events_to_reach(tier, years, trial_k, trial_years, design),))
        )
    if ceiling is not None:
        lines += [
            Line("", ("",)),
            Line(f"if the trial had {in_patient_years(ceiling)}", ("",), "the most it can have had"),
            Line(f"  ratio of the rates ({INTERVAL})", (_rate_ratio(k, years, trial_k, ceiling),), "exact conditional"),
            Line("  e-value", (_e_value(k, years, trial_k, ceiling, design),), "the smaller e-value counts"),
        ]
    return lines


def _as_given(years: float) -> str:
    """Not rounded: 17.54 is not the 17.5 for which a sensitivity value is known."""
    return f"{years:,.12g}" if years >= 1 else in_years(years)


def _rate_ratio(k: int, years: float, trial_k: int, trial_years: float) -> str:
    ratio, low, high = (float(number) for number in rate_ratio(k, years, trial_k, trial_years))
    return ratio_in_print(ratio, low, high, k + trial_k)


def _every_look(k: int, years: float) -> str:
    low, high = (PER_100 * float(end) for end in rate_confidence_sequence(k, years))
    return f"{in_figures(low, k >= FINE_FROM)}–{in_figures(high, k >= FINE_FROM)}"


def _other_intervals(k: int, years: float, trial_k: int, trial_years: float) -> list[Line]:
    """Second opinions on the interval of the ratio; none without an event on either side."""
    if k + trial_k == 0:
        return []
    counts = (k, years, trial_k, trial_years)
    told = []
    for name, ends, method in (
        ("  the same, mid-P", rate_ratio_mid_p(*counts), "conditional; shorter, not always exact"),
        ("  the same, credible", credible_rate_ratio(*counts), JEFFREYS),
    ):
        low, high = (float(end) for end in ends)
        is_fine = k + trial_k >= FINE_FROM
        lower = beside_one(low, is_fine)
        said = f"at least {lower}" if np.isinf(high) else f"{lower}–{beside_one(high, is_fine)}"
        told.append(Line(name, (said,), method))
    return told


def _predicted_events(k: int, years: float, trial_k: int, trial_years: float, design: MonitoringDesign) -> str:
    return band(design, k, *(int(predicted_events(trial_k, trial_years, years, share)) for share in tails(design)))


def _notable_events(years: float, trial_k: int, trial_years: float, design: MonitoringDesign) -> str:
    low, high = 0, 1
    while _p_greater(high, years, trial_k, trial_years) > design.notable_probability:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        is_notable = _p_greater(middle, years, trial_k, trial_years) <= design.notable_probability
        low, high = (low, middle) if is_notable else (middle, high)
    return f"{high:,} in {in_patient_years(years)}"


def _p_greater(k: int, years: float, trial_k: int, trial_years: float) -> float:
    return float(rate_ratio_p_greater(k, years, trial_k, trial_years)[0])


def _e_value(k: int, years: float, trial_k: int, trial_years: float, design: MonitoringDesign) -> str:
    return e_value_in_print(
        float(np.exp(np.minimum(log_e_value(k, years, trial_k, trial_years, design.rate_ratios), LARGEST_LOG)))
    )


def _events_to_reach(tier: float, years: float, trial_k: int, trial_years: float, design: MonitoringDesign) -> str:
    count = float(events_to_reach(tier, years, trial_k, trial_years, design.rate_ratios))
    return "no count in that time" if np.isnan(count) else f"{count:,.0f} in {in_patient_years(years)}"
