"""The analysts' contract for what a flag carries beside its rule, and for near misses. Built by `sql/v1/`."""

from schemas import signals_causality, signals_near_miss


class Causality(signals_causality.Causality):
    """A suggestion for the review of cause. One row a flag of a laboratory or event rule.

    Rules of dosing and of effect are not asked about cause.
    """


class Explanation(signals_causality.Explanation):
    """What else could explain a flag. One row a flag and thing; no flag is removed or lowered by it."""


class NaranjoAnswer(signals_causality.NaranjoAnswer):
    """Naranjo's ten questions, answered only where the data answer them. One row a flag and question."""


class NearMiss(signals_near_miss.NearMiss):
    """The closest that a treated person came to a rule that did not flag them. One row a patient and rule."""
