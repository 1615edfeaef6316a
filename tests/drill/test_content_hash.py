"""The hash of a relation: blind to the order of rows and of lists and to the last digits of floats, to nothing else."""

import duckdb
import pytest

from flows.content_hash import HASHED_BY, content_hash

ROWS = "SELECT * FROM (VALUES (1, 0.1 + 0.2::DOUBLE, ['a', 'b'], NULL), (2, 0.5::DOUBLE, [], 'x')) AS t(n, x, l, s)"


def hashed(text):
    with duckdb.connect() as con:
        return content_hash(con.sql(text))


@pytest.mark.parametrize(
    "same",
    [
        f"{ROWS} ORDER BY n DESC",
        ROWS.replace("0.1 + 0.2::DOUBLE", "0.30000000000000004::DOUBLE"),
        ROWS.replace("['a', 'b']", "['b', 'a']"),
    ],
)
def test_order_and_last_digits_do_not_count(same):
    assert hashed(same) == hashed(ROWS)


@pytest.mark.parametrize(
    "other",
    [
        f"{ROWS} WHERE n = 1",
        f"{ROWS} UNION ALL {ROWS}",
        ROWS.replace("0.5", "0.5000001"),
        ROWS.replace("'x'", "'y'"),
        ROWS.replace("['a', 'b']", "['a']"),
        ROWS.replace("(1, ", "(3, "),
        ROWS.replace("(n, x, l, s)", "(s, x, l, n)").replace("SELECT *", "SELECT n, x, l, s"),
        ROWS.replace("(1, ", "(NULL, "),
        ROWS.replace("[], 'x'", "NULL, 'x'"),
        ROWS.replace("NULL)", "'')"),
    ],
)
def test_anything_else_does(other):
    assert hashed(other) != hashed(ROWS)


def test_no_rows_have_a_hash_too():
    assert hashed(f"{ROWS} WHERE false") == {"n_rows": 0, "content_hash": f"{HASHED_BY}: {'0' * 32}"}
