"""One lane a person: every dose in time with the interval that it covers, the latest on top, up to the data cut-off."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from html import escape
from typing import Any

import plotly.graph_objects as go

from dashboards import theme
from dashboards.figures.sheet import empty, sheet
from dashboards.figures.swimmer_marks import BARS, MARKS, METHODS, add_bars, add_marks, beside_the_day, method_of
from dashboards.words import counted, day

Rows = Sequence[dict[str, Any]]

MOST_LANES = 40
SHOWN_INTERVALS = 13
"""Dosing intervals before the cut-off that are drawn: half a year of a drug given every two weeks."""
EDGE_DAYS = 4
LANE_PX = 24
LEFT_PX, RIGHT_PX = 76, 66
WIDEST_NAME = 9
NOTHING = "No lane to draw: nobody is known to be on treatment."


def swimmer(rows: Rows, doses: Rows, *, interval_days: int, late_days: int) -> go.Figure:
    """Lanes of at most 40 people on treatment, most late on top; `finding` says where the others lie.

    Those late by the records of their own site come before those of whom a dose may only not be reported yet.

    A dose is a mark: its shape is the method, its fill the kind. The bar behind it ends on the scheduled day of the
    next one; a gap in which a loading dose came to be due is a thinner bar, in grey where the site has not reported.
    Reads rows of `marts.next_dose` (patient_id, site_id, last_dose_on, scheduled_on, as_of, days_late, state,
    is_reported_by_site) and of `marts.dose_history` (patient_id, started_on, dose_mg, method, mark, days_late,
    covered_until_on, next_on); both numbers are those of `dose_late` in `marts.rule_number`. Sources: Chia et al. 2016,
    J Natl Cancer Inst 108:djw031 (swimmer plots); FDA 2022, Standard Safety Tables and Figures (shared
    and proportional time axis); US prescribing information of ibalizumab, section 2 (interval, missed dose).
    """
    people = lanes(rows)
    if not people:
        return empty(NOTHING)
    places = {person["patient_id"]: len(people) - place for place, person in enumerate(people)}
    cut_off = max(person["as_of"] for person in people)
    first = cut_off - timedelta(days=SHOWN_INTERVALS * interval_days)
    edge = first - timedelta(days=EDGE_DAYS)
    end = max([cut_off, *(person["scheduled_on"] for person in people)]) + timedelta(days=EDGE_DAYS)
    shown = [dose for dose in doses if dose["patient_id"] in places]
    figure = sheet(
        f"A gap of {late_days} days or more beyond the {interval_days}-day interval asks for a loading dose",
        plot_px=LANE_PX * (len(people) + 2), left_px=LEFT_PX, right_px=RIGHT_PX,
    )  # fmt: skip
    by_patient = {person["patient_id"]: person for person in people}
    for kind in BARS:
        add_bars(figure, _pieces(shown, by_patient, kind, first, late_days), kind, places)
    for mark in MARKS:
        for method in METHODS:
            at = [d for d in shown if d["mark"] == mark and method_of(d) == method and d["started_on"] >= first]
            add_marks(figure, at, mark, method, places)
    _add_cut_off(figure, cut_off)
    _name_lanes(figure, people, places)
    figure.update_xaxes(
        type="date", range=[f"{edge:%Y-%m-%d}", f"{end:%Y-%m-%d}"], nticks=4, tickangle=0, tickformat="%-d %b<br>%Y"
    )
    figure.update_layout(barmode="overlay", bargap=0)
    return figure


def lanes(rows: Rows) -> list[dict[str, Any]]:
    """The people who have a lane, top first: those certainly late before those who may only not be reported."""
    return ordered(rows)[:MOST_LANES]


def ordered(rows: Rows) -> list[dict[str, Any]]:
    """Everyone who may have a lane, in the order of the lanes; whose stop is presumed has none."""
    going_on = [row for row in rows if row["state"] != "presumed_stopped"]
    return sorted(going_on, key=lambda row: (not is_certainly_late(row), -row["days_late"], row["patient_id"]))


def is_certainly_late(row: Mapping[str, Any]) -> bool:
    """Whether a loading dose is due again by the site's own records, and not only not reported."""
    return row["state"] == "reload_due" and bool(row["is_reported_by_site"])


