"""Who is counted when a rule is compared with a trial, who is not, and why. Built by `sql/signals/`."""

from typing import Any

from schemas.base import Contract, Day, Number, Text, Truth, Whole, column

WINDOW_DAYS = "Last day after the first dose that counts"


def number_of(whom: str) -> Any:
    """A count of people or flags."""
    return column("BIGINT", whom, nullable=False)


class ConsideredPatient(Contract):
    """How far each treated person is counted under each active rule. One row a person and rule."""

    patient_id: Text = column("VARCHAR", "The person", key=True)
    rule: Text = column("VARCHAR", "Rule id", key=True)
    window_days: Whole = column("INTEGER", WINDOW_DAYS, unit="d", nullable=False)
    is_evaluable: Truth = column("BOOLEAN", "The rule did not call the person not evaluable", nullable=False)
    first_event_day: Whole = column("INTEGER", "First flagged onset, counted from the first dose", unit="d")
    judged_from_day: Whole = column(
        "INTEGER", "First day on which the rule judged anything after the first dose; empty when it never did", unit="d"
    )
    risk_from_day: Whole = column(
        "INTEGER", "First day that counts as time at risk under the rule; empty when none does", unit="d"
    )
    risk_until_day: Whole = column("INTEGER", "Last such day, the first event left aside", unit="d")
    is_in_window: Truth = column("BOOLEAN", "Evaluable and judged in the window: the denominator", nullable=False)
    has_full_window: Truth = column(
        "BOOLEAN",
        "Of these: observed (and judged, by a laboratory rule) to its end, or flagged or died in it",
        nullable=False,
    )
    has_event: Truth = column("BOOLEAN", "Of these: flagged in the window; in the numerator", nullable=False)
    n_flag_undated: Whole = number_of("Flags without a date of onset: they cannot be placed, so not counted")
    uncounted_reason: Text = column("VARCHAR", "Why the person is not in the denominator; empty when in it")


class Exposure(Contract):
    """Time under treatment: until death, stop and washout, or the end of observation. One row a treated person."""

    patient_id: Text = column("VARCHAR", "The person", key=True)
    site_id: Text = column("VARCHAR", "Site of the person")
    n_infusions: Whole = column("INTEGER", "Administrations in force", nullable=False)
    was_ever_pushed: Truth = column("BOOLEAN", "Had at least one dose by intravenous push", nullable=False)
    first_dose_on: Day = column("DATE", "Local date of the first dose; empty when it is not known")
    last_dose_on: Day = column("DATE", "Local date of the last dose known")
    at_risk_until_on: Day = column("DATE", "Last day that counts as time at risk")
    ended_by: Text = column("VARCHAR", "died, stopped (washout over) or observed (nothing later is known)")
    at_risk_days: Whole = column("INTEGER", "Its last day, counted from the first dose", unit="d")
    patient_years: Number = column("DOUBLE", "Time at risk, first and last day included", unit="a")


class Denominator(Contract):
    """People under each active rule, from treated to counted, and their time at risk. One row a rule, group, window."""

    rule: Text = column("VARCHAR", "Rule id", key=True)
    population: Text = column("VARCHAR", "Row of reference.population", key=True)
    window_name: Text = column("VARCHAR", "Row of reference.analysis_window", key=True)
    window_days: Whole = column("INTEGER", WINDOW_DAYS + "; empty for the whole time", unit="d")
    n_treated: Whole = number_of("People treated")
    n_evaluable: Whole = number_of("Of these, people who can be judged at all")
    n_in_window: Whole = number_of("Of these, people judged in the window; the denominator")
    n_full_window: Whole = number_of("Of these, people observed to its end, or flagged or dead in it")
    n_with_event: Whole = number_of("Of those in the window, people flagged in it; the numerator")
    n_flag_undated: Whole = number_of("Flags without a date of onset, which no count above can hold")
    n_first_events: Whole = number_of("Of those in the window, people with a first event while at risk")
    patient_years: Number = column(
        "DOUBLE", "Time at risk of those in the window, until the first event", unit="a", nullable=False
    )


class UncountedPatient(Contract):
    """Every treated person who is not in the denominator of a rule, and why. One row a patient and rule."""

    patient_id: Text = column("VARCHAR", "The person", key=True)
    rule: Text = column("VARCHAR", "Rule id", key=True)
    reason: Text = column("VARCHAR", "Why, in words", nullable=False)


class RateInput(Contract):
    """Each denominator beside each trial baseline that counts the same thing. One row a denominator and baseline."""

    rule: Text = column("VARCHAR", "Rule id", key=True)
    population: Text = column("VARCHAR", "Group of people", key=True)
    window_name: Text = column("VARCHAR", "Window of the comparison", key=True)
    baseline_id: Text = column("VARCHAR", "Row of reference.trial_baseline; 'none' without one", key=True)
    baseline_kind: Text = column("VARCHAR", "Kind of the baseline")
    title: Text = column("VARCHAR", "What a physician calls the rule", nullable=False)
    display_order: Whole = column("INTEGER", "Place of the rule on pages", nullable=False)
    window_days: Whole = column("INTEGER", WINDOW_DAYS + "; empty for the whole time", unit="d")
    n_treated: Whole = number_of("People treated")
    n_evaluable: Whole = number_of("Of these, people who can be judged at all")
    n_in_window: Whole = number_of("Of these, people judged in the window")
    n_full_window: Whole = number_of("Of these, people observed to its end, or flagged or dead in it")
    n_with_event: Whole = number_of("Of those in the window, people flagged in it")
    n_flag_undated: Whole = number_of("Flags without a date of onset")
    n_first_events: Whole = number_of("Of those in the window, people with a first event while at risk")
    patient_years: Number = column("DOUBLE", "Time at risk of those in the window", unit="a", nullable=False)
    trial: Text = column("VARCHAR", "Trial or pool")
    trial_n_with_event: Whole = column("BIGINT", "Patients with it in the trial")
    trial_n_patients: Whole = column("BIGINT", "Patients in the trial")
    trial_patient_years: Number = column("DOUBLE", "Patient-years of the trial that are used", unit="a")
    trial_patient_years_ceiling: Number = column("DOUBLE", "The most that they can have been", unit="a")
    why_no_baseline: Text = column("VARCHAR", "Why nothing can be compared, in words; empty when it can")
    baseline_verification: Text = column("VARCHAR", "Verification grade of the baseline row")
    baseline_source: Text = column("VARCHAR", "Source of the baseline row")
