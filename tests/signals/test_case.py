"""Cases: what belongs together, what is kept apart, which id stays, and what a case says of itself."""

from datetime import date, timedelta

import pytest
from case_story import CaseStory


@pytest.fixture
def story(warehouse) -> CaseStory:
    """Reports arrive; the cases of the night are asked for."""
    return CaseStory(warehouse)


@pytest.mark.parametrize(
    ("first", "second", "are_one"),
    [
        ("2026-03-01", "2026-03-15", True),  # 14 days
        ("2026-03-01", "2026-03-16", False),
        ("2026-03-15", "2026-03-01", True),
        ("2026-03-01", "2026-03", True),
        ("2026-03-01", "2026-04", False),
        ("2026-03-01", "2026", True),
        ("2026-03-01", "", True),
        ("", "", True),
        ("2026-03", "2026-05", False),
    ],
)
def test_reports_of_one_event_are_one_case_within_its_days(story, first, second, are_one):
    story.reports(f"""
        record_id | started_at | known
        A         | {first}    | 2026-06-01T10:00:00Z
        B         | {second}   | 2026-06-02T10:00:00Z
    """)
    assert story.together() == ({frozenset("AB")} if are_one else {frozenset("A"), frozenset("B")})


def test_other_people_and_other_events_are_other_cases(story):
    story.reports("""
        record_id | patient_id | preferred_term
        A         | P1         | Rash
        B         | P2         | Rash
        C         | P1         | Nausea
        D         | P1         | Rash macular
    """)
    assert story.together() == {frozenset("AD"), frozenset("B"), frozenset("C")}


def test_an_episode_lasts_as_long_as_its_reports_say(story):
    story.reports("""
        record_id | started_at | ended_at   | known
        A         | 2026-01-01 | 2026-02-01 | 2026-02-02T10:00:00Z
        B         | 2026-02-15 |            | 2026-02-16T10:00:00Z
        C         | 2026-03-02 |            | 2026-03-03T10:00:00Z
    """)
    assert story.together() == {frozenset("AB"), frozenset("C")}


def test_a_bridging_report_merges_two_cases_under_the_id_received_first_and_the_other_id_still_leads_there(story):
    story.reports("""
        record_id | started_at | known
        B         | 2026-03-25 | 2026-03-26T10:00:00Z
        A         | 2026-03-01 | 2026-03-27T10:00:00Z
    """)
    before = story.case_of()
    assert before["A"] != before["B"]
    story.reports("""
        record_id | started_at | known
        C         | 2026-03-13 | 2026-03-28T10:00:00Z
    """)
    after = story.case_of()
    assert set(after.values()) == {before["B"]}
    aliases = {row["alias_id"]: row["case_id"] for row in story.rows("signals.case_alias")}
    assert aliases[before["A"]] == before["B"]


def test_a_corrected_onset_that_moves_a_report_away_splits_the_case(story):
    story.reports("""
        record_id | record_version | started_at | known
        A         | 1              | 2026-03-01 | 2026-03-02T10:00:00Z
        B         | 1              | 2026-03-05 | 2026-03-06T10:00:00Z
    """)
    (shared,) = set(story.case_of().values())
    story.reports("""
        record_id | record_version | record_status | started_at | known
        B         | 2              | corrected     | 2026-05-05 | 2026-05-06T10:00:00Z
    """)
    after = story.case_of()
    assert after["A"] == shared
    assert after["B"] != shared


def test_an_undated_report_joins_the_episode_received_first_and_stays_there(story):
    story.reports("""
        record_id | started_at | known
        A         | 2026-06-01 | 2026-06-02T10:00:00Z
        U         |            | 2026-06-03T10:00:00Z
        B         | 2026-01-01 | 2026-06-04T10:00:00Z
    """)
    assert story.together() == {frozenset("AU"), frozenset("B")}


