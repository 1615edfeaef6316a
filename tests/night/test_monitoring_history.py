"""What nights leave to each other: the design that a path is watched with, and the crossings that any night saw."""

from datetime import date

import duckdb
import numpy as np
import pandas as pd
import pytest
from drawn_table import read_drawn_table

from flows.monitor import crossings, first_alarm, highest, paths
from flows.monitoring_design import published_design
from flows.monitoring_history import in_force, load_history, night_before, night_verdicts
from flows.outlook import outlook
from flows.statistics.sequential import log_e_value
from flows.store import open_store

AS_OF = date(2026, 3, 1)
DESIGN = published_design()


def frame(drawn, *, dates=(), numbers=()):
    header, rows = read_drawn_table(drawn)
    table = pd.DataFrame(rows, columns=header)
    for name in dates:
        table[name] = pd.to_datetime(table[name])
    for name in numbers:
        table[name] = pd.to_numeric(table[name])
    return table


def course(drawn):
    table = frame(drawn, dates=["until_on"], numbers=["n_events", "patient_years"])
    return table.assign(
        rule="iris", baseline_id="us_iris", design_id="d1", trial_n_with_event=2,
        trial_patient_years=17.5, trial_patient_years_ceiling=19.2, baseline_verification="V1",
    )  # fmt: skip


RISING = course("""
    until_on   | n_events | patient_years
    2026-01-31 | 3        | 5
    2026-02-10 | 12       | 6
    2026-02-28 | 12       | 30
""")
NOBODY = pd.DataFrame(columns=["rule", "baseline_id"])
PREDECLARED = pd.DataFrame({"rule": ["iris"], "baseline_id": ["us_iris"]})


def none_seen():
    columns = ["rule", "baseline_id", "statistic", "tier", "design_id", "crossed_on", "value", "boundary", "seen_as_of"]
    return pd.DataFrame(columns=columns)


@pytest.mark.parametrize(
    ("earlier", "counted_from_on"),
    [
        ("rule | baseline_id | design_id | counted_from_on", None),
        ("rule | baseline_id | design_id | counted_from_on\niris | us_iris | d1 |", None),
        ("rule | baseline_id | design_id | counted_from_on\niris | us_iris | d1 | 2026-02-01", date(2026, 2, 1)),
        ("rule | baseline_id | design_id | counted_from_on\niris | us_iris | d0 |", AS_OF),
        ("rule | baseline_id | design_id | counted_from_on\niris | other | d0 |", None),
    ],
    ids=["first night", "unchanged", "changed before", "changed tonight", "another baseline"],
)
def test_a_changed_design_starts_counting_anew_on_its_night_and_an_unchanged_one_goes_on(earlier, counted_from_on):
    now = pd.DataFrame({"rule": ["iris"], "baseline_id": ["us_iris"], "design_id": ["d1"]})
    designs = in_force(now, frame(earlier, dates=["counted_from_on"]), AS_OF).set_index(["rule", "baseline_id"])
    day = designs.loc[("iris", "us_iris"), "counted_from_on"]
    assert (None if pd.isna(day) else day.date()) == counted_from_on


def test_a_design_whose_baseline_is_absent_for_a_night_is_remembered():
    nobody = pd.DataFrame(columns=["rule", "baseline_id", "design_id"])
    known = frame("""
        rule | baseline_id | design_id | counted_from_on
        iris | us_iris     | d1        |
    """, dates=["counted_from_on"])  # fmt: skip
    absent = in_force(nobody, known, AS_OF)
    now = pd.DataFrame({"rule": ["iris"], "baseline_id": ["us_iris"], "design_id": ["d2"]})
    (day,) = in_force(now, absent, date(2026, 3, 2))["counted_from_on"]
    assert day == pd.Timestamp("2026-03-02")


def test_a_changed_number_of_the_design_or_of_the_trial_has_another_digest():
    assert DESIGN.design_id(2) == DESIGN.design_id(2)
    assert DESIGN.design_id(2) != DESIGN.design_id(3)


