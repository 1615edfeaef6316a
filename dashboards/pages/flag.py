"""All flags on one page, and each signal on its own page with the evidence down to file and row."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import NamedTuple

from duckdb import ColumnExpression

from dashboards.address import NAMES, Filter, asked_on, fields
from dashboards.evidence import SHOWN_PROOF, by_column, proof_of
from dashboards.frame import render
from dashboards.night import OpenNight, Row
from dashboards.part_of_list import AFTER, part_of, rows_before
from dashboards.selection import as_rows, number_of, selection

PAGE = "flags.html"
NOTHING_ASKED = Filter()
MOST_FLAGS = 100
"""Flags of one signal with their evidence in one part, and people whom it could not judge on a page."""
MOST_IN_LIST = 1000


def signal_page_name(rule: str) -> str:
    """File name of a signal's page."""
    return f"signal-{rule}.html"


class Listed(NamedTuple):
    """A flag by its keys: whether the filter keeps it, whether it is new, and where its evidence is shown.

    `is_new` is None without a previous night, `link` for a flag that the written page of its signal has no room for.
    """

    flag_id: str
    rule: str
    patient_id: str
    is_kept: bool
    is_new: bool | None
    link: str | None


def listed_flags(night: OpenNight, asked: Filter = NOTHING_ASKED, rules: Collection[str] | None = None) -> list[Listed]:
    """Flags of all or some rules by their keys, new ones first, then in the order of marts.flag.

    Only keys are read, since there may be tens of thousands; `flags_in_words` reads the rest of those that are shown.
    """
    key = ("listed flags", asked, night.earlier and night.earlier.night["run_id"], night.is_live)
    listed: list[Listed] = (
        night.remember(key, lambda: _listed(night, asked)) if asked == NOTHING_ASKED else _listed(night, asked)
    )
    return listed if rules is None else [flag for flag in listed if flag.rule in rules]


def _listed(night: OpenNight, asked: Filter) -> list[Listed]:
    keys = [ColumnExpression(name) for name in ("flag_id", "rule", "patient_id")]
    found = night.con.table("marts.flag").select(*keys, asked.of_flags().alias("is_kept")).fetchall()
    earlier = None if night.earlier is None else night.earlier.flags
    flags = [(None if earlier is None else (row[0],) not in earlier, *row) for row in found]
    flags.sort(key=lambda flag: not flag[0])
    n_of_rule: Counter[str] = Counter()
    listed = []
    for is_new, flag_id, rule, patient_id, is_kept in flags:
        is_kept = bool(is_kept) and (bool(is_new) or not asked.only_new)
        link = _link(night, flag_id, rule, n_of_rule[rule])
        listed.append(Listed(flag_id, rule, patient_id, is_kept, is_new, link))
        n_of_rule[rule] += 1
    return listed


def _link(night: OpenNight, flag_id: str, rule: str, n_before: int) -> str | None:
    """Where a flag's evidence is shown: n_before flags of its rule stand before it."""
    if n_before < MOST_FLAGS:
        return f"{signal_page_name(rule)}#flag-{flag_id}"
    if not night.is_live:
        return None
    return f"{signal_page_name(rule)}?{AFTER}={n_before - n_before % MOST_FLAGS}#flag-{flag_id}"


def flags_in_words(night: OpenNight, listed: Sequence[Listed]) -> list[Row]:
    """The rows of marts.flag of these flags, in their order, with `is_new` and `link`."""
    rows = {row["flag_id"]: row for row in night.rows("flag", flag_id=[flag.flag_id for flag in listed])}
    return [{**rows[flag.flag_id], "is_new": flag.is_new, "link": flag.link} for flag in listed]


def flags_with_news(night: OpenNight, rules: Collection[str]) -> list[Row]:
    """The rows of marts.flag of these rules with `is_new` and `link`, new ones first; see `listed_flags`."""
    rows = {row["flag_id"]: row for row in night.rows("flag", rule=list(rules))}
    return [
        {**rows[flag.flag_id], "is_new": flag.is_new, "link": flag.link} for flag in listed_flags(night, rules=rules)
    ]


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
    shown = [flag["flag_id"] for flag in flags]
    suggestion = {row["flag_id"]: row for row in night.rows("causality", flag_id=shown)}
    explanations = by_column("flag_id", night.rows("explanation", flag_id=shown))
    naranjo = by_column("flag_id", night.rows("naranjo_answer", flag_id=shown))
    not_judged = selection(night.con, "marts.unassessable", rule=rule)
    unjudged = as_rows(not_judged.limit(MOST_FLAGS))
    proof = proof_of(night, rule, shown, [person["patient_id"] for person in unjudged])
    for flag in flags:
        flag["proof"] = proof.of_flags[flag["flag_id"]]
        flag["causality"] = suggestion.get(flag["flag_id"])
        flag["explanations"] = explanations[flag["flag_id"]]
        flag["naranjo"] = naranjo[flag["flag_id"]]
    for person in unjudged:
        person["proof"] = proof.of_people[person["patient_id"]]
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
        n_unjudged=number_of(not_judged),
        text=night.text_of(f"rules.{rule}"),
    )
