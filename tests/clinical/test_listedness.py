"""Listedness by the edition in force on the day: editions, severity, fatal cases, terms, days not known."""

from datetime import date

import pytest


def listed(rows, given, term="Anaphylactic reaction", on="2024-05-01", **known):
    """What one event is under the label: (is_listed, edition, reason)."""
    cells = {
        "event_id": "E1", "patient_id": "P1", "preferred_term": term.lower(), "term": term.lower(), "severity_grade": "3",
        "started_on": on if len(on) == 10 else "", "started_text": on, "outcome": "", "seriousness": "", **known,
    }  # fmt: skip
    given("clinical.adverse_event", " | ".join(cells) + "\n" + " | ".join(cells.values()))
    (row,) = rows("clinical.event_listedness")
    return row["is_listed"], row["label_version"], row["reason"]


@pytest.mark.parametrize(
    ("day", "editions"),
    [
        ("2018-03-05", None),
        ("2018-03-06", "2018-03"),
        ("2018-03-07", "2018-03 or hypersensitivity-update"),
        ("2021-03-31", "2018-03 or hypersensitivity-update"),
        ("2021-04-01", "2018-03 or hypersensitivity-update or 2021-04"),
        ("2021-04-29", "2018-03 or hypersensitivity-update or 2021-04"),
        ("2021-04-30", "2021-04"),
        ("2022-10-02", "2021-04"),
        ("2022-10-03", "2022-10"),
        ("2023-12-12", "2022-10"),
        ("2023-12-13", "2023-12"),
        ("2030-01-01", "2023-12"),
    ],
)
def test_the_editions_that_may_have_been_in_force_on_a_day(rows, given, day, editions):
    assert listed(rows, given, on=day)[1] == editions


@pytest.mark.parametrize(
    ("day", "is_listed", "said"),
    [
        ("2018-03-05", False, "No edition of the US label was in force"),
        ("2018-03-06", False, "does not name it yet"),
        ("2018-03-07", None, "which was in force cannot be told; the date of an edition is not verified"),
        ("2021-04-29", None, "which was in force cannot be told"),
        ("2021-04-30", True, "Section 5.1, warnings names it"),
        ("2024-05-01", True, "Section 5.1, warnings names it; edition 2023-12."),
    ],
)
def test_anaphylaxis_is_listed_only_since_the_label_names_it(rows, given, day, is_listed, said):
    answer = listed(rows, given, on=day)
    assert answer[0] is is_listed
    assert said in answer[2]


@pytest.mark.parametrize(
    ("known", "is_listed"),
    [
        ({"severity_grade": "3"}, True),
        ({"severity_grade": "4"}, False),
        ({"severity_grade": "5"}, False),
        ({"severity_grade": ""}, None),
        ({"outcome": "fatal"}, False),
        ({"outcome": "recovered"}, True),
        ({"seriousness": "death; hospitalisation"}, False),
        ({"seriousness": "hospitalisation"}, True),
        ({"severity_grade": "", "outcome": "fatal"}, False),
    ],
)
def test_a_graver_or_fatal_rash_is_unlisted(rows, given, known, is_listed):
    assert listed(rows, given, "Rash", **known)[0] is is_listed


@pytest.mark.parametrize(
    ("term", "is_listed"),
    [
        ("Rash maculo-papular", True),
        ("Diarrhea", True),
        ("Stevens-Johnson syndrome", False),
        ("Myocardial infarction", False),
        ("Hyperuricaemia", None),
        ("Immune reconstitution inflammatory syndrome", True),
    ],
)
def test_a_term_is_listed_as_the_label_words_it_and_no_more_specifically(rows, given, term, is_listed):
    assert listed(rows, given, term)[0] is is_listed


def test_words_that_are_not_coded_cannot_be_judged_unless_they_are_the_labels(rows, given):
    assert listed(rows, given, "felt odd", preferred_term="")[::2] == (
        None,
        "The term is not coded and is none of the label's; edition 2023-12.",
    )


def test_an_uncoded_word_of_the_label_is_read(rows, given):
    assert listed(rows, given, "Nausea", preferred_term="")[0] is True


@pytest.mark.parametrize(
    ("onset", "is_listed", "editions"),
    [
        ("2018-02", False, None),
        ("2018-03", None, "no label or 2018-03 or hypersensitivity-update"),
        ("2020", None, "2018-03 or hypersensitivity-update"),
        ("2021-05", True, "2021-04"),
        ("2022", True, "2021-04 or 2022-10"),
        ("", None, "no label or 2018-03 or hypersensitivity-update or 2021-04 or 2022-10 or 2023-12"),
    ],
)
def test_every_day_that_the_onset_leaves_open_is_asked(rows, given, onset, is_listed, editions):
    assert listed(rows, given, on=onset)[:2] == (is_listed, editions)


def test_an_event_of_no_known_day_that_no_edition_names_is_unlisted(rows, given):
    assert listed(rows, given, "Myocardial infarction", on="")[0] is False


def test_a_corrected_and_a_nullified_report_are_judged_as_they_stand(deliver, rows):
    deliver("infusion", "started_at\n2026-01-05")
    deliver(
        "adverse_event",
        """
        record_id | record_version | record_status | preferred_term | severity_grade | started_at
        ----------+----------------+---------------+----------------+----------------+-----------
        A         | 1              | final         | Rash           | 4              | 2026-02-01
        A         | 2              | corrected     | Rash           | 3              | 2026-02-01
        B         | 1              | final         | Rash           | 3              | 2026-02-01
        B         | 2              | nullified     | Rash           | 3              | 2026-02-01
    """,
    )
    assert [(row["event_id"], row["is_listed"]) for row in rows("clinical.event_listedness")] == [("S1/A", True)]


def test_the_periods_of_the_editions_follow_each_other(rows):
    periods = sorted(rows("clinical.label_period"), key=lambda row: row["possible_from_on"])
    assert [row["possible_before_on"] for row in periods[:-1]] == [row["certain_from_on"] for row in periods[1:]]
    assert periods[-1]["possible_before_on"] is None
    assert [(row["label_version"], row["is_begin_verified"], row["is_end_verified"]) for row in periods] == [
        ("2018-03", True, False),
        ("hypersensitivity-update", False, False),
        ("2021-04", False, True),
        ("2022-10", True, True),
        ("2023-12", True, True),
    ]
    assert periods[0]["certain_from_on"] == date(2018, 3, 6)


@pytest.mark.parametrize(
    ("term", "on"), [("Diarrhoea", "2019-06-01"), ("Anaphylactic reaction", "2021-05-01"), ("Diarrhoea", "2018-03")]
)
def test_a_date_that_decides_nothing_is_not_called_unverified(rows, given, term, on):
    assert "not verified" not in listed(rows, given, term, on=on)[2]
