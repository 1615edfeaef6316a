"""One signal beside the trial, our own past and between sites: verdicts, figures and the sentence of each."""

from itertools import groupby
from typing import Any

import plotly.graph_objects as go

from dashboards.figures import cumulative_fan, cumulative_incidence, cusum_strip, funnel, onset_strip, sequential_path
from dashboards.frame import figure_data, render
from dashboards.night import OpenNight, Row
from dashboards.pages.brief import KINDS
from dashboards.pages.flag import signal_page_name


def rate_page_name(rule: str) -> str:
    """File name of the page of a signal's rate."""
    return f"rate-{rule}.html"


def rate_page(night: OpenNight, rule: str) -> str:
    """Everything that the night can say about how often one signal occurs."""
    (signal,) = night.rows("signal", rule=rule)
    rates = night.rows("rate", rule=rule)
    path = night.rows("watch_path", rule=rule)
    return render(
        "rate.html",
        night,
        page=rate_page_name(rule),
        title=f"{signal['title']}: how often",
        signal=signal,
        signal_link=signal_page_name(rule),
        rates=rates,
        kinds=KINDS,
        watched=watched(rates, path),
        crossings=night.rows("crossing", rule=rule),
        panels=panels(night, rule, rates),
    )


def watched(rates: list[Row], path: list[Row]) -> list[dict[str, Any]]:
    """Per trial baseline: its figures of the watch, each with its finding."""
    titles = {rate["baseline_id"]: KINDS.get(rate["baseline_kind"], rate["baseline_kind"]) for rate in rates}
    found = []
    for baseline_id, rows in groupby(path, lambda row: row["baseline_id"]):
        own = list(rows)
        statistics = sorted({row["statistic"] for row in own}, reverse=True)
        drawn = [
            panel(
                WATCH_TITLES[name],
                sequential_path.sequential_path(own, statistic=name),
                sequential_path.finding(own, statistic=name),
            )
            for name in statistics
        ]
        fan = panel(
            "Our count beside what the trial lets expect",
            cumulative_fan.cumulative_fan(own),
            cumulative_fan.finding(own),
        )
        found.append({"title": titles[baseline_id], "baseline_id": baseline_id, "panels": [*drawn, fan]})
    return found


WATCH_TITLES = {
    "e_value": "Evidence against the trial’s rate, night by night (e-value)",
    "cmaxsprt": "Declared in advance: conditional sequential test (CMaxSPRT)",
}


def panels(night: OpenNight, rule: str, rates: list[Row]) -> list[dict[str, Any]]:
    """Figures that need no trial: incidence in time, our own past, sites, time to onset."""
    incidence = night.rows("cumulative_incidence", rule=rule)
    beside = next((rate for rate in rates if rate["trial_share"] is not None), None)
    trial = {
        "trial_share": beside["trial_share"],
        "trial_share_low": beside["trial_share_low"],
        "trial_share_high": beside["trial_share_high"],
        "trial_window_days": beside["window_days"],
    } if beside else {}  # fmt: skip
    drift, sites = night.rows("drift", rule=rule), night.rows("site_rate", rule=rule)
    onsets = night.rows("onset", rule=rule)
    return [
        panel(
            "Share with it by each day after the first dose",
            cumulative_incidence.cumulative_incidence(incidence, **trial),
            cumulative_incidence.finding(incidence),
        ),
        panel("Each month beside our own months before it", cusum_strip.cusum_strip(drift), cusum_strip.finding(drift)),
        panel("Between sites", funnel.funnel(sites), funnel.finding(sites)),
        panel("Time from the last dose to onset", onset_strip.onset_strip(onsets), onset_strip.finding(onsets)),
    ]


def panel(title: str, figure: go.Figure, finding: str) -> dict[str, Any]:
    """A figure with its title and the sentence that its numbers give."""
    return {"title": title, "figure": figure_data(figure), "finding": finding}
