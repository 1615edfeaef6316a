"""What changed since a person's own last review: the newest brief that they acknowledged, and where that leads."""

from urllib.parse import urlencode

from dashboards.night import OpenNight, Row
from dashboards.words import day, moment
from dashboards.work import newest_first

ADDRESS = "since-my-review"
NOBODY = (
    "Sign-in is off, so this server does not know whose last review is meant. The brief shows what changed overnight."
)
NEVER = (
    "You have not acknowledged a brief yet, so there is no last review to start from. The brief shows what changed "
    "overnight; acknowledge it at its end, and from then on this shows what changed since."
)


def last_review(night: OpenNight) -> Row | None:
    """The newest brief that the reader acknowledged, as a row of marts.decision; None before the first."""
    if night.reader is None or night.reader.name is None:
        return None
    own = night.decided("decision", kind="acknowledge_brief", decided_by=night.reader.name)
    return newest_first(own)[0] if own else None


def since_review(night: OpenNight) -> tuple[str | None, str]:
    """The address of the brief since the reader's last review; without one None, and a sentence that says why."""
    if night.reader is None or night.reader.name is None:
        return None, NOBODY
    review = last_review(night)
    if review is None:
        return None, NEVER
    if review["run_id"] == night.facts["run_id"]:
        return None, (
            f"You acknowledged the brief of the night of {day(review['as_of'])} at {moment(review['decided_at'])}, and "
            "no newer night has been published. Decisions since are in the queue at once."
        )
    return f"index.html?{urlencode({'since': review['as_of'].isoformat()})}", ""
