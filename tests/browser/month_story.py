"""Two real nights in which happens what a month brings, and the decision that was made between them."""

import os
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from flows.decision.ledger import append
from flows.decision.live import material_of
from flows.decision.record import Decision
from flows.night import run_night
from flows.query import current_warehouse, read_only
from flows.store import Store, open_store

TODAY = datetime.now(UTC).date()
REPORT = (
    "sender_id,record_id,record_version,record_status,reported_at,patient_id,site_id,verbatim_term,started_at,"
    "severity_grade,is_serious,seriousness\n"
)
LAB = (
    "sender_id,record_id,record_status,reported_at,patient_id,collected_at,analyte,value,unit,lower_limit,upper_limit\n"
)
LATE = "P-0006"


def days_ago(n_days: int) -> date:
    """A day before today (UTC)."""
    return TODAY - timedelta(days=n_days)


def at(n_days: int) -> str:
    """Noon of a day as a delivery writes it."""
    return f"{days_ago(n_days)}T12:00:00Z"


def report(record: str, patient: str, words: str, reported: int, started: str, **more: str) -> str:
    """One report as a line."""
    said = {"version": "1", "status": "final", "grade": "3", "serious": "yes", "criteria": "hospitalisation"} | more
    cells = ("SITE-1", record, said["version"], said["status"], at(reported), patient, "SITE-1", words, started)
    return ",".join((*cells, said["grade"], said["serious"], said["criteria"])) + "\n"


def infusions() -> str:
    """Six people on a dose every two weeks; the last one of P-0006 is a month ago, and the site has reported since."""
    text = "sender_id,record_id,reported_at,patient_id,site_id,started_at,ended_at,dose_mg,method\n"
    for number in range(1, 7):
        for day in (60, 46, 32) if number == 6 else (60, 46, 32, 18, 4):
            start, end = f"{days_ago(day)}T09:00:00Z", f"{days_ago(day)}T09:35:00Z"
            dose = 2000 if day == 60 else 800
            record = f"I{number}-{day}"
            text += f"SITE-1,{record},{at(day)},P-000{number},SITE-1,{start},{end},{dose},infusion\n"
    return text


def neutrophils(record: str, collected: int, value: str, reported: int, status: str = "final") -> str:
    """One count of P-0003 as a line."""
    return f"LAB-1,{record},{status},{at(reported)},P-0003,{at(collected)},neutrophils,{value},10*9/L,1.8,7.7\n"


def first_files() -> dict[str, str]:
    """What the first night receives."""
    counts = neutrophils("L1", 61, "3.1", 61) + neutrophils("L2", 9, "0.45", 8)
    not_serious = {"grade": "2", "serious": "no", "criteria": ""}
    reports = report("AE1", "P-0001", "gallstones", 8, str(days_ago(10)), **not_serious)
    reports += report("AE2", "P-0002", "deep vein thrombosis", 8, str(days_ago(9)))
    return {"infusion_1.csv": infusions(), "lab_result_1.csv": LAB + counts, "adverse_event_1.csv": REPORT + reports}


def second_files() -> dict[str, str]:
    """What the second night receives: a follow-up, a nullification, a new serious case, a broken row, a correction."""
    reports = report("AE1", "P-0001", "gallstones", 1, str(days_ago(10)), version="2")
    reports += report("AE2", "P-0002", "deep vein thrombosis", 1, str(days_ago(9)), version="2", status="nullified")
    reports += report("AE3", "P-0004", "pulmonary embolism", 1, str(days_ago(3)))
    reports += report("AE4", "P-0005", "admitted with collapse", 2, "31.02.2026")
    counts = neutrophils("L2", 9, "4.5", 1, "corrected")
    return {"adverse_event_2.csv": REPORT + reports, "lab_result_2.csv": LAB + counts}


def write_month(folder: Path) -> Store:
    """The store after both nights."""
    store = open_store(folder / "store")
    _drop(store, first_files())
    run_night(store, days_ago(1), backfill=True, with_pages=False)
    with read_only(current_warehouse(store)) as con:
        cases = con.table("signals.case").filter("patient_id = 'P-0001'").select("case_id").fetchall()
        ((case_id,),) = cases
        facts = material_of(con, case_id)
        ((run_id,),) = con.table("raw.night").select("run_id").fetchall()
    assessed = Decision(
        "assess", "rita", "reviewer", "before", run_id, days_ago(1), case_id, facts, ("not_serious",), "unlikely",
        "unlisted", 2, "none", "Seen on the screen of the case.",
    )  # fmt: skip
    append(store, assessed, datetime.combine(days_ago(1), time(23, 59, 30), UTC))
    _drop(store, second_files())
    run_night(store, TODAY, exercise=False, with_pages=False)
    return store


def _drop(store: Store, files: dict[str, str]) -> None:
    for name, text in files.items():
        (store.inbox / name).write_text(text, encoding="utf-8")
        os.utime(store.inbox / name, (0, 0))
