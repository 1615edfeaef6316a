"""All flags of a night by their keys, and where each one's evidence stands: a part of its signal's page."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from duckdb import ColumnExpression

from dashboards.address import Filter
from dashboards.night import OpenNight, Row
from dashboards.part_of_list import AFTER

NOTHING_ASKED = Filter()
MOST_FLAGS = 100
"""Flags of one signal with their evidence in one part, and people whom it could not judge on a page."""


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
    ids = [flag.flag_id for flag in listed]
    return _in_words(listed, night.rows("flag", flag_id=ids) if night.is_live else _of_rules(night, listed))


def flags_with_news(night: OpenNight, rules: Collection[str]) -> list[Row]:
    """The rows of marts.flag of these rules with `is_new` and `link`, new ones first; see `listed_flags`."""
    listed = listed_flags(night, rules=rules)
    return _in_words(listed, night.rows("flag", rule=list(rules)) if night.is_live else _of_rules(night, listed))


def _of_rules(night: OpenNight, listed: Sequence[Listed]) -> list[Row]:
    """All flags of the rules of these: written pages read the mart once, and each flag is on several of them."""
    return [row for rule in {flag.rule for flag in listed} for row in night.of_rule("flag", rule)]


def _in_words(listed: Sequence[Listed], rows: Iterable[Row]) -> list[Row]:
    known = {row["flag_id"]: row for row in rows}
    return [{**known[flag.flag_id], "is_new": flag.is_new, "link": flag.link} for flag in listed]


def flag_link(night: OpenNight, flag_id: str) -> str | None:
    """Where a flag's evidence stands, or None where this folder has no such part of its signal's page."""
    key = ("links of flags", night.earlier and night.earlier.night["run_id"], night.is_live)
    links: dict[str, str | None] = night.remember(
        key, lambda: {flag.flag_id: flag.link for flag in listed_flags(night)}
    )
    return links.get(flag_id)
