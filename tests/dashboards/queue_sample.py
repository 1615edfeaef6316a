"""Five cases with their clocks and versions, and the quarantined row that may be serious."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

from sample import AS_OF, HASH, HOSTILE, RECEIVED_AT, Sample, drawn

CASES = drawn("""
  case_id      | patient_id | lead_term     | grade | is_serious | seriousness | is_listed | n_reports | n_versions | n_flags | is_nullified
  C-0000000001 | P-0042     | neutropenia   | 3     | true       | H           | false     | 1         | 2          | 1       | false
  C-0000000002 | P-0203     | anaphylaxis   | 5     | true       | D           | false     | 1         | 1          | 1       | false
  C-0000000003 | P-0150     | rash          | 1     | false      |             | true      | 1         | 1          | 0       | false
  C-0000000004 | P-0009     | headache      |       |            |             |           | 1         | 1          | 0       | false
  C-0000000005 | P-0117     | pyrexia       | 1     | false      |             | true      | 0         | 1          | 0       | true
""")
CLOCKS = drawn("""
  case_id      | kind                      | title             | day0_on    | due_on     | is_due
  C-0000000001 | serious_unlisted          | 15-day report     | 2026-11-09 | 2026-11-24 | true
  C-0000000001 | serious_unlisted_follow_up | 15-day follow-up | 2026-11-16 | 2026-12-01 | true
  C-0000000002 | serious_unlisted          | 15-day report     | 2026-11-04 | 2026-11-19 | true
  C-0000000004 | serious_unlisted          | 15-day report     | 2026-11-20 | 2026-12-05 |
""")
VERSIONS = drawn("""
  case_id      | event_id       | precedence | record_version | disposition | patient_id | term        | severity_grade | outcome   | counts_as_serious
  C-0000000001 | SITE-04/AE-1   | 1          | 1              | superseded  | P-0042     | neutropenia | 1              |           | true
  C-0000000001 | SITE-04/AE-1   | 2          | 2              | in_force    | P-0042     | neutropenia | 3              | recovered | true
  C-0000000002 | SITE-04/AE-2   | 1          | 1              | in_force    | P-0203     | anaphylaxis | 5              | fatal     | true
  C-0000000003 | SITE-04/AE-3   | 1          | 1              | in_force    | P-0150     | rash        | 1              |           | false
  C-0000000004 | SITE-04/AE-9   | 1          | 1              | in_force    | P-0009     | headache    |                |           |
  C-0000000005 | SITE-04/AE-5   | 1          | 1              | withdrawn   | P-0117     | pyrexia     | 1              |           | false
""")
ROW_KEY = sha256(f"{HASH['adverse_event']}:78".encode()).hexdigest()[:16]
CASE_KEY = {case["case_id"]: sha256(case["case_id"].encode()).hexdigest()[:16] for case in CASES}


def add_cases(sample: Sample) -> None:
    """Five cases: serious and due, fatal and overdue, not serious, hostile, nullified; and the row that may be serious."""
    known_at = datetime(2026, 11, 9, 15, tzinfo=UTC)
    for case in CASES:
        case_id = case["case_id"]
        sample.add(
            "signals.case", **case, concept="other", concept_title=case["lead_term"], is_adverse_event=True,
            first_aware_at=known_at, aware_zone="UTC", aware_party="site", latest_information_at=known_at,
            is_ind_study=False, listedness_why="Section 6.1 names it." if case["is_listed"] == "true" else HOSTILE,
            label_version="2023-12", completeness_share=0.8, missing="Sex", n_withdrawn=0,
        )  # fmt: skip
        sample.add("signals.case_state", case_id=case_id, is_in_data=True, state="new", n_decisions=0)
        sample.add("signals.case_alias", alias_id=case_id, case_id=case_id, kind="report", part_id=case_id)
        grade = case["grade"] or "unknown"
        sample.add(
            "signals.case_material", case_id=case_id, field="grade", item="", value=grade, in_words=f"grade {grade}"
        )
    for number, clock in enumerate(CLOCKS):
        sample.add(
            "signals.clock", **clock, clock_id=f"{number}", subject="case", day0_at=known_at, day0_zone="UTC",
            aware_party="site", zone="America/New_York", state="due" if clock["is_due"] else "possible",
            why="Serious and not listed.", source="21 CFR 600.80(c)(1)(i)",
        )  # fmt: skip
    sample.add(
        "signals.clock", clock_id="row", subject="quarantined row", source_file=HASH["adverse_event"], source_row=78,
        kind="quarantined_serious", title="Quarantined row that may be serious", day0_at=RECEIVED_AT, day0_zone="UTC",
        aware_party="receipt", day0_on=AS_OF, zone="America/New_York", due_on=AS_OF + timedelta(days=15),
        state="possible", why="The row could not be read.", source="Policy",
    )  # fmt: skip
    for version in VERSIONS:
        case_id, version_id = version["case_id"], f"{version['event_id']} {version['precedence']}"
        row = {"source_file": HASH["adverse_event"], "source_row": 77}
        said = {name: cell for name, cell in version.items() if name != "case_id"}
        sample.add(
            "clinical.report_version", **said, version_id=version_id, record_status="final", letters=[],
            verbatim_term=HOSTILE, received_at=known_at, aware_at=known_at, aware_zone="UTC", aware_party="site", **row,
        )  # fmt: skip
        sample.add(
            "signals.case_member", case_id=case_id, kind="report_version", member_id=version_id, why="onset within 14 d",
            patient_id=version["patient_id"], event_id=version["event_id"], disposition=version["disposition"], **row,
        )  # fmt: skip
    for case_id, flag in (("C-0000000001", "p-0042-neutropenia"), ("C-0000000002", "p-0203-anaphylaxis")):
        sample.add(
            "signals.case_member", case_id=case_id, kind="flag", member_id=flag, flag_id=flag, patient_id="-",
            disposition="in_force", why="rests on a report of the case",
        )  # fmt: skip
