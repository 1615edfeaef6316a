"""Blood draws: screening, before each dose, a week after the first; a panel of 25 results each."""

from datetime import date, datetime, timedelta

import numpy as np

from flows.simulator.chart import Chart, Row, add, expect, instant, revise
from flows.simulator.panel import Assay, assays, levels, result_text, written
from flows.simulator.places import CENTRAL, NORD
from flows.simulator.response import cd4_and_rna

SCREENING_BEFORE = timedelta(days=10)
RULE_ANALYTES = {
    "neutrophils",
    "bilirubin_total",
    "bilirubin_direct",
    "creatinine",
    "alt",
    "ast",
    "alp",
    "cd4",
    "hiv_rna",
    "leukocytes",
    "platelets",
    "haemoglobin",
    "glucose",
    "lipase",
    "urate",
}
MISSING_SHARE, PRELIMINARY_SHARE = 0.01, 0.1


def plan_visits(chart: Chart) -> None:
    """Fill `chart.visits` from the doses; who stops comes once more, a fortnight after the last dose."""
    first = chart.first_dose_at
    chart.visits = [first - SCREENING_BEFORE, first - timedelta(minutes=45)]
    if not chart.pattern.is_treated:
        del chart.visits[1]
        return
    chart.visits.append(first + timedelta(days=7))
    chart.visits += [dose.started - timedelta(minutes=40) for dose in chart.doses[1:]]
    if chart.pattern.stops_after_days and chart.pattern.kind != "died":
        chart.visits.append(chart.doses[-1].started + timedelta(days=14))


def write_results(chart: Chart, rng: np.random.Generator, new_unit_on: date) -> None:
    """Write the panel of every visit. From `new_unit_on` LAB-CENTRAL reports neutrophils in cells per mm3."""
    values = _values(chart, rng)
    panel = assays(chart.laboratory.sender_id)
    for visit, at in enumerate(chart.visits):
        for analyte, course in values.items():
            assay = panel[analyte]
            if analyte == "neutrophils" and chart.laboratory.sender_id == CENTRAL and at.date() >= new_unit_on:
                assay = panel["neutrophils_cells"]
            row = write_result(chart, at, assay, result_text(chart, assay, float(course[visit])))
            if analyte == "glucose":
                row.fields["is_fasting"] = "yes" if rng.random() < 0.8 else "unknown"
            chart.results[visit, analyte] = row
    _report_some_twice(chart, rng)
    _forget_some(chart, rng)
    if chart.pattern.kind == "clean":
        note = "draws a fortnight apart: most creatinines have no other in the week before"
        expect(chart, "incomplete", rule="acute_kidney_injury", note=note)


def write_result(chart: Chart, at: datetime, assay: Assay, text: str) -> Row:
    """Write one result, reported the next day."""
    lower = assay.lower_limit_f if chart.is_female else assay.lower_limit
    return add(
        chart, "lab_result", at + timedelta(hours=20),
        laboratory_id=chart.laboratory.sender_id,
        collected_at=instant(chart, at),
        analyte=assay.name,
        loinc=assay.loinc,
        value=text,
        decimal_mark="," if chart.laboratory.decimal_mark == "," else "",
        unit=assay.unit,
        lower_limit=written(chart, lower),
        upper_limit=written(chart, assay.upper_limit),
    )  # fmt: skip


def _values(chart: Chart, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Analyte → value at each visit, conventional units."""
    spec = levels()
    n_visits = len(chart.visits)
    bounds = np.array([list(level) for level in spec.values()])
    typical, spread, noise, least, most = bounds.T
    own = typical * np.exp(spread * rng.normal(size=len(spec)).clip(-2, 2))
    scatter = np.exp(noise * rng.normal(size=(n_visits, len(spec))).clip(-2, 2))
    matrix = (own * scatter).clip(least, most)
    values = dict(zip(spec, matrix.T, strict=True))
    values["leukocytes"] = values["neutrophils"] + values["lymphocytes"] + 0.6
    values["egfr"] = egfr(values["creatinine"], chart)
    values["cd4"], values["hiv_rna"] = cd4_and_rna(chart, rng)
    values["cd4_percent"] = (values["cd4"] / values["lymphocytes"] / 10).clip(1, 60)
    return values


def recompute_egfr(chart: Chart) -> None:
    """Make the estimated filtration rates agree with creatinines that were planted."""
    panel = assays(chart.laboratory.sender_id)
    for visit in range(len(chart.visits)):
        text = chart.results[visit, "creatinine"].fields["value"].replace(",", ".")
        rate = egfr(np.array(float(text) / panel["creatinine"].factor), chart)
        chart.results[visit, "egfr"].fields["value"] = result_text(chart, panel["egfr"], float(rate))


def egfr(creatinine_mg_dl: np.ndarray, chart: Chart) -> np.ndarray:
    """Estimated glomerular filtration rate, mL/min/1.73 m². Source: CKD-EPI 2021, creatinine."""
    kappa, alpha, factor = (0.7, -0.241, 1.012) if chart.is_female else (0.9, -0.302, 1.0)
    share = creatinine_mg_dl / kappa
    age = chart.first_dose_on.year - chart.birth_year
    return np.asarray(142 * np.minimum(share, 1) ** alpha * np.maximum(share, 1) ** -1.2 * 0.9938**age * factor)


def _report_some_twice(chart: Chart, rng: np.random.Generator) -> None:
    """HIV RNA of LAB-NORD is sometimes preliminary first, and final three days later."""
    for (_, analyte), row in chart.results.items():
        if chart.laboratory.sender_id == NORD and analyte == "hiv_rna" and rng.random() < PRELIMINARY_SHARE:
            row.fields["record_status"] = "preliminary"
            revise(chart, "lab_result", row, 3, status="final")


def _forget_some(chart: Chart, rng: np.random.Generator) -> None:
    """Leave out some units and limits of analytes that no rule judges."""
    for (_, analyte), row in chart.results.items():
        if analyte not in RULE_ANALYTES and rng.random() < MISSING_SHARE:
            if rng.random() < 0.5:
                row.fields["unit"] = ""
            else:
                row.fields.update(lower_limit="", upper_limit="")
