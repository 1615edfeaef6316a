"""Compare the night's shares of patients with those of the trial: writes `signals.rate`.

The counts come from SQL (`signals.rate_input`), the statistics from `flows.statistics`. Nothing here alerts:
`probability_above_trial` and its twin are for reading only.
"""

from typing import Any

import duckdb
import pandas as pd

from flows import rate_sentence
from flows.statistics.proportion import clopper_pearson, probability_share_above
from flows.tables import fill
from flows.warehouse import describe
from schemas.base import columns_of
from schemas.signals import Rate


def compare(con: duckdb.DuckDBPyConnection) -> int:
    """Write `signals.rate` from `signals.rate_input` and return its number of rows.

    Raises pandera's SchemaErrors when the rates do not fit their contract.
    """
    pairs = con.table("signals.rate_input").df()
    frame = Rate.validate(rates(pairs.sort_values(["display_order", "baseline_id"])), lazy=True)
    fill(con, "signals.rate", frame)
    describe(con, "signals.rate", Rate, kind="TABLE")
    return len(frame)


def rates(pairs: pd.DataFrame) -> pd.DataFrame:
    """Rows of `signals.rate_input` → rows of `signals.rate`: shares, intervals, probabilities, sentence."""
    ours = _counts(pairs, "n_with_event", "n_in_window")
    trial = _counts(pairs, "trial_n_with_event", "trial_n_patients")
    share_low, share_high = clopper_pearson(*ours)
    trial_share_low, trial_share_high = clopper_pearson(*trial)
    result = pairs.assign(
        share=ours[0] / ours[1],
        share_low=share_low,
        share_high=share_high,
        trial_share=trial[0] / trial[1],
        trial_share_low=trial_share_low,
        trial_share_high=trial_share_high,
        probability_above_trial=probability_share_above(*ours, *trial),
        probability_above_twice_trial=probability_share_above(*ours, *trial, times=2),
        sentence=[sentence(pair) for pair in pairs.itertuples()],
    )
    types = columns_of(Rate)
    whole = {name: "Int64" for name, type_ in types.items() if type_ in ("BIGINT", "INTEGER")}
    return result[list(types)].astype(whole)


def sentence(pair: Any) -> str:
    """What the figures of one rule and one baseline say; `pair` has the columns of `signals.rate_input`."""
    words = [
        rate_sentence.own_share(
            pair.title,
            pair.window_days,
            pair.n_treated,
            pair.n_in_window,
            pair.n_full_window,
            pair.n_with_event,
        ),
        rate_sentence.undated_flags(pair.n_flag_undated),
    ]
    if pd.isna(pair.trial_n_patients):
        words.append(rate_sentence.no_trial_share(pair.why_no_baseline))
    else:
        trial = int(pair.trial_n_with_event), int(pair.trial_n_patients)
        words.append(rate_sentence.trial_share(pair.trial, *trial))
        words.append(rate_sentence.contrast(pair.n_with_event, pair.n_in_window, *trial))
    return " ".join(part for part in words if part)


def _counts(pairs: pd.DataFrame, n_with_event: str, n_patients: str) -> tuple[pd.Series, pd.Series]:
    return pairs[n_with_event].astype("float64"), pairs[n_patients].astype("float64")
