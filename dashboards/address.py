"""What the address of a page asks for: one filter that pages share, in the address, on the page and on paper.

What is not known of a row never hides it: an undated flag passes every period, and one after a dose whose method was
not reported passes every method. The page says so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_
from typing import Any
from urllib.parse import urlencode

from duckdb import ColumnExpression, ConstantExpression, Expression, FunctionExpression

from dashboards.night import OpenNight, Row
from dashboards.words import day

EITHER = " or "
"""Stands between editions of the label of which each may have been in force."""
METHODS = ("infusion", "push")
NAMES = ("site", "signal", "from", "until", "method", "infusion", "label", "new")
"""What an address can ask for, in the order in which pages show it."""


@dataclass(frozen=True)
class Filter:
    """What a row must be to be shown; None asks nothing, and a row that does not tell passes."""

    site_id: str | None = None
    rule: str | None = None
    from_on: date | None = None
    until_on: date | None = None
    method: str | None = None
    infusion_number: int | None = None
    label_version: str | None = None
    only_new: bool = False

    def keeps(self, row: Row) -> bool:
        """Whether a row is shown. A flag has site_id, rule, onset_on, method, infusion_number, label_version, is_new;
        of those that the row does not have, nothing is asked."""
        on = row.get("onset_on")
        return (
            (self.site_id is None or row.get("site_id", self.site_id) == self.site_id)
            and (self.rule is None or row.get("rule", self.rule) == self.rule)
            and (on is None or self.from_on is None or on >= self.from_on)
            and (on is None or self.until_on is None or on <= self.until_on)
            and (self.method is None or row.get("method") in (None, self.method))
            and (self.infusion_number is None or row.get("infusion_number") in (None, self.infusion_number))
            and (self.label_version is None or _may_be_in_force(row.get("label_version"), self.label_version))
            and (not self.only_new or bool(row.get("is_new", True)))
        )

    def of_flags(self) -> Expression:
        """The same question asked of marts.flag in DuckDB, except for news, which the warehouse does not know."""
        asked = [
            (ColumnExpression(name) == ConstantExpression(value))
            for name, value in (("site_id", self.site_id), ("rule", self.rule))
            if value is not None
        ]
        onset_on, method, number, label = map(
            ColumnExpression, ("onset_on", "method", "infusion_number", "label_version")
        )
        if self.from_on is not None:
            asked.append(onset_on.isnull() | (onset_on >= ConstantExpression(self.from_on)))
        if self.until_on is not None:
            asked.append(onset_on.isnull() | (onset_on <= ConstantExpression(self.until_on)))
        if self.method is not None:
            asked.append(method.isnull() | (method == ConstantExpression(self.method)))
        if self.infusion_number is not None:
            asked.append(number.isnull() | (number == ConstantExpression(self.infusion_number)))
        if self.label_version is not None:
            editions = FunctionExpression("string_split", label, ConstantExpression(EITHER))
            in_force = FunctionExpression("list_contains", editions, ConstantExpression(self.label_version))
            asked.append(label.isnull() | in_force)
        return reduce(and_, asked, ConstantExpression(True))

    def in_words(self, titles: Mapping[str, str] | None = None) -> list[str]:
        """What is asked, in words; empty when nothing is."""
        asked = []
        if self.site_id is not None:
            asked.append(f"site {self.site_id}")
        if self.rule is not None:
            known = titles or {}
            asked.append(
                f"signal {known[self.rule]}" if self.rule in known else f"signal {self.rule}, not of this night"
            )
        if self.from_on is not None:
            asked.append(f"onset from {day(self.from_on)}")
        if self.until_on is not None:
            asked.append(f"onset until {day(self.until_on)}")
        if self.method is not None:
            asked.append(f"doses by {self.method}")
        if self.infusion_number is not None:
            asked.append(f"after infusion {self.infusion_number}")
        if self.label_version is not None:
            asked.append(f"label of {self.label_version}")
        if self.only_new:
            asked.append("only new ones")
        return asked

    def as_query(self) -> str:
        """The part of an address that asks the same, with its question mark; empty when nothing is asked."""
        asked = self.by_name()
        return f"?{urlencode(asked)}" if asked else ""

    def by_name(self) -> dict[str, str]:
        """What an address that asks the same holds, by name."""
        said = {
            "site": self.site_id, "signal": self.rule, "from": self.from_on, "until": self.until_on,
            "method": self.method, "infusion": self.infusion_number, "label": self.label_version,
            "new": "yes" if self.only_new else None,
        }  # fmt: skip
        return {name: str(value) for name, value in said.items() if value is not None}


def asked_on(night: OpenNight, takes: Sequence[str]) -> Filter:
    """The filter that the address asks of a page that `takes` some of NAMES.

    Raises ValueError, a sentence, for what the page does not take and for a value that cannot be.
    """
    return filter_of(night.query, takes)


def filter_of(query: Mapping[str, str], takes: Sequence[str] = NAMES) -> Filter:
    """The filter of an address; see `asked_on`. Names that no page knows ask nothing."""
    asked = {name: query.get(name, "").strip() for name in NAMES}
    for name, value in asked.items():
        if value and name not in takes:
            raise ValueError(f'This page cannot be narrowed by "{name}". It takes: {", ".join(takes) or "nothing"}.')
    if asked["method"] not in ("", *METHODS):
        raise ValueError(f'"method" in the address must be one of: {", ".join(METHODS)}.')
    if asked["new"] not in ("", "yes", "no"):
        raise ValueError('"new" in the address must be yes or no.')
    return Filter(
        site_id=asked["site"] or None,
        rule=asked["signal"] or None,
        from_on=day_asked(asked["from"], "from"),
        until_on=day_asked(asked["until"], "until"),
        method=asked["method"] or None,
        infusion_number=_number(asked["infusion"]),
        label_version=asked["label"] or None,
        only_new=asked["new"] == "yes",
    )


def fields(
    asked: Filter,
    takes: Sequence[str],
    *,
    sites: Iterable[str] = (),
    signals: Iterable[tuple[str, str]] = (),
    labels: Iterable[str] = (),
    dated: str = "Onset",
) -> list[dict[str, Any]]:
    """The controls of the filter's form, in order: name, label, kind, value, and for a choice its options.

    `dated` names the day that a period is about. A value that is asked for stays among the options.
    """
    made = {
        "site": _choice("Site", asked.site_id, ((site, site) for site in sites)),
        "signal": _choice("Signal", asked.rule, signals),
        "from": {"label": f"{dated} from", "kind": "date", "value": asked.from_on or ""},
        "until": {"label": "until", "kind": "date", "value": asked.until_on or ""},
        "method": _choice("Method", asked.method, ((method, method) for method in METHODS)),
        "infusion": {"label": "After infusion", "kind": "number", "value": asked.infusion_number or ""},
        "label": _choice("Label of", asked.label_version, ((label, label) for label in labels)),
        "new": {"label": "only new", "kind": "tick", "value": asked.only_new},
    }
    return [{"name": name, **made[name]} for name in NAMES if name in takes]


def _choice(label: str, value: str | None, options: Iterable[tuple[str, str]]) -> dict[str, Any]:
    offered = dict(options)
    if value is not None:
        offered.setdefault(value, value)
    return {"label": label, "kind": "choice", "value": value or "", "options": list(offered.items())}


def _may_be_in_force(versions: str | None, asked: str) -> bool:
    """Whether the edition may have been in force: `versions` names several where a date is not certain."""
    return versions is None or asked in versions.split(EITHER)


def day_asked(text: str, name: str) -> date | None:
    """The day that an address gives under a name; None without one. Raises ValueError, a sentence."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f'"{name}" in the address is no day: write it as 2026-03-01.') from None


def page_asked(text: str, n_pages: int) -> int:
    """The page of a stream that an address asks for, from 1; without one the first. Raises ValueError, a sentence."""
    if not text:
        return 1
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= n_pages):
        raise ValueError(f'"page" in the address must be a number from 1 to {n_pages}.')
    return int(text)


def _number(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 5 and int(text)):
        raise ValueError('"infusion" in the address is no number of an infusion: write it as 3.')
    return int(text)
