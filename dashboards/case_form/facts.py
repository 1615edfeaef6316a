"""Everything that a night holds of one case, read once for its form, its narrative and its JSON."""

import json
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from dashboards.night import OpenNight, Row
from dashboards.work import newest_assessment

NOT_REPORTED = "not reported"
STATEMENT = (
    "This is a record for review. It does not judge cause, and it is not an admission that ibalizumab or anybody "
    "caused or contributed to the event."
)
INVISIBLE = {"Cc", "Cf", "Co", "Cs"}
JOINERS = {"\u200c", "\u200d"}
"""Invisible letters that some scripts need."""


class Source(NamedTuple):
    """Where an answer stands: a row of a delivery, or a relation of the night that computed it."""

    relation: str
    file_name: str | None = None
    row: int | None = None

    @property
    def in_words(self) -> str:
        """As it is printed behind an answer."""
        return self.relation if self.file_name is None else f"{self.file_name}, row {self.row}"


@dataclass(frozen=True)
class CaseFacts:
    """Rows of the marts about one case; `reports` hold every version, withdrawn and superseded ones too.

    `cited` are the delivered rows behind its flags, `assessed` is the newest assessment.
    `evidence` reads them with the facts that they became.
    """

    case: Row
    treatment: Row
    reports: list[Row]
    flags: list[Row]
    cited: list[Row]
    evidence: Callable[[], list[Row]]
    medicines: list[Row]
    events: list[Row]
    clocks: list[Row]
    assessed: Row | None
    night: Row

    @property
    def standing(self) -> list[Row]:
        """The report versions in force."""
        return [report for report in self.reports if report["disposition"] == "in_force"]

    @property
    def onset_on(self) -> date | None:
        """Day of the first onset."""
        found: date | None = self.case["onset_on"]
        return found


def case_facts(night: OpenNight, case_id: str) -> CaseFacts | None:
    """The facts of a case by its id; None when the night has no such case."""
    found = night.of_case("case", case_id)
    if not found:
        return None
    (case,) = found
    (treatment,) = night.of_case("case_treatment", case_id)
    flags = night.of_case("case_flag", case_id)
    patient_id = case["patient_id"]
    return CaseFacts(
        case=case,
        treatment=treatment,
        reports=night.of_case("case_report", case_id),
        flags=flags,
        cited=night.of_case("case_row", case_id),
        evidence=lambda: night.rows("evidence", flag_id=[flag["flag_id"] for flag in flags]),
        medicines=night.of_patient("patient_medicine", patient_id),
        events=night.of_patient("patient_event", patient_id),
        clocks=night.decided("clock", case_id=case_id),
        assessed=newest_assessment(night.decided("decision", case_id=case_id)),
        night=night.facts,
    )


def of_report(report: Row) -> Source:
    """The delivered row of a report version."""
    return Source("clinical.report_version", report["file_name"], report["source_row"])


def plain_text(text: Any) -> str:
    """Words from outside on one line, without characters that are not seen or that turn the line around."""
    spaced = "".join(
        " " if letter.isspace() else letter
        for letter in str(text)
        if letter.isspace() or letter in JOINERS or unicodedata.category(letter) not in INVISIBLE
    )
    return " ".join(spaced.split())


def fact_of(piece: Row) -> Any:
    """The fact that an evidence row became, as data; None when it became none of its own."""
    return None if piece["fact"] is None else json.loads(piece["fact"])
