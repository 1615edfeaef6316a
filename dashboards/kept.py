"""Composed pages, kept as long as nothing in them changes: what is one reader's own is put in when they are shown.

A page is a function of the night, of the night that it is compared with, and of its address. The reader's name, the
token of forms, the age of the night and the moment of showing stand in a kept page as marks that no text can contain.
"""

import secrets
import zlib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from html import escape
from threading import Lock

MOST_BYTES = 32 << 20
PACKING = 1
KEPT = frozenset(
    {
        "index.html", "flags.html", "near-misses.html", "patients.html", "dosing.html", "risk-hepatic.html",
        "risk-renal.html", "risk-haematology.html", "quarantine.html", "quality.html", "dictionary.html", "rates.html",
        "risk-iris.html", "risk-reactions.html", "monitor.html", "sites.html",
    }
)  # fmt: skip
"""Pages that are made of the night, the address, and at most of how cases stand now (OF_DECISIONS). One that shows runs
since the night is none of them."""
KEPT_OF_SIGNALS = ("signal-", "rate-", "counted-", "rows-")
AGE, MOMENT, NAME, TOKEN, DUE, FORM_KEY = (f"mark-{secrets.token_hex(16)}" for _ in range(6))
OF_DECISIONS = frozenset({"index.html"})
"""Kept pages that show how cases stand now."""


def is_kept(name: str) -> bool:
    """Whether the page of that name is kept."""
    return name in KEPT or name.startswith(KEPT_OF_SIGNALS)


class KeptPages:
    """Pages, packed, by what they are made of; those asked for longest ago are dropped first."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes, self._n_bytes = most_bytes, 0
        self._pages: OrderedDict[Hashable, bytes] = OrderedDict()
        self._composing: dict[Hashable, Lock] = {}
        self._lock = Lock()

    def page(self, key: Hashable, compose: Callable[[], str | None]) -> str | None:
        """The page of that key; composed once, also when several ask for it at the same moment."""
        with self._lock:
            composing = self._composing.setdefault(key, Lock())
        try:
            with composing:
                found = self._find(key)
                if found is None and (html := compose()) is not None:
                    found = zlib.compress(html.encode(), PACKING)
                    self._keep(key, found)
        finally:
            with self._lock:
                self._composing.pop(key, None)
        return None if found is None else zlib.decompress(found).decode()

    def _find(self, key: Hashable) -> bytes | None:
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
            return self._pages.get(key)

    def _keep(self, key: Hashable, page: bytes) -> None:
        with self._lock:
            self._n_bytes += len(page) - len(self._pages.pop(key, b""))
            self._pages[key] = page
            while self._n_bytes > self._most_bytes:
                self._n_bytes -= len(self._pages.popitem(last=False)[1])


def shown(html: str, own: Mapping[str, str]) -> str:
    """A kept page for one reader: each mark replaced by its text, escaped."""
    for mark, text in own.items():
        if mark in html:
            html = html.replace(mark, escape(text))
    return html
