"""Colours, type and Plotly settings, in one place. Marks reach 3:1 on white, text 4.5:1."""

from typing import Any

import plotly.graph_objects as go

BLUE = "#0072B2"
TRIAL_LINE = "#6B6F76"
TRIAL_BAND = "#D9DBDE"
INK = "#1A1C1F"
RULE_LINE = "#E3E5E8"
OURS_BAND = "#CFE3F0"
TRIAL_BAND_OUTER = "#ECEDEF"
TRIAL_BAND_INNER = "#C9CCD1"
ABOVE = "#D55E00"
LABEL_GROUND = "rgba(255, 255, 255, 0.82)"
FONT = "system-ui, -apple-system, 'Segoe UI', 'Liberation Sans', Arial, sans-serif"
TEXT_PX = 14

FIGURE_CONFIG: dict[str, Any] = {
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "displaylogo": False,
    "displayModeBar": False,
    "scrollZoom": False,
    "doubleClick": False,
    "responsive": True,
}

TEMPLATE = go.layout.Template(
    layout={
        "font": {"family": FONT, "size": TEXT_PX, "color": INK},
        "paper_bgcolor": "#FFFFFF",
        "plot_bgcolor": "#FFFFFF",
        "hoverlabel": {
            "font": {"family": FONT, "size": TEXT_PX, "color": INK},
            "bgcolor": "#FFFFFF",
            "align": "left",
        },
        "xaxis": {"tickangle": 0},
        "showlegend": False,
        "dragmode": False,
        "margin": {"l": 22, "r": 24, "t": 8, "b": 52},
    }
)
TEMPLATE_AS_DATA: dict[str, Any] = TEMPLATE.to_plotly_json()
