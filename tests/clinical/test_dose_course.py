"""Each administration against the label: what was due, how late, what it may take, what came before."""

from datetime import date

import pytest
from dose_story import EDITIONS, dosed, label, nothing_else, treated
from hypothesis import HealthCheck, settings
from hypothesis import given as examples
from hypothesis import strategies as st

ORDINARY = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def labelled(given):
    """The numbers, given once for all examples."""
    label(given)
    nothing_else(given)


def course(rows):
    return {row["infusion_id"]: row for row in rows("clinical.dose_course")}


def test_loading_first_then_maintenance_and_loading_again_after_a_gap(given, rows):
    label(given)
    treated(given, "P1")
    dosed(
        given,
        """
        patient | day        | mg
        --------+------------+-----
        P1      | 2026-03-01 | 2000
        P1      | 2026-03-15 | 800
        P1      | 2026-03-31 | 800
        P1      | 2026-04-17 | 800
        P1      | 2026-05-01 | 800
    """,
    )
    found = [
        (row["days_since_previous"], row["days_late"], row["expected_dose_kind"], int(row["expected_dose_mg"]))
        for _, row in sorted(course(rows).items())
    ]
    assert found == [
        (None, None, "loading", 2000),
        (14, 0, "maintenance", 800),
        (16, 2, "maintenance", 800),
        (17, 3, "loading", 2000),
        (14, 0, "maintenance", 800),
    ]


def test_the_course_of_the_trial_is_on_time(given, rows):
    label(given)
    treated(given, "P1")
    dosed(given, "patient | day | mg\nP1 | 2026-03-07 | 2000\nP1 | 2026-03-21 | 800\nP1 | 2026-04-04 | 800")
    assert [row["days_late"] for _, row in sorted(course(rows).items())] == [None, 0, 0]


@pytest.mark.parametrize(
    ("day", "mg", "method", "allowed"),
    [
        ("2018-03-05", "2000", "infusion", None),
        ("2018-03-06", "2000", "infusion", True),
        ("2022-10-02", "800", "push", False),
        ("2022-10-03", "800", "push", True),
        ("2022-10-03", "2000", "push", False),
        ("2023-12-13", "2000", "push", True),
        ("2026-03-01", "800", "", None),
    ],
)
def test_a_method_is_labelled_from_the_day_of_its_edition_on(given, rows, day, mg, method, allowed):
    label(given)
    treated(given, "P1")
    dosed(given, f"patient | day | mg | method\nP1 | {day} | {mg} | {method}")
    assert course(rows)["P1/1"]["is_method_labelled"] is allowed


@pytest.mark.parametrize(
    ("number", "is_reaction", "before"),
    [(1, "true", True), (1, "false", False), (1, "", None), (2, "true", False), (3, "true", False)],
)
def test_only_a_reaction_to_an_earlier_administration_counts(given, rows, number, is_reaction, before):
    label(given)
    treated(given, "P1")
    dosed(given, "patient | day | mg\nP1 | 2026-03-01 | 2000\nP1 | 2026-03-15 | 800\nP1 | 2026-03-29 | 800")
    given(
        "clinical.infusion_response",
        f"patient_id | infusion_id | infusion_number | has_symptom\nP1 | P1/{number} | {number} | {is_reaction}",
    )
    second = course(rows)["P1/2"]
    assert second["had_reaction_before"] is before
    assert second["shortest_minutes_least"] == (30 if before else 15)
    assert second["shortest_minutes_most"] == (15 if before is False else 30)
    assert second["observation_minutes_least"] == (60 if before else 15)


def test_a_reaction_without_a_date_leaves_every_later_administration_open(given, rows):
    label(given)
    treated(given, "P1")
    dosed(given, "patient | day | mg\nP1 | 2026-03-01 | 2000\nP1 | 2026-03-15 | 800")
    given("clinical.infusion_response", "patient_id | is_named | has_symptom\nP1 | true | ")
    found = course(rows)
    assert (found["P1/1"]["had_reaction_before"], found["P1/2"]["had_reaction_before"]) == (False, None)


