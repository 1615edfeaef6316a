"""Who stands behind the count of one signal: everybody treated, in the groups that the count is made of."""

from collections import defaultdict
from typing import Any

from dashboards.flag_list import signal_page_name
from dashboards.frame import render
from dashboards.night import OpenNight, Row

MOST_PEOPLE = 1000
"""Of each group on a page, which stays below 3 MB."""


def receipt_page_name(rule: str) -> str:
    """File name of the page with the people behind the count of a signal."""
    return f"counted-{rule}.html"


def receipt_page(night: OpenNight, rule: str) -> str:
    """The people counted under one rule, those in the denominator, those left out and why, and the SQL that decided."""
    (signal,) = night.of_rule("signal", rule)
    people = groups(night.rows("counted_patient", rule=rule))
    episodes = defaultdict(list)
    for flag in night.rows("flag", rule=rule):
        episodes[flag["patient_id"]].append(flag)
    return render(
        "receipt.html",
        night,
        page=receipt_page_name(rule),
        title=f"{signal['title']}: who is counted",
        signal=signal,
        signal_link=signal_page_name(rule),
        window_days=next((group[0]["window_days"] for group in people.values() if group), None),
        n={name: len(group) for name, group in people.items()},
        groups={name: group[:MOST_PEOPLE] for name, group in people.items()},
        most=MOST_PEOPLE,
        n_partly=sum(not person["has_full_window"] for person in people["not_counted"]),
        episodes=episodes,
        texts={relation: night.text_of(relation) for relation in (f"rules.{rule}", "signals.considered_patient")},
    )


def groups(people: list[Row]) -> dict[str, list[Row]]:
    """The people by where they stand, from counted to not evaluable; each is in one group.

    Reads rows of marts.counted_patient: has_event, is_in_window, is_evaluable.
    """
    found: dict[str, list[Row]] = {"counted": [], "not_counted": [], "outside": [], "not_evaluable": []}
    for person in people:
        found[_group(person)].append(person)
    return found


def _group(person: dict[str, Any]) -> str:
    if person["has_event"]:
        return "counted"
    if person["is_in_window"]:
        return "not_counted"
    return "outside" if person["is_evaluable"] else "not_evaluable"
