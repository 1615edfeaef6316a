"""Small published nights with something of everything that a page shows."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from flag_sample import FLAGS, GONE, UNJUDGED, add_facts, add_flags, add_review_of_cause
from queue_sample import add_cases
from rate_sample import add_rates
from reaction_sample import add_iris, add_reactions
from risk_sample import add_risks
from sample import AS_OF, BUILT_AT, FILES, Sample, add_deliveries, add_night, add_quarantined, drawn, evidence


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
