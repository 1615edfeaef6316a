"""The criteria of each report that may be IRIS: met, not met, open; those not flagged are kept."""

from datetime import date

import pytest

HEAD = "patient_id | event_id | started_on | index_on | is_timely | certainty | is_foremost"


@pytest.fixture
def reports(given, rows):
    """Rows of marts.iris_report for drawn rows of clinical.iris_response of P1, by onset."""
    given("clinical.patient", "patient_id | is_treated | first_dose_on\nP1 | true | 2026-03-01")

    def build(drawn, flags=""):
        given("clinical.iris_response", drawn)
        given("signals.flag", f"flag_id | rule | patient_id | onset_on{flags}")
        return rows("marts.iris_report")

    return build


def test_the_foremost_report_carries_the_flag_of_its_day(reports):
    found = reports(
        HEAD
        + """
        P1 | E1 | 2026-03-31 | 2026-03-01 | true | suspected | false
        P1 | E2 | 2026-03-31 | 2026-03-15 | true | probable  | true
        """,
        "\nF1 | iris | P1 | 2026-03-31\nF2 | rash | P1 | 2026-03-31\nF3 | iris | P1 | 2026-05-01",
    )
    (row,) = found
    assert (row["flag_id"], row["certainty"], row["days_since_index"], row["days_since_first_dose"]) == (
        "F1", "probable", 16, 30,
    )  # fmt: skip


def test_a_flag_without_a_day_finds_its_report(reports):
    (row,) = reports(HEAD + "\nP1 | E1 | | 2026-03-01 | | suspected | true", "\nF1 | iris | P1 | ")
    assert (row["flag_id"], row["days_since_index"], row["started_on"]) == ("F1", None, None)


def test_a_report_that_fits_no_start_stands_once_beside_the_latest_and_has_no_flag(reports):
    found = reports(
        HEAD
        + """
        P1 | E1 | 2026-03-31 | 2026-03-01 | true |  | false
        P1 | E1 | 2026-03-31 | 2026-03-15 | true |  | false
        P1 | E2 | 2026-06-01 | 2026-03-15 | true |  | false
        P1 | E2 | 2026-06-01 | 2026-05-15 | true | suspected | true
        """,
        "\nF2 | iris | P1 | 2026-06-01",
    )
    assert [(row["flag_id"], row["index_on"]) for row in found] == [
        ("F2", date(2026, 5, 15)), (None, date(2026, 3, 15)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "criteria"),
    [
        ("true | true | | true | ", (True, True, True)),
        ("false | false | false | false | ", (False, False, None)),
        (" | | | false | ", (None, None, None)),
        ("true | false | true | true | true", (True, True, False)),
        ("true | | true | true | false", (True, True, True)),
        ("true | false | | true | ", (True, None, True)),
    ],
)
def test_criteria_are_met_not_met_or_open(reports, cells, criteria):
    (row,) = reports(
        "patient_id | event_id | started_on | index_on | is_foremost | is_weak_fall | is_cd4_rise | is_cd4_multiple "
        "| is_assessed | is_drug_toxicity\n"
        f"P1 | E1 | 2026-03-31 | 2026-03-01 | true | {cells}"
    )
    assert (row["has_rna_fallen"], row["has_cd4_risen"], row["is_alternative_excluded"]) == criteria
