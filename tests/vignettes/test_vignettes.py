"""Every vignette: all charts of one rule are delivered together, one person each, and the rule answers as it should."""

import sys
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from chart_in_words import Vignette, read_vignette
from given_warehouse import GivenWarehouse, RawRows

FOLDER = Path(__file__).parent
VIGNETTES = [read_vignette(path) for path in sorted(FOLDER.glob("*/*.md"))]
NAMED_RISKS = ["anaphylaxis", "bilirubin_rise", "creatinine_rise", "infusion_reaction", "iris", "neutropenia"]
AT_LEAST = 30
RECEIVED_AT = "2027-01-01T00:00:00Z"


def delivered_rows(vignette: Vignette) -> dict[str, list[dict[str, str]]]:
    """The rows of a chart with the person's name and record ids that no other chart has."""
    return {
        feed: [
            {"received_at": RECEIVED_AT}
            | row
            | {"patient_id": vignette.name, "record_id": f"{vignette.name}-{row.get('record_id', number)}"}
            for number, row in enumerate(rows)
        ]
        for feed, rows in vignette.delivered.items()
    }


@cache
def answered(rule: str, folder: Path) -> dict[str, list[dict[str, object]]]:
    """Person → what the rule says, of all charts of one rule in one warehouse."""
    warehouse = GivenWarehouse(folder / f"{rule}.duckdb")
    raw = RawRows(warehouse)
    for vignette in VIGNETTES:
        if vignette.rule == rule:
            for feed, rows in delivered_rows(vignette).items():
                for row in rows:
                    raw.deliver(feed, " | ".join(row) + "\n" + " | ".join(row.values()))
    answers = defaultdict(list)
    for answer in warehouse.rows(f"rules.{rule}"):
        answers[str(answer["patient_id"])].append(answer)
    warehouse.con.close()
    return answers


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("vignettes")


@pytest.mark.parametrize("rule", NAMED_RISKS)
def test_each_named_risk_has_its_vignettes(rule):
    assert sum(vignette.rule == rule for vignette in VIGNETTES) >= AT_LEAST


@pytest.mark.parametrize(
    "vignette",
    [pytest.param(one, id=f"{one.rule}-{one.name}") for one in VIGNETTES],
)
def test_the_rule_answers_as_the_definition_demands(vignette, folder):
    answers = answered(vignette.rule, folder)[vignette.name]
    answers = sorted(answers, key=lambda answer: (answer["onset_on"] is None, answer["onset_on"]))
    said = [answer["verdict"] for answer in answers]
    assert said == [row["verdict"] for row in vignette.expected], [answer["why"] for answer in answers]
    for answer, row in zip(answers, vignette.expected, strict=True):
        for name, text in row.items():
            assert agrees(name, text, answer[name.removeprefix("not_")]), f"{name} {text} disagrees with {answer}"


def agrees(name: str, text: str, value: object) -> bool:
    """Words of a criterion must all be there, or none (not_criterion); a sentence must hold the text; all else is the same."""
    if name == "not_criterion":
        return not set(filter(None, text.split("; "))) & set(str(value or "").split("; "))
    if name == "criterion":
        return set(filter(None, text.split("; "))) <= set(str(value or "").split("; "))
    if name in ("why", "unjudged"):
        return text in str(value or "")
    return text == ("" if value is None else str(value))
