"""The nightly watch on one page: every path with its boundary and today, what would cross, and how often it errs."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from dashboards.comparison import KINDS, named
from dashboards.figures import cusum_strip
from dashboards.figures.path_multiple import path_multiple
from dashboards.frame import figure_data, render
from dashboards.night import OpenNight, Row
from dashboards.pages.rate import panel, rate_page_name
from dashboards.pages.receipt import receipt_page_name
from dashboards.words import beside_boundary, counted, day, number

NIGHTS = 30
LETTERS = {
    "above": ("A", "above: for review"),
    "watch": ("W", "watch"),
    "cannot tell yet": ("?", "cannot tell yet"),
    "a doubling is unlikely": ("N", "a doubling is unlikely, which is not certain"),
    "not judged": ("–", "not judged"),
}
NO_NIGHT = ("⊘", "no night of that day is on record")


def monitor_page(night: OpenNight) -> str:
    """All paths, the words of the last 30 nights, our own history, crossings, and the operating characteristics."""
    paths = watched(night)
    months = _by_rule(night.rows("drift"))
    titles = {signal["rule"]: signal["title"] for signal in night.rows("signal")}
    with_cusum = [rule for rule, rows in months.items() if any(row["cusum"] is not None for row in rows)]
    characteristics = night.rows("operating_characteristic")
    return render(
        "monitor.html",
        night,
        page="monitor.html",
        title="Monitor",
        opening=opening(paths),
        paths=paths,
        grid=grid(night.rows("night_verdict"), night.facts["as_of"]),
        letters=[*LETTERS.values(), NO_NIGHT],
        strips=[panel(titles[rule], months[rule], cusum_strip.cusum_strip, cusum_strip.finding) for rule in with_cusum],
        without_cusum=[titles[rule] for rule in titles if rule in months and rule not in with_cusum],
        crossings=_crossings(night, paths, titles),
        characteristics=characteristics_in_words(characteristics),
        simulated=_simulated(characteristics, paths),
        trial_events=sorted({row["expected_trial_events"] for row in characteristics}),
        kinds=KINDS,
    )


def _crossings(night: OpenNight, paths: list[dict[str, Any]], titles: dict[str, str]) -> list[Row]:
    """The crossings on record, each with the name of its path; one that is not watched any more has its rule's."""
    names = {(path["rule"], path["baseline_id"]): path["name"] for path in paths}
    return [
        {**row, "name": names.get((row["rule"], row["baseline_id"]), titles.get(row["rule"], row["rule"]))}
        for row in night.rows("crossing")
    ]


def watched(night: OpenNight) -> list[dict[str, Any]]:
    """The paths, the nearest to its boundary first, each with its figure and the sentence of what would cross."""
    steps: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in night.rows("watch_path", statistic="e_value"):
        steps[row["rule"], row["baseline_id"]].append(row)
    seen = {
        (row["rule"], row["baseline_id"]): row["seen_as_of"]
        for row in night.rows("crossing", statistic="e_value", tier="above")
    }
    return [
        {
            **row,
            "link": rate_page_name(row["rule"]),
            "receipt": receipt_page_name(row["rule"]),
            "figure": figure_data(path_multiple(steps[row["rule"], row["baseline_id"]])),
            "said": what_would_cross(row, seen.get((row["rule"], row["baseline_id"]))),
        }
        for row in named(night.rows("watch_now"))
        if steps[row["rule"], row["baseline_id"]]
    ]


def what_would_cross(row: Row, seen_as_of: date | None = None) -> str:
    """How many more first events in the time to come would reach the boundary; what a night saw crossed stays."""
    if seen_as_of is not None:
        return f"Crossed {row['boundary']:g}, first seen in the night of {day(seen_as_of)}: review. It stays on record."
    ahead = f"the next {number(row['ahead_patient_years'])} patient-years"
    if row["n_more_events"] is None:
        return f"No number of events in {ahead} would cross."
    if row["e_value"] >= row["boundary"]:
        return f"It stands at or above {row['boundary']:g}: review. A crossing stays on record."
    return f"{counted(row['n_more_events'], 'more first event')} in {ahead} would cross {row['boundary']:g}."


def opening(paths: Sequence[Row]) -> str:
    """The watch tonight in one sentence."""
    if not paths:
        return "Nothing is watched: no signal has a verified trial count with time at risk on both sides."
    above = sum(path["e_value"] >= path["boundary"] for path in paths)
    nearest = paths[0]
    return (
        f"{counted(len(paths), 'path')} watched every night; {above} of them at or above the boundary for review "
        f"tonight. The highest e-value is that of {nearest['name']}, {beside_boundary(nearest['e_value'])}. A path "
        f"below its boundary does not show that the rate is the trial’s."
    )


def grid(verdicts: Sequence[Row], as_of: date) -> dict[str, Any]:
    """The letter of each watched rate in each of the last NIGHTS days; a day without a night has a sign of its own."""
    days = [as_of - timedelta(days=back) for back in reversed(range(NIGHTS))]
    nights = {row["as_of"] for row in verdicts}
    lines: dict[tuple[str, str], dict[str, Any]] = {}
    for row in verdicts:
        line = lines.setdefault((row["rule"], row["baseline_id"]), {**row, "words": {}})
        line["words"][row["as_of"]] = row["verdict"]
    for line in lines.values():
        line["link"] = rate_page_name(line["rule"])
        line["cells"] = [_cell(line["words"].get(one), one, one in nights) for one in days]
    return {"days": days, "lines": list(lines.values()), "n_nights": len(nights)}


def _cell(word: str | None, on: date, is_night: bool) -> dict[str, str]:
    if word is None:
        letter, meaning = ("–", "not in that night") if is_night else NO_NIGHT
    else:
        letter, meaning = LETTERS.get(word, ("–", word))
    return {"letter": letter, "title": f"{day(on)}: {meaning}", "kind": word or ("absent" if is_night else "no-night")}


def characteristics_in_words(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """For each alarm and true ratio a line: the share called and the median delay, by expected trial events."""
    lines: dict[tuple[str, float], dict[str, Any]] = {}
    for row in rows:
        line = lines.setdefault((row["alarm"], row["true_ratio"]), {**row, "cells": []})
        share = 100 * row["n_called"] / row["n_programmes"]
        shown = f"{share:.1f} %" if row["n_called"] else f"0 % (0/{row['n_programmes']})"
        late = f", day {row['median_days']:.0f}" if row["median_days"] is not None and row["is_alarm"] else ""
        line["cells"].append(shown + late)
    return list(lines.values())


def _simulated(rows: Sequence[Row], paths: Sequence[Row]) -> dict[str, Any] | None:
    """What was simulated, and whether it is the design in force; None when nothing was."""
    if not rows:
        return None
    first = rows[0]
    in_force = {path["rules_design_id"] for path in paths}
    return {
        "design_id": first["design_id"],
        "n_programmes": first["n_programmes"],
        "years": first["simulated_years"],
        "source": first["source"],
        "is_in_force": not in_force or first["design_id"] in in_force,
    }


def _by_rule(rows: list[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["rule"]].append(row)
    return found
