"""Planted rates of the whole programme: a rise that the nightly watch finds, and one that nobody could find.

Both are three times what the trial's count gives over its patient-years. Of diarrhoea from any cause the trial had 8
among 40 people, enough to tell; of platelets below the label's limit 1, too few: the watch cannot tell.
Source: Emu 2018, NEJM 379:645, abstract; US prescribing information of ibalizumab, section 6.1; 17.5 patient-years.
"""

from datetime import date, timedelta

import numpy as np

from flows.simulator.background import write_event
from flows.simulator.chart import Answer, Chart
from flows.simulator.planted_blood_counts import BELOW
from flows.simulator.planted_labs import put, visited_on

RISE = 3
TRIAL_PATIENT_YEARS = 17.5
DIARRHOEA_IN_TRIAL, PLATELETS_IN_TRIAL = 8, 1
WINDOW_DAYS = 168
CLEAR_OF_A_DOSE = 3
"""Days after a dose from which nothing is taken for a reaction to it."""

OWN_EVENTS = (
    "diarrhoea", "nausea", "hypersensitivity", "infusion_reaction", "anaphylaxis", "iris", "serious_unlisted_event",
)  # fmt: skip
OWN_PLATELETS = ("thrombocytopenia", "leukopenia", "haemoglobin_fall", "neutropenia", "clean")
"""Rules whose planted people keep their own story."""

KIND = "raised_rate"
NOTE = "three times the trial's rate"


def raise_rates(chart: Chart, rng: np.random.Generator, last_day: date) -> None:
    """Mild diarrhoea and low platelets at a constant hazard over the time under treatment, up to `last_day`."""
    loose, low = (
        chart.first_dose_on + timedelta(days=int(rng.exponential(365.25 * TRIAL_PATIENT_YEARS / (RISE * n_events))))
        for n_events in (DIARRHOEA_IN_TRIAL, PLATELETS_IN_TRIAL)
    )
    if not chart.doses:
        return
    until = min(last_day, chart.doses[-1].started.date(), chart.first_dose_on + timedelta(days=WINDOW_DAYS))
    if chart.pattern.rule not in OWN_EVENTS and _clear_of_doses(chart, loose) <= until:
        on = _clear_of_doses(chart, loose)
        write_event(chart, on, "Diarrhoea", "loose stools")
        chart.answers["diarrhoea"] = Answer("flagged", on, KIND, NOTE)
    if chart.pattern.rule not in OWN_PLATELETS and low <= until:
        _lower_platelets(chart, low, until)


def _lower_platelets(chart: Chart, on: date, until: date) -> None:
    """One platelet count below the limit, at the first visit from that day on."""
    visits = [n for n, at in enumerate(chart.visits) if on <= at.date() <= until and (n, "platelets") in chart.results]
    if visits and visits[0] > 0:
        put(chart, visits[0], "platelets", BELOW["platelets"][chart.laboratory.sender_id])
        chart.answers["thrombocytopenia"] = Answer("flagged", visited_on(chart, visits[0]), KIND, NOTE)


def _clear_of_doses(chart: Chart, on: date) -> date:
    given = {dose.started.date() for dose in chart.doses}
    while any(on - timedelta(days=days) in given for days in range(CLEAR_OF_A_DOSE)):
        on += timedelta(days=1)
    return on
