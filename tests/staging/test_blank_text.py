"""Blanks of every kind around a cell, or nothing else in it, are no text."""

import pytest

BLANKS = ["\t", " \t ", "\u00a0\t", "\u2003", "\n"]


def deliver_event(deliver, con, preferred_term):
    deliver("adverse_event", "patient_id | verbatim_term | preferred_term\nP1 | skin rash | here")
    con.execute("UPDATE raw.adverse_event SET preferred_term = ?", [preferred_term])


@pytest.mark.parametrize("blank", BLANKS)
def test_a_cell_of_blanks_is_missing_so_that_the_reporters_words_are_read(deliver, con, rows, blank):
    deliver_event(deliver, con, blank)
    (event,) = rows("staging.adverse_event")
    assert (event["preferred_term"], event["term"]) == (None, "skin rash")


@pytest.mark.parametrize("blank", BLANKS)
def test_blanks_around_a_term_do_not_hide_it(deliver, con, rows, blank):
    deliver_event(deliver, con, f"{blank}Rash maculo-papular{blank}")
    assert [event["preferred_term"] for event in rows("staging.adverse_event")] == ["rash maculo-papular"]
