"""Of very many cases, which have a page in the folder of a night."""

import pytest

from dashboards import written

ORDINARY = {"is_waiting": True, "is_serious": None, "clocks": [], "last_decided_at": None}


def case(place, **own):
    return {**ORDINARY, "work_key": place, "place": place, **own}


@pytest.fixture(autouse=True)
def _few(monkeypatch):
    monkeypatch.setattr(written, "MOST_WRITTEN", 4)
    monkeypatch.setattr(written, "MOST_QUEUED", 2)


def test_all_cases_have_a_page_up_to_the_number():
    cases = [case(place) for place in "dcba"]
    assert written.cases_to_write(cases) == cases


def test_of_more_those_of_the_queue_come_first_then_those_that_something_speaks_for():
    cases = [
        case("g", is_serious=True, is_waiting=False),
        case("f", last_decided_at="2026-03-01"),
        case("e", clocks=["clock"]),
        case("d"),
        case("c"),
        case("b", is_waiting=False),
        case("a"),
    ]
    assert [row["place"] for row in written.cases_to_write(cases)] == ["a", "c", "e", "f"]
