"""Everybody in a list, and one person's story: complete, escaped, each line with its delivered row."""

from datetime import UTC, date, datetime

import pytest
from page import Page
from sample import AS_OF, HOSTILE, Sample, add_deliveries, add_night, drawn

from dashboards.figures.patient_profile import NO_ROW, profile_as_data
from dashboards.figures.patient_story import Story
from dashboards.night import open_night
from dashboards.pages.patient import newest_two, patient_page, patients_page
from dashboards.people import patient_link, patient_page_name
from dashboards.results import results_of, shown_in_table
from dashboards.site import write_site
from dashboards.written import is_to_be_read

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
FILES = drawn("""
    source_file | file_name          | feed          | n_rows | refused_reason
    a1          | labs.csv           | lab_result    | 9      |
    b2          | <b>infusions</b>.csv | infusion    | 9      |
    c3          | events.csv         | adverse_event | 9      |
    d4          | medicines.csv      | medication    | 9      |
""")


@pytest.fixture
def night(tmp_path):
    """One treated person with something of everything, one never treated, one with a hostile id."""
    sample = Sample(tmp_path / "night.duckdb")
    add_night(sample)
    add_deliveries(sample, FILES)
    person = {"sex": "F", "age_years_at_first_dose": 52, "site_id": "SITE-01", "n_infusions": 2}
    dates = {"first_dose_on": date(2026, 9, 1), "last_dose_on": date(2026, 9, 15)}
    sample.add("clinical.patient", patient_id="P-0117", is_treated=True, is_dead=False, **person, **dates)
    sample.add("clinical.patient", patient_id="P-0200", is_treated=False, is_dead=True, died_text="2026-05")
    sample.add("clinical.patient", patient_id=HOSTILE, is_treated=False, is_dead=False)
    sample.add(
        "clinical.dose_due", patient_id="P-0117", last_dose_on=date(2026, 9, 15), state="reload_due", days_late=53,
        as_of=AS_OF, is_reported_by_site=False,
    )  # fmt: skip
    for name, value in (("interval_days", 14), ("late_days", 3), ("presumed_stopped_days", 90)):
        sample.add("reference.threshold", rule="dose_late", name=name, value=value, unit="d", verification="V1")
    for number, day, mg in ((1, date(2026, 9, 1), 2000), (2, date(2026, 9, 15), 800)):
        sample.add(
            "clinical.infusion", infusion_id=f"I{number}", patient_id="P-0117", infusion_number=number, started_on=day,
            dose_mg=mg, source_file=FILES[1]["source_file"], source_row=number + 1,
        )  # fmt: skip
    for number, (day, value, operator) in enumerate(
        ((date(2026, 9, 1), 62, "="), (date(2026, 9, 15), 83.2, "="), (date(2026, 10, 1), 50, "<"))
    ):
        sample.add(
            "clinical.lab_result", patient_id="P-0117", analyte="creatinine", reported_analyte="CREA", collected_on=day,
            reported_value=value, reported_unit="umol/L", value_operator=operator, upper_limit=90,
            ungraded_reason="DAIDS v2.1: baseline missing", source_file=FILES[0]["source_file"], source_row=number + 2,
        )  # fmt: skip
    sample.add(
        "clinical.adverse_event", event_id="E1", patient_id="P-0117", term=HOSTILE, started_text="2026-09",
        is_serious=True, seriousness="hospitalisation", source_file=FILES[2]["source_file"], source_row=4,
    )  # fmt: skip
    sample.add(
        "clinical.medication", medication_id="M1", patient_id="P-0117", medicine="dolutegravir", role="antiretroviral",
        began_from_on=date(2026, 8, 1), began_by_on=date(2026, 8, 31), source_file=FILES[3]["source_file"], source_row=5,
    )  # fmt: skip
    sample.add(
        "signals.flag", flag_id="f1", patient_id="P-0117", rule="creatinine_rise", why="It rose.", onset_on=AS_OF,
        evidence=[],
    )  # fmt: skip
    sample.add(
        "signals.unassessable",
        patient_id="P-0117",
        rule="iris",
        verdict="incomplete",
        reason="No HIV RNA.",
        evidence=[],
    )
    sample.close()
    return tmp_path / "night.duckdb"


