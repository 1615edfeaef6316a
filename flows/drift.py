"""Our own history: each closed month against the twelve before it, a CUSUM, gaps between what is rare.

Never against the trial, and a month that is not closed is shown but not judged.
"""

from datetime import date

import numpy as np
import pandas as pd

from flows import drift_sentence
from flows.monitoring_design import MonitoringDesign
from flows.statistics.chart import between_events
from flows.statistics.cusum import poisson_cusum, poisson_cusum_limit
from flows.statistics.delay import Completeness, completeness_by_delay, nowcast
from flows.statistics.rate import rate_ratio

MONTHS_A_YEAR = 12
WEEKS_A_YEAR = 365.25 / 7
FEWEST_EVENTS_FOR_A_GAP = 3


def drift(months: pd.DataFrame, delays: pd.DataFrame, design: MonitoringDesign, as_of: date) -> pd.DataFrame:
    """Rows of `signals.month_count` and `signals.reporting_delay` → rows of `signals.drift`."""
    completeness = _completeness(delays, as_of)
    parts = [
        _of_one_rule(own.reset_index(drop=True), design) for _, own in months.sort_values("month_on").groupby("rule")
    ]
    if not parts:
        return months.assign(**dict.fromkeys(ADDED, None))
    result = pd.concat(parts, ignore_index=True)
    result = pd.concat([result, _nowcast(result, completeness, as_of)], axis=1)
    return result.assign(sentence=[drift_sentence.month(row) for row in result.itertuples()])


NOWCAST = ["n_nowcast", "n_nowcast_low", "n_nowcast_high"]
ADDED = [*NOWCAST, "n_history_events", "history_patient_years", "n_expected", "ratio", "ratio_low", "ratio_high",
         "cusum", "cusum_limit", "sentence"]  # fmt: skip


def _of_one_rule(months: pd.DataFrame, design: MonitoringDesign) -> pd.DataFrame:
    size = int(design.history_months)
    closed = months.where(months["is_closed"])
    before = closed[["n_events", "patient_years"]].astype("float64").shift().rolling(size, min_periods=1).sum()
    time = before["patient_years"].where(before["patient_years"] > 0)
    expected = before["n_events"] / time * months["patient_years"]
    is_judged = months["is_closed"] & time.notna() & (months["patient_years"] > 0)
    ratio, low, high = rate_ratio(
        months["n_events"].where(is_judged).astype("float64"), months["patient_years"].where(is_judged),
        before["n_events"].where(is_judged), time.where(is_judged),
    )  # fmt: skip
    cusum, limit = _cusum(months["n_events"], expected.where(is_judged), design)
    return months.assign(
        n_history_events=before["n_events"].where(time.notna()),
        history_patient_years=time,
        n_expected=expected,
        ratio=np.where(np.isfinite(ratio), ratio, np.nan),
        ratio_low=low,
        ratio_high=high,
        cusum=cusum,
        cusum_limit=limit,
    )


def _cusum(n_events: pd.Series, expected: pd.Series, design: MonitoringDesign) -> tuple[pd.Series, float]:
    """CUSUM over the judged months and its limit; empty where fewer events a month are expected than it needs."""
    judged = expected[expected > 0]
    empty = pd.Series(np.nan, index=expected.index)
    if len(judged) == 0 or judged.mean() < design.cusum_from_monthly_events:
        return empty, np.nan
    path = poisson_cusum(n_events[judged.index], judged, design.cusum_ratio)
    periods = MONTHS_A_YEAR * design.cusum_years_between_false_alarms
    limit = poisson_cusum_limit(float(judged.mean()), periods, design.cusum_ratio)
    return empty.mask(empty.index.isin(judged.index), pd.Series(path, index=judged.index)), limit


def gaps(course: pd.DataFrame) -> pd.DataFrame:
    """Rows of `signals.risk_course` over the whole treatment → rows of `signals.event_gap`: the g-chart.

    The patient-weeks between an event and the one before it, against what the events before both let expect.
    """
    whole = course[course["window_name"] == "on_treatment"].sort_values("until_on")
    parts = [_gaps_of_one_rule(own) for _, own in whole.groupby("rule")]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=GAPS)


GAPS = ["rule", "event_on", "n_events", "patient_weeks_before", "low_limit", "is_short"]


def _gaps_of_one_rule(own: pd.DataFrame) -> pd.DataFrame:
    own = own.assign(n_new=own["n_events"].diff().fillna(own["n_events"]))
    own = own[own["n_new"] > 0].assign(weeks=lambda days: days["patient_years"] * WEEKS_A_YEAR)
    before = own[["n_events", "weeks"]].shift()
    is_told = (before["n_events"] >= FEWEST_EVENTS_FOR_A_GAP) & (before["n_events"] < before["weeks"])
    own, before = own[is_told], before[is_told]
    gap = (own["weeks"] - before["weeks"]) / own["n_new"]
    low = between_events(before["n_events"] / before["weeks"]).low
    return pd.DataFrame(
        {
            "rule": own["rule"], "event_on": own["until_on"], "n_events": own["n_new"].astype("int64"),
            "patient_weeks_before": gap, "low_limit": low, "is_short": gap < low,
        }
    )  # fmt: skip


def _completeness(delays: pd.DataFrame, as_of: date) -> Completeness:
    """Of onsets since the first report came: how early an older one would have come, nobody can tell."""
    onset, delay = pd.to_datetime(delays["onset_on"]), delays["delay_days"]
    observable = (pd.Timestamp(as_of) - onset).dt.days
    since_first_report = onset >= (onset + pd.to_timedelta(delay, "D")).min()
    told = since_first_report & (observable >= delay)
    return completeness_by_delay(delay[told], observable[told])


def _nowcast(result: pd.DataFrame, completeness: Completeness, as_of: date) -> pd.DataFrame:
    """For open months that have begun: events expected up to the cut-off when all reports have come, and their band.

    The delays are those of all signals together: one alone would have too few.
    """
    first = pd.to_datetime(result["month_on"])
    last = first + pd.offsets.MonthEnd(0)
    cut = pd.Timestamp(as_of)
    is_open = ~result["is_closed"].astype(bool) & (first <= cut)
    chosen = result[is_open]
    if not len(chosen) or completeness.n_reports == 0:
        return pd.DataFrame(np.nan, index=result.index, columns=NOWCAST)
    longest = (cut - first[is_open]).dt.days
    shortest = (cut - last[is_open]).dt.days.clip(lower=0)
    cast = nowcast(chosen["n_events"], shortest, longest, completeness)
    band = dict(zip(NOWCAST, (cast.expected, cast.low, cast.high), strict=True))
    return pd.DataFrame(band, index=chosen.index).reindex(result.index)
