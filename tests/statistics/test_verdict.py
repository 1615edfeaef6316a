"""The verdict's words at each of their boundaries, and that no figures make its sentences claim too much."""

import re
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from flows.comparison import Comparison, comparison_of
from flows.monitoring_design import MonitoringDesign
from flows.numbers_in_print import beside_one, e_value_in_print, in_figures, in_years, probability_in_print
from flows.person_time_sentence import rate_sentence
from flows.statistics.rate import probability_rate_above
from flows.statistics.sequential import log_e_value
from flows.verdict import ABOVE, CANNOT_TELL, DOUBLING_UNLIKELY, NOT_JUDGED, WATCH, judge

DESIGN = MonitoringDesign(
    above_e_value=20, watch_e_value=10, strong_e_value=100, doubling_ratio=2, doubling_unlikely_probability=0.05,
    ratio_from_events=3, false_discovery_rate=0.1, cmaxsprt_alpha=0.05, cmaxsprt_horizon_events=30,
    cmaxsprt_first_look_events=3, cusum_ratio=2, cusum_years_between_false_alarms=5, cusum_from_monthly_events=1,
    history_months=12, provisional_days=60, washout_days=30, result_speaks_days=28, notable_probability=0.025, predictive_probability=0.95,
    funnel_probability=0.998, rate_ratios=(1.5, 2.0, 3.0, 5.0, 10.0), trial_patient_years=17.5,
    trial_patient_years_ceiling=19.2,
)  # fmt: skip
FORBIDDEN = [
    "no increased risk", "consistent with", "caused", "-fold", "times higher", "safe", "significant", "no difference",
    "normal", "spike", "trend", "not above",
]  # fmt: skip


def of(n_events=5, patient_years=60.5, **changes):
    return replace(Comparison(n_events, patient_years, 2, 17.5, 19.2, "V1"), **changes)


def word(n_events, patient_years=60.5, **changes):
    return judge(of(n_events, patient_years, **changes), DESIGN).word


def test_the_tiers_are_reached_by_the_smaller_e_value_of_both_person_times():
    smaller = [float(np.exp(log_e_value(k, 60.5, 2, 17.5))) for k in (31, 32, 35, 36)]
    assert [e >= 10 for e in smaller[:2]] == [False, True]
    assert [e >= 20 for e in smaller[2:]] == [False, True]
    assert [word(k) for k in (31, 32, 35, 36)] == [CANNOT_TELL, WATCH, WATCH, ABOVE]


def test_a_tier_that_only_one_person_time_reaches_is_not_given_but_told():
    verdict = judge(of(33), DESIGN)
    assert verdict.word == WATCH
    assert 'With 19.2 patient-years of the trial it would be "above", but a word must hold for both.' in verdict.reason
    assert judge(of(33, trial_patient_years=19.2), DESIGN).word == ABOVE
    assert "must hold" not in judge(of(5), DESIGN).reason


def test_a_doubling_is_unlikely_only_at_the_less_reassuring_person_time():
    years = np.arange(60, 140, 0.5)
    at_used, at_ceiling = (probability_rate_above(5, years, 2, time, times=2) for time in (17.5, 19.2))
    between = float(years[(at_used <= 0.05) & (at_ceiling > 0.05)][0])
    verdict = judge(of(5, between), DESIGN)
    assert verdict.word == CANNOT_TELL
    assert 'With 17.5 patient-years of the trial it would be "a doubling is unlikely", but' in verdict.reason
    assert word(5, float(years[at_ceiling <= 0.05][0])) == DOUBLING_UNLIKELY


def test_what_would_settle_it_does_settle_it():
    reason = judge(of(), DESIGN).reason
    more = int(re.search(r"(\d+) more first events in the same time", reason)[1])
    assert (word(5 + more - 1), word(5 + more)) == (WATCH, ABOVE)
    years = float(re.search(r"(\d+) more patient-years without another event", reason)[1])
    assert (word(5, 60.5 + years - 1), word(5, 60.5 + years)) == (CANNOT_TELL, DOUBLING_UNLIKELY)


def test_of_more_years_than_any_programme_will_have_nothing_is_said():
    assert "more patient-years" not in judge(of(20, 200.0, trial_n_events=0), DESIGN).reason


def test_an_e_value_that_once_reached_the_tier_stands():
    verdict = judge(of(5, e_value_highest=23.45, e_value_highest_on=date(2026, 3, 1)), DESIGN)
    assert verdict.word == ABOVE
    assert "reached 23.4 on 1 Mar 2026, at least 20, and is 0.28 now. A crossing stays for review" in verdict.reason
    assert word(5, e_value_highest=19.99) == CANNOT_TELL


CROSSED = {"crossed_value": 31.2, "crossed_on": date(2025, 12, 12), "crossed_seen_as_of": date(2025, 12, 14)}


