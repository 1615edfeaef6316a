"""Tonight's rows under last night's rules: what would have been said tonight had nothing but the data changed."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb

from flows.attribution.sources import Texts
from flows.warehouse import build_order, create_relation, relations_behind
from schemas.catalogue import LAYERS

ANSWERS = ("signals.flag", "signals.case", "signals.case_member", "signals.considered_patient")
"""What is compared between two nights."""


def select_files(texts: Texts, folder: Path) -> dict[str, Path]:
    """The SELECTs as files in a folder, relation → file."""
    files = {}
    for relation, text in texts.select.items():
        path = folder / f"{relation}.sql"
        path.write_text(text, encoding="utf-8")
        files[relation] = path
    return files


def affected(needed: Iterable[str], changed: set[str], files: Mapping[str, Path]) -> set[str]:
    """Those of the needed relations that are changed, or rest on a changed one."""
    return {name for name in needed if not relations_behind([name], files).isdisjoint(changed)}


def build_counterfactual(
    con: duckdb.DuckDBPyConnection,
    catalogue: str,
    path: Path,
    texts: Texts,
    files: Mapping[str, Path],
    changed: set[str],
    reference_of_last_night: Iterable[str],
) -> None:
    """Attach `path` as `catalogue` and build ANSWERS in it from tonight's rows.

    `changed` relations, and what rests on them, are built from `files`; all else is tonight's own. The named reference
    tables are those of the catalogue `last_night`. Raises WarehouseError when a SELECT cannot be run on tonight's rows.
    """
    ((tonight,),) = con.execute("SELECT current_database()").fetchall()
    needed = relations_behind(ANSWERS, files)
    anew = affected(needed & files.keys(), changed, files)
    older = set(reference_of_last_night)
    con.execute(f"ATTACH $path AS {catalogue}", {"path": str(path)})
    con.execute(f"USE {catalogue}")
    try:
        for layer in LAYERS:
            con.execute(f"CREATE SCHEMA {layer}")
        for relation in sorted(needed - anew | {"reference.threshold"}):
            layer, name = relation.split(".")
            source = "last_night" if relation in older else tonight
            con.execute(f'CREATE VIEW {layer}."{name}" AS FROM {source}.{layer}."{name}"')
        con.execute(texts.macros)
        for relation in build_order(anew, files):
            create_relation(con, relation, files[relation])
    finally:
        con.execute(f"USE {tonight}")
