"""Pages on paper: composed here, laid out by Chromium, joined to one PDF. Nothing is served and nothing is fetched."""

import json
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from pathlib import PurePosixPath
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Browser, Route
from pypdf import PdfReader, PdfWriter

from dashboards.assets import ASSETS, assets
from dashboards.chromium import open_chromium

Compose = Callable[[str, Mapping[str, str]], str | None]
"""A page by its file name and what the address asks for beyond it; None when there is no such page."""
NOWHERE = "http://vigil.invalid/"
DRAWN = "!document.querySelector('[data-figure]') || document.documentElement.dataset.figures === 'drawn'"
MOST_MS = 60_000
NO_NUMBERS = "@page { @bottom-left { content: none } @bottom-right { content: none } }"
STAMP = """<!doctype html><meta charset="utf-8"><title>numbers</title><style>
@page { margin: 14mm 13mm 16mm; font: 8pt "Liberation Sans", Arial, sans-serif;
  @bottom-left { content: %s }
  @bottom-right { content: "page " counter(page) " of " counter(pages) } }
div { break-after: page } div:last-child { break-after: auto }
</style>%s"""


class NoSuchPage(ValueError):
    """A page was asked for that this night does not have."""


def print_pages(
    compose_page: Compose, addresses: Sequence[str], paper: str = "A4", *, running_title: str | None = None
) -> bytes:
    """One PDF of the pages at `addresses` (`index.html`, `flags.html?site=SITE-04`), in that order, with bookmarks.

    `paper` is A4 or Letter. Each page begins on a new sheet. With a `running_title` the sheets are numbered through the
    whole PDF and carry it; without one each page numbers its own. Raises NoSuchPage, NoChromium.
    """
    pages = {_address(address): _composed(compose_page, address) for address in addresses}
    style = NO_NUMBERS if running_title is not None else ""
    joined = PdfWriter()
    with open_chromium() as browser:
        for address in map(_address, addresses):
            pdf = _printed(browser, pages, address, paper, style)
            joined.append(PdfReader(BytesIO(pdf)), outline_item=_title(address))
        if running_title is not None:
            _number(joined, browser, running_title, paper)
    joined.add_metadata({"/Title": running_title or "Ibalizumab safety", "/Creator": "Vigil"})
    out = BytesIO()
    joined.write(out)
    return out.getvalue()


def _number(joined: PdfWriter, browser: Browser, running_title: str, paper: str) -> None:
    """Stamp every sheet with its number and the title, from empty sheets that Chromium numbers itself."""
    title = json.dumps(running_title, ensure_ascii=False)
    sheets = STAMP % (title, "<div>&nbsp;</div>" * len(joined.pages))
    address = _address("numbers")
    stamps = PdfReader(BytesIO(_printed(browser, {address: sheets}, address, paper, "")))
    for sheet, stamp in zip(joined.pages, stamps.pages, strict=True):
        sheet.merge_page(stamp)


def _composed(compose_page: Compose, address: str) -> str:
    parts = urlsplit(address)
    html = compose_page(parts.path.lstrip("/"), dict(parse_qsl(parts.query)))
    if html is None:
        raise NoSuchPage(f"This night has no page {parts.path}. Name one as the address shows it: flags.html.")
    return html


def _printed(browser: Browser, pages: Mapping[str, str], address: str, paper: str, style: str) -> bytes:
    def answer(route: Route) -> None:
        name = PurePosixPath(urlsplit(route.request.url).path)
        if route.request.url == address:
            route.fulfill(body=pages[address], content_type="text/html; charset=utf-8")
        elif name.parent.name == ASSETS and name.name in assets():
            asset = assets()[name.name]
            route.fulfill(body=asset.content, content_type=asset.media_type)
        else:
            route.abort()

    page = browser.new_page(viewport={"width": 1000, "height": 1400})
    try:
        page.route("**/*", answer)
        page.goto(address)
        page.wait_for_function(DRAWN, timeout=MOST_MS)
        if style:
            page.add_style_tag(content=style)
        return page.pdf(format=paper, prefer_css_page_size=False, tagged=True, outline=False)
    finally:
        page.close()


def _address(address: str) -> str:
    return NOWHERE + address.lstrip("/")


def _title(address: str) -> str:
    return address.removeprefix(NOWHERE)
