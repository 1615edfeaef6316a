"""docs/operating-characteristics.md: what the simulated nightly watch did, as tables and in plain words."""

import textwrap
from dataclasses import asdict

import numpy as np

from flows.monitoring_design import FILES, MonitoringDesign
from flows.simulate_monitoring import (
    EXPECTED_TRIAL_EVENTS,
    HALF_AN_EVENT,
    NAIVE_P,
    NIGHTS_A_YEAR,
    PATIENT_YEARS_A_YEAR,
    TRUE_RATIOS,
    YEARS,
    Result,
)
from flows.statistics.proportion import one_sided_upper_bound

WIDTH = 120
SPOKEN_OF = (3, 2)
"""True ratio and expected trial events of which the opening words speak."""


def document(design: MonitoringDesign, n_watched: int, n_runs: int, seed: int, results: list[Result]) -> str:
    """The page in Markdown, for so many watched pairs of signal and baseline; the same results give the same page."""
    parts = [
        _opening(design, n_watched, n_runs, seed, results),
        _false_alarms(results),
        *(_found(results, ratio) for ratio in TRUE_RATIOS if ratio != 1),
        _reassured(design, results),
        _method(design, n_runs, seed),
        _numbers(design),
    ]
    return "\n\n".join(parts) + "\n"


def _opening(design: MonitoringDesign, n_watched: int, n_runs: int, seed: int, results: list[Result]) -> str:
    ratio, expected = SPOKEN_OF
    alarms = [r for r in results if r.is_alarm]
    titles = _titles(alarms)
    above, watch, cmaxsprt, *_ = (_share(r) for r in results if (r.true_ratio, r.expected_trial_events) == SPOKEN_OF)
    alerts = above, cmaxsprt
    worst = [_percent(max(_share(r) for r in alarms if r.rule == title and r.true_ratio == 1)) for title in titles]
    return "\n\n".join(
        [
            "# Operating characteristics of the nightly watch",
            _paragraph(
                f"Computed by `vigil simulate-monitoring --runs {n_runs} --seed {seed}`, design {design.design_id()}: "
                f"{n_runs:,} simulated programmes in each of {len(TRUE_RATIOS) * len(EXPECTED_TRIAL_EVENTS)} cells, "
                f"looked at every night for {YEARS} years. A programme here is **one signal beside one baseline of the "
                "trial**."
            ),
            _paragraph(
                "**What to expect of it.** The baseline is a trial of 40 people. Where such a trial expects "
                f"{expected} events and the true rate afterwards is {ratio} times the trial's, e-value ≥ "
                f"{design.above_e_value:g} says so within {YEARS} years in {_percent(above)} % of programmes and "
                f"CMaxSPRT in {_percent(cmaxsprt)} %; e-value ≥ {design.watch_e_value:g}, which only asks to watch, in "
                f"{_percent(watch)} %. Even with rules that keep their promise, {100 - 100 * max(alerts):.0f} to "
                f"{100 - 100 * min(alerts):.0f} of 100 rises of that size stay unseen. A quiet night is no evidence "
                "that nothing has changed."
            ),
            _paragraph(_many(design, n_watched, alarms)),
            _paragraph(
                "The two yardsticks find more because they also call programmes in which nothing changed: up to "
                f"{worst[-2]} % of them (trial's rate taken as known) and up to {worst[-1]} % (probability of a higher "
                f"rate), against up to {worst[0]} % for e-value ≥ {design.above_e_value:g}. So neither may raise an "
                "alert."
            ),
        ]
    )


def _many(design: MonitoringDesign, n_watched: int, alarms: list[Result]) -> str:
    unchanged = [r for r in alarms if r.true_ratio == 1]
    titles = _titles(unchanged)
    at_worst = [max(_share(r) for r in unchanged if r.rule == title) for title in titles[:2]]
    above, watch = (_percent(1 - (1 - share) ** n_watched) for share in at_worst)
    return (
        f"**Many at once.** The night watches {n_watched} pairs of a signal and a baseline. Were they independent and "
        f"each as prone to a false alarm as the worst cell below, {above} % of programmes without any change would "
        f"see e-value ≥ {design.above_e_value:g} at least once in {YEARS} years, {watch} % e-value ≥ "
        f"{design.watch_e_value:g}. Baselines of more events than these cells hold are called a little more often."
    )


def _false_alarms(results: list[Result]) -> str:
    rows = []
    for rule in _titles([r for r in results if r.is_alarm]):
        own = [r for r in results if r.rule == rule and r.true_ratio == 1]
        nominal = "none" if own[0].nominal is None else f"{_percent(own[0].nominal)} %"
        rows.append([rule, nominal, *(_with_error(r) for r in own)])
    head = ["rule, every night", "promised", *_columns()]
    words = (
        "Share of programmes that were ever called, in percent, with its standard error in brackets (where none or all "
        "were called: the one-sided 95 % bound). *Promised* is the most that the rule may call: for CMaxSPRT over its "
        "horizon; for an e-value a theorem at any single look, and over all nights what this table checks."
    )
    return "\n\n".join(["## False alarms: the true rate is the trial's", _paragraph(words), _table(head, rows)])


