"""What the officer of the demonstration decides between its nights, in simulated time: the record is a real ledger."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any, NamedTuple

from duckdb import ColumnExpression, ConstantExpression, DuckDBPyConnection

from dashboards.sign_in.password import checked_password, hashed
from dashboards.sign_in.user import Role, checked_name
from dashboards.sign_in.user_file import UserFile
from flows.decision.form import choices
from flows.decision.ledger import append
from flows.decision.live import material_of
from flows.decision.record import Decision
from flows.query import read_only
from flows.store import Store

OFFICER, PASSWORD = "officer", "simulated people only"
"""Who decides in the demonstration, and may sign in to it. Its store holds simulated people only."""

FIRST_DECISION_AT = time(8, 30)
BETWEEN_DECISIONS = timedelta(minutes=1)
SENT_BEFORE_DUE = timedelta(days=2)
CRITERIA = {
    "D": "death",
    "LT": "life_threatening",
    "H": "hospitalisation",
    "DIS": "disability",
    "CA": "congenital_anomaly",
    "ME": "important_medical_event",
}
"""Letters of an officer → choices of the assessment."""

UNDECIDED = ("new", "open", "reopened")


class Case(NamedTuple):
    """What the officer reads of a case before deciding."""

    case_id: str
    patient_id: str
    is_serious: bool | None
    seriousness: str | None
    is_listed: bool | None
    causality_as_suggested: str | None
    due_on: date | None
    is_nullified: bool
    state: str


class SeriousRow(NamedTuple):
    """A quarantined row that may tell of a serious case."""

    source_file: str
    source_row: int
    feed: str
    due_on: date


@dataclass
class Desk:
    """The officer on the morning after a night; each decision takes a minute."""

    store: Store
    con: DuckDBPyConnection
    run_id: str
    as_of: date
    n_decided: int = 0

    def decide(self, kind: str, case: Case | None = None, **filled_in: Any) -> None:
        """Sign one decision on what this night shows."""
        self.n_decided += 1
        morning = datetime.combine(self.as_of + timedelta(days=1), FIRST_DECISION_AT, tzinfo=UTC)
        decision = Decision(
            kind=kind,
            decided_by=OFFICER,
            role=Role.REVIEWER,
            form_key=f"demonstration-{self.as_of}-{self.n_decided}",
            run_id=self.run_id,
            as_of=self.as_of,
            case_id=case.case_id if case else None,
            snapshot=material_of(self.con, case.case_id) if case else (),
            **filled_in,
        )
        append(self.store, decision, now=morning + self.n_decided * BETWEEN_DECISIONS)


def add_officer(store: Store) -> None:
    """Whoever tries the demonstration signs in as the officer who decided in it."""
    roles = frozenset({Role.REVIEWER, Role.ANALYST})
    UserFile(store.users).add(checked_name(OFFICER), roles, hashed(checked_password(PASSWORD, OFFICER)))


def clear_the_desk(store: Store, night: Path) -> None:
    """Decide everything that the night shows: reports are sent before they are due, then each case is closed."""
    with _desk(store, night) as desk:
        for case in _cases(desk.con):
            if case.state not in UNDECIDED:
                continue
            if case.due_on is not None:
                _assess(desk, case)
            for due_on in _running_clocks(desk.con, case.case_id):
                desk.decide("submit", case, submitted_on=min(due_on - SENT_BEFORE_DUE, desk.as_of))
            desk.decide("close", case, comment=_closing_words(case))
        for row in _serious_rows(desk.con):
            desk.decide(
                "report_as_received",
                feed=row.feed,
                source_file=row.source_file,
                source_row=row.source_row,
                submitted_on=min(row.due_on - SENT_BEFORE_DUE, desk.as_of),
                comment="The site cannot say any more of whom this row tells.",
            )


def begin_the_month(store: Store, night: Path, last_day: date) -> None:
    """A morning in the last month: serious cases are taken and assessed, the others go four ways in turn."""
    soon, later = last_day, last_day + timedelta(days=14)
    ways = cycle(("close", "snooze until the last day", "leave", "snooze beyond it"))
    with _desk(store, night) as desk:
        for case in _cases(desk.con):
            if case.state not in UNDECIDED:
                continue
            if case.is_serious is not False and case.due_on is not None:
                desk.decide("take", case)
                _assess(desk, case, next_action="Ask the site for the discharge letter.", next_action_on=last_day)
                continue
            way = next(ways)
            if way == "close":
                _assess(desk, case)
                desk.decide("close", case, comment=_closing_words(case))
            elif way != "leave":
                until = soon if way == "snooze until the last day" else later
                desk.decide("snooze", case, until_on=until, comment="Wait for the next blood count.")


def close_cases_of(store: Store, night: Path, patient_ids: set[str]) -> None:
    """The morning of the last day: what these people have that is not serious is closed."""
    with _desk(store, night) as desk:
        for case in _cases(desk.con):
            if case.patient_id in patient_ids and case.is_serious is False and case.state != "closed":
                _assess(desk, case)
                desk.decide("close", case, comment=_closing_words(case))


@contextmanager
def _desk(store: Store, night: Path) -> Iterator[Desk]:
    with read_only(night / "warehouse.duckdb") as con:
        ((run_id, as_of),) = con.table("v1.night").select("run_id", "as_of").fetchall()
        desk = Desk(store, con, run_id, as_of)
        yield desk
        desk.decide("acknowledge_brief")


def _cases(con: DuckDBPyConnection) -> list[Case]:
    state = con.table("signals.case_state").select("case_id", "state")
    told = con.table("marts.case").select(*Case._fields[:-1])
    return [Case(*values) for values in told.join(state, "case_id").order("case_id").fetchall()]


def _running_clocks(con: DuckDBPyConnection, case_id: str) -> list[date]:
    """When the clocks of a case that run are due, the first one first: a report for each, or the case stays open."""
    running = con.table("signals.standing_clock").filter(ColumnExpression("is_running"))
    of_the_case = running.filter(ColumnExpression("case_id") == ConstantExpression(case_id))
    return [due_on for (due_on,) in of_the_case.order("due_on, clock_id").select("due_on").fetchall()]


def _serious_rows(con: DuckDBPyConnection) -> list[SeriousRow]:
    decided = set(con.table("signals.row_decision").select("source_file", "source_row").fetchall())
    waiting = con.table("marts.case_work").filter("subject = 'quarantined row' AND due_on IS NOT NULL")
    rows = (
        waiting.order("due_on, source_file, source_row")
        .select("source_file", "source_row", "feed", "due_on")
        .fetchall()
    )
    return [SeriousRow(*values) for values in rows if values[:2] not in decided]


def _assess(desk: Desk, case: Case, **follow_up: Any) -> None:
    desk.decide(
        "assess",
        case,
        seriousness=_criteria(case),
        causality=_causality(case),
        expectedness={True: "listed", False: "unlisted", None: "cannot_be_judged"}[case.is_listed],
        artefact="none",
        **follow_up,
    )


def _criteria(case: Case) -> tuple[str, ...]:
    if case.is_serious is None:
        return ("cannot_be_judged",)
    letters = case.seriousness.split("·") if case.is_serious and case.seriousness else []
    serious = tuple(CRITERIA[letter] for letter in letters) or ("important_medical_event",)
    return serious if case.is_serious else ("not_serious",)


def _causality(case: Case) -> str:
    """As the algorithm suggests it, where it suggests one thing; else more data are awaited."""
    suggested = (case.causality_as_suggested or "").lower()
    return suggested if suggested in choices("causality") else "conditional"


def _closing_words(case: Case) -> str:
    if case.is_nullified:
        return "Withdrawn by the sender."
    return "Sent; nothing more is expected." if case.due_on else "Reviewed with the course of the person."
