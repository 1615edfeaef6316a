"""An empty store, and decisions with as little as each kind needs."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from flows.decision.record import Decision, MaterialFact
from flows.store import Store, open_store

FACTS = (
    MaterialFact("grade", "", "1", "grade 1"),
    MaterialFact("laboratory", "ALT on 1 Mar 2026", "88 U/L", "ALT 88 U/L"),
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store."""
    return open_store(tmp_path / "store")


@pytest.fixture
def decided() -> Callable[..., Decision]:
    """`decided("close", form_key="K2")`: a complete decision on case C1; keywords replace fields."""
    return make_decision


def make_decision(kind: str = "assess", **other: Any) -> Decision:
    """A complete decision."""
    common: dict[str, Any] = {
        "decided_by": "j.smith", "role": "reviewer", "form_key": "K1", "run_id": "R1", "as_of": date(2026, 3, 1),
        "case_id": "C1", "snapshot": FACTS, "comment": "Seen.",
    }  # fmt: skip
    of_the_kind: dict[str, dict[str, Any]] = {
        "assess": {
            "seriousness": ("hospitalisation",), "causality": "possible", "expectedness": "unlisted", "artefact": "none",
        },
        "snooze": {"until_on": date(2099, 1, 1)},
        "submit": {"submitted_on": date(2026, 3, 1)},
        "report_as_received": {"submitted_on": date(2026, 3, 1)},
        "assign": {"owner": "a.jones"},
        "acknowledge_brief": {"case_id": None, "snapshot": ()},
        "withdraw": {"withdraws": 1, "case_id": None, "snapshot": ()},
    }  # fmt: skip
    return Decision(**{**common, "kind": kind, **of_the_kind.get(kind, {}), **other})
