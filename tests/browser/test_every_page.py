"""Every page in a real browser: it loads quietly, reaches nobody else, and can be read by a screen reader."""

import pytest
from visit import PHONE, Visit

from dashboards.composition import PAGES

OF_A_SIGNAL = ("signal-neutropenia.html", "rate-neutropenia.html", "counted-neutropenia.html", "signal-iris.html")
ROWS = [name for name in PAGES if name.startswith("rows-")]
NAMES = [*(name for name in PAGES if name not in ROWS), ROWS[0], *OF_A_SIGNAL]


@pytest.mark.parametrize("name", NAMES)
def test_a_page_has_one_heading_no_error_and_no_barrier(visit, name):
    page = visit.open(f"/{name}")
    assert page.locator("h1").count() == 1
    assert visit.barriers() == []
    named = "[...document.querySelectorAll('[data-figure]')].map(box => !!box.querySelector('svg > title + desc'))"
    assert all(page.evaluate(named))


def test_figures_below_the_view_are_drawn_before_the_page_is_printed(visit):
    visit.page.add_init_script("window.requestIdleCallback = function () {};")
    visit.page.goto(f"{visit.address}/rate-neutropenia.html")
    visit.page.locator('html[data-figures="in view"]').wait_for(state="attached")
    n_undrawn = "document.querySelectorAll('[data-figure]:not(:has(svg))').length"
    assert visit.page.evaluate(n_undrawn) > 0
    visit.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert visit.page.evaluate(n_undrawn) == 0


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
