"""The officer of the demonstration: what is decided after a night is where the cases stand in the next one."""

from datetime import UTC, date, datetime
from io import StringIO

import pytest
from night.conftest import INFUSION, drop_file
from rich.console import Console

from dashboards.comparison import named
from dashboards.selection import rows_of
from flows.decision.live import decided_now
from flows.demo_review import OFFICER, PASSWORD, add_officer, begin_the_month, clear_the_desk
from flows.night import run_night
from flows.query import read_only
from flows.store import open_store
from flows.summary import print_summary

REPORTS = """\
sender_id,record_id,record_version,record_status,reported_at,patient_id,site_id,verbatim_term,preferred_term,started_at,severity_grade,is_serious,seriousness,outcome
SITE-1,E1,1,final,2026-01-20T12:00:00Z,P1,SITE-1,heart attack,Myocardial infarction,2026-01-18,3,yes,life_threatening;hospitalisation,recovered
SITE-1,E2,1,final,2026-01-20T12:00:00Z,P2,SITE-1,headache,Headache,2026-01-18,1,no,,recovered
SITE-1,E3,1,final,2026-01-20T12:00:00Z,,SITE-1,stroke,Cerebrovascular accident,2026-01-18,4,yes,hospitalisation,unknown
"""
FOLLOW_UP = """\
sender_id,record_id,record_version,record_status,reported_at,patient_id,site_id,verbatim_term,preferred_term,started_at,severity_grade,is_serious,seriousness,outcome
SITE-1,E2,2,corrected,2026-01-30T12:00:00Z,P2,SITE-1,headache,Headache,2026-01-18,3,yes,hospitalisation,recovered
SITE-1,E4,1,final,2026-01-30T12:00:00Z,P2,SITE-1,broken arm,Upper limb fracture,2026-01-29,3,yes,hospitalisation,recovered
"""
FIRST, SECOND, LAST = date(2026, 1, 22), date(2026, 1, 31), date(2026, 2, 2)


@pytest.fixture(scope="module")
def nights(tmp_path_factory):
    store = open_store(tmp_path_factory.mktemp("demonstration") / "store")
    drop_file(store, "infusion_1.csv", INFUSION)
    drop_file(store, "adverse_event_1.csv", REPORTS)
    first = run_night(store, FIRST, backfill=True, with_pages=False)
    clear_the_desk(store, first.folder)
    drop_file(store, "adverse_event_2.csv", FOLLOW_UP)
    second = run_night(store, SECOND, backfill=True, with_pages=False)
    begin_the_month(store, second.folder, LAST)
    return store, second.folder


def states(folder):
    """Term of a case → where it stands in the night, whose it is, and why it is back."""
    with read_only(folder / "warehouse.duckdb") as con:
        placed = con.table("signals.case_state").select("case_id", "state", "owner", "reopened_because")
        case = con.table("marts.case").select("case_id", "lead_term")
        return {row[1]: row[2:] for row in case.join(placed, "case_id").fetchall()}


def test_what_was_cleared_is_closed_and_returns_when_it_becomes_serious(nights):
    _, second = nights
    assert states(second)["myocardial infarction"] == ("closed", None, None)
    assert states(second)["headache"] == ("reopened", None, "material change")
    assert states(second)["upper limb fracture"] == ("new", None, None)


def test_serious_cases_of_the_last_month_have_an_owner_and_an_assessment(nights):
    store, second = nights
    now = datetime(2026, 2, 1, 12, tzinfo=UTC)
    with decided_now(store, second / "warehouse.duckdb", now, ["signals.case_state"]) as con:
        placed = con.table("signals.case_state").select("state", "owner").fetchall()
    assert sorted(placed, key=str) == [("assessed", OFFICER), ("assessed", OFFICER), ("closed", None)]


def test_the_summary_counts_clocks_until_their_report_was_sent(nights):
    _, second = nights
    with read_only(second / "warehouse.duckdb") as con:
        (work,) = con.table("marts.case_count").df().to_dict("records")
    assert (work["n_undecided"], work["n_new_serious"], work["n_reopened"]) == (2, 1, 1)
    assert (work["n_overdue"], work["n_serious_rows"]) == (0, 0)
    assert work["n_clocks"] > 0


def test_the_summary_stands_whole_in_a_terminal_of_eighty_columns(nights):
    store, second = nights
    console = Console(width=80, record=True, file=StringIO())
    print_summary(console, store, second)
    printed = console.export_text()
    lines = [" ".join(line.split()) for line in printed.splitlines()]
    assert "feed files rows in accepted withdrawn quarantined superseded" in lines
    assert max(map(len, printed.splitlines())) <= 80


def test_each_line_of_rates_names_its_baseline_where_a_rule_has_several(nights):
    _, second = nights
    with read_only(second / "warehouse.duckdb") as con:
        titles = [rate["name"] for rate in named(rows_of(con, "marts.rate_line"))]
    assert len(set(titles)) == len(titles)
    assert {"Diarrhoea beside reactions in the US label", "Diarrhoea beside all events of the trial"} < set(titles)


def test_history_of_the_demonstration_is_published_without_pages(nights):
    _, second = nights
    assert not (second / "site").exists()
    assert (second / "manifest.json").exists()


def test_whoever_tries_the_demonstration_signs_in_as_its_officer(store):
    from dashboards.sign_in.password import is_password
    from dashboards.sign_in.user_file import UserFile

    add_officer(store)
    account = UserFile(store.users).accounts()[OFFICER]
    assert account.user.roles_in_words == "analyst, reviewer"
    assert is_password(PASSWORD, account.password)
