"""Each site's share beside the whole programme's, inside or outside exact limits. A reason to look, not a ranking."""

from collections.abc import Sequence
from html import escape
from typing import Any

import plotly.graph_objects as go

from dashboards import theme
from dashboards.figures.sheet import (
    LABEL_GAP_PX,
    PLOT_PX,
    Label,
    apart,
    empty,
    floats,
    label_at_right,
    percent_axis,
    sheet,
    x_title,
)  # fmt: skip
from dashboards.words import counted, fraction, percent

Rows = Sequence[dict[str, Any]]

NOTHING = "No site to draw: nobody could be judged at any site."
NONE_OUTSIDE = "none lies outside the limits, which does not show that they are alike"
LOOKS = {
    "inside": {"symbol": "circle", "size": 9, "color": theme.BLUE, "line": {"width": 1, "color": "#FFFFFF"}},
    "outside": {"symbol": "diamond", "size": 13, "color": theme.ABOVE, "line": {"width": 1.5, "color": theme.INK}},
    "too few": {"symbol": "circle-open", "size": 9, "color": theme.TRIAL_LINE, "line": {"width": 1.5}},
}
LIMITS = (("95", "95 %", "dot"), ("998", "99.8 %", "dash"))


def funnel(rows: Rows) -> go.Figure:
    """Sites by their number of patients: inside the limits a dot, outside a named diamond, too few hollow.

    The limits are lines through those computed at the sites' own sizes. Reads rows of `signals.site_rate` of one
    rule: site_id, n_patients, n_with_event, share, programme_share, low_95, high_95, low_998, high_998, position.
    Source: Spiegelhalter 2005, Stat Med 24:1185.
    """
    sites = sorted(rows, key=lambda row: (row["n_patients"], row["site_id"]))
    if not sites:
        return empty(NOTHING)
    figure = sheet("Share of patients with it at each site; diamonds lie outside the limits", right_px=76)
    end = 1.06 * sites[-1]["n_patients"] + 1
    highest = [row[name] for row in sites for name in ("share", "high_95", "high_998") if row[name] is not None]
    top = min(1.04, 1.12 * max(0.05, *(float(share) for share in highest)))
    _add_limits(figure, sites, end, top)
    for kind in LOOKS:
        _add_sites(figure, [row for row in sites if _kind(row) == kind], kind)
    _name(figure, [row for row in sites if _kind(row) == "outside"], end, top)
    percent_axis(figure, top)
    figure.update_yaxes(range=[-0.03 * top, top])
    figure.update_xaxes(range=[0, end], nticks=6, zeroline=False)
    x_title(figure, "Patients judged at the site")
    return figure


def finding(rows: Rows) -> str:
    """How many sites lie outside the limits and which, in one sentence that ranks nobody."""
    if not rows:
        return NOTHING
    n, n_patients = len(rows), sum(row["n_patients"] for row in rows)
    n_with_event = sum(row["n_with_event"] for row in rows)
    if n_with_event == 0:
        bound = percent(1 - 0.05 ** (1 / n_patients), n_patients) if n_patients else "100 %"
        return (
            f"None of {counted(n_patients, 'patient')} at {counted(n, 'site')} had it, which still allows a share of "
            f"up to {bound} (one-sided 95 %), so no site can be told from another."
        )
    judged = [row for row in rows if row["position"] != "too few"]
    if not judged:
        return f"None of {counted(n, 'site')} has enough patients to be judged."
    outside = sorted((row for row in judged if _kind(row) == "outside"), key=lambda row: row["site_id"])
    far = [_said(row) for row in outside if row["position"] == "outside 99.8"]
    near = [_said(row) for row in outside if row["position"] != "outside 99.8"]
    parts = [f"outside the 99.8 % limits: {', '.join(far)}"] if far else []
    parts += [f"outside the 95 % limits, where one site in twenty lies by chance: {', '.join(near)}"] if near else []
    together = fraction(n_with_event, n_patients, n_with_event / n_patients)
    found = "; ".join([*parts, "look at the data first"]) if parts else NONE_OUTSIDE
    return f"Of {counted(len(judged), 'site')} with enough patients, with {together} at all sites together, {found}."


def _said(row: dict[str, Any]) -> str:
    return f"{row['site_id']} {fraction(row['n_with_event'], row['n_patients'], float(row['share']))}"


def _kind(row: dict[str, Any]) -> str:
    return "outside" if row["position"].startswith("outside") else row["position"]


def _add_limits(figure: go.Figure, sites: Rows, end: float, top: float) -> None:
    by_size = list({row["n_patients"]: row for row in sites if row["high_998"] is not None}.values())
    if not by_size:
        return
    sizes, last = [*floats(by_size, "n_patients"), end], by_size[-1]
    labels = [Label(float(last["programme_share"]), "all sites")]
    for suffix, text, dash in LIMITS:
        for side in ("low", "high"):
            column = f"{side}_{suffix}"
            figure.add_scatter(
                x=sizes, y=[*floats(by_size, column), float(last[column])], mode="lines", name=f"{text} limit, {side}",
                hoverinfo="skip", line={"color": theme.INK, "width": 1.5, "dash": dash},
            )  # fmt: skip
        labels.append(Label(float(last[f"high_{suffix}"]), text))
    figure.add_scatter(
        x=[0, end], y=[float(last["programme_share"])] * 2, mode="lines", name="all sites", hoverinfo="skip",
        line={"color": theme.TRIAL_LINE, "width": 2},
    )  # fmt: skip
    label_at_right(figure, labels, top=top)


def _add_sites(figure: go.Figure, sites: Rows, kind: str) -> None:
    if not sites:
        return
    figure.add_scatter(
        x=[row["n_patients"] for row in sites], y=floats(sites, "share"), mode="markers", name=kind, cliponaxis=False,
        marker=LOOKS[kind], text=[f"{escape(_said(row), quote=False)}<br>{row['position']}" for row in sites],
        hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip


def _name(figure: go.Figure, outside: Rows, end: float, top: float) -> None:
    """Names beside the diamonds, moved apart where two would overlap, each tied to its own by a line."""
    by_height = sorted(outside, key=lambda row: row["share"])
    places = apart([float(row["share"]) for row in by_height], gap=LABEL_GAP_PX * top / PLOT_PX, top=top)
    for row, place in zip(by_height, places, strict=True):
        is_right = row["n_patients"] > end / 2
        figure.add_annotation(
            text=escape(row["site_id"], quote=False), x=row["n_patients"], y=float(row["share"]),
            xanchor="right" if is_right else "left", ax=-16 if is_right else 16,
            ay=-(place - float(row["share"])) / top * PLOT_PX, showarrow=True, arrowhead=0, arrowwidth=1, standoff=8,
            bgcolor=theme.LABEL_GROUND, font={"weight": "bold"},
        )  # fmt: skip
