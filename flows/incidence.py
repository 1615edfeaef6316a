"""Share of people with each signal by a day after the first dose, death and stop competing."""

import numpy as np
import pandas as pd

from flows.statistics.time_to_event import aalen_johansen, incidence_limits, n_still_observed, read_at
from flows.weekly import with_every_week

SIGNAL, OTHER = 0, 1


def cumulative_incidence(risk_times: pd.DataFrame) -> pd.DataFrame:
    """Rows of `signals.risk_time` → rows of `signals.cumulative_incidence`."""
    parts = [_of_one_rule(str(rule), own) for rule, own in risk_times.groupby("rule")]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)


COLUMNS = ["rule", "day", "n_at_risk", "n_events", "cumulative_incidence", "low", "high", "competing_incidence"]


def _of_one_rule(rule: str, own: pd.DataFrame) -> pd.DataFrame:
    """One row a day with an end and each seventh day, to the last of anybody at risk: as long as the curve is known."""
    found = aalen_johansen(own["end_day"], own["end_kind"], 2, own["from_day"], own["n_people"])
    days = with_every_week(found.times, own["end_day"].max())
    share, error, other = (
        read_at(found.times, values, days)
        for values in (found.incidence[SIGNAL], found.standard_error[SIGNAL], found.incidence[OTHER])
    )
    low, high = incidence_limits(share, error)
    ended = own[own["end_kind"] == 1 + SIGNAL].groupby("end_day")["n_people"].sum()
    return pd.DataFrame(
        {
            "rule": rule, "day": days,
            "n_at_risk": n_still_observed(own["end_day"], days, own["from_day"], own["n_people"]),
            "n_events": ended.reindex(days.astype(int), fill_value=0).to_numpy(),
            "cumulative_incidence": share,
            # Where everybody had it the curve has no error: the point stands for its interval.
            "low": np.where(share < 1, low, share), "high": np.where(share < 1, high, share),
            "competing_incidence": other,
        }
    )  # fmt: skip
