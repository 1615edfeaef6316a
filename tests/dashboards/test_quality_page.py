"""Quality and quarantine: what changed since the night before, the checks with their SQL, the broken rule in words."""

from datetime import UTC, date, datetime

import pytest
from page import Page
from sample import AS_OF, HOSTILE, RECEIVED_AT, Sample, add_night

from dashboards.night import open_night
from dashboards.pages.quality import change, header_of, problems, quality_page
from dashboards.pages.quarantine import broken_rules, quarantine_page

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
CHECK = "-- Every flag has its row.\n-- Nothing else.\n--\n-- Source  policy\n-- Reads   signals.flag\n-- Grain   none\n\nSELECT 1 < 2"


def page_of(warehouse, compose, previous=None):
    with open_night(warehouse, now=NOW, previous=previous) as night:
        return Page(compose(night))


@pytest.fixture(scope="module")
def page(nights):
    return page_of(nights["now"], quality_page, nights["before"])


def test_the_tiles_lead_to_the_rows_behind_them(page):
    assert "3 rows in quarantine, 1 refused file, 0 results that no rule can read, 0 late feeds." in page.text
    links = page.values("a", "href")
    assert {"rows-files-refused.html", "rows-quarantined.html", "rows-suspect.html"} <= set(links)


def test_each_problem_says_how_it_stands_beside_the_night_before(page):
    assert "Compared with the night of 20 Nov 2026: 3 new, 1 still." in page.text
    assert f"■ still adverse_event: started_at: 31.02.2026 is not a date 1 1 {RECEIVED_AT:%-d %b %Y}" in page.text
    assert "◆ new refused file: It has no column collected_at. 1 0" in page.text


def test_a_problem_that_is_gone_is_fixed_and_stays_on_the_page(nights):
    page = page_of(nights["empty"], quality_page, nights["before"])
    assert "fixed adverse_event: started_at: 31.02.2026 is not a date 0 1" in page.text


def test_without_a_night_before_nothing_is_called_new(nights):
    text = page_of(nights["now"], quality_page).text
    assert "Cannot tell what is new: there is no earlier night to compare with." in text
    assert "? not compared" in text


@pytest.mark.parametrize(
    ("n", "before", "word"),
    [(1, None, "not compared"), (0, 3, "fixed"), (2, 0, "new"), (2, 2, "still"), (3, 2, "worse"), (1, 2, "fewer")],
)
def test_a_change_in_words(n, before, word):
    assert change(n, before) == word


def test_each_check_has_what_why_its_sql_and_its_result(tmp_path):
    sample = Sample(tmp_path / "night.duckdb")
    add_night(sample)
    sample.add("raw.relation_text", relation="checks.every_flag_has_its_row", text=CHECK)
    sample.close()
    page = page_of(tmp_path / "night.duckdb", quality_page)
    assert "Every flag has its row Passed: no rows. Every flag has its row. Nothing else." in page.text
    assert "Why: policy · reads signals.flag" in page.text
    assert "SELECT 1 < 2" in page.text
    assert "This run: check finished (3.3 s)." in page.text


def test_a_check_that_is_not_on_record_is_not_called_passed(tmp_path):
    sample = Sample(tmp_path / "night.duckdb")
    sample.add("raw.night", as_of=AS_OF, run_id="R1", built_at=NOW)
    sample.add("raw.relation_text", relation="checks.every_flag_has_its_row", text=CHECK)
    sample.close()
    page = page_of(tmp_path / "night.duckdb", quality_page)
    assert "do not take them as passed" in page.text
    assert "Not on record whether it ran." in page.text
    assert "Passed" not in page.text


def test_the_header_of_a_check_is_read_whole():
    assert header_of(CHECK) == {
        "what": "Every flag has its row. Nothing else.", "source": "policy", "reads": "signals.flag",
    }  # fmt: skip


def test_a_night_without_anything_says_what_was_checked(nights):
    text = page_of(nights["empty"], quality_page).text
    assert "What changed Cannot tell what is new" in text
    assert "None. Checked: 0 rows of 0 files." in text
    assert "None. Checked: every laboratory result in force." in text


def test_the_raw_row_stands_beside_what_was_read_with_the_broken_rule(nights):
    page = page_of(nights["now"], quarantine_page)
    assert "As delivered" in page.text
    assert "As read" in page.text
    assert "started_at 31.02.2026 ✕ 31.02.2026 is not a date" in page.text
    assert "Not read: the line has no columns." in page.text
    assert HOSTILE in page.text
    assert "<img" not in page.html


def test_days_since_receipt_are_counted_to_the_cut_off(tmp_path):
    sample = Sample(tmp_path / "night.duckdb")
    add_night(sample)
    sample.add(
        "signals.quarantine", feed="patient", source_file="a", source_row=2, reasons="sex is not one of F, M",
        column_names="sex", row_text='{"sex": null}', received_at=datetime(2026, 11, 17, 5, tzinfo=UTC),
    )  # fmt: skip
    sample.close()
    page = page_of(tmp_path / "night.duckdb", quarantine_page)
    assert "waiting for 4 days" in page.text
    assert "sex empty ✕ is not one of F, M" in page.text


@pytest.mark.parametrize(
    ("columns", "reasons", "broken"),
    [
        ("sex", "sex is not one of F, M", {"sex": "is not one of F, M"}),
        ("a; b", "a is empty; b is empty; b is long", {"a": "is empty", "b": "is empty; is long"}),
        ("", "the line has 3 cells under 17 columns", {}),
    ],
)
def test_each_column_has_the_rules_that_it_breaks(columns, reasons, broken):
    assert broken_rules(columns, reasons) == broken


def test_first_seen_is_the_oldest_receipt(nights):
    with open_night(nights["now"], now=NOW, previous=nights["before"]) as night:
        found = problems(night, night.rows("quarantine"), night.rows("refused_file"))
    assert {row["first_on"] for row in found} == {date(2026, 11, 21)}
