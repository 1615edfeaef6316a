"""Our own past: closed months against those before them, what is still to come, gaps between rare events."""

from datetime import date

import pandas as pd
import pytest

from flows.drift import drift, gaps
from flows.monitoring_design import published_design

DESIGN = published_design()
AS_OF = date(2026, 12, 31)
NO_DELAYS = pd.DataFrame({"onset_on": pd.to_datetime([]), "delay_days": pd.Series([], dtype="int64")})


def months(*counts, patient_years=10.0, n_open=0, rule="rash"):
    first = pd.date_range("2026-01-01", periods=len(counts), freq="MS")
    return pd.DataFrame(
        {
            "rule": rule,
            "month_on": first,
            "n_events": counts,
            "patient_years": patient_years,
            "is_closed": [number < len(counts) - n_open for number in range(len(counts))],
        }
    )


def test_a_month_is_compared_with_the_rate_of_the_closed_months_before_it():
    row = drift(months(4, 6, 20), NO_DELAYS, DESIGN, AS_OF).iloc[-1]
    assert (row["n_history_events"], row["history_patient_years"]) == (10, 20)
    assert row["n_expected"] == pytest.approx(5)
    assert row["ratio"] == pytest.approx(4)
    assert row["ratio_low"] > 1 < row["ratio_high"]
    assert "20 first events against 5.0 expected" in row["sentence"]
    assert "95 % interval" in row["sentence"]


def test_the_first_month_has_nothing_before_it_and_is_not_judged():
    row = drift(months(4, 6), NO_DELAYS, DESIGN, AS_OF).iloc[0]
    assert pd.isna(row["n_expected"])
    assert pd.isna(row["ratio_low"])
    assert "No closed month before it" in row["sentence"]


def test_an_open_month_is_shown_but_neither_judged_nor_history():
    found = drift(months(4, 6, 40, n_open=1), NO_DELAYS, DESIGN, AS_OF)
    assert pd.isna(found.iloc[-1]["ratio"])
    assert pd.isna(found.iloc[-1]["cusum"])
    assert "Provisional, not judged" in found.iloc[-1]["sentence"]
    with_more = drift(months(4, 6, 40, 5, n_open=2), NO_DELAYS, DESIGN, AS_OF)
    assert with_more.iloc[-1]["n_history_events"] == 10


def test_history_is_at_most_the_months_that_the_design_names():
    found = drift(months(*[100] + [2] * 13), NO_DELAYS, DESIGN, AS_OF)
    assert found.iloc[-1]["n_history_events"] == 2 * DESIGN.history_months


def test_a_month_without_history_events_gives_a_lower_end_and_no_ratio():
    row = drift(months(0, 0, 3), NO_DELAYS, DESIGN, AS_OF).iloc[-1]
    assert pd.isna(row["ratio"])
    assert row["ratio_low"] > 0
    assert "upwards" in row["sentence"]


def test_rare_events_have_no_cusum_and_frequent_ones_cross_after_a_rise():
    rare = drift(months(0, 1, 0, 1, 0), NO_DELAYS, DESIGN, AS_OF)
    assert rare["cusum"].isna().all()
    assert pd.isna(rare["cusum_limit"]).all()
    risen = drift(months(4, 4, 4, 4, 12, 12, 12), NO_DELAYS, DESIGN, AS_OF)
    judged = risen[risen["cusum"].notna()]
    assert (judged["cusum"] >= 0).all()
    assert judged["cusum"].iloc[-1] > judged["cusum_limit"].iloc[-1] > judged["cusum"].iloc[1]


def test_what_is_still_to_come_is_expected_from_the_delays_of_all_signals():
    onsets = pd.date_range("2026-01-01", "2026-11-30", freq="D")
    delays = pd.DataFrame({"onset_on": onsets, "delay_days": [n % 40 for n in range(len(onsets))]})
    delays = delays[delays["onset_on"] + pd.to_timedelta(delays["delay_days"], "D") <= pd.Timestamp(AS_OF)]
    row = drift(months(*[5] * 12, n_open=1), delays, DESIGN, AS_OF).iloc[-1]
    assert row["n_events"] <= row["n_nowcast_low"] <= row["n_nowcast"] <= row["n_nowcast_high"]
    assert row["n_nowcast"] > row["n_events"]
    band = f"95 % band {row['n_nowcast_low']:.0f} to {row['n_nowcast_high']:.0f}"
    assert f"expected once late reports are in ({band})" in row["sentence"]


def test_onsets_before_the_first_report_came_tell_no_delay():
    """Whatever was loaded when the programme began came late for that reason alone."""
    onsets = pd.date_range("2026-06-01", "2026-12-21", freq="D")
    delays = pd.DataFrame({"onset_on": onsets, "delay_days": 10})
    loaded = pd.DataFrame({"onset_on": pd.date_range("2022-01-01", "2026-05-01", freq="D")})
    loaded["delay_days"] = (pd.Timestamp("2026-06-11") - loaded["onset_on"]).dt.days
    with_history, alone = (drift(months(*[5] * 12, n_open=1), told, DESIGN, AS_OF)["n_nowcast"].iloc[-1]
                           for told in (pd.concat([loaded, delays]), delays))  # fmt: skip
    assert with_history == alone


def test_a_closed_month_and_a_programme_without_reports_have_no_nowcast():
    found = drift(months(*[5] * 12, n_open=1), NO_DELAYS, DESIGN, AS_OF)
    assert found[["n_nowcast", "n_nowcast_low", "n_nowcast_high"]].isna().all(axis=None)


def test_no_month_is_told_with_a_word_that_claims():
    for row in drift(months(1, 5, 0, 30, 2, n_open=1), NO_DELAYS, DESIGN, AS_OF)["sentence"]:
        assert not any(word in row for word in ("spike", "trend", "normal", "safe", "increase"))


def course(*events):
    return pd.DataFrame(
        [("rash", "on_treatment", pd.Timestamp("2026-01-01") + pd.Timedelta(days=7 * n), n_events, years)
         for n, (n_events, years) in enumerate(events)],
        columns=["rule", "window_name", "until_on", "n_events", "patient_years"],
    )  # fmt: skip


def test_a_gap_is_judged_from_three_earlier_events_on_and_short_below_its_limit():
    regular = [(n, 100.0 * n) for n in range(1, 6)]
    found = gaps(course(*regular, (6, 500.01)))
    assert list(found["n_events"]) == [1, 1, 1]
    assert list(found["is_short"]) == [False, False, True]
    assert (found["patient_weeks_before"] >= 0).all()


def test_fewer_than_three_earlier_events_or_no_event_at_all_give_no_gap():
    assert gaps(course((1, 10), (2, 20), (3, 30))).empty
    assert gaps(course((0, 10))).empty
