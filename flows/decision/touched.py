"""Decisions made since are taken into cases that are held as they stand: what they touch is judged anew, nothing else.

Beside what is held lies a second database in memory, `touched`. There the same files of sql/ read the night, and what
is held, through views that leave out every case and quarantined row that no new decision is about, so a decision costs
the same among ten cases and ten thousand. It may: where a case stands, and its place in the queue, rests on nothing of
another.
"""

from collections.abc import Collection
from typing import Any

from duckdb import ColumnExpression, ConstantExpression, DuckDBPyConnection

from flows.decision.load import add_decisions
from flows.decision.record import Record
from flows.tables import fill
from flows.warehouse import create_relation, give_layers, insert_relation, relation_files, relations_read

OF_THE_CASE = "whole.case_id = touched.case_id"
OF_THE_ROW = "(whole.source_file = touched.source_file AND whole.source_row = touched.source_row)"
OF_EITHER = f"{OF_THE_CASE} OR {OF_THE_ROW}"
OF_THE_DECISION = "whole.number = touched.number"
NARROWED = {
    "signals.case": OF_THE_CASE,
    "signals.case_alias": OF_THE_CASE,
    "signals.case_course": OF_THE_CASE,
    "signals.case_material": OF_THE_CASE,
    "signals.clock": OF_EITHER,
    "signals.quarantine": OF_THE_ROW,
}
"""Relations of the night of which only touched cases and rows are read; all others are small."""
DECISIONS = "raw.decision"
JUDGED = {
    "signals.case_assessment": OF_THE_CASE,
    "signals.assessed_clock": OF_THE_CASE,
    "signals.row_decision": OF_THE_ROW,
    "signals.standing_clock": OF_EITHER,
    "signals.case_state": OF_THE_CASE,
}
"""What decisions change of cases and rows, each behind what it reads, and which of its rows are touched."""
SHOWN = {"marts.case_work": OF_EITHER, "marts.decision": OF_THE_DECISION}
"""What the pages of the cases show of it."""
HELD = {
    DECISIONS: OF_THE_DECISION, **JUDGED, **SHOWN,
}  # fmt: skip
SUBJECT = "case_id VARCHAR, source_file VARCHAR, source_row BIGINT, number BIGINT"


def prepare(con: DuckDBPyConnection, relations: Collection[str]) -> None:
    """Make a connection ready to take decisions into some of HELD, whose night it has attached; may be asked again."""
    with con.cursor() as workshop:
        made = _made(workshop)
        if not made:
            workshop.execute("ATTACH ':memory:' AS touched")
            workshop.execute("USE touched")
            give_layers(workshop)
            workshop.execute(f"CREATE TABLE main.touched ({SUBJECT})")
            fill(workshop, "raw.night", workshop.table("memory.raw.night").df())
            made = _made(workshop)
        workshop.execute("USE touched")
        for relation in relations:
            for needed in relations_read(relation_files()[relation]):
                _give(workshop, needed, made)


def take_in(
    con: DuckDBPyConnection, newer: Collection[Record], relations: Collection[str], cases: Collection[str] = ()
) -> None:
    """Add decisions newer than all that is held, and bring relations that rest on them up to it.

    Readers see all of it or nothing. `cases` are judged anew too, though nothing was decided about them.
    """
    with con.cursor() as workshop:
        workshop.execute("USE touched")
        concerned = _name_subjects(workshop, newer, cases)
        workshop.begin()
        add_decisions(workshop, newer, to=f"memory.{DECISIONS}")
        for relation in relations:
            held, condition = f"memory.{relation}", HELD[relation]
            if condition not in concerned:
                continue
            touched = DECISIONS if relation == "marts.decision" else "main.touched"
            workshop.execute(f"DELETE FROM {held} AS whole USING {touched} AS touched WHERE {condition}")
            insert_relation(workshop, relation_files()[relation], into=held)
        workshop.commit()


def _made(con: DuckDBPyConnection) -> set[str]:
    """What the database `touched` holds: nothing before there is one."""
    known = con.table("information_schema.tables").filter("table_catalog = 'touched'")
    return {f"{layer}.{name}" for layer, name in known.select("table_schema", "table_name").fetchall()}


