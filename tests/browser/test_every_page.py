"""Every page in a real browser: it loads quietly, reaches nobody else, and can be read by a screen reader."""

from io import BytesIO

import pytest
from pypdf import PdfReader
from visit import PHONE, Visit

from dashboards.composition import PAGES

pytestmark = pytest.mark.xdist_group("browser")
OF_A_SIGNAL = ("signal-neutropenia.html", "rate-neutropenia.html", "counted-neutropenia.html", "signal-iris.html")
ROWS = [name for name in PAGES if name.startswith("rows-")]
NAMES = [*(name for name in PAGES if name not in ROWS), ROWS[0], *OF_A_SIGNAL]


@pytest.mark.parametrize("name", NAMES)
def test_a_page_has_one_heading_no_error_and_no_barrier(visit, name):
    page = visit.open(f"/{name}")
    assert page.locator("h1").count() == 1
    assert visit.barriers() == []


@pytest.mark.parametrize("name", NAMES)
def test_a_page_fits_a_phone(browser, address, name):
    phone = Visit(browser, address, PHONE)
    page = phone.open(f"/{name}")
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    phone.leave()
    assert wider <= 0, f"{wider} px reach beyond a screen of {PHONE['width']} px"


def test_words_from_outside_stay_words(visit):
    page = visit.open("/signal-iris.html")
    assert "<img src=x onerror=alert(1)>" in page.locator("main").inner_text()
    assert page.locator("main img").count() == 0


def test_the_brief_on_paper_says_what_the_screen_says(visit):
    page = visit.open("/")
    title = page.locator("h1").inner_text()
    sheets = [" ".join(sheet.extract_text().split()) for sheet in PdfReader(BytesIO(page.pdf(format="A4"))).pages]
    assert title in sheets[0]
    assert "says nothing about cause" in " ".join(sheets)
