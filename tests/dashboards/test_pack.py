"""The meeting pack: what is asked for, what is sealed, what stands on paper, and what stands behind each count."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from case_sample import KNOWN_AT, write_case_sample
from page import Page
from pypdf import PdfReader
from sample import HOSTILE
from test_server import Visitor

from dashboards import pack_served
from dashboards.composition import compose
from dashboards.navigation import NAVIGATION
from dashboards.night import OpenNight, open_night
from dashboards.pack import ChainHead, Comment, Pack, Seal, asked_pack, checked, comments_of, default_pages, seal_of
from dashboards.pack_print import print_pack
from dashboards.pages.pack import cases_page, cover_page, in_ranges, receipts_page
from dashboards.printing import NoSuchPage
from dashboards.server import create_app
from dashboards.shown import Nights

SEAL = Seal("ab" * 32, True, ChainHead(3, 7, "cd" * 32))


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory) -> Path:
    """The drawn night with cases."""
    folder = tmp_path_factory.mktemp("pack") / "2026-11-21"
    folder.mkdir()
    return write_case_sample(folder / "warehouse.duckdb")


@pytest.fixture
def night(warehouse) -> Iterator[OpenNight]:
    """The same, open."""
    with open_night(warehouse, now=datetime(2026, 11, 22, 3, tzinfo=UTC), is_live=True) as opened:
        yield opened


def test_without_a_choice_the_brief_the_rates_and_the_risks_with_flags_are_in_it(night):
    assert default_pages(night) == ("index.html", "rates.html", "risk-reactions.html")
    assert asked_pack(night, {}).addresses == default_pages(night)


def test_the_address_says_pages_comments_and_since(night):
    query = {
        "flags.html": "yes", "quality.html": "no", "nothing.html": "yes", "comment": " All ", "comment-flags.html": "Look",
        "comment-rates.html": "not chosen", "since": "2026-11-03",
    }  # fmt: skip
    assert asked_pack(night, query) == Pack(
        ("flags.html",), (Comment(None, "All"), Comment("flags.html", "Look")), date(2026, 11, 3)
    )


@pytest.mark.parametrize(
    ("pack", "words"),
    [
        (Pack(("index.html",) * 41), "at most 40 pages"),
        (Pack((), (Comment(None, "x" * 1501),)), "may have 1500 characters"),
        (Pack((), since=date(2026, 11, 22)), "after the data cut-off"),
    ],
)
def test_what_cannot_be_made_is_refused_in_words(night, pack, words):
    with pytest.raises(ValueError, match=words):
        checked(pack, night)
    with pytest.raises(ValueError, match="no day"):
        asked_pack(night, {"since": "yesterday"})


def test_a_comment_is_of_a_page_only_if_that_page_is_in_the_pack():
    assert comments_of(["rates.html: up: look", "dosing.html: x", "Note"], ["rates.html"]) == (
        Comment("rates.html", "up: look"), Comment(None, "dosing.html: x"), Comment(None, "Note"),
    )  # fmt: skip


def test_the_seal_names_the_file_as_it_is_and_whether_that_was_published(warehouse, night):
    sha256 = hashlib.sha256(warehouse.read_bytes()).hexdigest()
    assert (seal_of(warehouse, night).warehouse_sha256, seal_of(warehouse, night).is_as_published) == (sha256, None)
    manifest = warehouse.parent / "manifest.json"
    for named, said in ((sha256, True), ("0" * 64, False)):
        manifest.write_text(json.dumps({"warehouse_sha256": named}))
        assert seal_of(warehouse, night).is_as_published is said
    manifest.unlink()


def test_the_cover_says_hashes_chain_and_comments_and_warns_of_another_file(night):
    pack = Pack(("index.html",), (Comment("index.html", HOSTILE),), date(2026, 11, 1))
    page = Page(cover_page(night, pack, SEAL))
    for said in ("ab" * 32, "cd" * 32, "head of the chain number 7", "5be01f9c22d1", "R412", HOSTILE, "1 Nov 2026"):
        assert said in page.text
    assert not [tag for tag, _ in page.elements if tag == "img"]
    changed = cover_page(night, pack, replace(SEAL, is_as_published=False))
    assert "Do not rely on this pack" in Page(changed).text


def test_the_case_list_leaves_nullified_ones_out_says_so_and_marks_news(night):
    page = Page(cases_page(night, date(2026, 11, 3))).text
    assert "2 cases of adverse events stand" in page
    assert "2 cases with new medical information since 3 Nov 2026" in page
    assert "1 nullified case left out" in page
    assert page.index("C-0000000001") < page.index("C-0000000002")
    assert "C-0000000003" not in page
    assert "0 cases with new medical information since 4 Nov 2026" in Page(cases_page(night, date(2026, 11, 4))).text


def test_the_case_list_tells_where_each_case_stands(tmp_path):
    case_id = "C-0000000001"
    signed = {"last_decided_at": KNOWN_AT, "decided_by": HOSTILE, "material_change": "grade 2 → 4"}
    path = write_case_sample(tmp_path / "w.duckdb", {"case_id": case_id, "state": "reopened", **signed})
    with open_night(path, now=KNOWN_AT) as decided:
        html = cases_page(decided, None)
    text = Page(html).text
    assert "Decided up to this night: 1 new, 1 reopened." in text
    assert f"reopened {HOSTILE}, 3 Nov 2026 changed since: grade 2 → 4" in text
    assert "<img" not in html


def test_each_count_has_its_words_of_sql_files_and_rows(night):
    page = Page(receipts_page(night, ["index.html"])).text
    assert "FROM v1.flag WHERE rule = 'anaphylaxis'" in page
    assert "Cases of adverse events that stand: 2" in page
    assert "adverse_events_2026-11-21.csv c3c3c3c3c3c3c3c3 11–13" in page


@pytest.mark.parametrize(("rows", "words"), [([], ""), ([4, 2, 3, 9], "2–4, 9"), ([5, 5], "5"), ([1, 3], "1, 3")])
def test_rows_in_print(rows, words):
    assert in_ranges(rows) == words


def test_the_page_ticks_what_is_asked_and_names_the_address(warehouse):
    query = {"flags.html": "yes", "comment": "A & B"}
    with open_night(warehouse, now=datetime(2026, 11, 22, 3, tzinfo=UTC), is_live=True, query=query) as opened:
        page = Page(compose(opened, "pack.html"))
    ticked = [found["name"] for tag, found in page.elements if tag == "input" and "checked" in found]
    assert ticked == ["flags.html"]
    assert "pack.pdf?flags.html=yes&comment=A+%26+B" in page.values("a", "href")
    assert any(place.name == "Audit & pack" and place.holds("pack.html") for place in NAVIGATION)


def test_a_written_page_holds_no_form_and_names_the_command(site):
    page = Page(site["pack.html"])
    assert not [tag for tag, _ in page.elements if tag == "form"]
    assert "vigil pack --pdf pack.pdf --as-of 2026-11-21 --page index.html" in page.text


def test_an_address_that_cannot_be_is_answered_in_words(warehouse):
    visitor = Visitor(create_app(Nights(lambda: warehouse)))
    assert visitor.get("/pack.pdf?since=2026-11-22").status_code == 400
    assert visitor.get("/night/2026-01-01/pack.pdf").status_code == 404
    with pack_served.AT_ONCE:
        busy = visitor.get("/pack.pdf")
    assert busy.status_code == 503
    assert "Another pack is being printed" in busy.text


def test_the_pack_is_one_pdf_numbered_through_and_can_be_read_again(night):
    pack = Pack(("index.html", "flags.html?signal=anaphylaxis"), (Comment(None, "Look at case 1"),))
    pdf = PdfReader(BytesIO(print_pack(night, pack, SEAL)))
    sheets = [" ".join(sheet.extract_text().split()) for sheet in pdf.pages]
    assert [entry.title for entry in pdf.outline] == [
        "pack-cover.html", "index.html", "flags.html?signal=anaphylaxis", "pack-cases.html", "pack-receipts.html",
    ]  # fmt: skip
    for number, sheet in enumerate(sheets, start=1):
        assert sheet.count(f"page {number} of {len(sheets)}") == 1
        assert sheet.count("meeting pack, data to 2026-11-21, run R412") == 1
        assert "for review page" not in sheet
    assert "Look at case 1" in sheets[0]
    assert "ab" * 32 in sheets[0].replace(" ", "")
    assert any("C-0000000001" in sheet.replace(" ", "") for sheet in sheets)
    assert any("FROM v1.flag WHERE rule = 'anaphylaxis'" in sheet for sheet in sheets)
    with pytest.raises(NoSuchPage, match=r"no page nothing\.html"):
        print_pack(night, Pack(("nothing.html",)), SEAL)


def test_the_server_answers_with_the_pdf(warehouse):
    answer = Visitor(create_app(Nights(lambda: warehouse))).get("/pack.pdf?index.html=yes")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
