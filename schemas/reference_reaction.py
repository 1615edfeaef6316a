"""The words and medicines by which a reaction to an infusion is recognised."""

from schemas.base import Contract, Text, Truth, column
from schemas.reference import source, verification

FEATURES = [
    "reported_infusion_reaction",
    "reported_hypersensitivity",
    "reported_anaphylaxis",
    "skin_mucosa",
    "respiratory",
    "reduced_pressure",
    "end_organ",
    "gastrointestinal",
    "larynx",
    "bronchospasm",
    "allergic_sign",
    "chest_unmapped",
    "fever",
    "cytokine",
    "pallor",
    "life_threatening",
    "other_symptom",
    "brighton_major_skin",
    "brighton_major_skin_unclear",
    "brighton_generalised_pruritus",
    "brighton_rash",
    "brighton_minor_skin",
    "brighton_minor_skin_unclear",
    "brighton_major_breathing",
    "brighton_major_breathing_unclear",
    "brighton_distress_rate",
    "brighton_distress_muscles",
    "brighton_distress_recession",
    "brighton_distress_cyanosis",
    "brighton_distress_grunting",
    "brighton_minor_breathing",
    "brighton_shock_unclear",
    "brighton_tachycardia",
    "brighton_capillary_refill",
    "brighton_weak_pulse",
    "brighton_consciousness",
    "brighton_minor_gut",
]
"""Those of Brighton end in unclear where a term tells a criterion in part only, such as hives of unknown extent."""
KINDS = [
    "epinephrine",
    "vasopressor",
    "antihistamine",
    "corticosteroid",
    "bronchodilator",
    "fluid",
    "antipyretic",
    "oxygen",
]


class ReactionTerm(Contract):
    """What a reported term says of a reaction; it may have several features. One row a term and feature."""

    term: Text = column("VARCHAR", "Preferred term or the reporter's words, lower case", key=True)
    matches: Text = column(
        "VARCHAR",
        "whole: the term is just this; part: these words occur in the term or the verbatim",
        nullable=False,
        isin=["whole", "part"],
    )
    feature: Text = column("VARCHAR", "What it stands for in a definition", key=True, isin=FEATURES)
    is_reaction: Truth = column(
        "BOOLEAN",
        "Makes a reaction by itself when it is in the window; else it supports",
        nullable=False,
    )
    source: Text = source()
    verification: Text = verification()


class ReactionTreatment(Contract):
    """A medicine with which reactions are treated. One row a name: generic, or of a device."""

    medicine: Text = column(
        "VARCHAR", "Generic or trade name, lower case; sought as whole words in what was delivered", key=True
    )
    kind: Text = column("VARCHAR", "What kind of treatment it is", nullable=False, isin=KINDS)
    source: Text = source()
    verification: Text = verification()
