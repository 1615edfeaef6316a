"""Who stands behind the count of one signal: everybody treated, in the groups that the count is made of."""

from collections import defaultdict

from duckdb import ColumnExpression, ConstantExpression

from dashboards.flag_list import signal_page_name
from dashboards.frame import render
from dashboards.night import OpenNight, Row
from dashboards.selection import as_rows, selection

STANDINGS = ("counted", "not_counted", "outside", "not_evaluable")
MOST_PEOPLE = 1000
"""Of each group on a page, which stays below 3 MB."""


def receipt_page_name(rule: str) -> str:
    """File name of the page with the people behind the count of a signal."""
    return f"counted-{rule}.html"


def receipt_page(night: OpenNight, rule: str) -> str:
    """The people counted under one rule, those in the denominator, those left out and why, and the SQL that decided."""
    (signal,) = night.of_rule("signal", rule)
    people = groups(night, rule)
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
        n={name: group[0]["n_in_standing"] if group else 0 for name, group in people.items()},
        groups=people,
        most=MOST_PEOPLE,
        n_partly=people["not_counted"][0]["n_partly"] if people["not_counted"] else 0,
        episodes=episodes,
        texts={relation: night.text_of(relation) for relation in (f"rules.{rule}", "signals.considered_patient")},
    )


def groups(night: OpenNight, rule: str) -> dict[str, list[Row]]:
    """The people by where they stand, from counted to not evaluable, at most MOST_PEOPLE of each; everybody is in one.

    Each row of marts.counted_patient tells how many stand there.
    """
    people = selection(night.con, "marts.counted_patient", rule=rule)
    shown = as_rows(people.filter(ColumnExpression("place") <= ConstantExpression(MOST_PEOPLE)))
    return {standing: [row for row in shown if row["standing"] == standing] for standing in STANDINGS}
