"""What was seen around an infusion: readings, reports, and both in one row. Built by `sql/clinical/`."""

from typing import Any

from schemas.base import EVIDENCE, RATIO, VALUE, Contract, Day, Instant, Number, Rows, Text, Truth, Whole, column

TIMING = "during, immediate, accelerated, late, delayed or not timed"


def limb(meaning: str) -> Any:
    """A question about one infusion: true, false, or empty when it cannot be judged."""
    return column("BOOLEAN", f"{meaning}; empty when it cannot be judged")


def fact(meaning: str) -> Any:
    """A statement that some row makes or none does: never empty."""
    return column("BOOLEAN", meaning, nullable=False)


class InfusionReading(Contract):
    """One vital sign read after the start of an infusion, judged beside the last reading before it.

    One row a reading.
    """

    patient_id: Text = column("VARCHAR", "The person", nullable=False)
    infusion_id: Text = column("VARCHAR", "The infusion that it belongs to", nullable=False)
    sign: Text = column("VARCHAR", "systolic_pressure, heart_rate, oxygen_saturation or temperature", nullable=False)
    measured_on: Day = column("DATE", "Local date", nullable=False)
    measured_at: Instant = column("TIMESTAMP WITH TIME ZONE", "Reading; empty when only the date is known")
    minutes_after_end: Number = column(
        VALUE, "Reading less end of the infusion, or less its start when the end is not known", unit="min"
    )
    timing: Text = column("VARCHAR", TIMING, nullable=False)
    value: Number = column(VALUE, "Reading in mm[Hg], /min, % or Cel", nullable=False)
    value_before: Number = column(VALUE, "Last reading of that sign before the infusion, in the same unit")
    is_zone_open: Truth = fact("Of its time and the start of the infusion only one was sent with an offset from UTC")
    is_after_start: Truth = limb("Read from the start of the infusion on")
    is_hypotension: Truth = limb("Reduced pressure as NIAID/FAAN and WAO say it for adults")
    is_hypoxaemia: Truth = limb("Low saturation that also fell")
    is_fever: Truth = limb("Temperature of a cytokine release")
    is_bradycardia: Truth = limb("Heart rate of a vasovagal reaction")
    is_change: Truth = limb("Beyond a limit of infusion_reaction for vital signs")
    is_repeated_change: Truth = limb("Such a change, and the next reading or the one before is one as well")
    margin_share: Number = column(
        RATIO, "How far a change lies beyond its limit, as a share of that limit; 0 at it", unit="1"
    )
    words: Text = column("VARCHAR", "The reading in words, with the one before the infusion", nullable=False)
    source_file: Text = column("VARCHAR", "SHA-256 of the delivery in the archive", nullable=False)
    source_row: Whole = column("BIGINT", "Row of the delivery, its header being row 1", nullable=False)


class InfusionFinding(Contract):
    """One thing that a report says about the time after an infusion: a symptom, an action, a treatment.

    One row a report and feature. A report without a date belongs to no infusion.
    """

    patient_id: Text = column("VARCHAR", "The person", nullable=False)
    infusion_id: Text = column("VARCHAR", "The infusion; empty when the report bears no date")
    feature: Text = column(
        "VARCHAR",
        "Feature of the term, or action_taken, treatment, epinephrine or vasopressor",
        nullable=False,
    )
    is_reaction: Truth = fact("Makes a reaction by itself; otherwise it supports a vital sign or a limb only")
    words: Text = column("VARCHAR", "What was reported", nullable=False)
    seen_on: Day = column("DATE", "Local date of onset")
    seen_at: Instant = column("TIMESTAMP WITH TIME ZONE", "Onset; empty when the time is not known")
    minutes_after_end: Number = column(
        VALUE, "Onset less end of the infusion, or less its start when the end is not known", unit="min"
    )
    timing: Text = column("VARCHAR", TIMING, nullable=False)
    is_zone_open: Truth = fact("Of its time and the start of the infusion only one was sent with an offset from UTC")
    is_in_window: Truth = limb("Began from the start of the infusion to the end of the window of infusion_reaction")
    severity_grade: Whole = column("TINYINT", "Severity 1 to 5 as reported")
    is_fatal: Truth = fact("Ended in death, by the report")
    is_life_threatening: Truth = fact("Reported so, or an arrest, a vasopressor, or epinephrine into a vein")
    is_hospitalised: Truth = fact("Led to or prolonged a stay in hospital")
    is_recurrence: Truth = fact("The same term had ended before, after the same infusion")
    resolved_at: Instant = column("TIMESTAMP WITH TIME ZONE", "Resolution; empty when the time is not known")
    minutes_to_resolution: Number = column(
        VALUE, "Resolution less onset; where only dates are known, the least that it can be", unit="min"
    )
    feed: Text = column("VARCHAR", "adverse_event, medication or infusion", nullable=False)
    source_file: Text = column("VARCHAR", "SHA-256 of the delivery in the archive", nullable=False)
    source_row: Whole = column("BIGINT", "Row of the delivery, its header being row 1", nullable=False)


