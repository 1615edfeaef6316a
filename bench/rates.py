"""Bench: every rate of a programme of 100,000 patients, from facts and flags to verdicts. `python -m bench.rates`."""

import sys
import time
from datetime import date, datetime
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from flows.compare import compare
from flows.monitoring_design import read_design
from flows.tables import fill
from flows.warehouse import build, create_empty, load_reference, open_warehouse
from schemas.base import columns_of
from schemas.catalogue import contract_of

COUNTS = [
    "signals.exposure", "signals.considered_patient", "signals.uncounted_patient", "signals.denominator",
    "signals.rate_input", "signals.risk_course", "signals.monitor_input", "signals.month_count",
    "signals.reporting_delay", "signals.site_count", "signals.risk_time", "signals.recurrence",
]  # fmt: skip
FIRST = np.datetime64("2024-01-01")
AS_OF = date(2026, 12, 31)
SHARE_FLAGGED = 0.05
SHA = "a" * 64


def facts(con: duckdb.DuckDBPyConnection, n_patients: int) -> None:
    """Patients, one dose and one result of each watched analyte a patient, and flags of one in twenty a rule."""
    rng = np.random.default_rng(1)
    load_reference(con)
    people = pd.Series([f"P-{number:06d}" for number in range(n_patients)])
    first = FIRST + rng.integers(0, 900, n_patients).astype("timedelta64[D]")
    followed = rng.integers(10, 400, n_patients).astype("timedelta64[D]")
    _fill(con, "clinical.patient", patient_id=people, site_id=[f"S{n % 40}" for n in range(n_patients)],
          is_treated=True, first_dose_on=first, last_dose_on=first + followed, n_infusions=1,
          observed_until_on=first + followed)  # fmt: skip
    _fill(con, "clinical.infusion", infusion_id=people, patient_id=people, infusion_number=1, started_on=first,
          method="infusion", source_file=SHA, source_row=1)  # fmt: skip
    rules = con.table("reference.rule").df()
    laboratory = rules[rules["kind"] == "laboratory"]["analyte"].dropna().unique()
    results = pd.concat([pd.DataFrame({"patient_id": people, "analyte": analyte}) for analyte in laboratory])
    _fill(con, "clinical.lab_result", **_columns(results), is_after_first_dose=True, days_since_first_dose=7,
          label_hit=False, source_file=SHA, source_row=2)  # fmt: skip
    _fill(con, "signals.flag", **_columns(_flags(rng, rules["rule"], people, first)))
    for relation in ("signals.unassessable", "signals.reaction_count"):
        create_empty(con, relation)
    _fill(con, "raw.delivery", source_file=[SHA], received_at=datetime(2026, 12, 1))
    _fill(con, "raw.night", as_of=[AS_OF], run_id="bench")
    _design(con)


def _flags(rng: np.random.Generator, rules: pd.Series, people: pd.Series, first: np.ndarray) -> pd.DataFrame:
    chosen = [np.flatnonzero(rng.random(len(people)) < SHARE_FLAGGED) for _ in rules]
    who = np.concatenate(chosen)
    days = rng.integers(0, 300, len(who))
    return pd.DataFrame(
        {
            "flag_id": np.arange(len(who)).astype(str),
            "patient_id": people.to_numpy()[who],
            "rule": np.repeat(rules.to_numpy(), [len(one) for one in chosen]),
            "onset_on": first[who] + days.astype("timedelta64[D]"),
            "days_since_first_dose": days,
            "evidence": [[{"feed": "lab_result", "source_file": SHA, "source_row": 2}]] * len(who),
        }
    )


def _design(con: duckdb.DuckDBPyConnection) -> None:
    design = read_design(con)
    baselines = con.table("reference.trial_baseline").df().dropna(subset=["rule", "n_with_event"])
    digests = [design.design_id(n) for n in baselines["n_with_event"]]
    named = {name: baselines[name].reset_index(drop=True) for name in ("rule", "baseline_id")}
    _fill(con, "raw.monitoring_design", **named, design_id=digests)
    for relation in ("raw.earlier_crossing", "raw.earlier_verdict"):
        create_empty(con, relation)


def _columns(frame: pd.DataFrame) -> dict[str, pd.Series]:
    return {str(name): frame[name] for name in frame}


def _fill(con: duckdb.DuckDBPyConnection, relation: str, **columns: Any) -> None:
    frame = pd.DataFrame(columns).reset_index(drop=True)
    contract = contract_of(relation)
    if contract is not None:
        fill(con, relation, frame.reindex(columns=list(columns_of(contract))))


def main(n_patients: int) -> None:
    """Print the seconds of each part."""
    with open_warehouse(memory_limit="4GB") as con:
        facts(con, n_patients)
        begun = time.perf_counter()
        build(con, COUNTS)
        counted = time.perf_counter()
        n_rates = compare(con)
        done = time.perf_counter()
    print(f"{n_patients:,} patients, {n_rates} rates: counts in SQL {counted - begun:.1f} s, ")
    print(f"statistics, watch, months, sites, incidence {done - counted:.1f} s; together {done - begun:.1f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
