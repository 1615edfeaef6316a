"""Whose dose is due next: on time, late, so late that a loading dose is due, presumed stopped; the dead are not listed."""

import pytest
from dose_story import dosed, label, nothing_else, treated


@pytest.fixture(autouse=True)
def numbers(given):
    label(given)


@pytest.mark.parametrize(
    ("as_of", "days_late", "state", "mg"),
    [
        ("2026-03-01", -14, "due", 800),
        ("2026-03-15", 0, "due", 800),
        ("2026-03-16", 1, "overdue", 800),
        ("2026-03-17", 2, "overdue", 800),
        ("2026-03-18", 3, "reload_due", 2000),
        ("2026-06-13", 90, "reload_due", 2000),
        ("2026-06-14", 91, "presumed_stopped", 2000),
    ],
)
def test_the_state_on_each_day_of_the_cut_off(given, rows, as_of, days_late, state, mg):
    treated(given, "P1")
    given("raw.night", f"as_of\n{as_of}")
    dosed(given, "patient | day | mg\nP1 | 2026-03-01 | 2000")
    (row,) = rows("marts.next_dose")
    assert (row["days_late"], row["state"], int(row["expected_dose_mg"])) == (days_late, state, mg)


def test_the_newest_dose_counts_and_its_site(given, rows):
    treated(given, "P1")
    given("raw.night", "as_of\n2026-03-20")
    dosed(
        given,
        "patient | day | mg | site\nP1 | 2026-03-01 | 2000 | S1\nP1 | 2026-03-15 | 800 | S2\nP2 | 2026-03-19 | 800 | S2",
    )
    (row,) = rows("marts.next_dose")
    assert (str(row["last_dose_on"]), int(row["last_dose_mg"]), row["site_id"]) == ("2026-03-15", 800, "S2")
    assert str(row["site_reported_until_on"]) == "2026-03-19"
    assert row["is_reported_by_site"] is False


@pytest.mark.parametrize(("newest", "is_reported"), [("2026-03-24", False), ("2026-03-25", True)])
def test_a_site_has_reported_when_its_records_reach_days_beyond(given, rows, newest, is_reported):
    treated(given, "P1")
    given("raw.night", "as_of\n2026-03-30")
    dosed(given, f"patient | day | mg\nP1 | 2026-03-01 | 2000\nP2 | {newest} | 800")
    (row,) = rows("marts.next_dose")
    assert row["is_reported_by_site"] is is_reported


def test_the_dead_and_the_untreated_are_not_listed(given, rows):
    treated(given, "P1", is_dead="true")
    treated(given, "P3")
    given("clinical.patient", "patient_id | is_treated\nP4 | false")
    given("raw.night", "as_of\n2026-03-20")
    dosed(given, "patient | day | mg\nP1 | 2026-03-01 | 2000\nP3 | 2026-03-01 | 2000")
    assert {row["patient_id"] for row in rows("marts.next_dose")} == {"P3"}
    assert {row["patient_id"]: row["state"] for row in rows("clinical.dose_due")} == {
        "P1": "died", "P3": "reload_due",
    }  # fmt: skip


def test_the_analysts_view_shows_the_same_people(given, rows):
    treated(given, "P1")
    given("raw.night", "as_of\n2026-03-20")
    dosed(given, "patient | day | mg\nP1 | 2026-03-01 | 2000")
    assert rows("v1.next_dose") == rows("marts.next_dose")


def test_a_nullified_dose_is_not_the_last(given, deliver, rows):
    nothing_else(given)
    given("raw.night", "as_of\n2026-02-03")
    deliver(
        "infusion",
        """
        record_id | record_version | record_status | patient_id | started_at           | dose_mg
        I1        | 1              | final         | P1         | 2026-01-05T09:00:00Z | 2000
        I2        | 1              | final         | P1         | 2026-01-19T09:00:00Z | 800
        I2        | 2              | nullified     | P1         | 2026-01-19T09:00:00Z | 800
    """,
    )
    (row,) = rows("marts.next_dose")
    assert (str(row["last_dose_on"]), row["state"]) == ("2026-01-05", "reload_due")
