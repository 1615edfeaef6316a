"""Killed at every step of a record, or written by many at once: each decision is there once, and the chain holds."""

import itertools
import os
import pkgutil
import signal
import traceback
from functools import partial

import pytest
from decision.conftest import make_decision

from flows.decision.ledger import append, names, records
from flows.decision.verify import inspect

STEPS = {
    "before the temporary file": "flows.decision.ledger._write_through:1",
    "before its bytes reach the disk": "os.fsync:1",
    "before it is made read-only": "pathlib.Path.chmod:1",
    "before it gets its name": "os.link:1",
    "before the folder reaches the disk": "flows.decision.ledger.sync_folder:1",
    "before the head is written": "flows.decision.ledger._write_head:1",
    "before the head's bytes reach the disk": "os.fsync:3",
    "before the head gets its name": "pathlib.Path.replace:1",
    "before the head's folder reaches the disk": "flows.decision.ledger.sync_folder:2",
    "before the temporary name is removed": "pathlib.Path.unlink:3",
}
WHOLE_FROM = "before the folder reaches the disk"


def in_a_process(work):
    """Do the work in a process of its own, which ends without clean-up; its id."""
    process_id = os.fork()
    if process_id == 0:
        try:
            work()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return process_id


def exit_code(process_id):
    return os.waitstatus_to_exitcode(os.waitpid(process_id, 0)[1])


def killed_at(target, work):
    """Do the work, and be killed as by a power cut at the nth call of `module.name` or `module.Class.name`."""
    call, nth = target.split(":")
    owner, name = pkgutil.resolve_name(call.rpartition(".")[0]), call.rpartition(".")[2]
    original, calls = getattr(owner, name), itertools.count(1)

    def ending(*arguments, **named):
        if next(calls) == int(nth):
            os.kill(os.getpid(), signal.SIGKILL)
        return original(*arguments, **named)

    setattr(owner, name, ending)
    work()


@pytest.mark.parametrize("n_before", [0, 1])
@pytest.mark.parametrize("step", STEPS)
def test_a_killed_record_is_whole_or_absent_and_sending_it_again_gives_one(store, step, n_before):
    for number in range(n_before):
        append(store, make_decision(form_key=f"before {number}"))
    killed = in_a_process(lambda: killed_at(STEPS[step], lambda: append(store, make_decision(form_key="K"))))
    assert exit_code(killed) == -signal.SIGKILL
    is_whole = list(STEPS).index(step) >= list(STEPS).index(WHOLE_FROM)
    after = inspect(store)
    assert after.problems == []
    assert len(after.records) == n_before + is_whole
    record = append(store, make_decision(form_key="K"))
    assert record.number == n_before + 1
    assert append(store, make_decision(form_key="next")).number == n_before + 2
    after = inspect(store)
    assert after.problems == []
    assert [one.decision.form_key for one in after.records[n_before:]] == ["K", "next"]
    left = [path.name for path in (*store.decision.iterdir(), *store.run.iterdir()) if path.name.startswith(".")]
    assert left == []


def test_reviewers_in_several_processes_lose_nothing_and_double_nothing(store):
    def review(name):
        for number in range(10):
            decision = make_decision(form_key=f"{name}-{number}", decided_by=name, case_id=f"C{number}")
            first, second_click = append(store, decision), append(store, decision)
            assert first == second_click

    reviewers = [in_a_process(partial(review, f"reviewer {number}")) for number in range(5)]
    assert [exit_code(reviewer) for reviewer in reviewers] == [0] * 5
    after = inspect(store)
    assert after.problems == []
    assert len(names(store)) == 50
    keys = {record.decision.form_key for record in records(store)}
    assert keys == {f"reviewer {one}-{number}" for one in range(5) for number in range(10)}
