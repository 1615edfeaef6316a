"""The runs: every step with its duration beside the usual one, newest run first."""

from itertools import groupby

from dashboards.frame import render
from dashboards.night import OpenNight, Row
from dashboards.words import counted

LANDING = "land "


def runs_page(night: OpenNight) -> str:
    """Steps grouped by run, newest run first, each run's steps in the order in which they began."""
    runs = [
        {"run_id": run_id, "steps": in_short(list(steps))}
        for run_id, steps in groupby(night.rows("step"), key=lambda step: step["run_id"])
    ]
    return render("runs.html", night, page="runs.html", title="Runs", runs=runs)


def in_short(steps: list[Row]) -> list[Row]:
    """Steps of one run as they began; files that landed well are one line, with its `parts`."""
    ordered = [_with_words(step) for step in sorted(steps, key=lambda step: step["started_at"])]
    landed = [step for step in ordered if step["step"].startswith(LANDING) and step["outcome"] == "done"]
    if len(landed) < 2:
        return ordered
    line = {
        **landed[0],
        "step": f"land {counted(len(landed), 'file')}",
        "seconds": sum(step["seconds"] or 0 for step in landed),
        "usual_seconds": None,
        "detail": None,
        "parts": landed,
    }
    kept = [step for step in ordered if step not in landed]
    return sorted([line, *kept], key=lambda step: step["started_at"])


def _with_words(step: Row) -> Row:
    words = {"done": "done", "failed": "✕ failed", "started": "⊘ started, not heard of again"}
    word = words.get(step["outcome"], step["outcome"])
    if step["is_tonight"] and step["outcome"] == "started":
        word = "running when this was written"
    return {**step, "word": word, "parts": []}
