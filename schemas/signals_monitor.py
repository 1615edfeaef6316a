"""The nightly watch: paths and crossings, our own past, sites, and incidence in time."""

from schemas import raw
from schemas.base import Contract, Day, Number, Rows, Text, Truth, Whole, column

RULE = "Rule id"
BASELINE = "Row of reference.trial_baseline"


class MonitorInput(Contract):
    """First events and time at risk, added up to each day on which a path is read. One row a rule, baseline, day."""

    rule: Text = column("VARCHAR", RULE, key=True)
    baseline_id: Text = column("VARCHAR", BASELINE, key=True)
    design_id: Text = column("VARCHAR", "Design of the watch", nullable=False)
    until_on: Day = column("DATE", "Last day that is counted", key=True)
    n_events: Whole = column("BIGINT", "People with a first event so far", nullable=False)
    patient_years: Number = column("DOUBLE", "Time at risk so far", unit="a", nullable=False)
    trial_n_with_event: Whole = column("BIGINT", "Patients with it in the trial", nullable=False)
    trial_patient_years: Number = column("DOUBLE", "Patient-years of the trial that are used", unit="a", nullable=False)
    trial_patient_years_ceiling: Number = column("DOUBLE", "The most that they can have been", unit="a")
    baseline_verification: Text = column("VARCHAR", "Verification grade of the baseline", nullable=False)


class Monitor(Contract):
    """Path of each sequential statistic, recomputed from the whole series. One row a rule, baseline, statistic, day."""

    rule: Text = column("VARCHAR", RULE, key=True)
    baseline_id: Text = column("VARCHAR", BASELINE, key=True)
    statistic: Text = column("VARCHAR", "e_value or cmaxsprt", key=True)
    until_on: Day = column("DATE", "Last day that is counted", key=True)
    design_id: Text = column("VARCHAR", "Design of the watch", nullable=False)
    n_events: Whole = column("BIGINT", "People with a first event so far", nullable=False)
    patient_years: Number = column("DOUBLE", "Time at risk so far", unit="a", nullable=False)
    trial_n_with_event: Whole = column("BIGINT", "Patients with it in the trial", nullable=False)
    trial_patient_years: Number = column("DOUBLE", "Patient-years of the trial that are used", unit="a", nullable=False)
    value: Number = column(
        "DOUBLE", "e-value (the smaller of both person-times), or log-likelihood ratio", unit="1", nullable=False
    )
    predicted_low: Whole = column("BIGINT", "Events that the trial lets expect in this time: lower end of 95 %")
    predicted_mid: Whole = column("BIGINT", "The middle of the prediction")
    predicted_high: Whole = column("BIGINT", "Upper end of 95 %")
    predicted_low_50: Whole = column("BIGINT", "Lower end of 50 %")
    predicted_high_50: Whole = column("BIGINT", "Upper end of 50 %")
    watch_boundary: Number = column("DOUBLE", "From here on: watch", unit="1")
    boundary: Number = column("DOUBLE", "From here on: above", unit="1", nullable=False)


class Crossing(raw.EarlierCrossing):
    """Every crossing that any night saw, with the night that saw it first. One row a path, design and tier."""

    still_crossed: Truth = column(
        "BOOLEAN",
        "The path as it is tonight crosses the boundary somewhere; false after a correction; "
        "empty: crossed under another design than tonight's",
    )


class RiskCourse(Contract):
    """First events and time at risk added up to a day. One row a rule, window and day on which it is read."""

    rule: Text = column("VARCHAR", RULE, key=True)
    window_name: Text = column("VARCHAR", "Row of reference.analysis_window", key=True)
    until_on: Day = column("DATE", "Last day that is counted", key=True)
    n_events: Whole = column("BIGINT", "People with a first event so far", nullable=False)
    patient_years: Number = column("DOUBLE", "Time at risk so far", unit="a", nullable=False)


class MonthCount(Contract):
    """First events and time at risk of each month under treatment. One row a rule and month."""

    rule: Text = column("VARCHAR", RULE, key=True)
    month_on: Day = column("DATE", "First day of the month", key=True)
    n_events: Whole = column("BIGINT", "People with a first event in it", nullable=False)
    patient_years: Number = column("DOUBLE", "Time at risk in it", unit="a", nullable=False)
    is_closed: Truth = column("BOOLEAN", "Long enough ago that late reports are in", nullable=False)


