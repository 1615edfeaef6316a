"""Short drawn tables about infusions, spelt out into the clinical relations.

Infusion n of everybody begins at 10:00 UTC, a fortnight after the one before it, and lasts half an hour.
`minute` counts from its start; an empty minute is a report of that day (`days` later) without a time of day.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from drawn_table import read_drawn_table

Given = Callable[[str, str], None]
FIRST = datetime(2026, 3, 1, 10, tzinfo=UTC)
LENGTH = 30
FEEDS = {
    "adverse_event": "event_id",
    "vital_sign": "patient_id",
    "medication": "medication_id",
    "lab_result": "patient_id",
    "antibody_test": "antibody_test_id",
}


def treated(given: Given, *patients: str, reports: bool = True) -> None:
    """People with one ordinary infusion each, and the report of a stranger, so that the feed is not empty."""
    for patient in patients:
        _rows(
            given,
            "clinical.patient",
            [{"patient_id": patient, "is_treated": "true", "first_dose_on": "2026-03-01"}],
        )
        infused(given, patient)
    for feed, key in FEEDS.items():
        given(f"clinical.{feed}", key)
    if reports:
        given("clinical.adverse_event", "event_id | patient_id | term\nX | stranger | headache")


def infused(given: Given, patient: str, number: int = 1, **cells: str) -> None:
    """One infusion; `started_at=""` or `ended_at=""` leaves its time unknown."""
    start = _start(number)
    row = {
        "infusion_id": f"{patient}/{number}",
        "patient_id": patient,
        "infusion_number": str(number),
        "started_on": str(start.date()),
        "started_at": str(start),
        "ended_at": str(start + timedelta(minutes=LENGTH)),
        "source_file": "infusions",
        "source_row": _row_number(patient, number),
    }
    _rows(given, "clinical.infusion", [row | cells])


def reported(given: Given, drawn: str) -> None:
    """Adverse events: patient | term | minute, and if wanted number | days | lasts | any other column."""
    rows = []
    for index, cells in enumerate(_read(drawn)):
        patient, number, minute = cells.pop("patient"), int(cells.pop("number") or 1), cells.pop("minute")
        days, lasts = int(cells.pop("days") or 0), cells.pop("lasts")
        start = _start(number)
        row = {
            "event_id": f"{patient}/{number}/{cells['term']}/{minute}/{index}",
            "patient_id": patient,
            "infusion_id": f"{patient}/{number}",
            "infusion_number": str(number),
            "source_file": "events",
            "source_row": _row_number(patient, cells["term"], minute),
            "started_on": str(start.date() + timedelta(days=days)),
            "days_from_infusion": str(days),
        }
        if minute:
            onset = start + timedelta(minutes=float(minute))
            row |= {
                "started_on": str(onset.date()),
                "started_at": str(onset),
                "minutes_from_infusion_start": minute,
                "minutes_from_infusion_end": str(float(minute) - LENGTH),
                "days_from_infusion": str((onset.date() - start.date()).days),
            }
            if lasts:
                row["ended_at"] = str(onset + timedelta(minutes=float(lasts)))
        rows.append(row | {name: cell for name, cell in cells.items() if cell})
    _rows(given, "clinical.adverse_event", rows)


def undated(given: Given, patient: str, term: str, started_text: str = "") -> None:
    """A report without a date."""
    row = {"event_id": f"{patient}/{term}", "patient_id": patient, "term": term, "started_text": started_text}
    _rows(given, "clinical.adverse_event", [row | {"source_file": "events", "source_row": "2"}])


def measured(given: Given, drawn: str) -> None:
    """Vital signs: patient | sign | minute | value, and if wanted number | phase."""
    rows = []
    for cells in _read(drawn):
        patient, number, minute = cells["patient"], int(cells["number"] or 1), cells["minute"]
        row = {
            "patient_id": patient,
            "infusion_id": f"{patient}/{number}",
            "measured_on": str(_start(number).date()),
            "sign": cells["sign"],
            "value": cells["value"],
            "unit": "unit",
            "phase": cells.get("phase") or "",
            "source_file": "vitals",
            "source_row": _row_number(patient, cells["sign"], minute),
        }
        if minute:
            instant = _start(number) + timedelta(minutes=float(minute))
            row |= {"measured_at": str(instant), "minutes_from_infusion_start": minute}
        rows.append(row)
    _rows(given, "clinical.vital_sign", rows)


def medicated(given: Given, drawn: str) -> None:
    """Medicines: patient | medicine | role | route | minute, and if wanted number."""
    rows = []
    for cells in _read(drawn):
        patient, number, minute = cells["patient"], int(cells["number"] or 1), cells["minute"]
        row = {
            "medication_id": f"{patient}/{cells['medicine']}/{minute}",
            "patient_id": patient,
            "medicine": cells["medicine"],
            "role": cells["role"] or "",
            "route": cells["route"] or "",
            "started_on": str(_start(number).date()),
            "infusion_id": f"{patient}/{number}",
            "source_file": "medicines",
            "source_row": _row_number(patient, cells["medicine"], minute),
        }
        if minute:
            row["started_at"] = str(_start(number) + timedelta(minutes=float(minute)))
        rows.append(row)
    _rows(given, "clinical.medication", rows)


def tryptase(given: Given, drawn: str) -> None:
    """Tryptase in ng/mL: patient | minute | value, and if wanted value_operator or x_uln.

    An empty minute is a sample of the day of the first infusion without a time.
    """
    rows = []
    for cells in _read(drawn):
        drawn_at = FIRST + timedelta(minutes=float(cells["minute"] or 0))
        row = {
            "patient_id": cells["patient"],
            "analyte": "tryptase",
            "unit": "ng/mL",
            "value": cells["value"],
            "value_operator": cells.get("value_operator") or "=",
            "x_uln": cells.get("x_uln") or "",
            "collected_on": str(drawn_at.date()),
            "source_file": "labs",
            "source_row": _row_number(cells["minute"] or "", cells["value"]),
        }
        if cells["minute"]:
            row["collected_at"] = str(drawn_at)
        rows.append(row)
    _rows(given, "clinical.lab_result", rows)


def antibodies(given: Given, drawn: str) -> None:
    """Tests for antibodies: patient | minute | result, the minute counted as above."""
    rows = []
    for cells in _read(drawn):
        drawn_at = FIRST + timedelta(minutes=float(cells["minute"] or 0))
        row = {
            "antibody_test_id": f"{cells['patient']}/{cells['minute']}",
            "patient_id": cells["patient"],
            "collected_on": str(drawn_at.date()),
            "result": cells["result"] or "",
            "source_file": "antibodies",
            "source_row": _row_number(cells["patient"], cells["minute"] or ""),
        }
        if cells["minute"]:
            row["collected_at"] = str(drawn_at)
        rows.append(row)
    _rows(given, "clinical.antibody_test", rows)


def day_of(number: int) -> date:
    """The day of infusion n."""
    return _start(number).date()


def _start(number: int) -> datetime:
    return FIRST + timedelta(days=14 * (number - 1))


def _read(drawn: str) -> list[dict[str, str | None]]:
    header, rows = read_drawn_table(drawn)
    optional = dict.fromkeys(("number", "days", "lasts"))
    return [optional | dict(zip(header, row, strict=True)) for row in rows]


def _row_number(*words: object) -> str:
    return str(2 + sum(ord(letter) * (place + 1) for place, letter in enumerate("".join(map(str, words)))))


def _rows(given: Given, relation: str, rows: list[dict[str, str]]) -> None:
    for row in rows:
        given(relation, " | ".join(row) + "\n" + " | ".join(row.values()))
