"""The pages as files: complete, offline, inert to hostile text, readable without colour or figure."""

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from page import Page
from queue_sample import CASE_KEY, ROW_KEY
from sample import HOSTILE, Sample, add_night, write_empty_sample

from dashboards.assets import STATIC
from dashboards.frame import TEMPLATES
from dashboards.night import open_night
from dashboards.receipts import RECEIPTS
from dashboards.site import write_site

RULES = ["infusion_reaction", "anaphylaxis", "neutropenia", "bilirubin_rise", "creatinine_rise", "iris"]
PAGES = [
    "index.html",
    "cases.html",
    "flags.html",
    "near-misses.html",
    "patients.html",
    "rates.html",
    "rates-patient-years.html",
    "rates-proportion.html",
    "dosing.html",
    "risk-iris.html",
    "risk-reactions.html",
    "risk-hepatic.html",
    "risk-renal.html",
    "risk-haematology.html",
    "monitor.html",
    "sites.html",
    "quality.html",
    "quarantine.html",
    "runs.html",
    "audit.html",
    "pack.html",
    "dictionary.html",
    *(receipt.page_name for receipt in RECEIPTS.values()),
    *(f"{kind}-{rule}.html" for kind in ("signal", "rate", "counted") for rule in RULES),
]


def test_every_page_is_written_and_no_other(site):
    people = [name for name in site if name.startswith("patient-")]
    cases = [name for name in site if name.startswith(("case-", "row-"))]
    assert sorted(site) == sorted([*PAGES, *people, *cases])
    assert len(people) == 213
    assert set(cases) == {
        "case-07e9a9696557f5c8.html",  # C-1, new overnight: without a report it has no form
        *(f"case-{key}{form}.html" for key in CASE_KEY.values() for form in ("", "-cioms")),
        f"row-{ROW_KEY}.html",
    }


def test_assets_are_written_once(nights, tmp_path):
    written = write_site(nights["now"], tmp_path)
    assert [path.name for path in written if path.name == "plotly.min.js"] == ["plotly.min.js"]
    assert {path.name for path in (tmp_path / "assets").iterdir()} == {
        "age.js",
        "figures.js",
        "keys.js",
        "patient_filter.js",
        "plotly.min.js",
        "vigil.css",
        "vigil.svg",
    }


@pytest.mark.parametrize("name", PAGES)
def test_nothing_points_outside_the_folder(site, name):
    page = Page(site[name])
    addresses = [
        address
        for tag, attribute in (("a", "href"), ("link", "href"), ("script", "src"), ("img", "src"))
        for address in page.values(tag, attribute)
    ]
    files = {
        *site,
        "assets/vigil.css",
        "assets/vigil.svg",
        "assets/age.js",
        "assets/figures.js",
        "assets/keys.js",
        "assets/plotly.min.js",
        "assets/patient_filter.js",
    }
    assert {address.split("#")[0] for address in addresses} - {""} <= files
    assert "http" not in site[name]


@pytest.mark.parametrize("name", PAGES)
def test_every_anchor_that_is_linked_exists(site, name):
    for address in Page(site[name]).values("a", "href"):
        file, _, anchor = address.partition("#")
        ids = [found["id"] for _tag, found in Page(site[file or name]).elements if "id" in found]
        assert not anchor or anchor in ids, address


@pytest.mark.parametrize("name", PAGES)
def test_no_script_style_or_handler_is_inline(site, name):
    page = Page(site[name])
    assert page.inline_scripts == []
    assert not [name for _tag, found in page.elements for name in found if name.startswith("on") or name == "style"]
    assert "style" not in {tag for tag, _found in page.elements}


@pytest.mark.parametrize("name", PAGES)
def test_hostile_text_is_inert(site, name):
    page = Page(site[name])
    assert "<img" not in site[name]
    assert "alert(2)</script>" not in site[name]
    if name in {"flags.html", "signal-iris.html", "quarantine.html"}:
        assert HOSTILE in page.text


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_language_title_main_and_one_heading(site, name):
    page = Page(site[name])
    tags = [tag for tag, _found in page.elements]
    assert page.values("html", "lang") == ["en"]
    assert tags.count("title") == tags.count("main") == tags.count("h1") == 1
    ids = [found["id"] for _tag, found in page.elements if "id" in found]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", PAGES)
def test_the_banner_says_what_is_seen_how_old_it_is_and_where_the_rows_went(site, name):
    text = Page(site[name]).text
    assert "Data to end of 21 Nov 2026 (UTC)" in text
    assert re.search(r"Built 22 Nov 2026 02:14 UTC, .+ before this page was written", text)
    assert "Run R412" in text
    assert "11 147 = 11 144 accepted + 3 quarantined ( ▲ 1 may be serious) + 0 superseded" in text


def test_a_past_night_says_that_it_is_history(tmp_path):
    warehouse = write_empty_sample(tmp_path / "w.duckdb", is_historical=True)
    write_site(warehouse, tmp_path / "site")
    assert (
        "HISTORICAL VIEW: what had been received by the end of 21 Nov 2026 (UTC)"
        in Page((tmp_path / "site" / "index.html").read_text()).text
    )


def test_rows_that_do_not_add_up_cross_the_top(tmp_path):
    sample = Sample(tmp_path / "w.duckdb")
    add_night(sample)
    sample.add("signals.row_account", feed="infusion", n_files=1, n_rows_in=10, n_accepted=7)
    sample.close()
    write_site(tmp_path / "w.duckdb", tmp_path / "site")
    text = Page((tmp_path / "site" / "runs.html").read_text()).text
    assert "ROWS DO NOT ADD UP: 3 rows of 10 are neither accepted, quarantined nor superseded." in text


def test_the_warehouse_is_let_go(nights, tmp_path):
    warehouse = Path(shutil.copyfile(nights["now"], tmp_path / "w.duckdb"))
    write_site(warehouse, tmp_path)
    with duckdb.connect(str(warehouse)) as con:
        con.execute("CREATE TABLE main.probe AS SELECT 1 AS x")
        con.execute("DROP TABLE main.probe")


def test_type_is_never_smaller_than_14_px_on_the_screen():
    css = (STATIC / "vigil.css").read_text().split("@media print")[0]
    sizes = [int(size) for size in re.findall(r"font(?:-size)?: [^;]*?(\d+)px", css)]
    assert sizes
    assert min(sizes) >= 14


def test_no_template_turns_escaping_off():
    for path in TEMPLATES.glob("*.html"):
        assert "|safe" not in path.read_text().replace(" ", ""), path.name
        assert "autoescape" not in path.read_text()


def test_a_list_keeps_its_order_when_it_is_long(tmp_path):
    sample = Sample(tmp_path / "w.duckdb")
    add_night(sample)
    sample.con.execute("""
        INSERT INTO signals.flag BY NAME
        SELECT CAST(i AS VARCHAR) AS flag_id, 'P' AS patient_id, 'iris' AS rule, '-' AS why, [] AS evidence,
            DATE '2000-01-01' + CAST((i * 7919) % 9973 AS INTEGER) AS onset_on
        FROM range(20000) AS r(i)
    """)
    sample.close()
    with open_night(Path(tmp_path / "w.duckdb"), now=datetime.now(UTC)) as night:
        onsets = [flag["onset_on"] for flag in night.rows("flag")]
    assert onsets == sorted(onsets, reverse=True)
