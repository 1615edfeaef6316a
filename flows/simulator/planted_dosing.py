"""Planted amounts and days of doses: wrong, late, missed, stopped. Source: US prescribing information, section 2."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from flows.simulator.chart import Chart, Dose, Pattern, Row, expect, revise
from flows.simulator.shipping import file_day

WRONG, LATE = "dose_wrong", "dose_late"
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


def state_the_rest(charts: list[Chart], first_day: date, cut_off: date) -> None:
    """Answers of the dose rules about ordinary people that depend on what was delivered by the cut-off."""
    delivered: dict[str, dict[str, date]] = defaultdict(dict)
    untimed = set()
    for chart in charts:
        for row in chart.rows.get("infusion", []):
            if file_day(chart.site, "infusion", row.ready_on, first_day) <= cut_off:
                on = date.fromisoformat(row.fields["started_at"][:10])
                known = delivered[chart.site.sender_id]
                known[chart.patient_id] = max(on, known.get(chart.patient_id, on))
                if not row.fields["ended_at"]:
                    untimed.add(chart.patient_id)
    for chart in charts:
        if chart.pattern.kind != "clean":
            continue
        experience = [row.fields["treatment_experience"] for row in chart.rows["patient"]]
        if experience[-1] == "unknown":
            expect(chart, "incomplete", rule="outside_indication", note="treatment before is not known")
        if chart.patient_id in untimed:
            expect(chart, "incomplete", rule="infusion_too_fast", note="the length of a dose is not known")
        of_site = delivered[chart.site.sender_id]
        late_on = of_site.get(chart.patient_id, cut_off) + RELOAD_AFTER
        newest = max(of_site.values(), default=cut_off)
        if late_on <= cut_off and newest < late_on + SITE_REACHES and cut_off - newest > SITE_IS_SILENT:
            expect(chart, "incomplete", rule=LATE, note="the site is silent")


PATTERNS = [
    Pattern(WRONG, "first_dose_without_loading", _first_dose_without_loading),
    Pattern(LATE, "three_days_late", _three_days_late),
    Pattern(WRONG, "printed_volume", _printed_volume),
    Pattern(LATE, "two_days_late", _two_days_late),
    Pattern(LATE, "missed", _missed, needs_days=75),
    Pattern(WRONG, "reload_forgotten", _reload_forgotten),
    Pattern(WRONG, "loading_not_due", _loading_not_due),
    Pattern(WRONG, "amount_corrected", _amount_corrected),
    Pattern(LATE, "treatment_stopped", _treatment_stopped, stops_after_days=50, needs_days=100),
]
