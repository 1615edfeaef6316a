"""Rash: the pooled terms after the first dose; episodes, grades and dates as every rule on a reported term has them."""

from datetime import date

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as examples
from hypothesis import strategies as st

ORDINARY = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def rashes(given):
    """Reports of rash of people treated from 1 Mar 2026; each row: onset, end, outcome, severity."""

    def give(*reports, patients=("P1",)):
        header = "patient_id | is_treated | first_dose_on"
        given("clinical.patient", "\n".join([header, *(f"{one} | true | 2026-03-01" for one in patients)]))
        header = "event_id | patient_id | preferred_term | term | started_on | ended_on | outcome | severity_grade | source_row"
        lines = [f"E{n} | P1 | rash | rash | {' | '.join(report)} | {n}" for n, report in enumerate(reports, start=2)]
        given("clinical.adverse_event", "\n".join([header, *lines]))

    return give


@pytest.mark.parametrize(
    "term",
    ["rash", "rash erythematous", "rash generalised", "rash generalized", "rash macular", "rash maculo-papular",
     "rash maculopapular", "rash papular"],
)  # fmt: skip
def test_each_pooled_term_flags(given, flags, term):
    given("clinical.patient", "patient_id | is_treated | first_dose_on\nP1 | true | 2026-03-01")
    given(
        "clinical.adverse_event", f"patient_id | preferred_term | term | started_on\nP1 | {term} | {term} | 2026-03-10"
    )
    assert flags("rash") == {"P1": date(2026, 3, 10)}


@pytest.mark.parametrize("term", ["urticaria", "dermatitis", "pruritus", "rash pustular", "drug eruption"])
def test_urticaria_and_other_eruptions_are_not_rash(given, answers, term):
    given("clinical.patient", "patient_id | is_treated | first_dose_on\nP1 | true | 2026-03-01")
    given(
        "clinical.adverse_event", f"patient_id | preferred_term | term | started_on\nP1 | {term} | {term} | 2026-03-10"
    )
    assert answers("rash") == []


@pytest.mark.parametrize(
    ("first", "second", "episodes"),
    [
        (("2026-03-10", "2026-03-15", "", "1"), ("2026-03-14", "2026-03-20", "", "3"), [3]),
        (("2026-03-10", "2026-03-15", "", "1"), ("2026-03-15", "", "", "3"), [3]),
        (("2026-03-10", "2026-03-15", "", "1"), ("2026-03-16", "", "", "3"), [1, 3]),
        (("2026-03-10", "", "", "1"), ("2026-03-10", "", "", "3"), [3]),
        (("2026-03-10", "", "recovered", "1"), ("2026-03-11", "", "", "3"), [1, 3]),
        (("2026-03-10", "", "not_recovered", "1"), ("2026-06-11", "", "", "3"), [3]),
        (("2026-03-10", "2026-04-30", "", "1"), ("2026-03-12", "2026-03-13", "", "3"), [3]),
    ],
)
def test_reports_that_overlap_are_one_episode_and_recovery_between_makes_two(rashes, answers, first, second, episodes):
    rashes(first, second)
    found = sorted(answers("rash"), key=lambda row: row["onset_on"])
    assert [row["grade"] for row in found] == episodes
    assert [len(row["evidence"]) for row in found] == ([2] if len(episodes) == 1 else [1, 1])


def test_a_long_episode_holds_reports_behind_a_short_one(rashes, answers):
    rashes(("2026-03-10", "2026-04-30", "", "1"), ("2026-03-12", "2026-03-13", "", "1"), ("2026-04-20", "", "", "2"))
    (row,) = answers("rash")
    assert (row["onset_on"], row["grade"], len(row["evidence"])) == (date(2026, 3, 10), 2, 3)


def test_the_grade_is_the_highest_reported_and_none_is_invented(rashes, answers):
    rashes(("2026-03-10", "2026-03-11", "", ""), ("2026-03-20", "2026-03-21", "", "2"), ("2026-03-20", "", "", ""))
    first, second = sorted(answers("rash"), key=lambda row: row["onset_on"])
    assert (first["grade"], first["unjudged"]) == (None, "grade: severity not reported")
    assert (second["grade"], second["unjudged"]) == (2, "grade: severity not reported by all, it may be higher")


