"""Planted anaphylaxis and its look-alikes.

Sources: NIAID/FAAN 2006 (C1 to C3), WAO 2020 (W1, W2, tryptase), Brighton Collaboration 2007 (levels).
"""

from datetime import datetime, timedelta

from flows.simulator.chart import Chart, Pattern, add, expect, instant
from flows.simulator.panel import written
from flows.simulator.planted_reactions import REACTION, WORDS, act, minutes_after_start, react, treat
from flows.simulator.vital_signs import set_readings

RULE = "anaphylaxis"
IRR = "infusion_reaction"
SYSTOLIC = "systolic_pressure"


def _flag_both(chart: Chart, dose: int, note: str) -> None:
    on = chart.doses[dose - 1].started.date()
    expect(chart, "flagged", on, note=note)
    expect(chart, "flagged", on, rule=IRR)


def _reaction_only(chart: Chart, note: str) -> None:
    expect(chart, "not_flagged", note=note)
    expect(chart, "flagged", chart.first_dose_on, rule=IRR)


def _hives(chart: Chart, dose: int, minutes: int = 10, severity_grade: str = "2", **known: str) -> None:
    at = minutes_after_start(chart, dose, minutes)
    react(chart, at, "Urticaria", "hives all over", 60, severity_grade=severity_grade, **known)


def _breathless(chart: Chart, dose: int, minutes: int = 13) -> None:
    at = minutes_after_start(chart, dose, minutes)
    react(chart, at, "Dyspnoea", "short of breath", severity_grade="3")


def _prior_reaction(chart: Chart) -> None:
    react(chart, minutes_after_start(chart, 2, 6), REACTION, WORDS, 20)
    expect(chart, "flagged", chart.doses[1].started.date(), rule=IRR, note="a reaction to the second dose")


def _skin_and_breath(chart: Chart) -> None:
    _hives(chart, 1)
    _breathless(chart, 1)
    act(chart, 1, "stopped")
    treat(chart, minutes_after_start(chart, 1, 16), "chlorphenamine", "intravenous")
    _flag_both(chart, 1, "C1: skin and respiratory")


def _skin_and_pressure(chart: Chart) -> None:
    _hives(chart, 1)
    set_readings(chart, 1, SYSTOLIC, "124", "84", "82")
    _flag_both(chart, 1, "C1: skin and a systolic pressure below 90")


def _skin_and_fall(chart: Chart) -> None:
    _hives(chart, 2)
    set_readings(chart, 2, SYSTOLIC, "138", "94", "95")
    _flag_both(chart, 2, "C1: skin and a fall of more than 30 %, never below 90")


def _breath_and_pressure(chart: Chart) -> None:
    _breathless(chart, 1)
    set_readings(chart, 1, SYSTOLIC, "126", "80", "84")
    _flag_both(chart, 1, "C2: respiratory and pressure, no skin")


def _pressure_after_prior_reaction(chart: Chart) -> None:
    _prior_reaction(chart)
    set_readings(chart, 3, SYSTOLIC, "122", "82", "84")
    expect(
        chart,
        "flagged",
        chart.doses[2].started.date(),
        note="C3: pressure alone, allergen known by a prior reaction",
    )


def _skin_and_vomiting(chart: Chart) -> None:
    _hives(chart, 1, 8)
    at = minutes_after_start(chart, 1, 12)
    react(chart, at, "Vomiting", "vomiting again and again", 180, severity_grade="3")
    _flag_both(chart, 1, "W1: skin and severe gastrointestinal")


def _bronchospasm_after_prior_reaction(chart: Chart) -> None:
    _prior_reaction(chart)
    at = minutes_after_start(chart, 4, 9)
    react(chart, at, "Bronchospasm", "bronchospasm", severity_grade="3")
    expect(chart, "flagged", at.date(), note="W2: bronchospasm alone, allergen known by a prior reaction")


def _epinephrine_alone(chart: Chart) -> None:
    at = minutes_after_start(chart, 1, 10)
    react(chart, at, REACTION, WORDS, 40, severity_grade="3")
    treat(chart, at, "epinephrine", "intramuscular")
    _flag_both(chart, 1, "epinephrine given, no sign of any organ system reported")


def _named(chart: Chart) -> None:
    at = minutes_after_start(chart, 2, 7)
    serious = {"severity_grade": "4", "is_serious": "yes", "seriousness": "life_threatening"}
    react(chart, at, "Anaphylactic reaction", "anaphylaxis", 90, **serious)
    _flag_both(chart, 2, "named by the reporter")