@pytest.mark.parametrize(
    ("change", "also_starts_anew"),
    [
        ("UPDATE reference.monitoring_number SET value = 15 WHERE name = 'watch_e_value'", True),
        ("UPDATE reference.monitoring_number SET value = 40 WHERE name = 'cmaxsprt_horizon_events'", True),
        ("DELETE FROM reference.rate_ratio_grid WHERE rate_ratio = 10", True),
        ("UPDATE reference.trial_person_time SET patient_years = 18 WHERE name = 'primary'", True),
        ("DELETE FROM reference.predeclared_signal WHERE rule = 'iris'", False),
        ("UPDATE reference.trial_baseline SET n_with_event = 2 WHERE baseline_id = 'us_iris'", False),
        ("UPDATE reference.monitoring_number SET meaning = 'In other words'", None),
    ],
)
def test_each_row_of_the_design_starts_the_watch_anew_on_the_night_of_its_change(
    con, tmp_path, change, also_starts_anew
):
    """Declaring a signal, or no longer, is a change of its own design and of no other's; words are none."""
    store = open_store(tmp_path)
    load_history(con, store, date(2026, 2, 28))
    (store.night / "2026-02-28").mkdir(parents=True)
    con.execute(f"ATTACH '{store.night / '2026-02-28' / 'warehouse.duckdb'}' AS night_before")
    con.execute("CREATE SCHEMA night_before.raw")
    con.execute("CREATE TABLE night_before.raw.monitoring_design AS FROM raw.monitoring_design")
    con.execute("DETACH night_before")
    con.execute(change)
    con.execute("DROP TABLE raw.monitoring_design")
    load_history(con, store, AS_OF)
    designs = con.table("raw.monitoring_design").df().set_index("baseline_id")["counted_from_on"]
    anew = {name for name in ("us_iris", "us_rash") if designs[name] == pd.Timestamp(AS_OF)}
    expected = {None: set(), False: {"us_iris"}, True: {"us_iris", "us_rash"}}
    assert anew == expected[also_starts_anew]


def test_a_path_keeps_its_highest_value_when_quiet_time_lowers_it_again():
    (tonight,) = highest(paths(RISING, NOBODY, DESIGN)).to_dict("records")
    assert tonight["e_value_highest"] > DESIGN.above_e_value > tonight["e_value"]
    assert tonight["e_value_highest_on"] == pd.Timestamp("2026-02-10")
    assert (tonight["watched_n_events"], tonight["watched_patient_years"]) == (12, 30)


def test_a_crossing_is_new_once_and_keeps_the_night_that_saw_it_first():
    path = paths(RISING, NOBODY, DESIGN)
    first = crossings(path, none_seen(), DESIGN, AS_OF)
    assert set(first["tier"]) >= {"watch", "above"}
    later = crossings(path, first.drop(columns="still_crossed"), DESIGN, date(2026, 3, 2))
    assert len(later) == len(first)
    assert set(later["seen_as_of"]) == {pd.Timestamp(AS_OF)}
    assert later["still_crossed"].all()


def test_a_night_with_an_alarm_on_record_may_see_the_alarm_of_another_signal():
    on_record = crossings(paths(RISING, NOBODY, DESIGN), none_seen(), DESIGN, AS_OF).drop(columns="still_crossed")
    as_read_back = duckdb.from_df(on_record).df()
    another = pd.concat([RISING, RISING.assign(rule="rash", baseline_id="us_rash")])
    alarms = first_alarm(crossings(paths(another, NOBODY, DESIGN), as_read_back, DESIGN, date(2026, 3, 2)))
    seen = dict(zip(alarms["rule"], alarms["crossed_seen_as_of"], strict=True))
    assert seen == {"iris": pd.Timestamp(AS_OF), "rash": pd.Timestamp("2026-03-02")}


def test_a_crossing_that_a_correction_takes_back_stays_on_record_as_no_longer_crossed():
    first = crossings(paths(RISING, NOBODY, DESIGN), none_seen(), DESIGN, AS_OF)
    corrected = paths(RISING.assign(n_events=[0, 1, 1]), NOBODY, DESIGN)
    later = crossings(corrected, first.drop(columns="still_crossed"), DESIGN, date(2026, 3, 2))
    assert len(later) == len(first)
    assert not later["still_crossed"].any()
    other = later.assign(design_id="another").drop(columns="still_crossed")
    assert crossings(corrected, other, DESIGN, date(2026, 3, 3))["still_crossed"].isna().all()