@pytest.fixture
def story(night):
    """`story("P-0117")`: the page of that person."""

    def page_of(patient_id):
        with open_night(night, now=NOW) as opened:
            return Page(patient_page(opened, patient_page_name(patient_id)))

    return page_of


def test_the_list_has_everybody_those_with_flags_first_and_each_leads_to_a_page(night):
    with open_night(night, now=NOW) as opened:
        page = Page(patients_page(opened))
    assert "3 people in any delivery" in page.text
    assert page.text.index("P-0117") < page.text.index("P-0200")
    assert set(map(patient_page_name, ("P-0117", "P-0200", HOSTILE))) <= set(page.values("a", "href"))
    assert "loading dose due again, 53 days late; the site has not reported so far" in page.text


def test_a_story_begins_with_what_is_flagged_and_what_could_not_be_judged(story):
    page = story("P-0117")
    assert "Female, about 52 years old at the first dose; 2 doses from 1 Sep 2026 to 15 Sep 2026" in page.text
    assert "Creatinine rise , 21 Nov 2026. It rose." in page.text
    assert "signal-creatinine_rise.html#flag-f1" in page.values("a", "href")
    assert "Immune reconstitution inflammatory syndrome , in part: No HIV RNA." in page.text


def test_each_line_names_the_delivered_row_behind_it(story):
    text = story("P-0117").text
    for receipt in ("labs.csv, row 3", "<b>infusions</b>.csv, row 2", "events.csv, row 4", "medicines.csv, row 5"):
        assert receipt in text


def test_what_is_not_known_is_said_and_never_left_blank(story):
    text = story("P-0117").text
    assert "2026-09 – not known" in text  # onset by month, no end, severity
    assert "1 Aug 2026 to 31 Aug 2026 no end reported" in text
    assert "2000 mg not known amount not known not known not known not known not known" in text
    assert "– to 90 µmol/L – – cannot be judged" in text


def test_a_bound_stays_a_bound_and_the_newest_value_comes_first(story):
    text = story("P-0117").text
    assert "<50 µmol/L 1 Oct 2026 83.2 µmol/L 15 Sep 2026" in text


def test_a_person_without_a_dose_is_not_judged_and_a_death_is_said(story):
    text = story("P-0200").text
    assert "no administration is in force, so no rule judges this person" in text
    assert "Died (2026-05)." in text
    assert "No rule judges a person without a dose." in text


def test_hostile_words_are_text_and_never_part_of_a_file_name(night, tmp_path, story):
    page = story("P-0117")
    assert HOSTILE in page.text
    assert not page.inline_scripts
    written = write_site(night, tmp_path / "site")
    assert patient_page_name(HOSTILE) in {path.name for path in written}
    assert Page((tmp_path / "site" / patient_page_name(HOSTILE)).read_text()).text.count("alert(1)")


def test_an_unknown_key_has_no_page(night):
    with open_night(night, now=NOW) as opened:
        assert patient_page(opened, "patient-0000000000000000.html") is None


def test_of_a_large_programme_only_people_with_something_to_read_have_a_written_page(night, monkeypatch):
    monkeypatch.setattr("dashboards.written.MOST_WRITTEN", 2)
    with open_night(night, now=NOW) as opened:
        assert patient_link(opened, HOSTILE) is None
        assert patient_link(opened, "P-0200") == patient_page_name("P-0200")
        assert patient_page(opened, patient_page_name(HOSTILE)) is None
        page = Page(patients_page(opened))
    assert "1 person without a flag, a serious event or a death have no written page" in page.text
    assert "3 people in any delivery" in page.text
    with open_night(night, now=NOW, is_live=True) as served:
        assert patient_page(served, patient_page_name(HOSTILE)) is not None


