"""What one month says beside our own twelve before it; a month that is not closed is never judged."""

from typing import Any

import numpy as np


def month(row: Any) -> str:
    """One sentence on a row of `signals.drift`, never a ratio without its interval."""
    name = f"{row.month_on:%B %Y}"
    if not row.is_closed:
        return f"{name}: {_events(row.n_events)} so far{_to_come(row)}. Provisional, not judged."
    if np.isnan(row.n_expected):
        return f"{name}: {_events(row.n_events)}. No closed month before it to compare with."
    against = f"{name}: {_events(row.n_events)} against {row.n_expected:.1f} expected from the months before it"
    if np.isnan(row.ratio):
        low = f" (95 % interval of the ratio from {row.ratio_low:.2g} upwards)" if row.ratio_low > 0 else ""
        return f"{against}{low}."
    return f"{against} (ratio {row.ratio:.2g}, 95 % interval {row.ratio_low:.2g}–{row.ratio_high:.2g})."


def _events(n: float) -> str:
    return f"{int(n)} first event" + ("" if n == 1 else "s")


def _to_come(row: Any) -> str:
    if np.isnan(row.n_nowcast):
        return ""
    return (
        f"; about {row.n_nowcast:.1f} expected once late reports are in "
        f"(95 % band {row.n_nowcast_low:.0f} to {row.n_nowcast_high:.0f})"
    )
