"""What the pages of IRIS and of reactions to infusions show. Built by `sql/marts/`."""

from schemas import signals_reaction
from schemas.base import VALUE, Contract, Day, Instant, Number, Text, Truth, Whole, column
from schemas.clinical_response import fact, limb
from schemas.iris_beside_start import OPERATOR, IrisBesideStart


class IrisReport(IrisBesideStart):
    """A report that may be IRIS with its criteria. One row a flag; one a report that fits no start of treatment."""

    index_on: Day = column("DATE", "Start of treatment before it", nullable=False)
    site_id: Text = column("VARCHAR", "Site")
    flag_id: Text = column("VARCHAR", "The flag; empty: looked at and not flagged")
    days_since_index: Whole = column("INTEGER", "From that start to the onset", unit="d")
    days_since_first_dose: Whole = column("INTEGER", "From the first dose to the onset", unit="d")
    has_rna_fallen: Truth = limb("HIV RNA fell by more than a suspected case asks for")
    has_cd4_risen: Truth = limb("CD4 rose as the rule asks for")
    is_listed_event: Truth = fact("The report names IRIS or a listed disease: true of every row here")
    is_alternative_excluded: Truth = limb("The reporter assessed alternatives, and no toxicity was shown")


class Reaction(Contract):
    """A flag of a reaction with the infusion before it. One row a flag."""

    rule: Text = column("VARCHAR", "infusion_reaction, anaphylaxis or hypersensitivity", nullable=False)
    title: Text = column("VARCHAR", "Name on pages", nullable=False)
    flag_id: Text = column("VARCHAR", "The flag", key=True)
    patient_id: Text = column("VARCHAR", "The person", nullable=False)
    site_id: Text = column("VARCHAR", "Site")
    onset_on: Day = column("DATE", "Local date of onset")
    onset_at: Instant = column("TIMESTAMP WITH TIME ZONE", "Onset; empty when the time is not known")
    grade: Whole = column("TINYINT", "Grade of the flag")
    certainty: Text = column("VARCHAR", "Certainty of the flag")
    infusion_id: Text = column("VARCHAR", "Last infusion before the onset; empty for a flag without a date")
    infusion_number: Whole = column("INTEGER", "1 for the person's first infusion")
    infused_on: Day = column("DATE", "Local date of that infusion")
    method: Text = column("VARCHAR", "infusion or push")
    minutes_after_end: Number = column(VALUE, "Onset less end of the infusion, or less its start", unit="min")
    is_counted_from_start: Truth = fact("The end of the infusion is not known, or there is none")


class ReactionDefinition(Contract):
    """Three definitions of anaphylaxis side by side. One row an infusion; one a person for reports without a date."""

    patient_id: Text = column("VARCHAR", "The person", nullable=False)
    infusion_id: Text = column("VARCHAR", "The infusion; empty for reports without a date")
    infusion_number: Whole = column("INTEGER", "1 for the person's first infusion")
    infused_on: Day = column("DATE", "Local date of the infusion")
    words: Text = column("VARCHAR", "What was seen, in order of time; empty when nothing was")
    flagged_by: Text = column("VARCHAR", "Titles of the rules that flag it; empty: none")
    anaphylaxis_flag_id: Text = column("VARCHAR", "Its flag of anaphylaxis; empty: none")
    is_niaid_met: Truth = limb("NIAID/FAAN 2006")
    niaid_1: Truth = limb("NIAID/FAAN 1")
    niaid_2: Truth = limb("NIAID/FAAN 2")
    niaid_3: Truth = limb("NIAID/FAAN 3")
    is_wao_met: Truth = limb("WAO 2020")
    wao_1: Truth = limb("WAO 1")
    wao_2: Truth = limb("WAO 2")
    is_brighton_met: Truth = limb("Brighton 2007, level 1, 2 or 3")
    is_level_1: Truth = limb("Brighton level 1")
    is_level_2: Truth = limb("What Brighton level 2 asks for")
    is_level_3: Truth = limb("What Brighton level 3 asks for")
    is_anaphylaxis_named: Truth = column("BOOLEAN", "A report names anaphylaxis")
    is_epinephrine_given: Truth = column("BOOLEAN", "Epinephrine was given")
    has_skin_mucosa: Truth = limb("Skin or mucosa involved")
    has_respiratory: Truth = limb("Respiratory compromise")
    has_circulatory: Truth = limb("Reduced pressure or a failing end organ")
    has_persistent_gastrointestinal: Truth = limb("Gastrointestinal symptoms that last")
    is_known_allergen: Truth = column("BOOLEAN", "A reaction or antibodies before it are on record; empty: none is")
    not_judged: Text = column("VARCHAR", "What leaves a limb open, in words")


class ReactionTryptase(Contract):
    """A tryptase soon after an infusion beside its baseline. One row an infusion and sample."""

    patient_id: Text = column("VARCHAR", "The person", nullable=False)
    infusion_id: Text = column("VARCHAR", "The infusion", nullable=False)
    infusion_number: Whole = column("INTEGER", "1 for the person's first infusion", nullable=False)
    infused_on: Day = column("DATE", "Local date of the infusion", nullable=False)
    collected_on: Day = column("DATE", "Local date of collection", nullable=False)
    collected_at: Instant = column("TIMESTAMP WITH TIME ZONE", "Collection; empty when only the date is known")
    minutes_after_start: Number = column(VALUE, "Collection less start of the infusion", unit="min")
    value_operator: Text = column("VARCHAR", OPERATOR)
    value: Number = column(VALUE, "Tryptase", unit="ng/mL")
    baseline_value: Number = column(VALUE, "Baseline: last before the infusion, else first long after", unit="ng/mL")
    is_raised: Truth = limb("Drawn after it and above its own upper limit")
    has_risen: Truth = limb("Drawn after it and above the multiple of the baseline that is a rise")
    flagged_by: Text = column("VARCHAR", "Titles of the rules that flag the infusion; empty: none")
    source_file: Text = column("VARCHAR", "SHA-256 of the delivery in the archive", nullable=False)
    source_row: Whole = column("BIGINT", "Row of the delivery, its header being row 1", nullable=False)


class ReactionRate(signals_reaction.ReactionRate):
    """How often reactions follow infusions, people first. One row an active rule, division and part."""

    title: Text = column("VARCHAR", "Name of the rule on pages")
    display_order: Whole = column("INTEGER", "Order on pages")
