"""Rates beside the trial. Filled by `flows.rates` from counts that SQL made."""

from schemas.base import Contract, Day, Number, Text, Truth, Whole, column

SHARE = "DOUBLE"


class Rate(Contract):
    """A signal in one group and window against one trial baseline. One row a rule, population, window and baseline."""

    rule: Text = column("VARCHAR", "Rule id", key=True)
    population: Text = column("VARCHAR", "Row of reference.population", key=True)
    window_name: Text = column("VARCHAR", "Row of reference.analysis_window", key=True)
    baseline_id: Text = column(
        "VARCHAR", "Row of reference.trial_baseline; 'none' when the label gives no count", key=True
    )
    baseline_kind: Text = column("VARCHAR", "Kind of the baseline; the three are never mixed")
    window_days: Whole = column("INTEGER", "Days after the first dose that count; empty for the whole time", unit="d")
    n_treated: Whole = column("BIGINT", "Strip: people treated", nullable=False)
    n_evaluable: Whole = column("BIGINT", "Strip: of these, people who can be judged at all", nullable=False)
    n_in_window: Whole = column(
        "BIGINT", "Strip: of these, people judged in the window; the denominator", nullable=False
    )
    n_full_window: Whole = column("BIGINT", "Of these, people observed to its end, or flagged in it", nullable=False)
    n_with_event: Whole = column(
        "BIGINT", "Strip: of these, people flagged in the window; the numerator", nullable=False
    )
    share: Number = column(SHARE, "n_with_event ÷ n_in_window; empty when nobody is in the window", unit="1")
    share_low: Number = column(SHARE, "Its exact 95 % interval (Clopper-Pearson), lower end", unit="1")
    share_high: Number = column(SHARE, "Upper end", unit="1")
    share_wilson_low: Number = column(SHARE, "Its 95 % Wilson interval, lower end: computed in SQL as well", unit="1")
    share_wilson_high: Number = column(SHARE, "Upper end", unit="1")
    n_first_events: Whole = column("BIGINT", "People with a first event while at risk", nullable=False)
    patient_years: Number = column("DOUBLE", "Time at risk until the first event", unit="a", nullable=False)
    rate_per_100_patient_years: Number = column(
        "DOUBLE", "Exposure-adjusted incidence rate: first events ÷ time at risk; empty without time", unit="/(100.a)"
    )
    rate_low: Number = column("DOUBLE", "Its exact 95 % interval (Garwood), lower end", unit="/(100.a)")
    rate_high: Number = column("DOUBLE", "Upper end", unit="/(100.a)")
    trial_n_with_event: Whole = column("BIGINT", "Patients with it in the trial")
    trial_n_patients: Whole = column("BIGINT", "Patients in the trial")
    trial_share: Number = column(SHARE, "Share in the trial", unit="1")
    trial_share_low: Number = column(SHARE, "Its exact 95 % interval, lower end", unit="1")
    trial_share_high: Number = column(SHARE, "Upper end", unit="1")
    probability_above_trial: Number = column(
        SHARE,
        "P(our share > the trial's), Jeffreys priors on both sides; for reading, never for alerting",
        unit="1",
    )
    probability_above_twice_trial: Number = column(SHARE, "P(our share > twice the trial's), likewise", unit="1")
    share_ratio: Number = column(
        "DOUBLE",
        "Our share ÷ the trial's: computed in SQL as well; empty when the trial had no event, or none can be compared",
        unit="1",
    )
    share_ratio_low: Number = column("DOUBLE", "Its 95 % score interval (Miettinen-Nurminen), lower end", unit="1")
    share_ratio_high: Number = column("DOUBLE", "Upper end; infinite when the trial had no event", unit="1")
    share_difference_low: Number = column(
        SHARE, "Our share less the trial's, 95 % interval (Miettinen-Nurminen), lower end", unit="1"
    )
    share_difference_high: Number = column(SHARE, "Upper end", unit="1")
    predicted_patients_low: Whole = column(
        "BIGINT", "Of as many patients as ours, so many the trial lets expect: lower end of the 95 % band"
    )
    predicted_patients_high: Whole = column("BIGINT", "Upper end")
    trial_patient_years: Number = column("DOUBLE", "Patient-years of the trial that are used", unit="a")
    trial_rate_per_100_patient_years: Number = column("DOUBLE", "Rate in the trial", unit="/(100.a)")
    trial_rate_low: Number = column("DOUBLE", "Its exact 95 % interval, lower end", unit="/(100.a)")
    trial_rate_high: Number = column("DOUBLE", "Upper end", unit="/(100.a)")
    rate_ratio: Number = column("DOUBLE", "Our rate ÷ the trial's; empty when the trial had no event", unit="1")
    rate_ratio_low: Number = column("DOUBLE", "Its exact conditional 95 % interval, lower end", unit="1")
    rate_ratio_high: Number = column("DOUBLE", "Upper end; infinite when the trial had no event", unit="1")
    rate_ratio_at_ceiling: Number = column(
        "DOUBLE", "The ratio if the trial had the most patient-years it can have had: for sensitivity", unit="1"
    )
    probability_rate_above: Number = column(
        SHARE, "P(our rate > the trial's), Jeffreys priors on both sides; for reading, never for alerting", unit="1"
    )
    probability_rate_above_doubling: Number = column(
        SHARE, "P(our rate > doubling_ratio times the trial's), likewise", unit="1"
    )
    predicted_events_low: Whole = column(
        "BIGINT", "In as much time at risk as ours, so many events the trial lets expect: lower end of the 95 % band"
    )
    predicted_events_high: Whole = column("BIGINT", "Upper end")
    e_value: Number = column("DOUBLE", "Evidence against the trial's rate tonight; only where watched", unit="1")
    e_value_highest: Number = column("DOUBLE", "The highest on the path so far", unit="1")
    e_value_highest_on: Day = column("DATE", "Day of the data on which it was highest")
    is_discovery: Truth = column("BOOLEAN", "Called by e-BH across all watched signals tonight")
    verdict: Text = column(
        "VARCHAR",
        "above, watch, a doubling is unlikely, cannot tell yet, or not judged; empty where a rate is only for reading",
    )
    verdict_reason: Text = column("VARCHAR", "Why this word, and what would settle it")
    sentence: Text = column("VARCHAR", "What the shares say, with both intervals", nullable=False)
    rate_sentence: Text = column("VARCHAR", "What the rates per patient-year say, with all intervals")
    method_id: Text = column("VARCHAR", "Methods and their version", nullable=False)
    baseline_verification: Text = column("VARCHAR", "Verification grade of the baseline row")
    baseline_source: Text = column("VARCHAR", "Source of the baseline row")
