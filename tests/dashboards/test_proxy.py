"""A reverse proxy names the user: it is believed from a trusted peer alone, and only when it says one whole thing."""

import pytest
from sign_in_story import PASSWORDS, Server

from dashboards.sign_in.proxy import Proxy

HEADER = "X-Remote-User"
BY_FILE = Proxy(HEADER)
BY_HEADER = Proxy(HEADER, "X-Remote-Role")
NAMED = Proxy(HEADER, peers=frozenset({"10.0.0.2"}))


@pytest.fixture
def statuses(tmp_path, nights):
    """What the brief answers to headers from a peer."""

    def asked(proxy, peer, headers):
        return Server(tmp_path, nights["now"], proxy).visitor(peer).get("/", headers=headers).status_code

    return asked


@pytest.mark.parametrize(
    ("proxy", "peer", "headers", "status"),
    [
        (BY_FILE, "127.0.0.1", [(HEADER, "vera")], 200),
        (BY_FILE, "::1", [(HEADER, "vera")], 200),
        (BY_FILE, "10.0.0.2", [(HEADER, "vera")], 401),
        (NAMED, "10.0.0.2", [(HEADER, "vera")], 200),
        (NAMED, "10.0.0.3", [(HEADER, "vera")], 401),
        (NAMED, "127.0.0.1", [(HEADER, "vera")], 401),
        (BY_FILE, "127.0.0.1", [], 401),
        (BY_FILE, "127.0.0.1", [(HEADER, "")], 401),
        (BY_FILE, "127.0.0.1", [(HEADER, "vera"), (HEADER, "anna")], 401),
        (BY_FILE, "127.0.0.1", [(HEADER, "somebody-else")], 401),
        (BY_FILE, "127.0.0.1", [(HEADER, "nobody")], 401),
        (BY_FILE, "10.0.0.2", [(HEADER, "vera"), ("X-Forwarded-For", "127.0.0.1")], 401),
        (BY_HEADER, "127.0.0.1", [(HEADER, "new"), ("X-Remote-Role", "viewer, analyst")], 200),
        (BY_HEADER, "127.0.0.1", [(HEADER, "new"), ("X-Remote-Role", "")], 401),
        (BY_HEADER, "127.0.0.1", [(HEADER, "new"), ("X-Remote-Role", "root")], 401),
        (BY_HEADER, "127.0.0.1", [(HEADER, "vera")], 401),
    ],
)
def test_who_is_let_in(statuses, proxy, peer, headers, status):
    assert statuses(proxy, peer, headers) == status


def test_who_is_not_named_is_told_so(tmp_path):
    answer = Server(tmp_path, proxy=BY_FILE).visitor().get("/")
    assert "The proxy in front of this server did not say who you are" in answer.text
    assert "sign-in" not in answer.text


def test_a_header_that_no_proxy_was_named_for_is_nothing(tmp_path):
    assert Server(tmp_path).visitor().get("/", headers={HEADER: "vera"}).status_code == 303


def test_roles_are_those_of_the_file_or_of_the_header(tmp_path):
    visitor = Server(tmp_path, proxy=BY_FILE).visitor()
    assert visitor.get("/download/warehouse.duckdb", headers={HEADER: "vera"}).status_code == 403
    assert visitor.get("/download/warehouse.duckdb", headers={HEADER: "anna"}).status_code == 503  # there is no night


def test_under_a_proxy_a_reviewer_signs_with_the_password_of_the_file(tmp_path, nights):
    visitor = Server(tmp_path, nights["now"], BY_FILE).visitor()
    token = _token_on_a_page(visitor, "rita")
    for password, status in ((PASSWORDS["rita"], 200), ("wrong", 403)):
        sent = {"form_token": token, "password": password}
        assert visitor.post("/sign", data=sent, headers={HEADER: "rita"}).status_code == status


def test_under_a_proxy_a_form_of_one_user_is_none_of_another(tmp_path, nights):
    visitor = Server(tmp_path, nights["now"], BY_FILE).visitor()
    sent = {"form_token": _token_on_a_page(visitor, "vera"), "password": PASSWORDS["rita"]}
    assert visitor.post("/sign", data=sent, headers={HEADER: "rita"}).status_code == 403


def _token_on_a_page(visitor, name):
    return visitor.get("/a/form", headers={HEADER: name}).text


@pytest.mark.parametrize(
    ("proxy", "peer", "forwarded", "address"),
    [
        (BY_FILE, "127.0.0.1", "192.0.2.7", "192.0.2.7"),
        (BY_FILE, "127.0.0.1", "6.6.6.6, 192.0.2.7", "192.0.2.7"),
        (BY_FILE, "127.0.0.1", "<script>", "127.0.0.1"),
        (BY_FILE, "10.0.0.9", "192.0.2.7", "10.0.0.9"),
        (Proxy(), "127.0.0.1", "192.0.2.7", "127.0.0.1"),
        (Proxy(peers=frozenset({"10.0.0.2"})), "10.0.0.2", "192.0.2.7", "192.0.2.7"),
    ],
)
def test_the_address_in_the_log_is_one_that_cannot_be_made_up(tmp_path, proxy, peer, forwarded, address):
    server = Server(tmp_path, proxy=proxy)
    server.visitor(peer).get("/", headers={"X-Forwarded-For": forwarded})
    assert [line["address"] for line in server.logged()] == [address]


def test_a_trusted_proxy_says_that_the_browser_speaks_https(tmp_path):
    visitor = Server(tmp_path, proxy=Proxy(peers=frozenset({"10.0.0.2"}))).visitor("10.0.0.2")
    answer = visitor.get("/sign-in", headers={"X-Forwarded-Proto": "https"})
    assert "__Host-vigil-form=" in answer.headers["set-cookie"]
    stranger = Server(tmp_path, has_users=False).visitor("10.0.0.3")
    assert "__Host-" not in stranger.get("/sign-in", headers={"X-Forwarded-Proto": "https"}).headers["set-cookie"]
