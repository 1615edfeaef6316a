"""Compare the night with the trial, with our own past and between sites: fills the relations that SQL cannot.

The counts come from SQL, the statistics from `flows.statistics`; each result is a relation like any other.
"""

from datetime import date
from typing import Any

import duckdb
import pandas as pd

from flows.comparison import comparison_of
from flows.drift import drift, gaps
from flows.incidence import cumulative_incidence
from flows.mean_count import mean_counts
from flows.monitor import crossings, first_alarm, highest, paths
from flows.monitoring_design import MonitoringDesign, read_design
from flows.monitoring_history import night_verdicts
from flows.outlook import outlook
from flows.person_time_sentence import own_rate, rate_sentence
from flows.rate_sentence import selected_for_cause
from flows.rates import WATCHED, rates
from flows.reaction_rates import reaction_rates
from flows.sites import site_rates
from flows.statistics.multiplicity import e_benjamini_hochberg
from flows.tables import fill
from flows.verdict import judge
from flows.warehouse import describe
from schemas.base import columns_of
from schemas.catalogue import contract_of

BASELINE = ["rule", "baseline_id"]
ASSUMED_TIME = "The trial's patient-years are assumed: they are not published."


def compare(con: duckdb.DuckDBPyConnection) -> int:
    """Write what is compared, watched and estimated, and return the number of rates.

    Raises pandera's SchemaErrors when a result does not fit its contract.
    """
    design = read_design(con)
    as_of, run_id = _night(con)
    path = paths(_frame(con, "signals.monitor_input"), _frame(con, "reference.predeclared_signal"), design)
    _write(con, "signals.monitor", path)
    crossed = crossings(path, _frame(con, "raw.earlier_crossing"), design, as_of)
    _write(con, "signals.crossing", crossed)
    n_rates = write_rates(con, path, crossed, design)
    _write(con, "signals.monitor_outlook", outlook(path, _frame(con, "reference.watch_outlook"), design))
    said, rates_now = _frame(con, "raw.earlier_verdict"), _frame(con, "signals.rate")
    _write(con, "signals.night_verdict", night_verdicts(said, rates_now, as_of, run_id))
    months, delays = _frame(con, "signals.month_count"), _frame(con, "signals.reporting_delay")
    _write(con, "signals.drift", drift(months, delays, design, as_of))
    _write(con, "signals.event_gap", gaps(_frame(con, "signals.risk_course")))
    _write(con, "signals.site_rate", site_rates(_frame(con, "signals.site_count"), design))
    _write(con, "signals.reaction_rate", reaction_rates(_frame(con, "signals.reaction_count")))
    _write(con, "signals.cumulative_incidence", cumulative_incidence(_frame(con, "signals.risk_time")))
    _write(con, "signals.mean_count", mean_counts(_frame(con, "signals.recurrence")))
    return n_rates


def write_rates(
    con: duckdb.DuckDBPyConnection, path: pd.DataFrame, crossed: pd.DataFrame, design: MonitoringDesign
) -> int:
    """`signals.rate` from `signals.rate_input`, the paths and the crossings on record; returns its number of rows."""
    pairs = _frame(con, "signals.rate_input").sort_values(["display_order", "baseline_id", "population", "window_name"])
    watched = watch(rates(pairs.reset_index(drop=True), design), path, design.false_discovery_rate)
    result = pd.concat(
        [watched, verdicts(watched.merge(first_alarm(crossed), on=BASELINE, how="left"), design)], axis=1
    )
    _write(con, "signals.rate", result)
    return len(result)


def watch(compared: pd.DataFrame, path: pd.DataFrame, false_discovery_rate: float) -> pd.DataFrame:
    """The rates with the e-value of tonight and the highest of its path, where watched, and who is called by e-BH."""
    is_watched = (compared["population"] == WATCHED[0]) & (compared["window_name"] == WATCHED[1])
    result = compared.merge(highest(path), on=BASELINE, how="left")
    for name in ("e_value", "e_value_highest", "e_value_highest_on", "watched_n_events", "watched_patient_years"):
        result[name] = result[name].where(is_watched)
    usable = result["e_value"].notna() & (result["baseline_verification"] != "NV")
    called = pd.Series(pd.NA, index=result.index, dtype="boolean")
    called[usable] = e_benjamini_hochberg(result.loc[usable, "e_value"], false_discovery_rate)
    return result.assign(is_discovery=called)


def verdicts(watched: pd.DataFrame, design: MonitoringDesign) -> pd.DataFrame:
    """Verdict, reason and sentence of each row; the former two are empty where a rate is only for reading."""
    judged = [
        judge(comparison_of(row), design) if _is_watched(row) else None for row in watched.itertuples(index=False)
    ]
    return pd.DataFrame(
        {
            "verdict": [answer and answer.word for answer in judged],
            "verdict_reason": [answer and answer.reason for answer in judged],
            "rate_sentence": [in_words(row, design) for row in watched.itertuples(index=False)],
        },
        index=watched.index,
    )


def in_words(row: Any, design: MonitoringDesign) -> str | None:
    """What the rates of one row say; None without time at risk."""
    if not row.patient_years > 0:
        return None
    window = "whole time under treatment" if pd.isna(row.window_days) else f"first {row.window_days:.0f} days"
    title = f"{row.title}, {window}"
    if pd.isna(row.trial_patient_years):
        return own_rate(title, row.n_first_events, row.patient_years)
    words = rate_sentence(
        title, row.n_first_events, row.patient_years, row.trial, int(row.trial_n_patients),
        int(row.trial_n_with_event), row.trial_patient_years, design.ratio_from_events,
    )  # fmt: skip
    return f"{words} {ASSUMED_TIME} {selected_for_cause(row.baseline_kind)}".strip()


def _is_watched(row: Any) -> bool:
    return (row.population, row.window_name) == WATCHED


def _night(con: duckdb.DuckDBPyConnection) -> tuple[date, str]:
    """Day and run of the night; without one, as when counts are given by hand, a day that hides nothing."""
    found = con.table("raw.night").select("as_of", "run_id").fetchall()
    return found[0] if found else (date.max, "")


def _frame(con: duckdb.DuckDBPyConnection, relation: str) -> pd.DataFrame:
    return con.table(relation).df()


def _write(con: duckdb.DuckDBPyConnection, relation: str, frame: pd.DataFrame) -> None:
    contract: Any = contract_of(relation)
    types = columns_of(contract)
    whole = [name for name, type_ in types.items() if type_ in ("BIGINT", "INTEGER")]
    ordered = frame.reindex(columns=list(types)).astype(dict.fromkeys(whole, "Int64"))
    fill(con, relation, contract.validate(ordered, lazy=True) if len(ordered) else ordered)
    describe(con, relation, contract, kind="TABLE")
