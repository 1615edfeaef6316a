"""The wording of a comparison: counts with denominators, shares with intervals, nothing claimed beyond."""

import re
from types import SimpleNamespace

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from flows.monitoring_design import published_design
from flows.numbers_in_print import in_percent
from flows.rate_sentence import ADJECTIVE_FROM_EVENTS, contrast, own_share, share_with_interval, trial_share
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
        "38 of these 61 patients were observed to the end of the window, or flagged or died in it, so the share may "
        "still grow. "
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
    told = sentence(pair(n_in_window=4000, n_full_window=4000, n_with_event=3))
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
        (0.99996, 40, "99.996"),
    ],
)
def test_percentages_have_two_figures_and_three_from_100_patients_on(share, n_patients, text):
    assert in_percent(share, n_patients) == text


@settings(deadline=None)
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
    patients = "1 patient" if trial_n_patients == 1 else f"{trial_n_patients} patients"
    assert f"TMB-301 had {patients}: {trial_n_with_event} of {trial_n_patients}, " in told
    shares = re.findall(r"[\d,]+ of [\d,]+, [\d.]+ %(.{0,40})", told)
    assert len(shares) == (1 if n_in_window == 0 else 2)
    assert all("interval" in after or "could still be up to" in after for after in shares)
    said = [
        words in told
        for words in (
            "do not show that there is none",
            "historical single arm",
            "the intervals say all there is to say",
        )
    ]
    assert sum(said) == (n_in_window > 0)
    assert n_with_event >= 3 or "historical single arm" not in told


def test_overlapping_intervals_with_a_likely_difference_do_not_say_that_none_is_shown():
    told = sentence(pair(n_in_window=114, n_full_window=86, n_with_event=33, trial_n_with_event=4))
    assert "The intervals overlap, yet our share is likely above the trial's (probability above 0.99)" in told
    assert "do not show a difference" not in told
    told = sentence(pair(n_in_window=250, n_full_window=250, n_with_event=6, trial_n_with_event=4))
    assert "likely below the trial's" in told


FEW = "With fewer than 3 events of ours the intervals say all there is to say."
UNDECIDED = "These data do not show a difference, and do not show that there is none."


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((2, 3, 0, 40), FEW),  # the intervals lie apart
        ((3, 4, 0, 40), "Our interval lies wholly above the trial's: for review."),
        ((1, 1, 0, 40), FEW),  # they overlap, likely above
        ((2, 4000, 2, 40), FEW),
        ((3, 4000, 2, 40), "Our interval lies wholly below the trial's: for review."),
        ((2, 30, 2, 40), UNDECIDED),
        ((0, 1, 0, 100_000), UNDECIDED),  # of no event at all a prior alone would tell a probability
    ],
)
def test_below_three_events_of_ours_shares_have_no_adjective(counts, said):
    assert contrast(*counts).startswith(said)
    assert ("probability" in contrast(*counts)) is ("probability" in said)


def test_the_number_of_events_for_an_adjective_is_that_of_the_design():
    assert published_design().ratio_from_events == ADJECTIVE_FROM_EVENTS
    assert contrast(3, 4, 0, 40, adjective_from_events=4).startswith("With fewer than 4 events of ours")


def test_a_share_that_nobody_was_observed_to_the_end_for_is_set_beside_nothing():
    assert contrast(0, 61, 2, 40, n_full_window=0) == "No share can be set beside the trial's yet."
    assert contrast(0, 0, 2, 40, n_full_window=0) == "No share can be set beside the trial's yet."
    assert contrast(0, 61, 2, 40, n_full_window=1) == UNDECIDED


@pytest.mark.parametrize(("n_in_window", "n_with_event", "trial_n_with_event"), [(4000, 3, 2), (250, 6, 4)])
def test_a_share_that_may_still_grow_is_not_called_below(n_in_window, n_with_event, trial_n_with_event):
    counts = n_with_event, n_in_window, trial_n_with_event, 40
    assert "below the trial's" in contrast(*counts, n_full_window=n_in_window)
    growing = contrast(*counts, n_full_window=n_in_window - 1)
    assert growing == "Since our share may still grow, how it lies to the trial's is open."


def test_a_share_that_may_still_grow_may_already_lie_above():
    assert contrast(120, 400, 2, 40, n_full_window=121).startswith("Our interval lies wholly above the trial's")


@pytest.mark.parametrize(
    ("n_full_window", "n_in_window", "said"),
    [
        (61, 61, "61 of these 61 patients were observed to the end of the window, or flagged or died in it."),
        (60, 61, "60 of these 61 patients were observed to the end of the window, or flagged or died in it, so the"),
        (1, 61, "1 of these 61 patients was observed to the end of the window, or flagged or died in it, so the"),
        (0, 61, "0 of these 61 patients were observed to the end of the window, or flagged or died in it, so the"),
        (1, 1, "This patient was observed to the end of the window, or flagged or died in it."),
        (0, 1, "This patient was not yet observed to the end of the window, or flagged or died in it, so the"),
        (2000, 3000, "2,000 of these 3,000 patients were observed"),
    ],
)
def test_how_many_were_observed_to_the_end_is_told(n_full_window, n_in_window, said):
    told = own_share("Neutropenia", 168, 3000, n_in_window, n_full_window, 0)
    assert said in told
    assert told.endswith("so the share may still grow.") is (n_full_window < n_in_window)


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        ((100_000, 100_000), "100,000 of 100,000, 100 % (exact 95 % interval 99.996–100 %)"),
        ((999_000, 1_000_000), "999,000 of 1,000,000, 99.9 % (exact 95 % interval 99.89–99.91 %)"),
        ((40, 40), "40 of 40, 100 % (exact 95 % interval 91–100 %)"),
    ],
)
def test_the_ends_of_an_interval_differ_in_print(counts, text):
    assert share_with_interval(*counts) == text


def test_one_patient_of_the_trial_is_one_patient():
    assert trial_share("TMB-301", 1, 1).startswith("TMB-301 had 1 patient: 1 of 1")
    assert trial_share("TMB-301", 2, 20_000).startswith("TMB-301 had 20,000 patients: 2 of 20,000")
