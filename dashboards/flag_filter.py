"""Which flags the address of a page asks for: the filter is in the address, on the page and on paper."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from dashboards.night import Row
from dashboards.words import day

NAMES = ("site", "signal", "from", "until", "new")


@dataclass(frozen=True)
class FlagFilter:
    """What a flag must be to be shown; None asks nothing. A flag without a date of onset passes every period."""

    site_id: str | None = None
    rule: str | None = None
    onset_from: date | None = None
    onset_until: date | None = None
    only_new: bool = False

    def keeps(self, flag: Row) -> bool:
        """Whether the flag is shown; `flag` has site_id, rule, onset_on and is_new."""
        onset = flag["onset_on"]
        return (
            (self.site_id is None or flag["site_id"] == self.site_id)
            and (self.rule is None or flag["rule"] == self.rule)
            and (onset is None or self.onset_from is None or onset >= self.onset_from)
            and (onset is None or self.onset_until is None or onset <= self.onset_until)
            and (not self.only_new or bool(flag["is_new"]))
        )

    def in_words(self, titles: Mapping[str, str]) -> list[str]:
        """What is asked, in words; empty when nothing is."""
        asked = []
        if self.site_id is not None:
            asked.append(f"site {self.site_id}")
        if self.rule is not None:
            asked.append(f"signal {titles.get(self.rule, self.rule)}")
        if self.onset_from is not None:
            asked.append(f"onset from {day(self.onset_from)}")
        if self.onset_until is not None:
            asked.append(f"onset until {day(self.onset_until)}")
        if self.only_new:
            asked.append("only new ones")
        return asked


def filter_of(query: Mapping[str, str]) -> FlagFilter:
    """The filter that an address asks for. Raises ValueError, a sentence, for a day that is none."""
    asked = {name: query.get(name, "").strip() for name in NAMES}
    return FlagFilter(
        site_id=asked["site"] or None,
        rule=asked["signal"] or None,
        onset_from=_day(asked["from"], "from"),
        onset_until=_day(asked["until"], "until"),
        only_new=asked["new"] == "yes",
    )


def _day(text: str, name: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f'"{name}" in the address is no day: write it as 2026-03-01.') from None