class ReportingDelay(Contract):
    """How long after its onset each dated flag could first be known. One row a dated flag."""

    flag_id: Text = column("VARCHAR", "The flag", key=True)
    rule: Text = column("VARCHAR", RULE, nullable=False)
    onset_on: Day = column("DATE", "Onset", nullable=False)
    reported_on: Day = column("DATE", "Day (UTC) on which the first of its evidence was received", nullable=False)
    delay_days: Whole = column("INTEGER", "From onset to that day, never negative", unit="d", nullable=False)


class SiteCount(Contract):
    """People judged and people flagged at each site in the window of the trial comparison. One row a rule and site."""

    rule: Text = column("VARCHAR", RULE, key=True)
    site_id: Text = column("VARCHAR", "Site; 'not known' for people without one", key=True)
    n_patients: Whole = column("BIGINT", "People judged there", nullable=False)
    n_with_event: Whole = column("BIGINT", "Of these, people flagged", nullable=False)
    programme_n_patients: Whole = column("BIGINT", "People judged at all sites", nullable=False)
    programme_n_with_event: Whole = column("BIGINT", "Of these, people flagged", nullable=False)


class Drift(Contract):
    """Each month against our own twelve months before it: never against the trial. One row a rule and month."""

    rule: Text = column("VARCHAR", RULE, key=True)
    month_on: Day = column("DATE", "First day of the month", key=True)
    n_events: Whole = column("BIGINT", "People with a first event in it, as reported so far", nullable=False)
    patient_years: Number = column("DOUBLE", "Time at risk in it", unit="a", nullable=False)
    is_closed: Truth = column("BOOLEAN", "Late reports are in: only closed months are judged", nullable=False)
    n_nowcast: Number = column(
        "DOUBLE", "For a month that is not closed: the events expected once all reports are in", unit="1"
    )
    n_nowcast_low: Whole = column(
        "BIGINT", "95 % band of that number, lower end: negative binomial, with the delays' own uncertainty"
    )
    n_nowcast_high: Whole = column("BIGINT", "Upper end")
    n_history_events: Whole = column("BIGINT", "Events of the closed months before it, up to twelve")
    history_patient_years: Number = column("DOUBLE", "Time at risk of those months", unit="a")
    n_expected: Number = column("DOUBLE", "Events that their rate lets expect in this month", unit="1")
    ratio: Number = column("DOUBLE", "This month's rate ÷ theirs; empty for an open month or without their events")
    ratio_low: Number = column("DOUBLE", "Its exact conditional 95 % interval, lower end", unit="1")
    ratio_high: Number = column("DOUBLE", "Upper end", unit="1")
    cusum: Number = column("DOUBLE", "Poisson log-likelihood CUSUM up to this month; empty where g-chart", unit="1")
    cusum_limit: Number = column(
        "DOUBLE", "Its limit: one false alarm in cusum_years_between_false_alarms; empty where events are too rare"
    )
    sentence: Text = column("VARCHAR", "What this month says", nullable=False)


class SiteRate(Contract):
    """Each site inside or outside the funnel around the whole programme: a reason to look. One row a rule and site."""

    rule: Text = column("VARCHAR", RULE, key=True)
    site_id: Text = column("VARCHAR", "Site", key=True)
    n_patients: Whole = column("BIGINT", "People judged there", nullable=False)
    n_with_event: Whole = column("BIGINT", "Of these, people flagged", nullable=False)
    share: Number = column("DOUBLE", "Share flagged", unit="1", nullable=False)
    programme_share: Number = column("DOUBLE", "Share flagged at all sites together", unit="1", nullable=False)
    low_95: Number = column("DOUBLE", "Exact 95 % limit around the programme's share, lower", unit="1")
    high_95: Number = column("DOUBLE", "Upper", unit="1")
    low_998: Number = column("DOUBLE", "Exact limit of funnel_probability, lower", unit="1")
    high_998: Number = column("DOUBLE", "Upper", unit="1")
    position: Text = column("VARCHAR", "inside, outside 95, outside 99.8 or too few", nullable=False)