def test_a_nullified_report_is_readable_and_a_resubmission_is_a_new_case(story):
    story.reports("""
        record_id | record_version | record_status | known
        A         | 1              |               | 2026-03-02T10:00:00Z
        A         | 2              | nullified     | 2026-03-09T10:00:00Z
        B         | 1              |               | 2026-03-20T10:00:00Z
    """)
    nullified, stands = sorted(story.rows("signals.case"), key=lambda row: not row["is_nullified"])
    assert (nullified["is_nullified"], nullified["n_reports"], nullified["n_withdrawn"]) == (True, 0, 1)
    assert nullified["lead_term"] == "rash"
    assert (stands["is_nullified"], stands["n_reports"]) == (False, 1)
    assert nullified["case_id"] != stands["case_id"]


def test_a_nullified_duplicate_stays_in_its_case_and_the_case_keeps_its_id(story):
    story.reports("""
        record_id | record_version | record_status | known
        A         | 1              |               | 2026-03-02T10:00:00Z
        B         | 1              |               | 2026-03-03T10:00:00Z
    """)
    (shared,) = set(story.case_of().values())
    story.reports("""
        record_id | record_version | record_status | known
        A         | 2              | nullified     | 2026-03-09T10:00:00Z
    """)
    assert set(story.case_of().values()) == {shared}
    assert (story.case()["is_nullified"], story.case()["n_reports"], story.case()["n_withdrawn"]) == (False, 1, 1)


def test_nothing_revives_a_nullified_case(story):
    story.reports("""
        record_id | record_version | record_status | known
        A         | 1              |               | 2026-03-02T10:00:00Z
        A         | 2              | nullified     | 2026-03-09T10:00:00Z
        A         | 3              | final         | 2026-03-20T10:00:00Z
    """)
    assert story.case()["is_nullified"]


def test_a_flag_goes_with_its_report_and_a_flag_of_an_event_of_its_own_makes_one_case_of_several(story):
    story.reports("""
        record_id | preferred_term | started_at
        A         | Dyspnoea       | 2026-03-01
        B         | Vomiting       | 2026-03-01
        C         | Seizure        | 2026-03-01
        D         | Cardiac arrest | 2026-03-01
    """)
    story.flags("""
        flag_id | patient_id | rule                     | onset_on   | record
        F1      | P1         | anaphylaxis              | 2026-03-01 | A B
        F2      | P1         | designated_medical_event | 2026-03-01 | C D
    """)
    assert story.together() == {frozenset({"A", "B", "F1"}), frozenset({"C", "F2"}), frozenset({"D"})}
    named = {row["concept"] for row in story.rows("signals.case") if row["n_flags"]}
    assert named == {"hypersensitivity", "as_reported"}


def test_one_report_that_two_flags_read_is_in_one_case(story):
    story.reports("""
        record_id | preferred_term | started_at
        A         | Rash pruritic  | 2026-03-01
    """)
    story.flags("""
        flag_id | patient_id | rule     | onset_on   | record
        F1      | P1         | rash     | 2026-03-01 | A
        F2      | P1         | pruritus | 2026-03-01 | A
    """)
    assert story.together() == {frozenset({"A", "F1", "F2"})}
    assert story.case()["concept"] == "rash"


def test_a_laboratory_flag_and_a_report_of_the_same_event_are_one_case_that_keeps_the_flags_id(story):
    story.raw.deliver(
        "lab_result",
        """
        record_id | received_at
        L1        | 2026-03-02T10:00:00Z
    """,
    )
    story.flags("""
        flag_id | patient_id | rule        | onset_on   | feed       | record
        F1      | P1         | neutropenia | 2026-03-01 | lab_result | L1
    """)
    before = story.case_of()["F1"]
    story.reports("""
        record_id | preferred_term | started_at | known
        A         | Neutropenia    | 2026-03-20 | 2026-03-21T10:00:00Z
    """)
    assert story.case_of() == {"F1": before, "A": before}
    case = story.case()
    assert (case["n_reports"], case["n_flags"], case["concept"]) == (1, 1, "white_cells")


