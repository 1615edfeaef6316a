"""`vigil compare`: what the dashboard would say of counts that somebody has at hand. Reads no patient's data.

What was typed is read before anything heavy is imported, so that wrong use is answered at once.
"""

import re
import textwrap
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from flows.lines_by_hand import Line
    from flows.monitoring_design import MonitoringDesign

TRIAL = "The trial"
REFERENCE_TRIAL = "TMB-301"
"""The trial of the rows in sql/reference/trial_person_time.csv."""
WIDTH = 96
MOST = 1_000_000
"""Larger counts than any programme will have; beyond them the exact sums take too long."""
NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)"
SHARE = re.compile(rf"({NUMBER})\s*/\s*({NUMBER})")
COUNT = re.compile(NUMBER)
YEARS = re.compile(rf"({NUMBER}(?:\.[0-9]+)?)\s*py", re.IGNORECASE)
SHARES_EXAMPLE = "vigil compare 9/100 --trial 2/40"
RATES_EXAMPLE = "vigil compare 5 --per 60.5py --trial 2 --per 17.5py"
BOTH_FORMS = f"Write events in patient-years as {RATES_EXAMPLE}, or patients of patients as {SHARES_EXAMPLE}."


class NotComparable(ValueError):
    """What was given cannot be compared; the message is a sentence that says why and what to write."""


class Patients(NamedTuple):
    """Patients with the event, of patients."""

    n_with_event: int
    n_patients: int


class Time(NamedTuple):
    """Events in patient-years at risk, these as written."""

    n_events: int
    patient_years: Decimal


class Shares(NamedTuple):
    """Patients of patients, on both sides."""

    ours: Patients
    trial: Patients


class Rates(NamedTuple):
    """Events in patient-years, on both sides."""

    ours: Time
    trial: Time


def as_given(ours: str, trial: str | None, per: list[str]) -> Shares | Rates:
    """`9/100` beside `2/40`, or `5` and `2` with the patient-years of both in `per`. Raises NotComparable."""
    if trial is None:
        raise NotComparable(f"The trial's numbers are missing: give them with --trial. {BOTH_FORMS}")
    for text in (ours, trial, *per):
        if any(sign.isnumeric() and not sign.isascii() for sign in text):
            raise NotComparable(f"{text!r} has digits other than 0 to 9. {BOTH_FORMS}")
    n_fractions = ("/" in ours) + ("/" in trial)
    if n_fractions == 1 or (n_fractions == 2 and per):
        raise NotComparable(f"Two forms are mixed: a fraction goes with a fraction and without --per. {BOTH_FORMS}")
    if n_fractions == 2:
        return Shares(_patients(ours), _patients(trial))
    if not per:
        raise NotComparable(f"{ours!r} beside {trial!r} lacks patients or patient-years. {BOTH_FORMS}")
    if len(per) != 2:
        raise NotComparable(
            f"Give --per twice, our patient-years first, then the trial's. For example: {RATES_EXAMPLE}."
        )
    return Rates(_time(ours, per[0]), _time(trial, per[1]))


def compare_by_hand(given: Shares | Rates, design: "MonitoringDesign") -> str:
    """The page of text for what `as_given` has read."""
    return _of_shares(given, design) if isinstance(given, Shares) else _of_rates(given, design)


def _of_shares(given: Shares, design: "MonitoringDesign") -> str:
    """Without a verdict, which rests on the e-value and so on patient-years: said as what to write for one."""
    from flows.shares_by_hand import compared_shares, share_sentence

    (ours, n), (trial, trial_n) = given
    told = [
        "Shares are for reading; a verdict needs person-time: write\n"
        f"  vigil compare {ours} --per 60.5py --trial {trial} --per 17.5py\n"
        "with our patient-years at risk in place of 60.5 and the trial's in place of 17.5.",
        _wrapped(share_sentence(ours, n, trial, trial_n, design)),
    ]
    return _page(compared_shares(ours, n, trial, trial_n, design), told)


