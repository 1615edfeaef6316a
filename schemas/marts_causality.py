"""What the pages show of the review of cause: a flag's time, label and suggestion, and the lists behind them."""

from schemas.base import VALUE, Contract, Day, Number, Text, Truth, Whole, column


class Causality(Contract):
    """The suggestion for the review of cause. One row a flag of a laboratory or event rule."""

    flag_id: Text = column("VARCHAR", "The flag", key=True)
    rule: Text = column("VARCHAR", "Rule id", nullable=False)
    label_version: Text = column(
        "VARCHAR", "Edition of the US label in force on the day of onset, or all possible ones"
    )
    is_listed: Truth = column("BOOLEAN", "It names the risk at this severity; empty when that cannot be judged")
    label_why: Text = column("VARCHAR", "Why, in words", nullable=False)
    minutes_from_infusion_start: Number = column(VALUE, "Onset less start of the newest infusion", unit="min")
    dechallenge: Text = column("VARCHAR", "positive, negative or not told", nullable=False)
    dechallenge_why: Text = column("VARCHAR", "Why, in words", nullable=False)
    rechallenge: Text = column("VARCHAR", "positive, negative or not told", nullable=False)
    rechallenge_why: Text = column("VARCHAR", "Why, in words", nullable=False)
    naranjo_min: Whole = column("TINYINT", "Least sum of Naranjo's scale over the open answers", nullable=False)
    naranjo_max: Whole = column("TINYINT", "Greatest sum over the open answers", nullable=False)
    naranjo_min_band: Text = column("VARCHAR", "What the least sum is called", nullable=False)
    naranjo_max_band: Text = column("VARCHAR", "What the greatest sum is called", nullable=False)
    who_umc: Text = column("VARCHAR", "Suggested WHO-UMC category", nullable=False)
    who_umc_why: Text = column("VARCHAR", "Why, in words", nullable=False)
    rows_in_words: Text = column("VARCHAR", "Rows behind dechallenge and rechallenge: file and row; empty when none")


class Explanation(Contract):
    """What else could explain each flag, with its rows in words. One row a flag and thing."""

    flag_id: Text = column("VARCHAR", "The flag", nullable=False)
    rule: Text = column("VARCHAR", "Rule id", nullable=False)
    kind: Text = column("VARCHAR", "Kind of thing", nullable=False)
    words: Text = column("VARCHAR", "What it is and when, in words", nullable=False)
    is_dated: Truth = column("BOOLEAN", "It was there before onset; empty when the dates do not tell")
    is_listed_alternative: Truth = column("BOOLEAN", "Listed as able to explain the flag alone; empty: not settled")
    rows_in_words: Text = column("VARCHAR", "Its rows: file and row; empty when none is named")


class NaranjoAnswer(Contract):
    """Naranjo's ten questions with the answers, in their order. One row a flag and question."""

    flag_id: Text = column("VARCHAR", "The flag", nullable=False)
    rule: Text = column("VARCHAR", "Rule id", nullable=False)
    item: Whole = column("TINYINT", "Number of the question", nullable=False)
    question: Text = column("VARCHAR", "The question", nullable=False)
    answer: Text = column("VARCHAR", "yes, no or unknown", nullable=False)
    points_min: Whole = column("TINYINT", "Fewest points that the answer leaves possible", nullable=False)
    points_max: Whole = column("TINYINT", "Most points that the answer leaves possible", nullable=False)
    why: Text = column("VARCHAR", "Why, in words", nullable=False)


class NearMiss(Contract):
    """Who came within the margin of a rule without being flagged by it. One row a patient and rule."""

    patient_id: Text = column("VARCHAR", "The person", key=True)
    rule: Text = column("VARCHAR", "Rule id", key=True)
    title: Text = column("VARCHAR", "What a physician calls it", nullable=False)
    display_order: Whole = column("INTEGER", "Place on pages", nullable=False)
    sentence: Text = column("VARCHAR", "The closest value in words", nullable=False)
    seen_on: Day = column("DATE", "Local date of the value", nullable=False)
    rows_in_words: Text = column("VARCHAR", "Its row: file and row", nullable=False)
