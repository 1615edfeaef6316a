"""How the night tried itself: the alarms of the fire drill, the past night built again, and what each relation held."""

from schemas.base import Contract, Day, Number, Rows, Text, Truth, Whole, column

ANSWERS = ["raised", "quiet", "not judged"]


class Drill(Contract):
    """The fire drill: each alarm against its invented cases, in a shadow copy. One row an alarm and case."""

    alarm: Text = column("VARCHAR", "Rule id, or another alarm of reference.drill_case", key=True)
    title: Text = column("VARCHAR", "What a physician calls it", nullable=False)
    patient_id: Text = column(
        "VARCHAR", "The invented person; empty where an active rule has no case that must raise it"
    )
    expected: Text = column("VARCHAR", "raised or quiet", nullable=False, isin=ANSWERS[:2])
    found: Text = column("VARCHAR", "raised, quiet or not judged", nullable=False, isin=ANSWERS)
    passed: Truth = column("BOOLEAN", "Found is what was expected", nullable=False)
    why: Text = column("VARCHAR", "The case, and what went wrong where it did, in words", nullable=False)


class Rebuild(Contract):
    """The past night that this night built again from the archive. One row a night at most."""

    night: Text = column("VARCHAR", "Folder of the night that was built again; empty when there was none to choose")
    as_of: Day = column("DATE", "Its data cut-off")
    outcome: Text = column(
        "VARCHAR",
        "matched; differs; archive damaged; program changed (what differs may come from another program); "
        "failed; skipped; none",
        nullable=False,
        isin=["matched", "differs", "archive damaged", "program changed", "failed", "skipped", "none"],
    )
    is_wrong: Truth = column("BOOLEAN", "Somebody must look into it", nullable=False)
    finding: Text = column("VARCHAR", "What was found, as a sentence", nullable=False)
    differences: Rows = column("VARCHAR[]", "Each relation or file that differs, and how", nullable=False)
    n_relations: Whole = column("BIGINT", "Relations compared", nullable=False)
    seconds: Number = column("DECIMAL(18,3)", "How long it took", unit="s", nullable=False)


class ContentHash(Contract):
    """What each relation of the facts and signals held when the night was published. One row a relation."""

    relation: Text = column("VARCHAR", "Layer and name", key=True)
    n_rows: Whole = column("BIGINT", "Its rows", nullable=False)
    content_hash: Text = column(
        "VARCHAR",
        "Version of DuckDB, then the sum of its hash of each row, in hexadecimal: no order of rows changes it",
        nullable=False,
    )
    is_from_python: Truth = column("BOOLEAN", "Computed by Python from the counts, not by a SELECT", nullable=False)
