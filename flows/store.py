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
    def current(self) -> Path:
        """Link to the newest published night."""
        return self.root / "current"


def open_store(path: Path | str | None = None) -> Store:
    """The store at `path`, else at VIGIL_STORE, else ./store. Missing folders are made, for the owner only."""
    store = Store(Path(path or os.environ.get("VIGIL_STORE") or "store").absolute())
    for folder in (store.root, store.inbox, store.archive, store.raw, store.decision, store.night, store.run):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return store
