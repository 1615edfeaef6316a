"""Tests for antibodies: from delivered text to the person's course; every row accounted for."""

from datetime import date


def test_a_test_is_placed_against_the_first_dose(deliver, rows):
    deliver("infusion", "started_at\n2026-03-01T09:00:00Z")
    deliver(
        "antibody_test",
        """
        collected_at         | antibody_result | titre | is_neutralising
        ---------------------+-----------------+-------+----------------
        2026-02-20           | negative        |       |
        2026-03-01T08:59:59Z | negative        |       |
        2026-03-01T09:00:01Z | Positive        | 40    | no
        2026-03-01           | indeterminate   |       |
        2026-03-04           | positive        | 160.5 | yes
    """,
    )
    placed = {
        (row["collected_on"], row["result"], row["titre"] and float(row["titre"]), row["is_neutralising"]): row[
            "is_after_first_dose"
        ]
        for row in rows("clinical.antibody_test")
    }
    assert placed == {
        (date(2026, 2, 20), "negative", None, None): False,
        (date(2026, 3, 1), "negative", None, None): False,
        (date(2026, 3, 1), "positive", 40, False): True,
        (date(2026, 3, 1), None, None, None): True,
        (date(2026, 3, 4), "positive", 160.5, True): True,
    }


def test_a_test_of_an_untreated_person_lies_after_no_dose(deliver, rows):
    deliver("antibody_test", "collected_at\n2026-02-20")
    assert [row["is_after_first_dose"] for row in rows("clinical.antibody_test")] == [False]


def test_a_word_that_is_no_result_is_quarantined_and_a_correction_brings_it_back(deliver, rows):
    deliver(
        "antibody_test",
        """
        record_id | record_version | antibody_result | collected_at
        ----------+----------------+-----------------+-------------
        A1        | 1              | borderline      | 2026-03-03
        A2        | 1              | borderline      | 2026-03-03
        A2        | 2              | positive        | 2026-03-03
    """,
    )
    assert [row["antibody_test_id"] for row in rows("clinical.antibody_test")] == ["S1/A2"]
    assert {(row["disposition"], row["reasons"] is not None) for row in rows("staging.set_aside")} == {
        ("quarantined", True),
        ("superseded", True),
    }
