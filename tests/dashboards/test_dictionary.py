"""The dictionary: every analysts' view as the night itself describes it, and questions that the night can answer."""

from datetime import UTC, datetime

import pytest
from page import Page
from sample import Sample, add_night

from dashboards.night import open_night
from dashboards.pages.dictionary import RECIPES, dictionary_page, recipes
from flows.documents import build_empty
from flows.warehouse import open_warehouse, relations_read


@pytest.fixture(scope="module")
def whole_night(tmp_path_factory):
    """A night with every relation, and no row in any but its own."""
    path = tmp_path_factory.mktemp("whole") / "night.duckdb"
    with open_warehouse(path) as con:
        build_empty(con)
        sample = Sample.__new__(Sample)
        sample.con = con
        add_night(sample)
    return path


def test_each_view_has_its_meaning_its_rows_and_each_column_with_its_unit(whole_night):
    with open_night(whole_night, now=datetime(2026, 11, 22, 6, tzinfo=UTC)) as night:
        page = Page(dictionary_page(night))
    assert "v1.night 1 row tonight" in page.text
    assert "v1.flag 0 rows tonight" in page.text
    assert "days_since_first_dose integer" in page.text
    assert "not described" not in page.text
    assert {"flag", "lab_result"} <= set(page.values("section", "id"))
    assert "recipe-rows_behind_a_flag" in page.values("details", "id")


@pytest.mark.parametrize("name", [path.stem for path in sorted(RECIPES.glob("*.sql"))])
def test_each_question_is_one_that_the_night_answers_from_schema_v1_alone(whole_night, name):
    (recipe,) = [one for one in recipes() if one["name"] == name]
    assert recipe["question"].endswith(".")
    with open_night(whole_night, now=datetime(2026, 11, 22, 6, tzinfo=UTC)) as night:
        night.con.sql(recipe["text"]).fetchall()
    read = relations_read(RECIPES / f"{name}.sql")
    assert read
    assert {relation.partition(".")[0] for relation in read} == {"v1"}


def test_there_are_ten_questions_and_a_night_without_views_says_so(site):
    assert len(recipes()) == 10
    assert "None. Checked: the views of this night." in Page(site["dictionary.html"]).text
