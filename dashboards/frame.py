"""The frame of every page: the banner that says what is seen and how old it is, and the footer."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

import duckdb
import plotly.graph_objects as go
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dashboards import kept, theme, words
from dashboards.assets import ASSETS, asset_address
from dashboards.figures.twin import twin
from dashboards.flag_list import flag_link
from dashboards.navigation import NAVIGATION, keys
from dashboards.night import OpenNight
from dashboards.people import patient_link

TEMPLATES = Path(__file__).parent / "templates"


class Templates(Environment):
    """Jinja, told that a name after a dot is looked up in a row first; it would try the methods of dictionaries."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """The value of a row under that name, or what Jinja finds."""
        return obj[attribute] if type(obj) is dict and attribute in obj else super().getattr(obj, attribute)


@cache
def environment() -> Environment:
    """The templates; everything that is put into them is escaped, and a missing name is an error."""
    env = Templates(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for word in (
        words.day,
        words.weekday,
        words.place_of_zone,
        words.moment,
        words.day_and_time,
        words.count,
        words.counted,
        words.signed,
        words.duration,
        words.seconds,
        words.percent,
        words.fraction,
        words.interval,
        words.number,
        words.beside_boundary,
        words.plain,
        words.dose_state,
        words.unit_in_print,
        words.reported,
        words.probability,
        words.margin,
        words.minutes,
        words.points,
        words.kind_of_explanation,
        twin,
    ):
        env.globals[word.__name__] = env.filters[word.__name__] = word
    return env


def render(
    template: str, night: OpenNight, *, page: str, title: str, filters: Sequence[str] = (), **content: Any
) -> str:
    """A whole page as HTML; `page` is its file name, `filters` says in words what it leaves out on demand."""
    return (
        environment()
        .get_template(template)
        .render(
            page=page,
            title=title,
            filters=filters,
            navigation=NAVIGATION,
            due=kept.DUE if night.is_kept else due_in_words(night),
            facts=night.facts,
            is_live=night.is_live,
            shown_at=kept.MOMENT if night.is_kept else words.moment(night.now),
            age_words=kept.AGE if night.is_kept else words.duration(night.age),
            bars=bars(night),
            patient_link=partial(patient_link, night),
            flag_link=partial(flag_link, night),
            nights=night.published,
            keys=keys(),
            is_past=night.newest_as_of not in (None, night.facts["as_of"]),
            stale_hours=_hours(words.STALE_AFTER),
            asset=asset_address if night.is_live else partial("{}/{}".format, ASSETS),
            reader=night.reader,
            **content,
        )
    )


def bars(night: OpenNight) -> list[str]:
    """Sentences that run across the top of every page: what makes the page not today's truth."""
    facts = night.facts
    found = []
    if facts["n_unaccounted"]:
        excess = "are neither accepted, quarantined nor superseded" if facts["n_unaccounted"] > 0 else "too many"
        found.append(
            f"ROWS DO NOT ADD UP: {words.counted(abs(facts['n_unaccounted']), 'row')} of "
            f"{words.count(facts['n_rows_in'])} {excess}. Do not rely on this night; see the brief, 4."
        )
    if facts.get("n_decision_problems"):
        found.append(
            f"THE RECORD OF DECISIONS IS NOT WHOLE: {words.counted(facts['n_decision_problems'], 'problem')}, first: "
            f"{facts['decision_problem']}. Run `vigil audit verify` on the machine that runs the nights."
        )
    if facts.get("n_reminder_failures"):
        found.append(
            f"REMINDERS DID NOT GO OUT: {words.counted(facts['n_reminder_failures'], 'reminder')} of clocks with few "
            "days left. Look at the queue, not at the mail; run `vigil remind` on the machine that runs the nights."
        )
    found += faults_of_exercises(night)
    if facts["is_historical"]:
        found.append(
            f"HISTORICAL VIEW: what had been received by the end of {words.day(facts['as_of'])} (UTC), "
            f"built again on {words.moment(facts['built_at'])}. Not today's data."
        )
    elif night.newest_as_of is not None and night.newest_as_of != facts["as_of"]:
        found.append(
            f"HISTORICAL VIEW: the night of {words.day(facts['as_of'])} as it was published. "
            f"The newest is that of {words.day(night.newest_as_of)}."
        )
    elif night.age > words.STALE_AFTER:
        found.append(
            f"DATA ARE {_hours(night.age)} HOURS OLD: no newer night has been published since "
            f"{words.moment(facts['built_at'])}. Look at the run on the machine that runs the nights."
        )
    if night.age < timedelta(0):
        found.append(f"CLOCKS DISAGREE: this night was built at {words.moment(facts['built_at'])}, later than now.")
    return found


def faults_of_exercises(night: OpenNight) -> list[str]:
    """What the fire drill and the rebuild of a past night found wrong; nights before there were any have neither."""
    facts, found = night.facts, []
    if facts.get("n_drill_failures"):
        first, *others = facts["drill_failures"]
        more = f" (and {words.counted(len(others), 'more failure')})" if others else ""
        found.append(
            f"THE DRILL FAILED: {first}{more}. An alarm that does not sound for an invented case may not sound for a "
            "real one; see the brief, 4."
        )
    if facts.get("rebuild_is_wrong"):
        found.append(f"THE REBUILD FAILED: {facts['rebuild_finding']} See the brief, 4.")
    return found


def due_in_words(night: OpenNight) -> str:
    """How many of those that wait are due within three days, beside the queue in the navigation.

    Nothing for a night of an earlier version, which had no queue.
    """
    try:
        n_due = night.work_count["n_due_3"]
    except duckdb.CatalogException:
        return ""
    return f"{words.count(n_due)} due" if n_due else ""


def figure_data(figure: go.Figure) -> dict[str, Any]:
    """A figure as plain data for the page's own script, with the settings under which it is drawn."""
    return drawn(json.loads(figure.to_json()))


def drawn(plain: Mapping[str, Any]) -> dict[str, Any]:
    """The same of a figure that is plain data already."""
    return {"data": plain["data"], "layout": plain["layout"], "config": theme.FIGURE_CONFIG}


def notice(*, title: str, sentence: str) -> str:
    """A page without a night: what is the matter and what to do, in words."""
    return environment().get_template("notice.html").render(title=title, sentence=sentence)


def _hours(age: timedelta) -> int:
    return int(age.total_seconds() // words.HOUR)
