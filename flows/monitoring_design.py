"""What is watched and how: the numbers of the comparison, read from their reference rows, and their digest."""

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cache

import duckdb

from flows.warehouse import build, create_empty, load_reference, open_warehouse

FILES = ("monitoring_number", "rate_ratio_grid", "trial_person_time")


@dataclass(frozen=True)
class MonitoringDesign:
    """Numbers by their names in reference.monitoring_number, ratios of the e-value, patient-years of the trial."""

    above_e_value: float
    watch_e_value: float
    strong_e_value: float
    doubling_ratio: float
    doubling_unlikely_probability: float
    ratio_from_events: float
    false_discovery_rate: float
    cmaxsprt_alpha: float
    cmaxsprt_horizon_events: float
    cmaxsprt_first_look_events: float
    cusum_ratio: float
    cusum_years_between_false_alarms: float
    cusum_from_monthly_events: float
    history_months: float
    provisional_days: float
    washout_days: float
    result_speaks_days: float
    notable_probability: float
    predictive_probability: float
    funnel_probability: float
    rate_ratios: tuple[float, ...]
    trial_patient_years: float
    trial_patient_years_ceiling: float

    def design_id(self, trial_n_with_event: int | None = None, *, is_predeclared: bool = False) -> str:
        """Digest of every number that a path rests on: 12 hex digits; without a trial's count, of the rules alone.

        Who declares a signal after looking at it begins anew: otherwise CMaxSPRT would spend on what had been seen.
        """
        count = None if trial_n_with_event is None else int(trial_n_with_event)
        declared = {"is_predeclared": True} if is_predeclared else {}
        content = json.dumps({**asdict(self), "trial_n_with_event": count, **declared}, sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:12]


def read_design(con: duckdb.DuckDBPyConnection) -> MonitoringDesign:
    """The design in force in a warehouse. Raises TypeError when a number is missing or is not known here."""
    numbers = dict(con.table("reference.monitoring_number").select("name", "value").fetchall())
    years = dict(con.table("reference.trial_person_time").select("name", "patient_years").fetchall())
    ratios = con.table("reference.rate_ratio_grid").order("rate_ratio").select("rate_ratio").fetchall()
    return MonitoringDesign(
        **numbers,
        rate_ratios=tuple(ratio for (ratio,) in ratios),
        trial_patient_years=years["primary"],
        trial_patient_years_ceiling=years["ceiling"],
    )


@cache
def n_watched_baselines() -> int:
    """How many pairs of an active rule and a usable trial baseline the rows of sql/reference give to the watch."""
    with open_warehouse() as con:
        load_reference(con)
        for relation in ("signals.considered_patient", "signals.exposure"):
            create_empty(con, relation)
        build(con, ("signals.denominator", "signals.rate_input"))
        pairs = con.table("signals.rate_input").df()
    return int(pairs.loc[pairs["trial_patient_years"].notna(), ["rule", "baseline_id"]].drop_duplicates().shape[0])


@cache
def published_design() -> MonitoringDesign:
    """The design of the rows in sql/reference, for commands that need no warehouse."""
    with open_warehouse() as con:
        load_reference(con, FILES)
        return read_design(con)
