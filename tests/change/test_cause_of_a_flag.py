"""Each flag that differs from last night has one cause, with the rows that decided."""

import pytest

LOW = """
  record_id | patient_id | value | record_status
  L1        | P1         | 0.5   | final
"""
FLAG = """
  flag_id | patient_id | rule        | grade | why  | rests on
  F1      | P1         | neutropenia | 3     | low  | lab_result L1
"""


def test_a_row_that_arrived_tonight_is_new_data(nights):
    nights.receives_tonight("lab_result", LOW)
    nights.tonight.flags(FLAG)
    (change,) = nights.changes()
    assert (change["what"], change["cause"], change["part_count"]) == ("new", "new_data", 1)
    assert change["because"] == "new data: laboratory result (received 2 Mar 2026)"
    assert [piece["feed"] for piece in change["evidence"]] == ["lab_result"]


def test_a_corrected_value_clears_a_flag_in_words_of_both_values(nights):
    nights.receives_last_night("lab_result", LOW)
    nights.last.flags(FLAG)
    nights.receives_tonight(
        "lab_result",
        """
        record_id | patient_id | value | record_status
        L1        | P1         | 5.0   | corrected
        """,
    )
    (change,) = nights.changes()
    assert (change["what"], change["cause"], change["part_count"]) == ("gone", "correction", -1)
    assert change["because"] == ("corrected laboratory result: neutrophils 0.5 → 5.0 ×10⁹/L (received 2 Mar 2026)")


@pytest.mark.parametrize(
    ("sent", "sent_again", "said"),
    [
        ("2026-02-01", "2026-02-03", "collected at 1 Feb 2026 → 3 Feb 2026"),
        (
            "2026-02-01T15:00:00+01:00",
            "2026-02-01T16:30Z",
            "collected at 1 Feb 2026 15:00:00+01:00 → 1 Feb 2026 16:30Z",
        ),
    ],
)
def test_a_corrected_day_is_said_in_words_with_its_time_as_it_was_sent(nights, sent, sent_again, said):
    drawn = "record_id | patient_id | value | record_status | collected_at\nL1 | P1 | 0.5 | {} | {}"
    nights.receives_last_night("lab_result", drawn.format("final", sent))
    nights.last.flags(FLAG)
    nights.receives_tonight("lab_result", drawn.format("corrected", sent_again))
    (change,) = nights.changes()
    assert change["because"] == f"corrected laboratory result: {said} (received 2 Mar 2026)"


def test_a_nullified_row_clears_a_flag(nights):
    nights.receives_last_night("lab_result", LOW)
    nights.last.flags(FLAG)
    nights.receives_tonight(
        "lab_result",
        """
        record_id | patient_id | value | record_status
        L1        | P1         | 0.5   | nullified
        """,
    )
    (change,) = nights.changes()
    assert (change["what"], change["cause"]) == ("gone", "nullification")
    assert change["because"] == "nullified laboratory result (received 2 Mar 2026)"


def test_a_quarantined_row_that_comes_in_a_readable_version_is_new_data_and_says_so(nights):
    nights.receives_last_night(
        "lab_result",
        """
        record_id | patient_id | value | record_status | collected_at
        L1        | P1         | 0.5   | final         | 2026-02-31
        """,
    )
    nights.receives_tonight(
        "lab_result",
        """
        record_id | patient_id | value | record_status | collected_at
        L1        | P1         | 0.5   | corrected     | 2026-02-28
        """,
    )
    nights.tonight.flags(FLAG)
    (change,) = nights.changes()
    assert change["cause"] == "new_data"
    assert change["because"].startswith("new data: a quarantined laboratory result came in a version that can be read")


def test_the_same_row_sent_again_is_no_cause(nights):
    nights.receives_last_night("lab_result", LOW)
    nights.last.flags(FLAG)
    nights.receives_tonight("lab_result", LOW)
    nights.tonight.flags(FLAG)
    assert nights.changes() == []


def test_another_row_of_the_person_decides_where_no_row_of_the_flag_changed(nights):
    nights.receives_last_night("lab_result", LOW)
    nights.last.flags(FLAG)
    nights.receives_tonight("infusion", "record_id | patient_id\n I1 | P1")
    (change,) = nights.changes()
    assert (change["what"], change["cause"]) == ("gone", "new_data")
    assert change["because"] == "another row of this person: new data: infusion (received 2 Mar 2026)"


def test_without_a_changed_row_time_alone_is_the_cause_of_a_late_dose(nights):
    nights.receives_last_night("infusion", "record_id | patient_id\n I1 | P1")
    nights.tonight.flags(
        """
        flag_id | patient_id | rule      | why  | rests on
        F2      | P1         | dose_late | late | infusion I1
        """
    )
    (change,) = nights.changes()
    assert (change["what"], change["cause"]) == ("new", "exposure")
    assert change["because"] == "time went on to 2 Mar 2026; no row of this person changed"


def test_what_no_row_and_no_rule_accounts_for_is_the_program(nights):
    nights.receives_last_night("lab_result", LOW)
    nights.tonight.flags(FLAG)
    nights.tonight.con.execute("UPDATE raw.night SET software_version = '1.1.0'")
    (change,) = nights.changes()
    assert change["cause"] == "program"
    assert change["because"] == "the program changed: 1.0.0 (abc) → 1.1.0 (abc)"


@pytest.mark.parametrize(
    ("grade", "why", "expected"),
    [("3", "low", []), ("4", "low", ["worse"]), ("2", "low", ["better"]), ("3", "lower", ["changed"])],
)
def test_the_grade_says_what_is_worse_or_better(nights, grade, why, expected):
    nights.receives_last_night("lab_result", LOW)
    nights.last.flags(FLAG)
    nights.tonight.flags(FLAG)
    nights.tonight.con.execute("UPDATE signals.flag SET grade = ?, why = ?", [grade, why])
    assert [change["what"] for change in nights.changes()] == expected
