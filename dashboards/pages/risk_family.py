"""What every page of a risk begins with: the rules of its family, their verdicts, and whom they could not judge."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from dashboards.flag_list import flags_with_news, signal_page_name
from dashboards.night import OpenNight, Row
from dashboards.pages.rate import rate_page_name
from dashboards.words import count, counted

SHOWN_REASONS = 3
SHOWN_PEOPLE = 12


def family(night: OpenNight, rules: Sequence[str]) -> list[dict[str, Any]]:
    """Each rule of the family that this night knows, in the given order, with its flags, rates and open cases."""
    return [_member(night, signal) for rule in rules for signal in night.of_rule("signal", rule)]


def _member(night: OpenNight, signal: Row) -> dict[str, Any]:
    rule = signal["rule"]
    unjudged = night.rows("unassessable", rule=rule)
    why = Counter(row["reason"] for row in unjudged).most_common()
    flags = flags_with_news(night, [rule])
    return {
        "signal": signal,
        "link": signal_page_name(rule),
        "rate_link": rate_page_name(rule) if signal["is_active"] else None,
        "rates": night.of_rule("rate", rule),
        "flags": flags,
        "n_new": None if night.earlier is None else sum(bool(flag["is_new"]) for flag in flags),
        "unjudged": unjudged,
        "why": why[:SHOWN_REASONS],
        "n_more_reasons": len(why[SHOWN_REASONS:]),
    }


def opening(night: OpenNight, members: list[dict[str, Any]], subject: str) -> str:
    """The page in a few words: who is flagged, what is new, who was not judged in full; then the verdicts."""
    active = [member for member in members if member["signal"]["is_active"]]
    treated = counted(night.facts["n_treated"], "treated patient")
    if not active:
        return f"No rule on {subject} ran in this night: nothing is known from the rules about {treated}."
    flagged = {flag["patient_id"] for member in active for flag in member["flags"]}
    unjudged = {row["patient_id"] for member in active for row in member["unjudged"]}
    n_new = 0 if night.earlier is None else sum(member["n_new"] for member in active)
    new = "" if night.earlier is None else f" ({counted(n_new, 'flag')} new since the night before)"
    return (
        f"{count(len(flagged))} of {treated} carry a flag of a rule on {subject}{new}; "
        f"{count(len(unjudged))} could not be judged in full by at least one of {counted(len(active), 'rule')}."
        f"{beside_the_trial(active)}"
    )


def beside_the_trial(members: list[dict[str, Any]]) -> str:
    """The verdict of each rule that has one, as a sentence that begins with a space; nothing where none has."""
    said: dict[str, list[str]] = defaultdict(list)
    for member in members:
        for rate in member["rates"]:
            if rate["trial_share"] is not None and rate["verdict"]:
                said[rate["verdict"]].append(member["signal"]["title"])
    parts = [f"{' and '.join(dict.fromkeys(titles))}: {verdict}" for verdict, titles in said.items()]
    return f" Beside the trial, {'; '.join(parts)}." if parts else ""


def explanations(night: OpenNight, members: list[dict[str, Any]]) -> dict[str, list[Row]]:
    """What else could explain the family's flags, by patient, each thing once, listed medicines first."""
    found: dict[str, dict[tuple[str, str], Row]] = defaultdict(dict)
    for member in members:
        patient_of = {flag["flag_id"]: flag["patient_id"] for flag in member["flags"]}
        for row in night.rows("explanation", rule=member["signal"]["rule"]):
            if row["flag_id"] in patient_of:
                found[patient_of[row["flag_id"]]].setdefault((row["kind"], row["words"]), row)
    by_kind = {
        patient_id: sorted(things.values(), key=lambda row: row["kind"] != "listed_medicine")
        for patient_id, things in found.items()
    }
    return defaultdict(list, by_kind)


def numbers(night: OpenNight, rule: str) -> dict[str, float]:
    """The numbers in force of a rule, by name."""
    return {row["name"]: float(row["value"]) for row in night.rows("rule_number", rule=rule)}


def reasons(people: list[Row], column: str) -> list[dict[str, Any]]:
    """Why people are missing from a figure: each reason with its people, the first of them by name."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in people:
        if row[column] is not None:
            found[row[column]].append(row["patient_id"])
    return [
        {"reason": reason, "n": len(ids), "shown": sorted(ids)[:SHOWN_PEOPLE], "n_more": len(ids[SHOWN_PEOPLE:])}
        for reason, ids in sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    ]
