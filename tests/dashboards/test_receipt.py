"""Who stands behind a count: everybody treated in one group, the names, the reasons, and the SQL of that night."""

from datetime import UTC, datetime

import pytest
from page import Page
from sample import Sample, add_night, drawn

from dashboards.night import open_night
from dashboards.pages import receipt
from dashboards.pages.receipt import groups, receipt_page

PEOPLE = drawn("""
    patient_id | is_evaluable | is_in_window | has_full_window | has_event | first_event_day | uncounted_reason
    P-0042     | true         | true         | true            | true      | 31              |
    P-0043     | true         | true         | true            | false     |                 |
    P-0044     | true         | true         | false           | false     |                 |
    P-0045     | true         | false        | false           | false     |                 | No result up to day 168.
    P-<b>46    | false        | false        | false           | false     |                 | Cannot be judged at all.
""")


@pytest.fixture
def night(tmp_path):
    """A person of each standing, and two who were judged and not counted."""
    sample = Sample(tmp_path / "night.duckdb")
    add_night(sample)
    sample.add("raw.relation_text", relation="rules.neutropenia", text="-- Neutropenia\nSELECT 1 < 2")
    for row in PEOPLE:
        sample.add("signals.considered_patient", rule="neutropenia", window_days=168, n_flag_undated=0, **row)
        sample.add("signals.exposure", patient_id=row["patient_id"], site_id="SITE-01", n_infusions=3)
    sample.close()
    with open_night(tmp_path / "night.duckdb", now=datetime(2026, 11, 22, tzinfo=UTC)) as opened:
        yield opened


def test_each_person_stands_in_one_group_and_a_long_group_tells_how_many_it_is(night, monkeypatch):
    assert {standing: [row["patient_id"] for row in people] for standing, people in groups(night, "neutropenia").items()} == {
        "counted": ["P-0042"], "not_counted": ["P-0043", "P-0044"], "outside": ["P-0045"], "not_evaluable": ["P-<b>46"],
    }  # fmt: skip
    monkeypatch.setattr(receipt, "MOST_PEOPLE", 1)
    page = Page(receipt_page(night, "neutropenia"))
    assert "At most 1 of each group are on this page" in page.text
    assert "2 people; 1 of them was not observed to the end of these days (marked *)" in page.text
    assert "3 + 1 + 1 = 5 treated" in page.text
    assert "P-0044" not in page.text


def test_the_page_names_everybody_and_adds_up(night):
    page = Page(receipt_page(night, "neutropenia"))
    assert "1 person of 3 had a first flag up to day 168 after the first dose" in page.text
    assert "3 + 1 + 1 = 5 treated" in page.text
    assert "P-0042 SITE-01" in page.text
    assert "P-0043 , P-0044 *" in page.text
    assert "1 of them was not observed to the end of these days" in page.text
    assert "P-0045 SITE-01 No result up to day 168." in page.text
    assert "P-<b>46" in page.text
    assert "-- Neutropenia SELECT 1 < 2" in page.text


def test_nobody_treated_is_said(site):
    page = Page(site["counted-iris.html"])
    assert "Nobody. Checked: everyone treated" in page.text
    assert "This night does not hold its text." in page.text
