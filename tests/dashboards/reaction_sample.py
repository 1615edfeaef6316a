"""Reports that may be IRIS, and two infusions with what followed them."""

from datetime import UTC, datetime, timedelta

from sample import HASH, HOSTILE, Sample, drawn

IRIS = drawn("""
  patient_id | event_id | started_on | index_on   | certainty | is_foremost | is_weak_fall | is_cd4_rise | is_cd4_multiple
  P-0009     | E-77     |            | 2026-08-01 | suspected | true        |              | true        | true
  P-0042     | E-80     | 2026-09-15 | 2026-08-01 |           | false       | false        | false       | false
""")


def add_iris(sample: Sample) -> None:
    """A flagged report without a day, its pair of CD4 counts, and a report that was looked at and not flagged."""
    for report in IRIS:
        sample.add(
            "clinical.iris_response",
            **report,
            term=f"{HOSTILE} tuberculosis",
            diseases=["tuberculosis"],
            index_name="first dose",
            is_timely=None if report["started_on"] is None else True,
            rna_fall="unknown",
            cd4_rise="+60",
            cd4_before=20,
            cd4_before_on="2026-07-30",
            cd4_before_operator="=",
            cd4_near=80,
            cd4_near_on="2026-09-01",
            cd4_near_operator="=",
            source_file=HASH["adverse_event"],
            source_row=77,
        )
    for day, value in (("2026-07-30", 20), ("2026-09-01", 80)):
        sample.add(
            "clinical.lab_result",
            patient_id="P-0009",
            analyte="cd4",
            collected_on=day,
            value=value,
            value_operator="=",
            unit="/uL",
            reported_value=value,
            reported_unit="/uL",
            source_file=HASH["lab_result"],
            source_row=value,
        )


def add_reactions(sample: Sample) -> None:
    """Two infusions: after one a reaction that two definitions call anaphylaxis, after the other a sample of tryptase."""
    start = datetime(2026, 11, 21, 9, tzinfo=UTC)
    for number, patient_id in enumerate(("P-0203", "P-0150"), start=1):
        infusion = {"infusion_id": f"I-{number}", "patient_id": patient_id}
        sample.add(
            "clinical.infusion",
            **infusion,
            infusion_number=number,
            started_on=start.date(),
            started_at=start,
            ended_at=start + timedelta(minutes=30),
            method="push",
            source_file=HASH["infusion"],
            source_row=number + 1,
        )
        sample.add(
            "clinical.infusion_response",
            **infusion,
            infusion_number=number,
            infused_on=start.date(),
            words=f"{HOSTILE} urticaria" if number == 1 else None,
            is_epinephrine_given=number == 1,
            hypotension_gap="no systolic pressure read from the start of the infusion on",
        )
        met = number == 1 or None
        sample.add("clinical.infusion_niaid_wao", **infusion, niaid_1=met, niaid_2=False, wao_1=met, wao_2=False)
        sample.add("clinical.infusion_brighton", **infusion, is_level_1=False, is_level_2=False, is_level_3=False)
    sample.add("signals.flag_in_time", flag_id="p-0203-anaphylaxis", infusion_id="I-1", minutes_from_infusion_start=45)
    sample.add(
        "signals.causality",
        flag_id="p-0203-anaphylaxis",
        patient_id="P-0203",
        rule="anaphylaxis",
        rechallenge="positive",
        rechallenge_why="Given again on 5 Dec 2026: it was flagged again.",
    )
    sample.add(
        "clinical.infusion_tryptase",
        patient_id="P-0150",
        infusion_id="I-2",
        collected_on=start.date(),
        collected_at=start + timedelta(minutes=90),
        value_operator="=",
        value=9.4,
        baseline_value=4,
        has_risen=True,
    )
    shares = {"patient_share": 1 / 212, "patient_share_low": 0.0001, "patient_share_high": 0.026}
    for division, part, n in (("all", "all infusions", 2), ("method", "push", 2), ("number", "1", 1)):
        sample.add(
            "signals.reaction_rate",
            rule="anaphylaxis",
            division=division,
            part=part,
            n_patients=212,
            n_patients_with_event=1,
            n_infusions=n,
            n_infusions_with_event=1,
            infusion_share=1 / n,
            infusion_share_low=0.01,
            infusion_share_high=0.99,
            **shares,
        )
