"""Rates beside the trial in words: what each is set beside, the verdict that was said of it, one sentence on all."""

from collections import Counter

from dashboards.night import Row
from dashboards.words import counted

VERDICTS = ("above", "watch", "cannot tell yet", "a doubling is unlikely", "not judged")
KINDS = {
    "us_label_reaction": "Adverse reactions in the US label",
    "us_label_laboratory": "Laboratory abnormalities in the US label",
    "us_label_warning": "Warnings in the US label",
    "trial_event": "Events reported from the trial",
    "trial_efficacy": "Efficacy reported from the trial",
    "eu_pooled": "Pooled in the European product information",
}
BESIDE = {
    "us_label_reaction": "reactions in the US label",
    "us_label_laboratory": "laboratory abnormalities in the US label",
    "us_label_warning": "warnings in the US label",
    "trial_event": "all events of the trial",
    "trial_efficacy": "efficacy in the trial",
    "eu_pooled": "the European pooled trials",
}


def named(rates: list[Row]) -> list[Row]:
    """The rates, each with a `name`: its title, and what it is set beside where its rule has several baselines."""
    n_baselines = Counter(rule for rule, _ in {(rate["rule"], rate["baseline_id"]) for rate in rates})
    for rate in rates:
        beside = BESIDE.get(rate["baseline_kind"], rate["baseline_kind"])
        rate["name"] = f"{rate['title']} beside {beside}" if n_baselines[rate["rule"]] > 1 else rate["title"]
    return rates


def by_verdict(rates: list[Row]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each word of a verdict with the rules and names that it was said of, the most pressing first; words not said left
    out. Reads `named` rates."""
    return [
        (word, [(rate["rule"], rate["name"]) for rate in rates if rate["verdict"] == word])
        for word in VERDICTS
        if any(rate["verdict"] == word for rate in rates)
    ]


def pressing_first(rates: list[Row]) -> list[Row]:
    """The rates by verdict, the most pressing first, otherwise in their order."""
    return sorted(
        rates, key=lambda rate: VERDICTS.index(rate["verdict"]) if rate["verdict"] in VERDICTS else len(VERDICTS)
    )


def finding(rates: list[Row]) -> str:
    """One sentence on all comparisons: arithmetic only, no verdict."""
    compared = [rate for rate in rates if rate["trial_share"] is not None and rate["share"] is not None]
    if not compared:
        return "No rate can be set beside a trial count tonight."
    higher = sum(rate["share"] > rate["trial_share"] for rate in compared)
    apart = sum(
        rate["share_low"] > rate["trial_share_high"] or rate["share_high"] < rate["trial_share_low"]
        for rate in compared
    )
    return in_one_sentence("share", len(compared), higher, apart)


def in_one_sentence(measure: str, n_compared: int, n_higher: int, n_apart: int) -> str:
    """How many comparisons there are, in how many our measure is higher, and how many intervals do not overlap."""
    overlap = {0: "all overlap", 1: "1 does not overlap"}.get(n_apart, f"{n_apart} do not overlap")
    return (
        f"Of {counted(n_compared, 'comparison')} with a trial count, our {measure} is higher than the trial’s in "
        f"{n_higher}; of the intervals, {overlap}."
    )
