"""Lands in a process that ends, without clean-up, at a named call: `python one_killed_landing.py STORE CALL NTH`."""

import importlib
import os
import sys
from pathlib import Path
from typing import Any

from flows.land import land
from flows.store import open_store

KILLED = 77


def main(root: str, call: str, nth: int) -> None:
    """End as a power cut would, at the nth call of `module.name` or `module.Class.name`."""
    owner, name = _owner(call)
    original, calls = getattr(owner, name), 0

    def ending(*arguments: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == nth:
            os._exit(KILLED)
        return original(*arguments, **named)

    store = open_store(Path(root))
    setattr(owner, name, ending)
    land(store)


def _owner(call: str) -> tuple[Any, str]:
    path, name = call.rsplit(".", 1)
    try:
        return importlib.import_module(path), name
    except ModuleNotFoundError:
        module, cls = path.rsplit(".", 1)
        return getattr(importlib.import_module(module), cls), name


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
