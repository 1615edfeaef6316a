"""Label, time, dechallenge and rechallenge of a flag: what the data tell, and no more."""

import pytest

RULES = """
    rule              | title             | kind       | analyte     | is_active
    neutropenia       | Neutropenia       | laboratory | neutrophils | true
    hys_law           | Hy's law          | laboratory | alt         | true
    infusion_reaction | Infusion reaction | event      |             | true
    rash              | Rash              | event      |             | true
    serious_event     | Serious event     | event      |             | true
    dose_late         | Late dose         | dose       |             | true
    no_response       | No response       | effect     |             | true
"""
DAYS = """
    name               | days
    medicine           | 14
    reaction_medicine  | 1
    new_medicine       | 28
    background_regimen | 42
    dosing_gap         | 28
    rechallenge        | 14
    late_onset         | 90
"""
EMPTY = ("clinical.infusion", "clinical.adverse_event", "clinical.lab_result", "clinical.medication")


@pytest.fixture(autouse=True)
def a_course_of_four_doses(given):
    given("reference.rule", RULES)
    given("reference.causality_window", DAYS)
    given("clinical.patient", """
        patient_id | is_treated | first_dose_on | observed_until_on
        P1         | true       | 2026-01-01    | 2026-12-31
    """)  # fmt: skip
    for relation in EMPTY:
        given(relation, "patient_id")


def dosed(given, *starts, minutes=30, actions=None):
    for number, start in enumerate(starts, start=1):
        action = (actions or {}).get(number, "")
        given("clinical.infusion", f"""
            infusion_id | patient_id | infusion_number | started_on | started_at           | ended_at                     | dose_mg | action_taken | source_file | source_row
            I{number}   | P1         | {number}        | {start}    | {start}T10:00:00Z    | {start}T10:{minutes}:00Z     | 800     | {action}     | i           | {number}
        """)  # fmt: skip


def flagged(given, rule, onset_on, flag_id="F1", onset_at="", grade="3", feed="adverse_event", rows=(1,)):
    proof = ", ".join(f"{{'feed': '{feed}', 'source_file': 'a', 'source_row': {row}}}" for row in rows)
    given("signals.flag", f"""
        flag_id   | patient_id | rule   | onset_on   | onset_at   | grade   | evidence
        {flag_id} | P1         | {rule} | {onset_on} | {onset_at} | {grade} | [{proof}]
    """)  # fmt: skip


def reported(given, action_taken="", outcome="", ended_on="", row=1):
    given("clinical.adverse_event", f"""
        event_id | patient_id | action_taken   | outcome   | ended_on   | source_file | source_row
        E{row}   | P1         | {action_taken} | {outcome} | {ended_on} | a           | {row}
    """)  # fmt: skip


def counted(given, *results):
    """Neutrophil counts as (day, DAIDS grade)."""
    for row, (day, grade) in enumerate(results, start=1):
        given("clinical.lab_result", f"""
            patient_id | analyte     | collected_on | daids_grade | source_file | source_row
            P1         | neutrophils | {day}        | {grade}     | a           | {row}
        """)  # fmt: skip


@pytest.fixture
def in_time(rows):
    return lambda: {row["flag_id"]: row for row in rows("signals.flag_in_time")}["F1"]


def test_minutes_are_counted_from_the_start_of_the_newest_infusion(given, in_time):
    dosed(given, "2026-01-01", "2026-01-15")
    flagged(given, "infusion_reaction", "2026-01-15", onset_at="2026-01-15T10:12:30Z")
    assert in_time()["infusion_id"] == "I2"
    assert float(in_time()["minutes_from_infusion_start"]) == 12.5


def test_without_a_time_of_onset_there_are_no_minutes(given, in_time):
    dosed(given, "2026-01-01")
    flagged(given, "infusion_reaction", "2026-01-01")
    assert in_time()["minutes_from_infusion_start"] is None


@pytest.mark.parametrize(
    ("rule", "action_taken", "outcome", "told"),
    [
        ("infusion_reaction", "interrupted", "recovered", "positive"),
        ("infusion_reaction", "slowed", "recovering", "positive"),
        ("infusion_reaction", "stopped", "not_recovered", "negative"),
        ("infusion_reaction", "stopped", "unknown", "not told"),
        ("infusion_reaction", "none", "recovered", "not told"),
        ("infusion_reaction", "", "recovered", "not told"),
        ("rash", "stopped", "recovered", "positive"),
        ("rash", "stopped", "fatal", "negative"),
        ("rash", "interrupted", "recovered", "not told"),
    ],
)
def test_a_reported_event_improved_only_after_a_stop_that_was_reported(
    given, in_time, rule, action_taken, outcome, told
):
    dosed(given, "2026-01-01")
    flagged(given, rule, "2026-01-01")
    reported(given, action_taken, outcome)
    assert in_time()["dechallenge"] == told


