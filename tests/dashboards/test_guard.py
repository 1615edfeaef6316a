"""What the server answers to whoever asks for it under a foreign name, from a foreign page, or for too much."""

import logging

import pytest
from sign_in_story import PASSWORDS, Server, Visitor

from dashboards.assets import assets
from dashboards.frame import TEMPLATES
from dashboards.guard import LARGEST_FORM, LONGEST_ADDRESS, allowed_host
from dashboards.server import HEADERS, check_binding
from dashboards.sign_in.gate import Gate
from dashboards.sign_in.user_file import UserFile


@pytest.fixture
def visitor(tmp_path) -> Visitor:
    return Server(tmp_path, hosts=frozenset({"vigil.example"})).visitor()


@pytest.mark.parametrize("host", ["127.0.0.1:8350", "localhost", "[::1]:8350", "vigil.example", "VIGIL.example:443"])
def test_the_names_of_this_machine_and_the_named_one_are_answered(visitor, host):
    assert visitor.get("/sign-in", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "vigil.example.evil.example", "127.0.0.1.evil.example", "", "127.0.0.1:x", "[::1", "0.0.0.0"],
)
def test_a_foreign_name_reaches_no_page(visitor, host):
    answer = visitor.get("/sign-in", headers={"Host": host})
    assert answer.status_code == 421
    assert "form" not in answer.text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"Origin": "http://127.0.0.1"}, 303),
        ({"Origin": "http://127.0.0.1", "Sec-Fetch-Site": "same-origin"}, 303),
        ({"Origin": "http://127.0.0.1:8351"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
    ],
)
def test_a_form_is_taken_from_our_own_pages_only(visitor, headers, status):
    sent = {"form_token": visitor.token(), "name": "vera", "password": PASSWORDS["vera"]}
    assert visitor.post("/sign-in", data=sent, headers=headers).status_code == status


@pytest.mark.parametrize("n_letters", [LONGEST_ADDRESS - 9, LONGEST_ADDRESS - 8])
def test_an_address_has_a_longest_length(visitor, n_letters):
    answer = visitor.get(f"/sign-in?{'a' * n_letters}")
    assert answer.status_code == (200 if len("/sign-in") + n_letters <= LONGEST_ADDRESS else 414)


@pytest.mark.parametrize(
    ("what", "status"),
    [
        ({"content": "x" * (LARGEST_FORM + 1), "headers": {"Content-Type": "application/x-www-form-urlencoded"}}, 413),
        ({"content": "x=%ff", "headers": {"Content-Type": "application/x-www-form-urlencoded"}}, 400),
        ({"content": "&".join(["x=1"] * 201), "headers": {"Content-Type": "application/x-www-form-urlencoded"}}, 400),
        ({"content": b"\xff\xfe", "headers": {"Content-Type": "application/x-www-form-urlencoded"}}, 400),
        ({"json": {"name": "vera"}}, 415),
        ({"files": {"name": b"vera"}}, 415),
        ({}, 415),
    ],
)
def test_what_is_no_small_form_is_refused_in_words(visitor, what, status):
    answer = visitor.post("/sign-in", **what)
    assert answer.status_code == status
    assert "<h1>" in answer.text


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"])
def test_nothing_but_reading_and_forms(visitor, method):
    assert visitor.ask(method, "/").status_code == 405


def test_a_failure_shows_no_trace_and_logs_no_value(tmp_path, caplog):
    server = Server(tmp_path, asks=False)

    def fails() -> None:
        raise RuntimeError("P-0117 has bilirubin 4.2")

    server.app.get("/a/failing/page")(fails)
    with caplog.at_level(logging.ERROR):
        answer = server.visitor().get("/a/failing/page")
    assert answer.status_code == 500
    assert "The server failed at this page." in answer.text
    for text in (answer.text, caplog.text, server.log_text()):
        assert "P-0117" not in text
        assert "Traceback" not in text
    assert "RuntimeError at" in caplog.text
    assert "test_guard.py" in caplog.text


@pytest.mark.parametrize("path", ["/sign-in", "/", "/nothing", "/assets/vigil.css"])
@pytest.mark.parametrize("host", ["127.0.0.1", "evil.example"])
def test_every_answer_carries_the_headers(visitor, path, host):
    headers = visitor.get(path, headers={"Host": host}).headers
    for name, value in HEADERS.items():
        assert headers[name] == value
    assert headers["cache-control"] == "no-cache" if "css" in path and host != "evil.example" else "no-store"


def test_an_asset_is_kept_by_browsers_until_it_changes(visitor):
    digest = assets()["vigil.css"].digest
    kept = visitor.get(f"/assets/vigil.css?v={digest}")
    assert "immutable" in kept.headers["cache-control"]
    assert kept.content == assets()["vigil.css"].content
    assert visitor.get("/assets/vigil.css?v=old").headers["cache-control"] == "no-cache"
    again = visitor.get("/assets/vigil.css", headers={"If-None-Match": kept.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_an_asset_travels_packed_to_whoever_can_unpack_it(visitor):
    assert visitor.get("/assets/vigil.css", headers={"Accept-Encoding": "gzip"}).headers["content-encoding"] == "gzip"
    assert "content-encoding" not in visitor.get("/assets/vigil.css", headers={"Accept-Encoding": ""}).headers


def test_every_template_names_its_assets_by_their_hash():
    for path in TEMPLATES.glob("*.html"):
        assert '"assets/' not in path.read_text(), path.name


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.5", "vigil.example", ""])
def test_no_other_machine_reaches_a_server_without_sign_in(host, tmp_path):
    with pytest.raises(ValueError, match="can be reached from other machines, and nobody would be asked to sign in"):
        check_binding(host, Gate())
    check_binding(host, Gate(UserFile(tmp_path / "user.jsonl")))


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.8.8.8"])
def test_this_machine_may_go_without_sign_in(host):
    check_binding(host, Gate())


@pytest.mark.parametrize(
    ("name", "host"),
    [("Vigil.Example", "vigil.example"), ("10.0.0.5", "10.0.0.5"), ("::1", "[::1]"), ("[::1]", "[::1]")],
)
def test_a_host_is_known_by_its_name_in_an_address(name, host):
    assert allowed_host(name) == host


@pytest.mark.parametrize("name", ["https://vigil.example", "vigil.example:443", "", "a b", "*"])
def test_a_host_that_is_none_is_said(name):
    with pytest.raises(ValueError, match="without https:// and without a port"):
        allowed_host(name)
