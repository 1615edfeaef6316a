"""The figures of one signal beside one trial baseline, as a verdict needs them."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

NOT_VERIFIED = (None, "NV")
GIVEN_BY_HAND = "given by hand"


@dataclass(frozen=True)
class Comparison:
    """First events and time at risk, ours and the trial's; None where there is none."""

    n_events: int | None
    patient_years: float | None
    trial_n_events: int | None
    trial_patient_years: float | None
    trial_patient_years_ceiling: float | None = None
    baseline_verification: str | None = None
    why_no_baseline: str | None = None
    watched_n_events: int | None = None
    """Counted since the design has been in force; as `n_events` when given by hand. The e-value is of these."""
    watched_patient_years: float | None = None
    e_value_highest: float | None = None
    """The highest on the path so far: an alert once raised stands."""
    e_value_highest_on: date | None = None
    crossed_value: float | None = None
    """The e-value of the first crossing of the tier *above* on record, under whatever design and data."""
    crossed_on: date | None = None
    crossed_seen_as_of: date | None = None
    baseline_kind: str | None = None

    @property
    def person_times(self) -> tuple[float, ...]:
        """The trial's patient-years: the value in use, and the most they can have been."""
        known = (self.trial_patient_years, self.trial_patient_years_ceiling)
        return tuple(dict.fromkeys(float(years) for years in known if years))

    @property
    def watched(self) -> tuple[int, float]:
        """Events and patient-years that count for the e-value."""
        if self.watched_n_events is None or self.watched_patient_years is None:
            return self.n_events or 0, self.patient_years or 0.0
        return self.watched_n_events, self.watched_patient_years


def comparison_of(row: Any) -> Comparison:
    """From a row with the columns of `signals.rate_input` and those of its path's last day.

    Without a path nothing has been counted since the design has been in force: the e-value is never of anything else.
    """
    renamed = {"n_events": "n_first_events", "trial_n_events": "trial_n_with_event"}
    values = {name: getattr(row, renamed.get(name, name), None) for name in Comparison.__dataclass_fields__}
    known: dict[str, Any] = {name: None if pd.isna(value) else value for name, value in values.items()}
    counts = {name: int(value) for name, value in known.items() if "n_events" in name and value is not None}
    comparison = Comparison(**{**known, **counts})
    if comparison.watched_n_events is None:
        return replace(comparison, watched_n_events=0, watched_patient_years=0.0)
    return comparison


def why_not_judged(figures: Comparison) -> str:
    """Empty when the figures can be judged."""
    if figures.trial_n_events is None:
        return f"{figures.why_no_baseline or 'The trial gives no count of it'}: there is nothing to compare with."
    if figures.baseline_verification in NOT_VERIFIED:
        return "The trial's count is not verified, so it can raise no alert."
    if not figures.trial_patient_years:
        return "No patient-years of the trial are on file for it, so there is no rate to compare with."
    if figures.n_events is None or not figures.patient_years:
        return "Nobody has time at risk yet, so there is no rate."
    if figures.watched_patient_years == 0:
        return "The design of the watch has changed and nobody has had time at risk since."
    return ""
