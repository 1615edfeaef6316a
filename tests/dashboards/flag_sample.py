"""Flags of a drawn night: their evidence, what they are based on, and what speaks for other causes."""

from datetime import UTC, datetime
from typing import Any

from sample import HASH, HOSTILE, Sample, drawn, evidence

FLAGS = drawn("""
  patient_id | rule              | onset_on   | grade | certainty | criterion       | proof
  P-0117     | creatinine_rise   | 2026-11-20 | 3     |           | baseline        | lab_result 41
  P-0042     | neutropenia       | 2026-11-18 | 3     |           | below threshold | lab_result 88
  P-0203     | anaphylaxis       | 2026-11-21 | 4     | probable  | skin; breathing | adverse_event 12
  P-0009     | iris              |            |       | suspected | report          | adverse_event 77
  P-0150     | infusion_reaction | 2026-10-02 | 2     | possible  | report          | patient 3
""")
WHY = {
    "P-0117": "Creatinine 1.7 mg/dL on 20 Nov 2026 is 1.55 times the baseline of 1.1 mg/dL.",
    "P-0042": "Neutrophils 0.59 ×10⁹/L on 18 Nov 2026, below 0.6.",
    "P-0203": "Within 12 minutes of the start of infusion 3: urticaria, wheeze, systolic pressure 78 mm[Hg].",
    "P-0009": f"Reported in these words: {HOSTILE}",
    "P-0150": "Rash 40 minutes after the end of infusion 5.",
}
UNJUDGED_IN_FLAG = {"P-0203": "Time of adrenaline is not known.", "P-0009": "No HIV RNA within the window."}
GONE = drawn("""
  patient_id | rule        | onset_on   | grade | certainty | criterion       | proof
  P-0077     | neutropenia | 2026-09-01 | 3     |           | below threshold |
""")
UNJUDGED = drawn("""
  patient_id | rule            | verdict       | reason                                       | proof
  P-0011     | creatinine_rise | not_evaluable | No creatinine before the first dose.         | lab_result 99
  P-0012     | neutropenia     | incomplete    | One count has no unit.                       |
""")


def add_flags(sample: Sample, flags: list[dict[str, Any]]) -> None:
    """Flags, each with the rows behind it."""
    for flag in flags:
        patient_id = flag["patient_id"]
        sample.add(
            "signals.flag",
            **{name: cell for name, cell in flag.items() if name != "proof"},
            flag_id=f"{patient_id}-{flag['rule']}".lower(),
            site_id="SITE-04",
            days_since_first_dose=120 if flag["onset_on"] else None,
            days_since_last_dose=3 if flag["onset_on"] else None,
            why=WHY.get(patient_id, "-"),
            unjudged=UNJUDGED_IN_FLAG.get(patient_id),
            evidence=evidence(flag["proof"]),
        )


def add_facts(sample: Sample) -> None:
    """The clinical facts that some of the evidence became."""
    sample.add(
        "clinical.lab_result",
        patient_id="P-0042",
        analyte="neutrophils",
        collected_on="2026-11-18",
        collected_at=datetime(2026, 11, 18, 8, 50, tzinfo=UTC),
        value="0.59",
        unit="10*9/L",
        daids_grade=3,
        label_hit=True,
        source_file=HASH["lab_result"],
        source_row=88,
    )
    sample.add(
        "clinical.adverse_event",
        event_id="SITE-04/AE-9",
        patient_id="P-0009",
        verbatim_term=HOSTILE,
        term="unknown",
        source_file=HASH["adverse_event"],
        source_row=77,
    )


def add_review_of_cause(sample: Sample) -> None:
    """What one flag carries beside its rule: a suggestion, other explanations, one answered question."""
    flag = {"flag_id": "p-0042-neutropenia", "patient_id": "P-0042", "rule": "neutropenia"}
    sample.add(
        "signals.causality",
        **flag,
        label_version="2023-12",
        is_listed=True,
        label_why="Named in section 6.1.",
        minutes_from_infusion_start=45,
        dechallenge="not told",
        dechallenge_why="The grade fell by 1 Dec 2026 while doses went on.",
        rechallenge="positive",
        rechallenge_why="Given again on 2 Dec 2026: it was flagged again.",
        naranjo_min=-2,
        naranjo_max=6,
        naranjo_min_band="doubtful",
        naranjo_max_band="probable",
        who_umc="possible",
        who_umc_why="The time fits.",
        evidence=evidence("infusion 12"),
    )
    for kind, words, is_dated, is_listed in (
        ("listed_medicine", f"{HOSTILE} (dates not known)", None, None),
        ("look_alike", "vasovagal reaction", True, True),
    ):
        sample.add(
            "signals.explanation",
            **flag,
            kind=kind,
            words=words,
            is_dated=is_dated,
            is_listed_alternative=is_listed,
            evidence=evidence("adverse_event 12"),
        )
    sample.add(
        "signals.naranjo_answer",
        flag_id=flag["flag_id"],
        item=6,
        answer="unknown",
        points_min=-1,
        points_max=1,
        why="No placebo was given on record.",
    )
    sample.add("reference.naranjo_item", item=6, question="Did it come back when a placebo was given?")
