"""Every figure on every page has a title, a finding in a sentence, and a table with the same numbers."""

import json
from html.parser import HTMLParser

from dashboards.figures.twin import MOST_POINTS, twin


class Figures(HTMLParser):
    """Figures of a page in order, each with whether a table of its marks follows before the next; ids of tables."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[dict[str, str | None]] = []
        self.followed: list[bool] = []
        self.tables: list[str | None] = []
        self.is_twin = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = dict(attrs)
        if "data-figure" in own:
            self.found.append(own)
            self.followed.append(False)
        if tag == "details":
            self.is_twin = "twin" in (own.get("class") or "").split()
        if tag == "table":
            self.tables.append(own.get("id"))
            if self.is_twin and self.followed:
                self.followed[-1] = True


def test_every_figure_of_every_page_has_its_title_its_finding_and_its_table(site):
    n_figures = 0
    for name, html in site.items():
        page = Figures(html)
        for own, has_twin in zip(page.found, page.followed, strict=True):
            n_figures += 1
            where = f"{name}: {own.get('data-title')}"
            assert own.get("data-title"), name
            assert (own.get("data-description") or "").endswith((".", "!")), where
            assert own.get("role") in ("img", "group"), where
            assert own.get("aria-label"), where
            assert has_twin or own.get("data-table") in page.tables, f"{where} has no table"
    assert n_figures > 20


def test_ids_of_tables_are_given_once(site):
    for page, html in site.items():
        ids = [one for one in Figures(html).tables if one]
        assert len(ids) == len(set(ids)), page


def test_a_mark_is_told_as_the_figure_tells_it():
    text = {
        "data": [
            {"name": "limit", "x": [0, 1], "y": [2, 2], "hoverinfo": "skip"},
            {"name": "ours", "x": [1], "y": [2], "text": ["May: 1 event<br>&lt;2 expected"],
             "hovertemplate": "%{text}<extra></extra>"},
            {"name": "trial", "x": [3], "y": [4], "hovertemplate": "Trial<extra></extra>"},
        ]
    }  # fmt: skip
    assert twin(text).rows == [("ours", "May: 1 event; <2 expected"), ("trial", "Trial")]


def test_of_very_many_marks_the_first_are_told_and_the_rest_counted():
    n_marks = MOST_POINTS + 3
    figure = {"data": [{"x": list(range(n_marks)), "text": ["one"] * n_marks, "hovertemplate": "%{text}"}]}
    told = twin(json.loads(json.dumps(figure)))
    assert (len(told.rows), told.n_more) == (MOST_POINTS, 3)