@pytest.mark.parametrize(
    ("n_flags", "n_serious_events", "is_dead", "expected"),
    [(0, 0, False, False), (1, 0, False, True), (0, 1, False, True), (0, 0, True, True)],
)
def test_a_flag_a_serious_event_or_a_death_is_to_be_read(n_flags, n_serious_events, is_dead, expected):
    assert is_to_be_read({"n_flags": n_flags, "n_serious_events": n_serious_events, "is_dead": is_dead}) is expected


def test_the_newest_two_of_each_analyte():
    rows = [{"title": title, "place": place} for place, title in enumerate(["B", "A", "B", "B", None])]
    assert [(one["title"], one["newest"]["place"], one["before"] and one["before"]["place"]) for one in newest_two(rows)] == [
        ("A", 1, None), ("B", 0, 2),
    ]  # fmt: skip


def test_a_long_list_of_results_is_cut_in_the_table_and_nowhere_else(tmp_path, monkeypatch):
    monkeypatch.setattr("dashboards.results.MOST_WRITTEN_RESULTS", 2)
    sample = Sample(tmp_path / "night.duckdb")
    add_night(sample)
    sample.add("clinical.patient", patient_id="P-1", is_treated=True, is_dead=False)
    for number, (day, analyte) in enumerate((
        (1, "sodium"), (2, "sodium"), (3, "cd4"), (4, "sodium"), (5, "cd4"), (6, "sodium"), (7, "amylase"), (8, "amylase"),
    )):  # fmt: skip
        sample.add(
            "clinical.lab_result", patient_id="P-1", analyte=analyte, reported_analyte=analyte, reported_value=number,
            collected_on=date(2026, 9, day), value_operator="=", source_file=FILES[0]["source_file"], source_row=number,
        )  # fmt: skip
    sample.close()
    with open_night(tmp_path / "night.duckdb", now=NOW) as opened:
        everything = opened.rows("patient_result", patient_id="P-1")
        results = results_of(opened, "P-1")
        page = Page(patient_page(opened, patient_page_name("P-1")))
    assert [row["place"] for row in everything] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert [(row["collected_on"].day, row["analyte"]) for row in results] == [
        (8, "amylase"), (7, "amylase"), (6, "sodium"), (5, "cd4"), (4, "sodium"), (3, "cd4"), (1, "sodium"),
    ]  # fmt: skip
    assert shown_in_table(opened, results) == everything[:2]
    assert newest_two(results) == newest_two(everything)
    assert "Only the newest 2 of 8 are on this page." in page.text


def test_a_person_with_no_row_to_draw_has_a_page_that_says_so(night):
    with open_night(night, now=NOW) as opened:
        nothing_else = Story([], [], opened.rows("patient_result", patient_id="P-0117"), [], [], AS_OF)
    without_number = [row | {"value": None, "x_uln": None} for row in nothing_else.results]
    figure = profile_as_data(nothing_else._replace(results=without_number))
    assert NO_ROW.startswith(figure["layout"]["annotations"][0]["text"].partition("<br>")[0])


def test_the_story_is_drawn_with_its_finding_and_what_cannot_be_drawn_is_said(story):
    page = story("P-0117")
    (figure,) = page.figures
    assert "reload" not in str(figure["layout"]["annotations"][0])
    assert "24 Aug 2026" not in page.text
    assert "1 Sep 2026 to 21 Nov 2026: 2 doses; 0 events drawn, 0 serious." in page.text
    assert "onset 2026-09" in page.text


def test_a_person_of_whom_nothing_has_a_day_has_a_page_that_says_so(story):
    assert "Nothing to draw: no dose, event or result with a known day." in story("P-0200").text


def test_the_list_can_be_shortened_by_a_script_and_is_complete_without_it(night):
    with open_night(night, now=NOW) as opened:
        page = Page(patients_page(opened))
    assert sorted(page.values("tr", "data-patient")) == sorted(["P-0117", "P-0200", HOSTILE])
    assert page.values("form", "hidden") == [""]
    assert "assets/patient_filter.js" in page.values("script", "src")
    assert page.values("option", "value") == ["", "SITE-01", ""]
