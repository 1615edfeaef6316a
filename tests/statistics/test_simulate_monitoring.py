"""The simulated watch: reproducible, within its promises, better for clearer rises; the committed page is in force."""

import csv
import re
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.monitoring_design import n_watched_baselines, published_design
from flows.operating_characteristics import document
from flows.simulate_monitoring import Nights, cells, programmes, rules, simulate
from flows.statistics.sequential import log_e_value

ROWS = Path(__file__).parents[2] / "sql" / "reference" / "operating_characteristic.csv"
PAGE = Path(__file__).parents[2] / "docs" / "operating-characteristics.md"
N_RUNS = 400
NIGHTS = 730


@pytest.fixture(scope="module")
def results():
    return [result for cell in simulate(published_design(), N_RUNS, seed=7) for result in cell]


def called(results, rule, ratio):
    """Programmes called, by the expected number of trial events."""
    return [r.n_called for r in results if r.rule.startswith(rule) and r.true_ratio == ratio]


def test_no_valid_rule_calls_more_unchanged_programmes_than_it_promises(results):
    for result in results:
        if result.true_ratio == 1 and result.nominal is not None:
            error = np.sqrt(result.nominal * (1 - result.nominal) / N_RUNS)
            assert result.n_called / N_RUNS <= result.nominal + 3 * error


def test_a_clearer_rise_is_found_more_often_and_the_naive_rules_call_unchanged_programmes(results):
    for rule in ("e-value ≥ 20", "e-value ≥ 10", "CMaxSPRT"):
        by_ratio = np.array([called(results, rule, ratio) for ratio in (1, 2, 3, 5)])
        assert (np.diff(by_ratio[:, 2:], axis=0) > 0).all()
        assert (np.diff(by_ratio[2:], axis=1) > 0).all()
    assert np.all(np.array(called(results, "e-value ≥ 20", 3)) <= called(results, "e-value ≥ 10", 3))
    assert min(called(results, "yardstick: Poisson", 1)[1:]) > 0.3 * N_RUNS
    assert min(called(results, "yardstick: P(rate", 1)[1:]) > 0.1 * N_RUNS


def test_reading_only_the_nights_after_an_event_is_reading_all_nights():
    design = published_design()
    (run, night, nights), _ = programmes(3, 2, design, 40, np.random.default_rng(3))
    is_called = rules(design)[0].calls(nights)
    for programme in np.unique(run):
        own = run == programme
        counts = np.searchsorted(night[own], np.arange(1, NIGHTS + 1), side="right")
        years = np.arange(1, NIGHTS + 1) * 100 / 365
        e_values = [
            log_e_value(counts, years, nights.trial_n_events[own][0], time)
            for time in (design.trial_patient_years, design.trial_patient_years_ceiling)
        ]
        every_night = np.flatnonzero(np.minimum(*e_values) >= np.log(20)) + 1
        read = night[own][is_called[own]]
        assert read[:1].tolist() == every_night[:1].tolist()


def test_reading_only_the_nights_before_an_event_is_reading_all_nights_that_can_reassure():
    design = published_design()
    (run, night, _), before = programmes(2, 2, design, 60, np.random.default_rng(3))
    (rule,) = [rule for rule in rules(design) if not rule.is_alarm]
    reassured = {int(one) for one in before.run[rule.calls(before.nights)]}
    every_night = np.arange(1, NIGHTS + 1)
    expected = set()
    for programme in range(60):
        trial = before.nights.trial_n_events[before.run == programme][0]
        counts = np.searchsorted(night[run == programme], every_night, side="right")
        own = Nights(counts, every_night * 100 / 365, np.full(NIGHTS, trial))
        if rule.calls(own).any():
            expected.add(programme)
    assert reassured == expected
    assert 0 < len(expected) < 60


def test_a_doubling_is_called_unlikely_less_often_the_more_the_rate_has_risen(results):
    by_ratio = np.array([called(results, "*a doubling", ratio) for ratio in (1, 2, 3, 5)])
    assert (np.diff(by_ratio, axis=0) < 0).all()


def test_the_watch_has_as_many_pairs_as_the_night_compares():
    assert n_watched_baselines() == 15


def test_the_events_of_one_night_are_all_counted_on_it():
    (_, night, nights), _ = programmes(5, 4, published_design(), 1, np.random.default_rng(5))
    assert nights.n_events.tolist() == [int((night <= tonight).sum()) for tonight in night]
    assert night.min() >= 1
    assert night.max() <= NIGHTS


def test_the_same_seed_writes_the_same_page_and_another_seed_another(tmp_path):
    pages = []
    for number, seed in enumerate((1, 1, 2)):
        target = tmp_path / f"{number}.md"
        arguments = ["simulate-monitoring", "--runs", "20", "--seed", str(seed), "--out", str(target)]
        arguments += ["--rows", str(target.with_suffix(".csv"))]
        assert CliRunner().invoke(app, arguments).exit_code == 0
        pages.append(target.read_bytes() + target.with_suffix(".csv").read_bytes())
    assert pages[0] == pages[1] != pages[2]
    text = " ".join(pages[2].decode().split())
    assert "`vigil simulate-monitoring --runs 20 --seed 2`" in text
    assert "20 simulated programmes in each of 16 cells" in text


def test_the_page_has_every_cell_and_says_what_stays_unseen(results):
    design = published_design()
    page = document(design, 15, N_RUNS, 7, results)
    assert len(cells()) == 16
    assert page.count("\n| e-value ≥ 20 (*above*) |") == 4
    assert re.search(r"\d+ to \d+ of 100 rises of that size stay unseen", " ".join(page.split()))
    assert "A quiet night is no evidence" in page
    assert max(len(row) for row in page.splitlines() if not row.startswith("|")) <= 120


def test_the_committed_page_is_of_the_design_in_force_and_names_seed_and_size():
    page = PAGE.read_text()
    assert re.search(r"`vigil simulate-monitoring --runs \d{4,} --seed \d+`", page)
    assert f"design {published_design().design_id()}" in page


def test_the_committed_rows_are_those_of_the_committed_page():
    rows = list(csv.DictReader(ROWS.read_text().splitlines()))
    assert len(rows) == 16 * len(rules(published_design()))
    assert {row["design_id"] for row in rows} == {published_design().design_id()}
    page = PAGE.read_text()
    (command,) = {row["source"].split(":")[0] for row in rows}
    assert f"`{command}`" in page
    cell = {(row["alarm"], row["true_ratio"], row["expected_trial_events"]): row for row in rows}
    worst = cell["e-value ≥ 20 (above)", "1", "4"]
    assert f"| {100 * int(worst['n_called']) / int(worst['n_programmes']):.1f} (" in page.split("## The true rate")[0]


def test_a_page_goes_only_into_a_folder_that_exists_and_no_run_is_refused(tmp_path):
    nowhere = ["simulate-monitoring", "--runs", "20", "--out", str(tmp_path / "none" / "page.md")]
    assert CliRunner().invoke(app, nowhere).exit_code == 2
    with pytest.raises(ValueError, match="at least 1"):
        next(simulate(published_design(), 0, seed=1))
