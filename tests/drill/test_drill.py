"""The fire drill raises each alarm; a rule that is silenced, loosened, left out or broken fails it and is named."""

import shutil
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from given_warehouse import template

from flows.drill import drill_in_words, hold_drill
from flows.warehouse import SQL_FOLDER, relation_files


def drafts(folder: Path, texts: dict[str, str]) -> dict[str, Path]:
    """The SELECT files of the night with some of them replaced."""
    files = dict(relation_files())
    for relation, text in texts.items():
        files[relation] = folder / f"{relation}.sql"
        files[relation].write_text(text)
    return files


def text_of(relation: str) -> str:
    return relation_files()[relation].read_text()


@pytest.fixture(scope="module")
def passed() -> pd.DataFrame:
    """The drill with everything as it is."""
    return hold_drill(template())


@pytest.fixture(scope="module")
def broken(tmp_path_factory) -> pd.DataFrame:
    """One drill with every kind of break, each in a rule of its own."""
    folder = tmp_path_factory.mktemp("broken")
    night = folder / "night.duckdb"
    shutil.copyfile(template(), night)
    with duckdb.connect(str(night)) as con:
        con.execute("""
            UPDATE reference.threshold SET value = 0.5 WHERE (rule, name) = ('neutropenia', 'neutrophils_giga_per_l');
            UPDATE reference.threshold SET value = 2.0 WHERE (rule, name) = ('leukopenia', 'leukocytes_giga_per_l');
            DELETE FROM reference.drill_case WHERE alarm = 'uric_acid_rise';
            DELETE FROM reference.serious_word;
        """)
    rest = text_of("signals.rule_answer").replace("    FROM rules.rash\n    UNION ALL\n", "")
    texts = {
        "rules.nausea": f"SELECT * FROM (\n{text_of('rules.nausea')}\n) WHERE false",
        "signals.rule_answer": rest,
    }
    return hold_drill(night, drafts(folder, texts))


def failures(drill: pd.DataFrame) -> dict[str, str]:
    """Alarm → what the drill says of its first failure."""
    return dict(reversed(drill.loc[~drill["passed"], ["alarm", "why"]].values.tolist()))


def test_every_alarm_is_raised_and_every_look_alike_stays_quiet(passed):
    assert failures(passed) == {}
    assert drill_in_words(passed) == "Drill passed: 38 of 38 alarms raised, 36 look-alikes quiet."


def test_every_rule_has_a_case_and_a_look_alike(passed):
    of_rules = passed[passed["alarm"].isin([path.stem for path in (SQL_FOLDER / "rules").glob("*.sql")])]
    assert set(of_rules.groupby("alarm")["expected"].agg(lambda words: " ".join(sorted(words)))) == {"quiet raised"}
    assert of_rules["alarm"].nunique() == len(list((SQL_FOLDER / "rules").glob("*.sql")))


@pytest.mark.parametrize(
    ("alarm", "said"),
    [
        ("nausea", "Nausea did not raise its alarm: Nausea after the first dose"),
        ("rash", "Rash did not raise its alarm: A term that the label pools as rash"),
        ("neutropenia", "Neutropenia did not raise its alarm: Neutrophils just below 0.6"),
        ("leukopenia", "Leukopenia raised an alarm where it must stay quiet: Leukocytes exactly at 1.5"),
        ("uric_acid_rise", "Uric acid rise did not raise its alarm: no case of reference.drill_case must raise it"),
        (
            "work_list_of_serious_row",
            "Work list of serious row did not raise its alarm: A death whose onset is no date, and not ticked "
            "serious, is quarantined, and in the work list",
        ),
        ("clock_of_serious_row", "Clock of serious row did not raise its alarm: … and has a clock of its own"),
    ],
)
def test_what_is_silenced_loosened_left_out_or_without_a_case_is_named(broken, alarm, said):
    assert failures(broken)[alarm] == said


def test_nothing_else_is_blamed(broken):
    assert set(failures(broken)) == {
        "nausea", "rash", "neutropenia", "leukopenia", "uric_acid_rise", "work_list_of_serious_row",
        "clock_of_serious_row",
    }  # fmt: skip
    assert drill_in_words(broken).startswith("THE DRILL FAILED: ")
    assert drill_in_words(broken).endswith("; and 2 more.")


def test_a_shadow_copy_that_cannot_be_built_is_a_drill_that_failed(tmp_path):
    drill = hold_drill(template(), drafts(tmp_path, {"staging.record": "SELECT no_such_column FROM raw.patient"}))
    assert drill_in_words(drill).startswith("THE DRILL FAILED: The fire drill could not be held: ")
    assert "no_such_column" in drill_in_words(drill)


def test_an_id_of_the_drill_in_a_real_delivery_is_quarantined(deliver, rows):
    deliver(
        "lab_result",
        """
        patient_id        | value
        P1                | 0.59
        drill-neutropenia | 0.59
        P-DRILL           | 0.59
    """,
    )
    assert [(row["column_names"], row["reasons"]) for row in rows("staging.set_aside")] == [
        ("patient_id", "patient_id begins with DRILL-, which is kept for the invented people of the fire drill")
    ]
