"""Which version of a record is in force, and where every other row goes."""

import pytest


@pytest.fixture
def disposition(deliver, rows, con):
    """Row → where it went; rows in force are not listed."""

    def of(feed: str) -> dict[int, str]:
        return {row["source_row"]: row["disposition"] for row in rows("staging.set_aside") if row["feed"] == feed}

    return of


def test_a_single_good_row_is_in_force(deliver, disposition):
    deliver("infusion", "record_id\nI1")
    assert disposition("infusion") == {}


@pytest.mark.parametrize(
    ("first", "second", "superseded_row"),
    [
        ("1 | final", "2 | final", 2),
        ("2 | corrected", "1 | final", 3),
        (" | final", " | corrected", 2),
        (" | corrected", " | final", 3),
        (" | preliminary", " | final", 2),
        (" | ", " | corrected", 2),
        ("2 | final", " | corrected", 2),
    ],
)
def test_the_newer_version_supersedes_whatever_the_order_of_arrival(
    deliver, disposition, first, second, superseded_row
):
    deliver("infusion", f"record_id | record_version | record_status\nI1 | {first}\nI1 | {second}")
    assert disposition("infusion") == {superseded_row: "superseded"}


def test_within_a_status_the_later_report_wins(deliver, disposition):
    deliver(
        "infusion",
        """
        record_id | record_status | reported_at
        I1        | final         | 2026-03-03T10:00:00+02:00
        I1        | final         | 2026-03-03T09:30:00Z
        """,
    )
    assert disposition("infusion") == {2: "superseded"}


def test_the_same_record_sent_twice_counts_once(deliver, disposition):
    deliver("infusion", "record_id\nI1\nI1\nI1")
    assert sorted(disposition("infusion").values()) == ["superseded", "superseded"]


@pytest.mark.parametrize("order", ["I1 | final\nI1 | nullified", "I1 | nullified\nI1 | corrected"])
def test_a_nullified_record_stays_nullified_whatever_follows(deliver, disposition, order):
    deliver("infusion", f"record_id | record_status\n{order}")
    assert sorted(disposition("infusion").values()) == ["superseded", "withdrawn"]


AFTER_A_NULLIFICATION = [
    # version | status | reported, against version 2, nullified, reported on 5 March; then what becomes of the row
    ("3 | corrected | 2026-03-07T08:00:00Z", "quarantined"),
    ("3 | corrected | 2026-03-04T08:00:00Z", "quarantined"),
    ("2 | corrected | 2026-03-07T08:00:00Z", "quarantined"),
    ("2 | corrected | 2026-03-04T08:00:00Z", "superseded"),
    ("1 | final     | 2026-03-07T08:00:00Z", "superseded"),
    ("  | corrected | 2026-03-07T08:00:00Z", "quarantined"),
    ("  | final     | 2026-03-04T08:00:00Z", "superseded"),
    ("3 | nullified | 2026-03-07T08:00:00Z", "withdrawn"),
]


@pytest.mark.parametrize(("later", "becomes"), AFTER_A_NULLIFICATION)
@pytest.mark.parametrize("comes_first", [True, False])
def test_what_is_told_after_a_nullification_is_looked_at_and_revives_nothing(
    deliver, rows, later, becomes, comes_first
):
    lines = ["I1 | 2 | nullified | 2026-03-05T08:00:00Z | 800", f"I1 | {later} | 2000"]
    head = "record_id | record_version | record_status | reported_at | dose_mg\n"
    deliver("infusion", head + "\n".join(lines[::-1] if comes_first else lines))
    told = {row["source_row"]: row for row in rows("staging.set_aside")}[2 if comes_first else 3]
    assert told["disposition"] == becomes
    assert ("after the nullification" in (told["reasons"] or "")) == (becomes == "quarantined")
    assert rows("staging.infusion") == []


def test_the_ids_of_two_senders_are_not_confused(deliver, disposition):
    deliver("infusion", "sender_id | record_id\nS1 | I1\nS2 | I1")
    assert disposition("infusion") == {}


