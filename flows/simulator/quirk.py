"""What goes wrong on the way: files sent twice, broken rows, files that are none of ours."""

import csv
import io
from datetime import date, timedelta

from flows.simulator.shipping import Delivery, csv_text

Malformed = list[tuple[str, str]]
DUPLICATED = [
    "lab_result_LAB-CENTRAL",
    "lab_result_LAB-NORD",
    "infusion_SITE-03",
    "adverse_event_SITE-01",
    "patient_SITE-02",
]
SERIOUS = {"is_serious": "yes", "seriousness": "hospitalisation"}
URGENT_BEFORE_END = 4
"""Days before the end of the programme on which a serious report without its person is sent."""


def spoil(shipped: list[Delivery], first_day: date, last_day: date) -> tuple[list[Delivery], Malformed]:
    """The deliveries with quirks among them, in order of day, and the malformed ones with their kind."""
    spoiled, malformed = _with_broken_rows(shipped, first_day.year)
    for content, kind, name in _broken_files(shipped, first_day):
        day = first_day + (last_day - first_day) * (len(malformed) + 2) // 16
        file_name = name.format(day=day)
        spoiled.append(Delivery(file_name, day, content))
        malformed.append((file_name, kind))
    spoiled += _sent_twice(shipped, last_day)
    urgent = _urgent_without_person(shipped, last_day)
    if urgent is not None:
        spoiled.append(urgent)
        malformed.append((urgent.name, "missing_patient"))
    return sorted(spoiled, key=lambda delivery: (delivery.day, delivery.name)), malformed


def _sent_twice(shipped: list[Delivery], last_day: date) -> list[Delivery]:
    """The same bytes under another name on the next day; once the same rows with columns in reverse order."""
    copies = []
    for stem in DUPLICATED:
        original = _of(shipped, stem, 2)
        if original is not None and original.day < last_day:
            name, dot, ending = original.name.rpartition(".")
            copies.append(Delivery(f"{name} (1){dot}{ending}", original.day + timedelta(days=1), original.content))
    turned = _of(shipped, "lab_result_LAB-CENTRAL", 4)
    if turned is not None and turned.day < last_day:
        text = csv_text([line[::-1] for line in _lines(turned)])
        name = turned.name.replace(".csv", "_resent.csv")
        copies.append(Delivery(name, turned.day + timedelta(days=1), text.encode()))
    return copies


def _urgent_without_person(shipped: list[Delivery], last_day: date) -> Delivery | None:
    """A serious report of the last week on which the site forgot to write of whom it tells."""
    event = _of(shipped, "adverse_event_SITE-02", 0)
    if event is None:
        return None
    day = last_day - timedelta(days=URGENT_BEFORE_END)
    known_on = day - timedelta(days=1)
    cells = {
        "sender_id": "SITE-02", "site_id": "SITE-02", "record_id": "URGENT-1", "record_version": "1",
        "record_status": "final", "verbatim_term": "brought in with a stroke, patient number to follow",
        "preferred_term": "Cerebrovascular accident", "started_at": str(known_on - timedelta(days=1)),
        "severity_grade": "4", **SERIOUS, "outcome": "not_recovered", "action_taken": "unknown",
        "reported_causality": "unknown", "first_aware_at": f"{known_on}T16:20:00-08:00",
        "aware_party": "medical information line", "reporter": "physician", "is_ind_study": "no",
        "reported_at": f"{known_on}T18:00:00-08:00",
    }  # fmt: skip
    header = _lines(event)[0]
    text = csv_text([header, [cells.get(name, "") for name in header]])
    return Delivery(f"adverse_event_SITE-02_{day}_urgent.csv", day, text.encode())


