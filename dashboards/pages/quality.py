"""Quality of the data: what was refused or set aside, what changed since the night before, every check."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from dashboards.frame import render
from dashboards.night import OpenNight, Row

Groups = dict[tuple[str, str, str], list[datetime]]

PAGE = "quality.html"
CHECKS = "checks."
MOST_LISTED = 200
ORDER = ("worse", "new", "still", "fewer", "fixed", "not compared")


def quality_page(night: OpenNight) -> str:
    """Tiles, the table of problems with their change, feeds by when they are due, and the checks with their SQL."""
    quarantined = night.rows("quarantine")
    refused = night.rows("refused_file")
    unusable = night.rows("unusable_result")
    unknown = night.rows("unknown_name")
    feeds = night.rows("feed_due")
    found = problems(night, quarantined, refused)
    counts = Counter(problem["change"] for problem in found)
    return render(
        "quality.html",
        night,
        page=PAGE,
        title="Quality of the data",
        quarantined=quarantined,
        n_serious=sum(row["may_be_serious"] for row in quarantined),
        refused=refused,
        unusable=unusable[:MOST_LISTED],
        n_unusable=sum(row["n_results"] for row in unusable),
        unknown=unknown[:MOST_LISTED],
        n_unknown=len(unknown),
        feeds=feeds,
        n_late=sum(row["state"] == "late" for row in feeds),
        n_not_judged=sum(row["state"] in ("cannot be judged", "never arrived") for row in feeds),
        problems=found[:MOST_LISTED],
        n_problems=len(found),
        changes=[(word, counts[word]) for word in ORDER if counts[word]],
        earlier=night.earlier,
        problem=night.earlier_problem,
        checks=checks(night),
        step=check_step(night),
    )


def problems(night: OpenNight, quarantined: list[Row], refused: list[Row]) -> list[dict[str, Any]]:
    """Quarantined rows by feed and broken rule, and refused files by reason: how many now and on the night before.

    Each has `change`: new, still, worse, fewer, fixed, or "not compared" without an earlier night; and the day on which
    the oldest of its rows was received.
    """
    now = grouped(quarantined, refused)
    before = earlier_problems(night)
    found = []
    for key in [*now, *(key for key in before or {} if key not in now)]:
        kind, feed, reason = key
        received = now.get(key, [])
        n_before = None if before is None else len(before.get(key, []))
        found.append({
            "kind": kind, "feed": feed, "reason": reason, "n": len(received), "n_before": n_before,
            "change": change(len(received), n_before),
            "first_on": first_day(received + (before or {}).get(key, [])),
        })  # fmt: skip
    return sorted(found, key=lambda row: (ORDER.index(row["change"]), -row["n"], row["feed"], row["reason"]))


def earlier_problems(night: OpenNight) -> Groups | None:
    """The same groups on the night before; None when there is none to compare with."""
    if night.earlier is None:
        return None
    refused = [row for row in night.earlier.files.values() if row["refused_reason"] is not None]
    return grouped(list(night.earlier.quarantined.values()), refused)


def grouped(quarantined: list[Row], refused: list[Row]) -> Groups:
    """When each was received, by kind (rows or files), feed and reason."""
    found: Groups = defaultdict(list)
    for row in quarantined:
        found["rows", row["feed"], row["reasons"]].append(row["received_at"])
    for row in refused:
        found["files", "", row["refused_reason"]].append(row["received_at"])
    return found


def change(n: int, n_before: int | None) -> str:
    """How a count stands beside that of the night before."""
    if n_before is None:
        return "not compared"
    if not n:
        return "fixed"
    if not n_before:
        return "new"
    return "still" if n == n_before else "worse" if n > n_before else "fewer"


def first_day(received: list[datetime]) -> date | None:
    """The day of the oldest receipt: the night that saw it first."""
    return min(received).date() if received else None


def check_step(night: OpenNight) -> Row | None:
    """The step of this run that asked the checks; None when it is not on record."""
    steps = night.rows("step", is_tonight=True, step="check")
    return steps[0] if steps else None


def checks(night: OpenNight) -> list[dict[str, Any]]:
    """Each check of the night: its name, what it says is right, why and where from, and its SQL as that night ran it.

    Any row that a check finds stops publication, so that each check of a published night found none.
    """
    return [
        {"name": name, "title": name.replace("_", " ").capitalize(), "text": text, **header_of(text)}
        for name, text in sorted(night.texts_of(CHECKS).items())
    ]


def header_of(text: str) -> Mapping[str, str]:
    """What the header of an SQL file says: its first sentence, its source, and what it reads."""
    lines = [line.removeprefix("--").strip() for line in text.splitlines() if line.startswith("--")]
    fields = {
        name: line[len(name) :].strip() for line in lines for name in ("Source", "Reads") if line.startswith(name)
    }
    what: list[str] = []
    for line in lines:
        if not line or line.startswith(("Source", "Reads", "Grain")):
            break
        what.append(line)
    return {"what": " ".join(what), "source": fields.get("Source", ""), "reads": fields.get("Reads", "")}
