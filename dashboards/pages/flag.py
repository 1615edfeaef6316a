"""All flags on one page, and each signal on its own page with the evidence down to file and row."""

import json
from collections import Counter, defaultdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from dashboards.address import NAMES, asked_on, fields
from dashboards.frame import render
from dashboards.night import OpenNight, Row
from dashboards.words import day, moment
from schemas.base import columns_of, comments_of
from schemas.catalogue import contract_of

SHOWN_PROOF = 2
MOST_FLAGS = 200
"""Flags of one signal with their evidence on a page, and people whom it could not judge: a page stays below 3 MB."""
MOST_IN_LIST = 1000
NOT_SHOWN = {"patient_id", "source_file", "source_row"}


def signal_page_name(rule: str) -> str:
    """File name of a signal's page."""
    return f"signal-{rule}.html"


def flags_with_news(night: OpenNight, **wanted: Any) -> list[Row]:
    """Flags with `is_new` (not in the previous night; None without one) and the link to their evidence; new ones first.

    The link is None for a flag beyond the most that the page of its signal shows.
    """
    flags = night.rows("flag", **wanted)
    for flag in flags:
        flag["is_new"] = None if night.earlier is None else (flag["flag_id"],) not in night.earlier.flags
    flags.sort(key=lambda flag: not flag["is_new"])
    n_of_rule: Counter[str] = Counter()
    for flag in flags:
        n_of_rule[flag["rule"]] += 1
        is_shown = n_of_rule[flag["rule"]] <= MOST_FLAGS
        flag["link"] = f"{signal_page_name(flag['rule'])}#flag-{flag['flag_id']}" if is_shown else None
    return flags


def flags_page(night: OpenNight) -> str:
    """The table of flags: new ones, then undated ones, then the newest onset; at most MOST_IN_LIST."""
    everyone = flags_with_news(night)
    asked = asked_on(night, NAMES)
    flags = [flag for flag in everyone if asked.keeps(flag)]
    signals = night.rows("signal")
    titles = {signal["rule"]: signal["title"] for signal in signals}
    return render(
        "flags.html",
        night,
        page="flags.html",
        title="Flags",
        flags=flags[:MOST_IN_LIST],
        n_flags=len(flags),
        n_patients=len({flag["patient_id"] for flag in flags}),
        n_new=sum(bool(flag["is_new"]) for flag in flags),
        n_hidden=len(everyone) - len(flags),
        filters=asked.in_words(titles),
        fields=fields(
            asked,
            NAMES,
            sites=sorted({flag["site_id"] for flag in everyone if flag["site_id"]}),
            signals=titles.items(),
            labels=[row["label_version"] for row in night.rows("label_edition")],
        ),
        signals=signals,
        earlier=night.earlier,
    )


def signal_page(night: OpenNight, rule: str) -> str:
    """One signal: what it asks, its flags with every row behind them, and whom it could not judge."""
    (signal,) = night.of_rule("signal", rule)
    flags = flags_with_news(night, rule=rule)[:MOST_FLAGS]
    shown = [flag["flag_id"] for flag in flags]
    suggestion = {row["flag_id"]: row for row in night.rows("causality", flag_id=shown)}
    explanations = _by_flag(night.rows("explanation", flag_id=shown))
    naranjo = _by_flag(night.rows("naranjo_answer", flag_id=shown))
    everyone_unjudged = night.rows("unassessable", rule=rule)
    unjudged = everyone_unjudged[:MOST_FLAGS]
    proof = proof_of(night, rule, [row["patient_id"] for row in (*flags, *unjudged)])
    for flag in flags:
        flag["proof"] = proof[flag["patient_id"], flag["flag_id"]]
        flag["causality"] = suggestion.get(flag["flag_id"])
        flag["explanations"] = explanations[flag["flag_id"]]
        flag["naranjo"] = naranjo[flag["flag_id"]]
    for person in unjudged:
        pieces = proof[person["patient_id"], None]
        person["n_more"] = max(len(pieces) - SHOWN_PROOF, 0)
        person["proof"] = pieces[:SHOWN_PROOF]
    return render(
        "signal.html",
        night,
        page=signal_page_name(rule),
        title=signal["title"],
        signal=signal,
        flags=flags,
        unjudged=unjudged,
        n_unjudged=len(everyone_unjudged),
        text=night.text_of(f"rules.{rule}"),
    )


def proof_of(night: OpenNight, rule: str, patients: list[str]) -> dict[tuple[str, str | None], list[Row]]:
    """The rows behind the answers of a rule about these people, by person and flag (None: about what is not judged)."""
    proof: dict[tuple[str, str | None], list[Row]] = defaultdict(list)
    for piece in night.rows("evidence", rule=rule, patient_id=sorted(set(patients))):
        piece["filled"], piece["empty"] = fact_cells(piece["relation"], piece["fact"])
        proof[piece["patient_id"], piece["flag_id"]].append(piece)
    return proof


def _by_flag(rows: list[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["flag_id"]].append(row)
    return found


def fact_cells(relation: str | None, fact: str | None) -> tuple[list[tuple[str, str, str]], list[str]]:
    """Filled columns of a fact as (name, value in words, meaning), and the names of the empty ones."""
    contract = contract_of(relation) if relation else None
    if contract is None or fact is None:
        return [], []
    types, meanings = columns_of(contract), comments_of(contract)
    cells = {name: cell for name, cell in json.loads(fact, parse_float=Decimal).items() if name not in NOT_SHOWN}
    filled = [
        (name, _in_words(cell, types.get(name, "")), meanings.get(name, ""))
        for name, cell in cells.items()
        if cell is not None
    ]
    return filled, [name for name, cell in cells.items() if cell is None]


def cell_in_words(cell: Any, sql_type: str) -> str:
    """A cell of a relation as people read it; a dash for an empty one."""
    if cell is None:
        return "–"
    if isinstance(cell, datetime):
        return moment(cell)
    if isinstance(cell, date):
        return day(cell)
    if isinstance(cell, list):
        return ", ".join(map(str, cell))
    return _in_words(cell, sql_type)


def _in_words(cell: Any, sql_type: str) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, Decimal):
        text = f"{cell:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    if sql_type == "DATE":
        return day(date.fromisoformat(cell))
    if sql_type == "TIMESTAMP WITH TIME ZONE":
        return moment(datetime.fromisoformat(cell))
    return str(cell)
