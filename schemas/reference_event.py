"""The terms by which a rule on reports recognises what it watches."""

from schemas.base import Contract, Text, column
from schemas.reference import source, verification


class EventTerm(Contract):
    """A term that a rule watches in reported events. One row a rule, term and way to match."""

    rule: Text = column("VARCHAR", "Rule id", key=True)
    term: Text = column("VARCHAR", "Words sought, lower case", key=True)
    matches: Text = column(
        "VARCHAR",
        "whole: the coded term, or all that an uncoded report says, is just this; "
        "part: an uncoded report holds these words; part_of_any: a coded term may hold them too; "
        "accents and punctuation do not count",
        key=True,
        isin=["whole", "part", "part_of_any"],
    )
    source: Text = source()
    verification: Text = verification()
