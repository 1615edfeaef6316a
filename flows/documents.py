"""Writes the generated pages of docs/: `python -m flows.documents`. A test holds them to what is committed."""

from pathlib import Path

import duckdb

from flows.document_case import case_json_page
from flows.document_clocks import clocks_page
from flows.document_formats import delivery_formats_page
from flows.document_rules import rules_page
from flows.tables import create_empty_feed
from flows.warehouse import build, create_empty, load_reference, open_warehouse, relation_files
from schemas.catalogue import contracts
from schemas.delivery import FEEDS

DOCS = Path(__file__).parents[1] / "docs"


def pages() -> dict[str, str]:
    """File name → text of every generated page."""
    return {
        "delivery-formats.md": delivery_formats_page(),
        "data-dictionary.md": data_dictionary_page(),
        "rules.md": rules_page(),
        "case-json.md": case_json_page(),
        "clocks.md": clocks_page(),
    }


def data_dictionary_page() -> str:
    """Every view of schema v1, as the database itself describes it."""
    with open_warehouse() as con:
        build_empty(con)
        return _page(con)


def build_empty(con: duckdb.DuckDBPyConnection) -> None:
    """Every relation of a night, without a single delivery."""
    load_reference(con)
    for feed in FEEDS:
        create_empty_feed(con, feed)
    files = relation_files()
    for relation in contracts():
        if relation.startswith("raw.") or (relation.startswith("signals.") and relation not in files):
            create_empty(con, relation)
    build(con, files)


def _page(con: duckdb.DuckDBPyConnection) -> str:
    lines = [
        "# Data dictionary",
        "",
        "Generated from the database by `make docs`; do not edit. Schema `v1` is the analysts' contract: names and",
        "meanings stay; columns may be added. An empty cell means *not known* or *cannot be judged*, never *normal*.",
        "Open it with `vigil query`, or read `store/current/warehouse.duckdb` read-only with any DuckDB client.",
    ]
    views = con.execute(
        "SELECT view_name, comment FROM duckdb_views() WHERE schema_name = 'v1' AND NOT internal ORDER BY view_name"
    ).fetchall()
    columns = con.execute(
        "SELECT table_name, column_name, data_type, comment FROM duckdb_columns() WHERE schema_name = 'v1' "
        "ORDER BY table_name, column_index"
    ).fetchall()
    for view, comment in views:
        lines += ["", f"## v1.{view}", "", comment or "", "", "| column | type | meaning |", "|---|---|---|"]
        lines += [
            f"| `{name}` | {_cell(type_)} | {_cell(meaning or '')} |"
            for table, name, type_, meaning in columns
            if table == view
        ]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def main() -> None:
    """Write every page."""
    DOCS.mkdir(exist_ok=True)
    for name, text in pages().items():
        (DOCS / name).write_text(text, encoding="utf-8")
        print(f"docs/{name}")


if __name__ == "__main__":
    main()
