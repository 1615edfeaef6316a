"""The store: every folder of the pipeline's files. What arrives is immutable; all else can be built again from it."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Store:
    """The store at `root`. Only `inbox` is written by others."""

    root: Path

    @property
    def inbox(self) -> Path:
        """Where sites and laboratories drop files."""
        return self.root / "inbox"

    @property
    def archive(self) -> Path:
        """Each delivery byte for byte, named by its SHA-256, with its receipts."""
        return self.root / "archive"

    @property
    def raw(self) -> Path:
        """Rows of the deliveries as text: a cache of the archive, read under one contract."""
        return self.root / "raw"

    @property
    def decision(self) -> Path:
        """Officers' decisions."""
        return self.root / "decision"

    @property
    def night(self) -> Path:
        """One folder a night: warehouse, pages, manifest."""
        return self.root / "night"

    @property
    def run(self) -> Path:
        """Record of the runs and their locks."""
        return self.root / "run"

    @property
    def access(self) -> Path:
        """Who looked at which page: one append-only file a day."""
        return self.root / "access"

    @property
    def users(self) -> Path:
        """Who may sign in to the dashboards; no file while sign-in is off."""
        return self.root / "user.jsonl"

    @property
    def current(self) -> Path:
        """Link to the newest published night."""
        return self.root / "current"


class NoStore(Exception):
    """There is no store where one was named; the message says what to do."""


def open_store(path: Path | str | None = None, *, must_exist: bool = False) -> Store:
    """The store at `path`, else at VIGIL_STORE, else ./store.

    Missing folders are made, for the owner only; with `must_exist` a missing store raises NoStore instead.
    """
    store = Store(Path(path or os.environ.get("VIGIL_STORE") or "store").absolute())
    if store.root.exists() and not store.root.is_dir():
        raise NoStore(f"{store.root} is a file. Name the folder of a store with --store or VIGIL_STORE.")
    if must_exist and not store.night.is_dir():
        raise NoStore(f"{store.root} holds no store yet. Run `vigil night` there first, or name another with --store.")
    for folder in (store.root, store.inbox, store.archive, store.raw, store.decision, store.night, store.run):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return store
