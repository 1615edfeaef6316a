"""The house rules: a convention that no test holds is a wish."""

import ast
import re

import pytest

from flows.warehouse import SQL_FOLDER, TABLE_LAYERS, build_order, relation_files, relations_read
from schemas.catalogue import LAYERS, contract_of, contracts

ROOT = SQL_FOLDER.parent
SQL_FILES = {
    **relation_files(),
    **{f"checks.{path.stem}": path for path in sorted((SQL_FOLDER / "checks").glob("*.sql"))},
}
RULES = sorted(path.stem for path in (SQL_FOLDER / "rules").glob("*.sql"))
PYTHON_FILES = [path for folder in ("flows", "schemas", "dashboards") for path in sorted((ROOT / folder).rglob("*.py"))]


def layer_of(relation: str) -> int:
    return LAYERS.index(relation.split(".")[0])


@pytest.mark.parametrize("relation", relation_files())
def test_a_relation_reads_its_own_layer_or_lower_ones(relation):
    higher = {read for read in relations_read(SQL_FILES[relation]) if layer_of(read) > layer_of(relation)}
    assert not higher


def test_no_relations_read_each_other_in_a_circle():
    assert set(build_order(relation_files())) == set(relation_files())


@pytest.mark.parametrize("name", SQL_FILES)
def test_the_header_says_what_source_reads_and_grain_and_reads_is_true(name):
    header = "\n".join(line for line in SQL_FILES[name].read_text().splitlines() if line.startswith("--"))
    fields = dict(re.findall(r"^-- (Source|Reads|Grain) +(.+)$", header, re.MULTILINE))
    assert set(fields) == {"Source", "Reads", "Grain"}
    said = {part.strip() for part in fields["Reads"].split(",")}
    macros = SQL_FILES[name].read_text()
    through_macros = {"reference.threshold"} if "threshold('" in macros else set()
    assert said - through_macros == relations_read(SQL_FILES[name]) - through_macros


@pytest.mark.parametrize("relation", relation_files())
def test_what_others_rest_on_has_a_contract(relation):
    if relation.split(".")[0] in TABLE_LAYERS | {"v1"}:
        assert contract_of(relation) is not None, f"add a class for {relation} to schemas/"


@pytest.mark.parametrize("path", sorted((SQL_FOLDER / "reference").glob("*.csv")), ids=lambda path: path.stem)
def test_every_reference_row_has_a_source_and_a_verification_grade(path):
    contract = contracts()[f"reference.{path.stem}"]
    assert {"source", "verification"} <= set(contract.to_schema().columns) or path.stem == "rule"


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_is_listed_answered_and_tested(rule, con):
    listed = con.read_csv(str(SQL_FOLDER / "reference" / "rule.csv"), all_varchar=True).fetchall()
    assert rule in {row[0] for row in listed}
    assert f"rules.{rule}" in relations_read(SQL_FOLDER / "signals" / "rule_answer.sql")
    assert (ROOT / "tests" / "rules" / f"test_{rule}.py").exists()


def thresholds_used() -> set[tuple[str, str]]:
    texts = [path.read_text() for path in SQL_FILES.values()]
    return {pair for text in texts for pair in re.findall(r"threshold\('(\w+)', *'(\w+)'\)", text)}


def test_every_threshold_is_defined_and_used(con):
    rows = con.read_csv(str(SQL_FOLDER / "reference" / "threshold.csv"), all_varchar=True).fetchall()
    assert {(row[0], row[1]) for row in rows} == thresholds_used()


@pytest.mark.parametrize("path", PYTHON_FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_one_way_and_modules_say_what_they_are(path):
    tree = ast.parse(path.read_text())
    assert ast.get_docstring(tree) or path.name == "__init__.py"
    imported = {
        (node.module or "").split(".")[0] if isinstance(node, ast.ImportFrom) else alias.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    forbidden = {"schemas": {"flows", "dashboards"}, "dashboards": {"flows"}, "flows": set()}
    assert not imported & forbidden[path.relative_to(ROOT).parts[0]]


@pytest.mark.parametrize("path", PYTHON_FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_is_long_or_nameless(path):
    assert len(path.read_text().splitlines()) <= 300
    assert path.stem not in {"utils", "helpers", "common", "misc", "manager"}


@pytest.mark.parametrize("phrase", ["caused by", "no increased risk", "is safe", "was safe"])
def test_no_text_overclaims(phrase):
    texts = [*SQL_FILES.values(), *PYTHON_FILES, *sorted((ROOT / "dashboards").rglob("*.html"))]
    said = [path.name for path in texts if phrase in path.read_text().lower()]
    assert not said
