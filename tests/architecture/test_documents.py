"""The generated pages are what is committed."""

import pytest

from flows.documents import DOCS, build_empty, pages


@pytest.mark.parametrize("name", ["delivery-formats.md", "data-dictionary.md"])
def test_a_committed_page_is_what_the_contracts_and_the_database_say(name):
    assert (DOCS / name).read_text(encoding="utf-8") == pages()[name], "run `make docs` and commit docs/"


def test_every_relation_and_column_of_v1_is_described(con):
    build_empty(con)
    described = con.execute(
        "SELECT view_name, comment FROM duckdb_views() WHERE schema_name = 'v1' AND NOT internal"
    ).fetchall()
    columns = con.execute(
        "SELECT table_name || '.' || column_name, comment FROM duckdb_columns() WHERE schema_name = 'v1'"
    ).fetchall()
    assert described
    assert [name for name, comment in described + columns if not comment] == []
