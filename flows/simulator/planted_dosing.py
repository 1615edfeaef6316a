"""Planted doses: wrong, late, too fast, too briefly observed, by an unknown method, despite a reaction, off indication.

Source: US prescribing information, sections 1, 2 and 4. In the simulated years every method is labelled, so no
unlabelled one can be planted without moving the first dose into the past.
"""

from collections import defaultdict
from datetime import date, datetime, timedelta

from flows.simulator.chart import Chart, Dose, Pattern, Row, expect, instant, revise
from flows.simulator.planted_reactions import REACTION, WORDS, minutes_after_start, react
from flows.simulator.shipping import file_day

WRONG, LATE, FAST, SHORT = "dose_wrong", "dose_late", "infusion_too_fast", "observation_too_short"
METHOD, DESPITE, OUTSIDE = "method_not_labelled", "given_despite_hypersensitivity", "outside_indication"
IRR = "infusion_reaction"
RELOAD_AFTER = timedelta(days=17)
SITE_REACHES, SITE_IS_SILENT = timedelta(days=7), timedelta(days=45)


def row_of(dose: Dose) -> Row:
    """The record of a dose."""
    assert dose.row is not None
    return dose.row


def put(chart: Chart, number: int, **fields: str) -> date:
    """Overwrite cells of the record of a dose, counted from 1; returns its day."""
    dose = chart.doses[number - 1]
    row_of(dose).fields.update(fields)
    return dose.started.date()


def take(chart: Chart, number: int, **span: int) -> date:
    """Let a dose take so long."""
    dose = chart.doses[number - 1]
    dose.ended = dose.started + timedelta(**span)
    return put(chart, number, ended_at=instant(chart, dose.ended))


def give_after(chart: Chart, number: int, days: int) -> date:
    """Move a dose, with its readings, to so many days after the one before. No other event is left in the way."""
    dose, before = chart.doses[number - 1], chart.doses[number - 2]
    by = before.started.date() + timedelta(days=days) - dose.started.date()
    chart.rows["adverse_event"] = []
    readings = [row for (of, _), rows in chart.readings.items() if of == dose.number for row in rows]
    for row in [row_of(dose), *readings]:
        row.ready_on += by
        for name in ("started_at", "ended_at", "measured_at", "reported_at"):
            if row.fields.get(name):
                row.fields[name] = (datetime.fromisoformat(row.fields[name]) + by).isoformat()
    dose.started, dose.ended = dose.started + by, dose.ended + by
    return dose.started.date()


def skip(chart: Chart, number: int) -> date:
    """A dose that was never given; returns the day of the one before."""
    dose = chart.doses.pop(number - 1)
    chart.rows["infusion"].remove(row_of(dose))
    gone = [id(row) for (of, _), rows in chart.readings.items() if of == dose.number for row in rows]
    chart.rows["vital_sign"] = [row for row in chart.rows["vital_sign"] if id(row) not in gone]
    chart.rows["adverse_event"] = []
    return chart.doses[number - 2].started.date()


def _first_dose_without_loading(chart: Chart) -> None:
    expect(chart, "flagged", put(chart, 1, dose_mg="800"), note="no loading dose")


def _loading_not_due(chart: Chart) -> None:
    expect(chart, "flagged", put(chart, 3, dose_mg="2000"), note="a loading dose that was not due")


def _printed_volume(chart: Chart) -> None:
    put(chart, 2, dose_mg="798")
    expect(chart, "not_flagged", note="5.32 mL of 150 mg/mL, as printed")


def _reload_forgotten(chart: Chart) -> None:
    on = give_after(chart, 4, 17)
    expect(chart, "flagged", on, note="three days late, and no loading dose")
    expect(chart, "flagged", on, rule=LATE)


def _amount_corrected(chart: Chart) -> None:
    row = row_of(chart.doses[1])
    revise(chart, "infusion", row, 8, dose_mg="800")
    row.fields["dose_mg"] = "8000"
    expect(chart, "not_flagged", note="flagged until the correction arrives")


