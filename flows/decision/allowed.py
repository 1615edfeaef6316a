"""What stands in the way of a decision.

A clock that runs when its case is to be closed, an owner whom nobody knows, a withdrawal of what is not decided here.
"""

from duckdb import ColumnExpression, ConstantExpression, DuckDBPyConnection

from dashboards.selection import rows_of
from dashboards.sign_in.user_file import UserFile
from dashboards.words import day
from flows.decision.form import NotADecision
from flows.decision.record import Decision
from flows.store import Store


def require_no_running_clock(con: DuckDBPyConnection, decision: Decision) -> None:
    """Raise NotADecision when a case is to be closed of which a clock of `signals.standing_clock` runs.

    Source: 21 CFR 600.80(c)(1): a report that is due is not answered by closing its case.
    """
    if decision.kind != "close":
        return
    of_the_case = ColumnExpression("case_id") == ConstantExpression(decision.case_id)
    clocks = con.table("signals.standing_clock").filter(of_the_case & ColumnExpression("is_running"))
    running = clocks.order("due_on, title").select("state", "title", "due_on").fetchall()
    if not running:
        return
    state, title, due_on = running[0]
    others = f" and {len(running) - 1} more" if len(running) > 1 else ""
    is_due = "due" if state == "due" else "possibly due"
    raise NotADecision(
        f"A case with a clock that runs cannot be closed: {title} is {is_due} on {day(due_on)}{others}. Record the "
        "report as sent, or assess the case so that no clock runs: as listed, or as not serious where no reporter "
        "says serious."
    )


def require_withdrawable_here(con: DuckDBPyConnection, decision: Decision, page_key: str | None) -> None:
    """Raise NotADecision when what is to be withdrawn counts no more, or is not about the case or row of that page."""
    found = rows_of(con, "marts.decision", number=decision.withdraws) if decision.kind == "withdraw" else []
    for withdrawn in found:
        if withdrawn["work_key"] == page_key and not withdrawn["is_withdrawn"]:
            continue
        why = "was withdrawn already" if withdrawn["is_withdrawn"] else f"is about another {withdrawn['subject']}"
        here = rows_of(con, "marts.decision", work_key=page_key, is_withdrawn=False)
        numbers = ", ".join(str(number) for number in sorted(row["number"] for row in here))
        raise NotADecision(
            f"Decision {decision.withdraws} ({withdrawn['title'].lower()}) {why}, so nothing was recorded. "
            + (f"What can be withdrawn here: {numbers}." if numbers else "Nothing can be withdrawn here.")
        )


def require_known_owner(store: Store, decision: Decision) -> None:
    """Raise NotADecision when a case is assigned to a name that is no user; without a user file any name is taken."""
    if decision.kind != "assign" or not store.users.exists():
        return
    known = sorted(UserFile(store.users).accounts())
    if decision.owner not in known:
        raise NotADecision(
            "Assign: no user of this store has that name, so nobody would see the case as theirs. "
            f"Choose one of {', '.join(known)}."
        )
