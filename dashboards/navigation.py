"""Which pages the frame names, in which order, and which of them stand together behind one word."""

from typing import NamedTuple


class Place(NamedTuple):
    """A word in the navigation: a page, or a group of pages that opens under the word."""

    name: str
    page: str | None = None
    key: str | None = None
    """After g, the key that leads there."""
    group: tuple["Place", ...] = ()

    def holds(self, page: str) -> bool:
        """Whether this is the page, or a group that it belongs to."""
        return page == self.page or any(place.holds(page) for place in self.group)


NAVIGATION = (
    Place("Brief", "index.html", "b"),
    Place("Cases", "cases.html", "c"),
    Place("Flags", "flags.html", "f"),
    Place("Patients", "patients.html", "p"),
    Place("Rates", "rates.html", "r"),
    Place(
        "Risks",
        group=(
            Place("IRIS", "risk-iris.html"),
            Place("Reactions", "risk-reactions.html"),
            Place("Liver", "risk-hepatic.html"),
            Place("Kidney", "risk-renal.html"),
            Place("Blood", "risk-haematology.html"),
        ),
    ),
    Place("Dosing", "dosing.html", "d"),
    Place("Monitor", "monitor.html", "m"),
    Place("Sites", "sites.html", "s"),
    Place("Quality", group=(Place("Overview", "quality.html"), Place("Quarantine", "quarantine.html", "q"))),
    Place("Runs", "runs.html"),
    Place("Dictionary", "dictionary.html"),
    Place("Audit & pack", group=(Place("Audit", "audit.html", "u"), Place("Meeting pack", "pack.html"))),
)


def keys() -> list[tuple[str, str]]:
    """The key of each page that has one, with the name of the page."""
    places = [one for place in NAVIGATION for one in (place, *place.group)]
    return [(place.key, place.name) for place in places if place.key]
