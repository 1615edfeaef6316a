"""What stands now is what a night would say that held the newer decisions: the same SQL, run on the touched cases."""

import random
from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest

from flows.decision.ledger import append, records
from flows.decision.live import case_states, decided_now, material_of
from flows.decision.load import decision_frame, load_decisions
from flows.decision.record import MaterialFact
from flows.decision.touched import JUDGED
from flows.tables import fill
from flows.warehouse import build, create_empty, load_reference, open_warehouse
from schemas.base import columns_of
from schemas.catalogue import contract_of

NIGHT = datetime(2026, 3, 1, 23, 59, tzinfo=UTC)
NOW = NIGHT + timedelta(hours=9)
CASES = [f"C{number}" for number in range(1, 7)]
KINDS = ("assess", "close", "snooze", "reopen", "comment", "take", "assign", "withdraw")


def put(con, relation, rows):
    contract = contract_of(relation)
    fill(con, relation, pd.DataFrame(rows).reindex(columns=list(columns_of(contract))))


def grade_of(case):
    """The cases with an even number have changed since every decision here was made on grade 1."""
    grade = 1 + 2 * (int(case[1:]) % 2 == 0)
    return {"case_id": case, "field": "grade", "item": "", "value": str(grade), "in_words": f"grade {grade}"}


def give_night(con, as_of):
    load_reference(con)
    put(con, "signals.case", [{"case_id": case} for case in CASES])
    put(
        con,
        "signals.case_alias",
        [{"alias_id": "C9", "case_id": "C1"}, *({"alias_id": one, "case_id": one} for one in CASES)],
    )
    put(con, "signals.case_material", [grade_of(case) for case in CASES])
    put(con, "raw.night", [{"as_of": as_of, "run_id": "R1"}])
    for relation in ("signals.quarantine", "raw.delivery", "staging.set_aside", "signals.clock", "signals.case_course"):
        create_empty(con, relation)


@pytest.fixture
def published(store):
    """`published()`: the warehouse of the night of 1 Mar 2026 with the decisions so far."""

    def publish():
        path = store.night / "warehouse.duckdb"
        with open_warehouse(path) as con:
            give_night(con, NIGHT.date())
            load_decisions(con, store, NIGHT)
            build(con, JUDGED)
        return path

    return publish


def anew(store, now):
    """Every state, judged on all decisions at once."""
    with open_warehouse() as con:
        give_night(con, now.date())
        fill(con, "raw.decision", decision_frame(records(store)))
        build(con, JUDGED)
        return {row[0]: row for row in con.table("signals.case_state").fetchall()}


def now_of(store, warehouse, now=NOW):
    return {row["case_id"]: tuple(row.values()) for row in case_states(store, warehouse, now)}


def decide_at_random(chance, store, decided, n_decisions, at, key):
    for number in range(n_decisions):
        kind = chance.choice(KINDS)
        other = {
            "snapshot": (MaterialFact("grade", "", "1", "grade 1"),),
            "case_id": chance.choice([*CASES, "C9", "gone"]),
        }
        if kind == "snooze":
            other["until_on"] = chance.choice([date(2026, 3, 2), date(2026, 3, 5)]) if at < NIGHT else date(2026, 3, 5)
        if kind == "withdraw":
            earlier = [record.number for record in records(store) if record.decision.kind != "withdraw"]
            if not earlier:
                continue
            other = {"withdraws": chance.choice(earlier)}
        append(store, decided(kind, form_key=f"{key} {number}", **other), at)


@pytest.mark.parametrize("seed", range(4))
def test_the_state_now_is_that_of_a_night_with_all_decisions(store, decided, published, seed):
    chance = random.Random(seed)
    decide_at_random(chance, store, decided, 25, NIGHT - timedelta(days=1), "before")
    warehouse = published()
    decide_at_random(chance, store, decided, 6, NOW, "since")
    assert now_of(store, warehouse) == anew(store, NOW)


def test_a_snooze_that_ends_today_is_seen_without_a_night(store, decided, published):
    append(
        store,
        decided("snooze", until_on=date(2026, 3, 2), snapshot=(MaterialFact("grade", "", "1", "grade 1"),)),
        NIGHT,
    )
    warehouse = published()
    states = [{row["case_id"]: row["state"] for row in case_states(store, warehouse, at)}["C1"] for at in (NIGHT, NOW)]
    assert states == ["snoozed", "reopened"]


def test_the_night_that_was_published_stays_as_it_was(store, decided, published):
    warehouse = published()
    append(store, decided("close"), NOW)
    with decided_now(store, warehouse, NOW) as con:
        assert con.table("v1.decision").select("number").fetchall() == [(1,)]
        assert len(con.table("night.raw.decision")) == 0
        (state,) = con.table("signals.case_state").filter("case_id = 'C1'").select("decision_kind").fetchall()
    assert state == ("close",)


def test_the_snapshot_of_a_decision_is_what_the_night_holds(store, published):
    with decided_now(store, published(), NOW, ["signals.case_material"]) as con:
        assert material_of(con, "C2") == (MaterialFact("grade", "", "3", "grade 3"),)
        assert material_of(con, "nobody") == ()
