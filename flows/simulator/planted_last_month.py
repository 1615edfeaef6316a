"""The last month as an officer lives it: what is new, corrected, withdrawn and late on the last days of the programme.

Each story happens to somebody without another pattern, is counted back from the last day, and goes out in files that do
not wait for the sender's calendar. Nothing is drawn by chance, so that everybody else stays as they are. Where nobody
fits, a story is left out.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from flows.simulator.background import write_event
from flows.simulator.chart import Answer, Chart, Row, instant, revise
from flows.simulator.dosing import LOADING_MG
from flows.simulator.places import CENTRAL, SUD
from flows.simulator.planted_dosing import LATE, WRONG, give_after, row_of
from flows.simulator.planted_labs import neutrophils, put
from flows.simulator.shipping import file_day

UNLISTED = "serious_unlisted_event"
IN_HOSPITAL = {"is_serious": "yes", "seriousness": "hospitalisation", "severity_grade": "3"}
NOT_OVER = {"outcome": "not_recovered", "reported_causality": "unlikely"}
TREATED_DAYS, QUIET_DAYS, CLEAR_OF_A_DOSE = 100, 16, 3
LATE_AFTER_DAYS = 17
"""Days after the dose before: three more than the label's fortnight."""

TOLD_EARLY_DAYS = 60
"""Days before the end of an event that a follow-up makes serious on the last day."""


class Days(NamedTuple):
    """The first and the last day of the programme."""

    first: date
    last: date

    def before_end(self, days: int) -> date:
        """So many days before the last one."""
        return self.last - timedelta(days=days)


Told = list[tuple[str, str, date | None, str]]
"""Rule, expected answer at the end, onset, note."""


class Story(NamedTuple):
    """What happens, to whom it can happen, and how it is told in a chart."""

    kind: str
    fits: Callable[[Chart, Days], bool]
    tell: Callable[[Chart, Days], Told]


def tell(charts: list[Chart], first_day: date, last_day: date) -> None:
    """Plant every story in the first person whom it fits; the truth names it as the kind of the answer."""
    days = Days(first_day, last_day)
    free = [chart for chart in charts if _is_uneventful(chart, last_day)]
    for story in STORIES:
        chart = next((chart for chart in free if story.fits(chart, days)), None)
        if chart is None:
            continue
        free.remove(chart)
        for rule, expected, onset_on, note in story.tell(chart, days):
            chart.answers[rule] = Answer(expected, onset_on, story.kind, note)


def _is_uneventful(chart: Chart, last_day: date) -> bool:
    return (
        chart.pattern.kind == "clean"
        and all(answer.kind == "clean" for answer in chart.answers.values())
        and (last_day - chart.first_dose_on).days >= TREATED_DAYS
        and (last_day - chart.doses[-1].started.date()).days < QUIET_DAYS
    )


def _counts_versions(chart: Chart, _days: Days) -> bool:
    return chart.site.counts_versions and chart.site.days_late == 0


def _was_just_drawn(chart: Chart, days: Days) -> bool:
    return chart.laboratory.sender_id != SUD and chart.visits[-1].date() <= days.before_end(4)


def _was_drawn_at_central(chart: Chart, days: Days) -> bool:
    return (
        _counts_versions(chart, days)
        and chart.laboratory.sender_id == CENTRAL
        and chart.visits[-1].date() <= days.before_end(11)
    )


def _can_be_late(chart: Chart, days: Days) -> bool:
    """The site's own file of the last day tells of the newest dose also when it is moved to be three days late."""
    dose, before = chart.doses[-1], chart.doses[-2]
    row = row_of(dose)
    moved_by = before.started.date() + timedelta(days=LATE_AFTER_DAYS) - dose.started.date()
    is_timed = "T" in row.fields["started_at"] and row.fields["ended_at"] != ""
    return is_timed and file_day(chart.site, "infusion", row.ready_on + moved_by, days.first) == days.last


def _late_with_reload(chart: Chart, _days: Days) -> Told:
    on = give_after(chart, len(chart.doses), LATE_AFTER_DAYS)
    dose = chart.doses[-1]
    dose.dose_mg, dose.method, dose.ended = LOADING_MG, "infusion", dose.started + timedelta(minutes=45)
    row_of(dose).fields.update(
        dose_mg=str(LOADING_MG), method=dose.method, ended_at=instant(chart, dose.ended), observed_minutes="60"
    )
    return [(LATE, "flagged", on, "three days late, loading dose given")]


def _late_without_reload(chart: Chart, _days: Days) -> Told:
    on = give_after(chart, len(chart.doses), LATE_AFTER_DAYS)
    return [
        (LATE, "flagged", on, "three days late"),
        (WRONG, "flagged", on, "three days late, and no loading dose"),
    ]


