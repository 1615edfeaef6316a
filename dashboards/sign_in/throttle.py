"""Slows down guessing of passwords, and locks nobody out for ever.

What waits is a name at one address, and an address; a name at every address waits too, but only briefly and never at
an address from which that user has signed in before. So a stranger who guesses cannot keep an officer out.
"""

import ipaddress
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

FORGOTTEN_AFTER = timedelta(hours=1)
MOST_REMEMBERED = 10_000


@dataclass(frozen=True)
class Limit:
    """So many failures are free; from then on the wait doubles from a second up to the longest."""

    free: int
    longest: timedelta


OF_NAME_AND_ADDRESS = Limit(5, timedelta(minutes=15))
OF_ADDRESS = Limit(20, timedelta(minutes=15))
OF_NAME = Limit(50, timedelta(seconds=10))


@dataclass
class Failures:
    """Failed attempts in a row, and since when the next one may be made."""

    n: int
    last_at: datetime
    free_at: datetime


class Throttle:
    """Failed attempts by name and address, the oldest forgotten first."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._failures: OrderedDict[tuple[str, ...], Failures] = OrderedDict()
        self._known: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._lock = Lock()

    def begin(self, name: str, address: str) -> timedelta:
        """How long until this name may be tried from this address; with zero the attempt counts as failed already.

        So attempts at the same instant cannot slip past each other. An attempt while one has to wait changes nothing.
        """
        now = self._now()
        with self._lock:
            keys = list(self._keys(name, address))
            waits = [self._failures[key].free_at - now for key, _ in keys if key in self._failures]
            wait = max([timedelta(0), *waits])
            if not wait:
                for key, limit in keys:
                    self._count(key, limit, now)
            return wait

    def succeeded(self, name: str, address: str) -> None:
        """The attempt just begun was right: forget its failures here; the user is known to come from here."""
        with self._lock:
            for key, _ in self._keys(name, address):
                if len(key) == 2 and key[0]:
                    self._failures.pop(key, None)
                elif key in self._failures:
                    self._failures[key].n -= 1
                    self._failures[key].free_at = self._failures[key].last_at
            pair = (name.lower(), network_of(address))
            self._known[pair] = None
            self._known.move_to_end(pair)
            while len(self._known) > MOST_REMEMBERED:
                self._known.popitem(last=False)

    def _count(self, key: tuple[str, ...], limit: Limit, now: datetime) -> None:
        before = self._failures.pop(key, None)
        n = 1 if before is None or now - before.last_at > FORGOTTEN_AFTER else before.n + 1
        over = n - limit.free
        seconds = 0.0 if over < 0 else min(2.0 ** min(over, 30), limit.longest.total_seconds())
        self._failures[key] = Failures(n, now, now + timedelta(seconds=seconds))
        while len(self._failures) > MOST_REMEMBERED:
            self._failures.popitem(last=False)

    def _keys(self, name: str, address: str) -> Iterator[tuple[tuple[str, ...], Limit]]:
        name, network = name.lower()[:64], network_of(address)
        yield (name, network), OF_NAME_AND_ADDRESS
        if (name, network) not in self._known:
            yield ("", network), OF_ADDRESS
            yield (name,), OF_NAME


def network_of(address: str) -> str:
    """The address, or of IPv6 its /64, which one machine can change within at will."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ip if ip.version == 4 else ipaddress.ip_network((ip, 64), strict=False))
