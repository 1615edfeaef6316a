"""Planted administrations: too fast, observed too briefly, by an unknown method, after a reaction, off indication.

Source: US prescribing information, sections 1, 2 and 4. In the simulated year every method is labelled, so the one that
was not lies in the past.
"""

from datetime import date, datetime, timedelta

from flows.simulator.chart import NOT_STATED, SETTLED_RULES, Chart, Pattern, add, expect, instant
from flows.simulator.planted_dosing import put
from flows.simulator.planted_reactions import REACTION, WORDS, minutes_after_start, react

FAST, SHORT, METHOD = "infusion_too_fast", "observation_too_short", "method_not_labelled"
DESPITE, OUTSIDE = "given_despite_hypersensitivity", "outside_indication"
IRR = "infusion_reaction"


def take(chart: Chart, number: int, **span: int) -> date:
    """Let a dose take so long."""
    dose = chart.doses[number - 1]
    dose.ended = dose.started + timedelta(**span)
    return put(chart, number, ended_at=instant(chart, dose.ended))


def _first_in_29_minutes(chart: Chart) -> None:
    expect(chart, "flagged", take(chart, 1, minutes=29))


def _first_in_30_minutes(chart: Chart) -> None:
    take(chart, 1, minutes=30)
    expect(chart, "not_flagged", note="exactly 30 minutes")


def _later_in_15_minutes(chart: Chart) -> None:
    take(chart, 2, minutes=15)
    expect(chart, "not_flagged", note="a later one without a reaction before")


def _later_in_20_minutes_after_a_reaction(chart: Chart) -> None:
    _mild_reaction(chart)
    expect(chart, "flagged", take(chart, 2, minutes=20), note="a reaction to the first dose allows no shortening")


def _end_not_known(chart: Chart) -> None:
    put(chart, 2, ended_at="")
    expect(chart, "incomplete", note="the end of one dose is not known")


def _push_in_20_seconds(chart: Chart) -> None:
    put(chart, 3, method="push")
    take(chart, 3, seconds=20)
    expect(chart, "incomplete", note="that 30 seconds are a minimum was not verified")


def _mild_reaction(chart: Chart) -> None:
    react(chart, minutes_after_start(chart, 1, 12), REACTION, WORDS, 30)
    expect(chart, "flagged", chart.first_dose_on, rule=IRR)


def _first_observed_45_minutes(chart: Chart) -> None:
    expect(chart, "flagged", put(chart, 1, observed_minutes="45"))


def _later_observed_15_minutes(chart: Chart) -> None:
    put(chart, 2, observed_minutes="15")
    expect(chart, "not_flagged", note="a later one without a reaction before")


def _observed_15_minutes_after_a_reaction(chart: Chart) -> None:
    _mild_reaction(chart)
    expect(chart, "flagged", put(chart, 2, observed_minutes="15"), note="after a reaction an hour is asked for")


def _observation_not_reported(chart: Chart) -> None:
    for number in range(1, len(chart.doses) + 1):
        put(chart, number, observed_minutes="")
    expect(chart, "not_evaluable", note="missing is neither short nor enough")


def _method_not_reported(chart: Chart) -> None:
    put(chart, 2, method="")
    for rule in (METHOD, FAST, SHORT):
        expect(chart, "incomplete", rule=rule, note="the method of one dose is not reported")


def _loading_pushed(chart: Chart) -> None:
    put(chart, 1, method="push")
    take(chart, 1, seconds=90)
    expect(chart, "not_flagged", note="labelled since December 2023")


def _hives_then_a_dose(chart: Chart) -> None:
    at = minutes_after_start(chart, 2, 12)
    react(chart, at, "Urticaria", "hives all over", 60, severity_grade="2")
    expect(chart, "flagged", chart.doses[2].started.date(), note="the next dose after hives")
    expect(chart, "flagged", at.date(), rule=IRR)


def _hypersensitivity_and_no_dose_after(chart: Chart) -> None:
    at = minutes_after_start(chart, len(chart.doses), 12)
    react(chart, at, "Hypersensitivity", "allergic to the infusion", 60, severity_grade="3", action_taken="stopped")
    expect(chart, "not_flagged", note="no dose after the reaction")
    expect(chart, "flagged", at.date(), rule=IRR)