class InfusionResponse(Contract):
    """All that was seen around one infusion, as limbs that definitions are made of.

    One row an infusion with a report, a reading or a tryptase, and one a person for reports without a date. A symptom
    that nobody reported is false; a pressure or saturation that nobody measured is empty.
    """

    patient_id: Text = column("VARCHAR", "The person", nullable=False)
    infusion_id: Text = column("VARCHAR", "The infusion; empty for reports without a date")
    infusion_number: Whole = column("INTEGER", "1 for the person's first infusion")
    infused_on: Day = column("DATE", "Local date of the infusion")
    onset_on: Day = column("DATE", "Local date of the first sign that counts")
    onset_at: Instant = column("TIMESTAMP WITH TIME ZONE", "Its time; empty when not known")
    timing: Text = column("VARCHAR", f"When that was: {TIMING}")
    resolved_at: Instant = column(
        "TIMESTAMP WITH TIME ZONE", "When all symptoms were gone; empty when not known of each"
    )
    words: Text = column("VARCHAR", "What was seen, in order of time; empty when nothing was")
    is_named: Truth = fact(
        "A report names a reaction to the infusion, hypersensitivity or anaphylaxis, whenever it was"
    )
    is_anaphylaxis_named: Truth = fact("A report names anaphylaxis, whenever it was")
    is_action_taken: Truth = fact("Infusion slowed, interrupted or stopped")
    is_reaction_treated: Truth = fact("The reaction was treated")
    is_epinephrine_given: Truth = fact("Epinephrine was given")
    is_fatal: Truth = fact("Ended in death, by a report")
    is_life_threatening: Truth = fact("Reported so, or an arrest, a vasopressor, or epinephrine into a vein")
    is_hospitalised: Truth = fact("Led to or prolonged a stay in hospital")
    is_recurrent: Truth = fact("A symptom came back after it had ended")
    reported_grade: Whole = column("TINYINT", "Highest severity of a report that names a reaction")
    minutes_to_resolution: Number = column(VALUE, "Longest time from onset to resolution", unit="min")
    is_resolution_known: Truth = fact("The times of onset and resolution are known of every symptom")
    has_symptom: Truth = limb("A symptom that makes a reaction by itself")
    has_supporting_symptom: Truth = limb("A symptom that supports a vital sign")
    has_change: Truth = limb("A vital sign beyond its limit")
    has_repeated_change: Truth = limb("A vital sign beyond its limit in two readings running")
    change_margin_share: Number = column(RATIO, "How far the change farthest beyond its limit lies beyond it", unit="1")
    has_fever: Truth = limb("Fever, reported or measured")
    has_allergic_sign: Truth = limb("Urticaria, wheeze or angioedema")
    has_skin_mucosa: Truth = limb("Skin or mucosa involved")
    has_respiratory: Truth = limb("Respiratory compromise, reported or as low saturation")
    has_hypotension: Truth = limb("Reduced pressure, measured")
    has_circulatory: Truth = limb("Reduced pressure, measured or reported, or a failing end organ")
    has_persistent_gastrointestinal: Truth = limb("Gastrointestinal symptoms that last")
    has_severe_gastrointestinal: Truth = limb("Severe gastrointestinal symptoms")
    has_airway: Truth = limb("Bronchospasm or a sign of the larynx")
    has_early_airway: Truth = limb("Such a sign so early that ibalizumab is a highly probable allergen")
    has_chest_symptom: Truth = limb("Chest pain or tightness, which belongs to no limb")
    has_pallor: Truth = limb("Pallor")
    is_vasovagal_like: Truth = limb("Slow pulse, pallor and prompt recovery")
    had_reaction_before: Truth = column("BOOLEAN", "An earlier infusion made a reaction; empty when none is on record")
    hypotension_gap: Text = column("VARCHAR", "Why has_hypotension is empty")
    saturation_gap: Text = column("VARCHAR", "Why low saturation could not be judged")
    change_gap: Text = column("VARCHAR", "Why a change of vital signs could not be judged")
    may_belong_to_other: Truth = fact("A report without a time, where several infusions were given on one day")
    onset_gap: Text = column("VARCHAR", "Why a report could not be placed in time, or was placed from the start only")
    evidence: Rows = column(EVIDENCE, "The rows that it rests on", nullable=False)