def test_an_end_before_the_start_or_none_gives_no_duration(given, rows):
    label(given)
    treated(given, "P1", "P2")
    dosed(given, "patient | day | mg | minutes\nP1 | 2026-03-01 | 2000 |\nP2 | 2026-03-01 | 2000 | -5")
    assert [row["duration_minutes"] for row in course(rows).values()] == [None, None]


def test_from_deliveries_with_a_night_of_changed_clocks(given, deliver, rows):
    given("clinical.label_period", EDITIONS)
    deliver(
        "infusion",
        """
        record_id | record_version | record_status | patient_id | started_at                | ended_at                  | dose_mg | method
        ----------+----------------+---------------+------------+---------------------------+---------------------------+---------+---------
        I1        | 1              | final         | P1         | 2025-03-16T23:40:00+01:00 | 2025-03-17T00:10:00+01:00 | 2000    | infusion
        I2        | 1              | final         | P1         | 2025-03-30T01:50:00+01:00 | 2025-03-30T03:20:00+02:00 | 800     | infusion
        I3        | 1              | final         | P1         | 2025-04-02T09:00:00+02:00 | 2025-04-02T09:30:00+02:00 | 800     | infusion
        I3        | 2              | nullified     | P1         | 2025-04-02T09:00:00+02:00 | 2025-04-02T09:30:00+02:00 | 800     | infusion
    """,
    )
    deliver(
        "adverse_event",
        """
        patient_id | verbatim_term | started_at                | ended_at
        P1         | urticaria     | 2025-03-16T23:50:00+01:00 | 2025-03-17T02:00:00+01:00
    """,
    )
    found = course(rows)
    assert set(found) == {"S1/I1", "S1/I2"}
    second = found["S1/I2"]
    assert second["started_on"] == date(2025, 3, 30)
    assert (second["days_late"], second["duration_minutes"], second["had_reaction_before"]) == (0, 30, True)


DAYS = st.sets(st.integers(1, 28), min_size=1, max_size=4)


def lateness(warehouse, given, people):
    for relation in ("infusion", "patient", "adverse_event"):
        warehouse.given_relations.discard(f"clinical.{relation}")
    treated(given, *people)
    lines = [f"{who} | 2026-03-{day:02} | 800" for who, days in people.items() for day in sorted(days)]
    dosed(given, "\n".join(["patient | day | mg", *lines]))
    return [
        (row["infusion_number"], row["days_late"], row["expected_dose_kind"])
        for row in sorted(warehouse.rows("clinical.dose_course"), key=lambda row: row["infusion_number"])
        if row["patient_id"] == "P1"
    ]


@ORDINARY
@examples(own=DAYS, others=DAYS)
@pytest.mark.usefixtures("labelled")
def test_every_administration_has_one_row_and_other_people_change_nothing(given, warehouse, own, others):
    alone = lateness(warehouse, given, {"P1": own})
    assert [number for number, _, _ in alone] == list(range(1, len(own) + 1))
    assert lateness(warehouse, given, {"P2": others, "P1": own}) == alone


def test_with_the_numbers_and_editions_in_force(deliver, rows):
    deliver("adverse_event", "patient_id | verbatim_term\nP9 | headache")
    deliver(
        "infusion",
        """
        patient_id | started_at           | ended_at             | dose_mg | method
        -----------+----------------------+----------------------+---------+---------
        P1         | 2022-09-19T09:00:00Z | 2022-09-19T09:30:00Z | 2000    | infusion
        P1         | 2022-10-03T09:00:00Z | 2022-10-03T09:00:30Z | 800     | push
        P2         | 2023-12-12T09:00:00Z | 2023-12-12T09:01:30Z | 2000    | push
        P3         | 2023-12-13T09:00:00Z | 2023-12-13T09:01:30Z | 2000    | push
    """,
    )
    found = [
        (row["is_method_labelled"], row["shortest_minutes_least"], row["observation_minutes_least"])
        for _, row in sorted(course(rows).items())
    ]
    assert found == [(True, 30, 60), (True, 0.5, 15), (False, None, None), (True, 1.5, 60)]
