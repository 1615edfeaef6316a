"""Flags, evidence, quarantine and runs: down to the file, the row and the text as delivered."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from page import Page
from sample import FILES, HOSTILE, Sample, add_night

from dashboards.cells import fact_cells
from dashboards.flag_list import MOST_FLAGS
from dashboards.night import open_night
from dashboards.pages.flag import MOST_IN_LIST, signal_page
from dashboards.pages.patient import patient_page
from dashboards.pages.quarantine import cells_of
from dashboards.pages.run_step import in_short
from dashboards.people import patient_page_name
from dashboards.site import write_site


def test_the_list_has_every_flag_with_what_could_not_be_judged(site):
    text = Page(site["flags.html"]).text
    assert (
        "5 flags in 5 patients of 212 treated; new ones first, then undated ones, then the newest onset. 3 flags new since"
        in text
    )
    assert "P-0203 new SITE-04 Anaphylaxis 21 Nov 2026 day 120 of treatment grade 4, probable skin; breathing" in text
    assert "Time of adrenaline is not known." in text
    assert text.index("P-0203") < text.index("P-0009") < text.index("P-0150")


def test_evidence_names_file_hash_row_and_typed_fact(site):
    text = Page(site["signal-neutropenia.html"]).text
    assert "lab_result lab_central_2026-11-20.csv, row 88" in text
    assert f"SHA-256 {FILES[0]['source_file']} As clinical.lab_result :" in text
    assert "value 0.59" in text
    assert "label_hit yes" in text
    assert "collected_at 18 Nov 2026 08:50 UTC" in text
    assert "Empty: reported_analyte, loinc" in text


def test_evidence_without_a_fact_of_its_own_still_names_the_row(site):
    text = Page(site["signal-infusion_reaction.html"]).text
    assert "patient patients.csv, row 3" in text
    assert "This row did not become a clinical fact of its own" in text


def test_who_could_not_be_judged_is_listed_with_the_reason(site):
    text = Page(site["signal-creatinine_rise.html"]).text
    assert (
        "P-0011 not at all No creatinine before the first dose. lab_result lab_central_2026-11-20.csv, row 99" in text
    )
    assert (
        "P-0012 in part One count has no unit. No row is named as evidence."
        in Page(site["signal-neutropenia.html"]).text
    )


def test_a_signal_without_flags_says_how_many_were_checked(site):
    text = Page(site["signal-bilirubin_rise.html"]).text
    assert "None. Checked: 212 treated patients who could be judged." in text
    assert "Nobody. Checked: 212 treated patients." in text


def test_quarantined_rows_are_shown_whole_with_the_serious_ones_first(site):
    text = Page(site["quarantine.html"]).text
    assert "3 rows set aside because they break the delivery contract; 1 may describe a serious case." in text
    assert text.index("May be serious: adverse_events_2026-11-21.csv, row 78") < text.index("row 79")
    assert f"P-0031;rash;{HOSTILE}" in text
    assert "lab_site-03_old_format.csv" in text


def test_runs_show_each_step_beside_its_usual_time(site):
    text = Page(site["runs.html"]).text
    assert "Run R412 night of 21 Nov 2026, this night" in text
    assert "check done 22 Nov 2026 02:17 UTC 3.3 s 3.6 s check finished" in text


@pytest.mark.parametrize(
    ("row_text", "cells"),
    [
        ('{"a":"1","b":null,"c":"<b>"}', [("a", "1"), ("c", "<b>")]),
        ('{"delivered":{"a":"1"}}', [("a", "1")]),
        ("P1;rash", None),
        ("[1, 2]", None),
        ("12", None),
    ],
)
def test_a_row_kept_as_an_object_is_read_as_cells_and_any_other_is_left_alone(row_text, cells):
    assert cells_of(row_text) == cells


def test_a_fact_keeps_its_exact_decimals():
    fact = {"value": Decimal("0.600000"), "x_uln": Decimal("1.800000000"), "label_hit": False, "loinc": None}
    filled, empty = fact_cells("clinical.lab_result", fact)
    assert [(name, value) for name, value, _meaning in filled] == [
        ("value", "0.6"),
        ("x_uln", "1.8"),
        ("label_hit", "no"),
    ]
    assert empty == ["loinc"]


def test_a_known_time_of_onset_is_given_with_its_own_date(tmp_path):
    sample = Sample(tmp_path / "w.duckdb")
    add_night(sample)
    sample.add(
        "signals.flag",
        flag_id="f",
        patient_id="P1",
        rule="iris",
        why="-",
        onset_on=datetime(2026, 3, 2, tzinfo=UTC).date(),
        onset_at=datetime(2026, 3, 1, 23, 30, tzinfo=UTC),
    )
    sample.close()
    write_site(tmp_path / "w.duckdb", tmp_path / "site")
    assert "2 Mar 2026 (1 Mar 2026 23:30 UTC)" in Page((tmp_path / "site" / "flags.html").read_text()).text


def test_landed_files_are_one_line_and_a_failed_one_stands_alone():
    steps = [
        {"step": f"land {name}", "started_at": place, "seconds": 1.5, "outcome": outcome, "is_tonight": True}
        for place, (name, outcome) in enumerate([("a.csv", "done"), ("b.csv", "failed"), ("c.csv", "done")])
    ]
    build = {"step": "build", "started_at": 9, "seconds": None, "outcome": "started", "is_tonight": True}
    said = [(step["step"], step["seconds"], step["word"]) for step in in_short([build, *steps])]
    assert said == [
        ("land 2 files", 3.0, "done"),
        ("land b.csv", 1.5, "✕ failed"),
        ("build", None, "running when this was written"),
    ]


def test_a_page_never_grows_without_end_and_says_what_it_leaves_out(tmp_path):
    sample = Sample(tmp_path / "night.duckdb")
    add_night(sample)
    n_flags = MOST_IN_LIST + 1
    for number in range(n_flags):
        known = {
            "flag_id": f"f{number:04}",
            "patient_id": f"P-{number:04}",
            "rule": "iris",
            "why": "Reported.",
            "evidence": [],
        }
        sample.add("signals.flag", **known)
        sample.add(
            "signals.unassessable", patient_id=f"P-{number:04}", rule="iris", verdict="incomplete", reason="Open.",
            evidence=[],
        )  # fmt: skip
    sample.close()
    write_site(tmp_path / "night.duckdb", tmp_path / "site")
    flags = Page((tmp_path / "site" / "flags.html").read_text())
    assert "Only the first 1 000 of 1 001 flags are on this page. All of them: v1.flag" in flags.text
    links = [address for address in flags.values("a", "href") if address.startswith("signal-iris.html#flag-")]
    assert len(links) == MOST_FLAGS
    signal = Page((tmp_path / "site" / "signal-iris.html").read_text())
    assert {f"#{one}" for one in signal.values("article", "id")} == {f"#{link.partition('#')[2]}" for link in links}
    assert "Only the first 100 of 1 001 flags are on this page" in signal.text
    assert "Only the first 100 of 1 001 people are on this page" in signal.text


def test_a_person_s_page_leads_to_the_part_in_which_its_flag_stands(tmp_path):
    sample = Sample(tmp_path / "night.duckdb")
    add_night(sample)
    for number in range(MOST_FLAGS + 1):
        known = {"patient_id": f"P-{number:04}", "site_id": "SITE-01"}
        sample.add("clinical.patient", **known, is_treated=True, is_dead=False)
        sample.add("signals.flag", **known, flag_id=f"f{number:04}", rule="iris", why="Reported.", evidence=[])
    sample.close()
    for is_live, person, links in (
        (True, "P-0099", ["signal-iris.html#flag-f0099"]),
        (True, "P-0100", ["signal-iris.html?after=100#flag-f0100"]),
        (False, "P-0099", ["signal-iris.html#flag-f0099"]),
        (False, "P-0100", []),
    ):
        now = datetime(2026, 11, 22, 6, tzinfo=UTC)
        with open_night(tmp_path / "night.duckdb", now=now, is_live=is_live) as night:
            page = Page(patient_page(night, patient_page_name(person)))
            assert [address for address in page.values("a", "href") if "#flag-" in address] == links
            for address, _, anchor in (link.partition("#") for link in links):
                night.query = {"after": address.partition("=")[2]}
                assert anchor in Page(signal_page(night, "iris")).values("article", "id")
