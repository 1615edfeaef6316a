"""Send what is due: each reminder of a clock once by each transport, again only where an attempt failed.

At least once: an attempt is on record before it is made. Cut off between sending and its record, a reminder goes out
again under the same id and says that it may be a repeat.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from dashboards.selection import as_rows
from flows.decision.live import decided_now
from flows.query import current_warehouse
from flows.reminder.attempts import Key, on_record, one_sender_at_a_time, write_event
from flows.reminder.transport import NotSent, read_transports
from flows.store import Store


class RemindersFailed(Exception):
    """At least one reminder did not go out; the message says how many and why. They are tried again next time."""


@dataclass(frozen=True)
class Reminded:
    """What was done. `n_due` counts reminders, the others reminders and transports."""

    n_due: int = 0
    n_sent: int = 0
    n_earlier: int = 0
    has_transport: bool = True

    def __str__(self) -> str:
        """The same in words."""
        if not self.has_transport:
            return "no transport is configured (docs/reminders.md)"
        return f"{self.n_due} due, {self.n_sent} sent, {self.n_earlier} sent before"


def remind(store: Store, now: datetime | None = None) -> Reminded:
    """Send every reminder that is due at `now` and did not go out yet.

    Raises RemindersFailed when one did not go out, NotConfigured, NothingPublished.
    """
    now = now or datetime.now(UTC)
    transports = read_transports(store)
    if not transports.senders:
        return Reminded(has_transport=False)
    with one_sender_at_a_time(store):
        due = _due(store, now)
        earlier = on_record(store)
        n_sent, n_earlier, failed = 0, 0, []
        for reminder in due:
            for name, send in transports.senders.items():
                key = Key(reminder["clock_id"], reminder["days_before"], name)
                before = earlier.get(key)
                if before is not None and before.outcome == "sent":
                    n_earlier += 1
                    continue
                write_event(store, key, "attempt")
                try:
                    send(
                        message(reminder, transports.link, is_repeat=before is not None and before.outcome == "attempt")
                    )
                except NotSent as error:
                    write_event(store, key, "failed", str(error))
                    failed.append(str(error))
                else:
                    write_event(store, key, "sent")
                    n_sent += 1
    if failed:
        why = "; ".join(sorted(set(failed)))
        raise RemindersFailed(f"{len(failed)} reminders did not go out ({why}); they are tried again next time.")
    return Reminded(len(due), n_sent, n_earlier)


def message(reminder: dict[str, Any], link: str | None, *, is_repeat: bool) -> dict[str, Any]:
    """What goes out: ids, days and a link; nothing that was measured or reported of a person."""
    case_id, days = reminder["case_id"], reminder["days_left"]
    about = f"case {case_id}" if case_id else f"row {reminder['source_row']} of {reminder['source_file'][:12]}"
    left = f"{-days} d overdue" if days < 0 else "due today" if days == 0 else f"{days} d left"
    perhaps = "" if reminder["state"] == "due" else " (possibly due)"
    return {
        "reminder_id": f"{reminder['clock_id']}-{reminder['days_before']}",
        "case_id": case_id,
        "quarantined_row": None if case_id else {"file": reminder["source_file"], "row": reminder["source_row"]},
        "clock": reminder["title"],
        "state": reminder["state"],
        "due_on": reminder["due_on"].isoformat(),
        "days_left": days,
        "sentence": f"{reminder['title']} of {about}: {left}, due on {reminder['due_on']:%-d %b %Y}{perhaps}",
        "link": link.replace("{case_id}", case_id) if link and case_id else None,
        "is_repeat": is_repeat,
    }


def _due(store: Store, now: datetime) -> list[dict[str, Any]]:
    with decided_now(store, current_warehouse(store), now, ["signals.reminder"]) as con:
        return as_rows(con.table("signals.reminder").order("due_on, clock_id"))