@pytest.mark.parametrize(
    ("received", "known_on"),
    [
        # a test before treatment and the test that is positive, drawn on 30 May
        ("2026-02-14T10:00:00Z 2026-06-03T10:00:00Z", date(2026, 6, 3)),
        ("2026-05-29T23:00:00Z 2026-05-30T00:00:00Z", date(2026, 5, 30)),
        ("2026-06-02T10:00:00Z 2026-06-03T10:00:00Z", date(2026, 6, 2)),  # the earlier, where nothing tells them apart
        ("2026-06-03T10:00:00Z", date(2026, 6, 3)),
        (
            "2026-02-14T10:00:00Z 2026-02-20T10:00:00Z",
            date(2026, 5, 30),
        ),  # none on or after it: the day on which it began
    ],
)
def test_a_flag_is_known_from_the_first_row_received_since_its_onset_not_from_a_baseline(story, received, known_on):
    instants = received.split()
    records = [f"L{nth}" for nth, _ in enumerate(instants)]
    drawn = "\n".join(f"{record} | {at} | {at}" for record, at in zip(records, instants, strict=True))
    story.raw.deliver("antibody_test", f"record_id | received_at | reported_at\n{drawn}")
    story.flags(f"""
        flag_id | patient_id | rule              | onset_on   | feed          | record
        F1      | P1         | antidrug_antibody | 2026-05-30 | antibody_test | {" ".join(records)}
    """)
    case = story.case()
    assert (case["first_aware_at"].date(), case["first_received_at"].date()) == (known_on, known_on)
    assert {row["day0_on"] for row in story.rows("signals.clock")} <= {known_on, known_on - timedelta(days=1)}


def test_what_nobody_said_of_seriousness_is_not_no(story):
    story.reports("""
        record_id | started_at | is_serious | seriousness                       | severity_grade | preferred_term
        A         | 2026-03-01 | no         |                                   | 2              | Rash
        B         | 2026-03-01 |            |                                   | 2              | Nausea
        C         | 2026-03-01 | yes        | hospitalisation; life_threatening | 3              | Seizure
        D         | 2026-03-01 |            |                                   | 4              | Headache
    """)
    found = {row["lead_term"]: (row["is_serious"], row["seriousness"]) for row in story.rows("signals.case")}
    assert found == {"rash": (False, None), "nausea": (None, None), "seizure": (True, "LT·H"), "headache": (True, "LT")}


def test_an_amendment_and_a_nullification_do_not_move_the_latest_information(story):
    story.reports("""
        record_id | record_version | record_status | known                | severity_grade | site_id
        A         | 1              |               | 2026-03-02T10:00:00Z | 2              | S1
        A         | 2              | corrected     | 2026-03-05T10:00:00Z | 3              | S1
        A         | 3              | corrected     | 2026-03-09T10:00:00Z | 3              | S2
        B         | 1              |               | 2026-03-04T10:00:00Z | 2              | S1
        B         | 2              | nullified     | 2026-03-11T10:00:00Z | 2              | S1
    """)
    case = story.case()
    assert case["latest_information_at"].date() == date(2026, 3, 5)
    assert (case["n_versions"], case["n_withdrawn"], case["grade"]) == (5, 1, 3)


def test_the_same_version_sent_again_is_no_version_of_its_own(story):
    story.reports("""
        record_id | received_at
        A         | 2026-03-02T16:00:00Z
        A         | 2026-03-20T16:00:00Z
    """)
    case = story.case()
    assert (case["n_versions"], case["first_received_at"].date()) == (1, date(2026, 3, 2))


@pytest.mark.parametrize(("first", "second", "state"), [("no", "yes", "due"), ("yes", "no", "ended")])
def test_of_two_versions_that_only_their_receipt_orders_the_later_stands_in_the_case_and_for_its_clock(
    story, first, second, state
):
    story.warehouse.give("raw.delivery", "source_file\n" + "f" * 64)
    story.reports(f"""
        record_id | record_version | preferred_term | severity_grade | is_serious | reported_at          | received_at
        A         | 1              | Seizure        | 2              | {first}    | 2026-03-02T15:00:00Z | 2026-03-02T16:00:00Z
        A         | 1              | Seizure        | 3              | {second}   | 2026-03-02T15:00:00Z | 2026-03-05T16:00:00Z
    """)
    newest = max(story.rows("clinical.report_version"), key=lambda version: version["precedence"])
    assert (newest["severity_grade"], newest["disposition"], story.case()["grade"]) == (3, "in_force", 3)
    assert [clock[-1] for clock in story.clocks()] == [state]
