"""What the dosing page counts and draws beside the next dose of each person. Built by `sql/marts/`."""

from typing import Any

from schemas.base import VALUE, Contract, Day, Number, Text, Truth, Whole, column


def counted(meaning: str) -> Any:
    """A number of rows; never empty."""
    return column("BIGINT", meaning, nullable=False)


def minutes(meaning: str) -> Any:
    """A length of time; empty when none is known."""
    return column(VALUE, meaning, unit="min")


class DoseStanding(Contract):
    """How each treated person stands beside the day of the next dose. One row a treated person."""

    patient_id: Text = column("VARCHAR", "The person", key=True)
    site_id: Text = column("VARCHAR", "Site of the last dose, else of the person")
    standing: Text = column(
        "VARCHAR",
        "on_time, due_this_week, late, reload_due, site_has_not_reported, presumed_stopped or died",
        nullable=False,
    )
    last_dose_on: Day = column("DATE", "Local date of the last dose known", nullable=False)
    scheduled_on: Day = column("DATE", "Scheduled day of the next dose", nullable=False)
    days_late: Whole = column("INTEGER", "Cut-off less scheduled day; negative before it", unit="d", nullable=False)
    is_reported_by_site: Truth = column(
        "BOOLEAN", "The site's own records reach beyond the day from which a loading dose is due", nullable=False
    )


class DoseCompliance(Contract):
    """How everyone treated stands beside the day of the next dose, counted. One row a standing."""

    display_order: Whole = column("INTEGER", "Order on the page", nullable=False)
    standing: Text = column(
        "VARCHAR",
        "on_time, due_this_week (within the six days after the cut-off), late (a maintenance dose is still due), "
        "reload_due, site_has_not_reported (so late, but the site's records do not reach so far), presumed_stopped or "
        "died",
        key=True,
    )
    n_patients: Whole = counted("People")
    n_not_reported: Whole = counted(
        "Of these, people whose site's own records do not reach beyond the day from which a loading dose is due"
    )


class DoseHistory(Contract):
    """A dose of the living as a mark in time, with the interval that it covers. One row an administration."""

    patient_id: Text = column("VARCHAR", "The person", nullable=False)
    infusion_id: Text = column("VARCHAR", "Sender and record id, joined by a slash", key=True)
    infusion_number: Whole = column("INTEGER", "1 for the person's first administration", nullable=False)
    started_on: Day = column("DATE", "Local date of the start", nullable=False)
    dose_mg: Number = column(VALUE, "Amount given", unit="mg")
    method: Text = column("VARCHAR", "infusion or push; empty when not reported")
    mark: Text = column(
        "VARCHAR",
        "loading, reload (loading after a gap), maintenance, late (after a gap without the loading dose that was due) "
        "or not_known (amount not reported)",
        nullable=False,
    )
    days_late: Whole = column("INTEGER", "Days beyond its scheduled day; negative when early", unit="d")
    covered_until_on: Day = column("DATE", "Scheduled day of the dose after it", nullable=False)
    next_on: Day = column("DATE", "Local date of the dose after it; empty for the last one known")


class DoseConduct(Contract):
    """How administrations were given. One row a site, edition of the label and method."""

    site_id: Text = column("VARCHAR", "Where they were given; empty when not known")
    label_version: Text = column(
        "VARCHAR", "Edition in force on those days; all that may have been, joined by ' or '; empty: none was"
    )
    n_editions: Whole = counted("Editions that may have been in force")
    possible_from_on: Day = column("DATE", "First day on which the first of them can have been in force")
    certain_from_on: Day = column("DATE", "First day on which the last of them certainly was")
    is_begin_verified: Truth = column("BOOLEAN", "The day on which each of them began was read in a source")
    method: Text = column("VARCHAR", "infusion or push; empty when not reported")
    n_administrations: Whole = counted("Administrations")
    n_timed: Whole = counted("Of these, those with start and end that were not stopped early")
    median_minutes: Number = minutes("Median length of those")
    least_minutes: Number = minutes("Shortest of those")
    most_minutes: Number = minutes("Longest of those")
    asked_minutes_least: Number = minutes("Shortest time that the label allows any of them")
    asked_minutes_most: Number = minutes("Longest of the times that the label asks of any of them at the least")
    is_limit_unverified: Truth = column(
        "BOOLEAN", "That a limit is a minimum was not verified, so that what lies below it cannot be judged",
        nullable=False,
    )  # fmt: skip
    n_too_fast: Whole = counted("Flagged by infusion_too_fast")
    n_minutes_not_reported: Whole = counted("Start or end not reported")
    n_minutes_not_judged: Whole = counted(
        "Neither flagged nor as long as asked: not reported, stopped early, no limit, or one that was not verified"
    )
    n_observed_too_short: Whole = counted("Flagged by observation_too_short")
    n_observation_not_reported: Whole = counted("Observation not reported")
    n_observation_not_judged: Whole = counted(
        "Neither flagged nor as long as asked: not reported, no limit, or one that was not verified"
    )
    n_method_not_labelled: Whole = counted("Flagged by method_not_labelled")
    n_method_not_judged: Whole = counted("Method not reported, or the edition in force not certain")


class EventAfterDoseError(Contract):
    """An event that began soon after a flagged administration, or may have. One row a flag and event."""

    flag_id: Text = column("VARCHAR", "The flag of a rule of dosing", key=True)
    rule: Text = column("VARCHAR", "That rule", nullable=False)
    patient_id: Text = column("VARCHAR", "The person", nullable=False)
    infusion_id: Text = column("VARCHAR", "The administration", nullable=False)
    infused_on: Day = column("DATE", "Its local date", nullable=False)
    event_id: Text = column("VARCHAR", "The event", key=True)
    term: Text = column("VARCHAR", "Coded term, or the verbatim as reported")
    started_on: Day = column("DATE", "Local date of onset; empty when the day is not known")
    started_text: Text = column("VARCHAR", "Onset as delivered")
    severity_grade: Whole = column("TINYINT", "Severity 1 to 5 as reported")
    is_serious: Truth = column("BOOLEAN", "Serious by the reporter")
    minutes_from_start: Number = minutes("Onset less start of the administration; empty when either time is not known")
    window_minutes: Number = minutes("How long after the start an event counts as soon")
    is_soon: Truth = column("BOOLEAN", "It began so soon; empty when the times leave that open")


class LabelEdition(Contract):
    """The editions of the US label, the newest first. One row an edition."""

    label_version: Text = column("VARCHAR", "Edition", key=True)
    possible_from_on: Day = column("DATE", "First day on which it may have been in force")
    certain_from_on: Day = column("DATE", "First day on which it certainly was")
    is_begin_verified: Truth = column("BOOLEAN", "The day on which it began was verified")
