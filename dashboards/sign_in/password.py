"""Passwords as slow hashes.

scrypt is RFC 7914; its cost is one that OWASP's Password Storage Cheat Sheet lists (N = 2^15, r = 8, p = 3). The cost
and the salt stand beside each hash, so a later cost applies to new passwords and old ones keep working.
"""

import hashlib
import hmac
import secrets
import unicodedata
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Any

MOST_MEMORY_BYTES = 128 << 20
SHORTEST, LONGEST = 12, 256


@dataclass(frozen=True)
class Cost:
    """The work of one scrypt: memory is 128 · n · r bytes, time grows with n · r · p."""

    n: int = 1 << 15
    r: int = 8
    p: int = 3


@dataclass(frozen=True)
class PasswordHash:
    """What is kept of a password."""

    cost: Cost
    salt: bytes
    digest: bytes

    def as_row(self) -> dict[str, Any]:
        """As plain data for a file."""
        return {
            "kind": "scrypt", "n": self.cost.n, "r": self.cost.r, "p": self.cost.p,
            "salt": b64encode(self.salt).decode(), "hash": b64encode(self.digest).decode(),
        }  # fmt: skip


def password_hash_of(row: dict[str, Any]) -> PasswordHash:
    """The hash that `as_row` wrote. Raises ValueError, KeyError or TypeError for anything else."""
    cost = Cost(int(row["n"]), int(row["r"]), int(row["p"]))
    is_power = cost.n > 1 and cost.n & (cost.n - 1) == 0
    if row["kind"] != "scrypt" or not is_power or min(cost.r, cost.p) < 1 or 128 * cost.n * cost.r > MOST_MEMORY_BYTES:
        raise ValueError("unknown kind or cost")
    return PasswordHash(cost, b64decode(row["salt"], validate=True), b64decode(row["hash"], validate=True))


def hashed(password: str, cost: Cost | None = None) -> PasswordHash:
    """The hash of a password under a new salt."""
    cost, salt = cost or Cost(), secrets.token_bytes(16)
    return PasswordHash(cost, salt, _digest(password, cost, salt))


def is_password(password: str, kept: PasswordHash) -> bool:
    """Whether this is the password; takes the same time for a wrong one."""
    return hmac.compare_digest(_digest(password, kept.cost, kept.salt), kept.digest)


def checked_password(password: str, name: str) -> str:
    """The password if it may be one. Raises ValueError, a sentence that does not repeat it."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise ValueError(f"A password has {SHORTEST} to {LONGEST} characters.")
    if name.lower() in password.lower() and len(password) < len(name) + SHORTEST:
        raise ValueError("The password is little more than the name: choose another.")
    if len(set(password)) < 5:
        raise ValueError("The password has fewer than 5 different characters: choose another.")
    return password


def keyed(password: str, key: bytes) -> bytes:
    """A fast digest, for memory only: nothing can be guessed from it without the key, which is never written."""
    return hmac.digest(key, _typed(password), "sha256")


def _typed(password: str) -> bytes:
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


def _digest(password: str, cost: Cost, salt: bytes) -> bytes:
    typed = _typed(password)
    return hashlib.scrypt(typed, salt=salt, n=cost.n, r=cost.r, p=cost.p, maxmem=2 * MOST_MEMORY_BYTES, dklen=32)
