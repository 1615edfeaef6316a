"""What the page of reactions reads: definitions side by side, minutes after the end, people and infusions counted."""

import pytest
from infusion_story import infused, measured, reported, treated, tryptase

RULES = """
    rule              | title             | kind  | is_active | display_order
    ------------------+-------------------+-------+-----------+--------------
    infusion_reaction | Infusion reaction | event | true      | 1
    anaphylaxis       | Anaphylaxis       | event | false     | 2
    neutropenia       | Neutropenia       | event | true      | 3
"""


@pytest.fixture(autouse=True)
def rules(given):
    given("reference.rule", RULES)


def flag(given, drawn):
    header, *lines = drawn.strip().splitlines()
    given("signals.flag", "\n".join([header, *lines]))


def placed(given, drawn):
    given("signals.flag_in_time", drawn)


def test_a_definition_is_met_when_a_limb_is_and_open_when_one_could_not_be_judged(given, rows):
    treated(given, "P1")
    reported(given, "patient | term | minute\nP1 | urticaria | 5\nP1 | dyspnoea | 6")
    given("signals.flag", "flag_id")
    (row,) = rows("marts.reaction_definition")
    assert (row["is_niaid_met"], row["niaid_1"], row["is_wao_met"]) == (True, True, True)
    assert (row["niaid_3"], row["is_known_allergen"]) == (None, None)
    assert "known allergen: nothing before it on record" in row["not_judged"]
    assert "reduced pressure: no systolic pressure read" in row["not_judged"]


def test_an_infusion_that_a_rule_flags_is_listed_with_everything_not_met(given, rows):
    treated(given, "P1", "P2")
    measured(
        given, "patient | sign | minute | value\nP1 | systolic_pressure | -10 | 120\nP1 | systolic_pressure | 9 | 118"
    )
    reported(given, "patient | term | minute\nP1 | headache | 5\nP2 | headache | 5")
    flag(given, "flag_id | rule | patient_id\nF1 | infusion_reaction | P1")
    placed(given, "flag_id | infusion_id\nF1 | P1/1")
    (row,) = rows("marts.reaction_definition")
    assert (row["patient_id"], row["flagged_by"], row["anaphylaxis_flag_id"]) == ("P1", "Infusion reaction", None)
    assert (row["is_wao_met"], row["is_brighton_met"], row["is_level_1"]) == (False, False, False)


def test_a_flag_of_which_nothing_was_seen_around_an_infusion_is_not_lost(given, rows):
    treated(given, "P1")
    flag(given, "flag_id | rule | patient_id\nF1 | anaphylaxis | P9")
    placed(given, "flag_id | infusion_id\nF1 | ")
    (row,) = rows("marts.reaction_definition")
    assert (row["patient_id"], row["anaphylaxis_flag_id"], row["words"], row["is_niaid_met"]) == (
        "P9",
        "F1",
        None,
        None,
    )


@pytest.mark.parametrize(
    ("onset_at", "ended_at", "minutes", "from_start"),
    [
        ("2026-03-01T10:20:00Z", "2026-03-01T10:30:00Z", -10, False),
        ("2026-03-01T10:30:00Z", "2026-03-01T10:30:00Z", 0, False),
        ("2026-03-02T10:30:00Z", "2026-03-01T10:30:00Z", 1440, False),
        ("2026-03-01T10:20:00Z", "", 20, True),
        ("", "2026-03-01T10:30:00Z", None, False),
    ],
)
def test_minutes_run_from_the_end_or_from_the_start_where_no_end_is_known(
    given, rows, onset_at, ended_at, minutes, from_start
):
    treated(given)
    infused(given, "P1", ended_at=ended_at)
    flag(given, f"flag_id | rule | patient_id | onset_at\nF1 | infusion_reaction | P1 | {onset_at}")
    flag(given, "flag_id | rule | patient_id\nF2 | neutropenia | P1")
    placed(given, "flag_id | infusion_id\nF1 | P1/1\nF2 | P1/1")
    (row,) = rows("marts.reaction")
    found = row["minutes_after_end"]
    assert (found if found is None else float(found), row["is_counted_from_start"]) == (minutes, from_start)


def test_people_are_counted_once_and_infusions_each(given, rows):
    treated(given, "P1", "P2", "P3")
    for number in (2, 3, 4, 7):
        infused(given, "P1", number, method="push" if number == 7 else "infusion")
    flag(given, "flag_id | rule | patient_id\nF1 | infusion_reaction | P1\nF2 | infusion_reaction | P1")
    flag(given, "flag_id | rule | patient_id\nF3 | infusion_reaction | P2\nF4 | anaphylaxis | P2")
    placed(given, "flag_id | infusion_id\nF1 | P1/2\nF2 | P1/7\nF3 | \nF4 | P2/1")
    given("signals.unassessable", "rule | patient_id | verdict\ninfusion_reaction | P3 | not_evaluable")
    found = {
        (row["division"], row["part"]): tuple(
            row[name] for name in ("n_patients_with_event", "n_patients", "n_infusions_with_event", "n_infusions")
        )
        for row in rows("signals.reaction_count")
    }
    assert found["all", "all infusions"] == (2, 2, 2, 6)
    assert found["number", "1"] == (0, 2, 0, 2)
    assert found["number", "2"] == (1, 1, 1, 1)
    assert found["number", "4 to 6"] == (0, 1, 0, 1)
    assert found["number", "7 and later"] == (1, 1, 1, 1)
    assert found["method", "push"] == (1, 1, 1, 1)
    assert found["method", "not reported"] == (0, 2, 0, 2)


@pytest.mark.parametrize(
    ("asked", "duration", "stopped", "part"),
    [
        ("30 | 30", "30", "false", "as long as the label asks"),
        ("30 | 30", "29.9", "false", "shorter than the label asks"),
        ("15 | 30", "20", "false", "not known"),
        ("30 | 30", "", "false", "not known"),
        ("30 | 30", "10", "true", "stopped early"),
    ],
)
def test_the_length_stands_beside_the_shortest_that_the_label_allows(given, rows, asked, duration, stopped, part):
    treated(given, "P1")
    given(
        "clinical.dose_course",
        "infusion_id | shortest_minutes_least | shortest_minutes_most | duration_minutes | is_stopped_early\n"
        f"P1/1 | {asked} | {duration} | {stopped}",
    )
    parts = [row["part"] for row in rows("signals.reaction_count") if row["division"] == "length"]
    assert parts == [part]


def test_a_tryptase_is_listed_with_its_infusion_and_what_flags_it(given, rows):
    treated(given, "P1")
    tryptase(given, "patient | minute | value\nP1 | -60 | 4\nP1 | 90 | 9")
    flag(given, "flag_id | rule | patient_id\nF1 | anaphylaxis | P1")
    placed(given, "flag_id | infusion_id\nF1 | P1/1")
    (row,) = rows("marts.reaction_tryptase")
    assert (float(row["value"]), float(row["baseline_value"]), row["has_risen"]) == (9, 4, True)
    assert (float(row["minutes_after_start"]), row["flagged_by"]) == (90, "Anaphylaxis")
