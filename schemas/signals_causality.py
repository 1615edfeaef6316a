"""What a flag carries for the review of its cause. Suggestions: a person decides, and no flag is dropped by them."""

from schemas.base import EVIDENCE, VALUE, Contract, Number, Rows, Text, Truth, Whole, column

TOLD = "positive, negative or not told"


class Explanation(Contract):
    """What else could explain a flag. One row a flag and thing; no flag is removed or lowered by it."""

    flag_id: Text = column("VARCHAR", "The flag", key=True)
    patient_id: Text = column("VARCHAR", "The person", nullable=False)
    rule: Text = column("VARCHAR", "Rule id", nullable=False)
    kind: Text = column(
        "VARCHAR",
        "listed_medicine, new_medicine, background_regimen, gilbert_syndrome, earlier_disease, look_alike or unit_slip",
        key=True,
    )
    words: Text = column("VARCHAR", "What it is and when, in words", key=True)
    is_dated: Truth = column("BOOLEAN", "It was there before onset; empty when the dates do not tell")
    is_listed_alternative: Truth = column(
        "BOOLEAN", "Listed as able to explain the flag alone, and there before onset; empty: not settled"
    )
    evidence: Rows = column(EVIDENCE, "The rows that tell of it", nullable=False)


class UnitSlip(Contract):
    """A result behind a flag that another unit or decimal mark would make ordinary for the person. One row a flag."""

    flag_id: Text = column("VARCHAR", "The flag", key=True)
    words: Text = column("VARCHAR", "What it would be, in words", nullable=False)
    evidence: Rows = column(EVIDENCE, "The result", nullable=False)


class FlagLabel(Contract):
    """The label in force on the day of onset and whether it names the risk. One row a flag of which it is asked."""

    flag_id: Text = column("VARCHAR", "The flag", key=True)
    label_version: Text = column(
        "VARCHAR", "Edition in force on the day of onset; all that may have been, joined by ' or '"
    )
    is_listed: Truth = column(
        "BOOLEAN", "That edition names the risk at this severity; empty when that cannot be judged"
    )
    reason: Text = column("VARCHAR", "Why, in words", nullable=False)


class FlagInTime(Contract):
    """The dose before a flag, what came after a stop and after the next dose. One row a flag of which it is asked."""

    flag_id: Text = column("VARCHAR", "The flag", key=True)
    infusion_id: Text = column("VARCHAR", "The newest infusion that began at or before onset")
    minutes_from_infusion_start: Number = column(
        VALUE, "Onset less start of that infusion; empty when either time is not known", unit="min"
    )
    dechallenge: Text = column("VARCHAR", f"Improved when the medicine was withheld: {TOLD}", nullable=False)
    dechallenge_why: Text = column("VARCHAR", "Why, in words", nullable=False)
    rechallenge: Text = column("VARCHAR", f"Came back when it was given again: {TOLD}", nullable=False)
    rechallenge_why: Text = column("VARCHAR", "Why, in words", nullable=False)
    evidence: Rows = column(EVIDENCE, "The rows that tell of both", nullable=False)


class NaranjoAnswer(Contract):
    """Naranjo's ten questions, answered only where the data answer them. One row a flag and question."""

    flag_id: Text = column("VARCHAR", "The flag", key=True)
    item: Whole = column("TINYINT", "Number of the question", key=True)
    answer: Text = column("VARCHAR", "yes, no or unknown", nullable=False, isin=["yes", "no", "unknown"])
    points_min: Whole = column("TINYINT", "Fewest points that the answer leaves possible", nullable=False)
    points_max: Whole = column("TINYINT", "Most points that the answer leaves possible", nullable=False)
    why: Text = column("VARCHAR", "Why, in words", nullable=False)


class Causality(Contract):
    """A suggestion for the review of cause. One row a flag of a laboratory or event rule.

    Rules of dosing and of effect are not asked about cause.
    """

    flag_id: Text = column("VARCHAR", "The flag", key=True)
    patient_id: Text = column("VARCHAR", "The person", nullable=False)
    rule: Text = column("VARCHAR", "Rule id", nullable=False)
    label_version: Text = column(
        "VARCHAR", "Edition of the US label in force on the day of onset, or all possible ones"
    )
    is_listed: Truth = column("BOOLEAN", "It names the risk at this severity; empty when that cannot be judged")
    label_why: Text = column("VARCHAR", "Why, in words", nullable=False)
    days_since_first_dose: Whole = column("INTEGER", "Onset, counted from the first infusion", unit="d")
    days_since_last_dose: Whole = column("INTEGER", "Onset, counted from the newest infusion before it", unit="d")
    minutes_from_infusion_start: Number = column(
        VALUE, "Onset less start of that infusion; empty when either time is not known", unit="min"
    )
    dechallenge: Text = column("VARCHAR", f"Improved when the medicine was withheld: {TOLD}", nullable=False)
    dechallenge_why: Text = column("VARCHAR", "Why, in words", nullable=False)
    rechallenge: Text = column("VARCHAR", f"Came back when it was given again: {TOLD}", nullable=False)
    rechallenge_why: Text = column("VARCHAR", "Why, in words", nullable=False)
    naranjo_min: Whole = column("TINYINT", "Least sum of Naranjo's scale over the open answers", nullable=False)
    naranjo_max: Whole = column("TINYINT", "Greatest sum over the open answers", nullable=False)
    naranjo_min_band: Text = column("VARCHAR", "What the least sum is called", nullable=False)
    naranjo_max_band: Text = column("VARCHAR", "What the greatest sum is called", nullable=False)
    who_umc: Text = column(
        "VARCHAR",
        "Suggested WHO-UMC category: possible, probable pending review, conditional, unlikely or unassessable",
        nullable=False,
        isin=["possible", "probable pending review", "conditional", "unlikely", "unassessable"],
    )
    who_umc_why: Text = column("VARCHAR", "Why, in words", nullable=False)
    evidence: Rows = column(EVIDENCE, "The rows behind dechallenge and rechallenge", nullable=False)
