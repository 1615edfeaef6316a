"""Line listing and summary tabulation of cases for the periodic report: an interval, and everything up to its end.

A case belongs to the interval in which its first member was received (days of UTC, both ends included), so that each
case is in one interval and the intervals add up. What was received earlier and told something new in the interval is
listed too, as followed up. Nullified cases and deviations that are no adverse event are left out, and told.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from dashboards.night import Row
from dashboards.selection import rows_of
from flows.query import read_only
from flows.report import published, write_whole
from flows.spreadsheet_file import Cell, Sheet, csv_bytes, is_workbook, xlsx_bytes
from flows.store import Store

COLUMNS = {
    "case_id": "case",
    "in_interval_as": "in the interval as",
    "reaction_group": "reaction group (own term list, not MedDRA)",
    "reaction": "reaction",
    "verbatim_terms": "reported terms (verbatim)",
    "preferred_terms": "preferred terms as coded by the sender",
    "flags": "flags for review",
    "patient_id": "patient",
    "site_id": "site",
    "sex": "sex",
    "age_years_at_onset": "age at onset (calendar years)",
    "onset_on": "onset",
    "first_dose_on": "first dose",
    "newest_dose_on": "newest dose on or before the day of onset",
    "newest_dose_mg": "its amount (mg)",
    "n_doses": "doses on or before the day of onset",
    "days_since_first_dose": "days from first dose to onset",
    "is_serious": "serious",
    "seriousness": "seriousness criteria",
    "is_listed": "listed",
    "label_version": "US label edition",
    "is_edition_verified": "dates of that edition verified",
    "grade": "worst grade",
    "outcome": "outcome",
    "actions_taken": "action taken with ibalizumab",
    "causality_as_reported": "causality as reported",
    "causality_as_suggested": "causality suggested by the rules, for review",
    "reporters": "reporters",
    "is_ind_study": "study under an IND",
    "n_reports": "reports that stand",
    "n_flags": "flags",
    "first_received_on": "first received",
    "first_aware_on": "first awareness",
    "latest_information_on": "newest medical information",
    "rows_of_reports": "rows of the reports",
}
SERIOUS = {True: "serious", False: "non-serious", None: "seriousness not reported"}
LISTED = {True: "listed", False: "unlisted", None: "listedness not judged"}
PAIRS = [(serious, listed) for serious in (True, False, None) for listed in (False, True, None)]


@dataclass(frozen=True)
class Interval:
    """Days of UTC, both included."""

    from_on: date
    until_on: date

    def holds(self, on: date) -> bool:
        """Whether a day lies in it."""
        return self.from_on <= on <= self.until_on


@dataclass(frozen=True)
class Chosen:
    """The cases of a report: those listed in the interval, all up to its end, and those left out."""

    night: Row
    interval: Interval
    lines: list[Row]
    cumulative: list[Row]
    nullified: list[Row]
    no_event: list[Row]

    @property
    def notes(self) -> list[str]:
        """What a reader of the table must know, in sentences."""
        first, last, night = self.interval.from_on, self.interval.until_on, self.night
        by = Counter(line["in_interval_as"] for line in self.lines)
        return [
            f"Cases first received from {first} to {last} (days of UTC, both included): {by['first received']}. "
            f"Received earlier, with new medical information in these days: {by['followed up']}. "
            f"Cumulative, received up to {last}: {len(self.cumulative)}.",
            f"Left out because every report was withdrawn and no flag is left (nullified): {len(self.nullified)}"
            f"{_named(self.nullified)}.",
            f"Left out because no adverse event was reported with them (deviations of dosing, lack of effect): "
            f"{len(self.no_event)}.",
            "Reaction groups are term lists of this project: MedDRA is licensed and not part of it. Terms as coded by "
            "the sender stand beside them.",
            "Each case is told as the night knows it now, also in the cumulative counts. An empty cell is not reported "
            "or cannot be judged; it never means no. Nothing here judges cause.",
            f"Night of {night['as_of']}, run {night['run_id']}, rules {night['rules_fingerprint']}, "
            f"Vigil {night['software_version']}.",
        ]


def choose(listing: list[Row], night: Row, interval: Interval) -> Chosen:
    """The cases of an interval from rows of marts.case_listing, in their order.

    Raises ValueError, a sentence, for days in the wrong order or after the night's data cut-off.
    """
    if interval.from_on > interval.until_on:
        raise ValueError(f"--from {interval.from_on} lies after --until {interval.until_on}. Turn them around.")
    if interval.until_on > night["as_of"]:
        raise ValueError(
            f"--until {interval.until_on} lies after the data cut-off of the night, {night['as_of']}: what came later "
            "is not in it. Run vigil night, or end the interval there."
        )
    known = [row for row in listing if row["first_received_on"] <= interval.until_on]
    events = [row for row in known if row["is_adverse_event"] and not row["is_nullified"]]
    return Chosen(
        night=night,
        interval=interval,
        lines=[row | {"in_interval_as": said} for row in events if (said := _in_interval_as(row, interval))],
        cumulative=events,
        nullified=[row for row in known if row["is_nullified"]],
        no_event=[row for row in known if not row["is_adverse_event"] and not row["is_nullified"]],
    )


def line_listing(chosen: Chosen) -> Sheet:
    """One line a case of the interval."""
    return Sheet("Line listing", list(COLUMNS.values()), [_line(row) for row in chosen.lines])


def summary_tabulation(chosen: Chosen) -> Sheet:
    """Reaction × seriousness × listedness, in the interval and cumulative, with a line of sums at the end."""
    received = [row for row in chosen.cumulative if chosen.interval.holds(row["first_received_on"])]
    counted = (_counts(received), _counts(chosen.cumulative))
    reactions = list(dict.fromkeys((row["reaction_group"], row["reaction"]) for row in chosen.cumulative))
    header = ["reaction group (own term list, not MedDRA)", "reaction"]
    header += [
        f"{SERIOUS[serious]}, {LISTED[listed]}: {span}"
        for serious, listed in PAIRS
        for span in ("interval", "cumulative")
    ]
    rows: list[list[Cell]] = [
        [*reaction, *(counts[reaction, pair] for pair in PAIRS for counts in counted)] for reaction in reactions
    ]
    for row in rows:
        row += [sum(map(int, row[2::2])), sum(map(int, row[3::2]))]  # type: ignore[arg-type]
    header += ["all: interval", "all: cumulative"]
    sums = [sum(row[place] for row in rows) for place in range(2, len(header))]  # type: ignore[misc]
    return Sheet("Summary tabulation", header, [*rows, ["all reactions", "", *sums]])


def write_listing(
    store: Store, out: Path, interval: Interval, *, is_summary: bool, as_of: date | None
) -> tuple[list[Path], list[str]]:
    """Write the listing or the tabulation; returns the files and the notes, which a CSV has in a file of their own.

    Raises ValueError as `choose`, NothingPublished.
    """
    is_xlsx = is_workbook(out)
    with read_only(published(store, as_of)) as con:
        (night,) = rows_of(con, "raw.night")
        chosen = choose(rows_of(con, "marts.case_listing"), night, interval)
    table = summary_tabulation(chosen) if is_summary else line_listing(chosen)
    if is_xlsx:
        notes = Sheet("Notes", ["note"], [[note] for note in chosen.notes])
        return [write_whole(out, xlsx_bytes([table, notes]))], chosen.notes
    told = "".join(f"{note}\n" for note in chosen.notes).encode()
    files = [write_whole(out, csv_bytes(table)), write_whole(out.with_suffix(".notes.txt"), told)]
    return files, chosen.notes


def _in_interval_as(row: Row, interval: Interval) -> str | None:
    if interval.holds(row["first_received_on"]):
        return "first received"
    return "followed up" if interval.holds(row["latest_information_on"]) else None


def _line(row: Row) -> list[Cell]:
    said: Row = row | {"is_serious": SERIOUS[row["is_serious"]], "is_listed": LISTED[row["is_listed"]]}
    return [said[name] for name in COLUMNS]


def _counts(rows: list[Row]) -> Counter[Any]:
    return Counter(((row["reaction_group"], row["reaction"]), (row["is_serious"], row["is_listed"])) for row in rows)


def _named(rows: list[Row]) -> str:
    return f" ({', '.join(row['case_id'] for row in rows)})" if rows else ""
