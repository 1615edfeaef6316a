"""Sites: first whether their data are there, then whether a share lies outside the funnel. Never a ranking."""

from collections import defaultdict
from collections.abc import Sequence

from dashboards.address import asked_on, fields
from dashboards.figures import funnel
from dashboards.frame import render
from dashboards.night import OpenNight, Row
from dashboards.pages.rate import panel, rate_page_name
from dashboards.pages.receipt import receipt_page_name
from dashboards.words import counted

TAKES = ("signal",)
FEEDS = {
    "infusion": "Doses",
    "lab_result": "Laboratory",
    "adverse_event": "Events",
    "vital_sign": "Vital signs",
    "medication": "Medicines",
}


def sites_page(night: OpenNight) -> str:
    """Silent sites, what is there of each site, delay of reports, and a funnel for each signal."""
    asked = asked_on(night, TAKES)
    signals = [signal for signal in night.rows("signal") if signal["is_active"]]
    titles = {signal["rule"]: signal["title"] for signal in signals}
    sites = night.rows("site_availability")
    feeds: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in night.rows("site_feed"):
        feeds[row["site_id"]][row["feed"]] = row
    of_rule: dict[str, list[Row]] = defaultdict(list)
    for row in night.rows("site_rate"):
        if asked.keeps(row):
            of_rule[row["rule"]].append(row)
    with_event = [rule for rule in titles if any(row["n_with_event"] for row in of_rule[rule])]
    with_event.sort(key=lambda rule: not outside(of_rule[rule]))
    return render(
        "sites.html",
        night,
        page="sites.html",
        title="Sites",
        filters=asked.in_words(titles),
        fields=fields(asked, TAKES, signals=titles.items()),
        opening=opening(sites),
        sites=sites,
        silent=[site for site in sites if site["is_silent"]],
        feeds=feeds,
        feed_names=FEEDS,
        delays=night.rows("site_delay"),
        funnels=[
            panel(titles[rule], of_rule[rule], funnel.funnel, funnel.finding)
            | {"rows": of_rule[rule], "link": rate_page_name(rule), "receipt": receipt_page_name(rule)}
            for rule in with_event
        ],
        without_event=[titles[rule] for rule in titles if of_rule[rule] and rule not in with_event],
        not_judged=[titles[rule] for rule in titles if not of_rule[rule] and asked.rule in (None, rule)],
    )


def opening(sites: Sequence[Row]) -> str:
    """Whether the data of the sites are there, in one sentence."""
    if not sites:
        return "No site to show: nobody has been treated."
    silent, thin = ([site["site_id"] for site in sites if site[name]] for name in ("is_silent", "is_thin"))
    n_on, n_recent = (sum(site[name] for site in sites) for name in ("n_on_treatment", "n_with_recent_result"))
    recent = f"a laboratory result of the last {sites[0]['recent_days']} days"
    return (
        f"{counted(len(sites), 'site')}: {_named(silent, 'silent')}; {_named(thin, 'with thin laboratory data')}. "
        f"{n_recent} of {counted(n_on, 'person', 'people')} on treatment have {recent}."
    )


def outside(rows: Sequence[Row]) -> bool:
    """Whether some site lies outside the limits of the funnel."""
    return any(row["position"].startswith("outside") for row in rows)


def _named(sites: list[str], what: str) -> str:
    return f"{len(sites)} {what} ({', '.join(sites)})" if sites else f"none {what}"
