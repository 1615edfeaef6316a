"""What can be decided, and whether a decision is complete: by the reference rows that the form shows."""

import csv
import re
import unicodedata
from dataclasses import fields
from datetime import date
from functools import cache
from pathlib import Path

from flows.decision.record import Decision

REFERENCE = Path(__file__).parents[2] / "sql" / "reference"
LONGEST_TEXT = 10_000
OF_A_SUBJECT = {
    "case": ("case_id",),
    "row": ("feed", "source_file", "source_row"),
    "night": (),
    "decision": ("withdraws",),
}
GRADES = range(1, 6)
SHA256 = re.compile(r"[0-9a-f]{64}")


class NotADecision(ValueError):
    """What was filled in cannot be recorded; the message says what is missing or wrong."""


@cache
def kinds() -> dict[str, dict[str, str]]:
    """Kind → its row of reference.decision_kind, as text."""
    return {row["kind"]: row for row in _reference("decision_kind")}


@cache
def choices(field: str) -> tuple[str, ...]:
    """What can be chosen for a field of the assessment, in the order of the form."""
    return tuple(row["choice"] for row in _reference("assessment_choice") if row["field"] == field)


@cache
def titles(field: str) -> dict[str, str]:
    """Choice → what it is called, for a field of the assessment, in the order of the form."""
    return {row["choice"]: row["title"] for row in _reference("assessment_choice") if row["field"] == field}


def signature_of(kind: str) -> str:
    """What signing this kind of decision means, in the words that are signed."""
    return kinds()[kind]["signature"]


def require_complete(decision: Decision, today: date) -> None:
    """Raise NotADecision, with every problem in words, unless the decision can be recorded."""
    problems = _problems(decision, today)
    if problems:
        raise NotADecision(" ".join(problems))


def _problems(decision: Decision, today: date) -> list[str]:
    kind = kinds().get(decision.kind)
    if kind is None:
        return [f"There is no kind of decision '{decision.kind}'. Choose one of {', '.join(kinds())}."]
    needed = [*OF_A_SUBJECT[kind["subject"]], *kind["required"].split()]
    found = [f"{kind['title']}: {name.replace('_', ' ')} is missing." for name in needed if not getattr(decision, name)]
    if not decision.decided_by.strip() or not decision.form_key.strip():
        found.append("A decision needs the name of who signs and the key of its form.")
    if decision.role not in kind["roles"].split():
        found.append(f"{kind['title']} is signed by the role {kind['roles']}; the role here is '{decision.role}'.")
    for field in ("causality", "expectedness", "artefact"):
        chosen = getattr(decision, field)
        if chosen is not None and chosen not in choices(field):
            found.append(f"'{chosen}' is no {field}. Choose one of {', '.join(choices(field))}.")
    found += [
        f"'{one}' is no seriousness criterion. Choose of {', '.join(choices('seriousness'))}."
        for one in decision.seriousness
        if one not in choices("seriousness")
    ]
    if len(decision.seriousness) > 1 and {"not_serious", "cannot_be_judged"} & set(decision.seriousness):
        found.append("A case is serious by its criteria, not serious, or cannot be judged: choose one of these.")
    if decision.severity_grade is not None and decision.severity_grade not in GRADES:
        found.append("A severity grade is a whole number from 1 to 5.")
    if decision.until_on is not None and decision.until_on <= today:
        found.append("A case is snoozed until a day that is yet to come.")
    if decision.submitted_on is not None and decision.submitted_on > today:
        found.append("A report cannot have been sent on a day that is yet to come.")
    if decision.source_file is not None and not SHA256.fullmatch(decision.source_file):
        found.append("A quarantined row is named by the SHA-256 of its file.")
    return found + _unfit_texts(decision)


def _unfit_texts(decision: Decision) -> list[str]:
    named = [(field.name, getattr(decision, field.name)) for field in fields(decision)]
    texts = [(name, value) for name, value in named if isinstance(value, str)]
    texts += [("corrected", part) for pair in decision.corrected.items() for part in pair]
    texts += [("snapshot", part) for fact in decision.snapshot for part in fact if part is not None]
    return [
        f"The text of {name.replace('_', ' ')} is longer than {LONGEST_TEXT:,} characters or holds a control character."
        for name, text in texts
        if len(text) > LONGEST_TEXT or any(_is_unfit(letter) for letter in text)
    ]


def _is_unfit(letter: str) -> bool:
    return unicodedata.category(letter) in {"Cc", "Cs"} and letter not in "\n\r\t"


def _reference(name: str) -> list[dict[str, str]]:
    with (REFERENCE / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))
