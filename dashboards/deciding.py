"""Forms become decisions: who may sign, what the form was shown on, and what is said when it is not recorded."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from dashboards.composition import compose
from dashboards.decided import Decisions, Refused
from dashboards.guard import page_in_words
from dashboards.night import OpenNight, Row
from dashboards.seen import Seen
from dashboards.selection import rows_of
from dashboards.shown import Nights, night_to_show, reader_of, warehouse_at
from dashboards.sign_in.asked import confirm_password, form_of, require
from dashboards.sign_in.user import Role, User
from dashboards.work import work_page_name

log = logging.getLogger(__name__)
NOT_HERE = "Decisions cannot be recorded by this server: it was started without a store."
UNWRITTEN = "The decision could not be recorded. The log of this server says why; nothing was changed."
TOGETHER = ("take", "snooze")
TEXTS = ("causality", "expectedness", "artefact", "comment", "next_action", "owner")
FACT = ("field", "item", "value", "in_words")
Reviewer = Annotated[User, Depends(require(Role.REVIEWER))]


def add_decision_routes(app: FastAPI, nights: Nights) -> None:
    """The addresses that forms of cases, rows and the brief are sent to."""

    @app.post("/decide")
    def decide(request: Request, user: Reviewer) -> Response:
        with _newest(nights, request) as (night, decisions):
            return _one(request, night, decisions, user)

    @app.post("/decide-many")
    def decide_many(request: Request, user: Reviewer) -> Response:
        with _newest(nights, request) as (night, decisions):
            return _many(request, night, decisions, user)


@contextmanager
def _newest(nights: Nights, request: Request) -> Iterator[tuple[OpenNight, Decisions]]:
    if nights.decisions is None:
        raise HTTPException(503, NOT_HERE)
    with night_to_show(nights, warehouse_at(nights, None), {}, reader_of(request)) as night:
        yield night, nights.decisions


def _one(request: Request, night: OpenNight, decisions: Decisions, user: User) -> Response:
    form = form_of(request)
    kind = form.get("kind", "")
    request.state.seen = Seen(f"decide {kind if kind in decisions.kinds else 'unknown'}", is_data=True)
    if kind == "acknowledge_brief":
        name, work = "index.html", None
    else:
        work = _work(night, form.get("key", ""))
        name = work_page_name(work)
        request.state.seen = Seen(request.state.seen.page, work["work_key"], is_data=True)
    try:
        _require_same_night(form, night)
        fields = {**_said(form), **_about(work, kind, night), **_signed(user, form, night)}
        confirm_password(request, form.get("password", ""))
        number = decisions.sign(fields, _seen(form))
    except (ValueError, HTTPException) as error:
        status = error.status_code if isinstance(error, HTTPException) else 409 if is_stale(error) else 400
        return _again(night, name, form, error, status)
    except (RuntimeError, OSError) as error:
        log.error("A decision could not be recorded: %s.", error)
        return page_in_words(503, UNWRITTEN)
    return RedirectResponse(f"/{name}?saved={number}#saved", 303)


def _many(request: Request, night: OpenNight, decisions: Decisions, user: User) -> Response:
    form = form_of(request)
    kind = form.get("kind", "")
    request.state.seen = Seen(f"decide {kind if kind in TOGETHER else 'unknown'} together", is_data=True)
    try:
        if kind not in TOGETHER:
            raise ValueError("Cases can be taken or snoozed together, nothing else.")
        _require_same_night(form, night)
        chosen = [_work(night, name.removeprefix("case-")) for name in form if name.startswith("case-")]
        together = tuple(work["work_key"] for work in chosen)
        request.state.seen = Seen(request.state.seen.page, is_data=True, chosen=together)
        require_not_serious(chosen)
        confirm_password(request, form.get("password", ""))
        for work in chosen:
            signed = _signed(user, form, night)
            fields = {**_said(form), **_about(work, kind, night), **signed}
            decisions.sign({**fields, "form_key": f"{signed['form_key']} {work['case_id']}"}, None)
    except ValueError as error:
        return page_in_words(400, f"{error} Go back to the queue.")
    except (RuntimeError, OSError) as error:
        log.error("A decision could not be recorded: %s.", error)
        return page_in_words(503, f"{UNWRITTEN} Some of those chosen may be recorded: look at the queue.")
    return RedirectResponse("/cases.html?show=mine" if kind == "take" else "/cases.html", 303)


def require_not_serious(chosen: list[Row]) -> None:
    """Raise ValueError, a sentence, unless every report of every chosen case calls it not serious."""
    if not chosen:
        raise ValueError("No case was chosen, so nothing was recorded.")
    kept = [row["case_id"] or f"row {row['source_row']}" for row in chosen if row["is_serious"] is not False]
    if kept:
        raise ValueError(
            f"Nothing was recorded: {', '.join(kept[:10])}{' and more' if len(kept) > 10 else ''} "
            f"{'is' if len(kept) == 1 else 'are'} serious or may be. Such a case is decided on its own page."
        )


def is_stale(error: Exception) -> bool:
    """Whether the form was filled in on something that is another now."""
    return isinstance(error, ShownEarlier) or type(error).__name__ == "DecidedSince"


class ShownEarlier(ValueError):
    """The form was shown on a night that is not the newest any more."""


def _require_same_night(form: Mapping[str, str], night: OpenNight) -> None:
    if form.get("run_id") != night.facts["run_id"]:
        raise ShownEarlier(
            "A newer night was published after this form was shown, so nothing was recorded. What differs stands "
            "below; what you filled in is kept: sign again if it still holds."
        )


def _work(night: OpenNight, key: str) -> Row:
    found = night.decided("case_work", work_key=key)
    if not found:
        raise HTTPException(404, "The newest night has no such case, so nothing was recorded. Open the queue again.")
    return found[0]


def _about(work: Row | None, kind: str, night: OpenNight) -> dict[str, Any]:
    if work is None:
        return {}
    if kind == "withdraw":
        return {"withdrawn_on": work["work_key"]}
    if work["subject"] != "case":
        return {"feed": work["feed"], "source_file": work["source_file"], "source_row": work["source_row"]}
    facts = rows_of(night.con, "signals.case_material", case_id=work["case_id"])
    snapshot = sorted(tuple(fact[name] for name in FACT) for fact in facts)
    return {"case_id": work["case_id"], "snapshot": snapshot}


def _signed(user: User, form: Mapping[str, str], night: OpenNight) -> dict[str, Any]:
    return {
        "decided_by": user.name,
        "role": Role.REVIEWER.value,
        "form_key": form.get("form_key", ""),
        "run_id": night.facts["run_id"],
        "as_of": night.facts["as_of"],
    }


def _said(form: Mapping[str, str]) -> dict[str, Any]:
    """What the form said, under the names of the record; empty fields are left out."""
    kind = form.get("kind", "")
    said: dict[str, Any] = {"kind": kind}
    said |= {name: form[name].strip() for name in TEXTS if form.get(name, "").strip()}
    said["seriousness"] = tuple(
        name.removeprefix("seriousness_") for name, value in form.items() if name.startswith("seriousness_") and value
    )
    if kind == "correct_row":
        said["corrected"] = {
            name.removeprefix("corrected_"): value for name, value in form.items() if name.startswith("corrected_")
        }
    days = {"next_action_on": "next_action_on", "on": "submitted_on" if kind in SENT else "until_on"}
    days["until_on"] = "until_on"
    for name, field in days.items():
        if form.get(name):
            said[field] = _day(form[name])
    for name in ("severity_grade", "withdraws"):
        if form.get(name):
            said[name] = _number(form[name])
    return {name: value for name, value in said.items() if name in TAKEN_BY.get(kind, {name}) or name == "kind"}


SENT = frozenset({"submit", "report_as_received"})
ASSESSED = frozenset(
    {
        "seriousness",
        "causality",
        "expectedness",
        "severity_grade",
        "artefact",
        "comment",
        "next_action",
        "next_action_on",
    }
)
TAKEN_BY: dict[str, frozenset[str]] = {
    "assess": ASSESSED,
    "close": frozenset({"comment"}),
    "snooze": frozenset({"comment", "until_on"}),
    "reopen": frozenset({"comment"}),
    "submit": frozenset({"comment", "submitted_on"}),
    "comment": frozenset({"comment"}),
    "take": frozenset({"comment"}),
    "assign": frozenset({"comment", "owner"}),
    "acknowledge_brief": frozenset({"comment"}),
    "correct_row": frozenset({"comment", "corrected"}),
    "report_as_received": frozenset({"comment", "submitted_on"}),
    "withdraw": frozenset({"comment", "withdraws"}),
}
"""Fields of a form that each kind takes; what was filled in beside them is no part of what is signed."""


def _seen(form: Mapping[str, str]) -> int | None:
    return _number(form["seen_up_to"]) if form.get("seen_up_to") else None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError("A day of the form is none: write it as 2026-03-01.") from None


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise ValueError("A number of the form is none: write it as 3.")
    return int(text)


def _again(
    night: OpenNight, name: str, form: Mapping[str, str], error: ValueError | HTTPException, status: int
) -> Response:
    """The page once more, with what was filled in and why it was not recorded; never with the password."""
    sentence = str(error.detail) if isinstance(error, HTTPException) else str(error)
    night.refused = Refused({field: value for field, value in form.items() if field != "password"}, sentence)
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    return HTMLResponse(compose(night, name) or "", status, headers)
