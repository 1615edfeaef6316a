"""The access log as a page: who looked at or did what and when, for those who may know, without a value of a patient."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from decision_story import ASSESSED, SERIOUS, decide
from page import Page
from sample import HOSTILE
from sign_in_story import PASSWORDS

from dashboards.access_log import Access
from dashboards.pages.access import asked_of_access

TODAY = datetime.now(UTC).date()
AT = datetime.combine(TODAY, datetime.min.time(), UTC)


def write(story, page="index", user="vera", status=200, at=AT, **what):
    line = Access(at, user, "viewer", "::1", what.pop("method", "GET"), page, status, 3, **what)
    story.server.log.write(line, through=False)


def test_a_view_and_a_decision_are_lines_with_name_moment_and_end(story):
    story.as_user("vera").get("/rates.html")
    rita = story.reviewer()
    decide(rita, SERIOUS, **ASSESSED)
    shown = Page(rita.get("/access.html").text).text
    assert "vera viewer 127.0.0.1 rates" in shown
    assert "decide assess sent" in shown
    assert f"{TODAY:%-d %b %Y}" in shown


@pytest.mark.parametrize(("name", "status"), [("vera", 403), ("rita", 200), ("anna", 200)])
def test_a_viewer_may_not_see_it_a_reviewer_and_an_analyst_may(story, name, status):
    visitor = story.as_user(name)
    answer = visitor.get("/access.html")
    assert answer.status_code == status
    assert ("needs the role reviewer or analyst" in answer.text) == (status == 403)
    assert ('href="access.html"' in visitor.get("/audit.html").text) == (status == 200)


def test_without_signing_in_nobody_sees_it(story):
    answer = story.server.visitor().get("/access.html")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/access.html")


def test_looking_at_it_is_an_access_too(story):
    story.reviewer().get("/access.html?who=vera")
    line = story.server.logged()[-1]
    assert (line["page"], line["user"], line["status"]) == ("access", "rita", 200)


def test_no_value_of_a_patient_and_no_password_is_on_it(story):
    rita = story.reviewer()
    decide(rita, SERIOUS, **ASSESSED)
    html = rita.get("/access.html").text
    assert not [
        word for word in ("P-0042", "C-0000000001", SERIOUS, "Seen with the site.", PASSWORDS["rita"]) if word in html
    ]


def test_names_and_accounts_that_were_tried_are_text(story):
    write(story, user=HOSTILE, tried="vera", status=401, page="sign-in", method="POST")
    html = story.reviewer().get("/access.html").text
    assert "<img" not in html
    assert HOSTILE in Page(html).text
    assert "tried as vera" in Page(html).text


@pytest.mark.parametrize(
    ("asked", "pages"),
    [
        ("who=vera", {"index", "case"}),
        ("what=decided", {"decide assess"}),
        ("what=taken", {"download decisions", "meeting pack"}),
        ("what=signed", {"sign-in"}),
        ("what=refused", {"sign-in", "decide assess"}),
        ("person=00ff", {"case"}),
    ],
)
def test_it_is_narrowed_by_the_address(story, asked, pages):
    yesterday = AT - timedelta(days=1)
    on = yesterday.date()
    write(story, at=yesterday)
    write(story, "case", at=yesterday, person="00ff")
    write(story, "decide assess", "rita", 409, yesterday, method="POST")
    write(story, "download decisions", "anna", at=yesterday)
    write(story, "meeting pack", "anna", at=yesterday)
    write(story, "sign-in", "nobody", 401, yesterday, method="POST")
    html = story.reviewer().get(f"/access.html?{asked}&from={on}&until={on}").text
    found = {row[4].removesuffix(" sent") for row in body_of(html)}
    assert found == pages


def body_of(html):
    """Cells of each row of the table."""
    body = re.search(r"<tbody>(.*?)</tbody>", html, re.DOTALL)
    rows = re.findall(r"<tr>(.*?)</tr>", body[1], re.DOTALL) if body else []
    return [[Page(cell).text for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)] for row in rows]


def test_a_day_without_requests_says_what_was_checked(story):
    page = Page(story.reviewer().get("/access.html?from=2026-01-01&until=2026-01-02").text).text
    assert "None that fits. Checked: 0 requests." in page
    assert "1 Jan 2026 to 2 Jan 2026" in page


def test_a_line_that_cannot_be_read_is_told(story):
    path = story.server.log.folder / f"{TODAY.isoformat()}.jsonl"
    rita = story.reviewer()
    path.write_bytes(path.read_bytes() + b"broken\n")
    assert "1 line cannot be read, first:" in Page(rita.get("/access.html").text).text


def test_very_many_lines_come_in_pages_with_the_question_kept(story):
    for number in range(401):
        write(story, at=AT - timedelta(days=1) + timedelta(seconds=number))
    on = (AT - timedelta(days=1)).date()
    rita = story.reviewer()
    first = rita.get(f"/access.html?who=vera&from={on}&until={on}").text
    assert "Page 1 of 3" in Page(first).text
    last = rita.get(f"/access.html?who=vera&from={on}&until={on}&page=3").text
    assert len(body_of(last)) == 1
    assert f"access.html?who=vera&from={on}&until={on}&page=2" in last.replace("&amp;", "&")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"what": "all"}, '"what" in the address must be one of: decided, taken, signed, refused.'),
        ({"from": "yesterday"}, '"from" in the address is no day: write it as 2026-03-01.'),
        ({"from": "2026-03-02", "until": "2026-03-01"}, "The log is shown for 1 to 31 days at once."),
        ({"from": "2026-01-01", "until": "2026-02-01"}, "The log is shown for 1 to 31 days at once."),
    ],
)
def test_what_cannot_be_asked_is_said(query, said):
    with pytest.raises(ValueError, match=said.replace(".", r"\.")):
        asked_of_access(query, date(2026, 3, 1))
