"""People without a planted signal, some with a history that trips software: untreated, dead, unknown."""

from datetime import timedelta

from flows.simulator.background import write_event
from flows.simulator.chart import Chart, Pattern, expect, revise
from flows.simulator.panel import times_upper_limit, written
from flows.simulator.planted_labs import put

HOSTILE_WORDS = [
    "<script>alert(1)</script> headache",
    '=HYPERLINK("http://example.invalid")',
    "'; DROP TABLE patient; -- headache",
    'headache, "worst ever"\nsecond line of the report',
]
JUDGED_ON_BLOOD = (
    "neutropenia", "leukopenia", "thrombocytopenia", "haemoglobin_fall", "bilirubin_rise", "direct_bilirubin_rise",
    "hys_law", "creatinine_rise", "acute_kidney_injury", "glucose_rise", "lipase_rise", "uric_acid_rise",
)  # fmt: skip


def _nothing(chart: Chart) -> None:
    """An uneventful course."""


def _died(chart: Chart) -> None:
    last = chart.doses[-1].started.date()
    died = (last + timedelta(days=7)).isoformat()
    known = {
        "severity_grade": "5",
        "is_serious": "yes",
        "seriousness": "death;hospitalisation",
        "outcome": "fatal",
    }
    write_event(chart, last + timedelta(days=5), "Myocardial infarction", "heart attack", ended_at=died, **known)
    enrolled = chart.rows["patient"][0]
    days = (last - enrolled.ready_on).days + 9
    revise(chart, "patient", enrolled, days, died_on=died)


def _stopped(chart: Chart) -> None:
    last = chart.doses[-1].started.date()
    write_event(chart, last + timedelta(days=4), "Fatigue", "tired of the visits", outcome="unknown")


def _never_treated(chart: Chart) -> None:
    chart.results[0, "neutrophils"].fields["value"] = written(chart, "0.40")
    chart.results[0, "neutrophils"].fields["unit"] = "10*9/L"


def _only_infusion_nullified(chart: Chart) -> None:
    revise(chart, "infusion", chart.rows["infusion"][0], 6, status="nullified")
    put(chart, 2, "creatinine", times_upper_limit(chart, "creatinine", "4"))


def _without_description(chart: Chart) -> None:
    chart.rows["patient"].clear()


def _hostile(chart: Chart) -> None:
    for number, words in enumerate(HOSTILE_WORDS, start=1):
        write_event(chart, chart.doses[number].started.date() + timedelta(days=5), "Headache", words)


def _dose_corrected(chart: Chart) -> None:
    dose = chart.doses[0]
    assert dose.row is not None
    revise(chart, "infusion", dose.row, 8, dose_mg=dose.row.fields["dose_mg"])
    dose.row.fields["dose_mg"] = "200"


def _result_corrected(chart: Chart) -> None:
    row = chart.results[3, "sodium"]
    revise(chart, "lab_result", row, 5, value=row.fields["value"])
    row.fields["value"] = "193"


def _no_result_after_first_dose(chart: Chart) -> None:
    latest = chart.first_dose_on + timedelta(days=2)
    chart.rows["lab_result"] = [row for row in chart.rows["lab_result"] if row.ready_on <= latest]
    for rule in JUDGED_ON_BLOOD:
        expect(chart, "not_evaluable", rule=rule, note="no blood was drawn after the first dose")


PATTERNS = [
    Pattern("", "died", _died, stops_after_days=90, needs_days=100),
    Pattern("", "never_treated", _never_treated, is_treated=False),
    Pattern("", "hostile_words", _hostile, needs_days=80),
    Pattern("", "no_result_after_first_dose", _no_result_after_first_dose, stops_after_days=1),
    Pattern("", "stopped", _stopped, stops_after_days=60),
    Pattern("", "without_description", _without_description),
    Pattern("", "only_infusion_nullified", _only_infusion_nullified, stops_after_days=1),
    Pattern("", "dose_corrected", _dose_corrected),
    Pattern("", "result_corrected", _result_corrected),
    Pattern("", "hostile_words", _hostile, needs_days=80),
    Pattern("", "died", _died, stops_after_days=45),
    Pattern("", "stopped", _stopped, stops_after_days=120, needs_days=140),
]
CLEAN = Pattern("", "clean", _nothing)
