"""Each administration against the label, and the next dose of each person. Built by `sql/clinical/`."""

from typing import Any

from schemas.base import EVIDENCE, VALUE, Contract, Day, Instant, Number, Rows, Text, Truth, Whole, column


def minutes(meaning: str) -> Any:
    """A length of time; empty when it is not known."""
    return column(VALUE, meaning, unit="min")


class DoseCourse(Contract):
    """One administration beside what the label asks for at that point of the course. One row an administration."""

    infusion_id: Text = column("VARCHAR", "Sender and record id, joined by a slash", key=True)
    patient_id: Text = column("VARCHAR", "The person", nullable=False)
    site_id: Text = column("VARCHAR", "Where it was given")
    infusion_number: Whole = column("INTEGER", "1 for the person's first infusion", nullable=False)
    started_on: Day = column("DATE", "Local date of the start", nullable=False)
    started_at: Instant = column("TIMESTAMP WITH TIME ZONE", "Start; empty when only the date is known")
    previous_on: Day = column("DATE", "Local date of the dose before; empty for the first")
    days_since_previous: Whole = column("INTEGER", "Days since the dose before", unit="d")
    scheduled_on: Day = column("DATE", "Scheduled day: a dosing interval after the dose before")
    days_late: Whole = column("INTEGER", "Days beyond the scheduled day; negative when early", unit="d")
    expected_dose_kind: Text = column("VARCHAR", "loading (first dose, or after a gap) or maintenance", nullable=False)
    expected_dose_mg: Number = column(
        VALUE, "Amount of that kind by the label of that day; empty when no edition was in force", unit="mg"
    )
    dose_mg: Number = column(VALUE, "Amount given", unit="mg")
    given_dose_kind: Text = column(
        "VARCHAR", "loading or maintenance, whichever amount is nearer; the expected kind when it was stopped early"
    )
    is_stopped_early: Truth = column("BOOLEAN", "Stopped, so perhaps not given whole", nullable=False)
    method: Text = column("VARCHAR", "infusion or push")
    is_method_labelled: Truth = column(
        "BOOLEAN", "The label of that day allowed that method for that dose; empty when it cannot be judged"
    )
    method_labelled_from_on: Day = column("DATE", "Day from which the label certainly allows it; empty: never")
    duration_minutes: Number = minutes("End less start; empty when either is not known")
    shortest_minutes_least: Number = minutes("Shortest time that the label allows if no reaction before counts")
    shortest_minutes_most: Number = minutes("… and if one may count; both are the same when that is known")
    shortest_verification: Text = column("VARCHAR", "Verification grade of that limit")
    observed_minutes: Number = minutes("Observation after the end; empty when not reported")
    observation_minutes_least: Number = minutes("Observation that the label asks for if no reaction before counts")
    observation_minutes_most: Number = minutes("… and if one may count; both are the same when that is known")
    observation_verification: Text = column("VARCHAR", "Verification grade of that limit")
    had_reaction_before: Truth = column(
        "BOOLEAN", "A reaction to an earlier administration was reported; empty when that cannot be judged"
    )
    source_file: Text = column("VARCHAR", "SHA-256 of the delivery in the archive", nullable=False)
    source_row: Whole = column("BIGINT", "Row of the delivery, its header being row 1", nullable=False)


class DoseDue(Contract):
    """The dose that is due after the last one known. One row a treated person."""

    patient_id: Text = column("VARCHAR", "The person", key=True)
    site_id: Text = column("VARCHAR", "Site of the last dose, else of the person")
    last_dose_on: Day = column("DATE", "Local date of the last dose known", nullable=False)
    last_dose_mg: Number = column(VALUE, "Amount of the last dose known", unit="mg")
    scheduled_on: Day = column("DATE", "Scheduled day of the next one", nullable=False)
    reload_from_on: Day = column("DATE", "First day on which it is so late that a loading dose is due", nullable=False)
    as_of: Day = column("DATE", "Data cut-off; the last day of observation where none is set", nullable=False)
    days_late: Whole = column("INTEGER", "Cut-off less scheduled day; negative before it", unit="d", nullable=False)
    site_reported_until_on: Day = column("DATE", "Newest administration of anybody that the site has reported")
    is_dead: Truth = column("BOOLEAN", "A date of death or a fatal event was reported", nullable=False)
    state: Text = column(
        "VARCHAR",
        "due (not yet late), overdue (late, maintenance still due), reload_due (so late that a loading dose is due), "
        "presumed_stopped or died",
        nullable=False,
    )
    expected_dose_mg: Number = column(
        VALUE, "Amount due by the label of the cut-off day; empty for the dead", unit="mg"
    )
    is_reported_by_site: Truth = column(
        "BOOLEAN", "The site's own records reach beyond the day from which a loading dose is due", nullable=False
    )
    evidence: Rows = column(EVIDENCE, "The last dose known", nullable=False)