def test_the_flag_says_what_was_seen(rashes, answers):
    rashes(("2026-03-10", "", "", "2"))
    (row,) = answers("rash")
    assert row["why"] == (
        "Rash reported, onset on 10 Mar 2026, 9 days after the first dose on 1 Mar 2026; severity grade 2 as reported."
    )
    assert (row["certainty"], row["criterion"], row["unjudged"]) == ("reported", "coded_term", None)
    assert row["margin_share"] is None


def test_reports_without_a_day_of_onset_flag_once_without_an_onset(given, answers):
    given("clinical.patient", "patient_id | is_treated | first_dose_on\nP1 | true | 2026-03-01")
    given(
        "clinical.adverse_event",
        """
        event_id | patient_id | preferred_term | term         | started_text | severity_grade
        E1       | P1         | rash           | rash         | 2026-03      | 1
        E2       | P1         | rash papular   | rash papular |              | 2
        E3       | P1         | rash           | rash         | 2025         | 3
    """,
    )
    (row,) = answers("rash")
    assert (row["onset_on"], row["certainty"], row["grade"]) == (None, "undated", 2)
    assert row["criterion"] == "coded_term; may_precede_first_dose"
    assert row["unjudged"] == "onset: reported as 2026-03, no date; onset: it may lie before the first dose"


def test_a_later_month_is_certainly_after_the_first_dose(given, answers):
    given("clinical.patient", "patient_id | is_treated | first_dose_on\nP1 | true | 2026-03-01")
    given(
        "clinical.adverse_event",
        "patient_id | preferred_term | term | started_text | severity_grade\nP1 | rash | rash | 2026-05 | 1",
    )
    (row,) = answers("rash")
    assert (row["certainty"], row["unjudged"]) == ("undated", "onset: reported as 2026-05")


def test_an_untimed_rash_on_the_day_of_the_first_dose_flags_and_says_that_it_may_lie_before(rashes, answers):
    rashes(("2026-03-01", "", "", "1"))
    (row,) = answers("rash")
    assert (row["onset_on"], row["certainty"]) == (date(2026, 3, 1), "reported")
    assert row["unjudged"] == "onset: it may lie before the first dose"


def test_a_worsening_counts_and_what_stayed_the_same_does_not(given, answers):
    given("clinical.patient", "patient_id | is_treated | first_dose_on\nP1 | true | 2026-03-01\nP2 | true | 2026-03-01")
    given(
        "clinical.adverse_event",
        """
        event_id | patient_id | preferred_term | term | started_on | outcome       | severity_grade
        E1       | P1         | rash           | rash | 2026-02-01 | not_recovered | 1
        E2       | P1         | rash           | rash | 2026-03-10 |               | 2
        E3       | P2         | rash           | rash | 2026-02-01 | not_recovered | 2
        E4       | P2         | rash           | rash | 2026-03-10 |               | 2
    """,
    )
    (row,) = answers("rash")
    assert (row["patient_id"], row["onset_on"]) == ("P1", date(2026, 3, 10))
    assert row["criterion"] == "worsened; coded_term"


def test_nobody_can_be_judged_when_no_event_was_ever_delivered(given, answers):
    given("clinical.patient", "patient_id | is_treated\nP1 | true\nP2 | false")
    (row,) = answers("rash")
    assert (row["patient_id"], row["verdict"], row["evidence"]) == ("P1", "not_evaluable", [])


def test_a_report_without_a_term_leaves_the_person_judged_in_part(given, answers):
    given(
        "clinical.patient",
        "patient_id | is_treated | first_dose_on\nP1 | true | 2026-03-01\nP2 | true | 2026-03-01\nP3 | true | 2026-03-01",
    )
    given(
        "clinical.adverse_event",
        """
        event_id | patient_id | preferred_term | term | started_on | source_row
        E1       | P1         |                |      | 2026-03-10 | 2
        E2       | P2         |                |      | 2026-02-10 | 3
        E3       | P3         |                |      | 2026-03-10 | 4
        E4       | P3         | rash           | rash | 2026-03-10 | 5
    """,
    )
    found = {row["patient_id"]: row["verdict"] for row in answers("rash")}
    assert found == {"P1": "incomplete", "P3": "flagged"}


