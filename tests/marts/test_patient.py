"""Everybody in numbers, and the key by which a page is named."""

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
