"""What a month brings is found from the brief in two clicks, decided there and then, and the record of it verifies."""

import re

import pytest
from month_story import LATE, days_ago, write_month
from serving import served
from sign_in_story import PASSWORDS, Server
from typer.testing import CliRunner
from visit import Visit

from flows.cli import app
from flows.decision.ledger import records
from flows.decision.standing import decisions_of
from flows.query import current_warehouse

CASE = re.compile("^C-")


@pytest.fixture(scope="module")
def month(tmp_path_factory):
    """The store after the month's last two nights; its decisions are made in the order of the tests below."""
    return write_month(tmp_path_factory.mktemp("month"))


@pytest.fixture(scope="module")
def morning(month, browser, tmp_path_factory):
    """Rita at her desk, signed in."""
    folder = tmp_path_factory.mktemp("server")
    server = Server(folder, current_warehouse(month), decisions=decisions_of(month))
    with served(server.app) as url:
        visitor = Visit(browser, url)
        page = visitor.open("/")
        page.get_by_label("Name").fill("rita")
        page.get_by_label("Password").fill(PASSWORDS["rita"])
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"{url}/")
        yield visitor
        visitor.leave()


def brief(visitor):
    """The brief, from which every click is counted."""
    return visitor.open("/")


def row_of(page, patient):
    return page.locator("table.queue tr", has_text=patient).get_by_role("link", name=CASE).first


def assess(page):
    form = page.locator("#assess-form")
    form.get_by_label("Relation to ibalizumab").select_option("possible")
    form.get_by_label("Is it an artefact?").select_option("none")
    form.get_by_label("Comment").fill("Seen with the site.")
    sign(page, form, "Sign the assessment")


def close(page):
    form = page.locator("form.sign", has=page.locator('select[name="kind"]'))
    form.locator('select[name="kind"]').select_option("close")
    form.locator('textarea[name="comment"]').fill("Nothing is left to do.")
    sign(page, form, "Sign")


def sign(page, form, button):
    form.get_by_label("Your password again").fill(PASSWORDS["rita"])
    form.get_by_role("button", name=button, exact=True).click()
    page.wait_for_url("**saved=**")
    assert "Saved as decision" in page.locator("main").inner_text()


def test_a_new_serious_case(morning):
    page = brief(morning)
    page.get_by_role("link", name="New serious").click()
    row_of(page, "P-0004").click()
    said = page.locator("main").inner_text()
    assert "pulmonary embolism" in said
    assert "State: new" in said
    assess(page)
    assert "State: assessed" in page.locator("main").inner_text()


def test_a_decision_that_a_follow_up_reopened(morning):
    page = brief(morning)
    page.get_by_role("link", name="Reopened").click()
    row_of(page, "P-0001").click()
    said = page.locator("main").inner_text()
    assert "State: reopened" in said
    assert "grade 2 → 3" in said
    assess(page)


def test_a_nullified_report(morning):
    page = brief(morning)
    overnight = page.get_by_role("region", name="Overnight")
    assert "nullified report" in overnight.inner_text()
    overnight.get_by_role("link", name="deep vein thrombosis · P-0002").click()
    assert "nullified" in page.locator("main").inner_text()
    close(page)


def test_a_corrected_value_that_cleared_a_flag(morning):
    page = brief(morning)
    overnight = page.get_by_role("region", name="Overnight")
    cleared = overnight.locator("li", has_text="cleared").filter(has_text="Neutropenia · P-0003")
    assert "corrected laboratory result: neutrophils 0.45 → 4.5" in cleared.inner_text()
    cleared.get_by_role("link").click()
    assert "P-0003" in page.locator("h1").inner_text()


def test_a_quarantined_serious_row_with_its_day_count(morning):
    page = brief(morning)
    line = page.get_by_role("region", name="Needs you today").locator("li", has_text="adverse_event_2.csv, row 5")
    assert "day 2" in line.inner_text()
    line.get_by_role("link").click()
    form = page.locator("form.sign", has=page.get_by_role("button", name="Sign the correction"))
    form.get_by_label("started_at").fill(str(days_ago(4)))
    form.get_by_label("Where you looked it up").fill("Rang the site.")
    sign(page, form, "Sign the correction")
    assert "State: correction proposed" in page.locator("main").inner_text()


def test_a_late_dose_that_needs_a_new_loading_dose(morning):
    page = brief(morning)
    page.get_by_role("link", name="Dosing", exact=True).click()
    morning.settled()
    page.get_by_role("link", name=LATE).first.click()
    morning.settled()
    assert LATE in page.locator("h1").inner_text()
    page.get_by_role("link", name=CASE).first.click()
    assert "late" in page.locator("main").inner_text().lower()
    close(page)


def test_the_record_of_that_morning_verifies(morning, month):
    kinds = [record.decision.kind for record in records(month)]
    assert kinds == ["assess", "assess", "assess", "close", "correct_row", "close"]
    said = CliRunner().invoke(app, ["audit", "verify", "--store", str(month.root)])
    assert (said.exit_code, "6 decisions whole" in said.output) == (0, True)
    shown = morning.open("/audit.html").locator("main table tbody tr")
    assert shown.count() == len(kinds)
    assert morning.barriers() == []
