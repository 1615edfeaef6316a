"""The runs: what failed and what to do, every step with its duration beside the usual one, and every file."""

from collections import Counter
from itertools import groupby
from typing import Any

from dashboards.figures import run_timeline
from dashboards.frame import render
from dashboards.night import OpenNight
from dashboards.pages.rate import panel
from dashboards.pages.run_step import in_short, with_words
from dashboards.pages.run_trouble import UNTOUCHED, gates, troubles

MOST_RUNS = 30
MOST_FILES, NEWEST_FILES = 500, 40
"""Files on the page, and of these the ones that are not folded away."""


def runs_page(night: OpenNight) -> str:
    """Failed steps first, the newest run on a time axis with its gates, then runs newest first, then the files."""
    runs = all_runs(night)
    files = night.rows("file_ledger")
    newest = runs[0] if runs else None
    return render(
        "runs.html",
        night,
        page="runs.html",
        title="Runs",
        runs=runs[:MOST_RUNS],
        n_runs=len(runs),
        troubles=troubles(runs),
        untouched=UNTOUCHED,
        newest=newest,
        timeline=newest
        and panel("Steps of the newest run", newest["lines"], run_timeline.run_timeline, run_timeline.finding),
        gates=gates(newest["steps"]) if newest else [],
        files=files[:MOST_FILES],
        newest_files=NEWEST_FILES,
        n_files=len(files),
        states=Counter(row["state"] for row in files),
        n_duplicates=sum(row["times_seen"] > 1 for row in files),
        feeds=night.rows("feed_due"),
    )


def all_runs(night: OpenNight) -> list[dict[str, Any]]:
    """Runs, the newest first: those that this warehouse knows, and what the store has recorded since."""
    steps = {(step["run_id"], step["step"], step["started_at"]): step for step in night.rows("step")}
    for step in night.steps_since():
        known = steps.get((step["run_id"], step["step"], step["started_at"]), {})
        own = {"is_tonight": step["run_id"] == night.facts["run_id"], "usual_seconds": known.get("usual_seconds")}
        steps[step["run_id"], step["step"], step["started_at"]] = {**own, **step}
    ordered = sorted(steps.values(), key=lambda step: (step["run_id"], step["started_at"]), reverse=True)
    found = []
    for run_id, group in groupby(ordered, key=lambda step: step["run_id"]):
        own_steps = [with_words(step) for step in group]
        own_steps.reverse()
        found.append({
            "run_id": run_id, "as_of": own_steps[0]["as_of"], "steps": own_steps, "lines": in_short(own_steps),
            "is_tonight": own_steps[0]["is_tonight"],
        })  # fmt: skip
    return found
