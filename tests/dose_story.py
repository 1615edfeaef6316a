"""Short drawn tables about doses: people, administrations and editions of the label, with what the label says of them.

The numbers are the tests' own, so that a changed reference row does not break the logic that they hold.
"""

from collections.abc import Callable

from drawn_table import read_drawn_table

Given = Callable[[str, str], None]
THRESHOLDS = """
    rule               | name                  | value
    -------------------+-----------------------+------
    dose_late          | interval_days         | 14
    dose_late          | late_days             | 3
    dose_late          | entry_days            | 7
    dose_late          | reporting_days        | 45
    dose_late          | presumed_stopped_days | 90
    dose_wrong         | tolerance_share       | 0.01
    dose_wrong         | early_days            | 4
    outside_indication | adult_age_years       | 18
    outside_indication | background_days       | 28
"""
EDITIONS = """
    label_version           | possible_from_on | certain_from_on
    ------------------------+------------------+----------------
    2018-03                 | 2018-03-06       | 2018-03-06
    hypersensitivity-update | 2018-03-07       | 2021-04-30
    2022-10                 | 2022-10-03       | 2022-10-03
    2023-12                 | 2023-12-13       | 2023-12-13
"""
RISK = """
    risk             | label_version
    -----------------+------------------------
    hypersensitivity | hypersensitivity-update
"""
ADMINISTRATIONS = """
    label_version | dose_kind   | method   | dose_mg | shortest_minutes | shortest_minutes_later | shortest_verification | observed_minutes | observed_minutes_later | observation_verification
    --------------+-------------+----------+---------+------------------+------------------------+-----------------------+------------------+------------------------+-------------------------
    2018-03       | loading     | infusion | 2000    | 30               | 30                     | V2                    | 60               | 15                     | V2
    2018-03       | maintenance | infusion | 800     | 30               | 15                     | V2                    | 60               | 15                     | V2
    2022-10       | maintenance | push     | 800     | 0.5              | 0.5                    | NV                    | 60               | 15                     | V3
    2023-12       | loading     | push     | 2000    | 1.5              | 1.5                    | NV                    | 60               | 15                     | V3
"""


def label(given: Given) -> None:
    """Every number of the dose rules, the editions of the label, and what they say of each way to give a dose."""
    given("reference.threshold", THRESHOLDS)
    given("clinical.label_period", EDITIONS)
    given("reference.listed_risk", RISK)
    given("reference.labelled_administration", ADMINISTRATIONS)


def treated(given: Given, *patients: str, **cells: str) -> None:
    """Treated people, and the report of a stranger, so that the feed of events is not empty."""
    for patient in patients:
        row = {"patient_id": patient, "is_treated": "true", "first_dose_on": "2026-03-01"} | cells
        given("clinical.patient", " | ".join(row) + "\n" + " | ".join(row.values()))
    given("clinical.adverse_event", "event_id | patient_id | term\nX | stranger | headache")
    nothing_else(given)


def nothing_else(given: Given) -> None:
    """No reaction, vital sign or medicine of anybody, unless a test draws one."""
    for relation in ("infusion_response", "infusion_finding", "vital_sign", "medication"):
        given(f"clinical.{relation}", "patient_id")


def dosed(given: Given, drawn: str) -> None:
    """Administrations: patient | day | mg, and if wanted number | method | minutes | observed | action | site.

    They begin at 10:00 UTC and are numbered in the order drawn. `minutes` is the length; empty: the end is not known.
    Without the column an administration is long enough, and so is its observation.
    """
    header, rows = read_drawn_table(drawn)
    numbers: dict[str | None, int] = {}
    for index, values in enumerate(rows):
        cells = dict(zip(header, values, strict=True))
        patient = cells["patient"] or ""
        numbers[patient] = numbers.get(patient, 0) + 1
        row = {
            "infusion_id": f"{patient}/{numbers[patient]}",
            "patient_id": patient,
            "site_id": cells.get("site") or "S1",
            "infusion_number": cells.get("number") or str(numbers[patient]),
            "started_on": cells["day"] or "",
            "started_at": f"{cells['day']}T10:00:00Z",
            "ended_at": _end(cells, "minutes" in cells),
            "dose_mg": cells["mg"] or "",
            "method": cells["method"] or "" if "method" in cells else "infusion",
            "action_taken": cells.get("action") or "none",
            "observed_minutes": cells["observed"] or "" if "observed" in cells else "60",
            "source_file": "infusions",
            "source_row": str(index + 2),
        }
        given("clinical.infusion", " | ".join(row) + "\n" + " | ".join(row.values()))


def _end(cells: dict[str, str | None], is_drawn: bool) -> str:
    if not is_drawn:
        return f"{cells['day']}T10:30:00Z"
    minutes = cells["minutes"]
    if minutes is None:
        return ""
    seconds = round(float(minutes) * 60)
    return f"{cells['day']}T{10 + seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}Z"
