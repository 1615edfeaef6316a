"""`vigil compare`: what the dashboard would say of counts that somebody has at hand. Reads no patient's data."""

import re
import textwrap
from typing import NamedTuple

from flows.comparison import GIVEN_BY_HAND, Comparison
from flows.lines_by_hand import Line
from flows.monitoring_design import MonitoringDesign
from flows.person_time_sentence import rate_sentence
from flows.rates_by_hand import compared_rates
from flows.shares_by_hand import compared_shares, share_sentence
from flows.verdict import NOT_JUDGED, Verdict, judge

TRIAL = "The trial"
WIDTH = 96
MOST = 1_000_000
"""Larger counts than any programme will have; beyond them the exact sums take too long."""
SHARE = re.compile(r"(\d+)/(\d+)")
COUNT = re.compile(r"\d+")
YEARS = re.compile(r"(\d+(?:\.\d+)?)\s*py")


class NotComparable(ValueError):
    """What was given cannot be compared; the message is a sentence that says why and what to write."""


class Patients(NamedTuple):
    """Patients with the event, of patients."""

    n_with_event: int
    n_patients: int


class Time(NamedTuple):
    """Events in patient-years at risk."""

    n_events: int
    patient_years: float


def compare_by_hand(ours: str, trial: str, per: list[str], design: MonitoringDesign) -> str:
    """The page of text for `9/100` beside `2/40`, or for `5` and `2` with patient-years of both in `per`.

    Raises NotComparable.
    """
    if per:
        if len(per) != 2:
            raise NotComparable("Give --per twice: our patient-years first, then the trial's.")
        return _of_rates(_time(ours, per[0]), _time(trial, per[1]), design)
    return _of_shares(_patients(ours), _patients(trial), design)


def _of_shares(ours: Patients, trial: Patients, design: MonitoringDesign) -> str:
    reason = (
        "A verdict rests on the e-value, which needs patient-years at risk on both sides: give the two numbers of "
        "events, and --per twice."
    )
    verdict = Verdict(NOT_JUDGED, reason, None)
    return _page(compared_shares(*ours, *trial, design), verdict, share_sentence(*ours, *trial))


def _of_rates(ours: Time, trial: Time, design: MonitoringDesign) -> str:
    """The trial's patient-years in use are also tried at the most they can have been, as the night does."""
    is_in_use = trial.patient_years == design.trial_patient_years
    ceiling = design.trial_patient_years_ceiling if is_in_use else None
    verdict = judge(Comparison(*ours, *trial, ceiling, GIVEN_BY_HAND), design)
    sentence = rate_sentence("Ours", *ours, TRIAL, None, *trial, design.ratio_from_events)
    return _page(compared_rates(*ours, *trial, ceiling, design), verdict, sentence)


def _patients(text: str) -> Patients:
    found = SHARE.fullmatch(text.strip())
    if not found:
        hint = " For events in patient-years give --per twice." if COUNT.fullmatch(text.strip()) else ""
        raise NotComparable(f"{text!r} is not patients with the event of patients: write it like 9/100.{hint}")
    counts = Patients(*(int(part) for part in found.groups()))
    if counts.n_patients == 0:
        raise NotComparable(f"{text} has no patients: without anybody there is no share.")
    if counts.n_with_event > counts.n_patients:
        raise NotComparable(
            f"{text} has more patients with the event ({counts.n_with_event}) than patients ({counts.n_patients})."
        )
    _refuse_too_many(counts.n_patients)
    return counts


def _time(count: str, per: str) -> Time:
    if not COUNT.fullmatch(count.strip()):
        hint = " A fraction such as 9/100 goes without --per." if "/" in count else ""
        raise NotComparable(f"{count!r} is not a number of events: write a whole number like 5.{hint}")
    found = YEARS.fullmatch(per.strip())
    if not found:
        raise NotComparable(f"{per!r} is not a time at risk: write patient-years like 60.5py.")
    time = Time(int(count), float(found[1]))
    if time.patient_years == 0:
        raise NotComparable(f"{per} is no time at risk: without any there is no rate.")
    _refuse_too_many(max(time))
    return time


def _refuse_too_many(number: float) -> None:
    if number > MOST:
        raise NotComparable(f"Counts and patient-years above {MOST:,} are not compared by hand.")


def _page(lines: list[Line], verdict: Verdict, sentence: str) -> str:
    label = max(len(line.label) for line in lines)
    side = max(len(part) for line in lines if len(line.values) > 1 for part in line.values)
    texts = ["   ".join(part.ljust(side) for part in line.values) for line in lines]
    value = max(len(text) for text in texts)
    shown = [
        f"{line.label.ljust(label)}   {text.ljust(value)}   {line.method}".rstrip()
        for line, text in zip(lines, texts, strict=True)
    ]
    told = [
        _wrapped(f"Verdict: {verdict.word}. {verdict.reason}"),
        _wrapped(sentence),
        "The trial's figures are taken as given. Nothing was read from or written to a store.",
    ]
    return "\n".join(shown) + "\n\n" + "\n\n".join(told)


def _wrapped(text: str) -> str:
    """A number keeps its percent sign: the space between them does not break."""
    kept = text.replace(" %", "\xa0%")
    return textwrap.fill(kept, WIDTH, break_on_hyphens=False).replace("\xa0", " ")
