"""Values as people read them: dates, ages, counts and shares in words."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from math import floor, isinf, isnan, log10
from typing import Any

STALE_AFTER = timedelta(hours=26)
FINE_FROM = 100
EXPLANATIONS = {
    "listed_medicine": "Medicine known to do this",
    "new_medicine": "Medicine begun shortly before",
    "background_regimen": "Background regimen",
    "gilbert_syndrome": "Inherited",
    "earlier_disease": "Earlier disease",
    "look_alike": "Look-alike",
    "unit_slip": "Slip of unit or decimal mark",
}
SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
MINUTE, HOUR, DAY = 60, 3600, 86400
MOST_REMEMBERED = 4096
"""Words of days and units that are remembered: a page repeats a few of them thousands of times."""


@lru_cache(MOST_REMEMBERED)
def day(value: date | None) -> str:
    """A date as 21 Nov 2026; a dash when it is not known."""
    return f"{value.day} {value:%b %Y}" if value is not None else "–"


def weekday(value: date | None) -> str:
    """A date with the name of its day, as Sat 21 Nov 2026; a dash when it is not known."""
    return f"{value:%a} {day(value)}" if value is not None else "–"


def place_of_zone(zone: str | None) -> str:
    """A zone by its place: New York for America/New_York."""
    return (zone or "UTC").rpartition("/")[2].replace("_", " ")


def moment(value: datetime | None) -> str:
    """An instant as 22 Nov 2026 02:14 UTC; a dash when it is not known."""
    if value is None:
        return "–"
    in_utc = value.astimezone(UTC)
    return f"{day(in_utc.date())} {in_utc:%H:%M} UTC"


def day_and_time(on: date, at: datetime) -> str:
    """A local day with its instant, as 21 Nov 2026, 02:14 UTC; with the day in UTC where that is another one."""
    in_utc = at.astimezone(UTC)
    return f"{day(on)}, {in_utc:%H:%M} UTC" if in_utc.date() == on else f"{day(on)} ({moment(at)})"


def count(n: int | None) -> str:
    """A whole number with thin spaces between the thousands."""
    return f"{n:,}".replace(",", "\N{NARROW NO-BREAK SPACE}") if n is not None else "–"


def signed(n: int) -> str:
    """A change with its sign: +3, −1,204, 0."""
    return "0" if n == 0 else f"{'+' if n > 0 else '−'}{abs(n):,}"


def counted(n: int, one: str, many: str | None = None) -> str:
    """A count with its noun: 1 patient, 3 patients."""
    return f"{count(n)} {one if n == 1 else many or one + 's'}"


def duration(length: timedelta) -> str:
    """A length of time in its largest fitting unit: 12 minutes, 31 hours, 3 days."""
    seconds = int(length.total_seconds())
    if seconds < 2 * MINUTE:
        return "less than 2 minutes"
    if seconds < 2 * HOUR:
        return counted(seconds // MINUTE, "minute")
    if seconds < 3 * DAY:
        return counted(seconds // HOUR, "hour")
    return counted(seconds // DAY, "day")


def seconds(value: float | None) -> str:
    """Seconds of a step, with one decimal below 100 s."""
    if value is None:
        return "–"
    return f"{float(value):.1f} s" if value < 100 else f"{float(value):.0f} s"


def percent(share: float | None, denominator: int | None) -> str:
    """A share as per cent: two significant figures below 100 people, three from there."""
    if share is None or not denominator:
        return "–"
    value = 100 * share
    figures = 2 if denominator < FINE_FROM else 3
    decimals = max(0, figures - 1 - floor(log10(value))) if value > 0 else 0
    text = f"{value:.{decimals}f}"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text} %"


def fraction(n: int | None, denominator: int | None, share: float | None) -> str:
    """3/61 (4.9 %); a zero has no per cent of its own, its interval says what it can hide."""
    if n is None or denominator is None:
        return "–"
    if not n or not denominator or share is None:
        return f"{count(n)}/{count(denominator)}"
    return f"{count(n)}/{count(denominator)} ({percent(share, denominator)})"


def interval(low: float | None, high: float | None, denominator: int | None) -> str:
    """1.0 % to 14 %."""
    if low is None or high is None:
        return "–"
    return f"{percent(low, denominator)} to {percent(high, denominator)}"


def number(value: float | None) -> str:
    """A number with two figures that tell, whole from 100 on; infinite is said, missing is a dash."""
    if value is None or isnan(value):
        return "–"
    if isinf(value):
        return "no upper end"
    if value >= 100:
        return count(round(value))
    return f"{value:.2g}" if value >= 0.01 or value == 0 else "below 0.01"


def beside_boundary(value: float, decimals: int = 1) -> str:
    """A statistic that is read beside a boundary: cut, not rounded, so that it never looks as if it had reached it.

    Two figures below 1, so many decimals from there, three figures from 100 on.
    """
    if value < 1:
        return number(value)
    kept = decimals if value < 100 else 3 - len(str(int(value)))
    cut = floor(value * 10.0**kept + 1e-9) / 10.0**kept
    return count(int(cut)) if value >= 100 else f"{cut:.{decimals}f}"


def plain(value: Decimal | float | None) -> str:
    """A number as it was given, without zeros that tell nothing; a dash when it is not known."""
    if value is None:
        return "–"
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


UNITS_IN_PRINT = (
    ("mm[Hg]", "mmHg"), ("Cel", "°C"), ("{", ""), ("}", ""), ("_", " "), ("/1.73 m2", "/1.73 m²"), ("uL", "µL"),
)  # fmt: skip


@lru_cache(MOST_REMEMBERED)
def unit_in_print(unit: str | None) -> str:
    """A UCUM unit as people write it: ×10⁹/L, copies/mL, nothing for a pure number."""
    if unit is None:
        return "unit not known"
    if unit == "1":
        return ""
    bare = unit
    for written, printed in UNITS_IN_PRINT:
        bare = bare.replace(written, printed)
    power = re.sub(r"^10\*(\d+)", lambda found: "×10" + found[1].translate(SUPERSCRIPT), bare)
    return re.sub(r"^u(mol|g|kat)", r"µ\1", power)


def reported(result: Mapping[str, Any]) -> str:
    """A laboratory result as it was reported: <0.5 ×10⁹/L; "no number" where it holds none."""
    if result["reported_value"] is None:
        return "no number"
    bound = "" if result["value_operator"] in ("=", None) else result["value_operator"]
    return f"{bound}{plain(result['reported_value'])} {unit_in_print(result['reported_unit'])}"


def dose_state(state: str | None, days_late: int | None, is_reported_by_site: bool | None = True) -> str:
    """Where the next dose stands: "due in 3 days", "2 days overdue", "loading dose due again, 20 days late".

    A site that has not reported so far may only be silent, and that is said.
    """
    late = counted(abs(days_late or 0), "day")
    words = {
        "due": "due today" if not days_late else f"due in {late}",
        "overdue": f"{late} overdue",
        "reload_due": f"loading dose due again, {late} late"
        + ("" if is_reported_by_site else "; the site has not reported so far"),
        "presumed_stopped": f"presumed stopped, {late} without a dose",
        "died": "died",
    }
    return words.get(state or "", "–")


def probability(value: float | None) -> str:
    """A probability with two decimals, never shown as a full 0 or 1."""
    if value is None:
        return "–"
    if value < 0.01:
        return "<0.01"
    return ">0.99" if value > 0.99 else f"{value:.2f}"


def margin(share: Decimal | float | None) -> str:
    """How far the deciding value lies beyond the number that decided."""
    if share is None:
        return "no number decided"
    return (
        f"{percent(float(share), FINE_FROM - 1)} beyond the number that decides"
        if share
        else "at the number that decides"
    )


def minutes(value: Decimal | float) -> str:
    """Minutes from the start of an infusion, in hours from two hours on."""
    return duration(timedelta(minutes=float(value))) if value >= 2 else f"{float(value):.0f} min"


def points(lowest: int, highest: int) -> str:
    """Points as 1, or as 0 to 2 when the answer is open; with a true minus sign."""
    ends = [f"{n}".replace("-", "\N{MINUS SIGN}") for n in (lowest, highest)]
    return ends[0] if lowest == highest else " to ".join(ends)


def kind_of_explanation(kind: str) -> str:
    """The kind of another explanation in words."""
    return EXPLANATIONS.get(kind, kind.replace("_", " ").capitalize())