def _of_rates(given: Rates, design: "MonitoringDesign") -> str:
    """The trial's patient-years are also tried at the most they can have been, as the night does.

    The rule: only where they are written as the very number assumed for the reference trial (17.5 or 17.50, not 17.4),
    since only of that trial the most is known.
    """
    from flows.comparison import GIVEN_BY_HAND, Comparison
    from flows.numbers_in_print import in_years
    from flows.person_time_sentence import rate_sentence
    from flows.rates_by_hand import compared_rates
    from flows.verdict import judge

    (ours, years), (trial, trial_years) = given
    counts = (ours, float(years), trial, float(trial_years))
    ceiling, tried = None, "No sensitivity value is known for this trial: its patient-years are used as given only."
    if trial_years == Decimal(str(design.trial_patient_years)):
        ceiling = design.trial_patient_years_ceiling
        tried = (
            f"{in_years(design.trial_patient_years)} patient-years are what is assumed for {REFERENCE_TRIAL}: a "
            f"placeholder, not published. {in_years(ceiling)} are the most it can have had, so both are tried. "
            "Of another trial the second says nothing."
        )
    verdict = judge(Comparison(*counts, ceiling, GIVEN_BY_HAND), design)
    sentence = rate_sentence("Ours", *counts[:2], TRIAL, None, *counts[2:], design.ratio_from_events)
    told = [f"Verdict: {verdict.word}. {verdict.reason}", tried, sentence]
    return _page(compared_rates(*counts, ceiling, design), [_wrapped(text) for text in told])


def _patients(text: str) -> Patients:
    found = SHARE.fullmatch(text.strip())
    if not found:
        raise NotComparable(f"{text!r} is not patients with the event of patients: write it like 9/100.")
    counts = Patients(*(_whole(part) for part in found.groups()))
    if counts.n_patients == 0:
        raise NotComparable(
            f"{text} has no patients, and without anybody there is no share: write them after the slash, like 0/40."
        )
    if counts.n_with_event > counts.n_patients:
        raise NotComparable(
            f"{text} has more patients with the event ({counts.n_with_event:,}) than patients "
            f"({counts.n_patients:,}): write those with the event first and all of them after the slash, like 9/100."
        )
    return counts


def _time(count: str, per: str) -> Time:
    if not COUNT.fullmatch(count.strip()):
        raise NotComparable(f"{count!r} is not a number of events: write a whole number like 5.")
    found = YEARS.fullmatch(per.strip())
    if not found:
        raise NotComparable(f"{per!r} is not a time at risk: write patient-years with py after them, like 60.5py.")
    time = Time(_whole(count), _not_too_many(found[1]))
    if float(time.patient_years) == 0:
        raise NotComparable(
            f"{per} is no time at risk, and without any there is no rate: write patient-years above 0, like 60.5py."
        )
    return time


def _whole(text: str) -> int:
    return int(_not_too_many(text))


def _not_too_many(text: str) -> Decimal:
    number = Decimal(text.replace(",", ""))
    if number > MOST:
        raise NotComparable(
            f"Counts and patient-years above {MOST:,} are not compared by hand: the exact sums would take too long. "
            "Write smaller ones; the programme's own rates are in v1.rate."
        )
    return number


def _page(lines: "list[Line]", told: list[str]) -> str:
    label = max(len(line.label) for line in lines)
    side = max(len(part) for line in lines if len(line.values) > 1 for part in line.values)
    texts = ["   ".join(part.ljust(side) for part in line.values) for line in lines]
    value = max(len(text) for text in texts)
    shown = [
        f"{line.label.ljust(label)}   {text.ljust(value)}   {line.method}".rstrip()
        for line, text in zip(lines, texts, strict=True)
    ]
    last = "The trial's figures are taken as given. Nothing was read from or written to a store."
    return "\n".join(shown) + "\n\n" + "\n\n".join([*told, last])


def _wrapped(text: str) -> str:
    """A number keeps its percent sign: the space between them does not break."""
    kept = text.replace(" %", "\xa0%")
    return textwrap.fill(kept, WIDTH, break_on_hyphens=False).replace("\xa0", " ")
