"""What the access log calls a page: never text from the address that the server does not know itself."""

import re
from dataclasses import dataclass
from datetime import date

from dashboards.composition import PAGES

OF_SOMEBODY = re.compile(r"(patient|case|row)-([0-9a-f]{8,64})(-cioms)?\.html")
OF_A_SIGNAL = re.compile(r"(signal|rate|receipt)-[a-z0-9_]+\.html")
OF_A_NIGHT = re.compile(r"/night/([0-9]{4}-[0-9]{2}-[0-9]{2})(/.*)")
FIXED = {"/": "index", "/sign-in": "sign-in", "/sign-out": "sign-out"}
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Seen:
    """A page in the log: its name, whose, and of which past night. A route may set `request.state.seen` itself."""

    page: str
    patient_key: str | None = None
    """The key of a person, case or row."""
    night: date | None = None
    is_data: bool = False
    chosen: tuple[str, ...] = ()
    """The keys of the cases that a form is about together."""


def seen_of(path: str, *, is_found: bool) -> Seen:
    """The page at a path. A name that only the night knows is given only when it was found there."""
    of_night = OF_A_NIGHT.fullmatch(path)
    night = None
    if of_night:
        try:
            night, path = date.fromisoformat(of_night[1]), of_night[2]
        except ValueError:
            return Seen(UNKNOWN)
    if path in FIXED:
        return Seen(FIXED[path], night=night)
    name = path.removeprefix("/")
    if name in PAGES:
        return Seen(name.removesuffix(".html"), night=night)
    if somebody := OF_SOMEBODY.fullmatch(name):
        return Seen(somebody[1] + (somebody[3] or ""), somebody[2], night)
    if signal := OF_A_SIGNAL.fullmatch(name):
        return Seen(name.removesuffix(".html") if is_found else signal[1], night=night)
    return Seen(UNKNOWN, night=night)
