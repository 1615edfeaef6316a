"""The grading that a user would write instead: pandas, cut-offs in the code, floats, no account of any row."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

COLUMNS = ["patient_id", "collected_at", "analyte", "value", "unit", "upper_limit"]


def main(inbox: str) -> None:
    """Read the laboratory CSV files, take a baseline, grade six analytes, count the worst grade of each patient."""
    files = sorted(Path(inbox).glob("lab_result_*.csv"))
    lab = pd.concat([pd.read_csv(path, usecols=COLUMNS, dtype=str) for path in files])
    lab["value"] = pd.to_numeric(lab["value"], errors="coerce")
    lab["x_uln"] = lab["value"] / pd.to_numeric(lab["upper_limit"], errors="coerce")
    lab["collected_at"] = pd.to_datetime(lab["collected_at"], format="ISO8601", utc=True, errors="coerce")
    baseline = lab.sort_values("collected_at").groupby(["patient_id", "analyte"])["value"].first().rename("baseline")
    lab = lab.join(baseline, on=["patient_id", "analyte"])
    lab["x_baseline"] = lab["value"] / lab["baseline"]
    analyte, value, x_uln = lab["analyte"], lab["value"], lab["x_uln"]
    enzyme = analyte.isin(["alt", "ast", "alp"])
    lab["grade"] = np.select(
        [
            (analyte == "neutrophils") & (value < 0.4), (analyte == "neutrophils") & (value < 0.6),
            (analyte == "neutrophils") & (value < 0.8), (analyte == "neutrophils") & (value <= 1.0),
            (analyte == "bilirubin_total") & (x_uln >= 5), (analyte == "bilirubin_total") & (x_uln >= 2.6),
            (analyte == "bilirubin_total") & (x_uln >= 1.6), (analyte == "bilirubin_total") & (x_uln >= 1.1),
            (analyte == "creatinine") & ((x_uln >= 3.5) | (lab["x_baseline"] >= 2)),
            (analyte == "creatinine") & ((x_uln > 1.8) | (lab["x_baseline"] >= 1.5)),
            (analyte == "creatinine") & ((x_uln > 1.3) | (lab["x_baseline"] >= 1.3)),
            (analyte == "creatinine") & (x_uln >= 1.1),
            enzyme & (x_uln >= 10), enzyme & (x_uln >= 5), enzyme & (x_uln >= 2.5), enzyme & (x_uln >= 1.25),
        ],
        [4, 3, 2, 1] * 4,
        0,
    )  # fmt: skip
    print(lab.groupby("patient_id")["grade"].max().value_counts())


if __name__ == "__main__":
    main(*sys.argv[1:])
