"""Runs one step in a process of its own and measures it: wall seconds, CPU seconds, peak memory."""

import json
import re
import resource
import runpy
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
    """Run `python -m module arguments` in a new process and measure it; raise when it fails."""
    command = [sys.executable, "-m", "bench.measure", module, *map(str, arguments)]
    clock = time.monotonic()
    process = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if process.returncode:
        raise RuntimeError(f"{module} failed: {process.stderr[-2000:]}")
    cpu_seconds, peak_megabytes = json.loads(process.stdout.splitlines()[-1])
    return Measured(time.monotonic() - clock, cpu_seconds, peak_megabytes)


def _run_and_tell(module: str, *arguments: str) -> None:
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__")
    usage = resource.getrusage(resource.RUSAGE_SELF)
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    print(json.dumps([usage.ru_utime + usage.ru_stime, int(peak[1]) / 1024 if peak else None]))


if __name__ == "__main__":
    _run_and_tell(*sys.argv[1:])
