"""Runs one night in a process that kills itself at a named place: `python one_killed_night.py STORE WHEN STEP`."""

import os
import signal
import sys
from pathlib import Path

from flows import publish as publish_module
from flows.night import run_night
from flows.store import open_store


def kill() -> None:
    """As a power cut would: no clean-up runs."""
    os.kill(os.getpid(), signal.SIGKILL)


def main(store: str, when: str, target: str) -> None:
    """Kill before or after the step `target`, or inside publication between its two renames."""

    def perform(name, function, *arguments):
        if when == "before" and name.startswith(target):
            kill()
        result = function(*arguments)
        if when == "after" and name.startswith(target):
            kill()
        return result

    if when == "inside":
        replace = os.replace
        publish_module.os.replace = lambda old, new: kill() if Path(new).name == "current" else replace(old, new)
    run_night(
        open_store(store), exercise=target in ("drill", "rebuild"), with_pages=target == "finish", perform=perform
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
