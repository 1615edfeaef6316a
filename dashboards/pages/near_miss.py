"""Who came near the number of a rule without being flagged by it: for looking, never a signal."""

from itertools import groupby

from dashboards.frame import render
from dashboards.night import OpenNight


def near_miss_page(night: OpenNight) -> str:
    """Near misses by rule, the closest first."""
    by_title = groupby(night.rows("near_miss"), key=lambda row: row["title"])
    return render(
        "near_miss.html",
        night,
        page="near-misses.html",
        title="Near misses",
        rules=[(title, list(people)) for title, people in by_title],
    )