def _value_corrected(chart: Chart, days: Days) -> Told:
    visit = len(chart.visits) - 1
    right = chart.results[visit, "neutrophils"].fields["value"]
    row = neutrophils(chart, visit, "0.45")
    row.sent_on = days.before_end(1)
    corrected = revise(chart, "lab_result", row, (days.before_end(1) - row.ready_on).days, value=right)
    corrected.sent_on = days.last
    return [("neutropenia", "not_flagged", None, "flagged the night before the last, corrected on the last")]


def _grade_corrected(chart: Chart, days: Days) -> Told:
    visit = len(chart.visits) - 1
    result = put(chart, visit, "alt", "88")
    result.sent_on = days.before_end(8)
    again = revise(chart, "lab_result", result, (days.before_end(1) - result.ready_on).days, value="188")
    again.sent_on = days.last
    on = _clear_day(chart, chart.visits[visit].date())
    row = write_event(chart, on, "", "ALT 88 U/L", outcome="not_recovered", reporter="physician")
    row.sent_on = days.before_end(7)
    _follow_up(chart, row, days.last, status="corrected", verbatim_term="ALT 188 U/L", severity_grade="3")
    return [(UNLISTED, "not_flagged", None, "graver by a correction of the last day, and not serious")]


def _new_serious(chart: Chart, days: Days) -> Told:
    on = _clear_day(chart, days.before_end(6))
    row = write_event(chart, on, "Pulmonary embolism", "clot in the lung, admitted", **IN_HOSPITAL, **NOT_OVER)
    row.sent_on = days.last
    return [(UNLISTED, "flagged", on, "first told on the last day")]


def _made_serious(chart: Chart, days: Days) -> Told:
    on = _clear_day(chart, days.before_end(TOLD_EARLY_DAYS))
    row = write_event(chart, on, "Cholelithiasis", "gallstones on ultrasound", severity_grade="2", **NOT_OVER)
    row.sent_on = on + timedelta(days=4)
    words = "gallstones, admitted for surgery"
    _follow_up(chart, row, days.last, status="corrected", verbatim_term=words, **IN_HOSPITAL)
    return [(UNLISTED, "flagged", on, "made serious by a follow-up of the last day")]


def _withdrawn(chart: Chart, days: Days) -> Told:
    on = _clear_day(chart, days.before_end(14))
    row = write_event(chart, on, "Deep vein thrombosis", "clot in the leg, admitted", **IN_HOSPITAL, **NOT_OVER)
    row.sent_on = days.before_end(8)
    _follow_up(chart, row, days.last, status="nullified")
    return [(UNLISTED, "not_flagged", None, "nullified on the last day")]


def _seriousness_asked(chart: Chart, days: Days) -> Told:
    on = _clear_day(chart, days.before_end(16))
    row = write_event(
        chart,
        on,
        "Atrial fibrillation",
        "irregular heartbeat, seen elsewhere",
        severity_grade="",
        is_serious="unknown",
        outcome="unknown",
        reported_causality="unknown",
        reporter="consumer",
    )
    row.sent_on = days.before_end(9)
    return [(UNLISTED, "incomplete", None, "nobody said whether it was serious")]


def _follow_up(chart: Chart, row: Row, sent_on: date, status: str, **changes: str) -> None:
    """The next version of a report, known and reported on the day before it is sent."""
    known_on = sent_on - timedelta(days=1)
    known_at = instant(chart, datetime.combine(known_on, time(11, 30)))
    days_later = (known_on - row.ready_on).days
    later = revise(chart, "adverse_event", row, days_later, status=status, first_aware_at=known_at, **changes)
    later.sent_on = sent_on


def _clear_day(chart: Chart, on: date) -> date:
    """The first day from that one on which nothing is taken for a reaction to a dose."""
    given = {dose.started.date() for dose in chart.doses}
    while any(on - timedelta(days=days) in given for days in range(CLEAR_OF_A_DOSE)):
        on += timedelta(days=1)
    return on


STORIES = [
    Story("late_with_reload", _can_be_late, _late_with_reload),
    Story("late_without_reload", _can_be_late, _late_without_reload),
    Story("grade_corrected", _was_drawn_at_central, _grade_corrected),
    Story("value_corrected", _was_just_drawn, _value_corrected),
    Story("new_serious", _counts_versions, _new_serious),
    Story("made_serious", _counts_versions, _made_serious),
    Story("withdrawn", _counts_versions, _withdrawn),
    Story("seriousness_asked", _counts_versions, _seriousness_asked),
]
