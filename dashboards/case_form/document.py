"""One case as JSON: values as delivered beside what they became, each with file and row. Shape: docs/case-json.md."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from dashboards.case_form.boxes import Answer
from dashboards.case_form.facts import STATEMENT, CaseFacts, Source, fact_of
from dashboards.case_form.form import sections
from dashboards.case_form.narrative import narrative
from dashboards.night import Row

FORMAT = "vigil-case/1"
OF_THE_NIGHT = (
    "as_of", "run_id", "built_at", "is_historical", "software_version", "git_commit", "rules_fingerprint",
    "contract_fingerprint",
)  # fmt: skip
OF_THE_CASE = (
    "case_id", "patient_id", "site_id", "concept", "concept_title", "is_adverse_event", "lead_term", "terms",
    "onset_on", "onset_at", "first_received_at", "first_aware_at", "aware_zone", "aware_party",
    "latest_information_at", "n_reports", "n_withdrawn", "n_versions", "n_flags", "grade", "outcome", "is_nullified",
    "is_ind_study", "completeness_share", "missing",
)  # fmt: skip
OF_A_FLAG = (
    "flag_id", "rule", "title", "onset_on", "onset_at", "grade", "certainty", "criterion", "why", "unjudged",
    "is_listed", "label_version", "listedness_why", "dechallenge", "dechallenge_why", "rechallenge", "rechallenge_why",
)  # fmt: skip
OF_A_CLOCK = (
    "kind",
    "title",
    "state",
    "day0_at",
    "day0_on",
    "zone",
    "due_on",
    "ended_at",
    "end_reason",
    "assessed_as",
    "why",
    "source",
)
OF_AN_ASSESSMENT = (
    "number", "decided_by", "decided_at", "seriousness", "causality", "expectedness", "severity_grade", "artefact",
)  # fmt: skip
WHERE_FROM = ("file_name", "source_file", "source_row")
NOT_NORMALISED = {"case_id", "version_id", "event_id", "disposition", "delivered", *WHERE_FROM}


def case_document(facts: CaseFacts) -> dict[str, Any]:
    """The whole case as data, its keys in the order of the documented shape."""
    case, evidence = facts.case, facts.evidence()
    return {
        "format": FORMAT,
        "statement": STATEMENT,
        "night": _chosen(facts.night, OF_THE_NIGHT),
        "case": _chosen(case, OF_THE_CASE),
        "seriousness": {"is_serious": case["is_serious"], "letters": _letters(case["seriousness"])},
        "listedness": {
            "is_listed": case["is_listed"],
            "label_version": case["label_version"],
            "is_edition_verified": case["is_edition_verified"],
            "why": case["listedness_why"],
        },
        "causality": {
            "as_reported": case["causality_as_reported"],
            "as_suggested": [
                {"flag_id": flag["flag_id"], "who_umc": flag["who_umc"], "why": flag["who_umc_why"]}
                for flag in facts.flags
                if flag["who_umc"] is not None
            ],
        },
        "assessment": None if facts.assessed is None else _chosen(facts.assessed, OF_AN_ASSESSMENT),
        "reports": [_report(report) for report in facts.reports],
        "flags": [_flag(flag, evidence) for flag in facts.flags],
        "clocks": [_chosen(clock, OF_A_CLOCK) for clock in facts.clocks],
        "form": {
            title: [{"box": box.number, "title": box.title, "answers": _answers(box.answers)} for box in boxes]
            for title, boxes in sections(facts).items()
        },
        "narrative": _answers(narrative(facts)),
    }


def case_json(facts: CaseFacts) -> str:
    """The same as text: UTF-8, two blanks of indent, one newline at the end."""
    return json.dumps(case_document(facts), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _report(report: Row) -> dict[str, Any]:
    return {
        "version_id": report["version_id"],
        "event_id": report["event_id"],
        "disposition": report["disposition"],
        "normalised": {name: _value(value) for name, value in report.items() if name not in NOT_NORMALISED},
        "delivered": json.loads(report["delivered"]),
        "evidence": _chosen(report, WHERE_FROM),
    }


def _flag(flag: Row, evidence: list[Row]) -> dict[str, Any]:
    pieces = [piece for piece in evidence if piece["flag_id"] == flag["flag_id"]]
    return {
        **_chosen(flag, OF_A_FLAG),
        "evidence": [
            {"feed": piece["feed"], **_chosen(piece, WHERE_FROM), "relation": piece["relation"], "fact": fact_of(piece)}
            for piece in pieces
        ],
    }


def _answers(answers: Iterable[Answer]) -> list[dict[str, Any]]:
    return [{"text": answer.text, "sources": list(map(_source, answer.sources))} for answer in answers]


def _source(source: Source) -> dict[str, Any]:
    return {"relation": source.relation, "file_name": source.file_name, "row": source.row}


def _letters(seriousness: str | None) -> list[str]:
    return seriousness.split("·") if seriousness else []


def _chosen(row: Row, names: Iterable[str]) -> dict[str, Any]:
    return {name: _value(row[name]) for name in names}


def _value(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value
