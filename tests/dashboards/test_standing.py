"""Cases held open for pages: each decision is in them the moment it is made, whoever made it, and nothing else moves."""

import random
from contextlib import ExitStack
from datetime import UTC, date, datetime

import pytest
from queue_sample import CASE_KEY
from sample import AS_OF, HASH

from flows.decision import standing as module
from flows.decision.ledger import append, file_name, kept_head
from flows.decision.record import Decision, MaterialFact, sealed, to_bytes
from flows.decision.standing import StandingNow
from flows.decision.touched import HELD
from flows.store import open_store

CASES = sorted(CASE_KEY)
KINDS = ("assess", "close", "snooze", "reopen", "comment", "take", "assign", "submit", "withdraw", "report_as_received")
COMMON = {
    "decided_by": "rita", "role": "reviewer", "run_id": "R412", "as_of": AS_OF, "comment": "Seen.",
}  # fmt: skip
OF_THE_KIND = {
    "assess": {"seriousness": ("death",), "causality": "possible", "expectedness": "unlisted", "artefact": "none"},
    "snooze": {"until_on": date(2099, 1, 1)},
    "submit": {"submitted_on": date(2026, 11, 22)},
    "assign": {"owner": "anna"},
    "report_as_received": {"feed": "adverse_event", "source_file": HASH["adverse_event"], "source_row": 78},
}
OF_THE_KIND["report_as_received"]["submitted_on"] = date(2026, 11, 22)


@pytest.fixture
def store(tmp_path):
    return open_store(tmp_path / "store")


def decided(kind, key, about=CASES[0], **other):
    on_a_case = {"case_id": about, "snapshot": (MaterialFact("grade", "", "3", "grade 3"),)}
    subject = {} if kind in ("withdraw", "report_as_received", "acknowledge_brief") else on_a_case
    return Decision(kind=kind, form_key=key, **{**COMMON, **subject, **OF_THE_KIND.get(kind, {}), **other})


def all_of(standing, warehouse):
    """Every row of what is held."""
    with standing.opened(warehouse) as held:
        return {relation: sorted(map(repr, held.con.table(relation).fetchall())) for relation in HELD}


def at_random(chance, n_before, number):
    kind = chance.choice(KINDS if n_before else KINDS[:8])
    if kind == "withdraw":
        return decided(kind, f"K{number}", withdraws=chance.randint(1, n_before))
    return decided(kind, f"K{number}", chance.choice([*CASES, "C-000000GONE"]))


def try_to_append(store, decision):
    try:
        append(store, decision)
    except ValueError:  # what cannot be withdrawn is no decision
        return


@pytest.mark.parametrize("seed", range(3))
def test_decisions_taken_in_one_by_one_leave_what_building_all_anew_gives(nights, store, seed):
    chance, standing = random.Random(seed), StandingNow(store)
    all_of(standing, nights["now"])
    for number in range(12):
        try_to_append(store, at_random(chance, number, number))
        if chance.random() < 0.6:  # else several decisions are taken in together
            all_of(standing, nights["now"])
    assert all_of(standing, nights["now"]) == all_of(StandingNow(store), nights["now"])


def test_a_decision_is_taken_in_and_nothing_is_built_anew(nights, store, monkeypatch):
    built = []
    build = module._build
    monkeypatch.setattr(module, "_build", lambda *given: built.append(1) or build(*given))
    standing = StandingNow(store)
    for number in range(3):
        append(store, decided("comment", f"K{number}"))
        with standing.opened(nights["now"]) as held:
            assert held.seen_up_to == number + 1
            assert len(held.con.table("marts.decision")) == number + 1
    assert built == [1]


def test_very_many_decisions_at_once_are_built_anew(nights, store, monkeypatch):
    monkeypatch.setattr(module, "MOST_TAKEN_IN", 1)
    monkeypatch.setattr(module, "take_in", lambda *_: pytest.fail("taken in"))
    standing = StandingNow(store)
    all_of(standing, nights["now"])
    for number in range(2):
        append(store, decided("take", f"K{number}"))
    assert len(all_of(standing, nights["now"])["raw.decision"]) == 2


def test_a_page_that_is_being_drawn_keeps_what_it_began_with(nights, store):
    standing = StandingNow(store)
    with ExitStack() as readers:
        earlier = readers.enter_context(standing.opened(nights["now"]))
        append(store, decided("assess", "K1"))
        later = readers.enter_context(standing.opened(nights["now"]))
        seen = [(one.seen_up_to, len(one.con.table("marts.decision"))) for one in (earlier, later)]
        states = [state_of(one.con) for one in (earlier, later)]
    assert seen == [(0, 0), (1, 1)]
    assert states == ["new", "assessed"]


def state_of(con):
    ((state,),) = con.table("marts.case_work").filter(f"case_id = '{CASES[0]}'").select("state").fetchall()
    return state


def test_a_record_put_behind_the_last_by_hand_does_not_show(nights, store):
    standing = StandingNow(store)
    first = append(store, decided("comment", "K1"))
    forged = sealed(decided("close", "K2"), 2, first.sha256, datetime.now(UTC), "I close it.")
    (store.decision / file_name(forged)).write_bytes(to_bytes(forged))
    for held in (standing, StandingNow(store)):
        assert len(all_of(held, nights["now"])["marts.decision"]) == 1


def test_a_record_restored_from_a_copy_is_read_anew(nights, store):
    standing = StandingNow(store)
    append(store, decided("comment", "K1"))
    head = (store.run / "decision_head.json").read_bytes()
    second = append(store, decided("close", "K2"))
    assert len(all_of(standing, nights["now"])["marts.decision"]) == 2
    (store.decision / file_name(second)).unlink()
    (store.run / "decision_head.json").write_bytes(head)
    assert kept_head(store).number == 1
    assert len(all_of(standing, nights["now"])["marts.decision"]) == 1
