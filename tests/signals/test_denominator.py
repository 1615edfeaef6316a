"""Who is counted when a rule is compared with the trial; who is not, and why."""

from itertools import product

import pytest

from flows.warehouse import SQL_FOLDER

CHECK = SQL_FOLDER / "checks" / "everyone_treated_is_counted_or_explained.sql"
EMPTY = {
    "clinical.patient": "patient_id",
    "clinical.lab_result": "patient_id",
    "signals.flag": "patient_id",
    "signals.unassessable": "patient_id",
}


@pytest.fixture(autouse=True)
def two_rules_and_a_window_of_100_days(given):
    for relation, header in EMPTY.items():
        given(relation, header)
    given("reference.analysis_window", """
        name             | window_days
        trial_comparison | 100
        on_treatment     |
    """)  # fmt: skip
    given("reference.population", """
        population
        everyone
        ever_pushed
        no_push
    """)  # fmt: skip
    given("reference.monitoring_number", """
        name               | value
        washout_days       | 30
        result_speaks_days | 28
    """)  # fmt: skip
    given("reference.rule", """
        rule        | kind       | analyte     | is_active
        neutropenia | laboratory | neutrophils | true
        iris        | event      |             | true
        dormant     | event      |             | false
    """)  # fmt: skip


@pytest.fixture
def counted(rows):
    """`counted("iris")`: the row of that rule in signals.denominator, for everyone in the window of the trial."""
    return lambda rule, population="everyone", window="trial_comparison": next(
        row
        for row in rows("signals.denominator")
        if (row["rule"], row["population"], row["window_name"]) == (rule, population, window)
    )


@pytest.fixture
def reasons(rows):
    """`reasons("iris")`: patient → reason for the people whom the rule does not count."""
    return lambda rule: {
        row["patient_id"]: row["reason"] for row in rows("signals.uncounted_patient") if row["rule"] == rule
    }


def evidence(row):
    return f"[{{'feed': 'lab_result', 'source_file': 'a', 'source_row': {row}}}]"


def test_only_treated_people_and_active_rules_are_considered(given, rows, counted):
    given("clinical.patient", """
        patient_id | is_treated | first_dose_on
        P1         | true       | 2026-01-01
        P2         | false      |
    """)  # fmt: skip
    assert counted("iris")["n_treated"] == 1
    assert {row["rule"] for row in rows("signals.denominator")} == {"neutropenia", "iris"}


def test_a_rule_without_anyone_treated_has_a_row_of_zeros(counted):
    row = counted("neutropenia")
    assert (row.pop("rule"), row.pop("window_days")) == ("neutropenia", 100)
    assert set(row) >= {"n_treated", "n_evaluable", "n_in_window", "n_full_window", "n_with_event"}
    assert {value for name, value in row.items() if name.startswith("n_") or name == "patient_years"} == {0}


def test_not_evaluable_leaves_the_denominator_and_incomplete_stays(given, counted, reasons):
    given("clinical.patient", """
        patient_id | is_treated | first_dose_on
        P1         | true       | 2026-01-01
        P2         | true       | 2026-01-01
    """)  # fmt: skip
    given("signals.unassessable", """
        patient_id | rule | verdict       | reason
        P1         | iris | not_evaluable | no report after the first dose.
        P2         | iris | incomplete    | one report without a date
    """)  # fmt: skip
    assert counted("iris")["n_evaluable"] == 1
    assert counted("iris")["n_in_window"] == 1
    assert reasons("iris") == {"P1": "Cannot be judged at all: no report after the first dose."}


