"""The questions that a review of cause asks, their points, and the days within which other things count."""

from schemas.base import Contract, Text, Truth, Whole, column
from schemas.reference import source, verification


class NaranjoItem(Contract):
    """The ten questions of Naranjo's scale with their points. One row a question."""

    item: Whole = column("TINYINT", "Number of the question", key=True)
    question: Text = column("VARCHAR", "The question, in our words", nullable=False)
    points_yes: Whole = column("TINYINT", "Points for yes", nullable=False)
    points_no: Whole = column("TINYINT", "Points for no", nullable=False)
    points_unknown: Whole = column("TINYINT", "Points for not known", nullable=False)
    source: Text = source()
    verification: Text = verification()


class NaranjoBand(Contract):
    """What a sum of Naranjo's scale is called. One row a word."""

    band: Text = column("VARCHAR", "The word", key=True)
    points_from: Whole = column("TINYINT", "Least sum; empty: no lower end")
    points_to: Whole = column("TINYINT", "Greatest sum; empty: no upper end")
    source: Text = source()
    verification: Text = verification()


class CausalityWindow(Contract):
    """The days within which another explanation, a dosing gap or a reappearance counts. One row a number."""

    name: Text = column("VARCHAR", "Name of the number", key=True)
    days: Whole = column("INTEGER", "The number in force", unit="d", nullable=False)
    meaning: Text = column("VARCHAR", "What it decides, in words", nullable=False)
    source: Text = source()
    verification: Text = verification()


class LookAlike(Contract):
    """Words of a flag's criterion that say what else it looks like. One row a word."""

    word: Text = column("VARCHAR", "Word of the criterion", key=True)
    words: Text = column("VARCHAR", "What it looks like: a noun and what speaks for it", nullable=False)
    is_other_cause: Truth = column(
        "BOOLEAN", "Another cause than the dose, not another course of the same reaction", nullable=False
    )
    source: Text = source()
    verification: Text = verification()
