"""sql/reference/operating_characteristic.csv: the simulated watch as reference rows, for the pages of a night."""

import csv
from io import StringIO

import numpy as np

from flows.monitoring_design import MonitoringDesign
from flows.simulate_monitoring import YEARS, Result

COLUMNS = (
    "alarm", "true_ratio", "expected_trial_events", "n_programmes", "n_called", "median_days", "promised_share",
    "is_alarm", "simulated_years", "design_id", "source", "verification",
)  # fmt: skip


def reference_rows(design: MonitoringDesign, n_runs: int, seed: int, results: list[Result]) -> str:
    """The results as CSV with the columns of `reference.operating_characteristic`; the same results, the same text."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    source = f"vigil simulate-monitoring --runs {n_runs} --seed {seed}: computed here"
    for result in results:
        writer.writerow(
            [
                result.rule.replace("*", ""), f"{result.true_ratio:g}", f"{result.expected_trial_events:g}",
                result.n_runs, result.n_called, "" if np.isnan(result.median_days) else f"{result.median_days:.0f}",
                "" if result.nominal is None else f"{result.nominal:g}", str(result.is_alarm).lower(), YEARS,
                design.design_id(), source, "D",
            ]
        )  # fmt: skip
    return text.getvalue()
