"""What a safety officer does at eight, and what the keys and paper do: in a real browser, step by step."""

from io import BytesIO

from pypdf import PdfReader


def printed(page) -> str:
    sheets = PdfReader(BytesIO(page.pdf(format="A4", prefer_css_page_size=True))).pages
    return " ".join(" ".join(sheet.extract_text().split()) for sheet in sheets)


def test_from_the_brief_to_the_file_and_row_behind_a_flag(visit):
    page = visit.open("/")
    page.get_by_role("region", name="Flags by signal").get_by_role("link", name="Creatinine rise").click()
    visit.settled()
    flag = page.locator("article.flag", has_text="P-0117")
    assert "1.55 times the baseline" in flag.inner_text()
    flag.locator("summary", has_text="row 41").click()
    assert "lab_central_2026-11-20.csv" in flag.inner_text()
    assert "SHA-256" in flag.inner_text()


def test_a_patient_is_two_clicks_from_the_brief(visit):
    page = visit.open("/")
    page.get_by_role("link", name="Flags", exact=True).click()
    page.get_by_role("link", name="P-0117").first.click()
    visit.settled()
    assert page.locator("h1").inner_text().startswith("P-0117") or "P-0117" in page.locator("h1").inner_text()


def test_a_filter_is_in_the_address_on_the_page_and_on_paper(visit):
    page = visit.open("/flags.html")
    page.get_by_label("Signal").select_option(label="Neutropenia")
    page.get_by_role("button", name="Show", exact=True).click()
    visit.settled()
    assert "signal=neutropenia" in page.url
    names = page.locator("table.flags tbody th").all_inner_texts()
    assert [name.split()[0] for name in names] == ["P-0042"]
    assert "Filtered: signal Neutropenia" in printed(page)


def test_keys_lead_to_pages_to_the_filter_and_to_their_own_help(visit):
    page = visit.open("/")
    page.keyboard.press("?")
    assert page.get_by_role("dialog").is_visible()
    assert visit.barriers() == []
    page.keyboard.press("Escape")
    assert not page.get_by_role("dialog").is_visible()
    page.keyboard.press("g")
    page.keyboard.press("f")
    page.wait_for_url("**/flags.html")
    visit.settled()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.closest('form.filter') !== null")


def test_every_link_of_the_navigation_is_reached_by_the_tabulator(visit):
    page = visit.open("/")
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.textContent.trim()"))
    assert {"Skip to the content", "Flags", "Patients", "Rates", "Dosing", "Runs", "Dictionary"} <= reached


def test_the_brief_on_paper_says_what_the_screen_says(visit):
    page = visit.open("/")
    title = page.locator("h1").inner_text()
    on_paper = printed(page)
    assert title in on_paper
    assert "says nothing about cause" in on_paper
    assert "Dictionary" not in on_paper.split(title)[0]


def test_a_figure_has_its_numbers_as_a_table_beside_it(visit):
    page = visit.open("/rates.html")
    assert page.locator("[data-figure] svg.main-svg").count() > 0
    assert page.locator("main table").count() > 0