class InfusionTryptase(Contract):
    """One tryptase drawn so soon after an infusion that it may be acute, beside a baseline.

    One row an infusion and sample. A sample known by its date only may be older than the infusion of that day.
    """

    patient_id: Text = column("VARCHAR", "The person", nullable=False)
    infusion_id: Text = column("VARCHAR", "The infusion", nullable=False)
    collected_on: Day = column("DATE", "Local date of collection", nullable=False)
    collected_at: Instant = column("TIMESTAMP WITH TIME ZONE", "Collection; empty when only the date is known")
    value_operator: Text = column("VARCHAR", "=, <, <=, > or >=: how the reported value binds the true one")
    value: Number = column(VALUE, "Tryptase", unit="ng/mL")
    is_after_start: Truth = limb("Drawn after the start of the infusion")
    is_raised: Truth = limb("Drawn after it and above its own upper limit")
    has_risen: Truth = limb("Drawn after it and above the multiple of the baseline that is a rise")
    baseline_value: Number = column(VALUE, "Baseline: last before the infusion, else first long after", unit="ng/mL")
    source_file: Text = column("VARCHAR", "SHA-256 of the delivery in the archive", nullable=False)
    source_row: Whole = column("BIGINT", "Row of the delivery, its header being row 1", nullable=False)
    baseline_source_file: Text = column("VARCHAR", "SHA-256 of the delivery of the baseline")
    baseline_source_row: Whole = column("BIGINT", "Row of that delivery")


class InfusionBrighton(Contract):
    """The criteria of Brighton Collaboration 2007 after one infusion, and the levels they reach. One row a response."""

    patient_id: Text = column("VARCHAR", "The person", nullable=False)
    infusion_id: Text = column("VARCHAR", "The infusion; empty for reports without a date")
    has_major_skin: Truth = limb("Major criterion of skin or mucosa")
    has_major_circulation: Truth = limb("Major criterion of the circulation")
    has_major_breathing: Truth = limb("Major criterion of breathing")
    has_minor_skin: Truth = limb("Minor criterion of skin or mucosa")
    has_minor_circulation: Truth = limb("Minor criterion of the circulation")
    has_minor_breathing: Truth = limb("Minor criterion of breathing")
    has_minor_gut: Truth = limb("Minor criterion of the gut")
    has_raised_tryptase: Truth = limb("Minor criterion of the laboratory")
    is_level_1: Truth = limb("Level 1")
    is_level_2: Truth = limb("What level 2 asks for, whether or not level 1 is reached")
    is_level_3: Truth = limb("What level 3 asks for, whether or not a better level is reached")
    level_gap: Text = column("VARCHAR", "What leaves a better level open")


class InfusionNiaidWao(Contract):
    """The limbs of NIAID/FAAN 2006 and of WAO 2020 after one infusion. One row a response."""

    patient_id: Text = column("VARCHAR", "The person", nullable=False)
    infusion_id: Text = column("VARCHAR", "The infusion; empty for reports without a date")
    antibodies_on: Day = column("DATE", "First day before it on which antibodies to ibalizumab were found")
    antibody_evidence: Rows = column(EVIDENCE, "The rows of those tests", nullable=False)
    is_known_allergen: Truth = column(
        "BOOLEAN", "A reaction or antibodies before it are on record; empty when none is, as that proves nothing"
    )
    n_systems_at_most: Whole = column(
        "BIGINT", "Organ systems involved or not told, of skin, breathing, circulation and gut", nullable=False
    )
    niaid_1: Truth = limb("NIAID/FAAN 1: skin or mucosa with breathing or circulation")
    niaid_2: Truth = limb("NIAID/FAAN 2: as many organ systems as it asks for")
    niaid_3: Truth = limb("NIAID/FAAN 3: reduced pressure after a known allergen")
    wao_1: Truth = limb("WAO 1: skin or mucosa with breathing, circulation or severe symptoms of the gut")
    wao_2: Truth = limb("WAO 2: reduced pressure or an airway sign after a known allergen, or an early airway sign")
