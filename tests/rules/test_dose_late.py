"""Late dose: three days beyond the scheduled day or more, given or still missing; silence of a site; presumed stops."""

from datetime import date

import pytest
from dose_story import dosed, label, nothing_else, treated
from hypothesis import HealthCheck, settings
from hypothesis import given as examples
from hypothesis import strategies as st

ORDINARY = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def numbers(given):
    label(given)


def night(given, as_of):
    given("raw.night", f"as_of\n{as_of}")


@pytest.mark.parametrize(
    ("second_on", "onset_on"),
    [
        ("2026-03-14", None),
        ("2026-03-17", None),
        ("2026-03-18", date(2026, 3, 18)),
        ("2026-03-19", date(2026, 3, 18)),
    ],
)
def test_a_dose_two_days_late_is_not_late_and_one_three_days_late_is(given, flags, second_on, onset_on):
    treated(given, "P1")
    night(given, second_on)
    dosed(given, f"patient | day | mg\nP1 | 2026-03-01 | 2000\nP1 | {second_on} | 800")
    assert flags("dose_late") == ({"P1": onset_on} if onset_on else {})


def test_lateness_counts_local_dates_and_not_hours(given, deliver, answers):
    nothing_else(given)
    night(given, "2025-04-01")
    deliver(
        "infusion",
        """
        patient_id | started_at                | dose_mg
        -----------+---------------------------+--------
        P1         | 2025-03-15T23:30:00+01:00 | 2000
        P1         | 2025-04-01T00:30:00+02:00 | 2000
        P2         | 2025-03-16T00:30:00+01:00 | 2000
        P2         | 2025-04-01T23:30:00+02:00 | 800
    """,
    )
    (row,) = [row for row in answers("dose_late") if row["verdict"] == "flagged"]
    assert (row["patient_id"], row["onset_on"], row["criterion"]) == ("P1", date(2025, 4, 1), "loading_given")


def test_why_is_a_sentence_with_days_and_dates(given, answers):
    treated(given, "P1")
    night(given, "2026-03-21")
    dosed(given, "patient | day | mg\nP1 | 2026-03-01 | 2000\nP1 | 2026-03-20 | 800")
    (row,) = answers("dose_late")
    assert (row["certainty"], row["criterion"]) == ("given_late", "loading_not_given")
    assert row["why"] == (
        "The dose of 800 mg on 20 Mar 2026 came 19 days after the one before, 5 days beyond its scheduled day, "
        "15 Mar 2026; from 3 days on the label asks for a new loading dose."
    )
    assert len(row["evidence"]) == 2
    assert float(row["margin_share"]) == pytest.approx(2 / 3)


@pytest.mark.parametrize(("newest", "is_flagged"), [("2026-03-24", False), ("2026-03-25", True)])
def test_no_dose_flags_once_the_site_has_reported_beyond_the_late_day(given, answers, newest, is_flagged):
    treated(given, "P1", "P2")
    night(given, "2026-03-31")
    dosed(given, f"patient | day | mg\nP1 | 2026-03-01 | 2000\nP2 | {newest} | 2000")
    found = [(row["patient_id"], row["verdict"], row["certainty"], row["onset_on"]) for row in answers("dose_late")]
    assert found == ([("P1", "flagged", "overdue", date(2026, 3, 18))] if is_flagged else [])


@pytest.mark.parametrize("as_of", ["2026-03-15", "2026-03-17"])
def test_a_dose_that_is_not_yet_three_days_late_is_not_overdue(given, answers, as_of):
    treated(given, "P1", "P2")
    night(given, as_of)
    dosed(given, "patient | day | mg\nP1 | 2026-03-01 | 2000\nP2 | 2026-03-14 | 2000")
    assert answers("dose_late") == []


@pytest.mark.parametrize(("as_of", "is_said"), [("2026-04-15", False), ("2026-04-16", True)])
def test_a_silent_site_leaves_its_people_unjudged_whatever_another_site_reports(given, answers, as_of, is_said):
    treated(given, "P1", "P2")
    night(given, as_of)
    dosed(given, "patient | day | mg | site\nP1 | 2026-03-01 | 2000 | S1\nP2 | 2026-04-14 | 2000 | S2")
    rows = answers("dose_late")
    assert [(row["patient_id"], row["verdict"]) for row in rows] == ([("P1", "incomplete")] if is_said else [])
    if is_said:
        assert rows[0]["unjudged"].endswith("that the site has reported is of 1 Mar 2026")


