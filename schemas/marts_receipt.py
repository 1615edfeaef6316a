"""Who stands behind a number on a page. Built by `sql/marts/`."""

from schemas.base import Contract, Day, Text, Truth, Whole, column
from schemas.signals_denominator import WINDOW_DAYS, number_of


class CountedPatient(Contract):
    """Every treated person under each active rule: counted, in the denominator, or out of it and why."""

    rule: Text = column("VARCHAR", "Rule id", key=True)
    patient_id: Text = column("VARCHAR", "The person", key=True)
    site_id: Text = column("VARCHAR", "Site of the person")
    first_dose_on: Day = column("DATE", "Local date of the first dose; empty when it is not known")
    window_days: Whole = column("INTEGER", WINDOW_DAYS, unit="d", nullable=False)
    is_evaluable: Truth = column("BOOLEAN", "The rule did not call the person not evaluable", nullable=False)
    is_in_window: Truth = column("BOOLEAN", "In the denominator", nullable=False)
    has_full_window: Truth = column("BOOLEAN", "Observed to the end of the window, or flagged or died", nullable=False)
    has_event: Truth = column("BOOLEAN", "In the numerator", nullable=False)
    first_event_day: Whole = column("INTEGER", "First flagged onset, counted from the first dose", unit="d")
    at_risk_until_on: Day = column("DATE", "Last day that counts as time at risk")
    ended_by: Text = column("VARCHAR", "died, stopped (washout over) or observed (nothing later is known)")
    n_flag_undated: Whole = number_of("Flags without a date of onset: they cannot be placed, so not counted")
    uncounted_reason: Text = column("VARCHAR", "Why the person is not in the denominator; empty when in it")
    standing: Text = column(
        "VARCHAR", "counted, not_counted (in the denominator alone), outside (judged on other days), not_evaluable",
        nullable=False,
    )  # fmt: skip
    place: Whole = column("BIGINT", "1 for the first person of this rule and standing", nullable=False)
    n_in_standing: Whole = column("BIGINT", "People of this rule and standing", nullable=False)
    n_partly: Whole = column("BIGINT", "Of these, not observed to the end of the window", nullable=False)
