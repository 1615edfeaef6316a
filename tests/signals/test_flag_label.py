"""Which edition of the label was in force on the day of onset, and whether it named the risk."""

import pytest


@pytest.fixture(autouse=True)
def three_editions(given):
    given("reference.rule", """
        rule            | kind       | is_active
        rash            | event      | true
        anaphylaxis     | event      | true
        neutropenia     | laboratory | true
        hys_law         | laboratory | true
        serious_event   | event      | true
        dose_late       | dose       | true
    """)  # fmt: skip
    given("reference.label_version", """
        label_version | edition
        one           | 1
        two           | 2
        three         | 3
    """)  # fmt: skip
    given("clinical.label_period", """
        label_version | possible_from_on | certain_from_on | certain_before_on | possible_before_on | is_begin_verified | is_end_verified
        one           | 2018-03-06       | 2018-03-06      | 2018-06-01        | 2021-01-01         | true              | false
        two           | 2018-06-01       | 2021-01-01      | 2022-01-01        | 2022-01-01         | false             | true
        three         | 2022-01-01       | 2022-01-01      |                   |                    | true              | true
    """)  # fmt: skip
    given("reference.listed_risk", """
        risk        | label_version | listed_up_to_grade | section
        rash        | one           | 3                  | 6.1
        neutropenia | one           | 4                  | 6.1
        anaphylaxis | two           | 4                  | 5.1
    """)  # fmt: skip
    given("clinical.patient", "patient_id")
    given("clinical.adverse_event", "event_id")
    given("clinical.event_listedness", "event_id")


@pytest.fixture
def label(given, rows):
    """`label("rash", "2026-01-01")`: the label of a flag with that onset."""

    def of(rule, onset_on, grade="2"):
        given("signals.flag", f"""
            flag_id | patient_id | rule   | onset_on   | grade   | evidence
            F1      | P1         | {rule} | {onset_on} | {grade} | [{{'feed': 'adverse_event', 'source_file': 'a', 'source_row': 1}}]
        """)  # fmt: skip
        return {row["flag_id"]: row for row in rows("signals.flag_label")}.get("F1")

    return of


@pytest.mark.parametrize(
    ("rule", "onset_on", "edition", "is_listed"),
    [
        ("rash", "2018-03-05", None, None),
        ("rash", "2018-03-06", "one", True),
        ("anaphylaxis", "2018-03-06", "one", False),
        ("anaphylaxis", "2018-06-01", "one or two", None),
        ("rash", "2018-06-01", "one or two", True),
        ("anaphylaxis", "2021-01-01", "two", True),
        ("anaphylaxis", "2022-01-01", "three", True),
        ("rash", "", "one or two or three", True),
        ("anaphylaxis", "", "one or two or three", None),
        ("hys_law", "2026-01-01", "three", False),
    ],
)
def test_a_risk_is_listed_by_the_edition_of_that_day(label, rule, onset_on, edition, is_listed):
    found = label(rule, onset_on)
    assert (found["label_version"], found["is_listed"]) == (edition, is_listed)


@pytest.mark.parametrize(
    ("rule", "grade", "is_listed"),
    [("rash", "3", True), ("rash", "4", False), ("rash", "", None), ("neutropenia", "", True)],
)
def test_a_graver_event_than_the_listed_one_is_not_listed(label, rule, grade, is_listed):
    assert label(rule, "2026-01-01", grade)["is_listed"] is is_listed


def test_a_date_that_is_not_verified_is_said_where_it_decides(label):
    assert label("anaphylaxis", "2019-01-01")["reason"] == (
        "Whether the risk was named yet depends on the date of an edition, which is not verified."
    )


@pytest.mark.parametrize(
    ("rule", "onset_on"),
    [("rash", "2019-01-01"), ("rash", ""), ("anaphylaxis", "2018-05-31"), ("anaphylaxis", "2021-01-01")],
)
def test_a_date_that_decides_nothing_needs_no_such_words(label, rule, onset_on):
    assert "not verified" not in label(rule, onset_on)["reason"]


def test_a_date_that_is_not_verified_is_said_once_for_several_reports(given, label):
    given("clinical.adverse_event", """
        event_id | source_file | source_row
        E1       | a           | 1
        E2       | a           | 1
    """)  # fmt: skip
    given("clinical.event_listedness", """
        event_id | is_listed | reason
        E1       |           | One; the date of an edition is not verified.
        E2       |           | Two; the date of an edition is not verified.
    """)  # fmt: skip
    assert label("serious_event", "2019-01-01")["reason"] == "One; Two; the date of an edition is not verified."


def test_a_verified_date_needs_no_such_words(label):
    assert label("anaphylaxis", "2026-01-01")["reason"] == "Named in section 5.1."


@pytest.mark.parametrize(("second", "is_listed"), [("true", True), ("false", False), ("", None)])
def test_a_rule_of_many_risks_takes_the_answers_of_its_reports(given, label, second, is_listed):
    given("clinical.adverse_event", """
        event_id | source_file | source_row
        E1       | a           | 1
    """)  # fmt: skip
    given("clinical.event_listedness", f"""
        event_id | is_listed | reason
        E1       | {second}  | As the report says.
    """)  # fmt: skip
    found = label("serious_event", "2026-01-01")
    assert found["is_listed"] is is_listed
    assert found["reason"] == "As the report says."


def test_a_dosing_rule_is_not_asked(label):
    assert label("dose_late", "2026-01-01") is None
