"""What failed in the runs: the cause, what may safely be typed, what is untouched, and which gates were reached."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from dashboards.night import Row
from dashboards.pages.run_step import LANDING

GATES = (
    ("refresh raw", "Raw rows of an older format are read again"),
    ("land", "Every file in the inbox is archived, read, and accepted or refused"),
    ("load", "References and deliveries are in the new warehouse"),
    ("build", "Facts, rules and signals are built, each as its contract says"),
    ("compare", "Rates, watches and drift are computed"),
    ("attribute", "What changed since the night before has its cause"),
    ("check", "Every check of sql/checks finds no row"),
    ("finish", "Pages and manifest are written"),
    ("publish", "The night becomes the current one, in one step"),
)
UNTOUCHED = (
    "The last published night stays, and is what these pages show.",
    "The archive only grows: a file that landed stays landed, and is not landed twice.",
    "A run that stopped leaves nothing half published; running it again doubles nothing.",
)


def troubles(runs: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Steps that failed or were not heard of again, the newest first; each says whether a later run has mended it."""
    found = []
    for place, run in enumerate(runs):
        for step in run["steps"]:
            if is_trouble(step):
                mended_by = next(
                    (later["run_id"] for later in reversed(runs[:place]) if is_published(later, run["as_of"])), None
                )
                found.append({
                    "run": run, "step": step, "mended_by": mended_by,
                    "commands": safe_commands(step["step"], run["as_of"], is_newest=place == 0),
                })  # fmt: skip
    return sorted(found, key=lambda trouble: trouble["mended_by"] is not None)


def is_trouble(step: Row) -> bool:
    """Whether the step failed, or began and was not heard of again in a run that is not the one being shown."""
    return step["outcome"] == "failed" or (step["outcome"] == "started" and not step["is_tonight"])


def is_published(run: dict[str, Any], as_of: date) -> bool:
    """Whether the run published that night, or is the one being shown."""
    done = any(step["step"] == "publish" and step["outcome"] == "done" for step in run["steps"])
    return bool(run["as_of"] == as_of and (done or run["is_tonight"]))


def safe_commands(step: str, as_of: date, *, is_newest: bool) -> list[tuple[str, str]]:
    """Commands of the command line that may be typed whatever the cause, with what each does."""
    night = "vigil night" if is_newest else f"vigil night --as-of {as_of.isoformat()}"
    commands = [(night, "runs that night again; safe at any time")]
    if step.startswith(LANDING) or step == "refresh raw":
        commands.insert(0, ("vigil inbox", "lists what waits, and what was refused and why; changes nothing"))
    if step == "check":
        commands.insert(
            0,
            ('vigil query -c "FROM v1.row_account"', "shows the account of the last published night; changes nothing"),
        )
    return commands


def gates(steps: Sequence[Row]) -> list[dict[str, str]]:
    """Each gate before publication with its state in this run: passed, failed, did not run, or not known yet."""
    return [{"name": name, "meaning": meaning, "state": _state(name, steps)} for name, meaning in GATES]


def _state(gate: str, steps: Sequence[Row]) -> str:
    own = [step for step in steps if step["step"] == gate or (gate == "land" and step["step"].startswith(LANDING))]
    if any(step["outcome"] == "failed" for step in own):
        return "failed"
    if any(step["outcome"] == "started" for step in own):
        return "running when this was written" if own[-1]["is_tonight"] else "failed"
    if own:
        return "passed"
    if gate == "land" and any(step["step"] == "load" for step in steps):
        return "nothing to land"
    return "not yet when this was written" if steps[-1]["is_tonight"] else "did not run"