def test_the_flag_stays_the_same_when_the_dose_arrives(given, warehouse, flags):
    treated(given, "P1", "P2")
    night(given, "2026-03-31")
    drawn = "patient | day | mg\nP1 | 2026-03-01 | 2000\nP2 | 2026-03-31 | 2000"
    dosed(given, drawn)
    before = flags("dose_late")
    dosed(given, "patient | day | mg | number\nP1 | 2026-03-31 | 2000 | 2")
    assert flags("dose_late") == before == {"P1": date(2026, 3, 18)}


@pytest.mark.parametrize(
    ("as_of", "verdict", "certainty"),
    [("2026-06-13", "incomplete", None), ("2026-06-14", "flagged", "presumed_stopped")],
)
def test_beyond_ninety_days_a_stop_is_presumed_even_of_a_silent_site(given, answers, as_of, verdict, certainty):
    treated(given, "P1")
    night(given, as_of)
    dosed(given, "patient | day | mg\nP1 | 2026-03-01 | 2000")
    (row,) = answers("dose_late")
    assert (row["verdict"], row["certainty"]) == (verdict, certainty)
    assert row["unjudged"].startswith("whether a dose was given")


def test_the_dead_are_not_due(given, answers):
    treated(given, "P1", is_dead="true")
    night(given, "2026-09-01")
    dosed(given, "patient | day | mg\nP1 | 2026-03-01 | 2000")
    assert answers("dose_late") == []


def test_without_a_cut_off_the_last_day_of_observation_serves(given, answers):
    treated(given, "P1", observed_until_on="2026-03-18")
    treated(given, "P2", observed_until_on="2026-03-17")
    treated(given, "P3")
    dosed(given, "patient | day | mg\nP1 | 2026-03-01 | 2000\nP2 | 2026-03-01 | 2000\nP3 | 2026-03-28 | 2000")
    assert {row["patient_id"]: row["verdict"] for row in answers("dose_late")} == {"P1": "flagged"}


def test_a_nullified_dose_leaves_the_gap_that_it_had_closed(given, deliver, answers):
    nothing_else(given)
    night(given, "2026-02-03")
    deliver(
        "infusion",
        """
        record_id | record_version | record_status | patient_id | started_at           | dose_mg
        ----------+----------------+---------------+------------+----------------------+--------
        I1        | 1              | final         | P1         | 2026-01-05T09:00:00Z | 2000
        I2        | 1              | final         | P1         | 2026-01-19T09:00:00Z | 800
        I2        | 2              | nullified     | P1         | 2026-01-19T09:00:00Z | 800
        I3        | 1              | final         | P1         | 2026-02-02T09:00:00Z | 800
    """,
    )
    (row,) = answers("dose_late")
    assert (row["verdict"], row["onset_on"]) == ("flagged", date(2026, 1, 22))


def verdicts_of_p1(warehouse, given, days, others=()):
    """Onsets of P1's flags, given days after the first dose on which further ones were given."""
    for relation in ("clinical.infusion", "clinical.patient", "clinical.adverse_event", "raw.night"):
        warehouse.given_relations.discard(relation)
    treated(given, "P1", "P2")
    night(given, "2026-03-28")
    lines = [f"P2 | 2026-03-{day:02} | 800" for day in sorted(others)]
    lines += [f"P1 | 2026-03-{day:02} | 800" for day in sorted({1, *days})]
    dosed(given, "\n".join(["patient | day | mg", *lines]))
    return sorted(
        (row["verdict"], row["onset_on"]) for row in warehouse.rows("rules.dose_late") if row["patient_id"] == "P1"
    )


@ORDINARY
@examples(days=st.sets(st.integers(2, 28), max_size=3), others=st.sets(st.integers(1, 20), max_size=3))
def test_people_whose_site_reports_no_later_day_change_nothing(given, warehouse, days, others):
    alone = verdicts_of_p1(warehouse, given, days)
    assert verdicts_of_p1(warehouse, given, days, others) == alone


@ORDINARY
@examples(days=st.sets(st.integers(2, 28), min_size=1, max_size=3))
def test_a_later_dose_never_removes_a_flag(given, warehouse, days):
    before = [answer for answer in verdicts_of_p1(warehouse, given, days) if answer[0] == "flagged"]
    later = {*sorted(days)[:-1], 28}
    after = verdicts_of_p1(warehouse, given, later)
    assert set(before) <= set(after)


def test_a_presumed_stop_says_the_same_every_night(given, warehouse, answers):
    treated(given, "P1")
    dosed(given, "patient | day | mg\nP1 | 2026-03-01 | 2000")
    night(given, "2026-07-01")
    before = answers("dose_late")
    warehouse.given_relations.discard("raw.night")
    night(given, "2026-08-01")
    assert answers("dose_late") == before
    assert before[0]["why"] == (
        "No dose is known since 1 Mar 2026; the next one was scheduled for 15 Mar 2026; "
        "from 3 days on the label asks for a new loading dose; treatment is presumed stopped."
    )
