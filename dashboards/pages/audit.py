"""The record of decisions as a stream: who decided what, when and on which data, and whether the record is whole."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import ceil
from typing import Any
from urllib.parse import urlencode

from duckdb import ColumnExpression, ConstantExpression, DuckDBPyRelation, Expression

from dashboards.address import day_asked, page_asked
from dashboards.frame import render
from dashboards.night import OpenNight, Row
from dashboards.selection import as_rows, number_of, rows_of
from dashboards.work import work_page_name

PAGE = "audit.html"
ON_A_PAGE = 200
NAMES = ("who", "kind", "case", "from", "until")


@dataclass(frozen=True)
class Asked:
    """Which decisions an address asks for; empty asks for all."""

    who: str = ""
    kind: str = ""
    case: str = ""
    from_on: date | None = None
    until_on: date | None = None

    def condition(self) -> Expression:
        """What a row of marts.decision must be; days are days of UTC, both included."""
        wanted = {"decided_by": self.who, "kind": self.kind, "case_id": self.case}
        found = ConstantExpression(True)
        for column, value in wanted.items():
            if value:
                found &= ColumnExpression(column) == ConstantExpression(value)
        signed_at = ColumnExpression("decided_at")
        if self.from_on is not None:
            found &= signed_at >= ConstantExpression(_start_of(self.from_on))
        if self.until_on is not None:
            found &= signed_at < ConstantExpression(_start_of(self.until_on) + timedelta(days=1))
        return found

    def in_words(self, titles: dict[str, str]) -> list[str]:
        """What is asked, in words."""
        said = [("signed by", self.who), ("kind", titles.get(self.kind, self.kind)), ("case", self.case)]
        said += [("from", str(self.from_on or "")), ("until", str(self.until_on or ""))]
        return [f"{name} {value}" for name, value in said if value]


def asked_of_audit(night: OpenNight) -> Asked:
    """What the address asks of the record. Raises ValueError, a sentence."""
    asked = {name: night.query.get(name, "").strip() for name in NAMES}
    kinds = {row["kind"] for row in rows_of(night.con, "reference.decision_kind")}
    if asked["kind"] and asked["kind"] not in kinds:
        raise ValueError(f'"kind" in the address must be one of: {", ".join(sorted(kinds))}.')
    days = {name: day_asked(asked[name], name) for name in ("from", "until")}
    return Asked(asked["who"], asked["kind"], asked["case"], days["from"], days["until"])


def chosen_decisions(night: OpenNight) -> list[Row]:
    """The decisions that the address asks for, the newest first."""
    return as_rows(_chosen(night, asked_of_audit(night)).order("number DESC"))


def audit_page(night: OpenNight) -> str:
    """The stream, one page of it, with its filters and the state of the chain."""
    asked = asked_of_audit(night)
    everything = _everything(night)
    n_all = number_of(everything)
    chosen = _chosen(night, asked)
    n_chosen = number_of(chosen)
    n_pages = max(ceil(n_chosen / ON_A_PAGE), 1)
    page = page_asked(night.query.get("page", ""), n_pages)
    titles = {row["kind"]: row["title"] for row in rows_of(night.con, "reference.decision_kind")}
    people = {person for (person,) in everything.select("decided_by").distinct().fetchall()}
    shown = as_rows(chosen.order("number DESC").limit(ON_A_PAGE, (page - 1) * ON_A_PAGE))
    for decision in shown:
        decision["link"] = work_page_name(decision) if decision["work_key"] is not None else None
    query = {name: value for name in NAMES if (value := night.query.get(name, "").strip())}
    return render(
        "audit.html",
        night,
        page=PAGE,
        title="Audit",
        filters=asked.in_words(titles),
        decisions=shown,
        n_chosen=n_chosen,
        n_all=n_all,
        chain=chain(night),
        fields=_fields(asked, people, titles),
        may_see_access=night.newest_as_of is None and _may_take(night),
        place=page,
        n_pages=n_pages,
        earlier=f"{PAGE}?{urlencode({**query, 'page': page + 1})}" if page < n_pages and night.is_live else None,
        later=f"{PAGE}?{urlencode({**query, 'page': page - 1})}" if page > 1 else None,
        csv=f"download/decisions.csv?{urlencode(query)}" if _may_take(night) else None,
    )


def chain(night: OpenNight) -> dict[str, Any]:
    """What the night verified, how many decisions came since, and the hash of the newest."""
    (verified,) = rows_of(night.con, "raw.decision_chain")
    everything = _everything(night)
    n_verified = verified["n_decisions"]
    head = as_rows(everything.order("number DESC").limit(1).select("number", "sha256"))
    return {
        "n_problems": night.facts["n_decision_problems"],
        "problem": night.facts["decision_problem"],
        "n_verified": n_verified,
        "n_since": number_of(everything) - n_verified,
        "head_number": head[0]["number"] if head else 0,
        "head_sha256": head[0]["sha256"] if head else None,
    }


def _everything(night: OpenNight) -> DuckDBPyRelation:
    con = night.con if night.standing is None else night.standing.con
    return con.table("marts.decision")


def _chosen(night: OpenNight, asked: Asked) -> DuckDBPyRelation:
    return _everything(night).filter(asked.condition())


def _may_take(night: OpenNight) -> bool:
    return night.reader is not None and (night.reader.may_download or night.reader.may_sign)


def _fields(asked: Asked, people: set[str], titles: dict[str, str]) -> list[dict[str, Any]]:
    names = [(name, name) for name in sorted(people | ({asked.who} - {""}))]
    return [
        {"name": "who", "label": "Signed by", "kind": "choice", "value": asked.who, "options": names},
        {"name": "kind", "label": "Kind", "kind": "choice", "value": asked.kind, "options": list(titles.items())},
        {"name": "case", "label": "Case", "kind": "text", "value": asked.case},
        {"name": "from", "label": "from", "kind": "date", "value": asked.from_on or ""},
        {"name": "until", "label": "until", "kind": "date", "value": asked.until_on or ""},
    ]


def _start_of(on: date) -> datetime:
    return datetime.combine(on, time.min, UTC)
