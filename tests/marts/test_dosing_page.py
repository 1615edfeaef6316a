"""The marts of the dosing page: standings, marks in time, conduct by edition, events soon after a dose error."""

import pytest
from dose_story import ADMINISTRATIONS, THRESHOLDS, dosed, nothing_else, treated
from drawn_table import read_drawn_table

PERIODS = """
    label_version           | possible_from_on | certain_from_on | possible_before_on | is_begin_verified
    ------------------------+------------------+-----------------+--------------------+------------------
    2018-03                 | 2018-03-06       | 2018-03-06      | 2021-04-30         | true
    hypersensitivity-update | 2018-03-07       | 2021-04-30      | 2021-04-30         | false
    2021-04                 | 2021-04-01       | 2021-04-30      | 2022-10-03         | false
    2022-10                 | 2022-10-03       | 2022-10-03      | 2023-12-13         | true
    2023-12                 | 2023-12-13       | 2023-12-13      |                    | true
"""


@pytest.fixture(autouse=True)
def numbers(given):
    given("reference.threshold", THRESHOLDS)
    given("reference.threshold", "rule | name | value\ninfusion_reaction | window_minutes | 1440")
    given("reference.labelled_administration", ADMINISTRATIONS)
    given("clinical.label_period", PERIODS)


def due(given, drawn):
    """Rows of clinical.dose_due."""
    header, rows = read_drawn_table(drawn)
    for values in rows:
        cells = {
            "last_dose_on": "2026-01-01", "scheduled_on": "2026-01-15", "reload_from_on": "2026-01-18",
            "as_of": "2026-03-01", "is_dead": "false", "is_reported_by_site": "true", "state": "due", "days_late": "0",
        } | {name: value or "" for name, value in zip(header, values, strict=True)}  # fmt: skip
        given("clinical.dose_due", " | ".join(cells) + "\n" + " | ".join(cells.values()))


def flag(given, rule, patient, on, at="", row=2):
    """A flag, with an infusion as its evidence."""
    cells = {"flag_id": f"{rule}-{patient}", "rule": rule, "patient_id": patient, "onset_on": on, "onset_at": at,
             "evidence": f"[{{feed: infusion, source_file: infusions, source_row: {row}}}]"}  # fmt: skip
    given("signals.flag", " | ".join(cells) + "\n" + " | ".join(cells.values()))


def test_each_standing_has_its_row_and_everyone_treated_is_counted_once(given, rows):
    due(given, """
        patient_id | state            | days_late | is_reported_by_site | is_dead
        P1         | due              | -7        | false               | false
        P2         | due              | -6        | false               | false
        P3         | due              | 0         | false               | false
        P4         | overdue          | 2         | false               | false
        P5         | reload_due       | 3         | true                | false
        P6         | reload_due       | 30        | false               | false
        P7         | presumed_stopped | 91        | false               | false
        P8         | died             | 200       | true                | true
    """)  # fmt: skip
    found = {row["standing"]: (row["n_patients"], row["n_not_reported"]) for row in rows("marts.dose_compliance")}
    assert found == {
        "on_time": (1, 1), "due_this_week": (2, 2), "late": (1, 1), "reload_due": (1, 0),
        "site_has_not_reported": (1, 1), "presumed_stopped": (1, 1), "died": (1, 0),
    }  # fmt: skip
    assert list(found)[3:5] == ["reload_due", "site_has_not_reported"]


def test_without_anybody_each_standing_is_zero(given, rows):
    given("clinical.dose_due", "patient_id")
    assert [row["n_patients"] for row in rows("marts.dose_compliance")] == [0] * 7


def test_marks_intervals_and_gaps_of_a_course(given, rows):
    treated(given, "P1")
    given("raw.night", "as_of\n2026-06-01")
    dosed(given, """
        patient | day        | mg   | method
        P1      | 2026-03-01 | 2000 | infusion
        P1      | 2026-03-14 | 800  | push
        P1      | 2026-03-30 | 800  |
        P1      | 2026-04-16 | 2000 | push
        P1      | 2026-05-03 | 800  | infusion
        P1      | 2026-05-17 |      | infusion
    """)  # fmt: skip
    found = rows("marts.dose_history")
    assert [row["mark"] for row in found] == [
        "loading", "maintenance", "maintenance", "reload", "late", "not_known",
    ]  # fmt: skip
    assert [str(row["covered_until_on"]) for row in found][:2] == ["2026-03-15", "2026-03-28"]
    assert (str(found[-1]["covered_until_on"]), found[-1]["next_on"]) == ("2026-05-31", None)
    assert (str(found[0]["next_on"]), found[4]["days_late"]) == ("2026-03-14", 3)


def test_the_dead_have_no_history(given, rows):
    treated(given, "P1", is_dead="true")
    given("raw.night", "as_of\n2026-06-01")
    dosed(given, "patient | day | mg\nP1 | 2026-03-01 | 2000")
    assert rows("marts.dose_history") == []


def conduct(given, rows, drawn):
    treated(given, "P1")
    given("raw.night", "as_of\n2026-06-01")
    dosed(given, drawn)
    return rows("marts.dose_conduct")