class CumulativeIncidence(Contract):
    """Share of people with the signal by day, other ends competing.

    One row a rule and day: each with an end, each seventh, and the last of anybody at risk.
    """

    rule: Text = column("VARCHAR", RULE, key=True)
    day: Whole = column("INTEGER", "Day after the first dose", unit="d", key=True)
    n_at_risk: Whole = column("BIGINT", "People at risk just before: begun by then, not ended before", nullable=False)
    n_events: Whole = column("BIGINT", "Of these, people with the signal on that day", nullable=False)
    cumulative_incidence: Number = column("DOUBLE", "Aalen-Johansen share with the signal by then", nullable=False)
    low: Number = column("DOUBLE", "Its 95 % interval, lower end", unit="1", nullable=False)
    high: Number = column("DOUBLE", "Upper end", unit="1", nullable=False)
    competing_incidence: Number = column("DOUBLE", "Share that died or stopped before it", unit="1", nullable=False)


class RiskTime(Contract):
    """People whose time at risk in the window of the trial began and ended so. One row a rule, both days and end."""

    rule: Text = column("VARCHAR", RULE, key=True)
    from_day: Whole = column("INTEGER", "First day at risk, counted from the first dose", unit="d", key=True)
    end_day: Whole = column("INTEGER", "Last day at risk, counted from the first dose", unit="d", key=True)
    end_kind: Whole = column(
        "INTEGER", "0 observation or window ended, 1 the signal, 2 death or stop before it", key=True
    )
    n_people: Whole = column("BIGINT", "People of whom this holds", nullable=False)


class Recurrence(Contract):
    """Every flag of rules that recur, in people's time at risk. One row a rule, last day at risk and list of days."""

    rule: Text = column("VARCHAR", RULE, key=True)
    until_day: Whole = column("INTEGER", "Last day at risk, counted from the first dose", unit="d", key=True)
    event_days: Rows = column("INTEGER[]", "Days of the flags up to it, in order; none: an empty list", key=True)
    n_people: Whole = column("BIGINT", "People of whom this holds", nullable=False)


class MeanCount(Contract):
    """Mean number of flags per person, of signals that recur.

    One row a rule and day: each with a flag, each seventh, and the last of anybody at risk.
    """

    rule: Text = column("VARCHAR", RULE, key=True)
    day: Whole = column("INTEGER", "Day after the first dose", unit="d", key=True)
    n_at_risk: Whole = column("BIGINT", "People at risk on that day", nullable=False)
    n_events: Whole = column("BIGINT", "Flags on that day, further ones of a person too", nullable=False)
    mean_count: Number = column("DOUBLE", "Mean number of flags per person by then", unit="1", nullable=False)
    standard_error: Number = column("DOUBLE", "Its robust standard error (Lawless and Nadeau)", nullable=False)
    low: Number = column("DOUBLE", "Its 95 % interval, lower end", unit="1", nullable=False)
    high: Number = column("DOUBLE", "Upper end", unit="1", nullable=False)


class EventGap(Contract):
    """Patient-weeks between an event and the one before it, for what is rare: the g-chart. One row a rule and day."""

    rule: Text = column("VARCHAR", RULE, key=True)
    event_on: Day = column("DATE", "Day of the event", key=True)
    n_events: Whole = column("BIGINT", "First events on that day", nullable=False)
    patient_weeks_before: Number = column("DOUBLE", "Time at risk since the event before, per event", nullable=False)
    low_limit: Number = column("DOUBLE", "Limit below which a gap is short, from all earlier events", nullable=False)
    is_short: Truth = column("BOOLEAN", "Below the limit: for review", nullable=False)


class NightVerdict(raw.EarlierVerdict):
    """What each published night said of each watched rate, tonight with it. One row a night, rule and baseline."""


class MonitorOutlook(Contract):
    """How many more first events in the time to come would make a path cross. One row a watched rule and baseline."""

    rule: Text = column("VARCHAR", RULE, key=True)
    baseline_id: Text = column("VARCHAR", BASELINE, key=True)
    until_on: Day = column("DATE", "Last day that is counted", nullable=False)
    n_events: Whole = column("BIGINT", "People with a first event so far", nullable=False)
    patient_years: Number = column("DOUBLE", "Time at risk so far", unit="a", nullable=False)
    e_value: Number = column("DOUBLE", "Evidence against the trial's rate tonight", unit="1", nullable=False)
    ahead_patient_years: Number = column("DOUBLE", "Time at risk to come", unit="a", nullable=False)
    n_more_events: Whole = column("BIGINT", "So many more events by its end would cross; empty: no number would")
    boundary: Number = column("DOUBLE", "The e-value that is then reached: above", unit="1", nullable=False)
    rules_design_id: Text = column("VARCHAR", "Design of the watch, of the rules alone", nullable=False)
