"""IRIS: each report with its criteria, the courses of CD4 and HIV RNA, and the time since treatment began."""

from functools import partial
from typing import Any

from dashboards.figures import iris_panel, iris_timing
from dashboards.figures.patient_story import by_name, longest_gap
from dashboards.frame import render
from dashboards.night import OpenNight, Row
from dashboards.pages.rate import panel
from dashboards.pages.risk_family import family, numbers, opening
from dashboards.words import day

IRIS = ("iris",)
MOST_LISTED = 200
"""Flags in the matrix, and as many reports that were not flagged; the strongest come first."""
MOST_PANELS = 24
"""Pairs of courses on the page; each person's own page has theirs."""


def iris_page(night: OpenNight) -> str:
    """The matrix of criteria, time to onset, the courses, and the reports that were looked at and not flagged."""
    rules = family(night, IRIS)
    cuts = numbers(night, "iris")
    reports = night.rows("iris_report")
    new = {flag["flag_id"] for member in rules for flag in member["flags"] if flag["is_new"]}
    for report in reports:
        report["is_new"] = report["flag_id"] in new
    flagged = sorted((row for row in reports if row["flag_id"] is not None), key=lambda row: not row["is_new"])
    looked_at = [row for row in reports if row["flag_id"] is None]
    return render(
        "risk_iris.html",
        night,
        page="risk-iris.html",
        title="Immune reconstitution inflammatory syndrome",
        opening=opening(night, rules, "IRIS"),
        rules=rules,
        flagged=flagged[:MOST_LISTED],
        n_more=len(flagged[MOST_LISTED:]),
        n_flagged=len(flagged),
        timing=panel(
            "Time from the start of treatment",
            flagged if any(row["days_since_index"] is not None for row in flagged) else [],
            partial(iris_timing.iris_timing, window_days=cuts.get("window_days", 0)),
            partial(iris_timing.finding, window_days=cuts.get("window_days", 0)),
        ),
        courses=courses(night, flagged[:MOST_PANELS]),
        n_without_course=len(flagged[MOST_PANELS:]),
        looked_at=looked_at[:MOST_LISTED],
        n_looked_at=len(looked_at),
        criteria=criteria,
        n_people=night.facts["n_treated"],
        n_reports=night.count("clinical.adverse_event"),
        numbers=night.rows("rule_number", rule="iris"),
    )


def criteria(report: Row) -> list[tuple[str, bool | None, str]]:
    """The five criteria of a report: name, met, not met or open (None), and what was found, in words."""
    return [
        ("HIV RNA fall", report["has_rna_fallen"], _fall(report)),
        ("CD4 rise", report["has_cd4_risen"], _rise(report)),
        ("Inflammation or event", report["is_listed_event"], _event(report)),
        ("Timing", report["is_timely"], _timing(report)),
        ("Other cause excluded", report["is_alternative_excluded"], _alternative(report)),
    ]


def _fall(report: Row) -> str:
    if report["rna_fall"] == "unknown":
        return "no pair of results"
    words = "rose: speaks against" if report["is_rising"] else f"by {report['rna_fall']} log10"
    return f"{words}, strong" if report["is_strong_fall"] else words


def _rise(report: Row) -> str:
    return "no pair of results" if report["cd4_rise"] == "unknown" else f"{report['cd4_rise']} /µL"


def _event(report: Row) -> str:
    return "reporter names IRIS" if report["names_iris"] else " and ".join(report["diseases"])


def _timing(report: Row) -> str:
    if report["days_since_index"] is None:
        return f"onset reported as {report['started_text'] or 'no date'}"
    return f"day {report['days_since_index']} after the {report['index_name']} on {day(report['index_on'])}"


def _alternative(report: Row) -> str:
    if report["is_drug_toxicity"]:
        return "recovered after ibalizumab was stopped"
    return "assessed by the reporter" if report["is_alternative_excluded"] else "not said"


def _pair_in_words(report: Row, _results: list[Row]) -> str:
    return iris_panel.finding(report)


def courses(night: OpenNight, reports: list[Row]) -> list[dict[str, Any]]:
    """A pair of panels for each of these reports, with the results that the rule compared in words."""
    people = sorted({report["patient_id"] for report in reports})
    results: dict[str, list[Row]] = {patient_id: [] for patient_id in people}
    for row in night.rows("patient_result", patient_id=people, analyte=["cd4", "hiv_rna"]):
        results[row["patient_id"]].append(row)
    gap = longest_gap(by_name(night.rows("rule_number", rule="dose_late")))
    found = []
    for report in reports:
        draw = partial(iris_panel.iris_panel, report, cut_off=night.facts["as_of"], longest_gap=gap)
        title = f"{report['patient_id']}: {_timing(report)}"
        course = panel(title, results[report["patient_id"]], draw, partial(_pair_in_words, report))
        found.append({"report": report, "panel": course})
    return found
