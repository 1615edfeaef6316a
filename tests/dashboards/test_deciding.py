"""Decisions by form: who may sign, what is kept, and everything that must not become a record."""

import pytest
from decision_story import ASSESSED, FATAL, NOT_SERIOUS, SERIOUS, UNKNOWN, Story, decide, hidden, today
from full_sample import write_sample
from page import Page
from sample import HOSTILE
from sign_in_story import PASSWORDS


def test_an_assessment_is_signed_kept_and_shown_on_the_same_page(story, rita):
    answer = decide(rita, SERIOUS, **ASSESSED)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/case-{SERIOUS}.html?saved=1#saved")
    (record,) = story.recorded()
    decision = record.decision
    assert (decision.decided_by, decision.role, decision.case_id) == ("rita", "reviewer", "C-0000000001")
    assert (decision.seriousness, decision.severity_grade) == (("hospitalisation",), 3)
    assert [tuple(fact) for fact in decision.snapshot] == [("grade", "", "3", "grade 3")]
    shown = Page(rita.get(answer.headers["location"]).text).text
    assert "Saved as decision 1: Assess, signed by rita" in shown
    assert "State: assessed" in shown
    assert "“I reviewed this case and this assessment is mine.”" in shown


def test_what_was_filled_in_by_the_data_can_be_signed_as_it_stands(rita):
    page = Page(rita.get(f"/case-{SERIOUS}.html").text)
    ticked = [found["name"] for tag, found in page.elements if tag == "input" and "checked" in found]
    chosen = [
        found["value"] for tag, found in page.elements if tag == "option" and "selected" in found if "value" in found
    ]
    assert ticked == ["seriousness_hospitalisation"]
    assert "unlisted" in chosen
    assert f"“{HOSTILE}”" in page.text


@pytest.mark.parametrize("name", ["vera", "anna"])
def test_only_a_reviewer_signs_and_sees_a_form(story, name):
    visitor = story.as_user(name)
    page = visitor.get(f"/case-{SERIOUS}.html").text
    assert "Signing a decision needs the role reviewer." in page
    assert "/decide" not in page
    answer = visitor.post("/decide", data={"form_token": visitor.token(), **ASSESSED, "key": SERIOUS})
    assert answer.status_code == 403
    assert story.recorded() == []


def test_with_sign_in_off_the_page_says_how_to_turn_it_on_and_nothing_is_signed(nights, tmp_path):
    story = Story(tmp_path, nights["now"], asks=False)
    visitor = story.server.visitor()
    page = visitor.get(f"/case-{SERIOUS}.html").text
    assert "Sign-in is off: add a reviewer with vigil user add NAME --role reviewer" in page
    assert '<form class="sign"' not in page
    assert story.recorded() == []


def test_a_form_without_its_token_or_from_elsewhere_is_no_decision(story, rita):
    form = {**hidden(rita.get(f"/case-{SERIOUS}.html").text, "assess"), **ASSESSED, "password": PASSWORDS["rita"]}
    assert rita.post("/decide", data={**form, "form_token": "0" * 64}).status_code == 403
    assert rita.post("/decide", data=form, headers={"origin": "http://elsewhere.example"}).status_code == 403
    assert story.recorded() == []


def test_a_wrong_password_signs_nothing_and_keeps_what_was_filled_in(story, rita):
    answer = decide(rita, SERIOUS, **{**ASSESSED, "comment": "Long thought.", "password": "guessed"})
    assert answer.status_code == 403
    assert "That is not your password, so nothing was signed." in answer.text
    assert "Long thought.</textarea>" in answer.text
    assert "guessed" not in answer.text
    assert story.recorded() == []


def test_the_same_form_sent_twice_is_one_decision(story, rita):
    page = rita.get(f"/case-{SERIOUS}.html").text
    answers = [decide(rita, SERIOUS, page, **ASSESSED) for _ in range(2)]
    assert [answer.headers["location"] for answer in answers] == [f"/case-{SERIOUS}.html?saved=1#saved"] * 2
    assert len(story.recorded()) == 1


def test_the_same_form_with_another_content_is_refused(story, rita):
    page = rita.get(f"/case-{SERIOUS}.html").text
    decide(rita, SERIOUS, page, **ASSESSED)
    answer = decide(rita, SERIOUS, page, **{**ASSESSED, "comment": "Changed my mind."})
    assert answer.status_code == 400
    assert "This form was recorded already, as decision 1, with other content." in answer.text
    assert len(story.recorded()) == 1


