"""One lane a person: every dose in time with the interval that it covers, the latest on top, up to the data cut-off."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from html import escape
from typing import Any

import plotly.graph_objects as go

from dashboards import theme
from dashboards.figures.sheet import empty, sheet, x_title
from dashboards.words import counted, day

Rows = Sequence[dict[str, Any]]

MOST_LANES = 40
SHOWN_INTERVALS = 13
"""Dosing intervals before the cut-off that are drawn: half a year of a drug given every two weeks."""
LANE_PX = 24
LEFT_PX, RIGHT_PX = 76, 66
WIDEST_NAME = 9
DAY_MS = 86_400_000
NOTHING = "No lane to draw: nobody who was treated is known to be living."
METHODS = {"infusion": "circle", "push": "diamond", None: "square"}
MARKS: Mapping[str, dict[str, Any]] = {
    "maintenance": {"size": 9, "color": "#FFFFFF", "line": {"width": 1.5, "color": theme.BLUE}},
    "loading": {"size": 12, "color": theme.BLUE, "line": {"width": 1, "color": theme.INK}},
    "reload": {"size": 13, "color": theme.BLUE, "line": {"width": 3, "color": theme.INK}},
    "late": {"size": 13, "color": theme.ABOVE, "line": {"width": 1.5, "color": theme.INK}},
    "not_known": {"size": 11, "color": theme.TRIAL_BAND, "line": {"width": 2, "color": theme.TRIAL_LINE}},
}
MARK_WORDS = {
    "maintenance": "maintenance dose",
    "loading": "loading dose",
    "reload": "loading dose again after a gap",
    "late": "late, and without the loading dose that was due",
    "not_known": "amount not known",
}
BARS: Mapping[str, dict[str, Any]] = {
    "covered": {"color": theme.OURS_BAND, "line": {"width": 1, "color": theme.BLUE}},
    "gap": {"color": theme.INK, "line": {"width": 1, "color": theme.INK},
            "pattern": {"shape": "/", "fgcolor": theme.INK, "bgcolor": "#FFFFFF", "size": 5}},
    "no dose known": {"color": theme.ABOVE, "line": {"width": 1, "color": theme.INK}},
    "site has not reported": {"color": theme.TRIAL_BAND, "line": {"width": 1, "color": theme.TRIAL_LINE}},
}  # fmt: skip
WIDTHS = {"covered": 0.62, "gap": 0.3, "no dose known": 0.3, "site has not reported": 0.3}


def swimmer(rows: Rows, doses: Rows, *, interval_days: int, late_days: int) -> go.Figure:
    """Lanes of at most 40 people, those first whose lateness is certain; `finding` says where the others lie.

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
    end = max([cut_off, *(person["scheduled_on"] for person in people)]) + timedelta(days=3)
    shown = [dose for dose in doses if dose["patient_id"] in places]
    figure = sheet(
        f"A gap of {late_days} days or more beyond the {interval_days}-day interval asks for a loading dose",
        plot_px=max(LANE_PX * len(people), 60), left_px=LEFT_PX, right_px=RIGHT_PX,
    )  # fmt: skip
    by_patient = {person["patient_id"]: person for person in people}
    for kind in BARS:
        _add_bars(figure, _pieces(shown, by_patient, kind, first, late_days), kind, places)
    for mark in MARKS:
        for method in METHODS:
            at = [d for d in shown if d["mark"] == mark and _method(d) == method and d["started_on"] >= first]
            _add_marks(figure, at, mark, method, places)
    _add_cut_off(figure, cut_off)
    _name_lanes(figure, people, places)
    figure.update_xaxes(
        type="date", range=[f"{first:%Y-%m-%d}", f"{end:%Y-%m-%d}"], nticks=7, tickformat="%-d %b<br>%Y"
    )
    figure.update_layout(barmode="overlay", bargap=0)
    x_title(figure, "Local date")
    return figure


def lanes(rows: Rows) -> list[dict[str, Any]]:
    """The people who have a lane, top first: those whose lateness is certain before those who may only not be reported."""
    return ordered(rows)[:MOST_LANES]


def ordered(rows: Rows) -> list[dict[str, Any]]:
    """Everyone in the order of the lanes."""
    return sorted(rows, key=lambda row: (not is_certainly_late(row), -row["days_late"], row["patient_id"]))


