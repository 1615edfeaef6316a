"""Words by which a report tells of a disease that immune reconstitution can unmask or worsen."""

from schemas.base import Contract, Text, column
from schemas.reference import source, verification


class OpportunisticDisease(Contract):
    """A term sought in reported events and in earlier diseases. One row a term."""

    term: Text = column("VARCHAR", "Words sought, lower case; punctuation and accents do not count", key=True)
    disease: Text = column("VARCHAR", "The disease that they mean, one spelling each", nullable=False)
    matches: Text = column(
        "VARCHAR",
        "words: the report holds these words; whole: it says just this",
        nullable=False,
        isin=["words", "whole"],
    )
    only_if_known: Text = column(
        "VARCHAR", "Counts only in a person known to have this disease before treatment; any: a listed one"
    )
    source: Text = source()
    verification: Text = verification()