def test_a_laboratory_rule_counts_people_with_a_judged_result_from_day_0_to_the_last_day(given, counted, reasons):
    given("clinical.patient", """
        patient_id | is_treated | first_dose_on
        P0         | true       | 2026-01-01
        P1         | true       | 2026-01-01
        P2         | true       | 2026-01-01
        P3         | true       | 2026-01-01
        P4         | true       | 2026-01-01
        P5         | true       | 2026-01-01
        P6         | true       | 2026-01-01
    """)  # fmt: skip
    given("clinical.lab_result", """
        patient_id | analyte     | is_after_first_dose | days_since_first_dose | label_hit
        P0         | neutrophils | false               | -1                    | false
        P1         | neutrophils | false               | 0                     | false
        P2         | neutrophils | true                | 0                     | false
        P3         | neutrophils | true                | 100                   | true
        P4         | neutrophils | true                | 101                   | false
        P5         | neutrophils | true                | 50                    |
        P6         | creatinine  | true                | 50                    | false
    """)  # fmt: skip
    none = "No result of neutrophils was collected up to day 100 after the first dose."
    assert counted("neutropenia")["n_in_window"] == 2
    assert reasons("neutropenia") == {
        "P0": none,
        "P1": none,
        "P4": none,
        "P5": "None of the results of neutrophils up to day 100 after the first dose (1) could be judged.",
        "P6": none,
    }


def test_a_result_that_proves_a_flag_was_judged(given, counted):
    given("clinical.patient", """
        patient_id | is_treated | first_dose_on
        P1         | true       | 2026-01-01
    """)  # fmt: skip
    given("clinical.lab_result", """
        patient_id | analyte     | is_after_first_dose | days_since_first_dose | source_file | source_row
        P1         | neutrophils | true                | 20                    | a           | 41
    """)  # fmt: skip
    given("signals.flag", f"""
        patient_id | rule        | days_since_first_dose | evidence
        P1         | neutropenia | 20                    | {evidence(41)}
    """)  # fmt: skip
    assert counted("neutropenia")["n_in_window"] == 1
    assert counted("neutropenia")["n_with_event"] == 1


def test_a_flag_whose_patient_has_no_judged_result_is_in_no_count_but_is_told(given, counted, reasons):
    given("clinical.patient", """
        patient_id | is_treated | first_dose_on
        P1         | true       | 2026-01-01
    """)  # fmt: skip
    given("signals.flag", f"""
        patient_id | rule        | days_since_first_dose | evidence
        P1         | neutropenia | 20                    | {evidence(41)}
    """)  # fmt: skip
    assert counted("neutropenia")["n_with_event"] == 0
    assert "A flag lies in these days all the same: it is for review" in reasons("neutropenia")["P1"]


def test_an_event_rule_counts_everyone_from_the_first_dose_on(given, counted, reasons):
    given("clinical.patient", """
        patient_id | is_treated | first_dose_on
        P1         | true       | 2026-01-01
        P2         | true       |
    """)  # fmt: skip
    assert counted("iris")["n_evaluable"] == 2
    assert counted("iris")["n_in_window"] == 1
    assert reasons("iris") == {"P2": "The date of the first dose is not known, so nothing can be placed after it."}


def test_patients_not_flags_are_counted_and_only_in_the_window(given, counted):
    given("clinical.patient", """
        patient_id | is_treated | first_dose_on
        P1         | true       | 2026-01-01
        P2         | true       | 2026-01-01
        P3         | true       | 2026-01-01
        P4         | true       | 2026-01-01
        P5         | true       | 2026-01-01
    """)  # fmt: skip
    given("signals.flag", """
        patient_id | rule | days_since_first_dose
        P1         | iris | 0
        P1         | iris | 40
        P2         | iris | 100
        P3         | iris | 101
        P4         | iris | -1
        P5         | iris |
    """)  # fmt: skip
    assert counted("iris")["n_with_event"] == 2
    assert counted("iris")["n_in_window"] == 5
    assert counted("iris")["n_flag_undated"] == 1
    assert counted("neutropenia")["n_flag_undated"] == 0


def test_the_window_is_full_when_observed_to_its_end_or_flagged_or_dead_in_it(given, rows):
    given("clinical.patient", """
        patient_id | is_treated | first_dose_on | observed_until_on | died_on
        P1         | true       | 2026-01-01    | 2026-04-10        |
        P2         | true       | 2026-01-01    | 2026-04-11        |
        P3         | true       | 2026-01-01    | 2026-02-01        | 2026-02-01
        P4         | true       | 2026-01-01    | 2026-02-01        |
        P5         | true       | 2026-01-01    |                   |
        P6         | true       | 2026-01-01    | 2026-02-01        | 2025-12-31
    """)  # fmt: skip
    given("signals.flag", """
        patient_id | rule | days_since_first_dose
        P4         | iris | 20
        P5         | iris | 101
    """)  # fmt: skip
    considered = [row for row in rows("signals.considered_patient") if row["rule"] == "iris"]
    assert {row["patient_id"] for row in considered if row["has_full_window"]} == {"P2", "P3", "P4"}


