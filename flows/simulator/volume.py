"""Laboratory results by the million, for the bench: 25 results a visit, 20 visits a person."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from flows.simulator.panel import assays, levels
from flows.simulator.places import CENTRAL

VISITS, FIRST_DAY = 20, np.datetime64("2025-01-06")
ROWS_AT_ONCE = 1_000_000
EVENTS_PER_VISIT = 0.05
ABNORMAL_SHARE = 0.002
"""Of results, moved far out of their range so that rules have something to find."""

EXTRA_LEVELS = {
    # analyte: typical value, noise
    "leukocytes": (5.5, 0.2),
    "egfr": (95.0, 0.1),
    "cd4": (180.0, 0.3),
    "cd4_percent": (14.0, 0.2),
    "hiv_rna": (300.0, 1.5),
}
TERMS = ["Headache", "Diarrhoea", "Nausea", "Dizziness", "Rash", "Urticaria", "Infusion related reaction"]


def big_lab_csv(path: Path, n_rows: int, seed: int = 1, first_visit: int = 0) -> list[Path]:
    """Write `n_rows` laboratory results to `path`; infusions and adverse events of the same people beside it.

    Returns the three paths. Every visit but the first, which is screening, is an infusion; one in twenty
    has an adverse event. Dates run over nine months of 2025. Visits, and so people and records, are counted from
    `first_visit`: another first visit gives other people. The same arguments give the same bytes.
    """
    rng = np.random.default_rng(seed)
    visits = first_visit + np.arange(-(-n_rows // len(_panel())))
    infusions, events = path.with_name(f"infusion_{path.name}"), path.with_name(f"adverse_event_{path.name}")
    _write(path, _results(rng, n_rows, first_visit))
    _write(infusions, _infusions(visits[visits % VISITS > 0]))
    _write(events, _events(rng, visits))
    return [path, infusions, events]


def _panel() -> list[str]:
    return [analyte for analyte in assays(CENTRAL) if analyte != "neutrophils_cells"]


def _results(rng: np.random.Generator, n_rows: int, first_visit: int) -> Iterator[pa.Table]:
    panel = _panel()
    assay = [assays(CENTRAL)[analyte] for analyte in panel]
    usual = {analyte: (level.typical, level.noise) for analyte, level in levels().items()} | EXTRA_LEVELS
    typical, noise = np.array([usual[analyte] for analyte in panel]).T
    texts = {
        "analyte": [one.name for one in assay],
        "loinc": [one.loinc for one in assay],
        "unit": [one.unit for one in assay],
        "lower_limit": [one.lower_limit for one in assay],
        "upper_limit": [one.upper_limit for one in assay],
    }
    for start in range(0, n_rows, ROWS_AT_ONCE):
        number = np.arange(start, min(start + ROWS_AT_ONCE, n_rows))
        number = number + first_visit * len(panel)
        which, visit = number % len(panel), number // len(panel)
        value = typical[which] * np.exp(noise[which] * rng.normal(size=len(number)))
        value *= np.where(rng.random(len(number)) < ABNORMAL_SHARE, rng.choice([0.1, 4.0], len(number)), 1.0)
        yield pa.table(
            {
                **_common(number, visit, "LAB-CENTRAL"),
                "laboratory_id": _same("LAB-CENTRAL", len(number)),
                "collected_at": _instant(_day(visit), "T08:30:00+00:00"),
                **{name: pa.array(choices).take(pa.array(which)) for name, choices in texts.items()},
                "value": pa.array(np.round(value, 2)).cast(pa.string()),
            }
        )


def _infusions(visit: np.ndarray) -> Iterator[pa.Table]:
    yield pa.table(
        {
            **_common(visit, visit, "SITE-01"),
            "started_at": _instant(_day(visit), "T09:30:00+00:00"),
            "ended_at": _instant(_day(visit), "T10:00:00+00:00"),
            "dose_mg": pa.array(["2000", "800"]).take(pa.array((visit % VISITS > 1).astype(int))),
            "method": _same("infusion", len(visit)),
        }
    )


def _events(rng: np.random.Generator, visits: np.ndarray) -> Iterator[pa.Table]:
    visit = visits[rng.random(len(visits)) < EVENTS_PER_VISIT]
    term = pa.array(TERMS).take(pa.array(rng.integers(len(TERMS), size=len(visit))))
    yield pa.table(
        {
            **_common(visit, visit, "SITE-01"),
            "verbatim_term": term,
            "preferred_term": term,
            "started_at": _instant(_day(visit), "T10:20:00+00:00"),
            "severity_grade": pa.array(rng.integers(1, 4, size=len(visit))).cast(pa.string()),
        }
    )


def _common(number: np.ndarray, visit: np.ndarray, sender_id: str) -> dict[str, pa.Array]:
    return {
        "sender_id": _same(sender_id, len(number)),
        "record_id": pc.binary_join_element_wise("R", pa.array(number).cast(pa.string()), "-"),
        "reported_at": _instant(_day(visit) + 1, "T06:00:00+00:00"),
        "patient_id": pc.binary_join_element_wise("P", pa.array(visit // VISITS).cast(pa.string()), "-"),
    }


def _day(visit: np.ndarray) -> np.ndarray:
    """Screening a week before the first dose, then every fortnight."""
    return np.asarray(FIRST_DAY + np.where(visit % VISITS == 0, 0, visit % VISITS * 14 - 7))


def _instant(day: np.ndarray, time_of_day: str) -> pa.Array:
    return pc.binary_join_element_wise(pa.array(day).cast(pa.string()), time_of_day, "")


def _same(text: str, length: int) -> pa.Array:
    return pa.array([text]).take(pa.array(np.zeros(length, dtype=int)))


def _write(path: Path, tables: Iterator[pa.Table]) -> None:
    writer = None
    for table in tables:
        if writer is None:
            unquoted = pa_csv.WriteOptions(quoting_style="none")
            writer = pa_csv.CSVWriter(path, table.schema, write_options=unquoted)
        writer.write_table(table)
    if writer is not None:
        writer.close()
