"""From deliveries to the lines of a listing and the rows of a form."""

import json
from datetime import date

import pytest
from case_story import CaseStory


@pytest.fixture
def story(warehouse) -> CaseStory:
    """Two versions of a report, and one that was nullified."""
    told = CaseStory(warehouse)
    told.reports("""
        record_id | record_version | record_status | verbatim_term | preferred_term | severity_grade | known
        A         | 1              | preliminary   | red arms      | Rash           | 1              | 2026-03-31T23:30:00Z
        A         | 2              | final         | =red arms     | Rash           | 2              | 2026-04-02T10:00:00Z
        B         | 1              | final         | sick          | Nausea         | 1              | 2026-03-05T10:00:00Z
        B         | 2              | nullified     | sick          | Nausea         | 1              | 2026-03-06T10:00:00Z
    """)
    return told


def test_a_line_holds_the_version_in_force_and_the_day_of_first_receipt_in_utc(story):
    lines = {line["reaction"]: line for line in story.rows("marts.case_listing")}
    assert lines["Rash"]["verbatim_terms"] == "=red arms"
    assert lines["Rash"]["first_received_on"] == date(2026, 3, 31)
    assert lines["Rash"]["latest_information_on"] == date(2026, 4, 2)
    assert not lines["Rash"]["is_nullified"]
    assert lines["Nausea"]["is_nullified"]
    assert lines["Nausea"]["verbatim_terms"] is None


def test_every_version_is_told_with_its_row_as_it_was_delivered(story):
    versions = [row for row in story.rows("marts.case_report") if row["preferred_term"] == "rash"]
    assert [(row["disposition"], row["severity_grade"]) for row in versions] == [("superseded", 1), ("in_force", 2)]
    delivered = json.loads(versions[1]["delivered"])
    assert delivered["verbatim_term"] == "=red arms"
    assert delivered["preferred_term"] == "Rash"
    assert "received_at" not in delivered


def test_doses_after_the_day_of_onset_and_of_undated_onsets_are_not_before_it(story):
    story.warehouse.give(
        "clinical.infusion",
        """
        patient_id | infusion_id | infusion_number | started_on | dose_mg
        P1         | I1          | 1               | 2026-02-15 | 2000
        P1         | I2          | 2               | 2026-03-01 | 800
        P1         | I3          | 3               | 2026-03-02 | 800
        """,
    )
    story.reports("""
        record_id | preferred_term | started_at | known
        C         | Dizziness      |            | 2026-03-05T10:00:00Z
    """)
    names = {row["case_id"]: row["concept"] for row in story.rows("signals.case")}
    treated = {names[row["case_id"]]: row for row in story.rows("marts.case_treatment")}
    assert (treated["rash"]["n_doses"], treated["rash"]["newest_number"]) == (2, 2)
    assert (treated["dizziness"]["n_doses"], treated["dizziness"]["newest_number"]) == (0, None)