def every_kind_of_patient(given):
    """One patient for each combination of what the counting looks at."""
    patients, results, flags, unassessable = [], [], [], []
    kinds = product(
        ["2026-01-01 | 2026-02-01", "2026-01-01 | 2027-01-01", " | "],
        [None, "true | 3 | false", "true | 80 | false", "true | 3 | ", "true | 500 | true", "false | -2 | true"],
        [None, "3", "500", ""],
        [None, "incomplete", "not_evaluable"],
    )
    for number, (dates, result, flagged_on, verdict) in enumerate(kinds):
        person = f"P{number}"
        patients.append(f"{person} | true | {dates}")
        for rule in ("neutropenia", "iris"):
            if flagged_on is not None:
                flags.append(f"{person} | {rule} | {flagged_on} | {evidence(number)}")
            if verdict is not None:
                unassessable.append(f"{person} | {rule} | {verdict} | no reason")
        if result is not None:
            results.append(f"{person} | neutrophils | {result} | a | {number}")
    judged = "is_after_first_dose | days_since_first_dose | label_hit"
    for relation, header, drawn in [
        ("clinical.patient", "patient_id | is_treated | first_dose_on | observed_until_on", patients),
        ("clinical.lab_result", f"patient_id | analyte | {judged} | source_file | source_row", results),
        ("signals.flag", "patient_id | rule | days_since_first_dose | evidence", flags),
        ("signals.unassessable", "patient_id | rule | verdict | reason", unassessable),
    ]:
        given(relation, "\n".join([header, *drawn]))
    return len(patients)


def problems(con):
    return [row[0] for row in con.execute(CHECK.read_text()).fetchall()]


def test_everyone_treated_is_counted_or_explained_and_each_step_is_a_part_of_the_one_before(
    given, con, counted, reasons
):
    n_treated = every_kind_of_patient(given)
    for rule in ("neutropenia", "iris"):
        strip = counted(rule)
        assert strip["n_treated"] == n_treated == strip["n_in_window"] + len(reasons(rule))
        assert n_treated > strip["n_evaluable"] > strip["n_in_window"] > strip["n_full_window"]
        assert strip["n_full_window"] > strip["n_with_event"] > 0
        assert all(reasons(rule).values())
    assert problems(con) == []


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("DELETE FROM signals.uncounted_patient WHERE patient_id = 'P2'", "do not make that number"),
        ("DELETE FROM signals.denominator WHERE rule = 'iris'", "no row in its denominator"),
        ("UPDATE signals.denominator SET n_treated = 0", "do not make that number"),
        (
            "UPDATE signals.uncounted_patient SET reason = ' ' WHERE patient_id = 'P2'",
            "left out without a reason",
        ),
        (
            "INSERT INTO signals.uncounted_patient FROM signals.uncounted_patient",
            "explanations are given twice",
        ),
        (
            "UPDATE signals.uncounted_patient SET patient_id = 'X' WHERE patient_id = 'P2'",
            "who were never treated",
        ),
    ],
)
def test_the_check_finds_people_who_vanished(given, con, counted, reasons, damage, said):
    every_kind_of_patient(given)
    counted("iris"), reasons("iris")
    con.execute(damage)
    assert any(said in problem for problem in problems(con))


def test_a_missing_window_is_found_and_does_not_silently_count_nobody(given, con, rows):
    every_kind_of_patient(given)
    con.execute("DELETE FROM reference.analysis_window")
    rows("signals.denominator"), rows("signals.uncounted_patient")
    assert len(problems(con)) == 2


def treated(given, drawn):
    given("clinical.patient", drawn)


