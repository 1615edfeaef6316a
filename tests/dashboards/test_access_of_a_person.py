"""Asked for a person, the access log finds the person's page, the pages of the person's cases, and what was signed."""

import csv
import shutil
from pathlib import Path

import duckdb
import pytest
from decision_story import NOT_SERIOUS, SERIOUS, Story, decide, hidden
from page import Page
from sign_in_story import PASSWORDS
from typer.testing import CliRunner

from dashboards.people import case_key, patient_key, patient_page_name
from flows.cli import app

FORMER_ID = "C-0000000009"
OF_P_0150 = ["patient", "case", "case", "case", "decide comment", "decide take together"]


@pytest.fixture
def story(nights, tmp_path) -> Story:
    """Vera and Rita looked at P-0150, at the one case of P-0150, also under its former id, and at another's case."""
    night = tmp_path / "store" / "night" / "2026-11-21"
    night.mkdir(parents=True)
    warehouse = Path(shutil.copy(nights["now"], night / "warehouse.duckdb"))
    with duckdb.connect(str(warehouse)) as con:
        con.execute("INSERT INTO signals.case_alias VALUES (?, 'C-0000000003', 'report', 'SITE-04/AE-3')", [FORMER_ID])
    story = Story(tmp_path, Path(shutil.copy(warehouse, tmp_path / "served.duckdb")))
    story.store.current.symlink_to(Path("night") / night.name)
    vera = story.as_user("vera")
    for name in (patient_page_name("P-0150"), f"case-{NOT_SERIOUS}.html", f"case-{case_key(FORMER_ID)}.html"):
        vera.get(f"/{name}")
    rita = story.reviewer()
    decide(rita, NOT_SERIOUS, kind="comment", comment="Seen.")
    decide(rita, SERIOUS, kind="take")
    form = {**hidden(rita.get("/cases.html").text), "kind": "take", "password": PASSWORDS["rita"]}
    chosen = {f"case-{NOT_SERIOUS}": "yes", f"case-{SERIOUS}": "yes"}
    assert rita.post("/decide-many", data={**form, **chosen}).status_code == 400
    shutil.copytree(story.server.log.folder, story.store.access, dirs_exist_ok=True)
    return story


def test_the_command_finds_what_was_opened_and_signed_about_the_cases_of_a_person(story):
    def pages(patient: str) -> list[str]:
        said = CliRunner().invoke(app, ["access", "--csv", "--patient", patient, "--store", str(story.store.root)])
        return [row["page"] for row in csv.DictReader(said.stdout.splitlines())]

    assert pages("P-0150") == OF_P_0150
    assert pages("P-0042") == ["case", "decide take", "decide take together"]
    assert pages("P-0001") == []


def test_a_form_about_several_cases_names_each_by_its_pseudonym_only(story):
    (line,) = [line for line in story.server.logged() if line["page"] == "decide take together"]
    assert line["person"].split() == [story.server.log.pseudonym(key) for key in (NOT_SERIOUS, SERIOUS)]
    assert NOT_SERIOUS not in story.server.log_text()
    assert "C-000000000" not in story.server.log_text()


def test_the_page_finds_the_same_by_the_pseudonym_of_the_person(story):
    person = story.server.log.pseudonym(patient_key("P-0150"))
    shown = Page(story.reviewer().get(f"/access.html?person={person}").text)
    assert "6 of " in shown.text
    case = story.server.log.pseudonym(NOT_SERIOUS)
    assert any(f"person={case}&" in link for link in shown.values("a", "href"))
