"""Small published nights, drawn by hand from the contracts: something of everything that a page shows."""

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from drawn_table import read_drawn_table

from flows.decision.record import BEFORE_THE_FIRST
from flows.warehouse import build, create_empty, load_reference, open_warehouse, relation_files
from schemas.catalogue import contract_of, contracts
from schemas.delivery import FEEDS

BUILT_AT = datetime(2026, 11, 22, 2, 14, tzinfo=UTC)
RECEIVED_AT = BUILT_AT - timedelta(hours=3)
AS_OF = date(2026, 11, 21)
HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>{{ 7*7 }}"
HARMLESS = {"VARCHAR": "-", "DATE": date(2026, 1, 1), "BOOLEAN": False}
LABEL = "US prescribing information, section 6.1"
NIGHT = {
    "as_of": AS_OF,
    "run_id": "R412",
    "built_at": BUILT_AT,
    "is_historical": False,
    "software_version": "0.1.0",
    "git_commit": "9f3c2b71d0aa",
    "rules_fingerprint": "5be01f9c22d1",
    "contract_fingerprint": "77ac10",
}
STEPS = {"land": 2.1, "build": 41.7, "compare": 0.9, "check": 3.3}


def drawn(text: str) -> list[dict[str, Any]]:
    """Rows of a drawn table."""
    header, rows = read_drawn_table(text)
    return [dict(zip(header, row, strict=True)) for row in rows]


FILES = drawn("""
  source_file | file_name                     | feed          | n_rows | refused_reason
  a1          | lab_central_2026-11-20.csv    | lab_result    | 4120   |
  b2          | infusions_site-04.csv         | infusion      | 1288   |
  c3          | adverse_events_2026-11-21.csv | adverse_event | 317    |
  d4          | vitals_site-02.xlsx           | vital_sign    | 5210   |
  e5          | patients.csv                  | patient       | 212    |
  f6          | lab_site-03_old_format.csv    |               | 0      | It has no column collected_at.
""")
for file in FILES:
    file["source_file"] *= 32
HASH = {file["feed"]: file["source_file"] for file in FILES}

RULES = drawn("""
  rule              | title                                       | question               | kind       | analyte
  infusion_reaction | Infusion-related reaction                   | Did a reaction begin?  | event      |
  anaphylaxis       | Anaphylaxis                                 | Do the criteria fit?   | event      |
  neutropenia       | Neutropenia                                 | Did a count fall?      | laboratory | neutrophils
  bilirubin_rise    | Bilirubin rise                              | Did a bilirubin rise?  | laboratory | bilirubin_total
  creatinine_rise   | Creatinine rise                             | Did a creatinine rise? | laboratory | creatinine
  iris              | Immune reconstitution inflammatory syndrome | Did an illness begin?  | event      |
""")
RATES = drawn("""
  rule              | baseline_id   | baseline_kind       | n_in_window | n_full_window | n_with_event
  bilirubin_rise    | us_bilirubin  | us_label_laboratory | 205         | 161           | 8
  creatinine_rise   | us_creatinine | us_label_laboratory | 203         | 160           | 55
  neutropenia       | us_neutrophil | us_label_laboratory | 205         | 161           | 24
  iris              | us_iris       | us_label_warning    | 212         | 168           | 0
  infusion_reaction | none          |                     | 212         | 168           | 9
  anaphylaxis       | none          |                     | 212         | 168           | 1
""")
OUR_SHARES = drawn("""
  rule              | share | share_low | share_high | probability_above_trial | probability_above_twice_trial
  bilirubin_rise    | .0390 | .0170     | 0.0755     | 0.31                    | 0.05
  creatinine_rise   | .2709 | .2112     | 0.3376     | 0.992                   | 0.72
  neutropenia       | .1171 | .0765     | 0.1692     | 0.90                    | 0.55
  iris              | 0     | 0         | 0.0172     | 0.12                    | 0.04
  infusion_reaction | .0425 | .0196     | 0.0791     |                         |
  anaphylaxis       | .0047 | .0001     | 0.0260     |                         |
""")
TRIAL_SHARES = drawn("""
  rule              | trial_n_with_event | trial_n_patients | trial_share | trial_share_low | trial_share_high
  bilirubin_rise    | 2                  | 40               | 0.05        | 0.0061          | 0.1692
  creatinine_rise   | 4                  | 40               | 0.10        | 0.0279          | 0.2366
  neutropenia       | 2                  | 40               | 0.05        | 0.0061          | 0.1692
  iris              | 1                  | 40               | 0.025       | 0.0006          | 0.1316
  infusion_reaction |                    |                  |             |                 |
  anaphylaxis       |                    |                  |             |                 |
""")
VERDICTS = {
    "bilirubin_rise": "a doubling is unlikely",
    "creatinine_rise": "above",
    "neutropenia": "cannot tell yet",
    "iris": "cannot tell yet",
}
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
QUARANTINED = drawn("""
  source_row | column_names   | reasons                                   | may_be_serious
  78         | started_at     | started_at: 31.02.2026 is not a date      | true
  79         | severity_grade | severity_grade: not one of 1, 2, 3, 4, 5  | false
  80         |                | the line has 3 cells under 17 columns     | false
""")
ROW_TEXTS = [
    '{"verbatim_term":"admitted with collapse","started_at":"31.02.2026"}',
    f'{{"verbatim_term":"{HOSTILE}","severity_grade":"mild"}}',
    f"P-0031;rash;{HOSTILE}",
]