def finding(rows: Rows) -> str:
    """Who is drawn, of whom the site has not reported, and where those lie who are not drawn."""
    people = ordered(rows)
    n_stopped = len(rows) - len(people)
    if not people:
        return NOTHING
    drawn, rest = people[:MOST_LANES], people[MOST_LANES:]
    n_late = sum(is_certainly_late(row) for row in drawn)
    n_silent = sum(row["state"] == "reload_due" for row in drawn) - n_late
    silent = f"; of {n_silent} no dose is known, but their site has not reported so far" if n_silent else ""
    said = [f"{counted(len(drawn), 'patient')} drawn: {n_late} late by the records of their own site{silent}."]
    if rest:
        least, most = rest[-1]["days_late"], rest[0]["days_late"]
        between = beside_the_day(most) if least == most else f"from {beside_the_day(most)} to {beside_the_day(least)}"
        said.append(f"Not drawn: {counted(len(rest), 'more patient')}, {between}.")
    if n_stopped:
        said.append(f"Not drawn either: {n_stopped} presumed stopped." if rest else f"Not drawn: {n_stopped} presumed "
                    "stopped.")  # fmt: skip
    return " ".join(said if len(said) > 1 else [*said, "Nobody living is left out."])


def _pieces(
    doses: Rows, people: Mapping[str, dict[str, Any]], kind: str, first: date, late_days: int
) -> list[tuple[str, date, date]]:
    """(patient, from, to) of the bars of one kind, cut at the left edge of the plot."""
    found = []
    for dose in doses:
        covered, following = dose["covered_until_on"], dose["next_on"]
        person = people[dose["patient_id"]]
        until = following or person["as_of"]
        if kind == "covered":
            begin, end = dose["started_on"], min(covered, following) if following else covered
        else:
            begin, end = covered, until
            if (end - begin).days < late_days or kind != _kind_of_gap(dose, person):
                continue
        if end > max(begin, first):
            found.append((dose["patient_id"], max(begin, first), end))
    return found


def _kind_of_gap(dose: Mapping[str, Any], person: Mapping[str, Any]) -> str:
    if dose["next_on"]:
        return "gap"
    return "no dose known" if person["is_reported_by_site"] else "site has not reported"


def _add_cut_off(figure: go.Figure, cut_off: date) -> None:
    figure.add_shape(
        type="line", x0=f"{cut_off:%Y-%m-%d}", x1=f"{cut_off:%Y-%m-%d}", y0=0, y1=1, yref="y domain",
        name="data cut-off", line={"color": theme.INK, "width": 2, "dash": "dash"},
    )  # fmt: skip
    figure.add_annotation(
        text=f"data cut-off {day(cut_off)}", x=f"{cut_off:%Y-%m-%d}", xanchor="right", xshift=-6,
        y=0, yref="y domain", yanchor="bottom", yshift=4, align="right", showarrow=False, bgcolor=theme.LABEL_GROUND,
    )  # fmt: skip


def _name_lanes(figure: go.Figure, people: Rows, places: Mapping[str, int]) -> None:
    figure.update_yaxes(
        range=[-1.3, len(people) + 0.7], showgrid=False, ticks="",
        tickvals=[places[person["patient_id"]] for person in people],
        ticktext=[escape(_short(person["patient_id"]), quote=False) for person in people],
    )  # fmt: skip
    for person in people:
        figure.add_annotation(
            text=f"{person['days_late']:+d} d{'' if _is_settled(person) else ' ?'}".replace("-", "\N{MINUS SIGN}"),
            x=1, xref="paper", xanchor="left", xshift=6, y=places[person["patient_id"]], yanchor="middle",
            align="left", showarrow=False, name="days beside the scheduled day",
        )  # fmt: skip


def _is_settled(person: Mapping[str, Any]) -> bool:
    return person["state"] == "due" or bool(person["is_reported_by_site"])


def _short(patient_id: str) -> str:
    return patient_id if len(patient_id) <= WIDEST_NAME else f"{patient_id[: WIDEST_NAME - 1]}…"
