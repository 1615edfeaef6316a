"""Runs: what failed comes first with its cause and what may safely be typed; gates; the files with their hashes."""

import shlex
from datetime import UTC, date, datetime, timedelta

import pytest
from page import Page
from sample import BUILT_AT, HASH, HOSTILE
from typer.testing import CliRunner

from dashboards.figures.run_timeline import finding, run_timeline
from dashboards.night import open_night
from dashboards.pages.run import runs_page
from dashboards.pages.run_trouble import GATES, gates, safe_commands
from flows.cli import app

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def recorded(step, outcome="done", run_id="R413", **cells):
    return {
        "run_id": run_id, "as_of": date(2026, 11, 22), "step": step, "started_at": BUILT_AT + timedelta(days=1),
        "seconds": None, "outcome": outcome, "detail": "",
    } | cells  # fmt: skip


def page_of(nights, *steps, **options):
    with open_night(nights["now"], now=NOW, is_live=True, **options) as night:
        night.steps_since = lambda: list(steps)
        return Page(runs_page(night))


def test_a_run_that_failed_after_this_night_comes_first_with_cause_and_command(nights):
    failed = recorded("check", "failed", detail=f"1 of 14 checks found something {HOSTILE}")
    page = page_of(nights, recorded("build"), failed)
    assert "1 step failed and no later run has mended it." in page.text
    assert f"Cause: 1 of 14 checks found something {HOSTILE}" in page.text
    assert page.text.index("✕ failed: check") < page.text.index("Newest run: R413")
    assert "vigil night runs that night again; safe at any time" in page.text
    assert "The last published night stays, and is what these pages show." in page.text
    assert "<img" not in page.html


def test_a_step_of_which_nothing_was_heard_again_is_trouble_too(nights):
    page = page_of(nights, recorded("build", "started"))
    assert "⊘ started, not heard of again: build" in page.text
    assert "none was recorded: the process ended without a word" in page.text


def test_a_failure_that_a_later_run_mended_asks_for_nothing(nights):
    later = [recorded("publish", run_id="R414", started_at=BUILT_AT + timedelta(days=1, hours=2))]
    page = page_of(nights, recorded("check", "failed"), *later)
    assert "Nothing is failed and open" in page.text
    assert "A later run published that night: R414. Nothing to do." in page.text
    assert "Safe to type" not in page.text


def test_without_a_failure_the_page_says_so(nights):
    page = page_of(nights)
    assert "Nothing is failed and open in 2 recorded runs." in page.text
    assert "Newest run: R412" in page.text
    assert "4 steps took 48.0 s together" in page.text


def test_each_file_stands_with_its_hash_and_state(nights):
    page = page_of(nights)
    assert "6 files ever arrived: " in page.text
    assert "1 refused" in page.text
    assert f"lab_central_2026-11-20.csv SHA-256 {HASH['lab_result']} lab_result in force" in page.text
    assert "It has no column collected_at." in page.text


@pytest.mark.parametrize("step", ["land a.csv", "refresh raw", "build", "check", "publish"])
@pytest.mark.parametrize("is_newest", [True, False])
def test_every_command_shown_is_a_command_of_the_command_line(step, is_newest):
    for command, _ in safe_commands(step, date(2026, 3, 1), is_newest=is_newest):
        program, name, *options = shlex.split(command)
        told = CliRunner().invoke(app, [name, "--help"], env={"COLUMNS": "200", "TERM": "dumb"})
        assert program == "vigil"
        assert told.exit_code == 0
        assert all(option in told.output for option in options if option.startswith("-"))


def steps(**outcomes):
    return [
        {"step": name.replace("_", " "), "outcome": outcome, "is_tonight": False} for name, outcome in outcomes.items()
    ]


def test_gates_pass_fail_or_did_not_run():
    found = {gate["name"]: gate["state"] for gate in gates(steps(refresh_raw="done", load="done", check="failed"))}
    assert list(found) == [name for name, _ in GATES]
    assert found == {
        "refresh raw": "passed", "land": "nothing to land", "load": "passed", "build": "did not run",
        "compare": "did not run", "attribute": "did not run", "check": "failed", "finish": "did not run", "publish": "did not run",
    }  # fmt: skip


def test_a_file_that_could_not_be_landed_fails_its_gate():
    own = steps(land_a="done", land_b="failed")
    assert {gate["name"]: gate["state"] for gate in gates(own)}["land"] == "failed"


def timed(step, begun, took, usual=None, outcome="done"):
    return {
        "step": step, "started_at": BUILT_AT + timedelta(seconds=begun), "seconds": took, "usual_seconds": usual,
        "outcome": outcome,
    }  # fmt: skip


def test_bars_begin_when_the_step_began_and_the_usual_time_stands_behind():
    figure = run_timeline(
        [timed("load", 0, 4.0, 3.0), timed("build", 5, 60.0), timed("check", 66, 2.0, outcome="failed")]
    )
    bars = {trace.name: trace for trace in figure.data}
    assert (list(bars["done"].base), list(bars["done"].x)) == ([0, 5], [4, 60])
    assert (list(bars["usual"].base), list(bars["usual"].x)) == ([0], [3])
    assert list(bars["failed"].base) == [66]
    assert "✕ check: 2.0 s" in [note.text for note in figure.layout.annotations]


@pytest.mark.parametrize(
    ("took", "usual", "words"),
    [
        (30.0, 10.0, "much longer than usual: build (30.0 s, usually 10.0 s)"),
        (6.0, 2.0, "none much longer than usual"),
        (14.9, 10.0, "none much longer than usual"),
        (14.0, None, "there is no other run to compare with"),
    ],
)
def test_a_step_is_slow_by_share_and_by_seconds(took, usual, words):
    assert words in finding([timed("build", 0, took, usual)])


def test_a_step_that_has_not_ended_is_not_drawn():
    assert "No step to draw" in run_timeline([timed("build", 0, None)]).layout.annotations[0].text
