"""What a form is made of: boxes, answers, and the rows behind each answer."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from dashboards.case_form.facts import NOT_REPORTED, CaseFacts, Source, of_report, plain_text
from dashboards.night import Row


@dataclass(frozen=True)
class Answer:
    """What a box says, and where that stands."""

    text: str
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True)
class Box:
    """A numbered box of the form; without answers it is not reported."""

    number: str
    title: str
    answers: list[Answer] = field(default_factory=list)

    @property
    def said(self) -> list[Answer]:
        """The answers, or that there is none."""
        return self.answers or [Answer(NOT_REPORTED)]


def each(reports: Iterable[Row], say: Callable[[Row], str | None]) -> list[Answer]:
    """What the reports say, equal answers once with all their rows."""
    found: dict[str, list[Source]] = {}
    for report in reports:
        said = say(report)
        if said:
            found.setdefault(plain_text(said), []).append(of_report(report))
    return [Answer(text, tuple(sources)) for text, sources in found.items()]


def given(value: Any, sources: tuple[Source, ...]) -> list[Answer]:
    """A value with its rows, or no answer where there is none."""
    return [] if value is None or value == "" else [Answer(plain_text(value), sources)]


def words(text: str | None) -> str | None:
    """A word of the contract as people write it."""
    return None if text is None else text.replace("_", " ")


def described_in(person: Row) -> tuple[Source, ...]:
    """The row that describes the person; none where no row does."""
    if person["person_file_name"] is None:
        return ()
    return (Source("clinical.patient", person["person_file_name"], person["person_row"]),)


def proof(facts: CaseFacts, flag: Row) -> tuple[Source, ...]:
    """The rows behind a flag."""
    cited = {
        Source(f"clinical.{piece['feed']}", piece["file_name"], piece["source_row"])
        for piece in facts.cited
        if piece["flag_id"] == flag["flag_id"]
    }
    return tuple(sorted(cited)) or (Source("signals.flag"),)
