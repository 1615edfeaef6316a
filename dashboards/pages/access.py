"""Who looked at or did what, and when: the access log as a page. It holds no value of a patient: the log has none."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import ceil
from typing import Any
from urllib.parse import urlencode

from dashboards.access_log import AccessLog, is_about
from dashboards.address import day_asked, page_asked
from dashboards.frame import render
from dashboards.night import OpenNight, Row
from dashboards.people import keys_about
from dashboards.words import counted, day

PAGE = "access.html"
ON_A_PAGE = 200
MOST_DAYS = 31
WHAT = {
    "decided": "decisions sent",
    "taken": "data taken away",
    "signed": "signing in and out",
    "refused": "refused or failed",
}
NAMES = ("who", "what", "person", "from", "until")
OUTCOMES = {
    200: "shown", 303: "done", 304: "shown", 400: "not understood", 401: "asked to sign in", 403: "not allowed",
    404: "not there", 405: "not possible", 409: "not recorded: something newer was there", 429: "told to wait",
    503: "not at the moment",
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """Which lines of the log an address asks for; days are days of UTC, both included."""

    from_on: date
    until_on: date
    who: str = ""
    what: str = ""
    person: str = ""
    about: frozenset[str] = frozenset()
    """`person`, and of a patient the cases too, as the log names them."""

    def keeps(self, line: Row) -> bool:
        """Whether a line fits."""
        return (
            self.who in ("", line.get("user"), line.get("tried"))
            and (self.person == "" or is_about(line, self.about | {self.person}))
            and (self.what == "" or _is_of(self.what, line))
        )

    def in_words(self) -> list[str]:
        """What is asked, in words."""
        days = day(self.from_on) if self.from_on == self.until_on else f"{day(self.from_on)} to {day(self.until_on)}"
        said = [f"by {self.who}" if self.who else "", WHAT.get(self.what, "")]
        return [days, *filter(None, said), *([f"person {self.person}"] if self.person else [])]


def asked_of_access(query: Mapping[str, str], today: date) -> Asked:
    """What the address asks of the log; without days, of today. Raises ValueError, a sentence."""
    asked = {name: query.get(name, "").strip() for name in NAMES}
    if asked["what"] and asked["what"] not in WHAT:
        raise ValueError(f'"what" in the address must be one of: {", ".join(WHAT)}.')
    until_on = day_asked(asked["until"], "until") or today
    from_on = day_asked(asked["from"], "from") or until_on
    if not timedelta(0) <= until_on - from_on < timedelta(days=MOST_DAYS):
        raise ValueError(f"The log is shown for 1 to {MOST_DAYS} days at once. For longer ask `vigil access`.")
    return Asked(from_on, until_on, asked["who"], asked["what"], asked["person"])


def access_page(night: OpenNight, log: AccessLog) -> str:
    """The lines of the log that the address asks for, the newest first."""
    asked = asked_of_access(night.query, night.now.date())
    asked = replace(asked, about=_about(night, log, asked.person))
    read = list(log.entries(asked.from_on, asked.until_on))
    unreadable = [str(line["unreadable"]) for line in read if "unreadable" in line]
    everything = [line for line in read if "unreadable" not in line]
    lines = [line for line in reversed(everything) if asked.keeps(line)]
    n_pages = max(ceil(len(lines) / ON_A_PAGE), 1)
    page = page_asked(night.query.get("page", ""), n_pages)
    return render(
        "access.html",
        night,
        page=PAGE,
        title="Access",
        filters=asked.in_words(),
        lines=[_told(line) for line in lines[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]],
        n_chosen=len(lines),
        n_all=len(everything),
        n_people=len({line["user"] for line in everything}),
        unreadable=unreadable,
        unread=counted(len(unreadable), "line"),
        fields=_fields(asked, {line["user"] for line in everything}),
        place=page,
        n_pages=n_pages,
        earlier=_address(night.query, page + 1) if page < n_pages else None,
        later=_address(night.query, page - 1) if page > 1 else None,
    )


def _about(night: OpenNight, log: AccessLog, person: str) -> frozenset[str]:
    """The pseudonyms of a patient's cases and of the patient, whom the log names so; of a case or row none."""
    if not person:
        return frozenset()
    people = dict(night.con.table("marts.patient").select("patient_key", "patient_id").fetchall())
    named = dict(zip(log.pseudonyms(people), people, strict=True))
    key = named.get(person)
    return frozenset(log.pseudonyms(keys_about(night.con, people[key])) if key else ())


def _is_of(what: str, line: Row) -> bool:
    page, status = str(line.get("page", "")), int(line.get("status", 0))
    return {
        "decided": page.startswith("decide "),
        "taken": page.startswith("download") or page == "meeting pack",
        "signed": page in ("sign-in", "sign-out") and line.get("method") == "POST",
        "refused": status >= 400,
    }[what]


def _told(line: Row) -> Row:
    """A line with every field there is, and its end in words."""
    status = int(line.get("status", 0))
    told: dict[str, Any] = {"roles": "", "night": None, "tried": None, "milliseconds": None, **line}
    outcome = OUTCOMES.get(status, "failed" if status >= 500 else "not possible")
    return {**told, "about": str(line.get("person") or "").split(), "outcome": outcome, "status": status}


def _fields(asked: Asked, people: set[str]) -> list[dict[str, Any]]:
    names = [(name, name) for name in sorted(people | ({asked.who} - {""}))]
    return [
        {"name": "who", "label": "By", "kind": "choice", "value": asked.who, "options": names},
        {"name": "what", "label": "What", "kind": "choice", "value": asked.what, "options": list(WHAT.items())},
        {"name": "from", "label": "from", "kind": "date", "value": asked.from_on},
        {"name": "until", "label": "until", "kind": "date", "value": asked.until_on},
    ]


def _address(query: Mapping[str, str], page: int) -> str:
    asked = {name: value for name in NAMES if (value := query.get(name, "").strip())}
    return f"{PAGE}?{urlencode({**asked, 'page': page})}"
