"""What differs between two nights beside their data: SELECTs, macros, reference rows, program."""

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cached_property

import duckdb

from schemas.catalogue import LAYERS

MACROS = "macros"
LABELS_AND_TERMS = frozenset(
    f"reference.{name}"
    for name in (
        "label_version", "labelled_administration", "listed_risk", "listed_term", "event_term", "reaction_term",
        "reaction_treatment", "concept_member", "medical_concept", "look_alike", "infection_word",
        "opportunistic_disease", "serious_word", "confounding_medicine",
    )
)  # fmt: skip
"""Reference tables that say what the label holds and which words mean what; all others hold numbers and rules."""
THRESHOLD = "reference.threshold"
READS = re.compile(r"\b(?:FROM|JOIN)\s+(reference\.\w+)", re.IGNORECASE)
THRESHOLDS = re.compile(r"threshold\('(\w+)',\s*'(\w+)'\)")
ANY_THRESHOLD = re.compile(r"\bthreshold\((?!')")
SHOWN_CELLS = 3


@dataclass(frozen=True)
class ChangedRow:
    """A reference row that differs: the rule that it names, if any, and the change in words."""

    rule: str | None
    key: tuple[object, ...]
    in_words: str


@dataclass(frozen=True)
class Texts:
    """The SELECTs of a night and its macros. A comment changes nothing and is left out."""

    select: Mapping[str, str]
    macros: str

    @cached_property
    def bare(self) -> dict[str, str]:
        """Relation → its SELECT, followed by every macro that it calls, directly or through another."""
        macros = dict(re.findall(r"MACRO (\w+)\((.*?)(?=\nCREATE |\Z)", _without_comments(self.macros), re.DOTALL))
        calls = {name: [one for one in macros if one != name and f"{one}(" in body] for name, body in macros.items()}

        def behind(names: Iterable[str], found: dict[str, str]) -> dict[str, str]:
            for name in names:
                if name not in found:
                    found[name] = macros[name]
                    behind(calls[name], found)
            return found

        texts = {relation: _without_comments(text) for relation, text in self.select.items()}
        called = {relation: behind([m for m in macros if f"{m}(" in text], {}) for relation, text in texts.items()}
        return {
            relation: "\n".join([text, *(called[relation][name] for name in sorted(called[relation]))])
            for relation, text in texts.items()
        }

    def reads(self, relation: str) -> set[str]:
        """Reference tables that the SELECT or a macro of it reads."""
        return set(READS.findall(self.bare.get(relation, "")))

    def asks_for(self, relation: str, numbers: Set[tuple[object, ...]]) -> bool:
        """Whether the SELECT asks for one of these numbers (rule, name), or for one that only its data name."""
        if not numbers:
            return False
        text = self.bare.get(relation, "")
        return bool(ANY_THRESHOLD.search(text)) or not numbers.isdisjoint(THRESHOLDS.findall(text))


def texts_of(con: duckdb.DuckDBPyConnection, relation_text: str, macros: str) -> Texts:
    """The SELECTs of a night from its `raw.relation_text`; `macros` stands in where it kept none."""
    kept = dict(con.table(relation_text).select("relation", "text").fetchall())
    selects = {name: text for name, text in kept.items() if name.split(".")[0] in LAYERS}
    return Texts(selects, kept.get(MACROS, macros))


def changed_relations(before: Texts, after: Texts) -> set[str]:
    """Relations whose SELECT, or a macro of it, is another one, there only before, or there only after."""
    return {name for name in before.bare.keys() | after.bare.keys() if before.bare.get(name) != after.bare.get(name)}


def changed_rows(con: duckdb.DuckDBPyConnection, last_night: str) -> dict[str, list[ChangedRow]]:
    """Reference table → its rows that differ between the catalogue `last_night` and tonight, in words."""
    found = {}
    for table in tables(con, "reference"):
        name = f"{last_night}.{table}"
        try:
            before = con.table(name)
        except duckdb.CatalogException:
            continue
        after = con.table(table)
        if before.columns != after.columns:
            found[table] = [ChangedRow(None, (), f"{table} has other columns")]
            continue
        gone, new = before.except_(after).fetchall(), after.except_(before).fetchall()
        if gone or new:
            found[table] = _in_words(table, after.columns, gone, new)
    return found


def tables(con: duckdb.DuckDBPyConnection, layer: str) -> list[str]:
    """Names of the tables of a layer of tonight, with the layer."""
    ((catalogue,),) = con.execute("SELECT current_database()").fetchall()
    found = con.table_function("duckdb_tables").select("database_name", "schema_name", "table_name").fetchall()
    return sorted(f"{schema}.{name}" for database, schema, name in found if (database, schema) == (catalogue, layer))


def _in_words(
    table: str, columns: list[str], gone: list[tuple[object, ...]], new: list[tuple[object, ...]]
) -> list[ChangedRow]:
    rule_at = columns.index("rule") if "rule" in columns else None
    n_keys = 2 if table == THRESHOLD else 1
    before = {row[:n_keys]: row for row in gone}
    after = {row[:n_keys]: row for row in new}
    if len(before) < len(gone) or len(after) < len(new):
        n_keys = len(columns)
        before, after = {row: row for row in gone}, {row: row for row in new}
    found = []
    for key in dict.fromkeys([*before, *after]):
        old_row, new_row = before.get(key), after.get(key)
        one = new_row or old_row or ()
        rule = str(one[rule_at]) if rule_at is not None and one[rule_at] is not None else None
        shown = ".".join(str(part) for part in key[:2] if part is not None)
        found.append(ChangedRow(rule, key, _row_in_words(table, columns, shown, old_row, new_row)))
    return found


def _row_in_words(
    table: str, columns: list[str], key: str, old: tuple[object, ...] | None, new: tuple[object, ...] | None
) -> str:
    where = key if table == THRESHOLD else f"{table.split('.')[1]} {key}"
    if old is None:
        return f"{where}: a new row"
    if new is None:
        return f"{where}: the row is gone"
    cells = [
        f"{'' if name == 'value' else name.replace('_', ' ') + ' '}{_shown(before)} → {_shown(after)}"
        for name, before, after in zip(columns, old, new, strict=True)
        if before != after
    ]
    return f"{where}: {', '.join(cells[:SHOWN_CELLS])}"


def _shown(cell: object) -> str:
    text = "empty" if cell is None else str(cell)
    return text.rstrip("0").rstrip(".") if re.fullmatch(r"-?\d+\.\d+", text) else text


def _without_comments(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("--"))
