"""Whom the folder of a night has a page of when there are very many, and that nothing in it leads nowhere."""

from pathlib import Path

import pytest
from page import Page

from dashboards import written
from dashboards.site import write_site
from dashboards.written import cases_to_write, people_to_write

LIMITED = ("dashboards.written", "dashboards.night", "dashboards.pages.patient", "dashboards.pages.case_form")


def person(name, n_flags=0, n_serious_events=0, is_dead=False):
    return {"name": name, "n_flags": n_flags, "n_serious_events": n_serious_events, "is_dead": is_dead}


def case(key, place, is_waiting=False, is_serious=False, clocks=(), last_decided_at=None):
    return {
        "work_key": key, "place": place, "is_waiting": is_waiting, "is_serious": is_serious, "clocks": clocks,
        "last_decided_at": last_decided_at,
    }  # fmt: skip


def test_up_to_the_limit_everybody_has_a_page(monkeypatch):
    monkeypatch.setattr(written, "MOST_WRITTEN", 2)
    people = [person("P1"), person("P2")]
    assert people_to_write(people) == people


def test_of_more_people_those_have_one_of_whom_there_is_something_to_read(monkeypatch):
    monkeypatch.setattr(written, "MOST_WRITTEN", 2)
    people = [person("P1"), person("P2", is_dead=True), person("P3", n_flags=1), person("P4", n_serious_events=1)]
    assert [one["name"] for one in people_to_write(people)] == ["P2", "P3"]


def test_of_more_cases_first_those_that_wait_then_those_that_speak(monkeypatch):
    monkeypatch.setattr(written, "MOST_WRITTEN", 3)
    cases = [case("C4", 4), case("C3", 3, is_serious=True), case("C1", 1), case("C2", 2, is_waiting=True)]
    assert [one["work_key"] for one in cases_to_write(cases)] == ["C2", "C3", "C1"]


@pytest.fixture(scope="module")
def small_folder(nights, tmp_path_factory) -> dict[str, str]:
    """Pages by name of a night that writes pages of three people and of three cases alone."""
    with pytest.MonkeyPatch.context() as patch:
        for module in LIMITED:
            patch.setattr(f"{module}.MOST_WRITTEN", 3)
        found = write_site(nights["now"], tmp_path_factory.mktemp("small"), previous=nights["before"])
    return {path.name: Path(path).read_text(encoding="utf-8") for path in found if path.suffix == ".html"}


def test_a_folder_with_few_pages_holds_no_dead_link(small_folder):
    assert len([name for name in small_folder if name.startswith("patient-")]) == 3
    dead = {
        (name, address)
        for name, page in small_folder.items()
        for address in Page(page).values("a", "href")
        if not address.startswith(("#", "assets/")) and address.partition("#")[0] not in small_folder
    }
    assert dead == set()


def test_a_folder_with_few_pages_says_who_has_none(small_folder):
    assert "vigil serve" in Page(small_folder["patients.html"]).text