class Sample:
    """A warehouse on its way to be written."""

    def __init__(self, path: Path) -> None:
        self.con = open_warehouse(path)
        for relation in contracts():
            layer = relation.split(".")[0]
            if layer in {"reference", "clinical", "signals"} or relation in {
                "raw.night",
                "raw.step",
                "raw.delivery",
                "raw.relation_text",
                "raw.monitoring_design",
                "staging.set_aside",
                "raw.drill",
                "raw.rebuild",
                "raw.decision",
                "raw.decision_chain",
            }:
                create_empty(self.con, relation)
        load_reference(self.con, ["decision_kind", "assessment_choice", "reporting_clock", "material_field"])
        self.add("raw.decision_chain", head_sha256=BEFORE_THE_FIRST)

    def add(self, relation: str, /, **cells: Any) -> None:
        """One row: cells not given are empty, or harmless where the contract wants one."""
        contract = contract_of(relation)
        fields = contract.to_schema().columns if contract else {}
        assert set(cells) <= set(fields), f"{relation} has no {set(cells) - set(fields)}"
        values = [_cell(cells.get(name), field) for name, field in fields.items()]
        self.con.execute(f"INSERT INTO {relation} VALUES ({', '.join('?' * len(values))})", values)

    def close(self) -> None:
        """Build the marts and close the file."""
        build(self.con, [name for name in relation_files() if name.startswith("marts.")])
        self.con.execute("CHECKPOINT")
        self.con.close()


def _cell(given: Any, field: Any) -> Any:
    if given is not None or field.nullable:
        return given
    sql_type = field.metadata["sql_type"]
    return HARMLESS.get(sql_type, [] if sql_type.endswith("[]") else 0)


def write_sample(path: Path, **night: Any) -> Path:
    """The full night; keywords replace columns of raw.night."""
    sample = Sample(path)
    add_night(sample, **night)
    for number in range(1, 213):
        sample.add("clinical.patient", patient_id=f"P-{number:04d}", is_treated=True)
    sample.add("clinical.patient", patient_id="P-<b>9001</b>", is_treated=False)
    sample.add("clinical.adverse_event", event_id="E-9001", patient_id="P-<b>9001</b>", is_serious=True)
    add_deliveries(sample, FILES)
    add_quarantined(sample, 3)
    add_flags(sample, FLAGS)
    add_facts(sample)
    add_review_of_cause(sample)
    add_rates(sample)
    add_risks(sample)
    add_iris(sample)
    add_reactions(sample)
    add_cases(sample)
    add_changes(sample)
    for person in UNJUDGED:
        proof = evidence(person["proof"])
        cells = {name: cell for name, cell in person.items() if name != "proof"}
        sample.add("signals.unassessable", evidence=proof, **cells)
    sample.close()
    return path


CHANGES = drawn("""
  kind  | subject_id      | rule            | patient_id | what    | cause         | count_before | count_after | size_before | size_after | part_count | part_size | because
  flag  | F-GONE          | neutropenia     | P-0077     | gone    | correction    | 1            | 0           | 0           | 0          | -1         | 0         | corrected laboratory result: neutrophils 0.5 → 5.0 10*9/L
  flag  | F-WORSE         | bilirubin_rise  | P-0042     | worse   | new_data      | 1            | 1           | 0           | 0          | 0          | 0         | new data: laboratory result
  case  | C-1             |                 | P-0203     | new     | new_data      | 0            | 1           | 0           | 0          | 1          | 0         | new data: report
  case  | C-2             |                 | P-0009     | nullified | nullification | 1          | 0           | 0           | 0          | -1         | 0         | nullified report
  share | creatinine_rise | creatinine_rise |            | changed | new_data      | 54           | 55          | 201         | 203        | 1          | 1         | new data (1 person)
  share | creatinine_rise | creatinine_rise |            | changed | exposure      | 54           | 55          | 201         | 203        | 0          | 1         | longer observation (1 person)
""")


