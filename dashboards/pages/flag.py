"""All flags on one page, and each signal on its own page with the evidence down to file and row."""

from typing import NamedTuple

from duckdb import DuckDBPyRelation

from dashboards.address import NAMES, asked_on, fields
from dashboards.evidence import SHOWN_PROOF, Proof, by_column, proof_of
from dashboards.flag_list import MOST_FLAGS, flags_in_words, listed_flags, signal_page_name
from dashboards.frame import render
from dashboards.night import OpenNight, Row
from dashboards.part_of_list import part_of, rows_before
from dashboards.selection import as_rows, number_of, selection

PAGE = "flags.html"
MOST_IN_LIST = 1000


def flags_page(night: OpenNight) -> str:
    """The table of flags: new ones, then undated ones, then the newest onset; at most MOST_IN_LIST in one part.

    `?after=1000` asks the server for the flags after the first 1,000.
    """
    asked = asked_on(night, NAMES)
    everyone = listed_flags(night, asked)
    kept = [flag for flag in everyone if flag.is_kept]
    n_before = rows_before(night.query)
    part = part_of(len(kept), n_before, MOST_IN_LIST, page=PAGE, asked=asked.by_name(), is_live=night.is_live)
    signals = night.rows("signal")
    titles = {signal["rule"]: signal["title"] for signal in signals}
    sites = night.con.table("marts.flag").select("site_id").distinct().fetchall()
    return render(
        "flags.html",
        night,
        page=PAGE,
        title="Flags",
        flags=flags_in_words(night, kept[n_before : n_before + MOST_IN_LIST]),
        part=part,
        n_flags=len(kept),
        n_patients=len({flag.patient_id for flag in kept}),
        n_new=sum(bool(flag.is_new) for flag in kept),
        n_hidden=len(everyone) - len(kept),
        filters=asked.in_words(titles),
        fields=fields(
            asked,
            NAMES,
            sites=sorted(site for (site,) in sites if site),
            signals=titles.items(),
            labels=[row["label_version"] for row in night.rows("label_edition")],
        ),
        signals=signals,
        earlier=night.earlier,
    )


def signal_page(night: OpenNight, rule: str) -> str:
    """One signal: what it asks, its flags with every row behind them, and whom it could not judge.

    At most MOST_FLAGS flags are in one part; `?after=100` asks the server for those after the first 100.
    """
    (signal,) = night.of_rule("signal", rule)
    page, n_before = signal_page_name(rule), rows_before(night.query)
    everyone = listed_flags(night, rules=[rule])
    part = part_of(len(everyone), n_before, MOST_FLAGS, page=page, asked={}, is_live=night.is_live)
    flags = flags_in_words(night, everyone[n_before : n_before + MOST_FLAGS])
    beside = _beside(night, rule, [flag["flag_id"] for flag in flags])
    for flag in flags:
        flag["proof"] = beside.proof.of_flags[flag["flag_id"]]
        flag["causality"] = beside.causality.get(flag["flag_id"])
        flag["explanations"] = beside.explanations[flag["flag_id"]]
        flag["naranjo"] = beside.naranjo[flag["flag_id"]]
    unjudged = beside.unjudged[rule]
    for person in unjudged:
        person["proof"] = beside.proof.of_people[rule, person["patient_id"]]
        person["n_more"] = person["n_evidence"] - min(person["n_evidence"], SHOWN_PROOF)
    return render(
        "signal.html",
        night,
        page=page,
        title=signal["title"],
        signal=signal,
        part=part,
        flags=flags,
        unjudged=unjudged,
        n_unjudged=number_of(_unjudged(night, rule)),
        text=night.text_of(f"rules.{rule}"),
    )


class Beside(NamedTuple):
    """What stands beside flags by flag_id, and by rule whom it could not judge, at most MOST_FLAGS people of each."""

    causality: dict[str, Row]
    explanations: dict[str, list[Row]]
    naranjo: dict[str, list[Row]]
    unjudged: dict[str, list[Row]]
    proof: Proof


def _beside(night: OpenNight, rule: str, shown: list[str]) -> Beside:
    """Of the flags shown of one rule; for written pages, which show the first part of each, read once for all rules."""
    if night.is_live:
        return _read_beside(night, [rule], shown)

    def of_all() -> Beside:
        rules = [signal["rule"] for signal in night.rows("signal")]
        return _read_beside(night, rules, [flag.flag_id for flag in listed_flags(night) if flag.link])

    beside: Beside = night.remember("beside the flags of all rules", of_all)
    return beside


def _read_beside(night: OpenNight, rules: list[str], flags: list[str]) -> Beside:
    unjudged = {rule: as_rows(_unjudged(night, rule).limit(MOST_FLAGS)) for rule in rules}
    return Beside(
        causality={row["flag_id"]: row for row in night.rows("causality", flag_id=flags)},
        explanations=by_column("flag_id", night.rows("explanation", flag_id=flags)),
        naranjo=by_column("flag_id", night.rows("naranjo_answer", flag_id=flags)),
        unjudged=unjudged,
        proof=proof_of(night, flags, {(rule, row["patient_id"]) for rule, rows in unjudged.items() for row in rows}),
    )


def _unjudged(night: OpenNight, rule: str) -> DuckDBPyRelation:
    return selection(night.con, "marts.unassessable", rule=rule)