def test_a_crossing_on_record_stands_whatever_later_data_or_another_design_say():
    verdict = judge(of(5, **CROSSED), DESIGN)
    assert verdict.word == ABOVE
    assert verdict.reason == (
        "The e-value reached 31.2 on 12 Dec 2025, as the night of 14 Dec 2025 saw it. With tonight's data and design it "
        "is 0.28. A crossing stays for review, whatever later data or another design say."
    )


def test_a_crossing_on_record_stands_although_nothing_can_be_judged_tonight():
    verdict = judge(of(5, watched_n_events=0, watched_patient_years=0.0, **CROSSED), DESIGN)
    assert (verdict.word, verdict.e_value) == (ABOVE, None)
    assert "Not judged tonight: The design of the watch has changed" in verdict.reason


def test_a_probability_without_an_event_on_either_side_is_said_to_rest_on_its_priors():
    nobody = judge(of(0, trial_n_events=0), DESIGN)
    assert nobody.word == CANNOT_TELL
    assert "Nobody has had it on either side: there is no ratio, and that probability rests on" in nobody.reason
    assert "priors" not in judge(of(0, trial_n_events=1), DESIGN).reason


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((0, 40.0, 1), "The exact 95 % interval of the ratio still reaches 19. A smaller rise is not excluded."),
        (
            (0, 300.0, 2),
            "The exact 95 % interval of the ratio ends at 0.34, below 1: fewer than the trial's rate lets expect, which "
            "may also mean that events are not seen or not reported.",
        ),
        (
            (0, 1600.0, 0),
            "Nobody has had it on either side: there is no ratio, and that probability rests on its priors alone.",
        ),
        ((1300, 1000.0, 1000), "begins at 68 and reaches"),
    ],
)
def test_where_a_doubling_is_unlikely_the_interval_says_what_stays_open(counts, said):
    n_events, years, trial = counts
    changes = {"trial_n_events": trial}
    if trial == 1000:
        changes |= {"trial_patient_years": 1000.0, "trial_patient_years_ceiling": None}
        said = "The exact 95 % interval of the ratio begins at 1.2 and reaches 1.4: a smaller rise is seen."
    verdict = judge(of(n_events, years, **changes), replace(DESIGN, rate_ratios=(20.0,)))
    assert verdict.word == DOUBLING_UNLIKELY
    assert verdict.reason.endswith(said)


def test_a_count_selected_for_cause_says_so_wherever_it_raises_a_word():
    for n_events in (33, 60):
        assert "whatever its cause" in judge(of(n_events, baseline_kind="us_label_reaction"), DESIGN).reason
        assert "whatever its cause" not in judge(of(n_events, baseline_kind="trial_event"), DESIGN).reason


def test_strong_evidence_is_called_so():
    assert "at least 100: strong evidence, for review" in judge(of(60), DESIGN).reason
    assert "strong" not in judge(of(36), DESIGN).reason


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"trial_n_events": None, "why_no_baseline": "The label gives no count"}, "The label gives no count: there is"),
        ({"trial_n_events": None}, "The trial gives no count of it: there is nothing to compare with."),
        ({"baseline_verification": "NV"}, "The trial's count is not verified, so it can raise no alert."),
        ({"baseline_verification": None}, "The trial's count is not verified"),
        ({"trial_patient_years": None}, "No patient-years of the trial are on file"),
        ({"patient_years": 0.0}, "Nobody has time at risk yet"),
        ({"patient_years": None}, "Nobody has time at risk yet"),
        ({"n_events": None}, "Nobody has time at risk yet"),
        ({"watched_n_events": 0, "watched_patient_years": 0.0}, "The design of the watch has changed"),
    ],
)
def test_what_cannot_be_judged_says_why_whatever_the_counts(changes, why):
    verdict = judge(replace(of(500, e_value_highest=1e6), **changes), DESIGN)
    assert (verdict.word, verdict.e_value) == (NOT_JUDGED, None)
    assert verdict.reason.startswith(why)


def test_only_what_counts_since_the_design_changed_makes_the_e_value():
    assert word(60) == ABOVE
    assert word(60, watched_n_events=2, watched_patient_years=10.0) == CANNOT_TELL


def test_a_row_of_the_warehouse_becomes_a_comparison():
    row = SimpleNamespace(
        n_first_events=np.int64(5), patient_years=60.5, trial_n_with_event=2.0, trial_patient_years=17.5,
        trial_patient_years_ceiling=19.2, baseline_verification="V1", why_no_baseline=pd.NA, e_value_highest=np.nan,
        e_value_highest_on=pd.NaT, watched_n_events=4, watched_patient_years=50.0,
    )  # fmt: skip
    assert comparison_of(row) == of(watched_n_events=4, watched_patient_years=50.0)
    assert isinstance(comparison_of(row).trial_n_events, int)
    no_path = comparison_of(SimpleNamespace(**{**vars(row), "watched_n_events": pd.NA, "n_first_events": 60}))
    assert judge(no_path, DESIGN).reason.startswith("The design of the watch has changed")
    without = comparison_of(SimpleNamespace(**{**vars(row), "trial_n_with_event": np.nan}))
    assert judge(without, DESIGN).word == NOT_JUDGED


