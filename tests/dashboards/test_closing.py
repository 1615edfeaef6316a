"""A case with a running clock is not closed; what was assessed stands beside what was reported; owners are users."""

from datetime import UTC, datetime

import pytest
from decision_story import ASSESSED, FATAL, NOT_SERIOUS, SERIOUS, UNKNOWN, decide, today
from page import Page
from sample import AS_OF

from dashboards.sign_in.password import hashed
from dashboards.sign_in.user import Role
from dashboards.sign_in.user_file import UserFile
from flows.decision.ledger import append
from flows.decision.record import Decision, MaterialFact

CLOSE = {"kind": "close", "comment": "x"}
NOT_SERIOUS_AT_ALL = {**ASSESSED, "seriousness_hospitalisation": "", "seriousness_not_serious": "yes"}
LISTED = {**ASSESSED, "expectedness": "listed"}


def words_of(visitor, key):
    return Page(visitor.get(f"/case-{key}.html").text).text


CLOSINGS = [
    # case, decisions before it, whether it is closed, and why not
    (SERIOUS, [], "15-day report is due on 24 Nov 2026 and 1 more"),
    (FATAL, [], "15-day report is due on 19 Nov 2026"),
    (UNKNOWN, [], "15-day report is possibly due on 5 Dec 2026"),
    (NOT_SERIOUS, [], None),
    (SERIOUS, [{"kind": "take"}], "is due on 24 Nov 2026"),
    (SERIOUS, [{"kind": "submit", "on": "2026-11-10"}], "15-day follow-up is due on 1 Dec 2026"),
    (SERIOUS, [{"kind": "submit", "on": "2026-11-16"}], None),
    (SERIOUS, [NOT_SERIOUS_AT_ALL], "is due on 24 Nov 2026"),
    (SERIOUS, [LISTED], None),
    (UNKNOWN, [ASSESSED], "15-day report is due on 5 Dec 2026"),
    (UNKNOWN, [NOT_SERIOUS_AT_ALL], None),
    (UNKNOWN, [NOT_SERIOUS_AT_ALL, ASSESSED], "15-day report is due on 5 Dec 2026"),
]


@pytest.mark.parametrize(("key", "before", "why_not"), CLOSINGS)
def test_a_case_is_closed_once_no_clock_runs(story, rita, key, before, why_not):
    for earlier in before:
        assert decide(rita, key, **earlier).status_code == 303
    answer = decide(rita, key, **CLOSE)
    kinds = [record.decision.kind for record in story.recorded()]
    if why_not is None:
        assert (answer.status_code, kinds[-1]) == (303, "close")
        assert "State: closed" in words_of(rita, key)
    else:
        assert answer.status_code == 400
        said = Page(answer.text).text
        assert "A case with a clock that runs cannot be closed" in said
        assert why_not in said
        assert "close" not in kinds


def test_a_case_that_was_closed_before_while_a_clock_ran_is_shown_again(story, rita):
    closed = Decision(
        kind="close", decided_by="rita", role="reviewer", form_key="K", run_id="R412", as_of=AS_OF, comment="x",
        case_id="C-0000000001", snapshot=(MaterialFact("grade", "", "3", "grade 3"),),
    )  # fmt: skip
    append(story.store, closed, datetime(2026, 11, 22, 9, tzinfo=UTC))
    assert "Reopened: a clock runs." in words_of(rita, SERIOUS)
    assert f"case-{SERIOUS}.html" in Page(rita.get("/cases.html").text).values("a", "href")


def test_an_assessment_stands_beside_what_was_reported_on_the_page_and_the_form(rita):
    decide(rita, UNKNOWN, **ASSESSED)
    page, form = words_of(rita, UNKNOWN), Page(rita.get(f"/case-{UNKNOWN}-cioms.html").text).text
    assert "? not known" in page
    assert f"As assessed by rita on {datetime.now(UTC):%-d %b %Y}: hospitalisation" in page
    assert "relation to ibalizumab: possible; grade 3" in page
    assert "assessed as serious and not listed by rita" in page
    assert "Assessment of the company, beside what was reported" in form
    assert "expectedness: Not listed" in form
    assert "relation to ibalizumab: Possible" in form


def test_what_is_to_be_done_next_goes_when_a_newer_assessment_names_nothing(rita):
    decide(rita, SERIOUS, **ASSESSED, next_action="Ask the site.", next_action_on="2099-01-01")
    assert "Next: Ask the site." in words_of(rita, SERIOUS)
    decide(rita, SERIOUS, **ASSESSED)
    assert "Next: Ask the site." not in words_of(rita, SERIOUS)


@pytest.mark.parametrize(("owner", "status"), [("anna", 303), ("nobody here", 400)])
def test_a_case_is_assigned_to_a_user(story, rita, owner, status):
    UserFile(story.store.users).add("anna", frozenset({Role.REVIEWER}), hashed("anna-takes-data"))
    answer = decide(rita, SERIOUS, kind="assign", owner=owner)
    assert answer.status_code == status
    if status == 400:
        assert "no user of this store has that name" in Page(answer.text).text
        assert story.recorded() == []


def test_without_a_user_file_a_case_is_assigned_to_any_name(story, rita):
    assert decide(rita, SERIOUS, kind="assign", owner="somebody", comment=today()).status_code == 303