def add_changes(sample: Sample) -> None:
    """What changed since the night before, and one case of it that is serious."""
    sample.add(
        "signals.compared_night",
        as_of=AS_OF,
        compared_as_of=AS_OF - timedelta(days=1),
        is_attributed=True,
        rules_in_words="neutropenia.fever_hours: 24 → 48",
    )
    for row in CHANGES:
        words = {"before_in_words": "before", "after_in_words": "after"}
        words |= {"before_in_words": None} if row["what"] == "new" else {}
        words |= {"after_in_words": None} if row["what"] == "gone" else {}
        sample.add("signals.change", **{**row, **words, "n_people": 1, "evidence": []})
    sample.add("signals.case", case_id="C-1", patient_id="P-0203", concept_title="Anaphylaxis", is_serious=True)


def write_earlier_sample(path: Path) -> Path:
    """The night before: two of the flags, one that is gone since, the first quarantined row."""
    sample = Sample(path)
    add_night(sample, as_of=AS_OF - timedelta(days=1), run_id="R411", built_at=BUILT_AT - timedelta(days=1))
    add_deliveries(sample, FILES[:5])
    add_quarantined(sample, 1)
    add_flags(sample, [*FLAGS[3:], *GONE])
    sample.close()
    return path


def write_empty_sample(path: Path, **night: Any) -> Path:
    """A night without rules, in which nobody was treated and nothing arrived."""
    sample = Sample(path)
    sample.add("raw.night", **(NIGHT | night))
    sample.close()
    return path


def add_night(sample: Sample, **night: Any) -> None:
    """The night, its rules, and the steps of its run and of one before."""
    facts = NIGHT | night
    sample.add("raw.night", **facts)
    for run_id, age, factor in ((facts["run_id"], 0, 1.0), ("R410", 2, 1.1)):
        for place, (step, seconds) in enumerate(STEPS.items()):
            sample.add(
                "raw.step",
                run_id=run_id,
                as_of=facts["as_of"] - timedelta(days=age),
                step=step,
                started_at=facts["built_at"] - timedelta(days=age) + timedelta(minutes=place),
                seconds=seconds * factor,
                outcome="done",
                detail=f"{step} finished",
            )
    for order, rule in enumerate(RULES, start=1):
        sample.add("reference.rule", **rule, is_active=True, display_order=order)
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


def add_deliveries(sample: Sample, files: list[dict[str, Any]]) -> None:
    """Files that arrived."""
    for file in files:
        sample.add("raw.delivery", **file, size_bytes=4096, received_at=RECEIVED_AT, times_seen=1)


def add_quarantined(sample: Sample, n: int) -> None:
    """The first n quarantined rows, and the account of all rows."""
    for row, text in list(zip(QUARANTINED, ROW_TEXTS, strict=True))[:n]:
        sample.add(
            "signals.quarantine",
            **row,
            row_text=text,
            feed="adverse_event",
            source_file=HASH["adverse_event"],
            file_name="adverse_events_2026-11-21.csv",
            received_at=RECEIVED_AT,
        )
    for feed in FEEDS:
        n_rows = sum(int(file["n_rows"]) for file in FILES if file["feed"] == feed)
        aside = n if feed == "adverse_event" else 0
        account = {"n_rows_in": n_rows, "n_accepted": n_rows - aside, "n_quarantined": aside}
        sample.add("signals.row_account", feed=feed, n_files=int(n_rows > 0), **account)


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


def add_rates(sample: Sample) -> None:
    """Rates as the comparison writes them, with their baselines."""
    for rate, ours, trial in zip(RATES, OUR_SHARES, TRIAL_SHARES, strict=True):
        title = {rule["rule"]: rule["title"] for rule in RULES}[rate["rule"]]
        counts = f"{rate['n_with_event']} of {rate['n_in_window']}"
        is_compared = rate["baseline_kind"] is not None
        sample.add(
            "signals.rate",
            **(rate | ours | trial),
            population="everyone",
            window_name="trial_comparison",
            window_days=168,
            n_first_events=rate["n_with_event"],
            patient_years=80.5,
            verdict=VERDICTS.get(rate["rule"], "not judged"),
            verdict_reason=f"Reason of {rate['rule']}.",
            rate_sentence=f"Rate of {rate['rule']}.",
            e_value=0.5,
            e_value_highest=23.4 if rate["rule"] == "creatinine_rise" else 0.6,
            n_treated=212,
            n_evaluable=rate["n_in_window"],
            sentence=f"{title} in the first 168 days: {counts}. Sentence of {rate['rule']}.",
            baseline_verification="V1" if is_compared else None,
            baseline_source=LABEL if is_compared else None,
        )
        if is_compared:
            sample.add(
                "reference.trial_baseline",
                baseline_id=rate["baseline_id"],
                kind=rate["baseline_kind"],
                title=title,
                trial="TMB-301",
                n_patients=40,
                definition=f"Definition of {rate['baseline_id']}",
                source=LABEL,
                verification="V1",
            )


