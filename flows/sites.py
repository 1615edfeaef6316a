"""Each site beside the whole programme: inside or outside exact funnel limits. A reason to look, never a ranking."""

import numpy as np
import pandas as pd

from flows.monitoring_design import MonitoringDesign
from flows.statistics.chart import funnel_limits

INNER = 0.95
FEWEST_PATIENTS = 5


def site_rates(counts: pd.DataFrame, design: MonitoringDesign) -> pd.DataFrame:
    """Rows of `signals.site_count` → rows of `signals.site_rate`."""
    parts = [_of_one_rule(own, design) for _, own in counts.sort_values(["rule", "site_id"]).groupby("rule")]
    return pd.concat(parts, ignore_index=True) if parts else counts


def _of_one_rule(sites: pd.DataFrame, design: MonitoringDesign) -> pd.DataFrame:
    programme = float(sites["programme_n_with_event"].iloc[0] / sites["programme_n_patients"].iloc[0])
    share = sites["n_with_event"] / sites["n_patients"]
    inner, outer = (_limits(sites["n_patients"], programme, level) for level in (INNER, design.funnel_probability))
    position = np.select(
        [sites["n_patients"] < FEWEST_PATIENTS, _is_outside(share, outer), _is_outside(share, inner)],
        ["too few", f"outside {100 * design.funnel_probability:g}", f"outside {100 * INNER:g}"],
        default="inside",
    )  # fmt: skip
    return sites.assign(
        share=share,
        programme_share=programme,
        low_95=inner[0],
        high_95=inner[1],
        low_998=outer[0],
        high_998=outer[1],
        position=position,
    )


def _is_outside(share: pd.Series, limits: tuple[np.ndarray, np.ndarray]) -> pd.Series:
    return (share < limits[0]) | (share > limits[1])


def _limits(n_patients: pd.Series, share: float, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Exact limits, cut off at 0 and 1; the share itself where nobody or everybody was flagged."""
    if not 0 < share < 1:
        return np.full(len(n_patients), share), np.full(len(n_patients), share)
    low, high = funnel_limits(n_patients, share, level)
    return np.clip(low, 0, 1), np.clip(high, 0, 1)
