"""The same plain grading in Polars."""

import sys

import polars as pl

COLUMNS = ["patient_id", "collected_at", "analyte", "value", "unit", "upper_limit"]


def main(inbox: str) -> None:
    """Read the laboratory CSV files, take a baseline, grade six analytes, count the worst grade of each patient."""
    value, x_uln, analyte, x_baseline = (
        pl.col("value"),
        pl.col("x_uln"),
        pl.col("analyte"),
        pl.col("x_baseline"),
    )
    neutrophils, bilirubin, creatinine = (analyte == name for name in ("neutrophils", "bilirubin_total", "creatinine"))
    enzyme = analyte.is_in(["alt", "ast", "alp"])
    cuts = [
        (neutrophils & (value < 0.4), 4), (neutrophils & (value < 0.6), 3), (neutrophils & (value < 0.8), 2),
        (neutrophils & (value <= 1.0), 1),
        (bilirubin & (x_uln >= 5), 4), (bilirubin & (x_uln >= 2.6), 3), (bilirubin & (x_uln >= 1.6), 2),
        (bilirubin & (x_uln >= 1.1), 1),
        (creatinine & ((x_uln >= 3.5) | (x_baseline >= 2)), 4),
        (creatinine & ((x_uln > 1.8) | (x_baseline >= 1.5)), 3),
        (creatinine & ((x_uln > 1.3) | (x_baseline >= 1.3)), 2), (creatinine & (x_uln >= 1.1), 1),
        (enzyme & (x_uln >= 10), 4), (enzyme & (x_uln >= 5), 3), (enzyme & (x_uln >= 2.5), 2),
        (enzyme & (x_uln >= 1.25), 1),
    ]  # fmt: skip
    worst_last = pl.max_horizontal(*[pl.when(hit.fill_null(False)).then(grade).otherwise(0) for hit, grade in cuts])
    lab = (
        pl.scan_csv(f"{inbox}/lab_result_*.csv", infer_schema=False)
        .select(COLUMNS)
        .with_columns(pl.col("value", "upper_limit").cast(pl.Float64, strict=False))
        .with_columns(
            x_uln=value / pl.col("upper_limit"),
            collected_at=pl.col("collected_at").str.to_datetime(time_zone="UTC", strict=False),
        )
    )
    baseline = lab.group_by("patient_id", "analyte").agg(baseline=value.sort_by("collected_at").first())
    graded = (
        lab.join(baseline, on=["patient_id", "analyte"])
        .with_columns(x_baseline=value / pl.col("baseline"))
        .with_columns(grade=worst_last)
    )
    worst = graded.group_by("patient_id").agg(pl.col("grade").max()).collect()
    print(worst["grade"].value_counts())


if __name__ == "__main__":
    main(*sys.argv[1:])
