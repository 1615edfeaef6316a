"""Ids of cases: neither the order of rows nor other people, nor anything that comes later, changes one."""

import random
import tempfile
from datetime import date, timedelta
from pathlib import Path

from case_story import CaseStory
from given_warehouse import GivenWarehouse
from hypothesis import given, settings
from hypothesis import strategies as st

A_REPORT = st.tuples(
    st.sampled_from(["P1", "P2"]), st.sampled_from(["Rash", "Nausea", "Seizure"]), st.integers(0, 60) | st.none()
)
SOME_REPORTS = st.lists(A_REPORT, min_size=1, max_size=6)


def cases_of(reports: list[tuple[int, tuple[str, str, int | None]]]) -> dict[str, str]:
    """Record id → case id; report n was received on the n-th day after all onsets."""
    with tempfile.TemporaryDirectory() as folder:
        warehouse = GivenWarehouse(Path(folder) / "given.duckdb")
        try:
            story = CaseStory(warehouse)
            for n, (person, term, day) in reports:
                onset = "" if day is None else date(2026, 1, 1) + timedelta(days=day)
                known = f"{date(2026, 6, 1) + timedelta(days=n)}T10:00:00Z"
                story.reports(f"""
                    record_id | patient_id | preferred_term | started_at | known
                    R{n}      | {person}   | {term}         | {onset}    | {known}
                """)
            return story.case_of()
        finally:
            warehouse.con.close()


@settings(max_examples=3, deadline=None)
@given(SOME_REPORTS, st.randoms(use_true_random=False))
def test_neither_the_order_of_rows_nor_other_people_change_an_id(told: list, shuffled: random.Random):
    reports = list(enumerate(told))
    whole = cases_of(reports)
    mixed = reports[:]
    shuffled.shuffle(mixed)
    assert cases_of(mixed) == whole
    one_person = [report for report in reports if report[1][0] == told[0][0]]
    assert cases_of(one_person) == {f"R{n}": whole[f"R{n}"] for n, _ in one_person}


@settings(max_examples=3, deadline=None)
@given(SOME_REPORTS, SOME_REPORTS)
def test_what_comes_later_changes_no_id_and_only_merges(told: list, later: list):
    reports = list(enumerate(told))
    before = cases_of(reports)
    after = cases_of(list(enumerate(told + later)))
    kept = {record: after[record] for record in before}
    assert set(kept.values()) <= set(before.values())
    merged = {}
    for record, case_id in before.items():
        assert merged.setdefault(case_id, kept[record]) == kept[record]


@settings(max_examples=4, deadline=None)
@given(
    st.sampled_from(["neutropenia", "creatinine_rise", "acute_kidney_injury", "antidrug_antibody"]),
    st.integers(0, 60),
    st.lists(st.integers(0, 90), min_size=1, max_size=5, unique=True),
    st.lists(st.integers(0, 90), max_size=2),
)
def test_no_case_is_known_before_its_onset_unless_a_report_says_so(
    rule: str, onset_day: int, result_days: list[int], report_days: list[int]
):
    """Results come on any days, at least one of them on the day of onset or later; reports come when they come."""
    start = date(2026, 1, 1)
    onset = start + timedelta(days=onset_day)
    with tempfile.TemporaryDirectory() as folder:
        warehouse = GivenWarehouse(Path(folder) / "given.duckdb")
        try:
            story = CaseStory(warehouse)
            days = [*result_days, onset_day + 91]
            drawn = [
                f"L{nth} | {start + timedelta(days=day)}T10:00:00Z | {start + timedelta(days=day)}T10:00:00Z"
                for nth, day in enumerate(days)
            ]
            story.raw.deliver("lab_result", "record_id | received_at | reported_at\n" + "\n".join(drawn))
            records = " ".join(f"L{nth}" for nth, _ in enumerate(days))
            story.flags(f"""
                flag_id | patient_id | rule   | onset_on | feed       | record
                F1      | P1         | {rule} | {onset}  | lab_result | {records}
            """)
            for nth, day in enumerate(report_days):
                story.reports(f"""
                    record_id | preferred_term | started_at | known
                    R{nth}    | Neutropenia    | {onset}    | {start + timedelta(days=day)}T10:00:00Z
                """)
            for case in story.rows("signals.case"):
                if not case["n_reports"]:
                    assert case["onset_on"] <= case["first_aware_at"].date()
                    assert case["first_aware_at"].date() <= start + timedelta(days=max(days))
        finally:
            warehouse.con.close()


A_VERSION = st.tuples(
    st.sampled_from(["", "1", "2"]),
    st.sampled_from(["", "preliminary", "final", "corrected", "cancelled", "nullified"]),
    st.sampled_from(["2026-06-01T09:00:00Z", "2026-06-02T09:00:00Z"]),
    st.sampled_from(["2026-06-02T10:00:00Z", "2026-06-03T10:00:00Z"]),
    st.integers(1, 3),
)


@settings(max_examples=2, deadline=None)
@given(st.lists(st.lists(A_VERSION, min_size=2, max_size=4), min_size=20, max_size=30))
def test_the_version_in_force_is_the_one_that_stands_before_all_others(records: list):
    """Two relations put versions in order: one says which row is in force, the other which version speaks for a case."""
    with tempfile.TemporaryDirectory() as folder:
        warehouse = GivenWarehouse(Path(folder) / "given.duckdb")
        try:
            story = CaseStory(warehouse)
            lines = [
                f"R{nth} | {' | '.join(map(str, version))}"
                for nth, versions in enumerate(records)
                for version in versions
            ]
            head = "record_id | record_version | record_status | reported_at | received_at | severity_grade"
            story.reports("\n".join([head, *lines]))
            found = story.rows("clinical.report_version")
        finally:
            warehouse.con.close()
    highest = {}
    for version in found:
        highest[version["event_id"]] = max(highest.get(version["event_id"], 0), version["precedence"])
    in_force = [version for version in found if version["disposition"] == "in_force"]
    assert in_force
    assert [version for version in in_force if version["precedence"] < highest[version["event_id"]]] == []
