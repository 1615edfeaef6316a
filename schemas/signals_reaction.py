"""How often reactions follow infusions, in people and in infusions. Counted by `sql/signals/`, compared by Python."""

from schemas.base import Contract, Number, Text, Whole, column

DIVISION = "all, or what the infusions are divided by: number, method or length"


class ReactionCount(Contract):
    """People and infusions with a reaction, in all and by part. One row a rule, division and part."""

    rule: Text = column("VARCHAR", "infusion_reaction, anaphylaxis or hypersensitivity", key=True)
    division: Text = column("VARCHAR", DIVISION, key=True)
    part_order: Whole = column("INTEGER", "Order of the part in print", nullable=False)
    part: Text = column("VARCHAR", "The part, such as push", key=True)
    n_patients: Whole = column("BIGINT", "People with an infusion in it whom the rule could judge", nullable=False)
    n_patients_with_event: Whole = column(
        "BIGINT", "Of these, flagged after such an infusion; in all: flagged, also without a date", nullable=False
    )
    n_infusions: Whole = column("BIGINT", "Infusions in it", nullable=False)
    n_infusions_with_event: Whole = column("BIGINT", "Of these, the last before a flag", nullable=False)


class ReactionRate(ReactionCount):
    """Those counts as shares with exact intervals; infusions of one person are taken as independent, people are.

    One row a rule, division and part.
    """

    patient_share: Number = column("DOUBLE", "Share of people", unit="1")
    patient_share_low: Number = column("DOUBLE", "Its exact 95 % interval (Clopper-Pearson), lower end", unit="1")
    patient_share_high: Number = column("DOUBLE", "Upper end", unit="1")
    infusion_share: Number = column("DOUBLE", "Share of infusions", unit="1")
    infusion_share_low: Number = column("DOUBLE", "Its exact 95 % interval, lower end", unit="1")
    infusion_share_high: Number = column("DOUBLE", "Upper end", unit="1")