def _give(workshop: DuckDBPyConnection, relation: str, made: set[str]) -> None:
    """A relation as the files see it: touched rows of what is held and of the night; other marts from their files."""
    if relation in made:
        return
    made.add(relation)
    path = relation_files().get(relation)
    if relation.startswith("marts.") and path is not None and relation not in HELD:
        for needed in relations_read(path):
            _give(workshop, needed, made)
        create_relation(workshop, relation, path)
        return
    layer, name = relation.split(".")
    rows = workshop.table(f"{'memory' if relation in HELD else 'night'}.{relation}")
    condition = HELD.get(relation) or NARROWED.get(relation)
    if condition is not None:
        touched = workshop.table("touched.main.touched").set_alias("touched")
        rows = rows.set_alias("whole").join(touched, condition, how="semi")
    workshop.execute(f"USE touched.{layer}")
    rows.create_view(name)
    workshop.execute("USE touched")


def _name_subjects(workshop: DuckDBPyConnection, newer: Collection[Record], cases: Collection[str]) -> set[str]:
    """`main.touched`: the decisions, what they and those they withdraw are about, every id that the cases had.

    Returns the conditions of HELD that it concerns: a decision about a case concerns no row.
    """
    subjects = {_subject(record) for record in newer} | _withdrawn(workshop, newer)
    known_as = {*cases, *(case_id for case_id, _, _ in subjects if case_id is not None)}
    leads = _rows_with(workshop, "night.signals.case_alias", "alias_id", known_as, "case_id")
    known_as |= {case_id for (case_id,) in leads}
    aliases = _rows_with(workshop, "night.signals.case_alias", "case_id", known_as, "alias_id")
    known_as |= {alias_id for (alias_id,) in aliases}
    places = {(file, row) for _, file, row in subjects if file is not None}
    named: list[tuple[Any, ...]] = [(case_id, None, None, None) for case_id in sorted(known_as)]
    named += [(None, file, row, None) for file, row in sorted(places)]
    numbers = {record.number for record in newer} | _about(workshop, known_as, places)
    named += [(None, None, None, number) for number in sorted(numbers)]
    workshop.execute("DELETE FROM main.touched")
    if named:
        workshop.executemany("INSERT INTO main.touched VALUES (?, ?, ?, ?)", named)
    about = {OF_THE_CASE: known_as, OF_THE_ROW: places, OF_EITHER: known_as | places, OF_THE_DECISION: newer}
    return {condition for condition, found in about.items() if found}


def _about(workshop: DuckDBPyConnection, cases: set[str], places: set[tuple[str, int | None]]) -> set[int]:
    """Numbers of the decisions held about these cases and rows, and of all that withdraw another."""
    decisions = workshop.table(f"memory.{DECISIONS}")
    case, file, withdraws = (ColumnExpression(name) for name in ("case_id", "source_file", "withdraws"))
    wanted = withdraws.isnotnull()
    if cases:
        wanted |= case.isin(*map(ConstantExpression, cases))
    if places:
        wanted |= file.isin(*(ConstantExpression(place[0]) for place in places))
    return {number for (number,) in decisions.filter(wanted).select("number").fetchall()}


def _subject(record: Record) -> tuple[str | None, str | None, int | None]:
    decision = record.decision
    return decision.case_id, decision.source_file, decision.source_row


def _withdrawn(workshop: DuckDBPyConnection, newer: Collection[Record]) -> set[tuple[Any, ...]]:
    numbers = {record.decision.withdraws for record in newer if record.decision.withdraws is not None}
    earlier = _rows_with(workshop, f"memory.{DECISIONS}", "number", numbers, "case_id", "source_file", "source_row")
    return {*earlier, *(_subject(record) for record in newer if record.number in numbers)}


def _rows_with(
    con: DuckDBPyConnection, relation: str, column: str, values: Collection[str | int], *told: str
) -> list[tuple[Any, ...]]:
    """Columns of the rows of a relation in which a column has one of the values."""
    if not values:
        return []
    among = ColumnExpression(column).isin(*map(ConstantExpression, sorted(values)))
    return con.table(relation).filter(among).select(*told).fetchall()
