"""The words in force, as reporters write them: uncoded, American and British, in the order in which they come."""

import pytest

INFUSION, SOON = "2026-03-01T10:00:00Z", "2026-03-01T10:20:00Z"
SAID = {
    "flushed and short of breath": "infusion_reaction hypersensitivity anaphylaxis",
    "itchy all over, then wheezy": "infusion_reaction hypersensitivity anaphylaxis",
    "welts; felt light-headed and passed out": "infusion_reaction hypersensitivity anaphylaxis",
    "tongue swelling, BP dropped": "infusion_reaction hypersensitivity anaphylaxis",
    "facial edema": "infusion_reaction hypersensitivity",
    "throat closing": "infusion_reaction",
    "tightness in the chest": "infusion_reaction hypersensitivity",
    "acute bronchospasm": "infusion_reaction hypersensitivity anaphylaxis",
    "vomited twice": "infusion_reaction hypersensitivity",
    "hot flashes": "infusion_reaction hypersensitivity",
    "shaking chills": "infusion_reaction",
    "possible allergic response": "infusion_reaction hypersensitivity",
    "IV line flushed, no complaint": "infusion_reaction hypersensitivity",
    "IRR grade 2": "infusion_reaction",
    "infusion related rxn": "infusion_reaction",
    "felt hot and shivery after the drip": "infusion_reaction",
    "infusionsbedingte Reaktion": "infusion_reaction",
    "Hautausschlag": "infusion_reaction",
    "maculopapular eruption": "infusion_reaction",
    "threw up": "infusion_reaction hypersensitivity",
    "reacción anafiláctica": "infusion_reaction hypersensitivity anaphylaxis",
    "broken arm": "",
    "saline flush given": "",
}
RULES = ("infusion_reaction", "hypersensitivity", "anaphylaxis")


@pytest.fixture
def flagged(deliver, answers):
    """`flagged(words)`: for each of these reports, from twenty minutes after the start, the rules that flag it."""

    def asked(words):
        people = [f"P{number}" for number in range(len(words))]
        deliver("infusion", "\n".join(["patient_id | started_at", *(f"{person} | {INFUSION}" for person in people)]))
        reports = [f"{person} | {said} | {SOON}" for person, said in zip(people, words, strict=True)]
        deliver("adverse_event", "\n".join(["patient_id | verbatim_term | started_at", *reports]))
        found = {(row["patient_id"], rule) for rule in RULES for row in answers(rule) if row["verdict"] == "flagged"}
        return {
            said: " ".join(r for r in RULES if (person, r) in found) for person, said in zip(people, words, strict=True)
        }

    return asked


def test_what_reporters_write_is_recognised(flagged):
    assert flagged(list(SAID)) == SAID


NAMED_LATER = {
    "maculopapular eruption": "rash",
    "exanthem of the trunk": "rash",
    "red spots all over trunk": "rash",
    "erythematous papular lesions": "rash",
    "Erupción cutánea": "rash",
    "Drug eruption": "hypersensitivity",
    "anafilaxia": "designated_medical_event hypersensitivity",
    "DRESS": "designated_medical_event",
    "skin peeling off with mouth sores": "designated_medical_event",
    "immune reconstitution syndrom": "iris",
    "syndrome inflammatoire de reconstitution immunitaire": "iris",
    "JC virus encephalitis": "iris",
    "newborn of patient: low lymphocytes": "pregnancy_exposure",
    "dressing of a wound": "",
}
LATER_RULES = ("rash", "hypersensitivity", "designated_medical_event", "iris", "pregnancy_exposure")


def test_what_reporters_write_days_later_is_recognised(deliver, answers):
    people = {f"P{number}": said for number, said in enumerate(NAMED_LATER)}
    deliver("infusion", "\n".join(["patient_id | started_at", *(f"{person} | {INFUSION}" for person in people)]))
    reports = [f"{person} | {said} | 2026-03-03" for person, said in people.items()]
    deliver("adverse_event", "\n".join(["patient_id | verbatim_term | started_at", *reports]))
    found = {(row["patient_id"], rule) for rule in LATER_RULES for row in answers(rule) if row["verdict"] == "flagged"}
    told = {
        said: " ".join(sorted(rule for rule in LATER_RULES if (person, rule) in found))
        for person, said in people.items()
    }
    assert told == NAMED_LATER


def test_worse_nodes_and_effusions_of_a_known_tuberculosis_are_for_review(deliver, answers):
    people = {"P1": "tuberculosis", "P2": "", "P3": "cryptococcosis"}
    deliver("infusion", "\n".join(["patient_id | started_at", *(f"{person} | {INFUSION}" for person in people)]))
    deliver(
        "patient",
        "\n".join(
            ["patient_id | prior_opportunistic_disease", *(f"{person} | {known}" for person, known in people.items())]
        ),
    )
    deliver(
        "adverse_event",
        """
        patient_id | verbatim_term         | preferred_term   | started_at
        P1         | new nodes in the neck | Lymphadenopathy  | 2026-03-02
        P1         | fluid on the lung     | Pleural effusion | 2026-03-03
        P2         | new nodes in the neck | Lymphadenopathy  | 2026-03-02
        P3         | fluid on the lung     | Pleural effusion | 2026-03-03
    """,
    )
    assert sorted((row["patient_id"], str(row["onset_on"])) for row in answers("iris")) == [
        ("P1", "2026-03-02"),
        ("P1", "2026-03-03"),
    ]
