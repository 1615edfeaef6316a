"""The page of cases and clocks: how reports become cases, the clocks in force, and the tested worked examples."""

from pathlib import Path

from flows.document_rules import split_header
from flows.warehouse import SQL_FOLDER, load_reference, open_warehouse, relation_files

EXAMPLES = SQL_FOLDER.parent / "tests" / "clocks"
INTRODUCTION = """# Cases and clocks

Generated from `sql/signals/`, `sql/reference/` and `tests/clocks/` by `make docs`; do not edit.

A case is one person's episode of one medical event, with its reports, their versions and the flags about it. Its id
rests on what was received first, so neither a rebuild nor anything that comes later changes it; every other id that
the case may once have had leads to it in `v1.case_alias`. A clock counts calendar days from day 0. It is *due*,
*possible* where seriousness, listedness or suspicion cannot be judged, or *ended* when the facts no longer ask for it.
A reviewer's assessment may *settle* a clock, make a possible one due, or start one. What was sent to an authority is a
decision and stands with the decisions. While a clock runs its case cannot be closed: neither the form nor the record
takes the decision, and a case that was closed all the same is shown again. A reviewer, not this page, judges a case.
"""


def clocks_page() -> str:
    """Markdown: the rules of joining and of clocks as their files state them, the numbers in force, the examples."""
    parts = [INTRODUCTION, _definition("Which reports and flags are one case", "signals.case_episode")]
    parts += [_definition("Which id a case has", "signals.case_part"), _definition("Clocks", "signals.clock")]
    parts.append(_definition("Clocks that an assessment starts", "signals.assessed_clock"))
    parts.append(_definition("Clocks as they stand, and closing", "signals.standing_clock"))
    with open_warehouse() as con:
        load_reference(con, ["reporting_clock", "medical_concept"])
        clocks = con.table("reference.reporting_clock").order("display_order").df()
        concepts = con.table("reference.medical_concept").order("display_order").df()
    parts.append(
        "## Clocks in force\n\n| clock | calendar days | starts with | applies to | zone | source | verification |\n"
        "|---|---|---|---|---|---|---|\n"
        + "\n".join(
            f"| {clock.title} | {clock.n_days} | {clock.starts_with} | {clock.applies_to} | {clock.zone} "
            f"| {clock.source} | {clock.verification} |"
            for clock in clocks.itertuples()
        )
    )
    parts.append(
        "## Medical events\n\n| event | days of an episode | adverse event |\n|---|---|---|\n"
        + "\n".join(
            f"| {concept.title} | {concept.episode_days} | {'yes' if concept.is_adverse_event else 'no'} |"
            for concept in concepts.itertuples()
        )
    )
    parts.append(
        "## Worked examples\n\nEach example is a person of its own; a line is a version that arrives, with the clock "
        "that it starts and what the clock is after the last line. What is not drawn is a seizure of 1 March 2026, "
        "grade 3, serious, and not listed. A dash is a cell that the sender left empty. Day 0 is a date in the zone of "
        "the rule."
    )
    parts += [_example(path) for path in sorted(EXAMPLES.glob("*.md"))]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _definition(title: str, relation: str) -> str:
    prose, _ = split_header(relation_files()[relation].read_text())
    return f"## {title}\n\n" + "\n".join(prose)


def _example(path: Path) -> str:
    return path.read_text(encoding="utf-8").replace("# ", "### ", 1)
