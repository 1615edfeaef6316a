"""The file of users: one JSON line each, for its owner's eyes only, and always whole."""

import fcntl
import json
import os
import stat
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from dashboards.sign_in.password import PasswordHash, password_hash_of
from dashboards.sign_in.user import Role, User, checked_name, roles_of

OWNER_ONLY = 0o600


@dataclass(frozen=True)
class Account:
    """A user with the hash of the password."""

    user: User
    password: PasswordHash


class UserFile:
    """The accounts of one file, read again whenever the file changes. No file is no users."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: tuple[int, ...] | None = None
        self._accounts: dict[str, Account] = {}

    def accounts(self) -> dict[str, Account]:
        """Accounts by name. Raises ValueError, a sentence with file and line, for a file that cannot be trusted."""
        try:
            with self.path.open(encoding="utf-8") as file:
                found = os.fstat(file.fileno())
                if found.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                    raise ValueError(f"{self.path} can be read by others than its owner: run chmod 600 on it.")
                seen = (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)
                if seen != self._seen:
                    self._accounts, self._seen = _read(self.path, file.read()), seen
        except FileNotFoundError:
            return {}
        except UnicodeDecodeError as error:
            raise ValueError(f"{self.path} is not UTF-8 text.") from error
        return self._accounts

    def add(self, name: str, roles: frozenset[Role], password: PasswordHash) -> None:
        """Add a user. Raises ValueError, a sentence, when there is one of that name or no role is given."""
        if not roles:
            raise ValueError(f"Give a role: {', '.join(Role)}.")
        account = Account(User(checked_name(name), roles), password)

        def added(accounts: dict[str, Account]) -> dict[str, Account]:
            if _same_name(accounts, name):
                raise ValueError(f"There is a user {name} already: remove that one first, or choose another name.")
            return accounts | {name: account}

        self._rewrite(added)

    def set_password(self, name: str, password: PasswordHash) -> None:
        """Give a user another password. Raises ValueError, a sentence, when there is none of that name."""
        self._rewrite(lambda accounts: accounts | {name: replace(_known(accounts, name), password=password)})

    def remove(self, name: str) -> None:
        """Remove a user; sessions of that user end at their next request. Raises ValueError when there is none."""
        self._rewrite(
            lambda accounts: {key: kept for key, kept in accounts.items() if key != _known(accounts, name).user.name}
        )

    def _rewrite(self, change: Callable[[dict[str, Account]], dict[str, Account]]) -> None:
        with _locked(self.path):
            lines = [_line(account) for account in change(self.accounts()).values()]
            unfinished = self.path.with_name(f".{self.path.name}.{uuid.uuid4().hex}.part")
            descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
            try:
                with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                    file.write("".join(lines))
                    file.flush()
                    os.fsync(file.fileno())
                os.replace(unfinished, self.path)
            finally:
                unfinished.unlink(missing_ok=True)
            folder = os.open(self.path.parent, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Keep other processes from changing the file; the lock is a file beside it, since the file itself is replaced."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT, OWNER_ONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _known(accounts: dict[str, Account], name: str) -> Account:
    if name not in accounts:
        raise ValueError("There is no user of that name: see vigil user list.")
    return accounts[name]


def _same_name(accounts: dict[str, Account], name: str) -> bool:
    return name.lower() in {known.lower() for known in accounts}


def _line(account: Account) -> str:
    row = {"name": account.user.name, "roles": sorted(account.user.roles), "password": account.password.as_row()}
    return json.dumps(row) + "\n"


def _read(path: Path, text: str) -> dict[str, Account]:
    accounts: dict[str, Account] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            roles = roles_of(row["roles"])
            account = Account(User(checked_name(row["name"]), roles), password_hash_of(row["password"]))
            if not roles or _same_name(accounts, account.user.name):
                raise ValueError("no role, or a name that stands there twice")
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(
                f"{path}, line {number}: this is no user. Remove the line and add the user with vigil user add."
            ) from error
        accounts[account.user.name] = account
    return accounts
