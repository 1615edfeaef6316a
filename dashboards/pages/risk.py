"""The liver, the kidneys and the blood: a page each, from the verdicts down to the people behind the points."""

from collections import Counter
from functools import partial
from typing import Any

from dashboards import kidney_levels
from dashboards.figures import edish, nadir_strip, shift_grid, waterfall
from dashboards.frame import render
from dashboards.night import OpenNight, Row
from dashboards.pages.rate import panel
from dashboards.pages.risk_family import explanations, family, numbers, opening, reasons
from dashboards.receipts import quadrant_receipt

HEPATIC = ("hys_law", "bilirubin_rise", "direct_bilirubin_rise")
RENAL = ("creatinine_rise", "acute_kidney_injury")
HAEMATOLOGY = ("neutropenia", "leukopenia", "thrombocytopenia", "haemoglobin_fall")
LISTED_QUADRANTS = ("both", "aminotransferase alone", "not settled")
QUADRANTS = {
    "both": "Both high, whatever time lies between",
    "aminotransferase alone": "ALT or AST high, bilirubin not",
    "bilirubin alone": "Bilirubin high, ALT and AST not",
    "neither": "Neither high",
    "not settled": "Only bounds were reported, which do not settle it",
}
RENAL_LINES = (
    ("creatinine_rise", "x_baseline", "creatinine rise"),
    ("acute_kidney_injury", "x_baseline", "KDIGO stage 1"),
    ("acute_kidney_injury", "stage_2_x_baseline", "KDIGO stage 2"),
    ("acute_kidney_injury", "stage_3_x_baseline", "KDIGO stage 3"),
)
COUNTS = ("neutrophils", "platelets", "haemoglobin", "leukocytes")
MOST_LISTED = 200
"""People in one table; the worst come first, and how many more there are is said."""
SEXES = {"F": "women", "M": "men", None: "sex not reported"}


def hepatic_page(night: OpenNight) -> str:
    """Peaks of aminotransferases and bilirubin in quadrants, and the people right of the line."""
    rules = family(night, HEPATIC)
    people = night.rows("liver_peak")
    cuts = numbers(night, "hys_law")
    listed = [row for row in people if row["quadrant"] in LISTED_QUADRANTS]
    counts = Counter(row["quadrant"] for row in people)
    flagged = Counter(row["quadrant"] for row in people if row["is_flagged"])
    return render(
        "risk_hepatic.html",
        night,
        page="risk-hepatic.html",
        title="Risk to the liver",
        opening=opening(night, rules, "the liver"),
        rules=rules,
        panel=panel(
            "Highest aminotransferase and highest bilirubin of each patient",
            people,
            lambda rows: edish.edish(rows, cuts["aminotransferase_x_uln"], cuts["bilirubin_x_uln"]),
            lambda rows: (
                edish.finding(rows, cuts["aminotransferase_x_uln"], cuts["bilirubin_x_uln"]) if rows else edish.NOTHING
            ),
        ),
        quadrants=[
            {
                "words": words,
                "n": counts[quadrant],
                "n_flagged": flagged[quadrant],
                "receipt": quadrant_receipt(quadrant),
            }
            for quadrant, words in QUADRANTS.items()
        ],
        listed=listed[:MOST_LISTED],
        n_more=len(listed[MOST_LISTED:]),
        quadrant_words=QUADRANTS,
        explanations=explanations(night, rules),
        r_words=partial(r_words, cuts=cuts),
        multiple=edish.multiple,
        without=reasons(people, "not_placed_reason"),
        n_people=len(people),
        n_open=sum(row["quadrant"] is not None and row["n_not_compared"] > 0 for row in people),
        numbers=night.rows("rule_number", rule="hys_law"),
    )


def r_words(r_value: Any, cuts: dict[str, float]) -> str:
    """An R value with its word; a dash when the draw does not give one."""
    if r_value is None:
        return "–"
    value = float(r_value)
    if value >= cuts["hepatocellular_r"]:
        word = "hepatocellular"
    else:
        word = "cholestatic" if value <= cuts["cholestatic_r"] else "mixed"
    return f"{value:.3g}, {word}"


