"""A replay shows who would gain or lose a flag under another number or rule, and publishes nothing."""

import os
from datetime import date

import pytest
from night.conftest import INFUSION, LAB

from flows.night import run_night
from flows.query import read_only
from flows.replay import NumberChange, parse_number, replay, write_changes
from flows.store import open_store
from flows.warehouse import SQL_FOLDER, WarehouseError

NEUTROPHILS = "neutropenia.neutrophils_giga_per_l"


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A store with one published night: P1 has 0.59, P2 2.4 and one count without a day."""
    store = open_store(tmp_path_factory.mktemp("replay") / "store")
    for name, text in {"infusion_1.csv": INFUSION, "lab_result_1.csv": LAB}.items():
        path = store.inbox / name
        path.write_text(text)
        os.utime(path, (0, 0))
    run_night(store, date(2026, 2, 1), backfill=True)
    return store


def changed(replayed, rule="neutropenia"):
    return [(one.change, one.patient_id, one.onset_on) for one in replayed.changes if one.rule == rule]


def test_the_rules_unchanged_give_exactly_what_is_published(published):
    replayed = replay(published, [], [])
    assert replayed.changes == []
    assert replayed.n_answers > 0


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("0.75", []),
        ("0.59", [("loses the flag", "P1", date(2026, 1, 19))]),
        ("2.5", [("gains a flag", "P2", date(2026, 1, 19))]),
    ],
)
def test_a_changed_number_shows_who_gains_and_who_loses(published, number, expected):
    replayed = replay(published, [parse_number(f"{NEUTROPHILS}={number}")], [])
    assert [change for change in changed(replayed) if "flag reads" not in change[0]] == expected
    assert replayed.numbers == [f"{NEUTROPHILS}: 0.6 in force, {number} tried [10*9/L]"]


def test_each_change_says_why_in_the_words_of_both(published):
    (lost,) = (one for one in replay(published, [parse_number(f"{NEUTROPHILS}=0.5")], []).changes)
    assert "0.59" in lost.published_why
    assert lost.replayed_why is None


def test_a_draft_of_a_rule_is_tried_in_its_place(published, tmp_path):
    text = (SQL_FOLDER / "rules" / "neutropenia.sql").read_text()
    draft = tmp_path / "neutropenia.sql"
    draft.write_text(text.replace("analyte = 'neutrophils'", "analyte = 'leukocytes'"))
    assert ("loses the flag", "P1", date(2026, 1, 19)) in changed(replay(published, [], [draft]))
    assert ("can no longer be judged", "P2", None) in changed(replay(published, [], [draft]))


def test_nothing_is_published_and_nothing_is_left_behind(published):
    before = sorted(path.name for path in published.root.iterdir()), sorted(published.night.iterdir())
    with read_only(published.current / "warehouse.duckdb") as con:
        flags = con.table("v1.flag").fetchall()
    replay(published, [parse_number(f"{NEUTROPHILS}=2.5")], [])
    assert (sorted(path.name for path in published.root.iterdir()), sorted(published.night.iterdir())) == before
    with read_only(published.current / "warehouse.duckdb") as con:
        assert con.table("v1.flag").fetchall() == flags


def test_a_number_that_no_rule_has_is_named_with_those_that_there_are(published):
    with pytest.raises(WarehouseError, match=r"no number neutropenia\.neutrophils\. That rule has .*giga_per_l"):
        replay(published, [NumberChange("neutropenia", "neutrophils", "1")], [])
    with pytest.raises(WarehouseError, match="no rule neutropaenia with numbers"):
        replay(published, [NumberChange("neutropaenia", "neutrophils", "1")], [])


@pytest.mark.parametrize("value", ["soon", "1e99", ""])
def test_a_value_that_is_no_number_is_refused(published, value):
    with pytest.raises((WarehouseError, ValueError)):
        replay(published, [parse_number(f"{NEUTROPHILS}={value}")], [])


@pytest.mark.parametrize("text", ["neutropenia", "neutropenia=1", ".a=1", "a.=1", "a.b="])
def test_what_is_no_number_change_is_refused_in_words(text):
    with pytest.raises(ValueError, match=r"RULE\.NAME=VALUE"):
        parse_number(text)


def test_a_draft_must_bear_the_name_of_a_rule(published, tmp_path):
    (tmp_path / "draft.sql").write_text("SELECT 1")
    with pytest.raises(WarehouseError, match=r"draft\.sql is called like no rule"):
        replay(published, [], [tmp_path / "draft.sql"])
    with pytest.raises(WarehouseError, match="is no file"):
        replay(published, [], [tmp_path / "neutropenia.sql"])


def test_every_change_can_be_written_to_a_file(published, tmp_path):
    replayed = replay(published, [parse_number(f"{NEUTROPHILS}=2.5")], [])
    write_changes(replayed.changes, tmp_path / "changes.csv")
    lines = (tmp_path / "changes.csv").read_text().splitlines()
    assert lines[0] == "change,rule,patient_id,onset_on,published_why,replayed_why"
    assert len(lines) == len(replayed.changes) + 1
