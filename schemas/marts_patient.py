"""One person's story, as the pages show it. Built by `sql/marts/`."""

from schemas.base import RATIO, VALUE, Contract, Day, Instant, Number, Text, Truth, Whole, column

PERSON = "The person"
FILE_NAME = "Name of the delivery that holds the row"
SOURCE_ROW = "Row of that delivery, its header being row 1"


class Patient(Contract):
    """Everybody in any delivery, with what the night says of them in numbers. One row a person."""

    patient_id: Text = column("VARCHAR", PERSON, key=True)
    patient_key: Text = column(
        "VARCHAR", "First 16 digits of the SHA-256 of patient_id: names the page", nullable=False
    )
    site_id: Text = column("VARCHAR", "Site of the newest record that names one")
    sex: Text = column("VARCHAR", "F or M; empty when not reported")
    age_years_at_first_dose: Whole = column("INTEGER", "Calendar year of the first dose less year of birth", unit="a")
    is_treated: Truth = column("BOOLEAN", "At least one administration is in force", nullable=False)
    first_dose_on: Day = column("DATE", "Local date of the first dose")
    last_dose_on: Day = column("DATE", "Local date of the newest dose")
    n_infusions: Whole = column("INTEGER", "Administrations in force", nullable=False)
    dose_state: Text = column("VARCHAR", "due, overdue, reload_due, presumed_stopped or died; empty when never treated")
    days_late: Whole = column("INTEGER", "Cut-off less scheduled day of the next dose; negative before it", unit="d")
    is_reported_by_site: Truth = column(
        "BOOLEAN",
        "The site's own records reach beyond the day from which a loading dose is due; else it may only be silent",
    )
    is_dead: Truth = column("BOOLEAN", "The site states a death, or a reported event was fatal", nullable=False)
    died_text: Text = column("VARCHAR", "Date of death as delivered, where one is")
    observed_until_on: Day = column("DATE", "Last day of which anything is known")
    n_flags: Whole = column("BIGINT", "Flags for review", nullable=False)
    newest_flag_on: Day = column("DATE", "Newest onset of a flag; empty without one or without a date")
    n_not_judged: Whole = column("BIGINT", "Rules that could not judge the person, in whole or in part", nullable=False)
    n_events: Whole = column("BIGINT", "Reported events in force", nullable=False)
    n_serious_events: Whole = column("BIGINT", "Of these, serious by the reporter", nullable=False)


class PatientDose(Contract):
    """Every administration with the dose that was due then, newest first. One row an administration."""

    patient_id: Text = column("VARCHAR", PERSON, nullable=False)
    infusion_id: Text = column("VARCHAR", "Sender and record id, joined by a slash", key=True)
    infusion_number: Whole = column("INTEGER", "1 for the first administration", nullable=False)
    started_on: Day = column("DATE", "Local date of the start", nullable=False)
    started_at: Instant = column("TIMESTAMP WITH TIME ZONE", "Start; empty when only the date is known")
    dose_mg: Number = column(VALUE, "Amount given", unit="mg")
    method: Text = column("VARCHAR", "infusion or push")
    minutes: Number = column(VALUE, "Length; empty when start or end is not known", unit="min")
    observed_minutes: Number = column(VALUE, "Observation after the end", unit="min")
    action_taken: Text = column("VARCHAR", "none, slowed, interrupted or stopped")
    expected_dose_kind: Text = column("VARCHAR", "loading or maintenance: what was due then")
    mark: Text = column(
        "VARCHAR",
        "loading, reload (after a gap), maintenance, late (a loading dose was due and none was given) or not_known",
        nullable=False,
    )
    days_late: Whole = column("INTEGER", "Days beyond the scheduled day; negative when early", unit="d")
    file_name: Text = column("VARCHAR", FILE_NAME, nullable=False)
    source_row: Whole = column("BIGINT", SOURCE_ROW, nullable=False)


