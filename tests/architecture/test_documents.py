"""The generated pages are what is committed."""

import pytest

from flows.document_rules import rules_page
from flows.documents import DOCS, build_empty, pages
from flows.warehouse import SQL_FOLDER, open_warehouse


@pytest.fixture(scope="module")
def written():
    """The pages as they would be written now."""
    return pages()


@pytest.mark.parametrize("name", ["delivery-formats.md", "data-dictionary.md", "rules.md", "clocks.md", "case-json.md"])
def test_a_committed_page_is_what_the_contracts_and_the_database_say(written, name):
    assert (DOCS / name).read_text(encoding="utf-8") == written[name], "run `make docs` and commit docs/"


def test_every_relation_and_column_of_v1_is_described():
    with open_warehouse() as con:
        build_empty(con)
        described = con.execute(
            "SELECT view_name, comment FROM duckdb_views() WHERE schema_name = 'v1' AND NOT internal"
        ).fetchall()
        columns = con.execute(
            "SELECT table_name || '.' || column_name, comment FROM duckdb_columns() WHERE schema_name = 'v1'"
        ).fetchall()
    assert described
    assert [name for name, comment in described + columns if not comment] == []


def test_the_page_of_the_rules_holds_each_rule_with_its_numbers_and_its_sql(con):
    page = rules_page()
    for path in sorted((SQL_FOLDER / "rules").glob("*.sql")):
        statement = path.read_text().split("\n\n", 1)[1].strip()
        assert f'<a id="{path.stem}"></a>' in page
        assert statement in page
    for rule, name, *_ in con.table("reference.threshold").fetchall():
        assert f"| {name} |" in page.split(f'<a id="{rule}"></a>')[1].split("<a id=")[0]
