"""In each rule: a flag goes when its record is corrected or nullified, and comes when one is corrected into it."""

from collections import defaultdict

SOON, WEEK, LATER, NEXT_DAY = "2026-01-10T10:20:00Z", "2026-01-17", "2026-02-02", "2026-02-03"
EVENTS = {
    "infusion_reaction": "Chills",
    "hypersensitivity": "Urticaria",
    "anaphylaxis": "Anaphylactic reaction",
    "pruritus": "Pruritus",
    "rash": "Rash",
    "iris": "Herpes zoster",
    "diarrhoea": "Diarrhoea",
    "dizziness": "Dizziness",
    "nausea": "Nausea",
    "designated_medical_event": "Agranulocytosis",
    "pregnancy_exposure": "Pregnancy",
    "given_despite_hypersensitivity": "Anaphylactic reaction",
}
RESULTS = {  # analyte, day, flagging and ordinary value, unit, upper limit
    "neutropenia": ("neutrophils", LATER, "0.3", "3.9", "10*9/L", "7.7"),
    "bilirubin_rise": ("total bilirubin", LATER, "3.0", "0.8", "mg/dL", "1.0"),
    "creatinine_rise": ("creatinine", LATER, "2.5", "1.0", "mg/dL", "1.2"),
    "acute_kidney_injury": ("creatinine", NEXT_DAY, "1.6", "1.05", "mg/dL", "1.2"),
    "hys_law": ("alt", LATER, "200", "20", "U/L", "40"),
    "no_response": ("hiv rna", WEEK, "90000", "500", "copies/mL", ""),
    "susceptibility_loss": ("ibalizumab fold change", LATER, "4", "1.1", "1", ""),
}
BESIDE = {
    "acute_kidney_injury": ("creatinine", LATER, "1.0", "mg/dL", "1.2"),
    "hys_law": ("total bilirubin", NEXT_DAY, "2.5", "mg/dL", "1.0"),
    "no_response": ("hiv rna", "2026-01-09", "100000", "copies/mL", ""),
    "susceptibility_loss": ("ibalizumab fold change", "2026-01-02", "1", "1", ""),
}
FATES = ("corrected_away", "nullified", "corrected_into")


def versions(key, feed, header, flagging, ordinary):
    """Feed, header and lines of the records of three people, one a fate."""
    drawn = {
        "corrected_away": [(1, "final", flagging), (2, "corrected", ordinary)],
        "nullified": [(1, "final", flagging), (2, "nullified", flagging)],
        "corrected_into": [(2, "corrected", flagging), (1, "final", ordinary)],
    }
    lines = [
        f"{key}:{fate} | {key}:{fate}:{feed} | {version} | {status} | {cells}"
        for fate, rows in drawn.items()
        for version, status, cells in rows
    ]
    return feed, f"patient_id | record_id | record_version | record_status | {header}", lines


def records():
    """All of them, feed by feed."""
    for rule, term in EVENTS.items():
        header = "verbatim_term | preferred_term | started_at"
        yield versions(rule, "adverse_event", header, f"seen | {term} | {SOON}", f"seen | Insomnia | {SOON}")
    for rule, (analyte, on, flagging, ordinary, unit, upper) in RESULTS.items():
        header = "analyte | collected_at | value | unit | upper_limit"
        yield versions(
            rule, "lab_result", header, *(f"{analyte} | {on} | {v} | {unit} | {upper}" for v in (flagging, ordinary))
        )
    second = "2026-01-24T10:00:00Z | 800 | infusion | 2026-01-24T10:"
    yield versions(
        "infusion_too_fast",
        "infusion",
        "started_at | dose_mg | method | ended_at",
        f"{second}05:00Z",
        f"{second}30:00Z",
    )
    yield versions("outside_indication", "patient", "birth_year", "2015", "1970")


def test_a_record_counts_as_it_stands_in_every_rule(deliver, answers):
    rules = [*EVENTS, *RESULTS, "infusion_too_fast", "outside_indication"]
    people = [f"{rule}:{fate}" for rule in rules for fate in FATES]
    first = "2026-01-10T10:00:00Z | 2026-01-10T10:30:00Z | 2000 | infusion"
    again = "2026-01-24T10:00:00Z | 2026-01-24T10:30:00Z | 800 | infusion"
    doses = [f"{person} | {first}" for person in people]
    doses += [f"given_despite_hypersensitivity:{fate} | {again}" for fate in FATES]
    deliver("infusion", "\n".join(["patient_id | started_at | ended_at | dose_mg | method", *doses]))
    header = "patient_id | analyte | collected_at | value | unit | upper_limit"
    deliver("lab_result", "\n".join([header, *(f"{r}:{f} | {' | '.join(BESIDE[r])}" for r in BESIDE for f in FATES)]))
    for feed, header, lines in records():
        deliver(feed, "\n".join([header, *lines]))
    flagged = defaultdict(set)
    for rule in rules:
        for row in answers(rule):
            if row["verdict"] == "flagged" and row["patient_id"].startswith(f"{rule}:"):
                flagged[rule].add(row["patient_id"].split(":")[1])
    assert flagged == {rule: {"corrected_into"} for rule in rules}
