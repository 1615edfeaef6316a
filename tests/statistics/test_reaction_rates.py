"""Shares of people and of infusions with exact intervals."""

import pandas as pd
import pytest

from flows.reaction_rates import reaction_rates


def test_both_units_have_their_share_and_exact_interval():
    counts = pd.DataFrame([{
        "rule": "anaphylaxis", "division": "all", "part_order": 0, "part": "all infusions",
        "n_patients": 20, "n_patients_with_event": 0, "n_infusions": 100, "n_infusions_with_event": 1,
    }])  # fmt: skip
    (row,) = reaction_rates(counts).to_dict("records")
    assert (row["patient_share"], row["patient_share_low"]) == (0, 0)
    assert row["patient_share_high"] == pytest.approx(1 - 0.025 ** (1 / 20))
    assert row["infusion_share"] == pytest.approx(0.01)
    assert row["infusion_share_low"] == pytest.approx(1 - 0.975 ** (1 / 100))


def test_without_counts_there_are_no_rates():
    assert reaction_rates(pd.DataFrame(columns=["n_patients", "n_patients_with_event", "n_infusions",
                                                "n_infusions_with_event"])).empty  # fmt: skip
