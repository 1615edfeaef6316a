"""What changed since my last review: of the person who is signed in, or plainly that there is none."""

from datetime import timedelta

import pytest
from decision_story import Story
from full_sample import write_sample
from page import Page
from sample import AS_OF

from flows.decision.ledger import append
from flows.decision.record import Decision


def acknowledged(story, name, run_id, as_of, key):
    decision = Decision("acknowledge_brief", name, "reviewer", key, run_id, as_of)
    append(story.store, decision)


def test_before_the_first_it_is_said_plainly(story):
    answer = story.reviewer().get("/since-my-review")
    assert answer.status_code == 200
    assert "You have not acknowledged a brief yet" in Page(answer.text).text


def test_it_leads_to_the_brief_since_the_night_of_one_s_own_newest_review(story):
    days = [AS_OF - timedelta(days=number) for number in (9, 2, 1)]
    acknowledged(story, "rita", "R403", days[0], "K1")
    acknowledged(story, "rita", "R410", days[1], "K2")
    acknowledged(story, "anna", "R411", days[2], "K3")
    rita = story.reviewer()
    answer = rita.get("/since-my-review")
    assert (answer.status_code, answer.headers["location"]) == (303, "/index.html?since=2026-11-19")
    assert "since the night of 19 Nov 2026" in Page(rita.get(answer.headers["location"]).text).text


def test_an_acknowledged_newest_night_has_nothing_newer(story):
    acknowledged(story, "rita", "R412", AS_OF, "K1")
    page = Page(story.reviewer().get("/since-my-review").text).text
    assert "You acknowledged the brief of the night of 21 Nov 2026" in page
    assert "no newer night has been published" in page


def test_a_second_night_of_the_same_day_is_newer(tmp_path):
    story = Story(tmp_path, write_sample(tmp_path / "w.duckdb", run_id="R413"))
    acknowledged(story, "rita", "R412", AS_OF, "K1")
    assert story.reviewer().get("/since-my-review").headers["location"] == "/index.html?since=2026-11-21"


def test_without_sign_in_nobody_has_a_last_review(nights, tmp_path):
    visitor = Story(tmp_path, nights["now"], asks=False).server.visitor()
    assert "does not know whose last review is meant" in Page(visitor.get("/since-my-review").text).text
    assert "since-my-review" not in visitor.get("/index.html").text


@pytest.mark.parametrize(("name", "links"), [("rita", 1), ("vera", 0)])
def test_brief_and_queue_lead_there_for_who_may_acknowledge(story, name, links):
    visitor = story.as_user(name)
    for page in ("/index.html", "/cases.html"):
        assert visitor.get(page).text.count('href="since-my-review"') == links