def _three_days_late(chart: Chart) -> None:
    on = give_after(chart, 4, 17)
    put(chart, 4, dose_mg="2000")
    expect(chart, "flagged", on, note="three days late, loading dose given")
    expect(chart, "not_flagged", rule=WRONG)


def _two_days_late(chart: Chart) -> None:
    give_after(chart, 4, 16)
    expect(chart, "not_flagged", note="two days late")


def _missed(chart: Chart) -> None:
    before = skip(chart, 4)
    expect(chart, "flagged", before + RELOAD_AFTER, note="one dose missed; onset is the day on which a reload was due")
    expect(chart, "flagged", chart.doses[3].started.date(), rule=WRONG, note="no loading dose after it")


def _treatment_stopped(chart: Chart) -> None:
    last = chart.doses[-1].started.date()
    expect(chart, "flagged", last + RELOAD_AFTER, note="no dose since; that treatment stopped is not delivered")


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
    expect(chart, "incomplete", note="the method of one dose is not reported")


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


def state_the_rest(charts: list[Chart], first_day: date, cut_off: date) -> None:
    """Answers of the dose rules about ordinary people that depend on what was delivered by the cut-off."""
    delivered: dict[str, dict[str, date]] = defaultdict(dict)
    for chart in charts:
        for row in chart.rows.get("infusion", []):
            if file_day(chart.site, "infusion", row.ready_on, first_day) <= cut_off:
                on = date.fromisoformat(row.fields["started_at"][:10])
                known = delivered[chart.site.sender_id]
                known[chart.patient_id] = max(on, known.get(chart.patient_id, on))
    for chart in charts:
        if chart.pattern.kind != "clean":
            continue
        experience = [row.fields["treatment_experience"] for row in chart.rows["patient"]]
        if experience[-1] == "unknown":
            expect(chart, "incomplete", rule=OUTSIDE, note="treatment before is not known")
        of_site = delivered[chart.site.sender_id]
        late_on = of_site.get(chart.patient_id, cut_off) + RELOAD_AFTER
        newest = max(of_site.values(), default=cut_off)
        if late_on <= cut_off and newest < late_on + SITE_REACHES and cut_off - newest > SITE_IS_SILENT:
            expect(chart, "incomplete", rule=LATE, note="the site is silent")


PATTERNS = [
    Pattern(WRONG, "first_dose_without_loading", _first_dose_without_loading),
    Pattern(LATE, "three_days_late", _three_days_late),
    Pattern(FAST, "first_in_29_minutes", _first_in_29_minutes),
    Pattern(SHORT, "first_observed_45_minutes", _first_observed_45_minutes),
    Pattern(METHOD, "method_not_reported", _method_not_reported),
    Pattern(DESPITE, "hives_then_a_dose", _hives_then_a_dose),
    Pattern(OUTSIDE, "perhaps_seventeen", _perhaps_seventeen),
    Pattern(WRONG, "printed_volume", _printed_volume),
    Pattern(LATE, "two_days_late", _two_days_late),
    Pattern(FAST, "first_in_30_minutes", _first_in_30_minutes),
    Pattern(SHORT, "later_observed_15_minutes", _later_observed_15_minutes),
    Pattern(METHOD, "loading_pushed", _loading_pushed),
    Pattern(DESPITE, "mild_reaction_then_a_dose", _mild_reaction_then_a_dose),
    Pattern(OUTSIDE, "nineteen", _nineteen),
    Pattern(FAST, "end_not_known", _end_not_known),
    Pattern(SHORT, "observation_not_reported", _observation_not_reported),
    Pattern(OUTSIDE, "experience_not_known", _experience_not_known),
    Pattern(LATE, "missed", _missed, needs_days=75),
    Pattern(WRONG, "reload_forgotten", _reload_forgotten),
    Pattern(WRONG, "loading_not_due", _loading_not_due),
    Pattern(WRONG, "amount_corrected", _amount_corrected),
    Pattern(LATE, "treatment_stopped", _treatment_stopped, stops_after_days=50, needs_days=100),
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
