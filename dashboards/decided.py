"""What pages ask of the record of decisions, and what their forms send to it; whoever serves gives the functions."""

from collections.abc import Callable, Hashable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb


@dataclass(frozen=True)
class Standing:
    """Cases as they stand now: `con` has marts.case_work, marts.work_count and marts.decision.

    `seen_up_to` and `head_sha256` name the newest decision in it; days left are counted on the day `on`.
    """

    con: duckdb.DuckDBPyConnection
    seen_up_to: int
    head_sha256: str
    on: date


@dataclass(frozen=True)
class Decisions:
    """The record of decisions of one store."""

    standing: Callable[[Path], AbstractContextManager[Standing]]
    """Cases of a night as they stand now."""
    changes: Callable[[], Hashable]
    """Another value whenever that is another one."""
    sign: Callable[[Mapping[str, Any], int | None], int]
    """Records a decision by its fields, with the newest decision that could be seen; returns its number.
    Those of a withdrawal hold `withdrawn_on`: the key of the case or row whose page it was sent from.
    Raises ValueError, a sentence for whoever signs, and RuntimeError when the record cannot be written."""
    kinds: Mapping[str, Mapping[str, str]]
    """Kind → title, subject, signature."""
    choices: Mapping[str, Mapping[str, str]]
    """Field of the assessment → choice → title."""


@dataclass(frozen=True)
class Refused:
    """A form that was not recorded: what was filled in, and why not, in words."""

    fields: Mapping[str, str]
    sentence: str