NUMBERS = drawn("""
  rule                | name                   | value | unit
  hys_law             | aminotransferase_x_uln | 3     | 1
  hys_law             | bilirubin_x_uln        | 2     | 1
  hys_law             | hepatocellular_r       | 5     | 1
  hys_law             | cholestatic_r          | 2     | 1
  creatinine_rise     | x_baseline             | 1.5   | 1
  acute_kidney_injury | stage_3_x_baseline     | 3     | 1
  neutropenia         | infection_days         | 14    | d
  iris                | window_days            | 180   | d
  infusion_reaction   | window_minutes         | 1440  | min
""")
LIVER = drawn("""
  patient_id | aminotransferase_x_uln | bilirubin_x_uln | days_between | r_value | quadrant               | not_placed_reason
  P-0042     | 6                      | 2.4             | 14           | 10.8    | both                   |
  <b>9</b>   | 5                      | 0.8             | -3           |         | aminotransferase alone |
  P-0011     | 0.5                    | 0.4             | 0            | 1       | neither                |
  P-0012     | 0.9                    |                 |              |         |                        | no total bilirubin
""")
CREATININE = drawn("""
  patient_id | x_baseline | value | not_drawn_reason
  P-0117     | 1.55       | 1.7   |
  P-0042     | 1.02       | 0.9   |
  P-0011     |            |       | no creatinine
""")
LOWEST = drawn("""
  patient_id | analyte     | sex | value | grade | is_worse_than_baseline | days_to_recovery
  P-0042     | neutrophils | M   | 0.59  | 3     | true                   | 14
  P-0117     | neutrophils | F   | 2.4   | 0     | false                  |
  P-0117     | haemoglobin | F   | 12.1  | 0     | false                  |
  P-0042     | haemoglobin |     | 9.2   |       |                        |
""")
CUTS = drawn("""
  analyte     | sex | grade | cut  | unit
  neutrophils |     | 1     | 1.0  | 10*9/L
  neutrophils |     | 3     | 0.6  | 10*9/L
  haemoglobin | F   | 1     | 10.4 | g/dL
  haemoglobin | M   | 1     | 10.9 | g/dL
""")


def add_risks(sample: Sample) -> None:
    """What the pages of the risks draw: peaks, changes, shifts of grades, lowest counts, an infection."""
    said = {"source": LABEL, "verification": "V1"}
    for number in NUMBERS:
        sample.add("reference.threshold", **number, meaning=f"Meaning of {number['name']}", **said)
    for cut in CUTS:
        sample.add("reference.grade_rule", **cut, system="daids", direction="low", measure="value", **said)
    for analyte, unit in {cut["analyte"]: cut["unit"] for cut in CUTS}.items():
        sample.add("reference.analyte", analyte=analyte, title=analyte.capitalize(), standard_unit=unit, **said)
    exact = {
        "aminotransferase": "alt",
        "aminotransferase_operator": "=",
        "bilirubin_operator": "=",
        "alp_operator": "=",
    }
    for person in LIVER:
        sample.add(
            "signals.liver_peak", **person, **exact, aminotransferase_on=AS_OF, bilirubin_on=AS_OF, n_bilirubin=2
        )
    for person in CREATININE:
        sample.add("signals.creatinine_change", **person, operator="=", unit="mg/dL", collected_on=AS_OF)
    for baseline, worst in ((0, 3), (0, 0), (None, 4)):
        shift = {"baseline_grade": baseline, "worst_grade": worst, "may_be_higher": False}
        sample.add("signals.grade_shift", patient_id=f"P-{worst:04d}", analyte="neutrophils", **shift)
    for person in LOWEST:
        unit = "g/dL" if person["analyte"] == "haemoglobin" else "10*9/L"
        sample.add("signals.lowest_count", **person, operator="=", unit=unit, collected_on=AS_OF, newest_on=AS_OF)
    infection = {"event_id": "E-7", "patient_id": "P-0042", "term": f"{HOSTILE} pneumonia", "started_on": AS_OF}
    sample.add("signals.infection_near_low_count", **infection, low_count_on=AS_OF, days_from_low_count=-5)


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


def evidence(proof: str | None) -> list[dict[str, Any]]:
    """Evidence as the rules return it, from words such as `lab_result 41`."""
    if proof is None:
        return []
    feed, row = proof.split()
    return [{"feed": feed, "source_file": HASH[feed], "source_row": int(row)}]


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
