"""The page of the rules, generated from their files and from the reference rows in force."""

from collections.abc import Iterator
from typing import Any

import duckdb
import pandas as pd

from flows.warehouse import load_reference, open_warehouse, relation_files

INTRODUCTION = """# Rules

Generated from `sql/rules/` and `sql/reference/` by `make docs`; do not edit.

Each rule asks one question about one treated person and flags **for review**: it names no reason and clears nobody.
What is missing cannot be judged; it is never read as normal. A number in force can be tried on all history before it is
changed: `vigil replay --threshold RULE.NAME=VALUE`.

Verification: **V1** original text seen, **V2** reputable reproduction, **V3** one weaker source, **D** derived, **P**
our policy, **NV** not verified (never raises an alert by itself).
"""


def rules_page() -> str:
    """Markdown: every rule with its definition, numbers, label, baselines, other explanations and SQL."""
    with open_warehouse() as con:
        load_reference(con)
        tables = {name: _rows(con, name) for name in ("rule", "threshold", "trial_baseline", "confounding_medicine")}
        listed = _rows(con, "listed_risk")
    rules = tables["rule"].sort_values("display_order")
    parts = [INTRODUCTION, _contents(rules)]
    for rule in rules.itertuples():
        own = {name: table[table["rule"] == rule.rule] for name, table in tables.items() if name != "rule"}
        parts.append("\n".join(_section(rule, own, listed[listed["risk"] == rule.rule])) + "\n")
    return "\n".join(parts)


def _rows(con: duckdb.DuckDBPyConnection, name: str) -> pd.DataFrame:
    return con.table(f"reference.{name}").df()


def _contents(rules: pd.DataFrame) -> str:
    return "\n".join(f"- [{rule.title}](#{rule.rule}): {rule.question}" for rule in rules.itertuples()) + "\n"


def _section(rule: Any, own: dict[str, pd.DataFrame], listed: pd.DataFrame) -> Iterator[str]:
    text = relation_files()[f"rules.{rule.rule}"].read_text()
    definition, statement = split_header(text)
    yield f'<a id="{rule.rule}"></a>'
    yield ""
    yield f"## {rule.title}"
    yield ""
    yield f"*{rule.question}* (`{rule.rule}`, {rule.kind})"
    yield ""
    yield from definition
    yield ""
    yield from _table(
        own["threshold"], "Numbers in force", ["name", "value", "unit", "meaning", "source", "verification"]
    )
    yield from _table(listed, "In the label since", ["label_version", "section", "source", "verification"])
    yield from _table(
        own["trial_baseline"],
        "Beside it",
        ["kind", "trial", "n_with_event", "n_patients", "window_days", "definition", "verification"],
    )
    yield from _table(
        own["confounding_medicine"],
        "Medicines that could explain it",
        ["medicine", "mechanism", "source", "verification"],
    )
    yield "<details><summary>SQL</summary>"
    yield ""
    yield "```sql"
    yield statement.strip()
    yield "```"
    yield ""
    yield "</details>"


def split_header(text: str) -> tuple[list[str], str]:
    """The comment that a SQL file begins with, as lines of prose, and the statement below it."""
    lines = text.splitlines()
    n_header = next((number for number, line in enumerate(lines) if not line.startswith("--")), len(lines))
    prose = [line[2:].strip() for line in lines[:n_header]]
    return [f"{line}  " if line else "" for line in prose], "\n".join(lines[n_header:])


def _table(rows: pd.DataFrame, title: str, columns: list[str]) -> Iterator[str]:
    if rows.empty:
        return
    yield f"**{title}**"
    yield ""
    yield f"| {' | '.join(name.replace('_', ' ') for name in columns)} |"
    yield "|" + "---|" * len(columns)
    for row in rows[columns].itertuples(index=False):
        yield f"| {' | '.join(_cell(value) for value in row)} |"
    yield ""


def _cell(value: Any) -> str:
    if pd.isna(value):
        return ""
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return text.replace("|", "\\|").replace("\n", " ")
