"""Reads a vignette: a short chart in words, its data as drawn tables, and the answer that the definition demands."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Vignette:
    """One chart. `delivered` holds the rows of each feed, `expected` the answers of the rule (none: it says nothing)."""

    rule: str
    name: str
    delivered: dict[str, list[dict[str, str]]]
    expected: list[dict[str, str]]


def read_vignette(path: Path) -> Vignette:
    """Read one file; the folder is the rule, the file's name is the person's."""
    sections: dict[str, list[str]] = {}
    title, *lines = path.read_text().splitlines()
    assert title.startswith("# "), f"{path.name} begins with no title"
    heading = "story"
    for line in lines:
        if line.startswith("## "):
            heading = line[3:].strip()
            assert heading not in sections, f"{path.name} has two sections {heading}"
        sections.setdefault(heading, []).append(line)
    assert any(line.strip() for line in sections.pop("story")), f"{path.name} tells no story"
    tables = {heading: _rows(path, lines) for heading, lines in sections.items()}
    expected = [row for row in tables.pop("expected") if row["verdict"] != "none"]
    return Vignette(path.parent.name, path.stem, tables, expected)


def _rows(path: Path, lines: list[str]) -> list[dict[str, str]]:
    drawn = [line.strip() for line in lines if line.strip().startswith("|")]
    assert len(drawn) > 2, f"{path.name} has a section without a table"
    header, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in drawn)
    for row in rows:
        assert len(row) == len(header), f"{path.name} has a row of {len(row)} cells under {len(header)} columns"
    return [dict(zip(header, row, strict=True)) for row in rows]