def _found(results: list[Result], ratio: float) -> str:
    rows = []
    for rule in _titles([r for r in results if r.is_alarm]):
        own = [r for r in results if r.rule == rule and r.true_ratio == ratio]
        rows.append([rule, *(_with_error(r) for r in own), *(_days(r) for r in own)])
    head = ["rule, every night", *_columns(), *(f"days, {count:g}" for count in EXPECTED_TRIAL_EVENTS)]
    words = (
        f"Share of programmes called within {YEARS} years, in percent (standard error), and the median number of days "
        "until the call **among those called**, which says nothing of the others."
    )
    return "\n\n".join([f"## The true rate is {ratio:g} times the trial's", _paragraph(words), _table(head, rows)])


def _reassured(design: MonitoringDesign, results: list[Result]) -> str:
    own = [r for r in results if not r.is_alarm]
    rows = [
        [f"{ratio:g} times the trial's", *(_with_error(r) for r in own if r.true_ratio == ratio)]
        for ratio in TRUE_RATIOS
    ]
    worst = max(_share(r) for r in own if r.true_ratio >= design.doubling_ratio)
    words = (
        f"Share of programmes in which some night of {YEARS} years said *a doubling is unlikely*, in percent (standard "
        "error). The word is a probability read every night, not a test, and nothing bounds how often it errs: from "
        f"the line of {design.doubling_ratio:g} times on, each of these programmes was told so wrongly, at worst "
        f"{_percent(worst)} %. Later nights may take it back."
    )
    return "\n\n".join(
        ["## A doubling is unlikely: how often it is said", _paragraph(words), _table(["true rate", *_columns()], rows)]
    )


def _method(design: MonitoringDesign, n_runs: int, seed: int) -> str:
    points = [
        f"A programme has {PATIENT_YEARS_A_YEAR} patient-years a year for {YEARS} years of {NIGHTS_A_YEAR} nights, all "
        "in the window of the trial: about 217 people begin treatment a year. "
        "First events are a Poisson process at the trial's true rate times the true ratio.",
        "The trial is drawn anew for each programme: its count is Poisson around the expected number, which heads the "
        f"columns, over {design.trial_patient_years:g} patient-years. So any column has programmes whose baseline is "
        "no event at all.",
        f"The e-value is the smaller of those at {design.trial_patient_years:g} and "
        f"{design.trial_patient_years_ceiling:g} patient-years of the trial, as in the night. CMaxSPRT looks from "
        f"event {design.cmaxsprt_first_look_events:g} to event {design.cmaxsprt_horizon_events:g}, with the critical "
        "value for the trial's count.",
        f"The yardstick p < {NAIVE_P:g} takes the trial's rate as known ({HALF_AN_EVENT:g} events where it had none).",
        "Between two events no statistic comes nearer to its limit, so only nights after an event can call: "
        "reading these is exact. To reassure, only nights before an event can, and the last one.",
        f"Every cell has a random stream of its own, from the seed {seed} and its place in the grid: the same seed and "
        f"number of runs ({n_runs:,}) write the same page.",
        "Left out: a hazard that is higher soon after the first dose than later (the trial's is taken as even over its "
        "weeks), delayed reports, people who resemble each other, time at risk that comes unevenly, corrections, and "
        f"a trial whose true patient-years are not {design.trial_patient_years:g}: fewer mean more false alarms, more "
        "mean fewer rises found.",
    ]
    return "\n\n".join(["## How it was computed", "\n".join(_paragraph(point, "- ") for point in points)])


def _numbers(design: MonitoringDesign) -> str:
    rows = [[f"`{name}`", _text(value)] for name, value in asdict(design).items()]
    files = ", ".join(f"`sql/reference/{name}.csv`" for name in FILES)
    words = (
        f"Read from {files}. Any change gives another design ({design.design_id()} now), and this page must then be "
        "written anew."
    )
    return "\n\n".join(["## The design", _paragraph(words), _table(["number", "value"], rows)])


def _paragraph(text: str, mark: str = "") -> str:
    return textwrap.fill(text, WIDTH, initial_indent=mark, subsequent_indent=" " * len(mark), break_on_hyphens=False)


def _titles(results: list[Result]) -> list[str]:
    return list(dict.fromkeys(r.rule for r in results))


def _columns() -> list[str]:
    return [f"{count:g} expected" for count in EXPECTED_TRIAL_EVENTS]


def _share(result: Result) -> float:
    return result.n_called / result.n_runs


def _percent(share: float) -> str:
    return f"{100 * share:.1f}".removesuffix(".0")


def _with_error(result: Result) -> str:
    share, n_runs = _share(result), result.n_runs
    bound = 100 * float(one_sided_upper_bound(0, n_runs))
    if result.n_called in (0, n_runs):
        return f"100 (≥ {100 - bound:.2f})" if result.n_called else f"0 (≤ {bound:.2f})"
    return f"{100 * share:.{1 if share >= 0.001 else 2}f} ({100 * np.sqrt(share * (1 - share) / n_runs):.2f})"


def _days(result: Result) -> str:
    return "–" if np.isnan(result.median_days) else f"{result.median_days:.0f}"


def _text(value: object) -> str:
    return ", ".join(f"{part:g}" for part in value) if isinstance(value, tuple) else f"{value:g}"


def _table(head: list[str], rows: list[list[str]]) -> str:
    marks = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (head, marks, *rows))