def test_a_decision_made_meanwhile_by_somebody_else_is_told_and_can_be_signed_over(story, rita):
    page = rita.get(f"/case-{SERIOUS}.html").text
    decide(rita, SERIOUS, kind="comment", comment="I rang the site.")
    stale = decide(rita, SERIOUS, page, **ASSESSED)
    assert stale.status_code == 409
    assert "Meanwhile rita recorded decision 1 (comment) about it, so nothing was recorded." in Page(stale.text).text
    assert "I rang the site." in stale.text
    assert "Seen with the site.</textarea>" in stale.text
    assert decide(rita, SERIOUS, stale.text, **ASSESSED).status_code == 303
    assert [record.decision.kind for record in story.recorded()] == ["comment", "assess"]


def test_a_decision_about_another_case_makes_no_form_stale(story, rita):
    page = rita.get(f"/case-{SERIOUS}.html").text
    decide(rita, FATAL, kind="take")
    assert decide(rita, SERIOUS, page, **ASSESSED).status_code == 303


def test_a_form_of_the_night_before_is_told_so(nights, tmp_path):
    warehouse = write_sample(tmp_path / "w.duckdb")
    story = Story(tmp_path, warehouse)
    rita = story.reviewer()
    page = rita.get(f"/case-{SERIOUS}.html").text
    write_sample(tmp_path / "newer.duckdb", run_id="R413").replace(warehouse)
    answer = decide(rita, SERIOUS, page, **ASSESSED)
    assert answer.status_code == 409
    assert "A newer night was published after this form was shown" in answer.text
    assert story.recorded() == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({**ASSESSED, "causality": "surely"}, "is no causality"),
        ({**ASSESSED, "artefact": ""}, "artefact is missing"),
        ({**ASSESSED, "seriousness_not_serious": "yes"}, "choose one of these"),
        ({**ASSESSED, "severity_grade": "-1"}, "A number of the form is none"),
        ({"kind": "snooze", "comment": "Later.", "on": "tomorrow"}, "A day of the form is none"),
        ({"kind": "snooze", "comment": "Later.", "on": "2026-01-01"}, "snoozed until a day that is yet to come"),
        ({"kind": "close"}, "Close: comment is missing."),
        ({"kind": "withdraw", "withdraws": "7", "comment": "Wrong."}, "There is no decision 7 to withdraw."),
        ({"kind": "erase"}, "There is no kind of decision"),
    ],
)
def test_what_cannot_be_recorded_is_said_in_a_sentence_on_the_page(story, rita, fields, said):
    answer = decide(rita, SERIOUS, rita.get(f"/case-{SERIOUS}.html").text, **fields)
    assert answer.status_code == 400
    assert said in Page(answer.text).text
    assert story.recorded() == []


def test_only_a_decision_about_this_case_that_still_counts_is_withdrawn_from_its_page(story, rita):
    def withdraw(number: int, page: str = ""):
        return decide(rita, SERIOUS, page, kind="withdraw", withdraws=str(number), comment="Wrong.")

    decide(rita, SERIOUS, kind="comment", comment="Of this case.")
    decide(rita, FATAL, kind="take")
    elsewhere = withdraw(2)
    assert elsewhere.status_code == 400
    assert "Decision 2 (take) is about another case, so nothing was recorded. What can be withdrawn here: 1." in (
        Page(elsewhere.text).text
    )
    page = rita.get(f"/case-{SERIOUS}.html").text
    assert [withdraw(1, page).status_code for _ in range(2)] == [303, 303]
    again = withdraw(1)
    assert again.status_code == 400
    assert "Decision 1 (comment) was withdrawn already, so nothing was recorded. Nothing can be withdrawn here." in (
        Page(again.text).text
    )
    assert [record.decision.kind for record in story.recorded()] == ["comment", "take", "withdraw"]


def test_what_was_filled_in_for_another_kind_is_no_part_of_what_is_signed(story, rita):
    decide(rita, SERIOUS, kind="comment", comment="Only this.", owner="anna", on=today(), causality="certain")
    decision = story.recorded()[0].decision
    assert (decision.comment, decision.owner, decision.submitted_on, decision.causality) == (
        "Only this.",
        None,
        None,
        None,
    )


def test_a_report_that_was_sent_meets_its_clocks(story, rita):
    decide(rita, FATAL, kind="submit", on=today())
    page = Page(rita.get(f"/case-{FATAL}.html").text).text
    assert "No clock waits." in page
    assert "sent on" in page


def test_hostile_words_stay_words_in_the_record_and_on_the_page(story, rita):
    decide(rita, SERIOUS, kind="comment", comment=HOSTILE)
    html = rita.get(f"/case-{SERIOUS}.html").text
    assert "<img" not in html
    assert HOSTILE in Page(html).text