def test_an_action_on_the_infusion_itself_counts_for_a_reaction_to_it(given, in_time):
    dosed(given, "2026-01-01", actions={1: "stopped"})
    flagged(given, "infusion_reaction", "2026-01-01")
    reported(given, "", "recovered", "2026-01-01")
    assert in_time()["dechallenge"] == "positive"
    assert {piece["feed"] for piece in in_time()["evidence"]} == {"adverse_event", "infusion"}


def test_one_event_that_did_not_end_is_enough_for_a_no(given, in_time):
    dosed(given, "2026-01-01")
    flagged(given, "infusion_reaction", "2026-01-01", rows=(1, 2))
    reported(given, "stopped", "recovered", row=1)
    reported(given, "stopped", "not_recovered", row=2)
    assert in_time()["dechallenge"] == "negative"


@pytest.mark.parametrize(
    ("results", "told"),
    [
        ([("2026-02-12", 2)], "positive"),  # 28 days after the dose of 15 Jan
        ([("2026-02-11", 2)], "not told"),  # 27 days
        ([("2026-02-12", 3)], "negative"),
        ([("2026-02-12", "")], "not told"),
        ([("2026-02-01", 2), ("2026-02-12", 1)], "not told"),  # fell while doses went on
        ([("2026-02-01", 3), ("2026-02-12", 2)], "positive"),
        ([("2026-02-01", ""), ("2026-02-12", 2)], "not told"),  # it may have fallen before the gap
        ([], "not told"),
    ],
)
def test_a_laboratory_finding_improved_when_its_grade_first_fell_in_a_gap_of_dosing(given, in_time, results, told):
    dosed(given, "2026-01-01", "2026-01-15")
    counted(given, ("2026-01-20", 3), *results)
    flagged(given, "neutropenia", "2026-01-20", feed="lab_result")
    assert in_time()["dechallenge"] == told


def test_a_lower_grade_that_may_be_higher_is_no_fall(given, in_time):
    dosed(given, "2026-01-01", "2026-01-15")
    counted(given, ("2026-01-20", 3))
    given("clinical.lab_result", """
        patient_id | analyte     | collected_on | daids_grade | daids_grade_is_minimum | source_file | source_row
        P1         | neutrophils | 2026-02-12   | 2           | true                   | a           | 2
    """)  # fmt: skip
    flagged(given, "neutropenia", "2026-01-20", feed="lab_result")
    assert in_time()["dechallenge"] == "not told"


def test_the_grade_falls_from_the_worst_result_of_the_flag(given, in_time):
    dosed(given, "2026-01-01", "2026-01-15")
    counted(given, ("2026-01-20", 3), ("2026-01-22", 4), ("2026-02-12", 3))
    flagged(given, "neutropenia", "2026-01-20", feed="lab_result", rows=(1, 2))
    assert in_time()["dechallenge"] == "positive"


AGAIN = ["2026-01-01", "2026-01-15", "2026-01-29"]


def a_reaction_that_ended(given):
    flagged(given, "infusion_reaction", "2026-01-01")
    reported(given, "interrupted", "recovered", "2026-01-02")


def test_a_reaction_that_came_back_after_the_next_dose_was_rechallenged(given, in_time):
    dosed(given, *AGAIN)
    a_reaction_that_ended(given)
    flagged(given, "infusion_reaction", "2026-01-15", "F2", rows=(2,))
    assert in_time()["rechallenge"] == "positive"
    assert {"feed": "infusion", "source_file": "i", "source_row": 2} in in_time()["evidence"]


def test_a_flag_of_another_rule_is_no_reappearance(given, in_time):
    dosed(given, *AGAIN)
    a_reaction_that_ended(given)
    flagged(given, "rash", "2026-01-15", "F2", rows=(2,))
    assert in_time()["rechallenge"] == "negative"