def _with_broken_rows(shipped: list[Delivery], year: int) -> tuple[list[Delivery], Malformed]:
    """Append one broken row each to some files. The rows are new records and change no answer."""
    plans = [
        ("lab_result_LAB-CENTRAL", 6, "impossible_date", {"collected_at": f"{year}-02-30T09:00:00-05:00"}),
        ("lab_result_LAB-CENTRAL", 9, "letters_in_number", {"value": "1O.4"}),
        ("lab_result_LAB-CENTRAL", 12, "implausible_value", {"value": "9999999"}),
        ("lab_result_LAB-SUD", 5, "other_decimal_mark", {"value": "13.9"}),
        ("adverse_event_SITE-03", 3, "missing_patient", {"patient_id": "", **SERIOUS}),
        ("vital_sign_SITE-01", 4, "unknown_sign", {"sign": "waist"}),
        ("vital_sign_SITE-01", 7, "too_many_fields", {}),
        ("medication_SITE-04", 2, "words_for_a_time", {"reported_at": "not yet"}),
    ]  # fmt: skip
    spoiled = list(shipped)
    malformed: Malformed = []
    for stem, number, kind, changes in plans:
        target = _of(shipped, stem, number)
        if target is None:
            continue
        header, *lines = _lines(target)
        row = dict(zip(header, _harmless(header, lines), strict=True))
        row |= {"record_id": f"{row['record_id']}-{number}", **changes}
        extra = [*row.values(), "one", "too many"] if kind == "too_many_fields" else list(row.values())
        text = csv_text([extra], "\r\n" if b"\r\n" in target.content else "\n")
        spoiled[spoiled.index(target)] = Delivery(target.name, target.day, target.content + text.encode())
        malformed.append((target.name, kind))
    return spoiled, malformed


def _harmless(header: list[str], lines: list[list[str]]) -> list[str]:
    """A row that no rule reads: the last sodium of a laboratory's file, the last row of another."""
    sodium = [line for line in lines if "loinc" in header and line[header.index("loinc")] == "2951-2"]
    return (sodium or lines)[-1]


def _broken_files(shipped: list[Delivery], first_day: date) -> list[tuple[bytes, str, str]]:
    event = _of(shipped, "adverse_event_SITE-01", 1)
    header = _lines(event)[0] if event is not None else ["record_id"]
    cells = {
        "sender_id": "SITE-01", "record_version": "1", "record_status": "final", "patient_id": "P-9999",
        "started_at": str(first_day + timedelta(days=60)), "severity_grade": "1",
        "reported_at": f"{first_day + timedelta(days=63)}T10:00:00-05:00",
        "preferred_term": "Headache", "verbatim_term": "headache",
    }  # fmt: skip

    def line(record_id: str, **changes: str) -> str:
        return csv_text([[{**cells, "record_id": record_id, **changes}.get(name, "") for name in header]])

    head = csv_text([header])
    open_quote = line("Q-1") + line("Q-2").replace("headache", '"headache since') + line("Q-3")
    temperatures = f"logger,read_at,celsius\nF-2,{first_day}T06:00:00Z,4.1\nF-2,{first_day}T07:00:00Z,4.3\n"
    latin = head + line("Q-4", verbatim_term="fièvre légère et céphalée")
    return [
        (temperatures.encode(), "fits_no_feed", "refrigerator_SITE-03_{day}.csv"),
        (b"", "empty_file", "infusion_SITE-01_{day}_empty.csv"),
        (head.encode(), "header_only", "adverse_event_SITE-01_{day}_none.csv"),
        (latin.encode("latin-1"), "not_utf8", "adverse_event_SITE-01_{day}_latin.csv"),
        ((head + open_quote).encode(), "unclosed_quote", "adverse_event_SITE-01_{day}_quote.csv"),
        (b"PK\x03\x04 this was a workbook once", "broken_workbook", "patient_SITE-02_{day}_broken.xlsx"),
    ]


def _of(shipped: list[Delivery], stem: str, number: int) -> Delivery | None:
    """The so-manieth delivery of a sender's feed, where there are as many."""
    of_sender = [delivery for delivery in shipped if delivery.name.startswith(stem)]
    return of_sender[number] if len(of_sender) > number else None


def _lines(delivery: Delivery) -> list[list[str]]:
    return list(csv.reader(io.StringIO(delivery.content.decode("utf-8-sig"), newline="")))
