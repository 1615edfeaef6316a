"""How often what recurs has happened per person by a day after the first dose: the mean cumulative function."""

import numpy as np
import pandas as pd

from flows.statistics.recurrence import mean_cumulative_function, mean_limits
from flows.statistics.time_to_event import n_still_observed, read_at
from flows.weekly import with_every_week


def mean_counts(recurrences: pd.DataFrame) -> pd.DataFrame:
    """Rows of `signals.recurrence` → rows of `signals.mean_count`."""
    parts = [_of_one_rule(str(rule), own) for rule, own in recurrences.groupby("rule")]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)


COLUMNS = ["rule", "day", "n_at_risk", "n_events", "mean_count", "standard_error", "low", "high"]


def _of_one_rule(rule: str, own: pd.DataFrame) -> pd.DataFrame:
    """One row a day with a flag and each seventh day, to the last of anybody at risk: as long as the curve is known."""
    people = own.loc[own.index.repeat(own["n_people"]), ["until_day", "event_days"]].reset_index(drop=True)
    events = people["event_days"].explode().dropna().astype("int64")
    found = mean_cumulative_function(events.index, events, people.index, people["until_day"])
    days = with_every_week(found.times, people["until_day"].max())
    mean, error = (read_at(found.times, values, days) for values in (found.mean, found.standard_error))
    low, high = mean_limits(mean, error)
    return pd.DataFrame(
        {
            "rule": rule,
            "day": days,
            "n_at_risk": n_still_observed(people["until_day"], days),
            "n_events": events.value_counts().reindex(days.astype(int), fill_value=0).to_numpy(),
            "mean_count": mean,
            "standard_error": error,
            # Before the first flag there is no interval: the point stands for it.
            "low": np.where(mean > 0, low, mean),
            "high": np.where(mean > 0, high, mean),
        }
    )
