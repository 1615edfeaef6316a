"""A long list in parts: said in words, linked with what was asked, and no part beyond the last row."""

from datetime import UTC, datetime

import pytest
from page import Page
from sample import HASH, HOSTILE, Sample, add_night

from dashboards.night import open_night
from dashboards.pages import patient, quarantine
from dashboards.part_of_list import part_of, rows_before

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
N_PEOPLE, MOST = 7, 3


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """Seven people in two sites and seven quarantined rows, where three make a part."""
    warehouse = tmp_path_factory.mktemp("large") / "night.duckdb"
    sample = Sample(warehouse)
    add_night(sample)
    for number in range(N_PEOPLE):
        sample.add(
            "clinical.patient", patient_id=f"P-{number:04}", site_id="A & B" if number < 5 else None, is_treated=False,
            is_dead=number < 4,
        )  # fmt: skip
        sample.add(
            "signals.quarantine", feed="adverse_event", source_file=HASH["adverse_event"], source_row=number + 2,
            file_name="events.csv", received_at=NOW, column_names="term", reasons="term: empty",
            may_be_serious=number == 6, row_text=HOSTILE,
        )  # fmt: skip
    sample.close()
    return warehouse


@pytest.fixture
def shown(large, monkeypatch):
    """`shown(page, after="3")`: the page as the server or, with `is_live=False`, as the night writes it."""
    monkeypatch.setattr(patient, "MOST_PEOPLE", MOST)
    monkeypatch.setattr(quarantine, "MOST_ROWS", MOST)

    def page_of(page, is_live=True, **query):
        with open_night(large, now=NOW, is_live=is_live, query=query) as opened:
            return Page(page(opened))

    return page_of


def people(page):
    return page.values("tr", "data-patient")


def parts(page):
    return dict.fromkeys(link for link in page.values("a", "href") if "after=" in link or link == "patients.html?")


@pytest.mark.parametrize(
    ("n_rows", "n_before", "n_shown", "earlier", "later"),
    [
        (0, 0, 0, None, None),
        (3, 0, 3, None, None),
        (4, 0, 3, None, "x.html?site=A+%26+B&after=3"),
        (7, 3, 3, "x.html?site=A+%26+B", "x.html?site=A+%26+B&after=6"),
        (7, 6, 1, "x.html?site=A+%26+B&after=3", None),
        (7, 2, 3, "x.html?site=A+%26+B", "x.html?site=A+%26+B&after=5"),
    ],
)
def test_a_part_knows_what_lies_before_and_after_it_and_its_links_ask_what_was_asked(
    n_rows, n_before, n_shown, earlier, later
):
    part = part_of(n_rows, n_before, MOST, page="x.html", asked={"site": "A & B", "patient": ""})
    assert (part.n_shown, part.earlier, part.later) == (n_shown, earlier, later)
    assert part.is_whole == (n_shown == n_rows)


def test_all_parts_together_show_each_person_once(shown):
    seen = [one for after in ("", "3", "6") for one in people(shown(patient.patients_page, after=after))]
    assert sorted(seen) == [f"P-{number:04}" for number in range(N_PEOPLE)]


@pytest.mark.parametrize("after", ["-1", "1.5", "<script>", "9" * 400, "٣", "1e3", "0x10", "3; DROP TABLE x"])
def test_what_is_no_number_of_rows_gets_a_sentence(after):
    with pytest.raises(ValueError, match='"after" in the address is no number of rows: write it as 500'):
        rows_before({"after": after})


def test_beyond_the_last_row_is_a_sentence_and_not_an_empty_list(shown):
    for page in (patient.patients_page, quarantine.quarantine_page):
        assert "Rows 7 to 7 of 7 are on this page" in shown(page, after="6").text
        with pytest.raises(ValueError, match='"after" in the address is 7, and this list ends with row 7'):
            shown(page, after="7")


def test_a_part_says_that_it_is_one_and_keeps_the_filter(shown):
    page = shown(patient.patients_page, site="A & B")
    assert "Only the first 3 of 5 people are on this page" in page.text
    assert "Filtered: site A & B. 2 people are not shown." in page.text
    assert list(parts(page)) == ["patients.html?site=A+%26+B&after=3"]
    rest = shown(patient.patients_page, site="A & B", after="3")
    assert "Rows 4 to 5 of 5 are on this page" in rest.text
    assert people(rest) == ["P-0003", "P-0004"]
    assert "patients.html?site=A+%26+B" in rest.values("a", "href")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("0004", ["P-0004"]),
        ("p-0004", ["P-0004"]),
        ("%", []),
        ("_", []),
        ("' OR 1=1 --", []),
        (HOSTILE, []),
    ],
)
def test_the_server_looks_through_everybody_for_the_words_as_they_are(shown, words, expected):
    page = shown(patient.patients_page, patient=words)
    assert people(page) == expected
    assert f"Filtered: patient contains “{words}”." in page.text
    assert not page.inline_scripts


def test_a_list_in_parts_is_searched_by_the_server_and_not_by_the_script(shown, monkeypatch):
    (form,) = [found for tag, found in shown(patient.patients_page).elements if found.get("id") == "people-filter"]
    assert form["method"] == "get"
    assert "hidden" not in form
    assert "data-looks-here" not in form
    monkeypatch.setattr(patient, "MOST_PEOPLE", N_PEOPLE)
    (form,) = [found for tag, found in shown(patient.patients_page).elements if found.get("id") == "people-filter"]
    assert "data-looks-here" in form


def test_a_written_list_in_parts_says_where_the_rest_is_and_that_only_this_page_is_searched(shown):
    page = shown(patient.patients_page, is_live=False)
    assert "Only the first 3 of 7 people are on this page." in page.text
    assert "All of them: v1.patient , or page by page with vigil serve" in page.text
    assert "Patient contains, of the 3 on this page" in page.text
    assert not parts(page)
    rows = shown(quarantine.quarantine_page, is_live=False)
    assert "Only the first 3 of 7 rows are on this page." in rows.text
    assert not parts(rows)


def test_rows_that_may_be_serious_are_in_the_first_part_and_all_are_counted(shown):
    page = shown(quarantine.quarantine_page)
    assert "7 rows set aside because they break the delivery contract; 1 may describe a serious case." in page.text
    assert page.values("article", "id")[0] == f"row-{HASH['adverse_event']}-8"
    assert list(parts(page)) == ["quarantine.html?after=3"]


def test_of_more_people_than_are_written_the_first_have_a_page_and_that_is_said(shown, monkeypatch):
    monkeypatch.setattr("dashboards.written.MOST_WRITTEN", 2)
    monkeypatch.setattr(patient, "MOST_WRITTEN", 2)
    page = shown(patient.patients_page, is_live=False)
    assert (
        "5 people have no written page: written are the first 2 with a flag, a serious event or a death; vigil serve"
        in page.text
    )