def test_time_at_risk_ends_at_the_first_event_and_counts_first_and_last_day(given, counted):
    treated(given, """
        patient_id | is_treated | first_dose_on | last_dose_on | observed_until_on
        P1         | true       | 2026-01-01    | 2026-03-01   | 2026-03-10
        P2         | true       | 2026-01-01    | 2026-03-01   | 2026-03-10
    """)  # fmt: skip
    given("signals.flag", f"""
        flag_id | patient_id | rule | onset_on   | days_since_first_dose | evidence
        F1      | P1         | iris | 2026-01-10 | 9                     | {evidence(1)}
        F2      | P1         | iris | 2026-02-10 | 40                    | {evidence(2)}
    """)  # fmt: skip
    row = counted("iris")
    assert row["n_first_events"] == 1
    assert row["patient_years"] * 365.25 == pytest.approx(10 + 69)


@pytest.mark.parametrize(
    ("last_dose_on", "is_dead", "died_on", "observed_until_on", "days", "ended_by"),
    [
        ("2026-01-15", "false", "", "2026-12-31", 44, "stopped"),
        ("2026-01-15", "true", "2026-02-01", "2026-02-01", 31, "died"),
        ("2026-01-15", "true", "", "2026-02-01", 31, "died"),
        ("2026-01-15", "true", "", "2026-12-31", 44, "stopped"),
        ("2026-01-15", "false", "", "2026-01-20", 19, "observed"),
        ("2026-01-15", "true", "2026-06-01", "2026-06-01", 44, "stopped"),
        ("2026-03-31", "false", "", "2026-12-31", 119, "stopped"),
    ],
)
def test_time_at_risk_ends_at_death_or_stop_with_washout_or_the_last_observation(
    given, rows, last_dose_on, is_dead, died_on, observed_until_on, days, ended_by
):
    treated(given, f"""
        patient_id | is_treated | first_dose_on | last_dose_on   | is_dead   | died_on   | observed_until_on
        P1         | true       | 2026-01-01    | {last_dose_on} | {is_dead} | {died_on} | {observed_until_on}
    """)  # fmt: skip
    (row,) = rows("signals.exposure")
    assert (row["at_risk_days"], row["ended_by"]) == (days, ended_by)


@pytest.mark.parametrize(
    ("judged_on_days", "event_day", "days_at_risk", "is_full"),
    [
        ([14], None, 43, False),  # day 0 to day 42
        ([71], None, 57, False),  # day 43 to day 99
        ([72], None, 57, True),  # day 44 to the end of the window
        ([14, 72], None, 101, True),
        ([14, 50], 50, 51, True),
        ([160], None, 0, False),
        ([150], None, 0, False),
    ],
)
def test_time_that_no_result_speaks_for_is_no_time_at_risk_of_a_laboratory_rule(
    given, counted, rows, judged_on_days, event_day, days_at_risk, is_full
):
    given("clinical.patient", """
        patient_id | is_treated | first_dose_on | last_dose_on | observed_until_on
        P1         | true       | 2026-01-01    | 2026-03-31   | 2026-12-31
    """)  # fmt: skip
    given("raw.night", "as_of\n2027-01-01")
    for number, day in enumerate(judged_on_days):
        given("clinical.lab_result", f"""
            patient_id | analyte     | is_after_first_dose | days_since_first_dose | label_hit | source_file | source_row
            P1         | neutrophils | true                | {day}                 | false     | a           | {number}
        """)  # fmt: skip
    if event_day is not None:
        given("signals.flag", f"""
            flag_id | patient_id | rule        | days_since_first_dose | evidence
            F1      | P1         | neutropenia | {event_day}           | {evidence(1)}
        """)  # fmt: skip
    row = counted("neutropenia")
    assert (round(row["patient_years"] * 365.25), row["n_full_window"] == 1) == (days_at_risk, is_full)
    course = [one for one in rows("signals.risk_course") if one["window_name"] == "trial_comparison"]
    last = max((one["patient_years"] for one in course if one["rule"] == "neutropenia"), default=0)
    assert last == pytest.approx(row["patient_years"])