def test_a_broken_row_is_quarantined_and_comes_back_when_a_better_version_arrives(deliver, disposition):
    deliver("infusion", "record_id | started_at | reported_at\nI1 | 2026-02-30 | 2026-03-02T08:00:00Z")
    assert disposition("infusion") == {2: "quarantined"}
    deliver("infusion", "record_id | started_at | reported_at\nI1 | 2026-02-28 | 2026-03-04T08:00:00Z")
    assert disposition("infusion") == {2: "superseded"}


def test_a_broken_correction_does_not_cost_the_good_row_before_it(deliver, disposition):
    deliver(
        "infusion",
        """
        record_id | record_status | dose_mg
        I1        | final         | 800
        I1        | corrected     | eight hundred
        """,
    )
    assert disposition("infusion") == {3: "quarantined"}


def test_a_broken_row_whose_place_cannot_be_told_stays_in_quarantine(deliver, disposition):
    deliver(
        "infusion",
        """
        record_id | reported_at
        I1        | 2026-03-02T08:00:00Z
        I1        | yesterday
        """,
    )
    assert disposition("infusion") == {3: "quarantined"}


def test_rows_without_a_record_id_are_each_quarantined(deliver, disposition):
    deliver("infusion", "record_id | patient_id\n | P1\n | P2")
    assert disposition("infusion") == {2: "quarantined", 3: "quarantined"}


def test_a_date_after_the_receipt_is_quarantined_with_a_day_of_tolerance(deliver, disposition):
    deliver(
        "infusion",
        """
        record_id | started_at | received_at
        I1        | 2026-03-06 | 2026-03-05T00:00:00Z
        I2        | 2026-03-07 | 2026-03-05T00:00:00Z
        """,
    )
    assert disposition("infusion") == {3: "quarantined"}


def test_a_vital_sign_in_a_foreign_unit_is_quarantined_and_told_the_units(deliver, rows):
    deliver("vital_sign", "sign | value | unit\ntemperature | 37 | Cel\nsystolic_pressure | 118 | bar")
    (aside,) = rows("staging.set_aside")
    assert (aside["source_row"], aside["disposition"]) == (3, "quarantined")
    assert aside["reasons"] == "unit is no unit of systolic pressure: accepted are kpa, mm[hg], mmhg"


@pytest.mark.parametrize(
    ("sign", "value", "unit", "read"),
    [("systolic_pressure", "16", "kPa", "120.01 mm[Hg]"), ("oxygen_saturation", "94", "percent", "94.00 %")],
)
def test_a_vital_sign_in_an_accepted_unit_is_converted(deliver, rows, sign, value, unit, read):
    deliver("vital_sign", f"sign | value | unit\n{sign} | {value} | {unit}")
    (row,) = rows("staging.vital_sign")
    assert f"{row['value']:.2f} {row['unit']}" == read


def test_the_account_adds_up(deliver, given, rows):
    given("raw.delivery", "source_file | feed | n_rows\n" + "f" * 64 + " | infusion | 5")
    deliver(
        "infusion",
        """
        record_id | record_status | dose_mg
        I1        | final         | 800
        I1        | corrected     | 900
        I2        | nullified     | 800
        I3        | final         | much
        I4        | final         | 2000
        """,
    )
    account = next(row for row in rows("signals.row_account") if row["feed"] == "infusion")
    assert account == {
        "feed": "infusion", "n_files": 1, "n_rows_in": 5, "n_accepted": 3, "n_withdrawn": 1, "n_quarantined": 1,
        "n_superseded": 1,
    }  # fmt: skip


def test_one_record_id_for_two_people_loses_neither(deliver, rows):
    deliver(
        "adverse_event",
        """
        record_id | patient_id | reported_at          | preferred_term
        ----------+------------+----------------------+-------------------------
        AE-1      | P1         | 2026-03-02T08:00:00Z | Stevens-Johnson syndrome
        AE-1      | P2         | 2026-03-02T09:00:00Z | Headache
    """,
    )
    (aside,) = rows("staging.set_aside")
    assert (aside["disposition"], aside["source_row"], aside["column_names"]) == ("quarantined", 2, "patient_id")
    assert "names another person" in aside["reasons"]


