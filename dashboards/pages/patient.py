"""Everybody as a list, and one person's story with the delivered row behind every line."""

from collections import defaultdict
from typing import Any

from dashboards.address import asked_on
from dashboards.figures.patient_panels import RULES
from dashboards.figures.patient_profile import finding, profile_as_data
from dashboards.figures.patient_story import Story
from dashboards.figures.patient_words import lines_in_words, undrawn
from dashboards.figures.swimmer_marks import MARK_WORDS, beside_the_day
from dashboards.frame import drawn, render
from dashboards.night import OpenNight, Row
from dashboards.pages.flag import signal_page_name
from dashboards.people import PREFIX
from dashboards.work import told

PAGE = "patients.html"
MOST_RESULTS = 1000
MOST_WRITTEN_RESULTS = 100


def patients_page(night: OpenNight) -> str:
    """The table of all people, those with flags first."""
    asked = asked_on(night, ("site",))
    people = [person for person in night.people if asked.keeps(person)]
    return render(
        "patients.html",
        night,
        page=PAGE,
        title="Patients",
        filters=asked.in_words(),
        people=people,
        asked=asked,
        n_hidden=len(night.people) - len(people),
        sites=sorted({person["site_id"] for person in night.people}, key=lambda site: (site is None, site)),
        n_without_page=len(night.people) - len(night.people_with_a_page),
    )


def patient_page(night: OpenNight, name: str) -> str | None:
    """What the night holds of the person with that page, row by row; None when it has no such page."""
    person = _person(night, name)
    if person is None:
        return None
    patient_id = person["patient_id"]
    results = night.results_of(patient_id)
    flags = [dict(flag) for flag in night.of_patient("flag", patient_id)]
    for flag in flags:
        flag["link"] = f"{signal_page_name(flag['rule'])}#flag-{flag['flag_id']}"
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
        flags=flags,
        cases=[told(night, row) for row in night.decided("case_work", patient_id=patient_id)],
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
        results=results[: MOST_RESULTS if night.is_live else MOST_WRITTEN_RESULTS],
        n_results=len(results),
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
        if row["title"] and len(by_title[row["title"]]) < 2:
            by_title[row["title"]].append(row)
    return [
        {"title": title, "newest": rows[0], "before": rows[1] if len(rows) > 1 else None}
        for title, rows in sorted(by_title.items())
    ]