def test_only_predeclared_signals_spend_on_cmaxsprt_and_only_up_to_the_horizon():
    assert set(paths(RISING, NOBODY, DESIGN)["statistic"]) == {"e_value"}
    long = course("""
        until_on   | n_events | patient_years
        2026-01-31 | 2        | 5
        2026-02-01 | 3        | 6
        2026-02-10 | 30       | 60
        2026-02-28 | 31       | 70
    """)
    path = paths(long, PREDECLARED, DESIGN)
    assert list(path.loc[path["statistic"] == "cmaxsprt", "n_events"]) == [3, 30]


def test_the_night_before_is_the_newest_up_to_the_day_and_of_its_builds_the_last(tmp_path):
    store = open_store(tmp_path)
    for name in ("2026-02-27", "2026-02-28", "2026-02-28.002", "2026-03-02", ".building-R1"):
        (store.night / name).mkdir(parents=True)
    assert night_before(store, AS_OF) == store.night / "2026-02-28.002" / "warehouse.duckdb"
    (store.night / "2026-03-01").mkdir()
    assert night_before(store, AS_OF) == store.night / "2026-03-01" / "warehouse.duckdb"
    assert night_before(store, date(2026, 2, 26)) is None


def said(drawn):
    return frame(drawn, dates=["as_of"]).assign(e_value=1.0, run_id="R1")


RATES_NOW = pd.DataFrame(
    {
        "rule": ["iris", "iris"],
        "baseline_id": ["us_iris", "us_iris"],
        "verdict": ["watch", None],
        "e_value": [12.0, None],
    }
)


def test_the_word_of_tonight_joins_those_of_earlier_nights_and_rates_without_a_word_do_not():
    earlier = said("""
        as_of      | rule | baseline_id | verdict
        2026-02-27 | iris | us_iris     | cannot tell yet
    """)
    found = night_verdicts(earlier, RATES_NOW, AS_OF, "R2")
    assert found[["verdict", "run_id"]].to_numpy().tolist() == [["cannot tell yet", "R1"], ["watch", "R2"]]


def test_a_day_that_is_built_again_says_its_newest_word_and_nothing_of_later_nights():
    earlier = said("""
        as_of      | rule | baseline_id | verdict
        2026-03-01 | iris | us_iris     | above
        2026-03-02 | iris | us_iris     | above
    """)
    assert night_verdicts(earlier, RATES_NOW, AS_OF, "R2")["verdict"].tolist() == ["watch"]
    assert night_verdicts(pd.DataFrame(columns=earlier.columns), RATES_NOW, AS_OF, "R2")["verdict"].tolist() == [
        "watch"
    ]


REACHES = pd.DataFrame({"name": ["ahead"], "patient_years": [40.0]})


def test_the_outlook_is_the_fewest_events_that_cross_at_the_end_of_the_time_to_come_for_both_times_of_the_trial():
    path = paths(RISING.iloc[:1], NOBODY, DESIGN)
    (row,) = outlook(path, REACHES, DESIGN).to_dict("records")
    total = row["n_events"] + row["n_more_events"]

    def e_values(n_events):
        return [
            np.exp(log_e_value(n_events, 45.0, 2, years, DESIGN.rate_ratios))
            for years in (DESIGN.trial_patient_years, DESIGN.trial_patient_years_ceiling)
        ]

    assert min(e_values(total)) >= DESIGN.above_e_value > min(e_values(total - 1))
    assert row["rules_design_id"] == DESIGN.design_id()


def test_more_time_to_come_never_asks_for_fewer_events():
    path = paths(RISING.iloc[:1], NOBODY, DESIGN)
    needed = [
        outlook(path, REACHES.assign(patient_years=years), DESIGN)["n_more_events"].item()
        for years in (0.0, 10.0, 80.0)
    ]
    assert needed == sorted(needed)
