"""HIV RNA and CD4 over time: most people respond. Baselines about those of TMB-301 (Emu 2018)."""

import numpy as np

from flows.simulator.chart import NOT_STATED, Chart, expect

RNA_DAYS, CD4_DAYS = 7.0, 60.0
"""Time constants of the fall and the rise."""

FALL_LOG10 = {"weak": 0.8, "strong": 2.6, "rising": -0.6}
CD4_RISE = {"weak": 60.0, "strong": 110.0, "rising": -40.0}
NON_RESPONDER_SHARE = 0.18
RESPONDERS_END_LOG10 = (1.0, 2.0)
"""Where a responder's HIV RNA ends: below 200 copies/mL, whatever the scatter."""


def cd4_and_rna(chart: Chart, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """CD4 cells per mm3 and HIV RNA copies per mL at each visit."""
    days = np.array([(at - chart.first_dose_at).total_seconds() / 86_400 for at in chart.visits]).clip(0)
    response = chart.pattern.response
    rise = CD4_RISE.get(response, float(rng.uniform(10, 90)))
    base_log10 = float(np.clip(rng.normal(4.7, 0.4), 4.0, 5.7))
    fall = FALL_LOG10.get(response)
    if fall is None:
        is_responder = rng.random() >= NON_RESPONDER_SHARE
        fall = base_log10 - float(rng.uniform(*RESPONDERS_END_LOG10)) if is_responder else 0.2
        if not is_responder and chart.pattern.kind == "clean":
            _expect_no_response(chart)
    base_cd4 = float(np.clip(rng.normal(150, 60), 60, 350))
    scatter = rng.normal(0, 0.04, len(days)).clip(-0.08, 0.08)
    log10 = base_log10 - fall * (1 - np.exp(-days / RNA_DAYS)) + scatter
    cd4 = base_cd4 + rise * (1 - np.exp(-days / CD4_DAYS)) + rng.normal(0, 4, len(days)).clip(-8, 8)
    return cd4.clip(5), 10**log10


def _expect_no_response(chart: Chart) -> None:
    """Who hardly responds shows it a week after loading; whether week 24 is seen depends on the programme."""
    expect(chart, "flagged", chart.visits[2].date(), rule="no_response", note="HIV RNA hardly falls")
    expect(chart, NOT_STATED, rule="virologic_failure", note="HIV RNA hardly falls")
