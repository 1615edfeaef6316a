"""What changed since last night, and why. Filled by `flows.attribution` from both nights."""

from schemas.base import EVIDENCE, Contract, Day, Rows, Text, Truth, Whole, column

CAUSES = ("nullification", "correction", "new_data", "exposure", "rule", "label", "program")


class Change(Contract):
    """Every flag, case, share, rate and crossing that differs from last night. One row a subject and cause.

    The parts of a subject sum to its change: part_count to count_after less count_before, part_size likewise.
    """

    kind: Text = column("VARCHAR", "flag, case, share, rate or crossing", key=True)
    subject_id: Text = column(
        "VARCHAR", "flag_id, case_id, the rule of a share or rate, or the path, tier and design of a crossing", key=True
    )
    cause: Text = column(
        "VARCHAR", "nullification, correction, new_data, exposure, rule, label or program", key=True, isin=list(CAUSES)
    )
    rule: Text = column("VARCHAR", "Rule id; empty for a case")
    patient_id: Text = column("VARCHAR", "The person; empty for a share, rate or crossing")
    what: Text = column("VARCHAR", "Net change: new, gone, nullified, worse, better or changed", nullable=False)
    before_in_words: Text = column("VARCHAR", "What last night said; empty when it said nothing")
    after_in_words: Text = column("VARCHAR", "What tonight says; empty when it says nothing")
    because: Text = column("VARCHAR", "The cause in words, with old and new value", nullable=False)
    part_count: Whole = column(
        "BIGINT", "Part of the change of the count: flags, cases, crossings, people with an event, first events",
        nullable=False,
    )  # fmt: skip
    part_size: Whole = column(
        "BIGINT",
        "Part of the change of the size: people of a share, days at risk of a rate",
        nullable=False,
    )
    count_before: Whole = column("BIGINT", "The count last night", nullable=False)
    count_after: Whole = column("BIGINT", "The count tonight", nullable=False)
    size_before: Whole = column("BIGINT", "People of a share or days at risk of a rate last night", nullable=False)
    size_after: Whole = column("BIGINT", "The same tonight", nullable=False)
    n_people: Whole = column("BIGINT", "People whose contribution changed for this cause", nullable=False)
    evidence: Rows = column(EVIDENCE, "The rows that decided; empty where no single row did", nullable=False)


class ComparedNight(Contract):
    """With which night tonight was compared, and what differs beside the data. One row."""

    as_of: Day = column("DATE", "Data cut-off of tonight", key=True)
    compared_as_of: Day = column("DATE", "Data cut-off of last night; empty when nothing was compared")
    compared_run_id: Text = column("VARCHAR", "Run that built last night")
    problem: Text = column("VARCHAR", "Why nothing is attributed, or what could not be told apart; empty when all was")
    is_attributed: Truth = column("BOOLEAN", "signals.change holds what differs", nullable=False)
    rules_in_words: Text = column("VARCHAR", "Changed rules and numbers that the answers rest on; empty without")
    labels_in_words: Text = column("VARCHAR", "Changed label editions and term lists, likewise")
    program_in_words: Text = column("VARCHAR", "Changed program: version and commit before and now; empty without")
