"""Who looks at the pages, and what each role may do."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}")


class Role(StrEnum):
    """What somebody may do beyond nothing; a user has one or several."""

    VIEWER = "viewer"
    REVIEWER = "reviewer"
    ANALYST = "analyst"


MAY = {
    Role.VIEWER: "read the pages",
    Role.REVIEWER: "read the pages and sign decisions",
    Role.ANALYST: "read the pages and download the data",
}
NEEDED_TO = {
    Role.VIEWER: "Reading the pages",
    Role.REVIEWER: "Signing a decision",
    Role.ANALYST: "Downloading data",
}


@dataclass(frozen=True)
class User:
    """Somebody with a name and roles. Every role may also read the pages."""

    name: str
    roles: frozenset[Role]

    def may_act_as(self, role: Role) -> bool:
        """Whether what this role is needed for is open to the user."""
        return role in self.roles or (role is Role.VIEWER and bool(self.roles))

    @property
    def roles_in_words(self) -> str:
        """The roles in the order of their names, as `analyst, reviewer`."""
        return ", ".join(sorted(self.roles))


NOBODY = User("nobody", frozenset({Role.VIEWER, Role.ANALYST}))
"""Whoever sits at this machine, while sign-in is off: reads and downloads, and never signs."""


def checked_name(name: str) -> str:
    """The name if it can be one. Raises ValueError, a sentence."""
    if not NAME.fullmatch(name) or name.lower() == NOBODY.name:
        raise ValueError(
            f"A user's name has 1 to 64 letters a to z, digits or . _ @ + -, begins with a letter or digit, "
            f"and is not {NOBODY.name!r}."
        )
    return name


def roles_of(words: Iterable[str]) -> frozenset[Role]:
    """The roles of these names. Raises ValueError, a sentence, for a word that is no role."""
    try:
        return frozenset(Role(word.strip().lower()) for word in words if word.strip())
    except ValueError as error:
        raise ValueError(f"The roles are {', '.join(Role)}.") from error
