"""The morning brief: what needs somebody today, the flags, rates beside the trial, how far to trust it."""

from datetime import date
from typing import Any
from uuid import uuid4

from dashboards import kept
from dashboards.address import day_asked
from dashboards.change import overnight
from dashboards.comparison import by_verdict, finding, named, pressing_first
from dashboards.flag_list import Listed, flags_in_words, listed_flags, signal_page_name
from dashboards.frame import render
from dashboards.night import OpenNight, Row
from dashboards.pages.quarantine import PAGE, quarantine_key
from dashboards.pages.run_step import in_short
from dashboards.people import patient_link
from dashboards.work import case_links, link_of, newest_first

SHOWN = 8
ROW_SUBJECT = "quarantined row"
MOST_CHANGES = 200
"""Changes of one kind on the page; all are in `v1.change`."""


def brief_page(night: OpenNight) -> str:
    """The brief as HTML."""
    rates = named(night.rows("rate"))
    signals = night.rows("signal")
    flags = listed_flags(night)
    for signal in signals:
        signal["link"] = signal_page_name(signal["rule"])
    return render(
        "brief.html",
        night,
        page="index.html",
        title="Morning brief",
        today=needs_today(night, flags),
        work=night.work_count,
        acknowledged=newest_first(night.decided("decision", kind="acknowledge_brief")),
        may_sign=night.decisions is not None and night.reader is not None and night.reader.may_sign,
        acknowledges=night.decisions.kinds["acknowledge_brief"]["signature"] if night.decisions else None,
        form_key=kept.FORM_KEY if night.is_kept else uuid4().hex,
        problem=night.refused.sentence if night.refused else None,
        overnight=_with_links(night, flags, overnight(night, day_asked(night.query.get("since", ""), "since"))),
        signals=sorted(signals, key=_newest_on, reverse=True),
        rates=pressing_first([rate for rate in rates if rate["trial_share"] is not None]),
        finding=finding(rates),
        verdicts=by_verdict(rates),
        feeds=night.rows("feed"),
        refused=night.rows("refused_file"),
        unverified=night.rows("unverified"),
        steps=tonight(night),
        shown=SHOWN,
        most_changes=MOST_CHANGES,
    )


def needs_today(night: OpenNight, flags: list[Listed]) -> dict[str, Any]:
    """What nobody has judged, and since the previous night: new and gone ones of all `flags`, refused files.

    Without a previous night nothing is called new: all refused files are shown, and flags are not counted.
    """
    earlier = night.earlier
    serious = unread_serious(night)
    refused = night.rows("refused_file")
    for row in serious:
        row["is_new"] = None if earlier is None else quarantine_key(row) not in earlier.quarantined
    here = {(flag.flag_id,) for flag in flags}
    new = [flag for flag in flags if flag.is_new]
    titles = {signal["rule"]: signal["title"] for signal in night.rows("signal")}
    gone = [] if earlier is None else [row for key, row in earlier.flags.items() if key not in here]
    return {
        "serious": serious,
        "without_dose": night.rows("patient_without_dose"),
        "new_flags": flags_in_words(night, new[:SHOWN]),
        "n_new_flags": len(new),
        "n_flags": len(flags),
        "gone": [{**row, "title": titles.get(row["rule"], row["rule"])} for row in gone],
        "refused": [row for row in refused if earlier is None or (row["source_file"],) not in earlier.files],
        "n_refused": len(refused),
        "earlier": earlier,
        "problem": night.earlier_problem,
    }


def unread_serious(night: OpenNight) -> list[Row]:
    """Quarantined rows that may be serious and that nobody has answered: each with its day, day due and page."""
    works = {
        (work["source_file"], work["source_row"]): work for work in night.decided("case_work", subject=ROW_SUBJECT)
    }
    clocks = {(clock["source_file"], clock["source_row"]): clock for clock in night.rows("clock", subject=ROW_SUBJECT)}
    found = []
    for row in night.rows("quarantine", may_be_serious=True):
        place = row["source_file"], row["source_row"]
        work, clock = works.get(place), clocks.get(place)
        if work is not None and not work["is_waiting"]:
            continue
        row["day_number"] = None if clock is None else (night.counted_on - clock["day0_on"]).days
        row["due_on"] = clock and clock["due_on"]
        row["state"] = work and work["state"]
        row["link"] = (work and link_of(night, work)) or f"{PAGE}#row-{row['source_file']}-{row['source_row']}"
        found.append(row)
    return found


def _with_links(night: OpenNight, flags: list[Listed], changed: dict[str, Any]) -> dict[str, Any]:
    """The changes, each flag with the link to its evidence, a case to its page, what is gone to that of its person."""
    links = {flag.flag_id: flag.link for flag in flags}
    links |= case_links(night, [change["subject_id"] for change in changed["cases"]])
    for change in (*changed["flags"], *changed["cases"]):
        change["link"] = links.get(change["subject_id"]) or patient_link(night, change["patient_id"])
    for change in (*changed["crossings"], *changed["rates"]):
        change["link"] = f"rate-{change['rule']}.html"
    return changed


def _newest_on(signal: Row) -> date:
    return signal["newest_on"] or date.min


def tonight(night: OpenNight) -> list[Row]:
    """Steps of the run that built this night, in the order in which they began."""
    return in_short(night.rows("step", is_tonight=True))
