"""Dosing: who is due, late or not reported, how doses were given, and what went wrong with them."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from dashboards.address import asked_on, fields
from dashboards.evidence import by_column
from dashboards.figures import swimmer
from dashboards.figures.swimmer_marks import MARK_WORDS, METHODS, beside_the_day
from dashboards.flag_list import flags_with_news
from dashboards.frame import render
from dashboards.night import OpenNight, Row
from dashboards.pages.rate import panel
from dashboards.pages.risk_family import numbers
from dashboards.words import count, counted, day

DOSE_RULES = (
    "dose_wrong",
    "given_despite_hypersensitivity",
    "method_not_labelled",
    "infusion_too_fast",
    "observation_too_short",
    "outside_indication",
)
TAKES = ("site", "from", "until", "method", "infusion", "label")
NUMBERS_OF = ("dose_late", "dose_wrong", "outside_indication")
MOST_LISTED = 200
"""People or flags in one table; how many more there are is said."""


def dosing_page(night: OpenNight) -> str:
    """Compliance tonight, the lanes of the latest, dose errors with what followed them, and conduct by site."""
    cuts = numbers(night, "dose_late")
    standings = night.rows("dose_compliance")
    asked = asked_on(night, TAKES)
    next_doses = night.rows("next_dose")
    everyone = [row for row in next_doses if asked.keeps(row)]
    people, lanes = swimmer.ordered(everyone), swimmer.lanes(everyone)
    doses = night.rows("dose_history", patient_id=[person["patient_id"] for person in lanes])
    signals = [signal for rule in DOSE_RULES for signal in night.of_rule("signal", rule)]
    errors = newest_first([flag for flag in flags_with_news(night, DOSE_RULES) if asked.keeps(flag)])
    n_treated = sum(row["n_patients"] for row in standings)
    silent = [row for row in people if row["state"] == "reload_due" and not row["is_reported_by_site"]]
    return render(
        "dosing.html",
        night,
        page="dosing.html",
        title="Dosing",
        opening=opening(standings, cuts),
        standings=standings,
        filters=asked.in_words(),
        fields=fields(
            asked,
            TAKES,
            sites=sorted({row["site_id"] for row in next_doses if row["site_id"]}),
            labels=[row["label_version"] for row in night.rows("label_edition")],
        ),
        n_treated=n_treated,
        n_people=len(everyone) if asked.in_words() else n_treated,
        n_without=night.count("marts.patient_without_dose"),
        cuts=cuts,
        reload_due=[row for row in people if row["state"] == "reload_due" and row["is_reported_by_site"]],
        silent=silent,
        silent_sites=by_site(silent),
        stopped=[row for row in everyone if row["state"] == "presumed_stopped"],
        soon=[row for row in people if row["state"] == "overdue" or is_this_week(row)],
        most=MOST_LISTED,
        beside_the_day=beside_the_day,
        panel=panel(
            f"The last {swimmer.SHOWN_INTERVALS} dosing intervals of those without a dose for longest",
            everyone,
            lambda rows: swimmer.swimmer(
                rows, doses, interval_days=int(cuts["interval_days"]), late_days=int(cuts["late_days"])
            ),
            swimmer.finding,
        ),
        lanes=[lane | {"doses": in_words(rows)} for lane, rows in beside(lanes, doses)],
        signals=signals,
        errors=errors[:MOST_LISTED],
        n_errors=len(errors),
        events=by_column("flag_id", night.rows("event_after_dose_error")),
        n_reports=night.count("clinical.adverse_event"),
        window_minutes=numbers(night, "infusion_reaction").get("window_minutes"),
        conduct=[row for row in night.rows("dose_conduct") if asked.keeps(row)],
        era_words=era_words,
        numbers=[row for rule in NUMBERS_OF for row in night.rows("rule_number", rule=rule)],
    )


def opening(standings: Sequence[Row], cuts: Mapping[str, float]) -> str:
    """Compliance tonight in one sentence."""
    n = {row["standing"]: row["n_patients"] for row in standings}
    total = sum(n.values())
    if not total:
        return "No dose is due: nobody has an administration in force."
    return (
        f"Of {counted(total, 'treated patient')} {_so_many(n['reload_due'], 'needs', 'need')} a new loading dose by "
        f"the records of their own site; {_so_many(n['site_has_not_reported'], 'is', 'are')} past that day, but the "
        f"site has not reported so far; {_so_many(n['late'], 'is', 'are')} late by less than {cuts['late_days']:g} "
        f"days; "
        f"{_so_many(n['due_this_week'], 'is', 'are')} due this week and {count(n['on_time'])} later; "
        f"{_so_many(n['presumed_stopped'], 'is', 'are')} presumed stopped; {_so_many(n['died'], 'has', 'have')} died."
    )


def _so_many(n: int, one: str, many: str) -> str:
    return f"{count(n)} {one if n == 1 else many}"


def is_this_week(row: Row) -> bool:
    """Whether the dose is due on the day of the cut-off or within the six days after it."""
    return row["state"] == "due" and row["days_late"] > -7


def newest_first(flags: list[Row]) -> list[Row]:
    """Undated flags, then the newest onset, whether they are new in this night or not."""
    return sorted(flags, key=lambda flag: (flag["onset_on"] is None, flag["onset_on"] or date.min), reverse=True)


def by_site(people: Sequence[Row]) -> list[dict[str, Any]]:
    """The sites of these people: how far each has reported, and how many wait for what it has not."""
    found: dict[str | None, list[Row]] = defaultdict(list)
    for row in people:
        found[row["site_id"]].append(row)
    sites = [
        {
            "site_id": site_id,
            "reported_until_on": rows[0]["site_reported_until_on"],
            "n": len(rows),
            "least": min(row["days_late"] for row in rows),
            "most": max(row["days_late"] for row in rows),
        }
        for site_id, rows in found.items()
    ]
    return sorted(sites, key=lambda site: (-site["n"], site["site_id"] or ""))


def beside(lanes: Sequence[Row], doses: Sequence[Row]) -> list[tuple[Row, list[Row]]]:
    """Each lane with its doses."""
    found: dict[str, list[Row]] = defaultdict(list)
    for dose in doses:
        found[dose["patient_id"]].append(dose)
    return [(lane, found[lane["patient_id"]]) for lane in lanes]


def in_words(doses: Sequence[Row]) -> str:
    """All doses of a lane as words: how many of each kind and method; those out of the ordinary with their days."""
    kinds = Counter(dose["mark"] for dose in doses)
    ways = Counter(dose["method"] or "method not reported" for dose in doses)
    named = []
    for mark, words in MARK_WORDS.items():
        days = ", ".join(day(dose["started_on"]) for dose in doses if dose["mark"] == mark)
        if kinds[mark]:
            named.append(f"{count(kinds[mark])} × {words}" + ("" if mark == "maintenance" else f" ({days})"))
    return "; ".join([*named, " and ".join(f"{count(n)} by {way}" if way in METHODS else f"{count(n)} with {way}"
                                           for way, n in ways.most_common())])  # fmt: skip


def era_words(row: Row) -> str | None:
    """What is not verified about the edition of the label on those days, in words; None when all is."""
    if not row["n_editions"]:
        return "no edition of the label was in force on those days"
    if row["n_editions"] > 1:
        return "which of them was in force on those days cannot be told: the date of an edition was not verified"
    if not row["is_begin_verified"]:
        return (
            f"in force for certain on those days; the day on which it began was not verified: between "
            f"{day(row['possible_from_on'])} and {day(row['certain_from_on'])}"
        )
    return None
