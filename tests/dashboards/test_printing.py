"""What is printed can be read again: the PDF holds the words, on the paper that was asked for."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from dashboards.printing import NoSuchPage, print_pages

FIGURE = '<div data-figure><script type="application/json">{"data": [], "layout": {}, "config": {}}</script></div>'
SCRIPTS = '<script src="assets/plotly.min.js"></script><script src="assets/figures.js"></script>'


def pages(name: str, query) -> str | None:
    site = f" of {query['site']}" if "site" in query else ""
    known = {"index.html": "What needs somebody", "flags.html": f"Flags{site}", "figure.html": FIGURE + SCRIPTS}
    return f"<!doctype html><title>x</title><main>{known[name]}</main>" if name in known else None


def text_of(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def test_pages_are_joined_in_the_order_asked_for_with_their_filters():
    printed = print_pages(pages, ["index.html", "flags.html?site=SITE-04"])
    assert text_of(printed) == ["What needs somebody", "Flags of SITE-04"]
    assert [entry.title for entry in PdfReader(BytesIO(printed)).outline] == ["index.html", "flags.html?site=SITE-04"]


@pytest.mark.parametrize(("paper", "points"), [("A4", (596, 842)), ("Letter", (612, 792))])
def test_the_paper_is_the_one_asked_for(paper, points):
    (page,) = PdfReader(BytesIO(print_pages(pages, ["index.html"], paper))).pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == pytest.approx(points, abs=1)


def test_a_page_with_a_figure_is_printed_once_it_is_drawn():
    assert len(text_of(print_pages(pages, ["figure.html"]))) == 1


def test_an_unknown_page_is_named_before_anything_is_printed():
    with pytest.raises(NoSuchPage, match=r"no page nothing\.html"):
        print_pages(pages, ["index.html", "nothing.html"])
