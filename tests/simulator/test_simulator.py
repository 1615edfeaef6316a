"""The simulated programme: reproducible, readable, in bounds, and with answers of every sort."""

import csv
import io
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook
from pandera.errors import SchemaErrors

from flows.simulator import Delivery, Programme, big_lab_csv, drop, simulate
from flows.simulator.chart import RULES
from flows.simulator.panel import assays
from flows.simulator.places import LABORATORIES
from flows.simulator.population import BLOCK
from schemas.delivery import FEEDS
from schemas.text_checks import blanks_as_missing

FIRST_DAY = date(2025, 11, 3)
WITHOUT_ONSET = {"onset_unknown", "undated", "month_only"}
UNREADABLE = {"fits_no_feed", "empty_file", "not_utf8", "broken_workbook", "unclosed_quote"}


@pytest.fixture(scope="module")
def year() -> Programme:
    return simulate(seed=7)


@pytest.fixture(scope="module")
def frames(year: Programme) -> dict[str, pd.DataFrame]:
    """Every row of every readable delivery, by feed."""
    spoiled = {name for name, _ in year.malformed}
    read: dict[str, list[pd.DataFrame]] = {feed: [] for feed in FEEDS}
    for delivery in year.deliveries:
        if delivery.name not in spoiled:
            read[feed_of(delivery)].append(rows_of(delivery))
    return {feed: pd.concat(parts, ignore_index=True).fillna("") for feed, parts in read.items()}


def feed_of(delivery: Delivery) -> str:
    return next(feed for feed in FEEDS if delivery.name.startswith(feed))


