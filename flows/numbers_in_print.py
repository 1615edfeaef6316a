"""Numbers as they are printed in sentences: no figure more than they bear, and no limit reached by rounding."""

from collections.abc import Callable

import numpy as np

FINE_FROM = 100
"""Events, or patients in a denominator, from which a figure derived from them bears three digits and not two."""
MOST_FIGURES = 17
MOST_PRINTED = 1_000_000
LARGEST_LOG = 700.0
"""Beyond it the exponential has no number; an e-value so large is printed as above `MOST_PRINTED` anyway."""


def in_figures(value: float, is_fine: bool = False, more: int = 0) -> str:
    """Two significant figures, three when fine, and `more`; whole numbers in full; commas between thousands."""
    figures = 2 + is_fine + more
    if value >= 100:
        decimals = max(0, figures - len(f"{value:.0f}"))
        text = f"{value:,.{decimals}f}"
        return text.rstrip("0").rstrip(".") if decimals else text
    return str(np.format_float_positional(value, precision=figures, unique=False, fractional=False, trim="-"))


def beside_one(value: float, is_fine: bool = False, more: int = 0) -> str:
    """As `in_figures`, with as many figures as tell it from 1: an interval that leaves 1 out must look so."""
    if value != 1 and in_figures(value, is_fine, more) == "1":
        return np.format_float_positional(value, precision=int(2 - np.log10(abs(value - 1))), trim="-", unique=False)
    return in_figures(value, is_fine, more)


def in_percent(share: float, n_patients: int, more: int = 0) -> str:
    """A share in percent, without the sign: two significant figures, three from `FINE_FROM` patients on, and `more`.

    Only a share of one is printed as 100.
    """
    least = 2 + (n_patients >= FINE_FROM) + more
    text = ""
    for figures in range(least, MOST_FIGURES + 1):
        text = str(np.format_float_positional(100 * share, precision=figures, unique=False, fractional=False, trim="-"))
        if text != "100" or share == 1:
            break
    return text


def ends_in_print(low: float, high: float, in_print: Callable[[float, int], str]) -> str:
    """Both ends of an interval, with as many more figures than `in_print` has at 0 as make them differ."""
    for more in range(MOST_FIGURES):
        ends = in_print(low, more), in_print(high, more)
        if ends[0] != ends[1]:
            break
    return "–".join(ends)


def in_years(years: float) -> str:
    """Patient-years with one decimal, or two significant figures below one."""
    return f"{years:,.1f}".removesuffix(".0") if years >= 1 else in_figures(years)


def in_patient_years(years: float) -> str:
    """With the unit, in the singular for what is printed as one."""
    shown = in_years(years)
    return f"{shown} patient-year" if shown == "1" else f"{shown} patient-years"


def e_value_in_print(e_value: float) -> str:
    """Cut, not rounded, so that a value below a tier never looks as if it had reached it; three figures from 10 on."""
    if e_value < 1:
        return in_figures(e_value) if e_value >= 0.001 else "below 0.001"
    if e_value >= MOST_PRINTED:
        return f"above {MOST_PRINTED:,}"
    if e_value < 100:
        return f"{np.floor(10 * e_value) / 10:,.1f}"
    unit = 10 ** (len(str(int(e_value))) - 3)
    return f"{int(e_value) // unit * unit:,}"


def probability_in_print(probability: float) -> str:
    """Three figures, so that what lies beside a limit does not look like it."""
    if probability < 0.001:
        return "below 0.001"
    return f"{probability:.3g}" if probability <= 0.999 else "above 0.999"


def likely_in_print(probability: float) -> str:
    """The probability of what a sentence calls likely: two decimals, and never as certain."""
    return "above 0.99" if probability > 0.99 else f"{probability:.2f}"


def ratio_and_ends(ratio: float, low: float, high: float, n_events: int) -> tuple[str, str]:
    """A ratio of `n_events` on both sides together and its interval; what leaves 1 out looks so."""
    is_fine = n_events >= FINE_FROM
    shown = in_figures(ratio, is_fine) if low <= 1 <= high else beside_one(ratio, is_fine)
    return shown, ends_in_print(low, high, lambda end, more: beside_one(end, is_fine, more))
