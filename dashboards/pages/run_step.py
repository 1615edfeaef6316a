"""Steps of a run as pages tell them: outcomes in words, files that landed well as one line."""

from dashboards.night import Row
from dashboards.words import counted

LANDING = "land "


def in_short(steps: list[Row]) -> list[Row]:
    """Steps of one run as they began; files that landed well are one line, with its `parts`."""
    ordered = [with_words(step) for step in sorted(steps, key=lambda step: step["started_at"])]
    landed = [step for step in ordered if step["step"].startswith(LANDING) and step["outcome"] == "done"]
    if len(landed) < 2:
        return ordered
    line = {
        **landed[0],
        "step": f"land {counted(len(landed), 'file')}",
        "seconds": sum(step["seconds"] or 0 for step in landed),
        "usual_seconds": None,
        "detail": None,
        "parts": landed,
    }
    kept = [step for step in ordered if step not in landed]
    return sorted([line, *kept], key=lambda step: step["started_at"])


def with_words(step: Row) -> Row:
    """The step with its outcome in words; `parts` is filled where it stands for several."""
    words = {"done": "done", "failed": "✕ failed", "started": "⊘ started, not heard of again"}
    word = words.get(step["outcome"], step["outcome"])
    if step["is_tonight"] and step["outcome"] == "started":
        word = "running when this was written"
    return {**step, "word": word, "parts": []}
