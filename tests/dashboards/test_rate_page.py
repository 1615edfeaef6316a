"""The page of a signal's rate: verdict, sentences, figures with their findings, crossings."""

import json
from datetime import date

from full_sample import write_sample
from page import Page

from dashboards.site import write_site
from flows.warehouse import open_warehouse


def test_a_rate_page_says_the_verdict_its_reason_and_both_sentences(site):
    page = Page(site["rate-creatinine_rise.html"])
    assert "above Reason of creatinine_rise." in page.text
    assert "Sentence of creatinine_rise." in page.text
    assert "Rate of creatinine_rise." in page.text


def test_a_page_without_any_path_or_month_says_so_in_each_figure_and_still_opens(site):
    page = Page(site["rate-anaphylaxis.html"])
    assert "No count of a trial" in page.text
    assert "Crossings that any night saw None. Checked: every night on record." in page.text


def test_a_watched_signal_has_its_path_its_fan_and_its_crossing(tmp_path):
    warehouse = write_sample(tmp_path / "now.duckdb")
    with open_warehouse(warehouse) as con:
        columns = con.table("signals.monitor").columns
        path = {
            "rule": "creatinine_rise", "baseline_id": "us_creatinine", "statistic": "e_value",
            "design_id": "d1", "trial_n_with_event": 4, "trial_patient_years": 17.5,
            "predicted_low": 1, "predicted_mid": 5, "predicted_high": 12, "predicted_low_50": 3,
            "predicted_high_50": 7, "watch_boundary": 10, "boundary": 20,
        }  # fmt: skip
        for day, events, years, value in ((date(2026, 1, 31), 3, 5, 2.0), (date(2026, 2, 10), 12, 6, 31.0)):
            row = path | {"until_on": day, "n_events": events, "patient_years": years, "value": value}
            con.execute(
                f"INSERT INTO signals.monitor VALUES ({', '.join('?' * len(columns))})", [row[name] for name in columns]
            )
        con.execute(
            "INSERT INTO signals.crossing VALUES ('creatinine_rise', 'us_creatinine', 'e_value', 'above', 'd1', "
            "DATE '2026-02-10', 31, 20, DATE '2026-02-12', true)"
        )
    write_site(warehouse, tmp_path / "site")
    page = Page((tmp_path / "site" / "rate-creatinine_rise.html").read_text())
    assert "The watch beside the trial: Laboratory abnormalities in the US label" in page.text
    assert "Evidence against the trial’s rate, night by night (e-value)" in page.text
    assert (
        "e-value above Laboratory abnormalities in the US label 10 Feb 2026 31.0 20 12 Feb 2026 crossed too d1"
        in page.text
    )
    assert len(page.figures) == 3
    assert all(json.dumps(figure["data"]) != "null" for figure in page.figures)
