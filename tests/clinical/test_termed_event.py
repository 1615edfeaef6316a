"""Events of a watched term: how they are recognised, placed against the first dose and compared with what was before."""

from datetime import date

import pytest


@pytest.fixture
def placed(given, rows):
    """How one uncoded rash of P1 is placed; the first dose is on 1 Mar 2026 at 10:00 UTC."""

    def give(first_dose_at="2026-03-01T10:00:00Z", **more):
        given(
            "clinical.patient",
            f"patient_id | is_treated | first_dose_on | first_dose_at\nP1 | true | 2026-03-01 | {first_dose_at}",
        )
        cells = {"event_id": "E1", "patient_id": "P1", "preferred_term": "rash", "term": "rash", **more}
        given("clinical.adverse_event", " | ".join(cells) + "\n" + " | ".join(cells.values()))
        return next(row for row in rows("clinical.termed_event") if row["rule"] == "rash")

    return give


@pytest.mark.parametrize(
    ("at", "is_after"),
    [
        ("2026-03-01T09:59:59Z", False),
        ("2026-03-01T10:00:00Z", True),
        ("2026-03-01T10:00:01Z", True),
        ("", None),
    ],
)
def test_on_the_day_of_the_first_dose_the_time_decides(placed, at, is_after):
    assert placed(started_on="2026-03-01", started_at=at)["is_after_first_dose"] is is_after


def test_without_a_time_of_the_first_dose_its_day_is_not_settled(placed):
    row = placed(first_dose_at="", started_on="2026-03-01", started_at="2026-03-01T23:00:00Z")
    assert row["is_after_first_dose"] is None


@pytest.mark.parametrize(("on", "is_after"), [("2026-02-28", False), ("2026-03-02", True)])
def test_on_another_day_the_date_decides(placed, on, is_after):
    assert placed(started_on=on)["is_after_first_dose"] is is_after


@pytest.mark.parametrize(
    ("text", "ended", "is_after"),
    [
        ("2026-02", "", False),
        ("2026-03", "", None),
        ("2026-04", "", True),
        ("2025", "", False),
        ("2026", "", None),
        ("2027", "", True),
        ("", "", None),
        ("2026", "2026-02-28", False),
        ("2026", "2026-03-01", None),
        ("", "2026-02-28", False),
    ],
)
def test_a_month_a_year_or_no_date_is_placed_only_when_it_leaves_no_doubt(placed, text, ended, is_after):
    row = placed(started_text=text, ended_on=ended)
    assert row["is_after_first_dose"] is is_after
    assert row["started_on"] is None


TERMS = """
    event_id | patient_id | preferred_term     | verbatim_term           | term                     | started_on
    E1       | P1         | rash maculo-papular | spots                  | rash maculo-papular      | 2026-03-10
    E2       | P1         | rash maculopapular | spots                   | rash maculopapular       | 2026-03-10
    E3       | P1         | rash generalized   | spots                   | rash generalized         | 2026-03-10
    E4       | P1         |                    | Rash, on the trunk      | rash, on the trunk       | 2026-03-10
    E5       | P1         |                    | brash behaviour         | brash behaviour          | 2026-03-10
    E6       | P1         | eczema             | rash on the trunk       | eczema                   | 2026-03-10
    E7       | P1         | rash pustular      | rash                    | rash pustular            | 2026-03-10
    E8       | P1         |                    | itchy rash              | itchy rash               | 2026-03-10
    E9       | P2         | rash               | rash                    | rash                     | 2026-03-10
"""


def test_a_coded_term_counts_whole_and_the_words_of_an_uncoded_report_count_in_part(given, rows):
    given(
        "clinical.patient",
        "patient_id | is_treated | first_dose_on\nP1 | true | 2026-03-01\nP2 | false | 2026-03-01",
    )
    given("clinical.adverse_event", TERMS)
    found = {(row["rule"], row["event_id"]) for row in rows("clinical.termed_event")}
    watched = {(rule, event) for rule, event in found if rule in ("rash", "pruritus")}
    assert watched == {("rash", event) for event in ("E1", "E2", "E3", "E4", "E8")} | {("pruritus", "E8")}


@pytest.mark.parametrize(
    ("ended", "outcome", "grade_before", "grade_after", "emergence"),
    [
        ("", "not_recovered", "1", "2", "worsened"),
        ("", "not_recovered", "2", "2", "unchanged"),
        ("", "recovering", "3", "2", "unchanged"),
        ("", "not_recovered", "", "2", "not_known"),
        ("", "not_recovered", "2", "", "not_known"),
        ("", "", "2", "2", "not_known"),
        ("", "recovered", "2", "2", "not_known"),
        ("2026-03-09", "recovered", "2", "2", "new"),
        ("2026-03-10", "recovered", "2", "2", "unchanged"),
        ("2026-03-09", "recovered", "1", "2", "new"),
    ],
)
def test_what_was_there_before_the_first_dose_counts_again_only_when_worse_or_gone_between(
    given, rows, ended, outcome, grade_before, grade_after, emergence
):
    given("clinical.patient", "patient_id | is_treated | first_dose_on\nP1 | true | 2026-03-01")
    given(
        "clinical.adverse_event",
        f"""
        event_id | patient_id | preferred_term | term | started_on | ended_on | outcome   | severity_grade
        E1       | P1         | rash           | rash | 2026-02-01 | {ended}  | {outcome} | {grade_before}
        E2       | P1         | rash           | rash | 2026-03-10 |          |           | {grade_after}
    """,
    )
    found = {row["event_id"]: row["emergence"] for row in rows("clinical.termed_event") if row["rule"] == "rash"}
    assert found == {"E1": "before", "E2": emergence}


def test_a_milder_earlier_event_does_not_hide_what_another_left_open(given, rows):
    given("clinical.patient", "patient_id | is_treated | first_dose_on\nP1 | true | 2026-03-01")
    given(
        "clinical.adverse_event",
        """
        event_id | patient_id | preferred_term | term | started_on | outcome       | severity_grade
        E1       | P1         | rash           | rash | 2026-02-01 | not_recovered | 1
        E2       | P1         | rash           | rash | 2026-02-01 |               | 3
        E3       | P1         | rash           | rash | 2026-03-10 |               | 2
    """,
    )
    (row,) = [row for row in rows("clinical.termed_event") if (row["rule"], row["event_id"]) == ("rash", "E3")]
    assert row["emergence"] == "not_known"


def test_the_symptoms_of_hypersensitivity_each_have_a_system_and_its_names_have_none(con):
    told = con.execute("""
        SELECT DISTINCT watched.term, reaction.feature IS NOT NULL
        FROM reference.event_term AS watched
        LEFT JOIN reference.reaction_term AS reaction
            ON reaction.term = watched.term AND reaction.matches = 'whole' AND reaction.feature IN (
                'allergic_sign', 'respiratory', 'chest_unmapped', 'skin_mucosa', 'gastrointestinal'
            )
        WHERE rule = 'hypersensitivity'
    """).fetchall()
    names = (
        "allerg",
        "anaphyla",
        "anafil",
        "anafyla",
        "anaphala",
        "hypersensitivity",
        "serum sickness",
        "drug eruption",
        "drug rash",
    )
    assert told
    assert [term for term, has_system in told if has_system == any(name in term for name in names)] == []


def test_a_month_is_open_from_its_first_day_to_its_last_or_the_end_of_the_event(placed):
    row = placed(started_text="2026-03", ended_on="2026-03-20")
    assert (row["onset_from"], row["onset_until"]) == (date(2026, 3, 1), date(2026, 3, 20))