def test_a_correction_replaces_a_report_and_a_nullified_one_is_gone(deliver, answers):
    start = "2026-03-01T10:00:00Z"
    deliver("infusion", f"patient_id | started_at\nP1 | {start}\nP2 | {start}\nP3 | {start}")
    deliver(
        "adverse_event",
        """
        patient_id | record_id | record_version | record_status | reported_at          | preferred_term | started_at | severity_grade
        P1         | A         | 1              | final         | 2026-03-03T08:00:00Z | Rash           | 2026-03-02 | 1
        P1         | A         | 2              | corrected     | 2026-03-04T08:00:00Z | Rash           | 2026-03-02 | 3
        P2         | B         | 1              | final         | 2026-03-03T08:00:00Z | Rash           | 2026-03-02 | 1
        P2         | B         | 2              | nullified     | 2026-03-04T08:00:00Z | Rash           | 2026-03-02 | 1
        P3         | C         | 1              | final         | 2026-03-03T08:00:00Z | Headache       | 2026-03-02 | 1
        P3         | C         | 2              | corrected     | 2026-03-04T08:00:00Z | Rash macular   | 2026-03    | 1
    """,
    )
    found = {row["patient_id"]: (row["onset_on"], row["grade"]) for row in answers("rash")}
    assert found == {"P1": (date(2026, 3, 2), 3), "P3": (None, 1)}


def test_a_report_from_the_hour_before_the_first_dose_is_not_counted(deliver, flags):
    deliver("infusion", "patient_id | started_at\nP1 | 2026-03-01T10:00:00+02:00\nP2 | 2026-03-01T10:00:00+02:00")
    deliver(
        "adverse_event",
        """
        patient_id | preferred_term | started_at
        P1         | rash           | 2026-03-01T07:59:00Z
        P2         | rash           | 2026-03-01T08:00:00Z
    """,
    )
    assert flags("rash") == {"P2": date(2026, 3, 1)}


REPORT = st.tuples(
    st.sampled_from(["2026-02-20", "2026-03-01", "2026-03-10", "2026-03-12", "2026-03-20", ""]),
    st.sampled_from(["", "2026-03-11", "2026-03-25"]),
    st.sampled_from(["", "recovered", "not_recovered"]),
    st.sampled_from(["", "1", "2", "4"]),
)


def episodes(warehouse, reports, others=False):
    """What rash answers about P1, on a clean sheet."""
    for relation in ("clinical.patient", "clinical.adverse_event"):
        warehouse.given_relations.discard(relation)
        warehouse.con.execute(f"DROP TABLE IF EXISTS {relation}")
    people = ["P1 | true | 2026-03-01", *(["P2 | true | 2026-03-01"] if others else [])]
    warehouse.give("clinical.patient", "\n".join(["patient_id | is_treated | first_dose_on", *people]))
    header = (
        "event_id | patient_id | preferred_term | term | started_on | ended_on | outcome | severity_grade | source_row"
    )
    lines = [f"E{number} | P1 | rash | rash | {' | '.join(cells)} | {number}" for number, cells in reports]
    if others:
        lines.insert(0, "F1 | P2 | rash | rash | 2026-03-11 | | | 4 | 90")
    warehouse.give(
        "clinical.adverse_event", "\n".join([header, *lines, "G | P9 | cough | cough | 2026-03-11 | | | 1 | 91"])
    )
    found = [row for row in warehouse.rows("rules.rash") if row["patient_id"] == "P1"]
    return sorted((str(row["onset_on"]), row["verdict"], row["grade"] or 0, len(row["evidence"])) for row in found)


@ORDINARY
@examples(reports=st.lists(REPORT, min_size=1, max_size=4), data=st.data())
def test_the_order_of_reports_and_other_people_change_nothing(warehouse, reports, data):
    numbered = list(enumerate(reports, start=2))
    shuffled = data.draw(st.permutations(numbered))
    assert episodes(warehouse, numbered) == episodes(warehouse, shuffled, others=True)


@ORDINARY
@examples(reports=st.lists(REPORT, min_size=1, max_size=3), more=REPORT.filter(lambda report: report[0] > "2026-03-01"))
def test_one_more_report_after_the_first_dose_never_removes_the_person(warehouse, reports, more):
    numbered = list(enumerate(reports, start=2))
    if episodes(warehouse, numbered):
        assert episodes(warehouse, [*numbered, (9, more)])


@ORDINARY
@examples(report=REPORT)
def test_a_worse_severity_never_removes_a_flag(warehouse, report):
    before = ("2026-02-01", "", "not_recovered", "1")
    milder, worse = (
        episodes(warehouse, [(2, before), (3, report)]),
        episodes(warehouse, [(2, before), (3, (*report[:3], "5"))]),
    )
    assert len(worse) >= len(milder)
