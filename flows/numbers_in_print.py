"""Numbers as they are printed in sentences: no figure more than they bear, and no limit reached by rounding."""

import numpy as np

MOST_PRINTED = 1_000_000
LARGEST_LOG = 700.0
"""Beyond it the exponential has no number; an e-value so large is printed as above `MOST_PRINTED` anyway."""


def in_figures(value: float, is_fine: bool = False) -> str:
    """Two significant figures, three when fine, whole numbers in full; commas between thousands."""
    if value >= 100:
        return f"{value:,.0f}"
    text = np.format_float_positional(value, precision=3 if is_fine else 2, unique=False, fractional=False, trim="-")
    return str(text)


def beside_one(value: float, is_fine: bool = False) -> str:
    """As `in_figures`, with as many figures as tell it from 1: an interval that leaves 1 out must look so."""
    if value != 1 and in_figures(value, is_fine) == "1":
        return np.format_float_positional(value, precision=int(2 - np.log10(abs(value - 1))), trim="-", unique=False)
    return in_figures(value, is_fine)


def in_years(years: float) -> str:
    """Patient-years with one decimal, or two significant figures below one."""
    return f"{years:,.1f}".removesuffix(".0") if years >= 1 else in_figures(years)


def e_value_in_print(e_value: float) -> str:
    """Cut, not rounded, so that a value below a tier never looks as if it had reached it."""
    if e_value < 1:
        return in_figures(e_value) if e_value >= 0.001 else "below 0.001"
    if e_value >= MOST_PRINTED:
        return f"above {MOST_PRINTED:,}"
    return f"{np.floor(10 * e_value) / 10:,.1f}"


def probability_in_print(probability: float) -> str:
    """Three figures, so that what lies beside a limit does not look like it."""
    if probability < 0.001:
        return "below 0.001"
    return f"{probability:.3g}" if probability <= 0.999 else "above 0.999"
