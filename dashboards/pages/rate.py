"""One signal beside the trial, our own past and between sites: verdicts, figures and the sentence of each."""

from collections.abc import Callable
from functools import partial
from itertools import groupby
from typing import Any

import plotly.graph_objects as go

from dashboards.comparison import KINDS
from dashboards.figures import (
    cumulative_fan,
    cumulative_incidence,
    cusum_strip,
    funnel,
    mean_count,
    onset_strip,
    sequential_path,
)
from dashboards.flag_list import signal_page_name
from dashboards.frame import figure_data, render
from dashboards.night import OpenNight, Row


def rate_page_name(rule: str) -> str:
    """File name of the page of a signal's rate."""
    return f"rate-{rule}.html"


def rate_page(night: OpenNight, rule: str) -> str:
    """Everything that the night can say about how often one signal occurs."""
    (signal,) = night.of_rule("signal", rule)
    rates = night.of_rule("rate", rule)
    path, recurrent = night.of_rule("watch_path", rule), night.of_rule("mean_count", rule)
    return render(
        "rate.html",
        night,
        page=rate_page_name(rule),
        title=f"{signal['title']}: how often",
        signal=signal,
        signal_link=signal_page_name(rule),
        rates=rates,
        kinds=KINDS,
        baseline_titles=beside(rates),
        watched=watched(rates, path),
        crossings=night.of_rule("crossing", rule),
        panels=panels(night, rule, rates),
        recurrent=recurrent,
        recurrent_panel=recurrent
        and panel("How often per person, further flags too", recurrent, mean_count.mean_count, mean_count.finding),
    )


def beside(rates: list[Row]) -> dict[str, Any]:
    """By baseline_id what a rate is set beside, in words."""
    return {rate["baseline_id"]: KINDS.get(rate["baseline_kind"], rate["baseline_kind"]) for rate in rates}


def watched(rates: list[Row], path: list[Row]) -> list[dict[str, Any]]:
    """Per trial baseline: its figures of the watch, each with its finding."""
    titles = beside(rates)
    found = []
    for baseline_id, rows in groupby(path, lambda row: row["baseline_id"]):
        own = list(rows)
        statistics = sorted({row["statistic"] for row in own}, reverse=True)
        drawn = [
            panel(
                WATCH_TITLES[name],
                own,
                partial(sequential_path.sequential_path, statistic=name),
                partial(sequential_path.finding, statistic=name),
            )
            for name in statistics
        ]
        expected = "Our count beside what the trial lets expect"
        fan = panel(expected, own, cumulative_fan.cumulative_fan, cumulative_fan.finding)
        found.append({"title": titles[baseline_id], "baseline_id": baseline_id, "panels": [*drawn, fan]})
    return found


WATCH_TITLES = {
    "e_value": "Evidence against the trial’s rate, night by night (e-value)",
    "cmaxsprt": "Declared in advance: conditional sequential test (CMaxSPRT)",
}


def panels(night: OpenNight, rule: str, rates: list[Row]) -> list[dict[str, Any]]:
    """Figures that need no trial: incidence in time, our own past, sites, time to onset."""
    incidence = night.of_rule("cumulative_incidence", rule)
    beside = next((rate for rate in rates if rate["trial_share"] is not None), None)
    trial = {
        "trial_share": beside["trial_share"],
        "trial_share_low": beside["trial_share_low"],
        "trial_share_high": beside["trial_share_high"],
        "trial_window_days": beside["window_days"],
    } if beside else {}  # fmt: skip
    drift, sites = night.of_rule("drift", rule), night.of_rule("site_rate", rule)
    onsets = night.of_rule("onset", rule)
    by_day = partial(cumulative_incidence.cumulative_incidence, **trial)
    return [
        panel("Share with it by each day after the first dose", incidence, by_day, cumulative_incidence.finding),
        panel("Each month beside our own months before it", drift, cusum_strip.cusum_strip, cusum_strip.finding),
        panel("Between sites", sites, funnel.funnel, funnel.finding),
        panel("Time from the last dose to onset", onsets, onset_strip.onset_strip, onset_strip.finding),
    ]


def panel(
    title: str, rows: list[Row], draw: Callable[[list[Row]], go.Figure], find: Callable[[list[Row]], str]
) -> dict[str, Any]:
    """A figure with its title and the sentence that its numbers give; without rows the sentence alone."""
    return {"title": title, "figure": figure_data(draw(rows)) if rows else None, "finding": find(rows)}