def test_the_window_of_the_trial_cuts_the_time_at_risk_and_the_whole_time_does_not(given, counted):
    treated(given, """
        patient_id | is_treated | first_dose_on | last_dose_on | observed_until_on
        P1         | true       | 2026-01-01    | 2026-12-01   | 2026-12-05
    """)  # fmt: skip
    given("signals.flag", f"""
        flag_id | patient_id | rule | onset_on   | days_since_first_dose | evidence
        F1      | P1         | iris | 2026-05-01 | 120                   | {evidence(1)}
    """)  # fmt: skip
    within, whole = counted("iris"), counted("iris", window="on_treatment")
    assert (within["n_with_event"], within["n_first_events"]) == (0, 0)
    assert within["patient_years"] * 365.25 == pytest.approx(101)
    assert (whole["n_with_event"], whole["n_first_events"]) == (1, 1)
    assert whole["patient_years"] * 365.25 == pytest.approx(121)


def test_an_event_after_the_time_at_risk_counts_in_the_share_but_in_no_rate(given, counted):
    treated(given, """
        patient_id | is_treated | first_dose_on | last_dose_on | observed_until_on
        P1         | true       | 2026-01-01    | 2026-01-01   | 2026-12-05
    """)  # fmt: skip
    given("signals.flag", f"""
        flag_id | patient_id | rule | onset_on   | days_since_first_dose | evidence
        F1      | P1         | iris | 2026-02-10 | 40                    | {evidence(1)}
    """)  # fmt: skip
    row = counted("iris")
    assert (row["n_with_event"], row["n_first_events"]) == (1, 0)
    assert row["patient_years"] * 365.25 == pytest.approx(31)


def test_people_who_ever_had_a_push_stand_apart_and_everyone_holds_both(given, counted):
    treated(given, """
        patient_id | is_treated | first_dose_on | last_dose_on | observed_until_on
        P1         | true       | 2026-01-01    | 2026-02-01   | 2026-02-05
        P2         | true       | 2026-01-01    | 2026-02-01   | 2026-02-05
        P3         | true       | 2026-01-01    | 2026-02-01   | 2026-02-05
    """)  # fmt: skip
    given("clinical.infusion", """
        infusion_id | patient_id | infusion_number | method
        I1          | P1         | 1               | infusion
        I2          | P1         | 2               | push
        I3          | P2         | 1               | infusion
        I4          | P3         | 1               |
    """)  # fmt: skip
    groups = {group: counted("iris", group)["n_treated"] for group in ("everyone", "ever_pushed", "no_push")}
    assert groups == {"everyone": 3, "ever_pushed": 1, "no_push": 2}


def test_the_course_ends_where_the_rate_stands(given, rows, counted):
    treated(given, """
        patient_id | is_treated | first_dose_on | last_dose_on | observed_until_on
        P1         | true       | 2026-01-01    | 2026-03-01   | 2026-03-10
        P2         | true       | 2026-01-20    | 2026-03-01   | 2026-03-10
        P3         | true       | 2026-02-20    | 2026-03-01   | 2026-03-10
    """)  # fmt: skip
    given("signals.flag", f"""
        flag_id | patient_id | rule | onset_on   | days_since_first_dose | evidence
        F1      | P2         | iris | 2026-02-10 | 21                    | {evidence(1)}
    """)  # fmt: skip
    given("raw.night", """
        as_of
        2026-03-10
    """)  # fmt: skip
    course = [
        row
        for row in sorted(rows("signals.risk_course"), key=lambda row: row["until_on"])
        if (row["rule"], row["window_name"]) == ("iris", "trial_comparison")
    ]
    days = [(str(row["until_on"]), row["n_events"], round(row["patient_years"] * 365.25)) for row in course]
    assert days == [("2026-01-31", 0, 31 + 12), ("2026-02-10", 1, 41 + 22), ("2026-02-28", 1, 59 + 22 + 9),
                    ("2026-03-10", 1, 69 + 22 + 19)]  # fmt: skip
    assert course[-1]["patient_years"] == pytest.approx(counted("iris")["patient_years"])
