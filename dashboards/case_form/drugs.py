"""The parts of the form about ibalizumab, other medicines and the history of the person."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from dashboards.case_form.boxes import Answer, Box, described_in, each, given, words
from dashboards.case_form.facts import NOT_REPORTED, CaseFacts, Source, plain_text
from dashboards.night import Row
from dashboards.words import day, plain

COMPUTED = (Source("clinical.infusion"),)
Dose = tuple[str, str | None, Source]


def suspect(facts: CaseFacts) -> list[Box]:
    """Boxes 14 to 21, and what was done with ibalizumab."""
    one = facts.treatment
    doses = _doses(one)
    return [
        Box("14", "Suspect drug", _drug(one, doses)),
        Box(
            "15",
            "Doses on or before the day of onset: the first and the newest",
            [Answer(text, (source,)) for text, _, source in doses],
        ),
        Box("16", "Way of administration", [Answer(how, (source,)) for _, how, source in doses if how]),
        Box("17", "Indication for use"),
        Box("18", "Therapy dates", _therapy_dates(one, doses)),
        Box(
            "19",
            "Administrations on or before the day of onset",
            given(one["n_doses"] or None, COMPUTED),
        ),
        Box("20", "Did the reaction abate after the drug was withheld? (suggested)", _suggested(facts, "dechallenge")),
        Box("21", "Did it reappear after reintroduction? (suggested)", _suggested(facts, "rechallenge")),
        Box("", "Action taken with ibalizumab", each(facts.standing, lambda report: words(report["action_taken"]))),
    ]


def history(facts: CaseFacts) -> list[Box]:
    """Boxes 22 and 23: what began after the onset is left out, what is not dated is not."""
    person = facts.treatment
    described = described_in(person)
    ids = {report["event_id"] for report in facts.reports}
    known = [
        *given(_if(person["has_gilbert_syndrome"], "Gilbert syndrome"), described),
        *given(person["prior_opportunistic_disease"], described),
        *given(_if(person["treatment_experience"], f"treatment: {person['treatment_experience']}"), described),
    ]
    others = [
        Answer(
            f"{plain_text(event['term'])}, onset {plain_text(event['started_text'] or NOT_REPORTED)}", (_row(event),)
        )
        for event in facts.events
        if event["event_id"] not in ids and _may_precede(event["started_on"], facts)
    ]
    return [
        Box("22", "Concomitant drugs, those to treat the reaction left out", list(_medicines(facts))),
        Box("23", "Other relevant history", known),
        Box("23", "Events reported before this onset, or without a day of onset", others),
    ]


def _drug(one: Row, doses: list[Dose]) -> list[Answer]:
    if doses:
        return [Answer("ibalizumab", _rows_of(doses))]
    if one["first_dose_on"] is None:
        return []
    return [
        Answer(
            "ibalizumab; no administration is known to lie on or before the day of onset",
            COMPUTED,
        )
    ]


def _doses(one: Row) -> list[Dose]:
    """The first and the newest dose up to the onset: words, way, row."""
    found = []
    if one["first_on"] is not None:
        found.append(_dose(one, "first", 1))
    if one["newest_number"] is not None and one["newest_on"] is not None and one["n_doses"] > 1:
        found.append(_dose(one, "newest", one["newest_number"]))
    return found


def _dose(one: Row, which: str, number: int) -> Dose:
    amount = f"{plain(one[which + '_mg'])} mg" if one[which + "_mg"] is not None else "amount not reported"
    source = Source("clinical.infusion", one[which + "_file_name"], one[which + "_row"])
    return f"{amount} on {day(one[which + '_on'])} (administration {number})", one[which + "_method"], source


def _rows_of(doses: list[Dose]) -> tuple[Source, ...]:
    """The rows of the doses."""
    return tuple(source for *_, source in doses)


def _therapy_dates(one: Row, doses: list[Dose]) -> list[Answer]:
    if not doses and one["first_dose_on"] is not None:
        return [Answer(f"first administration on {day(one['first_dose_on'])}", COMPUTED)]
    if not doses:
        return []
    text = f"from {day(one['first_on'])}; newest on or before the day of onset {day(one['newest_on'])}"
    return [Answer(text, _rows_of(doses))]


def _suggested(facts: CaseFacts, question: str) -> list[Answer]:
    return [
        Answer(f"{flag[question]}: {plain_text(flag[question + '_why'])}", (Source("signals.causality"),))
        for flag in facts.flags
        if flag[question] not in (None, "not told")
    ]


def _medicines(facts: CaseFacts) -> Iterator[Answer]:
    for medicine in facts.medicines:
        if medicine["role"] == "reaction_treatment" or not _may_precede(medicine["began_from_on"], facts):
            continue
        begun = day(medicine["started_on"]) if medicine["started_on"] else "start not known to the day"
        ended = f"to {day(medicine['ended_on'])}" if medicine["ended_on"] else "end not reported"
        role = words(medicine["role"]) or "role not reported"
        yield Answer(f"{plain_text(medicine['medicine'])} ({role}), {begun}, {ended}", (_row(medicine),))


def _row(row: Row) -> Source:
    relation = "clinical.medication" if "medicine" in row else "clinical.adverse_event"
    return Source(relation, row["file_name"], row["source_row"])


def _may_precede(on: date | None, facts: CaseFacts) -> bool:
    """Whether it may have begun up to the onset: what is not known leaves nothing out."""
    return on is None or facts.onset_on is None or on <= facts.onset_on


def _if(is_told: Any, text: str) -> str | None:
    return text if is_told else None
