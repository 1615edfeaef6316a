"""The rows behind answers: the delivered row, and the clinical facts that it became.

Looked up for the answers on a page alone: first which rows they cite, then the facts of these rows, relation by
relation. Keys are compared before whole rows are read, since clinical.lab_result may hold millions of wide ones.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from duckdb import ColumnExpression, ConstantExpression, DuckDBPyConnection, DuckDBPyRelation, StarExpression

from dashboards.cells import fact_cells
from dashboards.night import OpenNight, Row
from dashboards.selection import as_rows

SHOWN_PROOF = 2
"""Rows shown of somebody whom a rule could not judge; how many more there are is said."""
LINE = ("source_file", "source_row")
FACTS = {
    "clinical.adverse_event": LINE,
    "clinical.antibody_test": LINE,
    "clinical.infusion": LINE,
    "clinical.lab_result": LINE,
    "clinical.medication": LINE,
    "clinical.patient": ("described_in_file", "described_in_row"),
    "clinical.vital_sign": LINE,
}
"""Relations that hold facts, with the columns that name the delivered row."""
PLACE = "place"
Line = tuple[str, int]
Unjudged = tuple[str, str]
"""A rule and a person whom it could not judge."""


@dataclass(frozen=True)
class Proof:
    """Cited rows with their facts: of flags by flag_id, of people who could not be judged by rule and patient_id."""

    of_flags: dict[str, list[Row]]
    of_people: dict[Unjudged, list[Row]]


def proof_of(night: OpenNight, flags: Sequence[str], people: Collection[Unjudged]) -> Proof:
    """The rows behind these flags, and the first SHOWN_PROOF behind what a rule could not judge of these people.

    Each is a row of marts.cited_row with `relation`, `filled` and `empty` (see `fact_cells`), once for each fact.
    """
    of_flags = by_column("flag_id", night.rows("cited_row", flag_id=list(flags)))
    rules, ids = sorted({rule for rule, _ in people}), sorted({patient_id for _, patient_id in people})
    of_people: dict[Unjudged, list[Row]] = defaultdict(list)
    for row in night.rows("cited_row", rule=rules, flag_id=None, patient_id=ids):
        of_people[row["rule"], row["patient_id"]].append(row)
    shown = {person: rows[:SHOWN_PROOF] for person, rows in of_people.items() if person in people}
    cited = [row for rows in (*of_flags.values(), *shown.values()) for row in rows]
    facts = facts_of(night.con, {(row["source_file"], row["source_row"]) for row in cited})
    return Proof(
        defaultdict(list, {flag: _with_facts(rows, facts) for flag, rows in of_flags.items()}),
        defaultdict(list, {person: _with_facts(rows, facts) for person, rows in shown.items()}),
    )


def facts_of(con: DuckDBPyConnection, lines: Collection[Line]) -> dict[Line, list[tuple[str, Row]]]:
    """By file and row, each fact that the row became with its relation; rows that became none are left out."""
    found: dict[Line, list[tuple[str, Row]]] = defaultdict(list)
    if not lines:
        return found
    wanted = _listed(con, sorted(lines), LINE)
    for relation, named in FACTS.items():
        table = con.table(relation)
        place = ColumnExpression("rowid").alias(PLACE)
        keys = [ColumnExpression(own).alias(name) for own, name in zip(named, LINE, strict=True)]
        places = table.select(*keys, place).join(wanted, ", ".join(LINE), how="semi").select(PLACE).fetchall()
        if places:
            whole = table.select(StarExpression(), place).join(_listed(con, places, (PLACE,)), PLACE, how="semi")
            for fact in as_rows(whole):
                del fact[PLACE]
                found[fact[named[0]], fact[named[1]]].append((relation, fact))
    return found


def _listed(con: DuckDBPyConnection, rows: Iterable[tuple], names: Sequence[str]) -> DuckDBPyRelation:
    values = con.values(*(tuple(map(ConstantExpression, row)) for row in rows))
    return values.select(*(ColumnExpression(own).alias(name) for own, name in zip(values.columns, names, strict=True)))


def by_column(column: str, rows: list[Row]) -> dict[str, list[Row]]:
    """The rows by what a column holds, in their order."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[column]].append(row)
    return found


def _with_facts(cited: list[Row], facts: dict[Line, list[tuple[str, Row]]]) -> list[Row]:
    pieces = []
    for row in cited:
        for relation, fact in facts.get((row["source_file"], row["source_row"]), [(None, None)]):
            filled, empty = fact_cells(relation, fact)
            pieces.append({**row, "relation": relation, "filled": filled, "empty": empty})
    return pieces
