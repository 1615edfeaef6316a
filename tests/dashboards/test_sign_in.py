"""Signing in: who gets in, for how long, and that guessing, forged forms and foreign sessions do not help."""

import re

import pytest
from page import Page
from sign_in_story import PASSWORDS, Server

from dashboards.sign_in import gate
from dashboards.sign_in.pages import local
from dashboards.sign_in.password import is_password

WRONG = "Name and password do not belong together."


@pytest.fixture
def server(nights, tmp_path):
    return Server(tmp_path, nights["now"])


@pytest.fixture
def visitor(server):
    return server.visitor()


def test_every_page_asks_to_sign_in_and_leads_back_after_it(visitor):
    answer = visitor.get("/flags.html?signal=iris&site=A%20B")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=/flags.html%3Fsignal%3Diris%26site%3DA%2520B"
    form = Page(visitor.get(answer.headers["location"]).text)
    assert "/flags.html?signal=iris&site=A%20B" in form.values("input", "value")
    assert visitor.sign_in("vera", next="/flags.html").headers["location"] == "/flags.html"
    assert "Signed in as vera" in Page(visitor.get("/flags.html").text).text


@pytest.mark.parametrize(
    "path", ["/", "/patients.html", "/nothing", "/night/2026-11-20/", "/download/warehouse.duckdb", "/a/b/c"]
)
def test_nothing_is_shown_to_a_stranger(visitor, path):
    assert visitor.get(path).status_code == 303
    assert visitor.get(path).text == ""


def test_the_page_to_sign_in_has_its_style(visitor):
    page = Page(visitor.get("/sign-in").text)
    for path in page.values("link", "href"):
        assert visitor.get(path).status_code == 200


@pytest.mark.parametrize(("name", "password"), [("vera", "wrong"), ("nobody-here", "wrong"), ("vera", ""), ("", "x")])
def test_a_wrong_password_and_an_unknown_name_are_answered_alike(visitor, name, password):
    answer = visitor.sign_in(name, password)
    assert answer.status_code == 401
    assert WRONG in answer.text
    assert name == "" or name not in answer.text
    assert visitor.get("/").status_code == 303


def test_the_cookie_is_for_this_server_alone_and_not_for_scripts(visitor):
    cookie = visitor.sign_in("vera").headers["set-cookie"]
    assert re.match(r"vigil-session=[\w-]{43}; HttpOnly; Path=/; SameSite=strict$", cookie)


def test_over_https_the_cookie_never_travels_in_the_clear(server):
    cookie = server.visitor(base_url="https://127.0.0.1").sign_in("vera").headers["set-cookie"]
    assert cookie.startswith("__Host-vigil-session=")
    assert "; Secure" in cookie


@pytest.mark.parametrize(
    ("minutes", "status"), [([59], 200), ([60], 303), ([59, 59, 59], 200), ([59] * 12, 200), ([59] * 13, 303)]
)
def test_a_session_ends_after_an_hour_without_a_page_and_after_twelve_hours(server, minutes, status):
    visitor = server.visitor()
    visitor.sign_in("vera")
    for pause in minutes:
        server.clock.passes(minutes=pause)
        answer = visitor.get("/sign-in")  # leads on whoever is signed in
    assert (answer.status_code == 303) == (status == 200)


def test_signing_out_ends_the_session_for_whoever_has_its_cookie(server, visitor):
    visitor.sign_in("vera")
    cookie = visitor.cookies["vigil-session"]
    assert visitor.post("/sign-out", data={"form_token": visitor.token()}).status_code == 303
    thief = server.visitor(cookies={"vigil-session": cookie})
    assert thief.get("/").status_code == 303


@pytest.mark.parametrize("change", ["remove", "password", "role"])
def test_a_changed_account_ends_its_sessions(server, visitor, change):
    visitor.sign_in("vera")
    lines = server.users.path.read_text()
    if change == "remove":
        server.users.remove("vera")
    elif change == "password":
        server.users.set_password("vera", server.users.accounts()["rita"].password)
    else:
        server.users.path.write_text(lines.replace('"viewer"', '"analyst"'))
    assert visitor.get("/").status_code == 303


def test_a_session_id_planted_beforehand_is_never_taken_over(server):
    victim = server.visitor(cookies={"vigil-session": "planted"})
    assert "vigil-session=planted" not in victim.sign_in("vera").headers["set-cookie"]
    assert server.visitor(cookies={"vigil-session": "planted"}).get("/").status_code == 303


def test_signing_in_again_gives_another_id_and_ends_the_first(server, visitor):
    visitor.sign_in("vera")
    first, token = visitor.cookies["vigil-session"], visitor.token()
    visitor.post("/sign-in", data={"form_token": token, "name": "rita", "password": PASSWORDS["rita"]})
    assert visitor.cookies["vigil-session"] != first
    assert server.visitor(cookies={"vigil-session": first}).get("/").status_code == 303


@pytest.mark.parametrize("token", ["", "0" * 64, "ü", None])
def test_a_form_without_the_right_token_is_refused(visitor, token):
    visitor.get("/sign-in")
    sent = {"name": "vera", "password": PASSWORDS["vera"]} | ({} if token is None else {"form_token": token})
    answer = visitor.post("/sign-in", data=sent)
    assert answer.status_code == 403
    assert "Open its page again" in answer.text


