"""Everybody in numbers, and the key by which a page is named."""

from datetime import date
from hashlib import sha256


def test_each_person_has_their_own_numbers_and_nobody_is_lost(given, rows):
    given("clinical.patient", """
        patient_id | is_treated | is_dead
        P1         | true       | false
        P2         | false      | true
    """)  # fmt: skip
    given("clinical.dose_due", "patient_id | state | days_late\nP1 | overdue | 2")
    given("clinical.adverse_event", """
        event_id | patient_id | is_serious
        E1       | P1         | true
        E2       | P1         |
    """)  # fmt: skip
    given("signals.flag", """
        flag_id | patient_id | rule | onset_on
        F1      | P1         | iris | 2026-03-01
        F2      | P1         | rash |
    """)  # fmt: skip
    given("signals.unassessable", "patient_id | rule | verdict\nP1 | iris | incomplete\nP2 | iris | not_evaluable")
    first, second = rows("marts.patient")
    assert (first["patient_id"], first["n_flags"], first["n_events"], first["n_serious_events"]) == ("P1", 2, 2, 1)
    assert (first["n_not_judged"], first["dose_state"], first["days_late"]) == (1, "overdue", 2)
    assert first["patient_key"] == sha256(b"P1").hexdigest()[:16]
    assert (second["patient_id"], second["n_flags"], second["n_not_judged"], second["is_dead"]) == ("P2", 0, 1, True)


def test_each_dose_of_anybody_has_its_mark_newest_first_and_without_a_course_it_is_not_known(given, rows):
    given("clinical.infusion", """
        infusion_id | patient_id | infusion_number | started_on | source_row
        I1          | P1         | 1               | 2026-03-01 | 2
        I2          | P1         | 2               | 2026-03-20 | 3
        I3          | P1         | 3               | 2026-04-03 | 4
    """)  # fmt: skip
    given("clinical.dose_course", """
        infusion_id | patient_id | infusion_number | previous_on | expected_dose_kind | given_dose_kind | days_late
        I1          | P1         | 1               |             | loading            | loading         |
        I2          | P1         | 2               | 2026-03-01  | loading            | maintenance     | 5
    """)  # fmt: skip
    found = [(row["infusion_number"], row["mark"], row["days_late"]) for row in rows("marts.patient_dose")]
    assert found == [(3, "not_known", None), (2, "late", 5), (1, "loading", None)]


def test_limits_stand_beside_the_result_in_the_standard_unit_where_the_unit_is_proportional(given, rows):
    given("clinical.lab_result", """
        patient_id | analyte    | collected_on | reported_unit   | lower_limit | upper_limit | baseline_value | source_row
        P1         | creatinine | 2026-03-01   | umol/L          | 44.2        | 88.4        | 0.8            | 2
        P1         | hiv_rna    | 2026-02-01   | {log_copies}/mL | 1           | 2           |                | 3
        P1         | creatinine | 2026-01-01   |                 | 44.2        | 88.4        |                | 4
    """)  # fmt: skip
    given("reference.unit_conversion", """
        analyte    | unit            | multiply_by | divide_by | is_log10
        creatinine | umol/L          | 1           | 88.4      | false
        hiv_rna    | {log_copies}/mL | 1           | 1         | true
    """)  # fmt: skip
    found = rows("marts.patient_result")
    assert [row["collected_on"] for row in found] == [date(2026, 3, 1), date(2026, 2, 1), date(2026, 1, 1)]
    assert (found[0]["lower_limit_in_unit"], found[0]["upper_limit_in_unit"]) == (0.5, 1.0)
    assert [row["upper_limit_in_unit"] for row in found[1:]] == [None, None]