@pytest.mark.parametrize(("onset_on", "told"), [("2026-01-29", "positive"), ("2026-01-30", "negative")])
def test_a_reappearance_counts_up_to_some_days_after_the_next_dose(given, in_time, onset_on, told):
    dosed(given, "2026-01-01", "2026-01-15", "2026-02-20")
    a_reaction_that_ended(given)
    flagged(given, "infusion_reaction", onset_on, "F2", rows=(2,))
    assert in_time()["rechallenge"] == told


def test_a_reaction_to_the_dose_after_the_next_is_no_reappearance_after_the_next(given, in_time):
    dosed(given, *AGAIN)
    a_reaction_that_ended(given)
    flagged(given, "infusion_reaction", "2026-01-29", "F3", rows=(3,))
    assert in_time()["rechallenge"] == "negative"


def test_a_slower_dose_that_went_well_tells_nothing(given, in_time):
    dosed(given, "2026-01-01")
    given("clinical.infusion", """
        infusion_id | patient_id | infusion_number | started_on | started_at           | ended_at             | dose_mg | source_file | source_row
        I2          | P1         | 2               | 2026-01-15 | 2026-01-15T10:00:00Z | 2026-01-15T10:31:00Z | 800     | i           | 2
    """)  # fmt: skip
    a_reaction_that_ended(given)
    assert in_time()["rechallenge"] == "not told"
    assert "lower rate" in in_time()["rechallenge_why"]


def test_premedication_before_a_dose_that_went_well_tells_nothing(given, in_time):
    dosed(given, *AGAIN)
    a_reaction_that_ended(given)
    given("clinical.medication", """
        medication_id | patient_id | medicine        | role          | started_on
        M1            | P1         | diphenhydramine | premedication | 2026-01-15
    """)  # fmt: skip
    assert in_time()["rechallenge"] == "not told"


def test_a_rate_that_is_not_known_tells_nothing(given, in_time):
    given("clinical.infusion", """
        infusion_id | patient_id | infusion_number | started_on | dose_mg
        I1          | P1         | 1               | 2026-01-01 | 800
        I2          | P1         | 2               | 2026-01-15 | 800
    """)  # fmt: skip
    a_reaction_that_ended(given)
    assert in_time()["rechallenge"] == "not told"


@pytest.mark.parametrize(("ended_on", "told"), [("", "not told"), ("2026-01-16", "negative")])
def test_only_a_dose_after_the_day_of_recovery_is_a_re_exposure(given, in_time, ended_on, told):
    dosed(given, *AGAIN)
    flagged(given, "infusion_reaction", "2026-01-01")
    flagged(given, "infusion_reaction", "2026-01-15", "F2", rows=(2,))
    reported(given, "interrupted", "recovered", ended_on)
    assert in_time()["rechallenge"] == told


def test_an_undated_flag_of_the_same_rule_may_be_the_reappearance(given, in_time):
    dosed(given, *AGAIN)
    a_reaction_that_ended(given)
    flagged(given, "infusion_reaction", "", "F2", rows=(2,))
    assert in_time()["rechallenge"] == "not told"


@pytest.mark.parametrize(
    ("result", "second_flag", "told"),
    [
        (("2026-03-20", 0), None, "negative"),
        (("2026-04-20", 0), None, "not told"),  # later than the days that count
        (("2026-03-20", ""), None, "not told"),
        (("2026-03-20", 3), "2026-03-20", "positive"),
    ],
)
def test_a_laboratory_finding_is_looked_for_after_the_dose_that_ended_the_gap(
    given, in_time, result, second_flag, told
):
    dosed(given, "2026-01-01", "2026-01-15", "2026-03-10")
    counted(given, ("2026-01-20", 3), ("2026-02-20", 1), result)
    flagged(given, "neutropenia", "2026-01-20", feed="lab_result")
    if second_flag:
        flagged(given, "neutropenia", second_flag, "F2", feed="lab_result", rows=(3,))
    assert in_time()["dechallenge"] == "positive"
    assert in_time()["rechallenge"] == told


def test_recovery_while_doses_go_on_makes_no_rechallenge(given, in_time):
    dosed(given, *AGAIN)
    counted(given, ("2026-01-05", 3), ("2026-01-10", 0), ("2026-01-20", 3))
    flagged(given, "neutropenia", "2026-01-05", feed="lab_result")
    flagged(given, "neutropenia", "2026-01-20", "F2", feed="lab_result", rows=(3,))
    assert in_time()["rechallenge"] == "not told"