def _life_threatening(chart: Chart) -> None:
    serious = {"severity_grade": "4", "is_serious": "yes", "seriousness": "life_threatening;hospitalisation"}
    _hives(chart, 1, minutes=5, **serious)
    react(chart, minutes_after_start(chart, 1, 8), "Bronchospasm", "severe bronchospasm", 120, **serious)
    set_readings(chart, 1, SYSTOLIC, "128", "70", "78")
    act(chart, 1, "stopped")
    treat(chart, minutes_after_start(chart, 1, 11), "epinephrine", "intravenous")
    treat(chart, minutes_after_start(chart, 1, 14), "norepinephrine", "intravenous")
    _flag_both(chart, 1, "grade 4: skin, respiratory and pressure; epinephrine and a vasopressor into the vein")


def _skin_only(chart: Chart) -> None:
    _hives(chart, 1)
    _reaction_only(chart, "skin alone")


def _isolated_hypotension(chart: Chart) -> None:
    set_readings(chart, 1, SYSTOLIC, "122", "84", "86")
    _reaction_only(chart, "pressure alone at the first exposure")
    expect(
        chart,
        "incomplete",
        note="whether ibalizumab is a known allergen cannot be told at the first exposure",
    )


def _pressure_at_90(chart: Chart) -> None:
    _hives(chart, 1)
    set_readings(chart, 1, SYSTOLIC, "124", "90", "90")
    _reaction_only(chart, "skin, and a systolic pressure of exactly 90")


def _fall_exactly_30_percent(chart: Chart) -> None:
    _hives(chart, 1)
    set_readings(chart, 1, SYSTOLIC, "130", "91", "91")
    _reaction_only(chart, "skin, and a fall of exactly 30 %")


def _tryptase(chart: Chart, at: datetime, value: str) -> None:
    add(
        chart, "lab_result", at + timedelta(hours=20),
        laboratory_id=chart.laboratory.sender_id,
        collected_at=instant(chart, at),
        analyte="tryptase",
        loinc="21582-2",
        value=written(chart, value),
        decimal_mark="," if chart.laboratory.decimal_mark == "," else "",
        unit="ug/L",
        lower_limit="",
        upper_limit=written(chart, "11.4"),
    )  # fmt: skip


def _tryptase_alone(chart: Chart) -> None:
    at = chart.doses[0].ended + timedelta(minutes=40)
    _tryptase(chart, chart.visits[0], "5.0")
    _tryptase(chart, at, "8.1")
    expect(chart, "flagged", at.date(), note="tryptase above 1.2 x baseline + 2 after the infusion, no event reported")


def _tryptase_at_limit(chart: Chart) -> None:
    _tryptase(chart, chart.visits[0], "5.0")
    _tryptase(chart, chart.doses[0].ended + timedelta(minutes=40), "8.0")
    expect(chart, "not_flagged", note="tryptase of exactly 1.2 x baseline + 2, no event reported")


def _three_small_signs(chart: Chart) -> None:
    for minutes, term in ((6, "Sneezing"), (8, "Eye pruritus"), (11, "Nausea")):
        react(chart, minutes_after_start(chart, 2, minutes), term, term.lower(), 15, severity_grade="1")
    _flag_both(chart, 2, "Brighton level 3: minor signs of breathing, skin and gut; no other definition")


PATTERNS = [
    Pattern(RULE, "skin_and_breath", _skin_and_breath),
    Pattern(RULE, "isolated_hypotension", _isolated_hypotension),
    Pattern(RULE, "pressure_at_90", _pressure_at_90),
    Pattern(RULE, "skin_and_pressure", _skin_and_pressure),
    Pattern(RULE, "skin_only", _skin_only),
    Pattern(RULE, "breath_and_pressure", _breath_and_pressure),
    Pattern(RULE, "pressure_after_prior_reaction", _pressure_after_prior_reaction),
    Pattern(RULE, "skin_and_vomiting", _skin_and_vomiting),
    Pattern(RULE, "bronchospasm_after_prior_reaction", _bronchospasm_after_prior_reaction, needs_days=75),
    Pattern(RULE, "epinephrine_alone", _epinephrine_alone),
    Pattern(RULE, "named", _named),
    Pattern(RULE, "life_threatening", _life_threatening),
    Pattern(RULE, "fall_exactly_30_percent", _fall_exactly_30_percent),
    Pattern(RULE, "skin_and_fall", _skin_and_fall),
    Pattern(RULE, "tryptase_alone", _tryptase_alone),
    Pattern(RULE, "tryptase_at_limit", _tryptase_at_limit),
    Pattern(RULE, "three_small_signs", _three_small_signs),
]