class PatientEvent(Contract):
    """Every reported event as it was placed and judged against the label, newest first. One row an event."""

    patient_id: Text = column("VARCHAR", PERSON, nullable=False)
    event_id: Text = column("VARCHAR", "Sender and record id, joined by a slash", key=True)
    term: Text = column("VARCHAR", "Coded term, or the verbatim as reported")
    verbatim_term: Text = column("VARCHAR", "Words of the reporter")
    started_on: Day = column("DATE", "Local date of onset; empty when the day is not known")
    started_at: Instant = column("TIMESTAMP WITH TIME ZONE", "Onset; empty when the time is not known")
    started_text: Text = column("VARCHAR", "Onset as delivered")
    ended_on: Day = column("DATE", "Local date of resolution")
    severity_grade: Whole = column("TINYINT", "Severity 1 to 5 as reported")
    is_serious: Truth = column("BOOLEAN", "Serious by the reporter; empty when not reported")
    seriousness: Text = column("VARCHAR", "Criteria met, separated by semicolons")
    outcome: Text = column("VARCHAR", "Outcome as reported")
    action_taken: Text = column("VARCHAR", "What was done with ibalizumab")
    reported_causality: Text = column("VARCHAR", "Relation to ibalizumab as the reporter sees it")
    infusion_number: Whole = column("INTEGER", "Number of the newest infusion at or before onset")
    days_from_infusion: Whole = column("INTEGER", "Onset date less date of that infusion", unit="d")
    is_listed: Truth = column("BOOLEAN", "Named by the US label in force on its day; empty: cannot be judged")
    listedness_reason: Text = column("VARCHAR", "Why, as a sentence")
    file_name: Text = column("VARCHAR", FILE_NAME, nullable=False)
    source_row: Whole = column("BIGINT", SOURCE_ROW, nullable=False)


class PatientResult(Contract):
    """Every laboratory result in force with its limits, baseline and grade, newest first. One row a result."""

    patient_id: Text = column("VARCHAR", PERSON, nullable=False)
    analyte: Text = column("VARCHAR", "Vigil's name of the analyte, else as delivered")
    title: Text = column("VARCHAR", "Name of the analyte in print")
    collected_on: Day = column("DATE", "Local date of collection", nullable=False)
    collected_at: Instant = column("TIMESTAMP WITH TIME ZONE", "Collection; empty when only the date is known")
    days_since_first_dose: Whole = column("INTEGER", "0 on the day of the first infusion; negative before", unit="d")
    value_operator: Text = column("VARCHAR", "=, <, <=, > or >=: how the reported value binds the true one")
    value: Number = column(VALUE, "Result in the analyte's standard unit; empty when it has none")
    unit: Text = column("VARCHAR", "The analyte's standard unit, UCUM")
    reported_value: Number = column(VALUE, "Result in the unit reported")
    reported_unit: Text = column("VARCHAR", "Unit reported; empty when it is not accepted")
    lower_limit: Number = column(VALUE, "Lower limit of the reference range, in the reported unit")
    upper_limit: Number = column(VALUE, "Upper limit of the reference range, in the reported unit")
    lower_limit_in_unit: Number = column("DOUBLE", "That lower limit in the standard unit")
    upper_limit_in_unit: Number = column("DOUBLE", "That upper limit in the standard unit")
    baseline_value: Number = column(VALUE, "Last result before the first infusion, standard unit")
    x_uln: Number = column(RATIO, "Result ÷ its own upper limit", unit="1")
    x_baseline: Number = column(RATIO, "Result ÷ baseline", unit="1")
    daids_grade: Whole = column("TINYINT", "DAIDS corrected v2.1 grade; empty: cannot be judged")
    daids_grade_is_minimum: Truth = column("BOOLEAN", "The true grade may be higher")
    label_hit: Truth = column("BOOLEAN", "Beyond the threshold that the US label prints; empty: cannot be judged")
    ungraded_reason: Text = column("VARCHAR", "Why a grade or label_hit is empty")
    file_name: Text = column("VARCHAR", FILE_NAME, nullable=False)
    source_row: Whole = column("BIGINT", SOURCE_ROW, nullable=False)
    place: Whole = column("BIGINT", "1 for the newest result of the person", nullable=False)
    place_of_title: Whole = column("BIGINT", "1 for the newest result of this analyte of the person", nullable=False)
    n_results: Whole = column("BIGINT", "Results of the person", nullable=False)


class PatientMedicine(Contract):
    """Every medicine with what is known of its days, newest first. One row a reported medicine."""

    patient_id: Text = column("VARCHAR", PERSON, nullable=False)
    medicine: Text = column("VARCHAR", "Generic name, lower case", nullable=False)
    role: Text = column("VARCHAR", "antiretroviral, concomitant, premedication or reaction_treatment")
    started_on: Day = column("DATE", "Local date of start; empty when the day is not known")
    began_from_on: Day = column("DATE", "First day that the reported start allows")
    began_by_on: Day = column("DATE", "Last day that it allows")
    ended_on: Day = column("DATE", "Local date of end; empty when ongoing or not known to the day")
    ended_from_on: Day = column("DATE", "First day that the reported end allows; empty when ongoing")
    ended_by_on: Day = column("DATE", "Last day that it allows; empty when ongoing")
    file_name: Text = column("VARCHAR", FILE_NAME, nullable=False)
    source_row: Whole = column("BIGINT", SOURCE_ROW, nullable=False)
