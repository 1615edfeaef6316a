"""What people decided: numbers and statements as rows, each with its source and verification grade."""

from schemas.base import VALUE, Contract, Number, Text, Truth, Whole, column

GRADES = ["V1", "V2", "V3", "D", "P", "NV"]
VERIFICATION = (
    "V1 original text seen, V2 reputable reproduction, V3 one weaker source, D derived, P our policy, NV not verified"
)


def source() -> str:
    """Where a row's statement comes from."""
    result: str = column("VARCHAR", "Where it comes from", nullable=False)
    return result


def verification() -> str:
    """How far a row's source was verified."""
    result: str = column("VARCHAR", VERIFICATION, nullable=False, isin=GRADES)
    return result


class Threshold(Contract):
    """Every number that a rule compares with. One row a number."""

    rule: Text = column("VARCHAR", "Rule id", key=True)
    name: Text = column("VARCHAR", "Name of the number, its unit as suffix", key=True)
    value: Number = column(VALUE, "The number in force", nullable=False)
    unit: Text = column("VARCHAR", "UCUM unit", nullable=False)
    meaning: Text = column("VARCHAR", "What it decides, in words", nullable=False)
    source: Text = source()
    verification: Text = verification()


class KidneyLevel(Contract):
    """Levels of creatinine and eGFR that the page of the kidneys counts. One row a level."""

    level: Text = column("VARCHAR", "Name of the level", key=True)
    analyte: Text = column("VARCHAR", "creatinine or egfr", nullable=False, isin=["creatinine", "egfr"])
    measure: Text = column(
        "VARCHAR", "What is compared: value, or x_baseline", nullable=False, isin=["value", "x_baseline"]
    )
    cut: Number = column(VALUE, "The level begins here", nullable=False)
    words: Text = column("VARCHAR", "The level in words, with whether the cut belongs to it", nullable=False)
    display_order: Whole = column("INTEGER", "Place on pages", nullable=False)
    source: Text = source()
    verification: Text = verification()


class Rule(Contract):
    """Every rule: what it asks and how its patients are counted. One row a rule."""

    rule: Text = column("VARCHAR", "Rule id: the name of its file in sql/rules", key=True)
    title: Text = column("VARCHAR", "What a physician calls it", nullable=False)
    question: Text = column("VARCHAR", "What it asks of one person", nullable=False)
    kind: Text = column(
        "VARCHAR",
        "laboratory (judged on results of one analyte), event (on reports), dose (on how it was given) "
        "or effect (on HIV)",
        nullable=False,
        isin=["laboratory", "event", "dose", "effect"],
    )
    analyte: Text = column("VARCHAR", "For laboratory rules: the analyte judged")
    is_active: Truth = column("BOOLEAN", "Runs in the night", nullable=False)
    display_order: Whole = column("INTEGER", "Place on pages", nullable=False)


class TrialBaseline(Contract):
    """What the trial or the label reported, to compare with. One row a statement; the three kinds are never mixed."""

    baseline_id: Text = column("VARCHAR", "Name of the row", key=True)
    rule: Text = column("VARCHAR", "The rule that counts the same thing; empty when none does yet")
    kind: Text = column(
        "VARCHAR",
        "us_label_reaction, us_label_laboratory, us_label_warning, trial_event, trial_efficacy or eu_pooled",
        nullable=False,
        isin=[
            "us_label_reaction",
            "us_label_laboratory",
            "us_label_warning",
            "trial_event",
            "trial_efficacy",
            "eu_pooled",
        ],
    )
    title: Text = column("VARCHAR", "What was counted", nullable=False)
    trial: Text = column("VARCHAR", "Trial or pool", nullable=False)
    n_with_event: Whole = column("INTEGER", "Patients with it; empty when the source gives no count")
    n_patients: Whole = column("INTEGER", "Patients in the denominator; empty when there is none")
    window_days: Whole = column("INTEGER", "Length of observation", unit="d")
    definition: Text = column("VARCHAR", "The source's own definition", nullable=False)
    source: Text = source()
    verification: Text = verification()


class SeriousWord(Contract):
    """Words for which somebody must read a row: in quarantine, or ticked not serious. One row a place and word."""

    feed: Text = column("VARCHAR", "Feed in which it counts, or any", key=True)
    column_name: Text = column("VARCHAR", "Cell in which it counts, or any", key=True)
    word: Text = column("VARCHAR", "The word or words, lower case, without accents or punctuation; or any", key=True)
    matches: Text = column(
        "VARCHAR",
        "cell: it is the whole cell; words: it stands in it as whole words; start: a word of it begins so; "
        "filled: the cell says anything",
        key=True,
        isin=["cell", "words", "start", "filled"],
    )
    meaning: Text = column("VARCHAR", "What it finds", nullable=False)
    contradicts_not_serious: Truth = column(
        "BOOLEAN",
        "It tells a criterion of seriousness: a report that holds it and is ticked not serious contradicts itself",
        nullable=False,
    )
    source: Text = source()
    verification: Text = verification()