def test_a_correction_may_move_a_record_to_the_right_person(deliver, rows):
    deliver(
        "adverse_event",
        """
        record_id | patient_id | record_version | record_status | preferred_term
        ----------+------------+----------------+---------------+---------------
        AE-1      | P1         | 1              | final         | Headache
        AE-1      | P2         | 2              | corrected     | Headache
    """,
    )
    assert [row["disposition"] for row in rows("staging.set_aside")] == ["superseded"]


def test_rows_that_nothing_orders_and_that_differ_are_a_conflict(deliver, given, rows):
    given("raw.delivery", "source_file | file_name\na | result_1.csv\nb | result_2.csv")
    deliver(
        "lab_result",
        """
        source_file | record_id | value
        b           | R1        | 3.4
        a           | R1        | 0.4
    """,
    )
    (aside,) = rows("staging.set_aside")
    assert (aside["source_file"], aside["disposition"], aside["column_names"]) == ("a", "quarantined", "record_version")
    assert aside["reasons"].startswith(
        "record_version does not tell it from row 2 of result_2.csv, which says something"
    )


@pytest.mark.parametrize(
    ("first", "second", "disposition_of_first"),
    [
        ("4.0 | K/uL | | final | 2026-03-02T08:00:00Z | 2026-03-05T00:00:00Z",
         "4.0 | k/ul | | | 2026-03-02T09:00:00+01:00 | 2026-03-05T00:00:00Z", "superseded"),
        ("4.0 | K/uL | 1 | | 2026-03-02T08:00:00Z | 2026-03-05T00:00:00Z",
         "0.4 | K/uL | 1 | | 2026-03-02T08:00:00Z | 2026-03-05T00:00:00Z", "quarantined"),
        ("4.0 | K/uL | 1 | | 2026-03-02T08:00:00Z | 2026-03-05T00:00:00Z",
         "0.4 | K/uL | 2 | | 2026-03-02T08:00:00Z | 2026-03-05T00:00:00Z", "superseded"),
        ("4.0 | K/uL | | | 2026-03-02T08:00:00Z | 2026-03-05T00:00:00Z",
         "0.4 | K/uL | | | 2026-03-02T08:00:01Z | 2026-03-05T00:00:00Z", "superseded"),
        ("4.0 | K/uL | | | 2026-03-02T08:00:00Z | 2026-03-05T00:00:00Z",
         "0.4 | K/uL | | | 2026-03-02T08:00:00Z | 2026-03-06T00:00:00Z", "superseded"),
        ("4.0 | K/uL | | preliminary | 2026-03-02T08:00:00Z | 2026-03-05T00:00:00Z",
         "0.4 | K/uL | | | 2026-03-02T08:00:00Z | 2026-03-05T00:00:00Z", "superseded"),
    ],
    ids=["same again", "same version", "later version", "later report", "later night", "final"],
)  # fmt: skip
def test_only_what_nothing_orders_is_a_conflict(deliver, disposition, first, second, disposition_of_first):
    header = "record_id | value | unit | record_version | record_status | reported_at | received_at"
    deliver("lab_result", f"{header}\nR1 | {first}\nR1 | {second}")
    assert disposition("lab_result") == {2: disposition_of_first}


def test_a_later_version_ends_a_conflict(deliver, disposition):
    deliver("lab_result", "record_id | value\nR1 | 0.4\nR1 | 3.4")
    assert disposition("lab_result") == {2: "quarantined"}
    deliver("lab_result", "record_id | value | reported_at\nR1 | 0.4 | 2026-03-03T08:00:00Z")
    assert disposition("lab_result") == {2: "superseded", 3: "superseded"}


def test_two_cancellations_are_no_conflict(deliver, disposition):
    deliver("lab_result", "record_id | value | record_status\nR1 | 0.4 | cancelled\nR1 | 3.4 | cancelled")
    assert disposition("lab_result") == {2: "superseded", 3: "withdrawn"}


def test_a_row_in_conflict_is_accounted_for(deliver, given, rows):
    given("raw.delivery", "source_file | feed | n_rows\n" + "f" * 64 + " | lab_result | 3")
    deliver("lab_result", "record_id | value\nR1 | 0.4\nR1 | 3.4\nR1 | 3.4")
    account = next(row for row in rows("signals.row_account") if row["feed"] == "lab_result")
    assert [account[f"n_{name}"] for name in ("accepted", "quarantined", "superseded")] == [1, 1, 1]
