"""The runs: every step with its duration beside the usual one, tonight first."""

from itertools import groupby

from dashboards.frame import render
from dashboards.night import OpenNight


def runs_page(night: OpenNight) -> str:
    """Steps grouped by run, newest run first, each run's steps in the order in which they began."""
    steps = night.rows("step")
    runs = [
        {"run_id": run_id, "steps": sorted(group, key=lambda step: step["started_at"])}
        for run_id, group in groupby(steps, key=lambda step: step["run_id"])
    ]
    return render("runs.html", night, page="runs.html", title="Runs", runs=runs)
