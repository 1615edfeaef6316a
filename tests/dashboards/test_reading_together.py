"""What many pages ask is read together, and answers as the database would."""

from datetime import UTC, datetime

import pytest

from dashboards.night import SMALL, open_night
from dashboards.results import results_of
from dashboards.selection import rows_of


@pytest.fixture
def night(nights):
    with open_night(nights["now"], now=datetime(2026, 11, 21, tzinfo=UTC)) as opened:
        yield opened


@pytest.mark.parametrize("mart", sorted(SMALL))
def test_a_mart_read_once_answers_as_the_database_does(night, mart):
    everything = rows_of(night.con, f"marts.{mart}")
    assert night.rows(mart) == everything
    for row in everything:
        wanted = {name: value for name, value in row.items() if isinstance(value, str)}
        assert night.rows(mart, **wanted) == rows_of(night.con, f"marts.{mart}", **wanted)
        name = next(iter(wanted))
        assert night.rows(mart, **{name: [wanted[name], "else"]}) == rows_of(
            night.con, f"marts.{mart}", **{name: [wanted[name], "else"]}
        )


def test_what_a_page_does_to_its_rows_reaches_no_other_page(night):
    night.rows("signal")[0]["title"] = "changed"
    assert "changed" not in {signal["title"] for signal in night.rows("signal")}


@pytest.mark.parametrize("at_once", [1, 2, 100])
def test_results_read_for_many_people_are_those_of_each(night, monkeypatch, at_once):
    monkeypatch.setattr("dashboards.results.PEOPLE_AT_ONCE", at_once)
    alone = {person: night.rows("patient_result", patient_id=person) for person in night.people_with_a_page}
    assert any(alone.values())
    assert {person: results_of(night, person) for person in reversed(alone)} == alone
    assert {person: results_of(night, person) for person in alone} == alone
