"""Which reminder of a clock is due: by days left, while it runs."""

import pytest

IN_3_DAYS = "2026-03-13"


@pytest.fixture
def reminders(given, rows):
    """`reminders(drawn)`: which reminder is due on 10 Mar 2026 of each drawn clock, None where none is.

    Drawn are due_on and whether it runs.
    """

    def due(*clocks):
        given("raw.night", "as_of\n2026-03-10")
        drawn = [(f"K{nth}", *[cell.strip() for cell in clock.split("|")]) for nth, clock in enumerate(clocks, start=1)]
        given(
            "signals.standing_clock",
            _table("clock_id | is_running | due_on", (f"{key} | {runs} | {due_on}" for key, due_on, runs in drawn)),
        )
        found = {row["clock_id"]: row["days_before"] for row in rows("signals.reminder")}
        return [found.get(key) for key, *_ in drawn]

    return due


def _table(head, lines):
    return "\n".join([head, *lines])


def test_the_newest_reminder_that_the_days_left_ask_for_is_due(reminders):
    expected = {16: None, 15: 5, 14: 5, 13: 3, 12: 3, 11: 1, 10: 1, 5: 1, 4: 1}
    assert reminders(*(f"2026-03-{day:02d} | true" for day in expected)) == list(expected.values())


def test_a_clock_that_does_not_run_does_not_remind(reminders):
    assert reminders(f"{IN_3_DAYS} | true", f"{IN_3_DAYS} | false") == [3, None]
