"""The listing of a periodic report: which cases are in an interval, what is left out and told, what is counted."""

from datetime import date
from typing import Any

import pytest
from drawn_table import read_drawn_table

from flows.listing import COLUMNS, Interval, choose, line_listing, summary_tabulation

NIGHT = {
    "as_of": date(2026, 6, 30), "run_id": "R1", "rules_fingerprint": "5be01f9c22d1", "software_version": "0.1.0",
}  # fmt: skip
MARCH = Interval(date(2026, 3, 1), date(2026, 3, 31))
CASES = """
    case_id | reaction  | first      | latest     | is_serious | is_listed | is_nullified | is_adverse_event
    before  | Rash      | 2026-02-28 | 2026-02-28 | true       | false     |              |
    first   | Rash      | 2026-03-01 | 2026-03-01 | true       | false     |              |
    last    | Rash      | 2026-03-31 | 2026-04-02 | false      | true      |              |
    after   | Rash      | 2026-04-01 | 2026-04-01 | true       | false     |              |
    again   | Headache  | 2026-01-10 | 2026-03-31 |            |           |              |
    gone    | Rash      | 2026-03-05 | 2026-03-05 | true       | false     | true         |
    dose    | Late dose | 2026-03-06 | 2026-03-06 |            |           |              | false
"""


def truth(cell: str | None) -> bool | None:
    return None if cell is None else cell == "true"


@pytest.fixture
def cases() -> list[dict[str, Any]]:
    """Rows as marts.case_listing has them."""
    header, lines = read_drawn_table(CASES)
    found = []
    for line in lines:
        row = dict(zip(header, line, strict=True))
        found.append(
            dict.fromkeys(COLUMNS)
            | {
                "case_id": row["case_id"], "reaction_group": "Skin", "reaction": row["reaction"],
                "first_received_on": date.fromisoformat(row["first"]),
                "latest_information_on": date.fromisoformat(row["latest"]),
                "is_serious": truth(row["is_serious"]), "is_listed": truth(row["is_listed"]),
                "is_nullified": row["is_nullified"] == "true", "is_adverse_event": row["is_adverse_event"] != "false",
            }
        )  # fmt: skip
    return found


def test_both_days_of_the_interval_belong_to_it_and_follow_up_is_listed_as_that(cases):
    lines = choose(cases, NIGHT, MARCH).lines
    assert {line["case_id"]: line["in_interval_as"] for line in lines} == {
        "first": "first received", "last": "first received", "again": "followed up",
    }  # fmt: skip


def test_nullified_cases_and_deviations_are_left_out_and_told(cases):
    chosen = choose(cases, NIGHT, MARCH)
    assert {row["case_id"] for row in chosen.cumulative} == {"before", "first", "last", "again"}
    notes = " ".join(chosen.notes)
    assert "(nullified): 1 (gone)." in notes
    assert "(deviations of dosing, lack of effect): 1." in notes
    assert "MedDRA is licensed" in notes


def test_counts_are_of_the_interval_and_cumulative_and_add_up(cases):
    table = summary_tabulation(choose(cases, NIGHT, MARCH))
    by_reaction = {row[1] or row[0]: dict(zip(table.header, row, strict=True)) for row in table.rows}
    rash = by_reaction["Rash"]
    assert (rash["serious, unlisted: interval"], rash["serious, unlisted: cumulative"]) == (1, 2)
    assert (rash["non-serious, listed: interval"], rash["non-serious, listed: cumulative"]) == (1, 1)
    unknown = "seriousness not reported, listedness not judged"
    assert (by_reaction["Headache"][f"{unknown}: interval"], by_reaction["Headache"][f"{unknown}: cumulative"]) == (
        0,
        1,
    )
    everything = by_reaction["all reactions"]
    assert (everything["all: interval"], everything["all: cumulative"]) == (2, 4)
    assert "Late dose" not in by_reaction


def test_adjoining_intervals_count_each_case_once(cases):
    spans = [(1, 1, 2, 28), (3, 1, 3, 31), (4, 1, 6, 30)]
    totals = []
    for from_month, from_day, until_month, until_day in spans:
        interval = Interval(date(2026, from_month, from_day), date(2026, until_month, until_day))
        table = summary_tabulation(choose(cases, NIGHT, interval))
        totals.append((table.rows[-1][-2], table.rows[-1][-1]))
    assert sum(n for n, _ in totals) == totals[-1][1]


def test_unknown_is_said_and_never_no(cases):
    table = line_listing(choose(cases, NIGHT, MARCH))
    again = next(dict(zip(table.header, row, strict=True)) for row in table.rows if row[0] == "again")
    assert again["serious"] == "seriousness not reported"
    assert again["listed"] == "listedness not judged"
    assert again["outcome"] is None


@pytest.mark.parametrize(
    ("interval", "words"),
    [
        (Interval(date(2026, 4, 1), date(2026, 3, 1)), "lies after --until 2026-03-01"),
        (Interval(date(2026, 6, 1), date(2026, 7, 1)), "lies after the data cut-off of the night, 2026-06-30"),
    ],
)
def test_days_that_cannot_be_are_refused_in_words(cases, interval, words):
    with pytest.raises(ValueError, match=words):
        choose(cases, NIGHT, interval)


def test_an_interval_up_to_the_cut_off_is_complete(cases):
    assert choose(cases, NIGHT, Interval(NIGHT["as_of"], NIGHT["as_of"])).lines == []
