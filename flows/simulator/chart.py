"""One simulated person: the course, the rows that senders write about it, and what a rule should answer."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from flows.simulator.places import LABORATORIES, Sender

SETTLED_RULES = ("neutropenia", "bilirubin_rise", "creatinine_rise", "infusion_reaction", "anaphylaxis", "iris")
"""Rules whose answer is stated for everyone, whatever else is planted in a person."""

RULES = (
    *SETTLED_RULES,
    "leukopenia", "thrombocytopenia", "haemoglobin_fall", "direct_bilirubin_rise", "hys_law", "acute_kidney_injury",
    "glucose_rise", "lipase_rise", "uric_acid_rise",
    "hypersensitivity", "pruritus", "rash", "antidrug_antibody", "diarrhoea", "dizziness", "nausea",
    "serious_unlisted_event", "designated_medical_event", "pregnancy_exposure",
    "dose_wrong", "dose_late", "infusion_too_fast", "observation_too_short", "method_not_labelled",
    "given_despite_hypersensitivity", "outside_indication",
    "no_response", "virologic_failure", "susceptibility_loss",
)  # fmt: skip
TESTED_RARELY = ("antidrug_antibody", "susceptibility_loss")
"""Rules on tests that nobody has unless a pattern plants them: then they cannot be judged."""

NOT_STATED = "not_stated"
"""Expected answer where a planted pattern bears on another rule and the truth does not say how."""

WITHOUT_VERSION = ""


@dataclass
class Row:
    """One delivered row as text. Its sender can put it into a file from the day after `ready_on`.

    `sent_on` is the day of a file that does not wait for the sender's calendar: what is urgent is sent at once.
    """

    fields: dict[str, str]
    ready_on: date
    sent_on: date | None = None


@dataclass
class Dose:
    """One administration; local times."""

    number: int
    started: datetime
    ended: datetime
    dose_mg: int
    method: str
    row: Row | None = None


@dataclass(frozen=True)
class Answer:
    """What a rule should say at the end of the programme."""

    expected: str
    onset_on: date | None
    kind: str
    note: str


@dataclass(frozen=True)
class Pattern:
    """What is planted in one person.

    `needs_days` must lie between the first dose and the end. `response` is the course of HIV RNA and CD4:
    usual, weak, strong or rising. `stops_after_days` ends treatment; `is_treated` false: no dose was given.
    """

    rule: str
    kind: str
    plant: Callable[["Chart"], None]
    laboratory_id: str = ""
    needs_days: int = 60
    response: str = "usual"
    stops_after_days: int = 0
    is_treated: bool = True


@dataclass
class Chart:
    """One person.

    `rows` holds what was written of each feed, `results` and `readings` the same rows by place. `visits` are
    local times of blood draws: the first is screening, the second lies just before the first dose.
    """

    patient_id: str
    number: int
    site: Sender
    pattern: Pattern
    is_female: bool
    birth_year: int
    first_dose_at: datetime
    background_started_on: date
    doses: list[Dose] = field(default_factory=list)
    visits: list[datetime] = field(default_factory=list)
    rows: dict[str, list[Row]] = field(default_factory=dict)
    results: dict[tuple[int, str], Row] = field(default_factory=dict)
    readings: dict[tuple[int, str], list[Row]] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)

    @property
    def laboratory(self) -> Sender:
        """The laboratory that the site uses."""
        return LABORATORIES[self.site.laboratory_id]

    @property
    def first_dose_on(self) -> date:
        """Local date of the first dose, given or only planned."""
        return self.first_dose_at.date()


def instant(chart: Chart, local: datetime) -> str:
    """A local time of the site as ISO 8601 with its offset."""
    return local.isoformat() + chart.site.offset


def add(chart: Chart, feed: str, reported: datetime, **fields: str) -> Row:
    """Write one new record of a feed; `reported` is local time."""
    sender = chart.laboratory if feed == "lab_result" else chart.site
    rows = chart.rows.setdefault(feed, [])
    row = Row(
        {
            "sender_id": sender.sender_id,
            "record_id": f"{chart.number:04d}-{len(rows) + 1:04d}",
            "record_version": "1" if sender.counts_versions else WITHOUT_VERSION,
            "record_status": "final",
            "reported_at": instant(chart, reported),
            "patient_id": chart.patient_id,
            **fields,
        },
        reported.date(),
    )
    rows.append(row)
    return row


def revise(chart: Chart, feed: str, row: Row, days_later: int, status: str = "corrected", **changes: str) -> Row:
    """Write the next version of a record."""
    version = row.fields["record_version"]
    before = datetime.fromisoformat(row.fields["reported_at"]).replace(tzinfo=None)
    later = {
        "record_version": str(int(version) + 1) if version else WITHOUT_VERSION,
        "record_status": status,
        "reported_at": instant(chart, before + timedelta(days=days_later)),
    }
    revised = Row({**row.fields, **later, **changes}, row.ready_on + timedelta(days=days_later))
    chart.rows[feed].append(revised)
    return revised


def hold_back(chart: Chart, feed: str, row: Row, until: Row) -> None:
    """Deliver `row` in a later file than `until`."""
    sender = chart.laboratory if feed == "lab_result" else chart.site
    row.ready_on = until.ready_on + timedelta(days=sender.days_between_files)


def expect(chart: Chart, expected: str, onset_on: date | None = None, *, rule: str = "", note: str = "") -> None:
    """Record the right answer, of the pattern's own rule unless another is named."""
    chart.answers[rule or chart.pattern.rule] = Answer(expected, onset_on, chart.pattern.kind, note)


def expect_nothing_else(chart: Chart) -> None:
    """A rule without an answer yet should say nothing about the person.

    Of people with a pattern, that is stated for SETTLED_RULES alone: a planted reaction may be serious or stop a dose.
    """
    kind = "clean" if chart.pattern.rule else chart.pattern.kind
    for rule in RULES:
        is_stated = chart.pattern.kind == "clean" or rule in SETTLED_RULES
        usual = "not_evaluable" if rule in TESTED_RARELY else "not_flagged"
        chart.answers.setdefault(rule, Answer(usual if is_stated else NOT_STATED, None, kind, ""))
