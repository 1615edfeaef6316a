"""Facts about treated people: what happened, when, and by how much. Built by `sql/clinical/`."""

from schemas.base import RATIO, VALUE, Contract, Day, Instant, Number, Text, Truth, Whole, column


class Patient(Contract):
    """Everyone who appears in any delivery, with the course of treatment. One row a patient."""

    patient_id: Text = column("VARCHAR", "The sponsor's pseudonym of the person", key=True)
    site_id: Text = column("VARCHAR", "Site of the newest record that names one")
    sex: Text = column("VARCHAR", "Sex as used for reference ranges: F or M; empty when not reported")
    birth_year: Whole = column("INTEGER", "Year of birth")
    is_treated: Truth = column("BOOLEAN", "At least one infusion of any amount was given", nullable=False)
    first_dose_on: Day = column("DATE", "Local date of the first infusion")
    first_dose_at: Instant = column(
        "TIMESTAMP WITH TIME ZONE", "Start of the first infusion; empty when only its date is known"
    )
    last_dose_on: Day = column("DATE", "Local date of the newest infusion")
    n_infusions: Whole = column("INTEGER", "Infusions given", nullable=False)
    background_started_on: Day = column(
        "DATE",
        "Start of the optimised background regimen: the first antiretroviral started on or after the first dose",
    )
    treatment_experience: Text = column("VARCHAR", "naive or experienced; empty when not reported")
    has_gilbert_syndrome: Truth = column("BOOLEAN", "Gilbert syndrome known before treatment")
    prior_opportunistic_disease: Text = column(
        "VARCHAR", "Opportunistic diseases known before the first dose, separated by semicolons"
    )
    is_dead: Truth = column("BOOLEAN", "The site states a death, or a reported event was fatal", nullable=False)
    died_on: Day = column("DATE", "Date of death as the site states it; empty when the day is not known")
    died_text: Text = column("VARCHAR", "Date of death as delivered (it may be a month or a year only)")
    observed_until_on: Day = column("DATE", "Last local date on which any record shows the person under observation")
    age_years_at_first_dose: Whole = column("INTEGER", "Calendar year of the first dose less year of birth", unit="a")
    described_in_file: Text = column("VARCHAR", "SHA-256 of the delivery that describes the person last; empty: none")
    described_in_row: Whole = column("BIGINT", "Row of that delivery, its header being row 1")


class Infusion(Contract):
    """One administration of ibalizumab that took place (whole or in part). One row an administration."""

    infusion_id: Text = column("VARCHAR", "Sender and record id, joined by a slash", key=True)
    patient_id: Text = column("VARCHAR", "The person", nullable=False)
    site_id: Text = column("VARCHAR", "Where it was given")
    infusion_number: Whole = column("INTEGER", "1 for the person's first infusion, counted by start", nullable=False)
    started_on: Day = column("DATE", "Local date of the start", nullable=False)
    started_at: Instant = column("TIMESTAMP WITH TIME ZONE", "Start; empty when only the date is known")
    ended_at: Instant = column("TIMESTAMP WITH TIME ZONE", "End of the administration")
    is_without_offset: Truth = column(
        "BOOLEAN",
        "The start was sent with a time but without its offset from UTC: read as local time where that can be told",
        nullable=False,
    )
    days_since_first_dose: Whole = column("INTEGER", "0 on the day of the first infusion", unit="d")
    dose_mg: Number = column(VALUE, "Amount given", unit="mg")
    method: Text = column("VARCHAR", "infusion or push")
    action_taken: Text = column("VARCHAR", "none, slowed, interrupted or stopped")
    observed_minutes: Number = column(VALUE, "Observation after the end", unit="min")
    next_started_on: Day = column("DATE", "Local date of the person's next infusion; empty for the newest")
    source_file: Text = column("VARCHAR", "SHA-256 of the delivery in the archive", nullable=False)
    source_row: Whole = column("BIGINT", "Row of the delivery, its header being row 1", nullable=False)


