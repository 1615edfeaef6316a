"""The nightly watch: paths of the sequential statistics over the whole series, and the crossings that any night saw.

A path is computed anew each night, so a correction changes it; a crossing that a night once saw stays on record with
that night. A changed design (tiers, ratios, horizon, baseline) starts counting anew on the night of the change.
"""

from datetime import date

import numpy as np
import pandas as pd

from flows.monitoring_design import MonitoringDesign
from flows.numbers_in_print import LARGEST_LOG
from flows.statistics.prediction import predicted_events
from flows.statistics.sequential import conditional_log_likelihood_ratio, critical_value, log_e_value

PATH = ["rule", "baseline_id", "statistic", "design_id"]
DESIGN = ["rule", "baseline_id", "design_id"]


def paths(course: pd.DataFrame, predeclared: pd.DataFrame, design: MonitoringDesign) -> pd.DataFrame:
    """Rows of `signals.monitor_input` → rows of `signals.monitor`: e-value for all, CMaxSPRT for the predeclared."""
    course = course[course["patient_years"] > 0].sort_values(["rule", "baseline_id", "until_on"])
    chosen = course.merge(predeclared[["rule", "baseline_id"]], on=["rule", "baseline_id"])
    found = pd.concat([_e_values(course, design), _likelihood_ratios(chosen, design)], ignore_index=True)
    tail = (1 - design.predictive_probability) / 2
    fan = {"low": tail, "low_50": 0.25, "mid": 0.5, "high_50": 0.75, "high": 1 - tail}
    trial = found["trial_n_with_event"], found["trial_patient_years"]
    return found.assign(
        **{f"predicted_{name}": predicted_events(*trial, found["patient_years"], share) for name, share in fan.items()}
    )


def _e_values(course: pd.DataFrame, design: MonitoringDesign) -> pd.DataFrame:
    """The smaller e-value of both person-times of the trial, so that a crossing holds for either."""
    logs = [
        log_e_value(
            course["n_events"], course["patient_years"], course["trial_n_with_event"], course[years], design.rate_ratios
        )
        for years in ("trial_patient_years", "trial_patient_years_ceiling")
    ]
    return course.assign(
        statistic="e_value",
        value=np.exp(np.minimum(np.minimum(*logs), LARGEST_LOG)),
        watch_boundary=design.watch_e_value,
        boundary=design.above_e_value,
    )


def _likelihood_ratios(course: pd.DataFrame, design: MonitoringDesign) -> pd.DataFrame:
    """The likelihood ratio from the first look to the horizon; the path ends there, signal or not."""
    horizon, first_look = int(design.cmaxsprt_horizon_events), int(design.cmaxsprt_first_look_events)
    course = course[course["n_events"].between(first_look, horizon)]
    limits = {
        n: critical_value(int(n), horizon, first_look, design.cmaxsprt_alpha)
        for n in course["trial_n_with_event"].unique()
    }
    return course.assign(
        statistic="cmaxsprt",
        value=conditional_log_likelihood_ratio(
            course["n_events"], course["patient_years"], course["trial_n_with_event"], course["trial_patient_years"]
        ),
        watch_boundary=np.nan,
        boundary=course["trial_n_with_event"].map(limits).astype("float64"),
    )


def crossings(path: pd.DataFrame, earlier: pd.DataFrame, design: MonitoringDesign, as_of: date) -> pd.DataFrame:
    """Rows of `signals.crossing`: those that earlier nights saw as they saw them, then those that are new tonight."""
    found = pd.concat([_first_crossings(path, *tier) for tier in _tiers(design)], ignore_index=True)
    keys = [*PATH, "tier"]
    here = pd.MultiIndex.from_frame(found[keys])
    before = pd.MultiIndex.from_frame(earlier[keys])
    is_of_tonight = pd.MultiIndex.from_frame(earlier[DESIGN]).isin(pd.MultiIndex.from_frame(path[DESIGN]))
    still = pd.Series(before.isin(here), index=earlier.index, dtype="boolean")
    kept = earlier.assign(still_crossed=still.where(is_of_tonight))
    new = found[~here.isin(before)].assign(seen_as_of=pd.Timestamp(as_of), still_crossed=True)
    return pd.concat([part for part in (kept, new) if len(part)] or [new], ignore_index=True)


def first_alarm(crossed: pd.DataFrame) -> pd.DataFrame:
    """Per rule and baseline: the first crossing of the tier *above* by the e-value that any night saw."""
    keys = ["rule", "baseline_id"]
    alarms = crossed[(crossed["statistic"] == "e_value") & (crossed["tier"] == "above")]
    first = alarms.sort_values("seen_as_of", kind="stable").drop_duplicates(keys)
    named = [*keys, "crossed_value", "crossed_on", "crossed_seen_as_of"]
    return first[[*keys, "value", "crossed_on", "seen_as_of"]].set_axis(named, axis=1)


def highest(path: pd.DataFrame) -> pd.DataFrame:
    """Per rule and baseline: what is counted and the e-value tonight, the highest so far, and on which day it was."""
    keys = ["rule", "baseline_id"]
    e_values = path[path["statistic"] == "e_value"].sort_values("until_on")
    tonight = e_values.drop_duplicates(keys, keep="last")[[*keys, "value", "n_events", "patient_years"]]
    top = e_values.sort_values("value", ascending=False, kind="stable").drop_duplicates(keys)
    return tonight.set_axis([*keys, "e_value", "watched_n_events", "watched_patient_years"], axis=1).merge(
        top[[*keys, "value", "until_on"]].set_axis([*keys, "e_value_highest", "e_value_highest_on"], axis=1), on=keys
    )


def _tiers(design: MonitoringDesign) -> list[tuple[str, str, float | None]]:
    return [
        ("watch", "e_value", design.watch_e_value),
        ("above", "e_value", design.above_e_value),
        ("strong", "e_value", design.strong_e_value),
        ("above", "cmaxsprt", None),
    ]


def _first_crossings(path: pd.DataFrame, tier: str, statistic: str, boundary: float | None) -> pd.DataFrame:
    """The first day on which each path reached the tier; without a boundary, its own one."""
    own = path[path["statistic"] == statistic]
    if boundary is not None:
        own = own.assign(boundary=boundary)
    crossed = own[own["value"] >= own["boundary"]].sort_values("until_on").drop_duplicates(PATH)
    return crossed.assign(tier=tier, crossed_on=crossed["until_on"])[[*PATH, "tier", "crossed_on", "value", "boundary"]]
