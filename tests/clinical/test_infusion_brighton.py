"""The criteria of Brighton Collaboration 2007 after an infusion: each, just missed, and open."""

import pytest
from infusion_story import measured, reported, treated, tryptase, undated

from flows.warehouse import SQL_FOLDER


@pytest.fixture
def criteria(given, rows):
    """The criteria and levels of the one infusion of P1."""

    def judged():
        (row,) = rows("clinical.infusion_brighton")
        return row

    return judged


@pytest.fixture(autouse=True)
def one_person(given):
    treated(given, "P1")


def calm(given, heart_rate="80"):
    """Ordinary readings, the heart rate as given."""
    measured(
        given,
        f"""
        patient | sign              | minute | value
        --------+-------------------+--------+------
        P1      | systolic_pressure | -10    | 120
        P1      | systolic_pressure | 15     | 118
        P1      | heart_rate        | 15     | {heart_rate}
    """,
    )


def told(given, *terms, words=""):
    """Reports in the first minutes of the infusion."""
    lines = "\n".join(f"P1 | {term} | {10 + place} | {words}" for place, term in enumerate(terms))
    reported(given, "patient | term | minute | verbatim_term\n" + lines)


@pytest.mark.parametrize(
    ("terms", "words", "is_met"),
    [
        (["angioedema"], "", True),
        (["generalised erythema"], "", True),
        (["urticaria"], "", None),
        (["urticaria"], "Generalised urticaria", True),
        (["urticaria"], "hives all over the body", True),
        (["generalised pruritus"], "", False),
        (["generalised pruritus", "rash"], "", True),
        (["rash"], "", False),
        (["injection site urticaria"], "", False),
    ],
)
def test_major_criteria_of_the_skin(given, criteria, terms, words, is_met):
    calm(given)
    told(given, *terms, words=words)
    assert criteria()["has_major_skin"] is is_met


@pytest.mark.parametrize(
    ("terms", "is_met"),
    [
        (["generalised pruritus"], True),
        (["generalised pruritus", "rash"], False),
        (["pruritus"], None),
        (["injection site urticaria"], True),
        (["eye pruritus"], True),
        (["rash"], False),
    ],
)
def test_minor_criteria_of_the_skin(given, criteria, terms, is_met):
    calm(given)
    told(given, *terms)
    assert criteria()["has_minor_skin"] is is_met


@pytest.mark.parametrize(
    ("terms", "major", "minor"),
    [
        (["bronchospasm"], True, False),
        (["stridor"], True, False),
        (["lip swelling"], True, False),
        (["wheezing"], None, False),
        (["tachypnoea"], False, False),
        (["tachypnoea", "cyanosis"], True, False),
        (["tachypnoea", "tachypnoea"], False, False),
        (["cough"], False, True),
        (["dyspnoea"], False, True),
        (["rhinorrhoea"], False, True),
    ],
)
def test_criteria_of_breathing(given, criteria, terms, major, minor):
    calm(given)
    told(given, *terms)
    assert (criteria()["has_major_breathing"], criteria()["has_minor_breathing"]) == (major, minor)


@pytest.mark.parametrize(
    ("terms", "heart_rate", "major", "minor"),
    [
        (["syncope"], "100", False, False),
        (["syncope"], "101", False, True),
        (["headache"], "101", False, False),
        (["syncope", "tachycardia"], "80", False, True),
        (["syncope", "weak pulse"], "101", True, True),
        (["syncope", "weak pulse"], "100", False, False),
        (["capillary refill prolonged", "weak pulse"], "101", True, True),
        (["hypotension"], "80", None, False),
        (["shock"], "80", None, False),
    ],
)
def test_criteria_of_the_circulation(given, criteria, terms, heart_rate, major, minor):
    calm(given, heart_rate)
    told(given, *terms)
    assert (criteria()["has_major_circulation"], criteria()["has_minor_circulation"]) == (major, minor)


def test_measured_low_pressure_is_a_major_criterion_and_one_that_nobody_read_stays_open(given, rows):
    treated(given, "P2")
    reported(given, "patient | term | minute\nP1 | syncope | 10\nP2 | syncope | 10")
    measured(
        given,
        """
        patient | sign              | minute | value
        P1      | systolic_pressure | -10    | 120
        P1      | systolic_pressure | 15     | 89
    """,
    )
    judged = {row["patient_id"]: row for row in rows("clinical.infusion_brighton")}
    assert {patient: row["has_major_circulation"] for patient, row in judged.items()} == {"P1": True, "P2": None}
    assert judged["P1"]["has_minor_circulation"] is None


@pytest.mark.parametrize(
    ("minute", "x_uln", "is_met"),
    [("60", "1.000001", True), ("60", "1", False), ("60", "", None), ("-60", "9", False)],
)
def test_a_tryptase_above_its_upper_limit_is_the_minor_criterion_of_the_laboratory(
    given, criteria, minute, x_uln, is_met
):
    calm(given)
    tryptase(given, f"patient | minute | value | x_uln\nP1 | {minute} | 12 | {x_uln}")
    assert criteria()["has_raised_tryptase"] is is_met


@pytest.mark.parametrize(
    ("terms", "levels"),
    [
        (["angioedema", "stridor"], [1]),
        (["angioedema", "cough"], [2]),
        (["angioedema", "nausea"], []),
        (["stridor", "nausea"], [2]),
        (["stridor", "cough"], []),
        (["stridor", "eye pruritus"], [2]),
        (["cough", "nausea", "eye pruritus"], [3]),
        (["cough", "nausea"], []),
        (["cough", "nausea", "vomiting"], []),
        (["nausea", "eye pruritus"], []),
    ],
)
def test_levels(given, criteria, terms, levels):
    calm(given)
    told(given, *terms)
    assert [level for level in (1, 2, 3) if criteria()[f"is_level_{level}"]] == levels
    assert criteria()["level_gap"] is None


def test_measured_low_pressure_with_a_minor_sign_of_breathing_is_the_second_level(given, criteria):
    measured(
        given,
        """
        patient | sign              | minute | value
        P1      | systolic_pressure | -10    | 120
        P1      | systolic_pressure | 15     | 80
        P1      | heart_rate        | 15     | 80
    """,
    )
    told(given, "dyspnoea")
    assert criteria()["is_level_2"] is True


def test_hives_of_unknown_extent_leave_a_better_level_open_and_it_is_said(given, criteria):
    calm(given)
    told(given, "urticaria", "stridor")
    assert criteria()["is_level_1"] is None
    assert criteria()["level_gap"] == "extent of a skin sign not said"


def test_a_sign_without_a_date_leaves_its_criterion_open(given, rows):
    undated(given, "P1", "angioedema")
    undated(given, "P1", "stridor")
    (row,) = rows("clinical.infusion_brighton")
    assert (row["infusion_id"], row["has_major_skin"], row["is_level_1"]) == (None, None, None)


def test_a_sign_after_the_window_does_not_count(given, criteria):
    calm(given)
    reported(given, "patient | term | minute\nP1 | angioedema | 10\nP1 | stridor | 1471")
    assert criteria()["is_level_1"] is False


def test_no_row_of_brighton_makes_a_reaction_of_what_only_supported_one(con):
    terms = con.read_csv(str(SQL_FOLDER / "reference" / "reaction_term.csv"), header=True).df()
    said = terms.groupby(["term", "matches"])["is_reaction"].nunique()
    assert said.max() == 1
