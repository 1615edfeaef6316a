"""What the pages of the liver, the kidneys and the blood show. Built by `sql/marts/`."""

from schemas import signals_laboratory
from schemas.base import VALUE, Contract, Number, Text, Truth, Whole, column
from schemas.reference import source, verification


class LiverPeak(signals_laboratory.LiverPeak):
    """Each treated person's place between liver injury and jaundice, highest first. One row a treated patient."""

    is_flagged: Truth = column("BOOLEAN", "Flagged by hys_law, which reads the time between the two", nullable=False)


class CreatinineChange(signals_laboratory.CreatinineChange):
    """Each treated person's highest creatinine against the baseline, highest first. One row a treated patient."""

    flagged_by: Text = column("VARCHAR", "Titles of the rules on creatinine that flag the person; empty: none")


class KidneyLevel(Contract):
    """How many treated people reached which level of creatinine or eGFR after the first dose. One row a level."""

    level: Text = column("VARCHAR", "Name of the level", key=True)
    analyte: Text = column("VARCHAR", "creatinine or egfr", nullable=False)
    words: Text = column("VARCHAR", "The level in words", nullable=False)
    display_order: Whole = column("INTEGER", "Place on pages", nullable=False)
    n_reached: Whole = column("BIGINT", "People with a result at the level or beyond", nullable=False)
    n_not_reached: Whole = column("BIGINT", "People of whom every result settles that it is not", nullable=False)
    n_open: Whole = column("BIGINT", "People with results that do not settle it", nullable=False)
    n_without_result: Whole = column("BIGINT", "Treated people without a result of the analyte", nullable=False)
    source: Text = source()
    verification: Text = verification()


class GradeShift(Contract):
    """How many people moved from which grade to which. One row an analyte, baseline grade and worst grade."""

    analyte: Text = column("VARCHAR", "Vigil's name of the analyte", nullable=False)
    title: Text = column("VARCHAR", "Name on pages", nullable=False)
    baseline_grade: Whole = column("TINYINT", "DAIDS grade of the baseline; empty: not known")
    worst_grade: Whole = column("TINYINT", "Worst DAIDS grade after the first dose; empty: not known")
    n_patients: Whole = column("BIGINT", "People treated", nullable=False)
    n_may_be_higher: Whole = column("BIGINT", "Of these, people whose worst grade may be higher", nullable=False)


class LowestCount(signals_laboratory.LowestCount):
    """Each treated person's lowest result with the analyte's name, lowest first. One row a treated patient, analyte."""

    title: Text = column("VARCHAR", "Name of the analyte on pages", nullable=False)
    flagged_by: Text = column("VARCHAR", "Title of the rule on that analyte that flags the person; empty: none")
    is_named: Truth = column("BOOLEAN", "Grade above 0 or not known: drawn and listed by itself", nullable=False)


class LowestValue(Contract):
    """How many people had which lowest result of grade 0. One row an analyte, sex, bound and value."""

    analyte: Text = column("VARCHAR", "Vigil's name of the analyte", nullable=False)
    sex: Text = column("VARCHAR", "F or M; empty when not reported")
    unit: Text = column("VARCHAR", "Standard unit, UCUM")
    operator: Text = column("VARCHAR", "=, <, <=, > or >=: how it binds the true value")
    value: Number = column(VALUE, "The lowest result, in the unit beside it")
    grade: Whole = column("TINYINT", "Always 0", nullable=False)
    n_patients: Whole = column("BIGINT", "People with just this lowest result", nullable=False)


class InfectionNearLowCount(signals_laboratory.InfectionNearLowCount):
    """Infections reported near a low neutrophil count, nearest first. One row a report."""


class GradeCut(Contract):
    """Printed cuts of the DAIDS grades of adults, in standard units. One row an analyte, sex, grade and direction."""

    analyte: Text = column("VARCHAR", "Vigil's name of the analyte", nullable=False)
    sex: Text = column("VARCHAR", "F or M where the cut differs by sex; empty: everybody")
    direction: Text = column("VARCHAR", "low or high", nullable=False)
    grade: Whole = column("TINYINT", "Grade 1 to 4", nullable=False)
    cut: Number = column(VALUE, "The grade begins here", nullable=False)
    unit: Text = column("VARCHAR", "Standard unit, UCUM", nullable=False)
    as_printed: Text = column("VARCHAR", "The row as the table prints it")
    source: Text = source()
    verification: Text = verification()


class RuleNumber(Contract):
    """Every number that a rule compares with, with its source. One row a number."""

    rule: Text = column("VARCHAR", "Rule id", key=True)
    name: Text = column("VARCHAR", "Name of the number, its unit as suffix", key=True)
    value: Number = column(VALUE, "The number in force", nullable=False)
    unit: Text = column("VARCHAR", "UCUM unit", nullable=False)
    meaning: Text = column("VARCHAR", "What it decides, in words", nullable=False)
    source: Text = source()
    verification: Text = verification()
