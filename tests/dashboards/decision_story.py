"""A server over a night with cases and an empty record of decisions; reviewers who fill in its forms."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from queue_sample import CASE_KEY
from sign_in_story import PASSWORDS, Server, Visitor

from flows.decision.ledger import records
from flows.decision.record import Record
from flows.decision.standing import decisions_of
from flows.store import Store, open_store

FATAL, SERIOUS, NOT_SERIOUS, UNKNOWN = (CASE_KEY[f"C-000000000{number}"] for number in (2, 1, 3, 4))
ASSESSED = {
    "kind": "assess", "seriousness_hospitalisation": "yes", "causality": "possible", "expectedness": "unlisted",
    "severity_grade": "3", "artefact": "none", "comment": "Seen with the site.",
}  # fmt: skip


class Story:
    """One store, one server."""

    def __init__(self, folder: Path, warehouse: Path, **how: Any) -> None:
        self.store: Store = open_store(folder / "store")
        self.warehouse = warehouse
        self.server = Server(folder, warehouse, decisions=decisions_of(self.store), **how)

    def reviewer(self) -> Visitor:
        """Rita, signed in."""
        return self.as_user("rita")

    def as_user(self, name: str) -> Visitor:
        """Somebody, signed in."""
        visitor = self.server.visitor()
        visitor.sign_in(name)
        return visitor

    def recorded(self) -> list[Record]:
        """Every decision, in order."""
        return list(records(self.store))


def hidden(html: str, kind: str = "") -> dict[str, str]:
    """The hidden fields of the form of that kind."""
    forms = re.findall(r"<form\b.*?</form>", html, re.DOTALL)
    wanted = [form for form in forms if 'name="form_key"' in form and (not kind or f'value="{kind}"' in form)]
    assert wanted, "no such form"
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', wanted[0]))


def decide(visitor: Visitor, key: str, page: str = "", **fields: str) -> httpx.Response:
    """Open the page of a case, fill in its form, send it."""
    html = page or visitor.get(f"/case-{key}.html").text
    form = hidden(html, fields["kind"] if fields["kind"] == "assess" else "")
    return visitor.post("/decide", data={**form, "password": PASSWORDS["rita"], **fields})


def today() -> str:
    """Today (UTC) as a form says it."""
    return datetime.now(UTC).date().isoformat()