def _mild_reaction_then_a_dose(chart: Chart) -> None:
    _mild_reaction(chart)
    expect(chart, "not_flagged", note="a mild infusion reaction is no contraindication")


def _years_old(years: int) -> str:
    return f"a calendar difference of {years} years"


def _aged(chart: Chart, years: int) -> None:
    chart.rows["patient"][0].fields["birth_year"] = str(chart.first_dose_on.year - years)
    chart.rows["patient"][0].fields["treatment_experience"] = "experienced"


def _seventeen(chart: Chart) -> None:
    _aged(chart, 17)
    expect(chart, "flagged", chart.first_dose_on, note=_years_old(17))


def _perhaps_seventeen(chart: Chart) -> None:
    _aged(chart, 18)
    expect(chart, "flagged", chart.first_dose_on, note=_years_old(18) + " may be 17 years of age")


def _nineteen(chart: Chart) -> None:
    _aged(chart, 19)
    expect(chart, "not_flagged", note=_years_old(19))


def _never_treated_before(chart: Chart) -> None:
    chart.rows["patient"][0].fields["treatment_experience"] = "naive"
    expect(chart, "flagged", chart.first_dose_on)


def _experience_not_known(chart: Chart) -> None:
    chart.rows["patient"][0].fields["treatment_experience"] = "unknown"
    expect(chart, "incomplete", note="treatment before is not known")


def _pushed_in_2022(chart: Chart) -> None:
    """Begun elsewhere in June 2022 with a push, before a push of the loading dose was labelled."""
    began = datetime(2022, 6, 15, 10)
    add(
        chart, "infusion", chart.doses[0].started + timedelta(hours=6),
        site_id=chart.site.sender_id,
        started_at=instant(chart, began),
        ended_at=instant(chart, began + timedelta(seconds=90)),
        dose_mg="2000", method="push", action_taken="none", observed_minutes="60",
    )  # fmt: skip
    expect(chart, "flagged", began.date(), note="a push of the loading dose is labelled since December 2023")
    for rule in SETTLED_RULES:
        expect(chart, NOT_STATED, rule=rule, note="the first dose lies years back, and with it every baseline")


PATTERNS = [
    Pattern(METHOD, "pushed_in_2022", _pushed_in_2022),
    Pattern(FAST, "first_in_29_minutes", _first_in_29_minutes),
    Pattern(SHORT, "first_observed_45_minutes", _first_observed_45_minutes),
    Pattern(METHOD, "method_not_reported", _method_not_reported),
    Pattern(DESPITE, "hives_then_a_dose", _hives_then_a_dose),
    Pattern(OUTSIDE, "perhaps_seventeen", _perhaps_seventeen),
    Pattern(FAST, "first_in_30_minutes", _first_in_30_minutes),
    Pattern(SHORT, "later_observed_15_minutes", _later_observed_15_minutes),
    Pattern(METHOD, "loading_pushed", _loading_pushed),
    Pattern(DESPITE, "mild_reaction_then_a_dose", _mild_reaction_then_a_dose),
    Pattern(OUTSIDE, "nineteen", _nineteen),
    Pattern(FAST, "end_not_known", _end_not_known),
    Pattern(SHORT, "observation_not_reported", _observation_not_reported),
    Pattern(OUTSIDE, "experience_not_known", _experience_not_known),
    Pattern(FAST, "later_in_15_minutes", _later_in_15_minutes),
    Pattern(FAST, "later_in_20_minutes_after_a_reaction", _later_in_20_minutes_after_a_reaction),
    Pattern(FAST, "push_in_20_seconds", _push_in_20_seconds),
    Pattern(SHORT, "observed_15_minutes_after_a_reaction", _observed_15_minutes_after_a_reaction),
    Pattern(
        DESPITE,
        "hypersensitivity_and_no_dose_after",
        _hypersensitivity_and_no_dose_after,
        stops_after_days=45,
        needs_days=75,
    ),
    Pattern(OUTSIDE, "seventeen", _seventeen),
    Pattern(OUTSIDE, "never_treated_before", _never_treated_before),
]
