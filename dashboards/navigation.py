"""Which pages the frame names, in which order, and which of them stand together behind one word."""

from typing import NamedTuple


class Place(NamedTuple):
    """A word in the navigation: a page, or a group of pages that opens under the word."""

    name: str
    page: str | None = None
    group: tuple["Place", ...] = ()

    def holds(self, page: str) -> bool:
        """Whether this is the page, or a group that it belongs to."""
        return page == self.page or any(place.holds(page) for place in self.group)


NAVIGATION = (
    Place("Brief", "index.html"),
    Place("Flags", "flags.html"),
    Place("Patients", "patients.html"),
    Place("Rates", "rates.html"),
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
    Place("Dosing", "dosing.html"),
    Place("Monitor", "monitor.html"),
    Place("Sites", "sites.html"),
    Place("Quarantine", "quarantine.html"),
    Place("Runs", "runs.html"),
    Place("Dictionary", "dictionary.html"),
)
