"""Share of people with each signal by a day after the first dose, death and stop competing."""

import numpy as np
import pandas as pd
from scipy.special import ndtri

from flows.statistics.time_to_event import aalen_johansen

SIGNAL, OTHER = 0, 1
Z = float(ndtri(0.975))


def cumulative_incidence(risk_times: pd.DataFrame) -> pd.DataFrame:
    """Rows of `signals.risk_time` → rows of `signals.cumulative_incidence`."""
    parts = [_of_one_rule(str(rule), own) for rule, own in risk_times.groupby("rule")]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)


COLUMNS = ["rule", "day", "n_at_risk", "cumulative_incidence", "low", "high", "competing_incidence"]


def _of_one_rule(rule: str, own: pd.DataFrame) -> pd.DataFrame:
    found = aalen_johansen(own["end_day"], own["end_kind"], 2)
    low, high = _interval(found.incidence[SIGNAL], found.standard_error[SIGNAL])
    return pd.DataFrame(
        {
            "rule": rule, "day": found.times, "n_at_risk": found.n_at_risk,
            "cumulative_incidence": found.incidence[SIGNAL], "low": low, "high": high,
            "competing_incidence": found.incidence[OTHER],
        }
    )  # fmt: skip


def _interval(share: np.ndarray, error: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """95 % interval on the complementary log-log scale, so that it stays between 0 and 1; the point where it is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = Z * error / (np.abs((1 - share) * np.log1p(-share)))
        low, high = (1 - (1 - share) ** np.exp(sign * spread) for sign in (-1, 1))
    is_inside = (share > 0) & (share < 1)
    return np.where(is_inside, low, share), np.where(is_inside, high, share)
