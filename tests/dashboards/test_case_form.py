"""The form of a case and its JSON: golden files that a physician can review, and hostile words that stay words."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from case_sample import write_case_sample
from page import Page
from sample import HOSTILE

from dashboards.case_form.document import case_document, case_json
from dashboards.case_form.facts import case_facts, plain_text
from dashboards.case_form.form import CRITERIA, sections
from dashboards.case_form.narrative import narrative
from dashboards.composition import compose, page_names
from dashboards.night import OpenNight, open_night
from dashboards.pages.case_form import case_form_name
from dashboards.seen import seen_of

GOLDEN = Path(__file__).parent / "golden"
SERIOUS, HOSTILE_CASE, NULLIFIED = "C-0000000001", "C-0000000002", "C-0000000003"


@pytest.fixture(scope="module")
def night(tmp_path_factory) -> Iterator[OpenNight]:
    """The drawn night, open."""
    warehouse = write_case_sample(tmp_path_factory.mktemp("cases") / "night.duckdb")
    with open_night(warehouse, now=datetime(2026, 11, 22, 3, tzinfo=UTC), is_live=True) as opened:
        yield opened


def in_words(night: OpenNight, case_id: str) -> str:
    """The form as lines: section, box, question, answers with their rows; then the narrative."""
    facts = case_facts(night, case_id)
    lines = []
    for title, boxes in sections(facts).items():
        lines += ["", title]
        for box in boxes:
            lines += [f"{box.number or '-':>5}  {box.title}"]
            lines += [f"         {answer.text}{rows_of(answer)}" for answer in box.said]
    lines += ["", "Draft of the narrative", *(f"       {one.text}{rows_of(one)}" for one in narrative(facts))]
    return "\n".join(lines).strip() + "\n"


def rows_of(answer) -> str:
    return f" [{'; '.join(source.in_words for source in answer.sources)}]" if answer.sources else ""


def test_the_form_of_a_serious_case_reads_as_reviewed(night):
    assert in_words(night, SERIOUS) == (GOLDEN / "case_form.txt").read_text(encoding="utf-8")


def test_the_json_of_a_serious_case_is_as_reviewed(night):
    assert case_json(case_facts(night, SERIOUS)) == (GOLDEN / "case.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("case_id", [SERIOUS, HOSTILE_CASE, NULLIFIED])
def test_the_page_says_what_the_form_says_and_that_it_judges_no_cause(night, case_id):
    page = Page(compose(night, case_form_name(case_id)))
    for boxes in sections(case_facts(night, case_id)).values():
        for box in boxes:
            assert box.title in page.text
            assert all(answer.text in page.text for answer in box.said)
    assert "It does not judge cause" in page.text
    assert page.inline_scripts == []


def test_what_nobody_told_is_not_reported_and_never_no(night):
    facts = case_facts(night, HOSTILE_CASE)
    boxes = {box.title: [answer.text for answer in box.said] for part in sections(facts).values() for box in part}
    assert {tuple(boxes[f"{title} ({letter})"]) for letter, title in CRITERIA.items()} == {("not reported",)}
    for title in ("Sex", "Country", "Outcome", "Severity", "Serious by the reports", "Indication for use"):
        assert boxes[title] == ["not reported"]
    assert "no" not in {answer.lower() for answers in boxes.values() for answer in answers}
    document = case_document(facts)
    assert document["seriousness"] == {"is_serious": None, "letters": []}
    assert document["listedness"]["is_listed"] is None


def test_hostile_words_stay_words_on_one_line(night):
    html = compose(night, case_form_name(HOSTILE_CASE))
    page = Page(html)
    assert f"\N{LEFT DOUBLE QUOTATION MARK}{HOSTILE} enola\N{RIGHT DOUBLE QUOTATION MARK}" in page.text
    assert not [tag for tag, _ in page.elements if tag == "img"]
    assert "\u202e" not in html
    document = json.loads(case_json(case_facts(night, HOSTILE_CASE)))
    assert document["reports"][0]["normalised"]["verbatim_term"] == f"{HOSTILE}\r\n\u202eenola"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("a\tb\r\nc", "a b c"),
        ("\u202eabc\u2066", "abc"),
        ("\x00\x1b[31mred", "[31mred"),
        ("क्\u200dष", "क्\u200dष"),
        (7, "7"),
    ],
)
def test_invisible_letters_go_and_those_of_scripts_stay(text, plain):
    assert plain_text(text) == plain


def test_reported_and_suggested_causality_stand_apart(night):
    page = Page(compose(night, case_form_name(SERIOUS))).text
    assert "Causality as the reporter sees it probable" in page
    assert "Causality suggested by the rules, for review possible" in page
    causality = case_document(case_facts(night, SERIOUS))["causality"]
    assert causality["as_reported"] == "probable"
    assert [one["who_umc"] for one in causality["as_suggested"]] == ["possible"]


def test_a_nullified_case_says_so_and_its_report_counts_nowhere(night):
    page = Page(compose(night, case_form_name(NULLIFIED))).text
    assert "Nullified." in page
    assert "was withdrawn (nullified); it counts nowhere." in page
    assert "nullification" in page


def test_each_sentence_but_the_statement_names_where_it_stands(night):
    *told, statement = narrative(case_facts(night, SERIOUS))
    assert all(sentence.sources for sentence in told)
    assert not statement.sources


def test_every_case_with_a_report_has_its_form_and_an_unknown_one_has_none(night):
    forms = [name for name in page_names(night) if name.endswith("-cioms.html")]
    assert set(forms) == {case_form_name(case_id) for case_id in (SERIOUS, HOSTILE_CASE, NULLIFIED)}
    assert all(re.fullmatch(r"case-[0-9a-f]{16}-cioms\.html", name) for name in forms)
    assert compose(night, f"case-{'0' * 16}-cioms.html") is None
    assert case_facts(night, "C-NONE") is None


def test_the_access_log_names_the_form_and_whose():
    seen = seen_of("/case-0123456789abcdef-cioms.html", is_found=True)
    assert (seen.page, seen.patient_key) == ("case-cioms", "0123456789abcdef")


def test_the_json_has_the_keys_of_its_documentation_in_that_order(night):
    page = (Path(__file__).parents[2] / "docs" / "case-json.md").read_text(encoding="utf-8")
    table = page.split("|---|---|\n")[1].split("\n\n")[0]
    assert list(case_document(case_facts(night, SERIOUS))) == re.findall(r"^\| `(\w+)`", table, re.MULTILINE)
