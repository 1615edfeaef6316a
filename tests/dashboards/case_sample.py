"""One drawn night with cases: a serious report with a flag, a hostile one, a nullified one."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sample import AS_OF, HASH, HOSTILE, Sample, add_deliveries, add_night, drawn, evidence
from sample import FILES as DELIVERIES

CASES = drawn("""
  case_id      | patient_id | concept          | concept_title | lead_term   | onset_on   | n_reports | n_withdrawn | n_versions | n_flags
  C-0000000001 | P-0042     | hypersensitivity | Allergy       | anaphylaxis | 2026-11-02 | 1         | 0           | 2          | 1
  C-0000000002 | P-0009     | as_reported      | headache      | headache    |            | 1         | 0           | 1          | 0
  C-0000000003 | P-0011     | rash             | Rash          | rash        | 2026-10-01 | 0         | 1           | 1          | 0
""")
SAID: dict[str, dict[str, Any]] = {
    "C-0000000001": {
        "is_serious": True, "seriousness": "LT·H", "is_listed": False, "label_version": "2023-12", "grade": 4,
        "is_edition_verified": True, "listedness_why": "Section 5.1 names it, but only up to grade 3.",
        "causality_as_reported": "probable", "causality_as_suggested": "possible", "outcome": "recovered",
        "missing": "Sex", "completeness_share": 0.9,
    },
    "C-0000000002": {"missing": "Day of onset; Seriousness"},
    "C-0000000003": {"is_nullified": True},
}  # fmt: skip
DELIVERED = {"record_id": "AE-1", "verbatim_term": "throat swelling", "started_at": "2026-11-02", "is_serious": "yes"}
KNOWN_AT = datetime(2026, 11, 3, 14, 5, tzinfo=UTC)


def write_case_sample(path: Path, *states: dict[str, Any]) -> Path:
    """The night as a warehouse; `states` tell of cases that somebody decided."""
    sample = Sample(path)
    add_night(sample)
    add_deliveries(sample, DELIVERIES)
    for order, concept in enumerate(("hypersensitivity", "rash", "as_reported")):
        sample.add(
            "reference.medical_concept",
            concept=concept, title=concept.replace("_", " ").capitalize(), episode_days=14, is_adverse_event=True,
            display_order=order, source="-", verification="P",
        )  # fmt: skip
    for case in CASES:
        sample.add(
            "signals.case",
            **({"is_nullified": False, "is_adverse_event": True} | case | SAID[case["case_id"]]),
            site_id="SITE-04", first_received_at=KNOWN_AT, first_aware_at=KNOWN_AT, aware_zone="UTC",
            aware_party="site", latest_information_at=KNOWN_AT, is_ind_study=False,
        )  # fmt: skip
    for state in states:
        sample.add("signals.case_state", **({"is_in_data": True, "n_decisions": 1} | state))
    _add_reports(sample)
    _add_person(sample)
    sample.close()
    return path


def _add_reports(sample: Sample) -> None:
    said = {
        "preferred_term": "anaphylactic reaction", "verbatim_term": "throat swelling", "started_on": "2026-11-02",
        "started_text": "2026-11-02", "severity_grade": 4, "outcome": "recovered", "action_taken": "stopped",
        "reported_causality": "probable", "reporter": "physician", "letters": ["LT", "H"], "counts_as_serious": True,
    }  # fmt: skip
    add_report(sample, "C-0000000001", "P-0042", 11, disposition="superseded", **(said | {"severity_grade": 2}))
    add_report(sample, "C-0000000001", "P-0042", 12, record_version="2", delivered=json.dumps(DELIVERED), **said)
    add_report(sample, "C-0000000002", "P-0009", 13, verbatim_term=f"{HOSTILE}\r\n\u202eenola", term="headache")
    add_report(sample, "C-0000000003", "P-0011", 14, disposition="withdrawn", record_status="nullified", term="rash")
    sample.add(
        "signals.flag",
        flag_id="F-1", patient_id="P-0042", rule="anaphylaxis", onset_on=date(2026, 11, 2), grade=4,
        why="Within 12 minutes of the start of infusion 2: urticaria, wheeze.", evidence=evidence("adverse_event 12"),
    )  # fmt: skip
    sample.add(
        "signals.case_member",
        case_id="C-0000000001", kind="flag", member_id="F-1", patient_id="P-0042", flag_id="F-1",
        disposition="in_force", received_at=KNOWN_AT, aware_at=KNOWN_AT, why="-",
    )  # fmt: skip
    sample.add(
        "signals.causality",
        flag_id="F-1", patient_id="P-0042", rule="anaphylaxis", label_why="-", dechallenge="positive",
        dechallenge_why="It was gone by 4 Nov 2026 and no dose was given since.", rechallenge="not told",
        rechallenge_why="-", naranjo_min=1, naranjo_max=5, naranjo_min_band="possible", naranjo_max_band="probable",
        who_umc="possible", who_umc_why="The time fits.", evidence=[],
    )  # fmt: skip


def add_report(sample: Sample, case_id: str, patient_id: str, row: int, **cells: Any) -> None:
    """One report version of a case, in force unless told otherwise."""
    event = {"version_id": f"S/AE-{row}#1", "event_id": f"S/AE-{row}", "patient_id": patient_id}
    place = {"source_file": HASH["adverse_event"], "source_row": row}
    told = {"disposition": "in_force", "record_status": "final", "delivered": "{}", "precedence": row} | cells
    known = {"received_at": KNOWN_AT, "aware_at": KNOWN_AT, "aware_zone": "UTC", "aware_party": "site"}
    sample.add("clinical.report_version", **event, **place, **known, **({"letters": []} | told))
    sample.add(
        "signals.case_member",
        case_id=case_id, kind="report_version", member_id=event["version_id"], patient_id=patient_id,
        event_id=event["event_id"], disposition=told["disposition"], received_at=KNOWN_AT, aware_at=KNOWN_AT,
        why="-", **place,
    )  # fmt: skip


def _add_person(sample: Sample) -> None:
    for patient_id in ("P-0009", "P-0011"):
        sample.add("clinical.patient", patient_id=patient_id, is_treated=True)
    sample.add(
        "clinical.patient",
        patient_id="P-0042", birth_year=1980, is_treated=True, first_dose_on="2026-10-19", n_infusions=3,
        described_in_file=HASH["patient"], described_in_row=4,
    )  # fmt: skip
    for number, (on, amount, method) in enumerate(
        (("2026-10-19", 2000, "infusion"), ("2026-11-02", 800, "push"), ("2026-11-16", 800, "push")), start=1
    ):
        sample.add(
            "clinical.infusion",
            infusion_id=f"I-{number}", patient_id="P-0042", infusion_number=number, started_on=on, dose_mg=amount,
            method=method, source_file=HASH["infusion"], source_row=number + 1,
        )  # fmt: skip
    medicines = (
        ("dolutegravir", "antiretroviral", date(2026, 10, 1)),
        ("epinephrine", "reaction_treatment", date(2026, 11, 2)),
        ("amoxicillin", "concomitant", AS_OF),
    )
    for row, (medicine, role, on) in enumerate(medicines, start=2):
        sample.add(
            "clinical.medication",
            medication_id=f"M-{row}", patient_id="P-0042", medicine=medicine, role=role, started_on=on,
            began_from_on=on, began_by_on=on, source_file="9" * 64, source_row=row,
        )  # fmt: skip
