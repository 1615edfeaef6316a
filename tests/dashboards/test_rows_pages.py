"""The rows behind a number: the relation, its SQL, the people, and file and row in the archive; nothing else."""

from datetime import UTC, datetime

import pytest
from page import Page
from sample import HASH, HOSTILE

from dashboards.composition import compose
from dashboards.night import open_night
from dashboards.pages import rows as rows_module
from dashboards.receipts import RECEIPTS
from schemas.base import columns_of
from schemas.catalogue import contract_of

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def night(nights):
    with open_night(nights["now"], now=NOW) as opened:
        yield opened


def page(night, name):
    return Page(compose(night, f"rows-{name}.html"))


@pytest.mark.parametrize("name", RECEIPTS)
def test_a_receipt_asks_for_columns_that_exist(name):
    receipt = RECEIPTS[name]
    columns = columns_of(contract_of(receipt.relation))
    assert set(receipt.where) | set(receipt.hidden) <= set(columns)
    for behind in receipt.behind:
        delivered = columns_of(contract_of(behind.relation))
        assert {"source_file", "source_row", *behind.on, *behind.where} <= set(delivered)
        assert set(behind.on.values()) <= set(columns)
        assert behind.on["patient_id"] == "patient_id"


def test_the_rows_name_the_patient_the_relation_and_the_condition(night):
    text = page(night, "liver-both").text
    assert "1 row of 1 person in marts.liver_peak ." in text
    assert "P-0042" in text
    assert "FROM marts.liver_peak WHERE quadrant = 'both'" in text


def test_a_row_that_was_delivered_names_its_own_line(night):
    text = page(night, "quarantined").text
    assert f"adverse_events_2026-11-21.csv, row 78 {HASH['adverse_event'][:12]}" in text


def test_a_row_that_rests_on_others_names_the_lines_behind_it(night):
    assert "infusions_site-04.csv, row 2" in page(night, "reactions").text


def test_an_empty_value_can_be_asked_for(night):
    text = page(night, "liver-not-placed").text
    assert "P-0012" in text
    assert "quadrant IS NULL" in text


def test_a_receipt_without_rows_says_what_was_checked(nights):
    with open_night(nights["empty"], now=NOW) as night:
        for name in RECEIPTS:
            assert "None. Checked:" in page(night, name).text


def test_at_most_so_many_rows_are_shown_and_it_is_said(night, monkeypatch):
    monkeypatch.setattr(rows_module, "MOST_ROWS", 1)
    text = page(night, "quarantined").text
    assert "3 rows" in text
    assert "Only the first 1 are on this page." in text
    assert 'vigil query -c "FROM marts.quarantine"' in text


@pytest.mark.parametrize(
    "name",
    [
        "rows-quarantined' OR 1=1.html",
        "rows-raw.night.html",
        "rows-.html",
        "rows-../quarantined.html",
        "rows-quarantined",
    ],
)
def test_nothing_but_a_declared_receipt_can_be_asked_for(night, name):
    assert compose(night, name) is None


def test_hostile_text_is_inert(night):
    found = page(night, "iris")
    assert HOSTILE in found.text
    assert "<img" not in found.html
    assert found.inline_scripts == []


def test_every_link_to_rows_leads_to_a_page(site):
    asked = {
        link.split("#")[0]
        for html in site.values()
        for link in Page(html).values("a", "href")
        if link.startswith("rows-")
    }
    assert asked <= set(site)
    assert "rows-liver-both.html" in asked
    assert "rows-files-lab_result.html" in asked
