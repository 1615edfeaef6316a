"""The words by which a report is recognised as one of an infection."""

from schemas.base import Contract, Text, column
from schemas.reference import source, verification


class InfectionWord(Contract):
    """How a word of an infection begins; a report that holds such a word is read as one. One row a beginning."""

    word_start: Text = column("VARCHAR", "Beginning of a word, lower case, without accents or punctuation", key=True)
    source: Text = source()
    verification: Text = verification()
