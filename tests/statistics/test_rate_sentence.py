"""The wording of a comparison: counts with denominators, shares with intervals, nothing claimed beyond."""

import re
from types import SimpleNamespace

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from flows.rate_sentence import in_percent, share_with_interval
from flows.rates import sentence

FORBIDDEN = [
    "no increased risk",
    "consistent with",
    "caused",
    "-fold",
    "times higher",
    "safe",
    "significant",
    "no difference",
    "normal",
    "spike",
    "trend",
]


def pair(**changes):
    figures = {
        "title": "Neutropenia",
        "window_days": 168,
        "n_treated": 70,
        "n_in_window": 61,
        "n_full_window": 38,
        "n_with_event": 3,
        "n_flag_undated": 0,
        "trial": "TMB-301",
        "trial_n_with_event": 2,
        "trial_n_patients": 40,
        "baseline_kind": "us_label_laboratory",
        "why_no_baseline": None,
    }
    return SimpleNamespace(**{**figures, **changes})


def test_counts_shares_and_both_intervals_are_told():
    assert sentence(pair()) == (
        "Neutropenia in the first 168 days: 3 of 61, 4.9 % (exact 95 % interval 1–14 %). "
        "38 of these 61 patients were observed to the end of the window, or flagged or died in it. "
        "TMB-301 had 40 patients: 2 of 40, 5 % (exact 95 % interval 0.61–17 %). "
        "These data do not show a difference, and do not show that there is none."
    )


def test_no_event_tells_what_the_share_could_still_be():
    assert share_with_interval(0, 61) == "0 of 61, 0 %; the true share could still be up to 4.8 % (one-sided 95 %)"
    assert share_with_interval(0, 40) == "0 of 40, 0 %; the true share could still be up to 7.2 % (one-sided 95 %)"


def test_intervals_that_do_not_overlap_are_for_review_and_name_the_historical_arm():
    told = sentence(pair(n_in_window=400, n_full_window=400, n_with_event=120))
    assert "lies wholly above the trial's: for review" in told
    assert "historical single arm" in told
    told = sentence(pair(n_in_window=4000, n_full_window=4000, n_with_event=2))
    assert "lies wholly below the trial's: for review" in told


def test_nobody_in_the_window_is_told_and_compared_with_nothing():
    told = sentence(pair(n_treated=12, n_in_window=0, n_full_window=0, n_with_event=0))
    assert told.startswith("Neutropenia in the first 168 days: none of 12 people treated could be judged in it yet")
    assert "TMB-301 had 40 patients: 2 of 40" in told
    assert "difference" not in told


def test_flags_without_a_date_are_told():
    assert "1 flag has no date of onset: for review, but in no count." in sentence(pair(n_flag_undated=1))
    assert "2 flags have no date of onset" in sentence(pair(n_flag_undated=2))


def test_a_signal_without_a_trial_figure_says_so():
    told = sentence(pair(trial_n_with_event=None, trial_n_patients=None, why_no_baseline="The label gives no count"))
    assert told.endswith(
        "The label gives no count, so there is no trial share to compare with: every case is for review."
    )


@pytest.mark.parametrize(
    ("share", "n_patients", "text"),
    [
        (3 / 61, 61, "4.9"),
        (1, 40, "100"),
        (0, 40, "0"),
        (0.1692, 40, "17"),
        (0.1692, 100, "16.9"),
        (1e-6, 9999, "0.0001"),
    ],
)
def test_percentages_have_two_figures_and_three_from_100_patients_on(share, n_patients, text):
    assert in_percent(share, n_patients) == text


@for_all(
    n_in_window=st.integers(0, 3000), share=st.floats(0, 1), trial_n_patients=st.integers(1, 300),
    trial_share=st.floats(0, 1), n_flag_undated=st.integers(0, 3),
)  # fmt: skip
def test_no_figures_make_the_words_claim_too_much(n_in_window, share, trial_n_patients, trial_share, n_flag_undated):
    n_with_event, trial_n_with_event = round(share * n_in_window), round(trial_share * trial_n_patients)
    told = sentence(
        pair(
            n_treated=3000,
            n_in_window=n_in_window,
            n_full_window=n_in_window,
            n_with_event=n_with_event,
            n_flag_undated=n_flag_undated,
            trial_n_with_event=trial_n_with_event,
            trial_n_patients=trial_n_patients,
        )
    )
    assert not [phrase for phrase in FORBIDDEN if phrase in told.lower()]
    assert f"TMB-301 had {trial_n_patients} patients: {trial_n_with_event} of {trial_n_patients}, " in told
    shares = re.findall(r"\d+ of \d+, [\d.]+ %(.{0,40})", told)
    assert len(shares) == (1 if n_in_window == 0 else 2)
    assert all("interval" in after or "could still be up to" in after for after in shares)
    assert n_in_window == 0 or ("do not show that there is none" in told) != ("historical single arm" in told)


def test_overlapping_intervals_with_a_likely_difference_do_not_say_that_none_is_shown():
    told = sentence(pair(n_in_window=114, n_full_window=86, n_with_event=33, trial_n_with_event=4))
    assert "The intervals overlap, yet our share is likely above the trial's (probability above 0.99)" in told
    assert "do not show a difference" not in told
    told = sentence(pair(n_in_window=400, n_full_window=400, n_with_event=2, trial_n_with_event=4))
    assert "likely below the trial's" in told or "wholly below" in told
