"""Who sends: three laboratories and the treating sites, each with its habits."""

from dataclasses import dataclass

CENTRAL, NORD, SUD = "LAB-CENTRAL", "LAB-NORD", "LAB-SUD"
"""Conventional units; SI units, in Parquet; decimal commas, G/L and results below quantification."""


@dataclass(frozen=True)
class Sender:
    """A site or laboratory.

    `days_between_files` and `weekday` set the calendar, `days_late` the delay on top. `file_format` is csv,
    parquet or xlsx (of a site: for people and infusions only). `counts_versions`: record_version is filled.
    """

    sender_id: str
    offset: str
    days_between_files: int = 14
    weekday: int = 0
    days_late: int = 0
    file_format: str = "csv"
    counts_versions: bool = True
    ends_lines_as_windows: bool = False
    decimal_mark: str = "."
    laboratory_id: str = ""


LABORATORIES = {
    CENTRAL: Sender(CENTRAL, "-05:00", days_between_files=7, weekday=1),
    NORD: Sender(NORD, "+01:00", weekday=2, file_format="parquet"),
    SUD: Sender(SUD, "+01:00", weekday=3, counts_versions=False, decimal_mark=","),
}

_HABITS = [
    Sender("SITE-01", "-05:00", weekday=0, laboratory_id=CENTRAL),
    Sender("SITE-02", "-08:00", weekday=1, file_format="xlsx", laboratory_id=CENTRAL),
    Sender("SITE-03", "+00:00", weekday=2, laboratory_id=NORD),
    Sender("SITE-04", "+01:00", weekday=3, days_late=18, laboratory_id=NORD),
    Sender("SITE-05", "+01:00", days_between_files=28, weekday=4, ends_lines_as_windows=True, laboratory_id=SUD),
    Sender("SITE-06", "+02:00", days_between_files=28, weekday=5, counts_versions=False, laboratory_id=SUD),
]


def treating_sites(n_sites: int) -> list[Sender]:
    """The first `n_sites` sites; after six the habits repeat under new numbers."""
    habits = [_HABITS[number % len(_HABITS)] for number in range(n_sites)]
    return [
        Sender(**{**vars(habit), "sender_id": f"SITE-{number:02d}"}) for number, habit in enumerate(habits, start=1)
    ]
