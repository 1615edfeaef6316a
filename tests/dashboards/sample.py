"""Two small published nights, drawn by hand from the contracts: something of everything that a page can show."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from flows.warehouse import build, create_empty, open_warehouse, relation_files
from schemas.catalogue import contract_of, contracts
from schemas.delivery import FEEDS

BUILT_AT = datetime(2026, 11, 22, 2, 14, tzinfo=UTC)
AS_OF = date(2026, 11, 21)
HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>{{ 7*7 }}"
HARMLESS = {"VARCHAR": "-", "DATE": date(2026, 1, 1), "BOOLEAN": False}

FILES = [
    ("a1" * 32, "lab_central_2026-11-20.csv", "lab_result", 4120, None),
    ("b2" * 32, "infusions_site-04.csv", "infusion", 1288, None),
    ("c3" * 32, "adverse_events_2026-11-21.csv", "adverse_event", 317, None),
    ("d4" * 32, "vitals_site-02.xlsx", "vital_sign", 5210, None),
    ("e5" * 32, "patients.csv", "patient", 212, None),
    (
        "f6" * 32,
        "lab_site-03_old_format.csv",
        None,
        0,
        "It has no column collected_at. The laboratory must send format 1.",
    ),
]
RULES = [
    (
        "infusion_reaction",
        "Infusion-related reaction",
        "Did a reaction begin during an administration or soon after it?",
        "event",
    ),
    (
        "anaphylaxis",
        "Anaphylaxis",
        "Do reports and vital signs fit the clinical criteria of anaphylaxis?",
        "event",
    ),
    (
        "neutropenia",
        "Neutropenia",
        "Did a neutrophil count after the first dose fall below the label's threshold?",
        "laboratory",
    ),
    (
        "bilirubin_rise",
        "Bilirubin rise",
        "Did a total bilirubin after the first dose reach the label's multiple?",
        "laboratory",
    ),
    (
        "creatinine_rise",
        "Creatinine rise",
        "Did a creatinine after the first dose pass the label's multiple?",
        "laboratory",
    ),
    (
        "iris",
        "Immune reconstitution inflammatory syndrome",
        "Did an illness that fits immune reconstitution begin?",
        "event",
    ),
]
# rule, baseline, kind, in window, full window, with event, share, low, high, trial n, trial share, low, high, P, P twice
RATES = [
    (
        "bilirubin_rise",
        "us_bilirubin_total",
        "us_label_laboratory",
        205,
        161,
        8,
        0.039,
        0.017,
        0.0755,
        2,
        0.05,
        0.0061,
        0.1692,
        0.31,
        0.05,
    ),
    (
        "creatinine_rise",
        "us_creatinine",
        "us_label_laboratory",
        203,
        160,
        55,
        0.2709,
        0.2112,
        0.3376,
        4,
        0.10,
        0.0279,
        0.2366,
        0.992,
        0.72,
    ),
    (
        "neutropenia",
        "us_neutrophils",
        "us_label_laboratory",
        205,
        161,
        24,
        0.1171,
        0.0765,
        0.1692,
        2,
        0.05,
        0.0061,
        0.1692,
        0.90,
        0.55,
    ),
    (
        "iris",
        "us_iris",
        "us_label_warning",
        212,
        168,
        0,
        0.0,
        0.0,
        0.0172,
        1,
        0.025,
        0.0006,
        0.1316,
        0.12,
        0.04,
    ),
    (
        "infusion_reaction",
        "none",
        None,
        212,
        168,
        9,
        0.0425,
        0.0196,
        0.0791,
        None,
        None,
        None,
        None,
        None,
        None,
    ),
    ("anaphylaxis", "none", None, 212, 168, 1, 0.0047, 0.0001, 0.026, None, None, None, None, None, None),
]
FLAGS = [
    (
        "P-0117",
        "creatinine_rise",
        date(2026, 11, 20),
        3,
        None,
        "baseline",
        "Creatinine 1.7 mg/dL on 20 Nov 2026 is 1.55 times the baseline of 1.1 mg/dL.",
        None,
        [("lab_result", 0, 41), ("lab_result", 0, 7)],
    ),
    (
        "P-0042",
        "neutropenia",
        date(2026, 11, 18),
        3,
        None,
        "below threshold",
        "Neutrophils 0.59 ×10⁹/L on 18 Nov 2026, below 0.6.",
        None,
        [("lab_result", 0, 88)],
    ),
    (
        "P-0203",
        "anaphylaxis",
        date(2026, 11, 21),
        4,
        "probable",
        "skin; breathing; pressure",
        "Within 12 minutes of the start of infusion 3: urticaria, wheeze and a systolic pressure of 78 mm[Hg].",
        "Time of adrenaline is not known.",
        [("adverse_event", 2, 12), ("infusion", 1, 301)],
    ),
    (
        "P-0009",
        "iris",
        None,
        None,
        "suspected",
        "report",
        f"Reported in these words: {HOSTILE}",
        "No HIV RNA within the window.",
        [("adverse_event", 2, 77)],
    ),
    (
        "P-0150",
        "infusion_reaction",
        date(2026, 10, 2),
        2,
        "possible",
        "report",
        "Rash 40 minutes after the end of infusion 5.",
        None,
        [("patient", 4, 3)],
    ),
]
UNJUDGED = [
    (
        "P-0011",
        "creatinine_rise",
        "not_evaluable",
        "No creatinine before the first dose and no upper limit.",
        [("lab_result", 0, 99)],
    ),
    ("P-0012", "neutropenia", "incomplete", "One count has no unit.", []),
]
STEPS = [("land", 2.1), ("build", 41.7), ("compare", 0.9), ("check", 3.3)]


class Sample:
    """A warehouse on its way to be written."""

    def __init__(self, path: Path) -> None:
        self.con = open_warehouse(path)
        for relation in contracts():
            if relation.split(".")[0] in {"reference", "clinical", "signals"} or relation in {
                "raw.night",
                "raw.step",
                "raw.delivery",
            }:
                create_empty(self.con, relation)

    def add(self, relation: str, **cells: Any) -> None:
        """One row: cells that are not given are empty, or harmless where the contract wants one."""
        contract = contract_of(relation)
        fields = contract.to_schema().columns if contract else {}
        assert set(cells) <= set(fields), f"{relation} has no {set(cells) - set(fields)}"
        values = [
            cells.get(name, None if field.nullable else _harmless(field)) for name, field in fields.items()
        ]
        self.con.execute(f"INSERT INTO {relation} VALUES ({', '.join('?' * len(values))})", values)

    def close(self) -> None:
        """Build the marts and close the file."""
        build(self.con, [name for name in relation_files() if name.startswith("marts.")])
        self.con.execute("CHECKPOINT")
        self.con.close()


def _harmless(field: Any) -> Any:
    return HARMLESS.get(field.metadata["sql_type"], [] if field.metadata["sql_type"].endswith("[]") else 0)


def write_sample(path: Path, **night: Any) -> Path:
    """The full night; keywords replace columns of raw.night."""
    sample = Sample(path)
    add_night(sample, **night)
    add_patients(sample, 212)
    add_deliveries(sample)
    add_flags(sample, FLAGS)
    add_facts(sample)
    for rate in RATES:
        add_rate(sample, *rate)
    for patient_id, rule, verdict, reason, evidence in UNJUDGED:
        sample.add(
            "signals.unassessable",
            patient_id=patient_id,
            rule=rule,
            verdict=verdict,
            reason=reason,
            evidence=proof(evidence),
        )
    sample.close()
    return path


def write_earlier_sample(path: Path) -> Path:
    """The night before: two of the flags, one that is gone since, one quarantined row."""
    sample = Sample(path)
    add_night(sample, as_of=AS_OF - timedelta(days=1), run_id="R411", built_at=BUILT_AT - timedelta(days=1))
    add_deliveries(sample, FILES[:5], quarantined=1)
    gone = (
        "P-0077",
        "neutropenia",
        date(2026, 9, 1),
        3,
        None,
        "below threshold",
        "Neutrophils 0.5.",
        None,
        [],
    )
    add_flags(sample, [*FLAGS[3:], gone])
    sample.close()
    return path


def write_empty_sample(path: Path, **night: Any) -> Path:
    """A night in which nobody was treated and nothing arrived."""
    sample = Sample(path)
    add_night(sample, steps=(), **night)
    sample.close()
    return path


def add_night(sample: Sample, steps: Any = STEPS, **night: Any) -> None:
    """The night, its rules, and the steps of its run and of one before."""
    facts = {
        "as_of": AS_OF,
        "run_id": "R412",
        "built_at": BUILT_AT,
        "is_historical": False,
        "software_version": "0.1.0",
        "git_commit": "9f3c2b71d0aa",
        "rules_fingerprint": "5be01f9c22d1",
        "contract_fingerprint": "77ac10",
    } | night
    sample.add("raw.night", **facts)
    for run_id, days, factor in ((facts["run_id"], 0, 1.0), ("R410", 2, 1.1)):
        for place, (step, seconds) in enumerate(steps):
            sample.add(
                "raw.step",
                run_id=run_id,
                as_of=facts["as_of"] - timedelta(days=days),
                step=step,
                outcome="done",
                started_at=facts["built_at"] - timedelta(days=days) + timedelta(minutes=place),
                seconds=seconds * factor,
                detail=f"{step} finished",
            )
    if steps:
        for order, (rule, title, question, kind) in enumerate(RULES, start=1):
            sample.add(
                "reference.rule",
                rule=rule,
                title=title,
                question=question,
                kind=kind,
                is_active=True,
                display_order=order,
            )


def add_patients(sample: Sample, n_treated: int) -> None:
    """Treated people."""
    for number in range(1, n_treated + 1):
        sample.add(
            "clinical.patient",
            patient_id=f"P-{number:04d}",
            site_id=f"SITE-0{number % 6 + 1}",
            is_treated=True,
        )


def add_deliveries(sample: Sample, files: Any = FILES, quarantined: int = 3) -> None:
    """Files with their account of rows, and quarantined rows, the first of which may be serious."""
    for source_file, name, feed, n_rows, refused in files:
        sample.add(
            "raw.delivery",
            source_file=source_file,
            file_name=name,
            feed=feed,
            n_rows=n_rows,
            refused_reason=refused,
            size_bytes=n_rows * 80 + 12,
            received_at=BUILT_AT - timedelta(hours=3),
            times_seen=1,
        )
    held = {"adverse_event": quarantined}
    for feed in FEEDS:
        n_rows = sum(row[3] for row in files if row[2] == feed)
        sample.add(
            "signals.row_account",
            feed=feed,
            n_files=sum(row[2] == feed for row in files),
            n_rows_in=n_rows,
            n_accepted=n_rows - held.get(feed, 0),
            n_quarantined=held.get(feed, 0) if n_rows else 0,
        )
    rows = [
        (
            78,
            "started_at: 31.02.2026 is not a date",
            True,
            '{"verbatim_term":"admitted with collapse","started_at":"31.02.2026"}',
        ),
        (
            79,
            "severity_grade: not one of 1, 2, 3, 4, 5",
            False,
            f'{{"verbatim_term":"{HOSTILE}","severity_grade":"mild"}}',
        ),
        (80, "the line has 3 cells under 17 columns", False, "P-0031;rash;" + HOSTILE),
    ]
    for source_row, reasons, may_be_serious, row_text in rows[:quarantined]:
        sample.add(
            "signals.quarantine",
            feed="adverse_event",
            source_file=FILES[2][0],
            source_row=source_row,
            file_name=FILES[2][1],
            received_at=BUILT_AT - timedelta(hours=3),
            column_names=reasons.split(":")[0],
            reasons=reasons,
            may_be_serious=may_be_serious,
            row_text=row_text,
        )
    sample.add(
        "reference.threshold",
        rule="iris",
        name="cd4_rise_per_ul",
        value=50,
        unit="/uL",
        meaning="Rise of CD4 that counts",
        source="House policy, no publication read",
        verification="NV",
    )
    for _rule, baseline_id, kind, *_ in RATES:
        if kind:
            sample.add(
                "reference.trial_baseline",
                baseline_id=baseline_id,
                kind=kind,
                title=baseline_id,
                trial="TMB-301",
                n_patients=40,
                definition=f"Definition of {baseline_id}",
                source="US prescribing information, section 6.1",
                verification="V1",
            )


def add_flags(sample: Sample, flags: Any) -> None:
    """Flags, each with the rows behind it."""
    for patient_id, rule, onset_on, grade, certainty, criterion, why, unjudged, evidence in flags:
        sample.add(
            "signals.flag",
            flag_id=f"{patient_id}-{rule}".lower(),
            patient_id=patient_id,
            site_id="SITE-04",
            rule=rule,
            onset_on=onset_on,
            days_since_first_dose=120 if onset_on else None,
            days_since_last_dose=3 if onset_on else None,
            grade=grade,
            certainty=certainty,
            criterion=criterion,
            why=why,
            unjudged=unjudged,
            evidence=proof(evidence),
        )


def add_facts(sample: Sample) -> None:
    """The clinical facts that some of the evidence became."""
    sample.add(
        "clinical.lab_result",
        patient_id="P-0042",
        analyte="neutrophils",
        collected_on=date(2026, 11, 18),
        value="0.59",
        unit="10*9/L",
        daids_grade=3,
        label_hit=True,
        collected_at=datetime(2026, 11, 18, 8, 50, tzinfo=UTC),
        source_file=FILES[0][0],
        source_row=88,
    )
    sample.add(
        "clinical.adverse_event",
        event_id="SITE-04/AE-9",
        patient_id="P-0009",
        verbatim_term=HOSTILE,
        term="unknown",
        source_file=FILES[2][0],
        source_row=77,
    )


def add_rate(
    sample: Sample,
    rule: str,
    baseline_id: str,
    kind: str | None,
    n: int,
    full: int,
    k: int,
    share: float,
    low: float,
    high: float,
    trial_k: int | None,
    trial_share: float | None,
    *rest: float | None,
) -> None:
    """One rate as the comparison writes it."""
    trial_low, trial_high, above, above_twice = rest
    title = {row[0]: row[1] for row in RULES}[rule]
    sample.add(
        "signals.rate",
        rule=rule,
        baseline_id=baseline_id,
        baseline_kind=kind,
        window_days=168,
        n_treated=212,
        n_evaluable=n,
        n_in_window=n,
        n_full_window=full,
        n_with_event=k,
        share=share,
        share_low=low,
        share_high=high,
        trial_n_with_event=trial_k,
        trial_n_patients=40 if kind else None,
        trial_share=trial_share,
        trial_share_low=trial_low,
        trial_share_high=trial_high,
        probability_above_trial=above,
        probability_above_twice_trial=above_twice,
        sentence=f"{title} in the first 168 days: {k} of {n}. Sentence of {rule}.",
        baseline_verification="V1" if kind else None,
        baseline_source="US prescribing information, section 6.1" if kind else None,
    )


def proof(pieces: Any) -> list[dict[str, Any]]:
    """Evidence as the rules return it."""
    return [{"feed": feed, "source_file": FILES[place][0], "source_row": row} for feed, place, row in pieces]