def renal_page(night: OpenNight) -> str:
    """Highest creatinine against the own baseline, the shift of grades, and the medicines that raise creatinine."""
    rules = family(night, RENAL)
    people = night.rows("creatinine_change")
    cuts = {rule: numbers(night, rule) for rule in RENAL}
    lines = [(cuts[rule][name], words) for rule, name, words in RENAL_LINES if name in cuts[rule]]
    bars = waterfall.drawn(people)
    flagged = [row for row in people if row["flagged_by"]]
    shift = night.rows("grade_shift", analyte="creatinine")
    levels = kidney_levels.judged(night.rows("kidney_level"))
    return render(
        "risk_renal.html",
        night,
        page="risk-renal.html",
        title="Risk to the kidneys",
        opening=opening(night, rules, "the kidneys"),
        rules=rules,
        panels=[
            panel(
                "Highest creatinine against the own baseline",
                people,
                partial(waterfall.waterfall, multiples=lines),
                partial(waterfall.finding, multiples=lines),
            ),
            panel("Creatinine: grades before and after", shift, shift_grid.shift_grid, shift_grid.finding),
        ],
        shift=shift_grid.grid(shift),
        flagged=flagged[:MOST_LISTED],
        n_more=len(flagged[MOST_LISTED:]),
        unflagged=[row for row in bars if not row["flagged_by"]],
        explanations=explanations(night, rules),
        levels=levels,
        levels_finding=kidney_levels.finding(levels),
        multiple=edish.multiple,
        without=reasons(people, "not_drawn_reason"),
        n_people=len(people),
        numbers=[row for rule in RENAL for row in night.rows("rule_number", rule=rule)],
    )


def haematology_page(night: OpenNight) -> str:
    """Lowest counts with the bands of the grades, the shift of grades, and infections reported near a low count."""
    rules = family(night, HAEMATOLOGY)
    named = {analyte: night.rows("lowest_count", analyte=analyte, is_named=True) for analyte in COUNTS}
    low = [row for row in named["neutrophils"] if row["value"] is not None]
    infections: dict[str, list[Row]] = {}
    for row in night.rows("infection_near_low_count"):
        infections.setdefault(row["patient_id"], []).append(row)
    return render(
        "risk_haematology.html",
        night,
        page="risk-haematology.html",
        title="Risk to the blood",
        opening=opening(night, rules, "the blood"),
        rules=rules,
        analytes=[_analyte(night, analyte, named[analyte]) for analyte in COUNTS],
        low=low[:MOST_LISTED],
        n_more=len(low[MOST_LISTED:]),
        infections=infections,
        infection_days=numbers(night, "neutropenia").get("infection_days"),
        unit=nadir_strip.in_print,
        n_people=night.facts["n_treated"],
        numbers=[row for rule in HAEMATOLOGY for row in night.rows("rule_number", rule=rule)],
    )


def _analyte(night: OpenNight, analyte: str, named: list[Row]) -> dict[str, Any]:
    """An analyte's strips (one for each sex where the printed cuts differ), their counts and its shift of grades."""
    cuts = night.rows("grade_cut", analyte=analyte)
    shift = night.rows("grade_shift", analyte=analyte)
    title = shift[0]["title"] if shift else analyte.capitalize()
    people = [*named, *night.rows("lowest_value", analyte=analyte)]
    by_sex = any(cut["sex"] for cut in cuts)
    groups: list[tuple[str, list[Row], list[Row]]] = (
        [
            (
                f"{title}: lowest result, {words}",
                [row for row in people if row["sex"] == sex],
                [cut for cut in cuts if sex and cut["sex"] == sex],
            )
            for sex, words in SEXES.items()
            if sex or any(row["sex"] is None for row in people)
        ]
        if by_sex
        else [(f"{title}: lowest result", people, cuts)]
    )
    return {
        "name": analyte,
        "title": title,
        "strips": [_strip(words, rows, own) for words, rows, own in groups],
        "shift": panel(f"{title}: grades before and after", shift, shift_grid.shift_grid, shift_grid.finding),
        "grid": shift_grid.grid(shift),
        "without": reasons(named, "not_drawn_reason"),
    }


def _strip(title: str, rows: list[Row], cuts: list[Row]) -> dict[str, Any]:
    grades = nadir_strip.by_grade(rows)
    printed = {cut["grade"]: cut["as_printed"] for cut in cuts if cut["direction"] == "low"}
    return {
        "panel": panel(title, rows, partial(nadir_strip.nadir_strip, cuts=cuts), nadir_strip.finding),
        "counts": [(grade, printed.get(grade), grades[grade]) for grade in (4, 3, 2, 1, 0, None)],
    }
