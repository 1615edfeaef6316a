"""Runs one step in a process of its own and measures it: wall seconds, CPU seconds, peak memory."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Measured:
    """What one process took."""

    wall_seconds: float
    cpu_seconds: float
    peak_megabytes: float


def measure(module: str, *arguments: str | Path) -> Measured:
    """Run `python -m module arguments` and measure it with its children; raise when it fails."""
    clock = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", module, *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert process.stderr is not None
    said = process.stderr.read().decode(errors="replace")
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(f"{module} failed: {said[-2000:]}")
    return Measured(time.monotonic() - clock, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
