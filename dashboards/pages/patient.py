"""Everybody as a list, and one person's story with the delivered row behind every line."""

from collections import defaultdict
from typing import Any

from duckdb import ColumnExpression, ConstantExpression, Expression, FunctionExpression

from dashboards.address import asked_on
from dashboards.figures.patient_panels import RULES
from dashboards.figures.patient_profile import finding, profile_as_data
from dashboards.figures.patient_story import Story
from dashboards.figures.patient_words import lines_in_words, undrawn
from dashboards.figures.swimmer_marks import MARK_WORDS, beside_the_day
from dashboards.frame import drawn, render
from dashboards.night import OpenNight, Row
from dashboards.part_of_list import part_of, rows_before
from dashboards.people import PREFIX
from dashboards.results import NEWEST_OF_EACH, results_of, shown_in_table
from dashboards.selection import as_rows, number_of
from dashboards.work import in_order, told
from dashboards.written import MOST_WRITTEN

PAGE = "patients.html"
MOST_PEOPLE = 1000
"""People in one part of the list: about 600 bytes each."""


def patients_page(night: OpenNight) -> str:
    """The table of people, those with flags first; the server looks through everybody, a written page has a first part.

    `?site=S1`, `?patient=words`, `?after=500`: people of a site, whose id holds the words, after the first 500.
    """
    asked = asked_on(night, ("site",))
    words = night.query.get("patient", "").strip()
    everybody = night.con.table("marts.patient")
    wanted = everybody
    if asked.site_id is not None:
        wanted = wanted.filter(ColumnExpression("site_id") == ConstantExpression(asked.site_id))
    if words:
        wanted = wanted.filter(_holds("patient_id", words))
    n_all, n_wanted = number_of(everybody), number_of(wanted)
    part = part_of(
        n_wanted,
        rows_before(night.query),
        MOST_PEOPLE,
        page=PAGE,
        asked={"site": asked.site_id or "", "patient": words},
        is_live=night.is_live,
    )
    sites = [site for (site,) in everybody.select("site_id").distinct().fetchall()]
    return render(
        "patients.html",
        night,
        page=PAGE,
        title="Patients",
        filters=[*asked.in_words(), *([f"patient contains “{words}”"] if words else [])],
        people=as_rows(wanted.limit(part.n_shown, part.n_before)),
        part=part,
        asked=asked,
        words=words,
        n_hidden=n_all - n_wanted,
        sites=sorted(sites, key=lambda site: (site is None, site)),
        n_without_page=0 if night.is_live else n_all - len(night.people_with_a_page),
        most_written=MOST_WRITTEN,
    )


def _holds(column: str, words: str) -> Expression:
    """Whether a text holds the words, in capitals or not."""
    return FunctionExpression(
        "contains", FunctionExpression("lower", ColumnExpression(column)), ConstantExpression(words.lower())
    )


def patient_page(night: OpenNight, name: str) -> str | None:
    """What the night holds of the person with that page, row by row; None when it has no such page."""
    person = _person(night, name)
    if person is None:
        return None
    patient_id = person["patient_id"]
    results = results_of(night, patient_id)
    doses, events, medicines = (
        night.of_patient(mart, patient_id) for mart in ("patient_dose", "patient_event", "patient_medicine")
    )
    numbers = [row for rule in (*RULES, "dose_late") for row in night.of_rule("rule_number", rule)]
    story = Story(doses, events, results, medicines, numbers, night.facts["as_of"])
    return render(
        "patient.html",
        night,
        page=name,
        title=f"Patient {patient_id}",
        person=person,
        flags=night.of_patient("flag", patient_id),
        cases=[told(night, row) for row in in_order(night.decided("case_work", patient_id=patient_id))],
        unjudged=night.of_patient("unassessable", patient_id),
        newest=newest_two(results),
        profile={
            "title": "Everything on one axis of time",
            "figure": drawn(profile_as_data(story)),
            "finding": finding(story),
        },
        undrawn=undrawn(story),
        lines=lines_in_words(story),
        doses=doses,
        n_late=sum(dose["mark"] == "late" for dose in doses),
        n_again=sum(dose["mark"] == "reload" for dose in doses),
        dose_words=MARK_WORDS,
        beside_the_day=beside_the_day,
        events=events,
        results=shown_in_table(night, results),
        n_results=results[0]["n_results"] if results else 0,
        medicines=medicines,
    )


def _person(night: OpenNight, name: str) -> Row | None:
    key = name.removeprefix(PREFIX).removesuffix(".html")
    if night.is_live:
        found = night.rows("patient", patient_key=key)
        return found[0] if found else None
    return night.people_by_key.get(key)


def newest_two(results: list[Row]) -> list[dict[str, Any]]:
    """The newest result of each analyte and the one before it, by the name of the analyte.

    Reads rows of marts.patient_result, newest first.
    """
    by_title: dict[str, list[Row]] = defaultdict(list)
    for row in results:
        if row["title"] and len(by_title[row["title"]]) < NEWEST_OF_EACH:
            by_title[row["title"]].append(row)
    return [
        {"title": title, "newest": rows[0], "before": rows[1] if len(rows) > 1 else None}
        for title, rows in sorted(by_title.items())
    ]
