"""How often reactions follow infusions: rows of `signals.reaction_count` become rows of `signals.reaction_rate`."""

import pandas as pd

from flows.statistics.proportion import clopper_pearson


def reaction_rates(counts: pd.DataFrame) -> pd.DataFrame:
    """Shares of people and of infusions with their exact intervals.

    The interval of people holds as stated. That of infusions takes the infusions of one person as independent, which
    they are not: it is too narrow, and is for reading only. Source: Clopper and Pearson 1934, Biometrika 26:404.
    """
    found = counts.copy()
    for unit, column in (("patient", "n_patients"), ("infusion", "n_infusions")):
        n, events = (counts[name].astype(float) for name in (column, f"{column}_with_event"))
        low, high = clopper_pearson(events, n)
        found[f"{unit}_share"] = events / n
        found[f"{unit}_share_low"], found[f"{unit}_share_high"] = low, high
    return found
