"""Which rows stand behind which number: the receipts that pages link to, declared here and nowhere else.

A receipt is a page of its own, with a name from this list, so that an address can ask for nothing but what is declared:
there is no parameter that a hostile address could bend. The counts of rules have their own (`pages.receipt`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dashboards.night import Row
from schemas.delivery import FEEDS

PREFIX = "rows-"


@dataclass(frozen=True)
class Behind:
    """Delivered rows that a row rests on: those of a clinical relation whose columns equal the row's."""

    relation: str
    on: Mapping[str, str]
    """Column of that relation → column of the row; patient_id is always one."""
    where: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Receipt:
    """The rows of a relation that a number counts, and where each was delivered.

    A row with source_file and source_row names its own line; of others `behind` tells which lines they rest on.
    """

    name: str
    title: str
    relation: str
    page: str
    """Where the number stands."""
    where: Mapping[str, Any] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()
    behind: tuple[Behind, ...] = ()

    @property
    def page_name(self) -> str:
        """File name of the page with these rows."""
        return rows_page_name(self.name)

    @property
    def condition(self) -> str:
        """The rows in the words of SQL, to be read and typed, never run here."""
        parts = [_equals(name, value) for name, value in self.where.items()]
        return f"FROM {self.relation}" + (f" WHERE {' AND '.join(parts)}" if parts else "")


def _equals(name: str, value: Any) -> str:
    if value is None:
        return f"{name} IS NULL"
    if isinstance(value, bool):
        return name if value else f"NOT {name}"
    return f"{name} = '{value}'"


def rows_page_name(name: str) -> str:
    """File name of the page of a receipt."""
    return f"{PREFIX}{name}.html"


def result(analyte: str, on: str) -> Behind:
    """Results of an analyte on a day that the row names."""
    return Behind("clinical.lab_result", {"patient_id": "patient_id", "collected_on": on}, {"analyte": analyte})


QUADRANTS = {
    "both": "Both high",
    "aminotransferase alone": "ALT or AST high, bilirubin not",
    "bilirubin alone": "Bilirubin high, ALT and AST not",
    "neither": "Neither high",
    "not settled": "Not settled by bounds",
}
COUNTS = {
    "neutrophils": "Neutrophils", "platelets": "Platelets", "haemoglobin": "Haemoglobin", "leukocytes": "Leukocytes",
}  # fmt: skip
STANDINGS = {
    "on_time": "next dose later than this week",
    "due_this_week": "next dose due this week",
    "late": "dose late",
    "reload_due": "loading dose due again",
    "site_has_not_reported": "site has not reported so far",
    "presumed_stopped": "presumed stopped",
    "died": "died",
}
LAST_DOSE = Behind("clinical.infusion", {"patient_id": "patient_id", "started_on": "last_dose_on"})
PEAKS = (
    Behind(
        "clinical.lab_result",
        {"patient_id": "patient_id", "analyte": "aminotransferase", "collected_on": "aminotransferase_on"},
    ),
    result("bilirubin_total", "bilirubin_on"),
)
OF_A_ROW = ("row_text",)


def quadrant_receipt(quadrant: str) -> str:
    """Name of the receipt of a quadrant."""
    return f"liver-{quadrant.replace(' ', '-')}"


RECEIPTS = {
    receipt.name: receipt
    for receipt in (
        Receipt("quarantined", "Quarantined rows", "marts.quarantine", "quality.html", hidden=OF_A_ROW),
        Receipt(
            "quarantined-serious", "Quarantined rows that may be serious", "marts.quarantine", "index.html",
            {"may_be_serious": True}, OF_A_ROW,
        ),
        *(
            Receipt(
                f"quarantined-{feed}", f"Quarantined rows: {feed}", "marts.quarantine", "index.html", {"feed": feed},
                OF_A_ROW,
            )
            for feed in FEEDS
        ),
        *(
            Receipt(f"files-{feed}", f"Files: {feed}", "marts.file_ledger", "index.html", {"feed": feed})
            for feed in FEEDS
        ),
        *(
            Receipt(
                f"superseded-{feed}", f"Superseded rows: {feed}", "staging.set_aside", "index.html",
                {"feed": feed, "disposition": "superseded"},
            )
            for feed in FEEDS
        ),
        Receipt("files-refused", "Refused files", "marts.file_ledger", "quality.html", {"state": "refused"}),
        Receipt(
            "without-dose", "People without a dose on record", "marts.patient_without_dose", "index.html",
            behind=(Behind("clinical.adverse_event", {"patient_id": "patient_id"}),),
        ),
        Receipt(
            "suspect", "Results that no rule can read as a number", "clinical.lab_result", "quality.html",
            {"value": None},
        ),
        Receipt(
            "unknown-analyte", "Results of analytes that no list knows", "clinical.lab_result", "quality.html",
            {"analyte": None},
        ),
        Receipt(
            "uncoded-events", "Reports that their sender did not code", "clinical.adverse_event", "quality.html",
            {"preferred_term": None},
        ),
        *(
            Receipt(
                quadrant_receipt(quadrant), f"Liver: {words.lower()}", "marts.liver_peak", "risk-hepatic.html",
                {"quadrant": quadrant}, behind=PEAKS,
            )
            for quadrant, words in QUADRANTS.items()
        ),
        Receipt("liver-not-placed", "Liver: not placed", "marts.liver_peak", "risk-hepatic.html", {"quadrant": None}),
        Receipt(
            "creatinine", "Highest creatinine of everybody treated", "marts.creatinine_change", "risk-renal.html",
            behind=(result("creatinine", "collected_on"), result("creatinine", "baseline_on")),
        ),
        *(
            Receipt(
                f"lowest-{analyte}", f"{title}: lowest results of grade 1 or more, or not graded", "marts.lowest_count",
                "risk-haematology.html", {"analyte": analyte, "is_named": True},
                behind=(result(analyte, "collected_on"),),
            )
            for analyte, title in COUNTS.items()
        ),
        *(
            Receipt(
                f"shift-{analyte}", f"{title}: grades before and after", "signals.grade_shift", page,
                {"analyte": analyte}, behind=(result(analyte, "baseline_on"), result(analyte, "worst_on")),
            )
            for page, analytes in (
                ("risk-haematology.html", COUNTS), ("risk-renal.html", {"creatinine": "Creatinine"})
            )
            for analyte, title in analytes.items()
        ),
        Receipt("iris", "Reports that may be IRIS", "marts.iris_report", "risk-iris.html"),
        Receipt(
            "reactions", "Flags of reactions to infusions", "marts.reaction", "risk-reactions.html",
            behind=(Behind("clinical.infusion", {"patient_id": "patient_id", "infusion_id": "infusion_id"}),),
        ),
        Receipt("tryptase", "Tryptase after infusions", "marts.reaction_tryptase", "risk-reactions.html"),
        *(
            Receipt(
                f"dose-{standing.replace('_', '-')}", f"Dosing: {words}", "marts.dose_standing", "dosing.html",
                {"standing": standing}, behind=(LAST_DOSE,),
            )
            for standing, words in STANDINGS.items()
        ),
    )
}  # fmt: skip


def own_line(row: Row) -> list[tuple[str, int]]:
    """The line that a row names as its own; none where it names none."""
    if row.get("source_file") is None or row.get("source_row") is None:
        return []
    return [(row["source_file"], row["source_row"])]
