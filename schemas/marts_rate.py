"""What the pages say of rates. Built by `sql/marts/`."""

from schemas.base import Contract, Day, Number, Text, Truth, Whole, column
from schemas.signals_rate import SHARE


class RateByWindow(Contract):
    """Each rate in each window and group, with the watched verdict. One row a rule, baseline, population and window."""

    rule: Text = column("VARCHAR", "Rule id", key=True)
    title: Text = column("VARCHAR", "What a physician calls it", nullable=False)
    display_order: Whole = column("INTEGER", "Place on pages")
    rule_kind: Text = column("VARCHAR", "laboratory, event, effect or dose: what is counted")
    population: Text = column("VARCHAR", "Row of reference.population", key=True)
    population_title: Text = column("VARCHAR", "Its name on pages")
    window_name: Text = column("VARCHAR", "Row of reference.analysis_window", key=True)
    baseline_id: Text = column("VARCHAR", "Row of reference.trial_baseline, or none", key=True)
    baseline_kind: Text = column("VARCHAR", "Kind of the baseline; kinds are never mixed")
    baseline_title: Text = column("VARCHAR", "What the trial counted")
    trial: Text = column("VARCHAR", "Trial or pool")
    baseline_definition: Text = column("VARCHAR", "The source's own definition")
    window_days: Whole = column("INTEGER", "Days after the first dose that count; empty for the whole time", unit="d")
    n_treated: Whole = column("BIGINT", "People treated", nullable=False)
    n_evaluable: Whole = column("BIGINT", "Of these, people who can be judged at all", nullable=False)
    n_in_window: Whole = column("BIGINT", "Of these, people judged in the window; the denominator", nullable=False)
    n_full_window: Whole = column("BIGINT", "Of these, people observed to its end, or flagged in it", nullable=False)
    n_with_event: Whole = column("BIGINT", "People flagged in the window; the numerator", nullable=False)
    share: Number = column(SHARE, "n_with_event ÷ n_in_window", unit="1")
    share_low: Number = column(SHARE, "Its exact 95 % interval, lower end", unit="1")
    share_high: Number = column(SHARE, "Upper end", unit="1")
    trial_n_with_event: Whole = column("BIGINT", "Patients with it in the trial")
    trial_n_patients: Whole = column("BIGINT", "Patients in the trial")
    trial_share: Number = column(SHARE, "Share in the trial, in the window of the trial", unit="1")
    trial_share_low: Number = column(SHARE, "Its exact 95 % interval, lower end", unit="1")
    trial_share_high: Number = column(SHARE, "Upper end", unit="1")
    probability_above_trial: Number = column(SHARE, "P(our share > the trial's); for reading only", unit="1")
    probability_above_twice_trial: Number = column(SHARE, "P(our share > twice the trial's); likewise", unit="1")
    n_first_events: Whole = column("BIGINT", "People with a first event while at risk", nullable=False)
    patient_years: Number = column("DOUBLE", "Time at risk until the first event", unit="a", nullable=False)
    rate_per_100_patient_years: Number = column("DOUBLE", "First events ÷ time at risk", unit="/(100.a)")
    rate_low: Number = column("DOUBLE", "Its exact 95 % interval, lower end", unit="/(100.a)")
    rate_high: Number = column("DOUBLE", "Upper end", unit="/(100.a)")
    trial_patient_years: Number = column("DOUBLE", "Patient-years of the trial that are used", unit="a")
    trial_rate_per_100_patient_years: Number = column("DOUBLE", "Rate in the trial", unit="/(100.a)")
    trial_rate_low: Number = column("DOUBLE", "Its exact 95 % interval, lower end", unit="/(100.a)")
    trial_rate_high: Number = column("DOUBLE", "Upper end", unit="/(100.a)")
    rate_ratio: Number = column("DOUBLE", "Our rate ÷ the trial's; empty when the trial had no event", unit="1")
    rate_ratio_low: Number = column("DOUBLE", "Its exact 95 % interval, lower end", unit="1")
    rate_ratio_high: Number = column("DOUBLE", "Upper end; infinite when the trial had no event", unit="1")
    predicted_patients_low: Whole = column("BIGINT", "Patients that the trial lets expect among ours, lower end")
    predicted_patients_high: Whole = column("BIGINT", "Upper end")
    e_value: Number = column("DOUBLE", "Evidence against the trial's rate tonight; only where watched", unit="1")
    e_value_highest: Number = column("DOUBLE", "The highest on the path so far", unit="1")
    e_value_highest_on: Day = column("DATE", "Day of the data on which it was highest")
    is_discovery: Truth = column("BOOLEAN", "Called by e-BH across all watched signals tonight")
    verdict: Text = column("VARCHAR", "The word for everyone in the window of the trial, whatever this row counts")
    verdict_reason: Text = column("VARCHAR", "Why that word, and what would settle it")
    sentence: Text = column("VARCHAR", "What the shares say, with both intervals", nullable=False)
    rate_sentence: Text = column("VARCHAR", "What the rates per patient-year say, with all intervals")
    baseline_verification: Text = column("VARCHAR", "Verification grade of the baseline row")
    baseline_source: Text = column("VARCHAR", "Source of the baseline row")


class Rate(RateByWindow):
    """Each watched rate with the words of the baseline that it is read against. One row a rule and baseline."""
