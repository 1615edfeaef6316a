"""All rates beside the trial on one page, in three views: the trial's window, time at risk, the whole time."""

from collections.abc import Callable
from itertools import groupby
from typing import Any, NamedTuple

from dashboards.address import asked_on, fields
from dashboards.comparison import KINDS, by_verdict, in_one_sentence, named
from dashboards.comparison import finding as finding_of_shares
from dashboards.figures import forest, ratio_forest
from dashboards.frame import figure_data, render
from dashboards.night import OpenNight, Row
from dashboards.pages.rate import rate_page_name
from dashboards.pages.receipt import receipt_page_name

LEAST_AXIS = 0.4
"""The axis of shares goes at least to 40 per cent, so that it looks the same from night to night."""
TAKES = ("method",)
GROUPS = {None: "everyone", "infusion": "no_push", "push": "ever_pushed"}
UNITS = {
    "laboratory": "patients with such a result",
    "event": "patients with such a report",
    "effect": "patients with such a course",
    "dose": "patients with such a dose",
}


class View(NamedTuple):
    """One way of counting, with a page of its own."""

    page: str
    name: str
    window: str
    is_in_time: bool
    words: str

    @property
    def is_like_for_like(self) -> bool:
        """Whether our window is the trial's."""
        return self.window == "trial_comparison"


VIEWS = (
    View(
        "rates.html", "First 24 weeks", "trial_comparison", False,
        "Shares of patients in the window of the trial after the first dose: like for like.",
    ),
    View(
        "rates-patient-years.html", "Patient-years", "on_treatment", True,
        "First events per 100 patient-years over the whole time under treatment. The trial had 24 weeks: where a rate "
        "changes with time on the drug, the two are not like for like.",
    ),
    View(
        "rates-proportion.html", "Proportion, whole time", "on_treatment", False,
        "Shares of patients over the whole time under treatment. Whoever is treated for longer has more time for an "
        "event, so a larger share than in the 24 weeks of the trial is to be expected. No verdict rests on it.",
    ),
)  # fmt: skip


def view_page(view: View) -> Callable[[OpenNight], str]:
    """What composes the page of a view."""
    return lambda night: rates_page(night, view)


def rates_page(night: OpenNight, view: View) -> str:
    """The table of every pre-declared rate, and for each kind of baseline its forests."""
    asked = asked_on(night, TAKES)
    group = GROUPS[asked.method]
    everything = named(night.rows("rate_by_window", population=group, window_name=view.window))
    for rate in everything:
        rate["link"], rate["receipt"] = rate_page_name(rate["rule"]), receipt_page_name(rate["rule"])
        rate["unit"] = UNITS.get(rate["rule_kind"], "patients")
        rate["ratio"] = ratio_forest.in_words(rate)
    with_trial = sorted(
        (rate for rate in everything if _trial_value(rate, view) is not None),
        key=lambda rate: list(KINDS).index(rate["baseline_kind"]) if rate["baseline_kind"] in KINDS else len(KINDS),
    )
    kinds = _kinds(with_trial, view)
    filters = [] if group == GROUPS[None] or not everything else [f"people: {everything[0]['population_title']}"]
    return render(
        "rates.html",
        night,
        page=view.page,
        title="Rates v. trial",
        view=view,
        views=VIEWS,
        filters=filters,
        query=asked.as_query(),
        fields=fields(asked, TAKES),
        population=everything[0]["population_title"] if everything else None,
        is_everyone=group == GROUPS[None],
        kinds=kinds,
        without=[rate for rate in everything if _trial_value(rate, view) is None],
        n_rates=len(everything),
        verdicts=by_verdict(with_trial),
        finding=finding_in_time(with_trial) if view.is_in_time else finding_of_shares(with_trial),
    )


def _trial_value(rate: Row, view: View) -> float | None:
    value: float | None = rate["trial_rate_per_100_patient_years" if view.is_in_time else "trial_share"]
    return value


def _kinds(rates: list[Row], view: View) -> list[dict[str, Any]]:
    """The rates by kind of baseline, each with its forests, all on one scale."""
    measure = forest.PERSON_TIME if view.is_in_time else forest.SHARE
    end = forest.axis_end_in_time(rates) if view.is_in_time else max(LEAST_AXIS, forest.axis_end(rates))
    has_ratio = view.is_in_time or view.is_like_for_like
    return [
        {
            "kind": kind,
            "title": KINDS.get(kind, kind),
            "rates": own,
            "figure": figure_data(forest.forest(own, axis_end=end, measure=measure)),
            "ratios": figure_data(ratio_forest.ratio_forest(own)) if has_ratio else None,
            "ratio_finding": ratio_forest.finding(own) if has_ratio else None,
        }
        for kind, own in ((kind, list(rows)) for kind, rows in groupby(rates, lambda rate: rate["baseline_kind"]))
    ]


def finding_in_time(rates: list[Row]) -> str:
    """One sentence on all rates in time: arithmetic only, no verdict."""
    compared = [rate for rate in rates if rate["rate_per_100_patient_years"] is not None]
    if not compared:
        return "No rate in patient-years can be set beside the trial’s tonight."
    higher = sum(rate["rate_per_100_patient_years"] > rate["trial_rate_per_100_patient_years"] for rate in compared)
    apart = sum(
        rate["rate_low"] > rate["trial_rate_high"] or rate["rate_high"] < rate["trial_rate_low"] for rate in compared
    )
    return in_one_sentence("rate in patient-years", len(compared), higher, apart)
