"""The worked examples of the clocks: each file beside this one is documentation and test at once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from case_story import CaseStory

FILES = sorted(Path(__file__).parent.glob("*.md"))
DELIVERED = {
    "report": "record_id", "version": "record_version", "status": "record_status", "term": "preferred_term",
    "onset": "started_at", "grade": "severity_grade", "serious": "is_serious", "criteria": "seriousness",
    "cause": "reported_causality", "IND": "is_ind_study", "site": "site_id", "patient": "patient_id",
    "reported": "reported_at", "received": "received_at", "company knew": "first_aware_at", "by": "aware_party",
    "known": "known",
}  # fmt: skip
UNLESS_DRAWN = {"record_id": "A", "preferred_term": "Seizure", "severity_grade": "3", "is_serious": "yes"}
CLOCK = ("clock", "day 0", "due", "state")
ASSESSED = {
    "serious": ("seriousness", "hospitalisation"), "life-threatening": ("seriousness", "life_threatening"),
    "not serious": ("seriousness", "not_serious"), "unlisted": ("expectedness", "unlisted"),
    "suspected": ("causality", "possible"), "cannot be judged": ("seriousness", "cannot_be_judged"),
}  # fmt: skip


def lines_of(path: Path) -> Iterator[dict[str, str]]:
    """The lines of the one table of a file."""
    table = [line.strip().strip("|").split("|") for line in path.read_text().splitlines() if line.startswith("|")]
    header, _, *lines = [[cell.strip() for cell in line] for line in table]
    return (dict(zip(header, line, strict=True)) for line in lines)


def delivered(line: dict[str, str]) -> dict[str, str]:
    """A line as a delivered row of a person of its own; a dash is a cell left empty."""
    cells = {DELIVERED[name]: "" if cell == "-" else cell for name, cell in line.items() if name in DELIVERED and cell}
    row = {"patient_id": f"P{line['example']}"} | UNLESS_DRAWN | cells
    return row | {"record_id": f"{line['example']}-{row['record_id']}"}


def assessments(lines: list[dict[str, str]], case_of: dict[str, str]) -> str:
    """The lines that are assessments, drawn as decisions in their order."""
    columns = ("seriousness", "expectedness", "causality")
    drawn = ["number | kind | case_id | decided_by | decided_at | snapshot | " + " | ".join(columns)]
    for number, line in enumerate((line for line in lines if line.get("assessed as")), start=1):
        judged = dict(ASSESSED[word] for word in line["assessed as"].split(", "))
        cells = [judged.get(column, "cannot_be_judged") for column in columns]
        case = case_of[f"{line['example']}-A"]
        drawn.append(f"{number} | assess | {case} | rita | {line['known']} | [] | " + " | ".join(cells))
    return "\n".join(drawn)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_clocks_of_every_example_are_those_that_it_states(warehouse, path):
    story = CaseStory(warehouse)
    warehouse.give("raw.delivery", "source_file\n" + "f" * 64)
    expected, example_of = set(), {}
    n_rows = 0
    lines = list(lines_of(path))
    for line in lines:
        if line["what arrives"] != "the same" and not line.get("assessed as"):
            row = delivered(line)
            story.reports(" | ".join(row) + "\n" + " | ".join(row.values()))
            n_rows += 1
            example_of[n_rows + 1] = line["example"]
        if line["clock"] != "none":
            expected.add((line["example"], n_rows + 1, *[line[name] for name in CLOCK]))
    warehouse.give("raw.decision", assessments(lines, story.case_of()))
    found = set()
    for clock in story.rows("signals.standing_clock"):
        row = clock["source_row"] or int(clock["started_by"].rsplit(":", 1)[1])
        told = (clock["title"], str(clock["day0_on"]), str(clock["due_on"]), clock["state"])
        found.add((example_of[row], row, *told))
    assert found == expected


def test_there_are_at_least_sixty_examples():
    assert len({(path, line["example"]) for path in FILES for line in lines_of(path)}) >= 60
