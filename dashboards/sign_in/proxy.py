"""What a reverse proxy says of a request: who asks, from where, over https or not. Only a trusted peer is heard."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.requests import Request

from dashboards.sign_in.user import Role, User, checked_name, roles_of
from dashboards.sign_in.user_file import Account


@dataclass(frozen=True)
class Proxy:
    """Headers that are believed, and the peers that they are believed from.

    `peers` are addresses; without any, peers on this machine are trusted when there is a `user_header`, and otherwise
    nobody is. Whoever can connect from a trusted address can name any user: give the port to the proxy alone.
    """

    user_header: str | None = None
    role_header: str | None = None
    peers: frozenset[str] = field(default_factory=frozenset)

    def is_trusted(self, request: Request) -> bool:
        """Whether the request comes straight from a trusted peer."""
        peer = peer_of(request)
        if self.peers:
            return peer in self.peers
        return self.user_header is not None and is_loopback(peer)

    def user(self, request: Request, accounts: Mapping[str, Account]) -> User | None:
        """The user whom a trusted peer names; None for anything less than one whole name with a role.

        Roles are those of the role header where one is set, and else those of the file of users.
        """
        if self.user_header is None or not self.is_trusted(request):
            return None
        named = request.headers.getlist(self.user_header)
        try:
            (name,) = map(checked_name, named)
            if self.role_header is None:
                return accounts[name].user
            (words,) = request.headers.getlist(self.role_header)
            user = User(name, roles_of(words.split(",")))
        except (ValueError, KeyError):
            return None
        return user if user.may_act_as(Role.VIEWER) else None

    def address(self, request: Request) -> str:
        """The address that asks: of a trusted peer, the last one that it put into X-Forwarded-For."""
        if self.is_trusted(request):
            last = ",".join(request.headers.getlist("x-forwarded-for")).rpartition(",")[2].strip()
            if last and is_address(last):
                return last
        return peer_of(request)

    def is_https(self, request: Request) -> bool:
        """Whether the browser's side of the connection is encrypted."""
        if self.is_trusted(request) and "x-forwarded-proto" in request.headers:
            return request.headers["x-forwarded-proto"].strip().lower() == "https"
        return request.url.scheme == "https"


def peer_of(request: Request) -> str:
    """The address of the other end of the connection."""
    return request.client.host if request.client else "unknown"


def is_address(text: str) -> bool:
    """Whether this is an IP address."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def is_loopback(host: str) -> bool:
    """Whether a host is this machine and no other can reach it."""
    return host == "localhost" or (is_address(host) and ipaddress.ip_address(host).is_loopback)