def test_the_token_of_one_browser_is_none_in_another(server, visitor):
    token = server.visitor().token()
    visitor.get("/sign-in")
    sent = {"form_token": token, "name": "vera", "password": PASSWORDS["vera"]}
    assert visitor.post("/sign-in", data=sent).status_code == 403


def test_the_token_before_signing_in_is_none_afterwards(visitor):
    before = visitor.token()
    visitor.sign_in("rita")
    assert visitor.post("/sign", data={"form_token": before, "password": PASSWORDS["rita"]}).status_code == 403


def test_guessing_has_to_wait_longer_and_longer_but_never_for_ever(server, visitor):
    for _ in range(5):
        assert visitor.sign_in("vera", "wrong").status_code == 401
    answer = visitor.sign_in("vera", "wrong")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
    assert "Wait 1 seconds" in answer.text
    for _ in range(12):
        server.clock.passes(minutes=15)
        assert visitor.sign_in("vera", "wrong").status_code == 401
        assert visitor.sign_in("vera").status_code == 429  # the right password is not even looked at
    server.clock.passes(minutes=15)
    assert visitor.sign_in("vera").status_code == 303


def test_waiting_says_nothing_about_whether_the_name_exists(visitor):
    answers = {name: [visitor.sign_in(name, "wrong").status_code for _ in range(6)] for name in ("vera", "nobody-here")}
    assert answers["vera"] == answers["nobody-here"] == [401] * 5 + [429]


def test_a_stranger_who_guesses_keeps_no_officer_out(server):
    office = server.visitor("10.0.0.5")
    assert office.sign_in("rita").status_code == 303
    for number in range(60):
        server.visitor(f"192.0.2.{number}").sign_in("rita", "wrong")
    assert server.visitor("192.0.2.99").sign_in("rita").status_code == 429
    assert server.visitor("10.0.0.5").sign_in("rita").status_code == 303
    server.clock.passes(seconds=10)
    assert server.visitor("192.0.2.99").sign_in("rita").status_code == 303


def test_one_address_that_tries_many_names_has_to_wait(server):
    visitor = server.visitor("192.0.2.1")
    codes = [visitor.sign_in(f"name{number}", "wrong").status_code for number in range(21)]
    assert codes == [401] * 20 + [429]


def test_a_viewer_does_not_sign_and_is_told_so(visitor):
    visitor.sign_in("vera")
    answer = visitor.post("/sign", data={"form_token": visitor.token(), "password": PASSWORDS["vera"]})
    assert answer.status_code == 403
    assert "Signing a decision needs the role reviewer. You are signed in as vera (viewer)." in Page(answer.text).text


def test_a_reviewer_signs_with_the_password_asked_again(visitor):
    visitor.sign_in("rita")
    token = visitor.token()
    assert visitor.post("/sign", data={"form_token": token, "password": PASSWORDS["rita"]}).text == "signed by rita"
    answer = visitor.post("/sign", data={"form_token": token, "password": PASSWORDS["vera"]})
    assert answer.status_code == 403
    assert "That is not your password, so nothing was signed." in answer.text


def test_only_the_password_of_the_session_is_known_again_without_its_slow_hash(visitor, monkeypatch):
    visitor.sign_in("rita")
    token, hashed = visitor.token(), []
    monkeypatch.setattr(gate, "is_password", lambda typed, kept: hashed.append(typed) or is_password(typed, kept))
    for password in (PASSWORDS["rita"], PASSWORDS["vera"], "", PASSWORDS["rita"]):
        visitor.post("/sign", data={"form_token": token, "password": password})
    assert hashed == [PASSWORDS["vera"], ""]


def test_a_stolen_session_does_not_guess_the_password_by_signing(visitor):
    visitor.sign_in("rita")
    token = visitor.token()
    codes = [visitor.post("/sign", data={"form_token": token, "password": "x"}).status_code for _ in range(6)]
    assert codes == [403] * 5 + [429]


def test_a_form_sent_after_the_session_ended_is_not_lost_in_silence(server, visitor):
    visitor.sign_in("rita")
    server.clock.passes(hours=2)
    form = {"form_token": visitor.token(), "password": PASSWORDS["rita"]}
    answer = visitor.post("/sign", data=form)
    assert answer.status_code == 401
    assert "You are signed out. Sign in, then send the form again." in answer.text


def test_while_sign_in_is_off_nobody_signs(tmp_path, nights):
    visitor = Server(tmp_path, nights["now"], asks=False).visitor()
    assert visitor.get("/sign-in").status_code == 404
    page = visitor.get("/")
    assert page.status_code == 200
    assert "Signed in" not in page.text
    assert visitor.post("/sign", data={"password": "x"}).status_code == 403


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "evil",
        "",
        "/a\nb",
        "/\\",
        "/sign-in",
        "/" + "a" * 3000,
    ],
)
def test_after_signing_in_nobody_is_led_elsewhere(address):
    assert local(address) == "/"


def test_a_broken_file_of_users_lets_nobody_in_and_shows_nothing_of_it(server, visitor):
    visitor.sign_in("vera")
    server.users.path.write_text('{"name": "vera"')
    answer = visitor.get("/")
    assert answer.status_code == 503
    assert "Nobody can sign in at the moment." in answer.text
    assert str(server.users.path) not in answer.text