def is_certainly_late(row: Mapping[str, Any]) -> bool:
    """Whether a dose is missing by the site's own records, and not only not reported."""
    return row["state"] in {"reload_due", "presumed_stopped"} and bool(row["is_reported_by_site"])


def finding(rows: Rows) -> str:
    """Who is drawn, of whom the site has not reported, and where those lie who are not drawn."""
    if not rows:
        return NOTHING
    people = ordered(rows)
    drawn, rest = people[:MOST_LANES], people[MOST_LANES:]
    n_late = sum(is_certainly_late(row) for row in drawn)
    n_silent = sum(row["state"] in {"reload_due", "presumed_stopped"} for row in drawn) - n_late
    said = [
        f"{counted(len(drawn), 'living patient')} drawn, "
        f"{n_late} of them late by their site’s own records",
        *([f"{n_silent} so late that a loading dose is due unless their site has not reported one yet"] if n_silent else []),
    ]  # fmt: skip
    sentence = f"{'; '.join(said)}."
    if not rest:
        return f"{sentence} Nobody living is left out."
    least, most = rest[-1]["days_late"], rest[0]["days_late"]
    return (
        f"{sentence} {counted(len(rest), 'more patient')} {'is' if len(rest) == 1 else 'are'} not drawn: "
        f"{'' if least == most else 'from '}{beside_the_day(most)}{'' if least == most else f' to {beside_the_day(least)}'}."
    )


def beside_the_day(days_late: int) -> str:
    """Where the cut-off lies beside the scheduled day, in words."""
    if days_late == 0:
        return "on the scheduled day"
    return f"{counted(abs(days_late), 'day')} {'after' if days_late > 0 else 'before'} the scheduled day"


def _method(dose: Mapping[str, Any]) -> str | None:
    return dose["method"] if dose["method"] in METHODS else None


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


def _add_bars(
    figure: go.Figure, pieces: Iterable[tuple[str, date, date]], kind: str, places: Mapping[str, int]
) -> None:
    kept = list(pieces)
    if kept:
        figure.add_bar(
            orientation="h", name=kind, width=WIDTHS[kind], marker=BARS[kind], hoverinfo="skip",
            base=[f"{begin:%Y-%m-%d}" for _who, begin, _end in kept],
            x=[(end - begin).days * DAY_MS for _who, begin, end in kept],
            y=[places[who] for who, _begin, _end in kept],
        )  # fmt: skip


def _add_marks(figure: go.Figure, doses: Rows, mark: str, method: str | None, places: Mapping[str, int]) -> None:
    if doses:
        figure.add_scatter(
            x=[dose["started_on"] for dose in doses], y=[places[dose["patient_id"]] for dose in doses],
            mode="markers", name=f"{MARK_WORDS[mark]}, {method or 'method not reported'}", cliponaxis=False,
            marker={**MARKS[mark], "symbol": METHODS[method], "opacity": 1},
            text=[_said(dose) for dose in doses], hovertemplate="%{text}<extra></extra>",
        )  # fmt: skip


def _said(dose: Mapping[str, Any]) -> str:
    late = dose["days_late"]
    lines = [
        f"{dose['patient_id']}, {day(dose['started_on'])}: {MARK_WORDS[dose['mark']]}",
        f"{'amount not reported' if dose['dose_mg'] is None else format(float(dose['dose_mg']), 'g') + ' mg'}, "
        f"{dose['method'] or 'method not reported'}",
        *([] if late is None else [f"given {beside_the_day(late)}"]),
    ]
    return "<br>".join(escape(line, quote=False) for line in lines)


def _add_cut_off(figure: go.Figure, cut_off: date) -> None:
    figure.add_shape(
        type="line", x0=f"{cut_off:%Y-%m-%d}", x1=f"{cut_off:%Y-%m-%d}", y0=0, y1=1, yref="y domain",
        name="data cut-off", line={"color": theme.INK, "width": 2, "dash": "dash"},
    )  # fmt: skip
    figure.add_annotation(
        text=f"data cut-off<br>{day(cut_off)}", x=f"{cut_off:%Y-%m-%d}", xanchor="right", xshift=-6,
        y=0, yref="y domain", yanchor="bottom", align="right", showarrow=False, bgcolor=theme.LABEL_GROUND,
    )  # fmt: skip


def _name_lanes(figure: go.Figure, people: Rows, places: Mapping[str, int]) -> None:
    figure.update_yaxes(
        range=[0.3, len(people) + 0.7], showgrid=False, ticks="",
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