def test_a_quarantined_row_is_corrected_or_reported_as_received(story, rita):
    queue = rita.get("/cases.html?show=quarantined").text
    (link,) = {one for one in Page(queue).values("a", "href") if one.startswith("row-") and "#" not in one}
    page = rita.get(f"/{link}").text
    assert "started_at" in Page(page).text
    form = {**hidden(page, "correct_row"), "corrected_started_at": "2026-02-28", "comment": "Rang the site."}
    assert rita.post("/decide", data={**form, "password": PASSWORDS["rita"]}).status_code == 303
    assert "State: correction proposed" in Page(rita.get(f"/{link}").text).text
    form = {**hidden(rita.get(f"/{link}").text, "report_as_received"), "on": today(), "comment": "Nobody knows more."}
    assert rita.post("/decide", data={**form, "password": PASSWORDS["rita"]}).status_code == 303
    corrected, sent = (record.decision for record in story.recorded())
    assert dict(corrected.corrected) == {"started_at": "2026-02-28"}
    assert (sent.feed, sent.source_row) == ("adverse_event", 78)
    assert link not in rita.get("/cases.html").text


def together(visitor, *keys, **fields):
    form = hidden(visitor.get("/cases.html").text)
    chosen = {f"case-{key}": "yes" for key in keys}
    return visitor.post("/decide-many", data={**form, **chosen, "password": PASSWORDS["rita"], **fields})


@pytest.mark.parametrize("also", [SERIOUS, FATAL, UNKNOWN])
def test_together_nothing_is_decided_once_one_is_serious_or_may_be(story, rita, also):
    answer = together(rita, NOT_SERIOUS, also, kind="take")
    assert answer.status_code == 400
    assert "serious or may be. Such a case is decided on its own page." in answer.text
    assert story.recorded() == []


def test_together_cases_that_are_not_serious_are_taken_once(story, rita):
    page = rita.get("/cases.html").text
    form = {**hidden(page), f"case-{NOT_SERIOUS}": "yes", "kind": "take", "password": PASSWORDS["rita"]}
    answers = [rita.post("/decide-many", data=form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert [record.decision.case_id for record in story.recorded()] == ["C-0000000003"]
    assert "rita" in Page(rita.get("/cases.html?show=mine").text).text


@pytest.mark.parametrize("kind", ["close", "assess", ""])
def test_together_only_taking_and_snoozing_is_possible(story, rita, kind):
    assert together(rita, NOT_SERIOUS, kind=kind).status_code == 400
    assert story.recorded() == []


def test_every_decision_is_in_the_access_log_with_its_kind_and_without_its_words(story, rita):
    decide(rita, SERIOUS, kind="comment", comment="Very private.")
    (line,) = [line for line in story.server.logged() if line["page"] == "decide comment"]
    assert (line["user"], line["status"], line["method"]) == ("rita", 303, "POST")
    assert "private" not in story.server.log_text()


def test_a_page_of_a_past_night_has_no_form(story, rita):
    assert rita.get("/case-0123456789abcdef.html").status_code == 404
    assert rita.post("/decide", data={"form_token": rita.token(), "key": "0123", **ASSESSED}).status_code == 404


def test_the_brief_counts_what_waits_and_is_acknowledged_once(story, rita):
    page = rita.get("/").text
    assert "Due within 3 days or overdue" in page
    assert "cases.html?show=new-serious" in Page(page).values("a", "href")
    form = {**hidden(page, "acknowledge_brief"), "password": PASSWORDS["rita"]}
    answers = [rita.post("/decide", data=form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert [record.decision.kind for record in story.recorded()] == ["acknowledge_brief"]
    assert "rita, " in Page(rita.get("/").text).text
    assert rita.get("/cases.html?show=nothing").status_code == 400


def test_the_stream_of_decisions_is_narrowed_and_taken_away_without_formulas(story, rita):
    decide(rita, SERIOUS, kind="comment", comment="=1+1")
    audit = Page(rita.get("/audit.html?kind=comment&who=rita").text)
    assert "1 decision signed" in audit.text
    assert "Head: decision 1" in audit.text
    answer = rita.get("/download/decisions.csv?kind=comment")
    assert (answer.status_code, answer.text.count("'=1+1")) == (200, 1)
    assert rita.get("/download/decisions.csv?kind=close").text == ""
    assert rita.get("/audit.html?kind=nothing").status_code == 400
    assert story.as_user("vera").get("/download/decisions.csv").status_code == 403