class LabResult(Contract):
    """One laboratory result in force, with baseline, multiples, grades and the label's threshold. One row a result.

    Cancelled and nullified results are not here. `value` is in the one standard unit of its analyte;
    grades are read in the reported unit.
    """

    patient_id: Text = column("VARCHAR", "The person", nullable=False)
    analyte: Text = column("VARCHAR", "Vigil's name of the analyte; empty when the code is not known")
    reported_analyte: Text = column("VARCHAR", "Analyte name or local code as delivered")
    loinc: Text = column("VARCHAR", "LOINC code as delivered")
    collected_on: Day = column("DATE", "Local date of collection", nullable=False)
    collected_at: Instant = column("TIMESTAMP WITH TIME ZONE", "Collection; empty when only the date is known")
    days_since_first_dose: Whole = column("INTEGER", "0 on the day of the first infusion; negative before", unit="d")
    is_after_first_dose: Truth = column(
        "BOOLEAN",
        "Collected after the start of the first infusion; an untimed result of that same day counts as after",
    )
    value_operator: Text = column("VARCHAR", "=, <, <=, > or >=: how the reported value binds the true one")
    value: Number = column(VALUE, "Result in the analyte's standard unit; empty when it has none")
    unit: Text = column("VARCHAR", "The analyte's standard unit, UCUM")
    reported_value: Number = column(VALUE, "Result in the unit reported")
    reported_unit: Text = column("VARCHAR", "Unit reported, in its UCUM spelling; empty when it is not accepted")
    lower_limit: Number = column(VALUE, "Lower limit of the reference range, in the reported unit")
    upper_limit: Number = column(VALUE, "Upper limit of the reference range, in the reported unit")
    x_lln: Number = column(RATIO, "Result ÷ its own lower limit, rounded once to nine decimals", unit="1")
    x_uln: Number = column(RATIO, "Result ÷ its own upper limit, rounded once to nine decimals", unit="1")
    baseline_value: Number = column(VALUE, "Last result in the 90 days before the first infusion, standard unit")
    baseline_on: Day = column("DATE", "Local date of that baseline")
    baseline_x_uln: Number = column(RATIO, "Baseline ÷ its own upper limit", unit="1")
    x_baseline: Number = column(RATIO, "Result ÷ baseline, rounded once to nine decimals", unit="1")
    background_baseline_value: Number = column(
        VALUE, "Last result in the 90 days before the optimised background regimen, standard unit"
    )
    x_background_baseline: Number = column(RATIO, "Result ÷ baseline before the background regimen", unit="1")
    daids_grade: Whole = column("TINYINT", "DAIDS corrected v2.1 grade, 0 to 4; empty: cannot be judged")
    daids_direction: Text = column("VARCHAR", "low or high, for a grade of 1 or more")
    daids_grade_is_minimum: Truth = column("BOOLEAN", "The true DAIDS grade may be higher")
    ctcae_v5_grade: Whole = column("TINYINT", "CTCAE v5.0 grade, 0 to 4; empty: cannot be judged")
    ctcae_v5_direction: Text = column("VARCHAR", "low or high, for a grade of 1 or more")
    ctcae_v5_grade_is_minimum: Truth = column("BOOLEAN", "The true CTCAE v5.0 grade may be higher")
    ctcae_v6_grade: Whole = column("TINYINT", "CTCAE v6.0 grade; empty while that system is switched off")
    ctcae_v6_direction: Text = column("VARCHAR", "low or high, for a grade of 1 or more")
    ctcae_v6_grade_is_minimum: Truth = column("BOOLEAN", "The true CTCAE v6.0 grade may be higher")
    baseline_daids_grade: Whole = column("TINYINT", "DAIDS grade of the baseline result")
    label_hit: Truth = column(
        "BOOLEAN", "Beyond the threshold that the US label prints for TMB-301; empty: cannot be judged"
    )
    ungraded_reason: Text = column("VARCHAR", "Why a grade or label_hit is empty, in words; empty when none is")
    laboratory_id: Text = column("VARCHAR", "Laboratory, as delivered")
    source_file: Text = column("VARCHAR", "SHA-256 of the delivery in the archive", nullable=False)
    source_row: Whole = column("BIGINT", "Row of the delivery, its header being row 1", nullable=False)


