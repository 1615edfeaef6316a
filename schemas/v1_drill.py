"""For analysts: how the night tried itself. Built by `sql/v1/`."""

from schemas import raw_drill


class Drill(raw_drill.Drill):
    """The fire drill: each alarm against its invented cases, in a shadow copy. One row an alarm and case."""


class Rebuild(raw_drill.Rebuild):
    """The past night that this night built again from the archive. One row a night at most."""


class ContentHash(raw_drill.ContentHash):
    """What each relation of the facts and signals held when the night was published. One row a relation."""
