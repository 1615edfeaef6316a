"""Between sites: inside or outside exact limits. In time: the share by a day, death and stop competing."""

import pandas as pd
import pytest

from flows.incidence import cumulative_incidence
from flows.monitoring_design import published_design
from flows.sites import site_rates

DESIGN = published_design()


def sites(*counts):
    rows = pd.DataFrame(
        [("rash", f"S{n}", n_patients, n_with_event) for n, (n_patients, n_with_event) in enumerate(counts)],
        columns=["rule", "site_id", "n_patients", "n_with_event"],
    )
    return rows.assign(programme_n_patients=rows["n_patients"].sum(), programme_n_with_event=rows["n_with_event"].sum())


def test_a_site_far_above_the_programme_is_outside_and_an_ordinary_one_inside():
    found = site_rates(sites((100, 10), (100, 11), (100, 9), (50, 30)), DESIGN).set_index("site_id")
    assert found.at["S3", "position"] == "outside 99.8"
    assert found.at["S0", "position"] in ("inside", "outside 95")
    assert (found["low_998"] <= found["low_95"]).all()
    assert (found["high_95"] <= found["high_998"]).all()


def test_a_site_with_few_patients_is_not_judged_however_high_its_share():
    found = site_rates(sites((200, 4), (4, 4)), DESIGN).set_index("site_id")
    assert found.at["S1", "position"] == "too few"


def test_a_programme_without_any_event_has_no_site_outside():
    found = site_rates(sites((50, 0), (30, 0)), DESIGN)
    assert set(found["position"]) == {"inside"}
    assert (found["high_95"] == 0).all()


def test_who_died_first_is_not_counted_as_free_of_the_signal_for_ever():
    times = pd.DataFrame({"rule": "rash", "from_day": 0, "end_day": [10, 20, 30, 40], "end_kind": [1, 2, 1, 0]})
    found = cumulative_incidence(times.assign(n_people=1)).set_index("day")
    assert list(found.index) == [0, 7, 10, 14, 20, 21, 28, 30, 35, 40]
    assert list(found["n_at_risk"]) == [4, 4, 4, 3, 3, 2, 2, 2, 1, 1]
    found = found.loc[[10, 20, 30, 40]]
    assert found.at[10, "cumulative_incidence"] == pytest.approx(0.25)
    assert found.at[20, "competing_incidence"] == pytest.approx(0.25)
    assert found.at[30, "cumulative_incidence"] == pytest.approx(0.5)
    assert (found["low"] <= found["cumulative_incidence"]).all()
    assert (found["cumulative_incidence"] <= found["high"]).all()
    assert list(found["n_events"]) == [1, 0, 1, 0]


def test_who_was_first_tested_late_is_not_at_risk_before():
    """Day 50: one of the five who were at risk by then; day 90: one of the four left and the three who came."""
    times = pd.DataFrame({
        "rule": "rash", "from_day": [0, 0, 60, 60], "end_day": [50, 168, 90, 168], "end_kind": [1, 0, 1, 0],
        "n_people": [1, 4, 1, 2],
    })  # fmt: skip
    found = cumulative_incidence(times).set_index("day").loc[[50, 90, 168]]
    assert list(found["n_at_risk"]) == [5, 7, 6]
    assert list(found["cumulative_incidence"]) == pytest.approx([1 / 5, *[1 - 4 / 5 * 6 / 7] * 2])


def test_without_any_event_the_curve_still_lasts_to_the_last_day_and_says_who_was_there():
    """Without the last day nothing would tell how long nobody had it, nor of how many people."""
    times = pd.DataFrame({"rule": "rash", "from_day": 0, "end_day": [90, 168], "end_kind": 0, "n_people": [3, 9]})
    found = cumulative_incidence(times)
    assert (found["cumulative_incidence"] == 0).all()
    row = found.iloc[-1]
    assert (row["day"], row["n_at_risk"], row["n_events"], row["cumulative_incidence"]) == (168, 9, 0, 0)


def test_nobody_at_risk_gives_no_row_but_the_columns():
    nobody = pd.DataFrame({"rule": [], "from_day": [], "end_day": [], "end_kind": [], "n_people": []})
    found = cumulative_incidence(nobody)
    assert len(found) == 0
    assert "cumulative_incidence" in found


def test_how_times_at_risk_began_and_ended(given, rows):
    given("signals.considered_patient", """
        patient_id | rule | window_days | first_event_day | risk_from_day | risk_until_day | is_in_window
        EVENT      | rash | 100         | 30              | 0             | 300            | true
        LATE       | rash | 100         | 120             | 0             | 300            | true
        DIED       | rash | 100         |                 | 0             | 60             | true
        STOPPED    | rash | 100         |                 | 5             | 100            | true
        UNTESTED   | rash | 100         |                 | 0             | 70             | true
        OPEN       | rash | 100         |                 | 0             | 40             | true
        OPEN_TOO   | rash | 100         |                 | 0             | 40             | true
        BOTH       | rash | 100         | 50              | 0             | 50             | true
        NO_TIME    | rash | 100         |                 |               |                | true
        AFTER      | rash | 100         |                 | 110           | 300            | true
        OUT        | rash | 100         | 10              | 0             | 50             | false
    """)  # fmt: skip
    given("signals.exposure", """
        patient_id | at_risk_days | ended_by
        EVENT      | 300          | observed
        LATE       | 300          | observed
        DIED       | 60           | died
        STOPPED    | 100          | stopped
        UNTESTED   | 90           | stopped
        NO_TIME    | 90           | stopped
        OPEN       | 40           | observed
        OPEN_TOO   | 40           | observed
        BOTH       | 50           | died
        AFTER      | 300          | observed
        OUT        | 50           | died
    """)  # fmt: skip
    ended = [(r["from_day"], r["end_day"], r["end_kind"], r["n_people"]) for r in rows("signals.risk_time")]
    assert sorted(ended) == [
        (0, 30, 1, 1), (0, 40, 0, 2), (0, 50, 1, 1), (0, 60, 2, 1), (0, 70, 0, 1), (0, 100, 0, 1), (5, 100, 2, 1),
    ]  # fmt: skip


def test_a_flag_is_known_from_the_first_delivery_among_its_evidence(given, rows):
    given("raw.delivery", """
        source_file | received_at
        early       | 2026-03-05T00:00:00Z
        late        | 2026-04-05T00:00:00Z
    """)  # fmt: skip
    given("signals.flag", """
        flag_id | patient_id | rule | onset_on   | evidence
        F1      | P1         | rash | 2026-03-01 | [{'feed': 'adverse_event', 'source_file': 'late', 'source_row': 2}, {'feed': 'adverse_event', 'source_file': 'early', 'source_row': 2}]
        F2      | P2         | rash |            | [{'feed': 'adverse_event', 'source_file': 'late', 'source_row': 3}]
    """)  # fmt: skip
    (row,) = rows("signals.reporting_delay")
    assert (row["flag_id"], row["delay_days"]) == ("F1", 4)