def as_landed(feed: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with every column of the contract; empty cells and missing columns are null."""
    return blanks_as_missing(frame.reindex(columns=list(FEEDS[feed].to_schema().columns)).astype("str"))


def rows_of(delivery: Delivery) -> pd.DataFrame:
    if delivery.name.endswith(".parquet"):
        return pq.read_table(io.BytesIO(delivery.content)).to_pandas()
    if delivery.name.endswith(".xlsx"):
        sheet = load_workbook(io.BytesIO(delivery.content), read_only=True).active
        assert sheet is not None
        lines = [[cell or "" for cell in line] for line in sheet.iter_rows(values_only=True)]
        header = lines.pop(0)
        lines = [line + [""] * (len(header) - len(line)) for line in lines]
    else:
        text = io.StringIO(delivery.content.decode("utf-8-sig"), newline="")
        header, *lines = csv.reader(text, strict=True)
    assert {len(line) for line in lines} == {len(header)}
    return pd.DataFrame(lines, columns=header, dtype="str")


def test_a_seed_gives_the_same_bytes_again(year: Programme) -> None:
    again = simulate(seed=7)
    assert again.deliveries == year.deliveries
    assert again.malformed == year.malformed
    assert again.truth.equals(year.truth)
    assert simulate(seed=8).deliveries != year.deliveries


def test_sizes_stay_within_bounds(year: Programme, frames: dict[str, pd.DataFrame]) -> None:
    assert len(year.deliveries) <= 700
    assert 90_000 <= len(frames["lab_result"]) <= 150_000
    assert frames["patient"]["site_id"].nunique() == 6
    assert set(frames["lab_result"]["laboratory_id"]) == set(LABORATORIES)
    assert {Path(delivery.name).suffix for delivery in year.deliveries} == {".csv", ".xlsx", ".parquet"}


def test_deliveries_are_in_order_of_day_under_different_names(year: Programme) -> None:
    days = [delivery.day for delivery in year.deliveries]
    assert days == sorted(days)
    assert FIRST_DAY <= days[0] <= days[-1] < FIRST_DAY + timedelta(days=365)
    assert len({delivery.name for delivery in year.deliveries}) == len(year.deliveries)


@pytest.mark.parametrize("feed", FEEDS)
def test_whatever_is_not_listed_as_malformed_keeps_the_contract(feed: str, frames: dict[str, pd.DataFrame]) -> None:
    FEEDS[feed].validate(as_landed(feed, frames[feed]), lazy=True)


def test_malformed_deliveries_are_there_and_are_malformed(year: Programme) -> None:
    by_name = {delivery.name: delivery for delivery in year.deliveries}
    assert {name for name, _ in year.malformed} <= set(by_name)
    assert {kind for _, kind in year.malformed} >= UNREADABLE | {
        "header_only",
        "impossible_date",
        "letters_in_number",
        "missing_patient",
        "too_many_fields",
    }
    for name, kind in year.malformed:
        if kind in {"impossible_date", "letters_in_number", "missing_patient"}:
            feed = feed_of(by_name[name])
            with pytest.raises(SchemaErrors, match=r"collected_at|value|patient_id"):
                FEEDS[feed].validate(as_landed(feed, rows_of(by_name[name])), lazy=True)


def test_some_files_come_twice(year: Programme) -> None:
    contents = [delivery.content for delivery in year.deliveries]
    assert len(contents) - len(set(contents)) >= 5


def test_records_come_twice_and_in_versions(frames: dict[str, pd.DataFrame]) -> None:
    results = frames["lab_result"]
    versions = results.drop_duplicates().groupby(["sender_id", "record_id"]).size()
    assert results.duplicated().sum() > 50
    assert (versions > 1).sum() > 5
    assert {"corrected", "nullified", "cancelled", "preliminary"} <= set(results["record_status"])


@pytest.mark.parametrize(
    ("kind", "status"),
    [("correction_arrives_first", "corrected"), ("nullification_arrives_first", "nullified")],
)
def test_some_originals_arrive_after_their_next_version(
    kind: str, status: str, year: Programme, frames: dict[str, pd.DataFrame]
) -> None:
    (patient_id,) = year.truth.loc[year.truth["kind"] == kind, "patient_id"]
    mine = frames["lab_result"][frames["lab_result"]["patient_id"] == patient_id]
    revised = mine.loc[mine["record_status"] == status, "record_id"].iloc[0]
    statuses = mine.loc[mine["record_id"] == revised, "record_status"].drop_duplicates().tolist()
    assert statuses == [status, "final"]


@pytest.mark.parametrize("rule", RULES)
def test_truth_has_both_answers_for_everyone(rule: str, year: Programme) -> None:
    answers = year.truth[year.truth["rule"] == rule]
    assert len(answers) == BLOCK
    assert answers["patient_id"].is_unique
    others = {"not_flagged", "incomplete", "not_evaluable"}
    assert "flagged" in set(answers["expected"])
    assert others & set(answers["expected"])
    dated = ~answers["kind"].isin(WITHOUT_ONSET)
    assert (answers["onset_on"].notna() == ((answers["expected"] == "flagged") & dated)).all()


def test_laboratory_rules_have_answers_that_cannot_be_judged(year: Programme) -> None:
    for rule in ("neutropenia", "bilirubin_rise", "creatinine_rise"):
        expected = set(year.truth.loc[year.truth["rule"] == rule, "expected"])
        assert expected - {"not_stated"} == {"flagged", "not_flagged", "incomplete", "not_evaluable"}


def numbers(results: pd.DataFrame, analyte: str) -> pd.Series:
    """Results of an analyte in its conventional unit, where a number was reported."""
    parts = []
    for laboratory_id in LABORATORIES:
        for name in {analyte, f"{analyte}_cells"} & set(assays(laboratory_id)):
            assay = assays(laboratory_id)[name]
            mine = results[
                (results["laboratory_id"] == laboratory_id)
                & (results["loinc"] == assay.loinc)
                & (results["unit"] == assay.unit)
            ]
            text = mine["value"].str.replace(",", ".").str.extract(r"^([0-9.]+)")[0]
            parts.append(text.astype("float") / assay.factor)
    return pd.concat(parts)


def test_people_without_a_flag_of_a_laboratory_rule_stay_well_inside(
    year: Programme, frames: dict[str, pd.DataFrame]
) -> None:
    clean = year.truth.groupby("patient_id")["kind"].agg(lambda kinds: set(kinds) <= {"clean", "stopped", "died"})
    results = frames["lab_result"][frames["lab_result"]["patient_id"].isin(clean.index[clean])]
    assert results["patient_id"].nunique() >= 3
    assert numbers(results, "neutrophils").min() > 1.5
    assert numbers(results, "bilirubin_total").max() < 1.0
    creatinine = numbers(results, "creatinine").groupby(results["patient_id"]).agg(["min", "max"])
    assert creatinine["max"].max() < 1.2
    assert (creatinine["max"] / creatinine["min"]).max() < 1.4


def test_everyone_with_another_pattern_stays_inside_too(year: Programme, frames: dict[str, pd.DataFrame]) -> None:
    tainted = set(year.truth.query("rule == 'neutropenia' and kind != 'clean'")["patient_id"])
    others = frames["lab_result"][~frames["lab_result"]["patient_id"].isin(tainted)]
    assert numbers(others, "neutrophils").min() > 1.5


def test_doses_of_ordinary_people_follow_the_label(year: Programme, frames: dict[str, pd.DataFrame]) -> None:
    is_clean = year.truth.groupby("patient_id")["kind"].agg(lambda kinds: set(kinds) <= {"clean", "raised_rate"})
    stated = year.truth[year.truth["expected"] == "not_stated"]["patient_id"]
    clean = set(is_clean.index[is_clean]) - set(stated)
    infusions = frames["infusion"][frames["infusion"]["patient_id"].isin(clean)]
    assert set(infusions["dose_mg"]) == {"2000", "800"}
    assert set(infusions["method"]) == {"infusion", "push"}
    first = infusions.sort_values("started_at").drop_duplicates("patient_id")
    assert (first["method"] == "infusion").all()


def test_dropped_files_are_whole_and_of_that_day(year: Programme, tmp_path: Path) -> None:
    day = year.deliveries[-1].day
    dropped = drop(year, tmp_path, day)
    expected = [delivery for delivery in year.deliveries if delivery.day == day]
    assert [path.read_bytes() for path in dropped] == [delivery.content for delivery in expected]
    assert sorted(tmp_path.iterdir()) == sorted(dropped)


@pytest.mark.parametrize(("n_patients", "n_sites", "n_days"), [(12, 2, 120), (30, 6, 200), (150, 8, 365)])
def test_other_sizes_work(n_patients: int, n_sites: int, n_days: int) -> None:
    programme = simulate(3, n_patients, n_sites, date(2021, 1, 1), n_days)
    assert programme.truth["patient_id"].nunique() == n_patients
    assert programme.deliveries


def test_big_laboratory_files_have_the_rows_asked_for(tmp_path: Path) -> None:
    paths = big_lab_csv(tmp_path / "lab_result.csv", 10_000, seed=2)
    n_rows = {}
    for path, feed in zip(paths, ("lab_result", "infusion", "adverse_event"), strict=True):
        frame = pd.read_csv(path, dtype="str", keep_default_na=False)
        n_rows[feed] = len(frame)
        FEEDS[feed].validate(as_landed(feed, frame), lazy=True)
    assert n_rows["lab_result"] == 10_000
    assert n_rows["infusion"] == 380
    assert paths[0].read_bytes() == big_lab_csv(tmp_path / "again.csv", 10_000, seed=2)[0].read_bytes()
