"""A change in words says once what both phrases share."""

import pytest


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("ALT 88 U/L", "ALT 188 U/L", "ALT 88 → 188 U/L"),
        ("grade 1", "grade 3", "grade 1 → 3"),
        ("grade 3", "grade not known", "grade 3 → not known"),
        ("onset 1 Mar 2026", "onset 3 Mar 2026", "onset 1 → 3 Mar 2026"),
        ("serious (H)", "not serious", "serious (H) → not serious"),
        ("serious", "serious (H)", "serious → serious (H)"),
        ("not listed", "listed", "not listed → listed"),
        ("a b a", "a a", "a b a → a a"),
        ("recovering", "fatal", "recovering → fatal"),
    ],
)
def test_what_differs_stands_between_what_is_shared(con, old, new, said):
    assert con.execute("SELECT words_changed(?, ?)", [old, new]).fetchall() == [(said,)]