def test_conduct_by_site_edition_and_method_counts_what_is_missing_apart(given, rows):
    flag(given, "infusion_too_fast", "P1", "2026-03-15", row=3)
    flag(given, "observation_too_short", "P1", "2026-03-15", row=3)
    first, push = conduct(given, rows, """
        patient | day        | mg   | method   | minutes | observed | action
        P1      | 2026-03-01 | 2000 | infusion | 40      | 60       | none
        P1      | 2026-03-15 | 800  | infusion | 10      | 5        | none
        P1      | 2026-03-29 | 800  | infusion |         |          | none
        P1      | 2026-04-12 | 300  | infusion | 2       | 60       | stopped
        P1      | 2026-04-26 | 800  | push     | 0.5     | 15       | none
    """)  # fmt: skip
    assert (first["label_version"], first["n_editions"], first["method"]) == ("2023-12", 1, "infusion")
    assert (first["n_administrations"], first["n_timed"]) == (4, 2)
    assert [float(first[name]) for name in ("median_minutes", "least_minutes", "most_minutes")] == [25, 10, 40]
    assert (first["n_too_fast"], first["n_observed_too_short"], first["n_method_not_labelled"]) == (1, 1, 0)
    assert (first["n_minutes_not_reported"], first["n_observation_not_reported"]) == (1, 1)
    assert (first["n_minutes_not_judged"], first["n_observation_not_judged"]) == (2, 1)
    assert (push["n_minutes_not_judged"], push["n_observation_not_judged"]) == (0, 0)
    assert (push["method"], push["is_limit_unverified"], first["is_limit_unverified"]) == ("push", True, False)


@pytest.mark.parametrize(
    ("day", "label_version", "n_editions", "is_verified"),
    [
        ("2018-03-05", None, 0, None),
        ("2018-03-06", "2018-03", 1, True),
        ("2019-01-01", "2018-03 or hypersensitivity-update", 2, False),
        ("2021-04-15", "2018-03 or hypersensitivity-update or 2021-04", 3, False),
        ("2021-04-30", "2021-04", 1, False),
        ("2022-10-03", "2022-10", 1, True),
        ("2023-12-13", "2023-12", 1, True),
    ],
)
def test_the_era_names_every_edition_that_may_have_been_in_force(
    given, rows, day, label_version, n_editions, is_verified
):
    given("signals.flag", "flag_id")
    (row,) = conduct(given, rows, f"patient | day | mg\nP1 | {day} | 2000")
    assert (row["label_version"], row["n_editions"], row["is_begin_verified"]) == (
        label_version, n_editions, is_verified,
    )  # fmt: skip


def test_a_method_that_is_not_reported_has_a_row_of_its_own(given, rows):
    given("signals.flag", "flag_id")
    (row,) = conduct(given, rows, "patient | day | mg | method\nP1 | 2026-03-01 | 2000 |")
    assert (row["method"], row["n_method_not_judged"], row["asked_minutes_least"]) == (None, 1, None)
    assert (row["n_minutes_not_judged"], row["n_minutes_not_reported"]) == (1, 0)


def test_what_lies_below_a_limit_that_was_not_verified_is_not_judged(given, rows):
    given("signals.flag", "flag_id")
    (row,) = conduct(given, rows, "patient | day | mg | method | minutes\nP1 | 2026-03-01 | 2000 | push | 1")
    assert (row["n_too_fast"], row["n_minutes_not_judged"], row["n_minutes_not_reported"]) == (0, 1, 0)


def given_on_first_of_march(given):
    nothing_else(given)
    dosed(given, "patient | day | mg\nP1 | 2026-03-01 | 2000\nP2 | 2026-03-01 | 2000")


def events(given, drawn):
    given("clinical.adverse_event", drawn)


def test_events_within_the_window_after_the_start_are_found(given, rows):
    given_on_first_of_march(given)
    flag(given, "dose_wrong", "P1", "2026-03-01")
    events(given, """
        event_id | patient_id | term     | started_on | started_at           | started_text
        E0       | P1         | before   | 2026-03-01 | 2026-03-01T09:59:00Z | x
        E1       | P1         | at start | 2026-03-01 | 2026-03-01T10:00:00Z | x
        E2       | P1         | at end   | 2026-03-02 | 2026-03-02T10:00:00Z | x
        E3       | P1         | beyond   | 2026-03-02 | 2026-03-02T10:01:00Z | x
        E4       | P2         | other    | 2026-03-01 | 2026-03-01T10:05:00Z | x
    """)  # fmt: skip
    found = rows("marts.event_after_dose_error")
    assert [(row["term"], float(row["minutes_from_start"]), row["is_soon"]) for row in found] == [
        ("at start", 0, True), ("at end", 1440, True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("started_on", "started_text", "is_listed"),
    [
        ("2026-03-01", "2026-03-01", True),
        ("2026-03-02", "2026-03-02", True),
        ("2026-03-03", "2026-03-03", False),
        ("2026-02-28", "2026-02-28", False),
        ("", "2026-03", True),
        ("", "2026-02", False),
        ("", "2026-04", False),
        ("", "", True),
    ],
)
def test_a_time_that_is_not_known_leaves_it_open(given, rows, started_on, started_text, is_listed):
    given_on_first_of_march(given)
    flag(given, "outside_indication", "P1", "2026-03-01", "2026-03-01T10:00:00Z")
    events(
        given,
        f"event_id | patient_id | term | started_on | started_text\nE1 | P1 | rash | {started_on} | {started_text}",
    )
    assert [row["is_soon"] for row in rows("marts.event_after_dose_error")] == ([None] if is_listed else [])


def test_flags_of_other_rules_and_of_other_times_of_the_day_are_left_out(given, rows):
    given_on_first_of_march(given)
    flag(given, "dose_late", "P1", "2026-03-01")
    flag(given, "infusion_too_fast", "P2", "2026-03-01", "2026-03-01T18:00:00Z")
    events(given, """
        event_id | patient_id | started_on | started_at
        E1       | P1         | 2026-03-01 | 2026-03-01T10:05:00Z
        E2       | P2         | 2026-03-01 | 2026-03-01T10:05:00Z
    """)  # fmt: skip
    assert rows("marts.event_after_dose_error") == []
