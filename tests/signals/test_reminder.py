"""Which reminder of a clock is due: by days left, until the report was sent or the case is closed."""

import pytest

SINCE = "2026-02-28"
IN_3_DAYS = "2026-03-13"


@pytest.fixture
def reminders(given, rows):
    """`reminders(drawn)`: which reminder is due on 10 Mar 2026 of each drawn clock, None where none is.

    Drawn are clock, is_due, due_on and whether it runs as it stands (signals.case_clock); all started on 28 Feb 2026.
    """

    def due(*clocks):
        given("raw.night", "as_of\n2026-03-10")
        drawn = [(f"K{nth}", *[cell.strip() for cell in clock.split("|")]) for nth, clock in enumerate(clocks, start=1)]
        given(
            "signals.clock",
            _table(
                "clock_id | subject | case_id | day0_on | is_due | due_on",
                (f"{key} | case | {key} | {SINCE} | {is_due} | {due_on}" for key, is_due, due_on, *_ in drawn),
            ),
        )
        given(
            "signals.case_clock",
            _table("clock_id | state | is_running", (f"{key} | due | {runs}" for key, _, _, runs in drawn)),
        )
        given("signals.row_decision", "source_file | source_row | submitted_on")
        found = {row["clock_id"]: row["days_before"] for row in rows("signals.reminder")}
        return [found.get(key) for key, *_ in drawn]

    return due


def _table(head, lines):
    return "\n".join([head, *lines])


def test_the_newest_reminder_that_the_days_left_ask_for_is_due(reminders):
    expected = {16: None, 15: 5, 14: 5, 13: 3, 12: 3, 11: 1, 10: 1, 5: 1, 4: None}
    assert reminders(*(f"true | 2026-03-{day:02d} | true" for day in expected)) == list(expected.values())


def test_a_clock_that_was_settled_or_met_does_not_remind_and_no_state_of_its_case_keeps_one_from_it(reminders):
    assert reminders(f"true | {IN_3_DAYS} | true", f"true | {IN_3_DAYS} | false") == [3, None]


def test_a_clock_that_may_be_due_reminds_and_one_that_ended_does_not(reminders):
    assert reminders(*(f"{is_due} | {IN_3_DAYS} | true" for is_due in ("true", "", "false"))) == [3, 3, None]


def test_a_quarantined_row_reminds_until_it_was_reported_as_received(given, rows):
    given("raw.night", "as_of\n2026-03-10")
    given(
        "signals.clock",
        f"""
        clock_id | subject         | source_file | source_row | day0_on | is_due | due_on
        K1       | quarantined row | aa          | 2          | {SINCE} |        | {IN_3_DAYS}
        K2       | quarantined row | aa          | 3          | {SINCE} |        | {IN_3_DAYS}
    """,
    )
    given("signals.case_clock", "clock_id | case_id")
    given("signals.row_decision", "source_file | source_row | submitted_on\naa | 3 | 2026-03-09")
    assert [(row["clock_id"], row["days_before"]) for row in rows("signals.reminder")] == [("K1", 3)]