class AdverseEvent(Contract):
    """One reported adverse event in force, placed against the infusions. One row an event."""

    event_id: Text = column("VARCHAR", "Sender and record id, joined by a slash", key=True)
    patient_id: Text = column("VARCHAR", "The person", nullable=False)
    site_id: Text = column("VARCHAR", "Reporting site")
    preferred_term: Text = column("VARCHAR", "MedDRA preferred term as coded by the sender, lower case")
    verbatim_term: Text = column("VARCHAR", "Words of the reporter")
    term: Text = column("VARCHAR", "preferred_term, or the verbatim in lower case when it is not coded")
    started_on: Day = column("DATE", "Local date of onset; empty when the day is not known")
    started_at: Instant = column("TIMESTAMP WITH TIME ZONE", "Onset; empty when the time is not known")
    ended_on: Day = column("DATE", "Local date of resolution")
    ended_at: Instant = column("TIMESTAMP WITH TIME ZONE", "Resolution; empty when the time is not known")
    started_text: Text = column("VARCHAR", "Onset as delivered (it may be a month or a year only)")
    days_since_first_dose: Whole = column("INTEGER", "0 on the day of the first infusion; negative before", unit="d")
    infusion_id: Text = column("VARCHAR", "The newest infusion that began at or before onset")
    infusion_number: Whole = column("INTEGER", "Number of that infusion")
    minutes_from_infusion_start: Number = column(
        VALUE, "Onset less start of that infusion; empty when either time is not known", unit="min"
    )
    minutes_from_infusion_end: Number = column(VALUE, "Onset less end of that infusion; negative during it", unit="min")
    days_from_infusion: Whole = column("INTEGER", "Onset date less date of that infusion", unit="d")
    is_zone_open: Truth = column(
        "BOOLEAN", "Of onset and start of that infusion only one was sent with an offset from UTC", nullable=False
    )
    severity_grade: Whole = column("TINYINT", "Severity 1 to 5 as reported (CTCAE or DAIDS as the site uses)")
    is_serious: Truth = column("BOOLEAN", "Serious by the reporter")
    seriousness: Text = column(
        "VARCHAR",
        "Criteria met, separated by semicolons: death, life_threatening, hospitalisation, disability, "
        "congenital_anomaly, important_medical_event",
    )
    outcome: Text = column("VARCHAR", "recovered, recovering, not_recovered, recovered_with_sequelae, fatal or unknown")
    action_taken: Text = column(
        "VARCHAR", "What was done with ibalizumab: none, slowed, interrupted, stopped or unknown"
    )
    reported_causality: Text = column("VARCHAR", "Relation to ibalizumab as the reporter sees it")
    source_file: Text = column("VARCHAR", "SHA-256 of the delivery in the archive", nullable=False)
    source_row: Whole = column("BIGINT", "Row of the delivery, its header being row 1", nullable=False)


class VitalSign(Contract):
    """One measured vital sign, placed against the infusions. One row a reading."""

    patient_id: Text = column("VARCHAR", "The person", nullable=False)
    measured_on: Day = column("DATE", "Local date", nullable=False)
    measured_at: Instant = column("TIMESTAMP WITH TIME ZONE", "Reading; empty when only the date is known")
    is_without_offset: Truth = column(
        "BOOLEAN",
        "It was sent with a time but without its offset from UTC: read as local time where that can be told",
        nullable=False,
    )
    sign: Text = column(
        "VARCHAR",
        "systolic_pressure, diastolic_pressure, heart_rate, respiratory_rate, oxygen_saturation or temperature",
    )
    value: Number = column(VALUE, "Reading in mm[Hg], /min, % or Cel", nullable=False)
    unit: Text = column("VARCHAR", "mm[Hg], /min, % or Cel", nullable=False)
    phase: Text = column("VARCHAR", "pre, during, post or empty, as delivered")
    infusion_id: Text = column("VARCHAR", "The infusion of that local day, else one that ended within 24 hours before")
    minutes_from_infusion_start: Number = column(VALUE, "Reading less start of that infusion", unit="min")
    source_file: Text = column("VARCHAR", "SHA-256 of the delivery in the archive", nullable=False)
    source_row: Whole = column("BIGINT", "Row of the delivery, its header being row 1", nullable=False)


class Medication(Contract):
    """Medicines taken or given: background regimen, concomitant, premedication, treatment. One row a medicine."""

    medication_id: Text = column("VARCHAR", "Sender and record id, joined by a slash", key=True)
    patient_id: Text = column("VARCHAR", "The person", nullable=False)
    medicine: Text = column("VARCHAR", "Generic name, lower case", nullable=False)
    role: Text = column("VARCHAR", "antiretroviral, concomitant, premedication or reaction_treatment")
    route: Text = column("VARCHAR", "oral, intravenous, intramuscular, subcutaneous, inhaled, topical or other")
    started_on: Day = column("DATE", "Local date of start; empty when the day is not known")
    started_at: Instant = column("TIMESTAMP WITH TIME ZONE", "Start; empty when the time is not known")
    began_from_on: Day = column("DATE", "First day that the reported start allows (it may be a month or a year)")
    began_by_on: Day = column("DATE", "Last day that the reported start allows")
    ended_on: Day = column("DATE", "Local date of end; empty when ongoing or not known to the day")
    ended_from_on: Day = column("DATE", "First day that the reported end allows; empty when ongoing")
    ended_by_on: Day = column("DATE", "Last day that the reported end allows; empty when ongoing")
    indication: Text = column("VARCHAR", "Why it was given, as delivered")
    days_since_first_dose: Whole = column("INTEGER", "Start, counted from the first infusion", unit="d")
    infusion_id: Text = column("VARCHAR", "The newest infusion begun at or before its start and ended within 24 hours")
    source_file: Text = column("VARCHAR", "SHA-256 of the delivery in the archive", nullable=False)
    source_row: Whole = column("BIGINT", "Row of the delivery, its header being row 1", nullable=False)
