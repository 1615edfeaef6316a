"""Which quarantined rows may be serious: what is not known to be not serious, and what speaks of a serious event."""

import pytest

from schemas.delivery import FEEDS

UNREADABLE = "2026-13-32"


@pytest.fixture
def may_be_serious(deliver, given, rows):
    """Whether a delivered row, which breaks the contract, may be serious."""

    def judged(feed: str, drawn: str) -> bool:
        given("raw.delivery", f"source_file | feed\n{'f' * 64} | {feed}")
        deliver(feed, drawn)
        (row,) = rows("signals.quarantine")
        return row["may_be_serious"]

    return judged


@pytest.mark.parametrize(
    ("is_serious", "expected"),
    [
        ("no", False), ("No", False), ("N", False), ("0", False), ("FALSE", False),
        ("yes", True), ("Y", True), ("1", True), ("unknown", True), ("", True), ("not sure", True), ("no idea", True),
    ],
)  # fmt: skip
def test_a_report_is_not_serious_only_where_it_says_so(may_be_serious, is_serious, expected):
    drawn = f"verbatim_term | started_at | is_serious\nrash | {UNREADABLE} | {is_serious}"
    assert may_be_serious("adverse_event", drawn) is expected


@pytest.mark.parametrize(
    "term",
    [
        "patient found dead at home", "passed away", "expired in ER", "took own life", "cardiac arrest",
        "intubated after collapse", "admitted to hospital", "acute liver failure", "toxic epidermal necrolysis",
        "Stevens-Johnson syndrome", "stillbirth", "verstorben", "Leberversagen", "décès du patient", "falleció en casa",
        "óbito", "ricoverato", "hospitalised overnight", "AGRANULOCYTOSIS",
    ],
)  # fmt: skip
def test_a_word_of_a_serious_event_outweighs_a_no(may_be_serious, term):
    drawn = f"verbatim_term | started_at | is_serious\n{term} | {UNREADABLE} | no"
    assert may_be_serious("adverse_event", drawn)


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        ("severity_grade", "3", True), ("severity_grade", "grade 4", True), ("severity_grade", "2", False),
        ("seriousness", "disability", True), ("seriousness", "none", False), ("outcome", "Fatal", True),
        ("outcome", "recovered", False), ("outcome", "death", True),
    ],
)  # fmt: skip
def test_a_cell_that_says_serious_outweighs_a_no(may_be_serious, column, cell, expected):
    drawn = f"verbatim_term | started_at | is_serious | {column}\nrash | {UNREADABLE} | no | {cell}"
    assert may_be_serious("adverse_event", drawn) is expected


@pytest.mark.parametrize(
    ("feed", "drawn", "expected"),
    [
        ("infusion", "dose_mg | action_taken\nmuch | stopped", True),
        ("infusion", "dose_mg | action_taken\nmuch | Stopped early", True),
        ("infusion", "dose_mg | action_taken\nmuch | slowed", False),
        ("patient", "birth_year | died_on\nlong ago | 2026-05-30", True),
        ("patient", "birth_year | died_on\nlong ago | unknown", False),
        ("medication", f"medicine | started_at\nEpinephrine | {UNREADABLE}", True),
        ("medication", f"medicine | started_at\ndolutegravir | {UNREADABLE}", False),
        ("lab_result", "analyte | value\ntot bili | high", False),
    ],
)
def test_a_row_of_another_feed_may_be_serious_by_its_words(may_be_serious, feed, drawn, expected):
    assert may_be_serious(feed, drawn) is expected


@pytest.mark.parametrize("feed", FEEDS)
def test_the_names_of_the_columns_are_no_words(may_be_serious, feed):
    drawn = "record_version | is_serious\nx | no" if feed == "adverse_event" else "record_version\nx"
    assert not may_be_serious(feed, drawn)


def test_of_a_line_that_could_not_be_split_the_words_count(may_be_serious):
    assert may_be_serious("lab_result", "record_version | raw_text\nx | S1,R1,patient died")


def test_in_a_line_that_could_not_be_split_no_is_not_told(may_be_serious):
    assert may_be_serious("adverse_event", "record_version | raw_text\nx | S1,R1,rash,no")