@settings(max_examples=40, deadline=None)
@for_all(st.integers(0, 200), st.floats(0.5, 2000), st.integers(0, 8))
def test_one_event_more_never_lowers_the_word(n_events, years, trial):
    order = [DOUBLING_UNLIKELY, CANNOT_TELL, WATCH, ABOVE]
    now, then = (judge(of(k, years, trial_n_events=trial), DESIGN).word for k in (n_events, n_events + 1))
    assert order.index(now) <= order.index(then)


def sentence(n_events=5, years=60.5, trial=2, trial_years=17.5):
    return rate_sentence("Neutropenia", n_events, years, "TMB-301", 40, trial, trial_years, DESIGN.ratio_from_events)


def test_rates_and_ratio_are_told_with_their_intervals():
    assert sentence() == (
        "Neutropenia: 5 first events in 60.5 patient-years at risk, 8.3 per 100 patient-years (exact 95 % interval "
        "2.7–19). TMB-301, a historical single arm of 40 patients: 2 in 17.5 patient-years, 11 per 100 patient-years "
        "(exact 95 % interval 1.4–41). Ratio of the rates 0.72 (exact 95 % interval 0.12–7.6): these counts exclude no "
        "ratio in that interval. These data do not show a difference, and do not show that there is none."
    )


def test_no_event_tells_what_the_rate_could_still_be():
    told = sentence(0)
    assert "0 first events in 60.5 patient-years at risk, 0 per 100 patient-years; the true rate could still be" in told
    assert "up to 5 (one-sided 95 %)" in told
    assert "Without an event on either side there is no ratio of the rates." in sentence(0, trial=0)
    assert "Ratio of the rates: at least 1.4 (exact 95 % interval, without an upper end" in sentence(20, trial=0)


def test_below_three_events_of_ours_the_ratio_has_no_adjective():
    few, enough = sentence(2, 0.5, 0), sentence(3, 0.5, 0)
    assert few.endswith("With fewer than 3 events of ours the interval says all there is to say.")
    assert enough.endswith(
        "That interval lies wholly above 1: for review. It is one look at a historical single arm, so the patients and "
        "how closely they were watched may explain it."
    )


def test_a_likely_rise_beside_an_interval_that_holds_one_is_for_review():
    told = sentence(25)
    assert "The interval holds 1, yet our rate is likely above the trial's (probability 0.98): for review." in told
    assert "do not show a difference" not in told


@settings(max_examples=60, deadline=None)
@for_all(st.integers(0, 3000), st.floats(0.01, 5000), st.integers(0, 40))
def test_no_figures_make_the_words_claim_too_much(n_events, years, trial):
    told = sentence(n_events, years, trial)
    verdict = judge(of(n_events, years, trial_n_events=trial), DESIGN)
    assert not [phrase for phrase in FORBIDDEN if phrase in f"{told} {verdict.reason}".lower()]
    assert "historical single arm of 40 patients" in told
    ratios = re.findall(r"Ratio of the rates[^()]*(\(exact 95 % interval)?", told)
    assert ratios == (["(exact 95 % interval"] if n_events + trial else [])
    rates = re.findall(r"per 100 patient-years(.{0,40})", told)
    assert len(rates) == 2
    assert all("interval" in after or "could still be up to" in after for after in rates)


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (e_value_in_print(19.996), "19.9"), (e_value_in_print(20), "20.0"), (e_value_in_print(0.284), "0.28"),
        (e_value_in_print(0.0004), "below 0.001"), (e_value_in_print(1234.56), "1,230"),
        (e_value_in_print(3e7), "above 1,000,000"), (probability_in_print(0.0503), "0.0503"),
        (probability_in_print(0.0002), "below 0.001"), (probability_in_print(0.9996), "above 0.999"),
        (in_figures(8.264), "8.3"), (in_figures(8.264, True), "8.26"), (in_figures(1234.4), "1,234"),
        (beside_one(1.004), "1.004"), (beside_one(0.996), "0.996"), (beside_one(1.0), "1"), (beside_one(2.04), "2"),
        (in_years(60.5), "60.5"), (in_years(0.0417), "0.042"), (in_years(1200.0), "1,200"),
    ],
)  # fmt: skip
def test_no_number_looks_as_if_it_had_reached_a_limit_that_it_has_not(shown, text):
    assert shown == text
