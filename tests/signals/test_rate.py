"""Our shares beside the trial's: which baseline may stand beside which rule, and what the table holds."""

import re

import pandas as pd
import pytest

from flows.compare import write_rates
from flows.monitor import PATH
from flows.monitoring_design import FILES, read_design
from flows.rates import WATCHED
from flows.statistics.proportion import clopper_pearson
from flows.warehouse import SQL_FOLDER, compare_with_contracts, load_reference

NOTHING_WATCHED = pd.DataFrame(columns=[*PATH, "until_on", "value", "n_events", "patient_years"])
NOTHING_CROSSED = pd.DataFrame(columns=[*PATH, "tier", "crossed_on", "value", "seen_as_of"])
ANY_KIND = ["us_label_reaction", "us_label_laboratory", "us_label_warning", "trial_event", "eu_pooled"]


@pytest.fixture
def rates(rows, con):
    """`rates()`: the rows of signals.rate on what was given, of everyone in the trial's window, by rule and baseline."""

    def written():
        load_reference(con, FILES)
        rows("signals.rate_input")
        write_rates(con, NOTHING_WATCHED, NOTHING_CROSSED, read_design(con))
        return {
            (row["rule"], row["baseline_id"]): row
            for row in rows_of(con, "signals.rate")
            if (row["population"], row["window_name"]) == WATCHED
        }

    return written


@pytest.fixture
def real_references(warehouse):
    """The rows of sql/reference, and nobody treated."""
    for relation in ("clinical.patient", "clinical.lab_result", "signals.flag", "signals.unassessable"):
        warehouse.give(relation, "patient_id")
    named = ["rule", "trial_baseline", "analysis_window", "population", "trial_person_time", "monitoring_number"]
    load_reference(warehouse.con, named)
    warehouse.given_relations |= {f"reference.{name}" for name in named}


def rows_of(con, relation):
    found = con.table(relation)
    return [dict(zip(found.columns, values, strict=True)) for values in found.fetchall()]


def neutropenia_in(given, n_with_event, n_in_window, n_full_window=None):
    n_full_window = n_in_window if n_full_window is None else n_full_window
    given("reference.rule", """
        rule        | title       | kind       | analyte     | is_active | display_order
        neutropenia | Neutropenia | laboratory | neutrophils | true      | 1
    """)  # fmt: skip
    given("signals.denominator", f"""
        rule        | population | window_name | patient_years | window_days | n_treated | n_evaluable | n_in_window | n_full_window | n_with_event
        neutropenia | everyone | trial_comparison | 25 | 168         | 500       | 450         | {n_in_window} | {n_full_window} | {n_with_event}
    """)  # fmt: skip


def test_shares_intervals_and_probabilities_stand_beside_the_trials(given, rates, con):
    neutropenia_in(given, 9, 60)
    given("reference.trial_baseline", """
        baseline_id | rule        | kind                | trial   | n_with_event | n_patients | source
        counts      | neutropenia | us_label_laboratory | TMB-301 | 2            | 40         | label
    """)  # fmt: skip
    rate = rates()["neutropenia", "counts"]
    compare_with_contracts(con, ["signals.rate"])
    assert (rate["n_with_event"], rate["n_in_window"], rate["share"]) == (9, 60, 0.15)
    assert (rate["share_low"], rate["share_high"]) == pytest.approx((0.0709561952570912, 0.265740447757295), abs=1e-9)
    assert (rate["trial_n_with_event"], rate["trial_n_patients"], rate["trial_share"]) == (2, 40, 0.05)
    trial_ends = (rate["trial_share_low"], rate["trial_share_high"])
    assert trial_ends == pytest.approx((0.00611364659935084, 0.169196863959417), abs=1e-9)
    assert rate["probability_above_trial"] == pytest.approx(0.946236143952482, abs=1e-7)
    assert rate["share_ratio"] == pytest.approx(3)
    assert rate["share_ratio_low"] < 1 < 3 < rate["share_ratio_high"]
    assert rate["sentence"].endswith("Ratio of the shares 3 (95 % score interval 0.78–12).")
    assert rate["probability_above_twice_trial"] < rate["probability_above_trial"]
    assert rate["sentence"].startswith("Neutropenia in the first 168 days: 9 of 60, 15 %")
    assert rate["baseline_kind"] == "us_label_laboratory"
    assert rate["baseline_source"] == "label"


def test_a_share_stands_beside_nothing_until_somebody_without_the_event_was_followed_to_the_end(given, rates, con):
    neutropenia_in(given, 3, 1000, n_full_window=3)
    given("reference.trial_baseline", """
        baseline_id | rule        | kind                | trial   | n_with_event | n_patients | source
        counts      | neutropenia | us_label_laboratory | TMB-301 | 3            | 40         | label
    """)  # fmt: skip
    rate = rates()["neutropenia", "counts"]
    assert rate["share"] == 0.003
    assert (rate["probability_above_trial"], rate["share_difference_low"]) == (None, None)
    assert (rate["share_ratio"], rate["share_ratio_low"]) == (None, None)
    assert "No share can be set beside the trial's yet." in rate["sentence"]
    assert "Ratio" not in rate["sentence"]


def test_without_an_event_in_the_trial_the_ratio_of_the_shares_has_a_lower_end_alone(given, rates, con):
    neutropenia_in(given, 9, 60)
    given("reference.trial_baseline", """
        baseline_id | rule        | kind                | trial   | n_with_event | n_patients | source
        counts      | neutropenia | us_label_laboratory | TMB-301 | 0            | 40         | label
    """)  # fmt: skip
    rate = rates()["neutropenia", "counts"]
    assert (rate["share_ratio"], rate["share_ratio_high"]) == (None, float("inf"))
    assert "Ratio of the shares: at least 1.7 (95 % score interval, without an upper end)." in rate["sentence"]
    assert con.execute(TWO_ENGINES.read_text()).fetchall() == []


def test_nobody_in_the_window_leaves_the_share_empty(given, rates):
    neutropenia_in(given, 0, 0)
    given("reference.trial_baseline", """
        baseline_id | rule        | kind                | trial   | n_with_event | n_patients | verification
        counts      | neutropenia | us_label_laboratory | TMB-301 | 2            | 40         | V1
    """)  # fmt: skip
    rate = rates()["neutropenia", "counts"]
    empty = ["share", "share_low", "share_high", "probability_above_trial", "probability_above_twice_trial"]
    assert [rate[name] for name in empty] == [None] * len(empty)
    assert rate["trial_share"] == 0.05


def test_what_a_laboratory_measured_is_compared_with_nothing_else(given, rates):
    neutropenia_in(given, 3, 61)
    drawn = ["baseline_id | rule | kind | trial | n_with_event | n_patients | verification"]
    drawn += [f"of_{kind} | neutropenia | {kind} | TMB-301 | 2 | 40 | V1" for kind in ANY_KIND]
    given("reference.trial_baseline", "\n".join(drawn))
    assert set(rates()) == {("neutropenia", "of_us_label_laboratory")}


def test_what_was_reported_is_never_compared_with_what_a_laboratory_measured(given, rates):
    given("reference.rule", """
        rule | title | kind  | is_active | display_order
        iris | IRIS  | event | true      | 1
    """)  # fmt: skip
    given("signals.denominator", """
        rule | population | window_name | patient_years | window_days | n_treated | n_evaluable | n_in_window | n_with_event | n_flag_undated
        iris | everyone | trial_comparison | 25 | 168         | 60        | 60          | 60          | 1            | 2
    """)  # fmt: skip
    drawn = ["baseline_id | rule | kind | trial | n_with_event | n_patients | verification"]
    drawn += [f"of_{kind} | iris | {kind} | TMB-301 | 2 | 40 | V1" for kind in ANY_KIND]
    given("reference.trial_baseline", "\n".join(drawn))
    found = rates()
    assert {kind for _, kind in found} == {f"of_{kind}" for kind in ANY_KIND} - {"of_us_label_laboratory"}
    assert all(row["baseline_id"] == f"of_{row['baseline_kind']}" for row in found.values())
    assert all("2 flags have no date of onset" in row["sentence"] for row in found.values())


@pytest.mark.parametrize(
    ("baseline", "said"),
    [
        (
            "unverified | neutropenia | us_label_laboratory | 2 | 40 | NV",
            "The published count is not verified",
        ),
        (
            "uncounted  | neutropenia | us_label_laboratory |   | 40 | V1",
            "The label gives no count and no denominator",
        ),
        (
            "conflict   | neutropenia | us_label_laboratory |   | 40 | NV",
            "The label gives no count and no denominator",
        ),
        (
            "other_kind | neutropenia | us_label_reaction   | 2 | 40 | V1",
            "No published count of the same thing",
        ),
        (
            "other_rule | iris        | us_label_laboratory | 2 | 40 | V1",
            "No published count of the same thing",
        ),
    ],
)
def test_a_baseline_that_cannot_be_used_gives_one_row_without_trial_figures(given, rates, baseline, said):
    neutropenia_in(given, 3, 61)
    given("reference.trial_baseline", f"""
        baseline_id | rule | kind | n_with_event | n_patients | verification
        {baseline}
    """)  # fmt: skip
    found = rates()
    assert set(found) == {("neutropenia", "none")}
    rate = found["neutropenia", "none"]
    of_the_trial = [name for name in rate if name.startswith(("trial_", "baseline_", "probability_"))]
    assert {name: rate[name] for name in of_the_trial if name != "baseline_id"} == dict.fromkeys(
        [name for name in of_the_trial if name != "baseline_id"]
    )
    assert rate["share"] == 3 / 61
    assert said in rate["sentence"]
    assert "every case is for review" in rate["sentence"]
    assert rate["verdict"] == "not judged"
    assert rate["verdict_reason"].startswith(said)
    assert rate["is_discovery"] is None


def test_effect_stands_beside_the_trials_efficacy_alone_and_nothing_else_does(given, rates):
    given("reference.rule", """
        rule        | title       | kind       | analyte     | is_active | display_order
        no_response | No response | effect     |             | true      | 1
        neutropenia | Neutropenia | laboratory | neutrophils | true      | 2
        iris        | IRIS        | event      |             | true      | 3
    """)  # fmt: skip
    given("signals.denominator", """
        rule        | population | window_name | patient_years | window_days | n_treated | n_evaluable | n_in_window | n_with_event
        no_response | everyone | trial_comparison | 25 | 168         | 500       | 450         | 60          | 9
        neutropenia | everyone | trial_comparison | 25 | 168         | 500       | 450         | 60          | 9
        iris        | everyone | trial_comparison | 25 | 168         | 500       | 450         | 60          | 9
    """)  # fmt: skip
    drawn = ["baseline_id | rule | kind | trial | n_with_event | n_patients | verification"]
    drawn += [f"of_{kind} | no_response | {kind} | TMB-301 | 2 | 40 | V1" for kind in [*ANY_KIND, "trial_efficacy"]]
    drawn += [f"wrong_{rule} | {rule} | trial_efficacy | TMB-301 | 2 | 40 | V1" for rule in ("neutropenia", "iris")]
    given("reference.trial_baseline", "\n".join(drawn))
    assert set(rates()) == {("no_response", "of_trial_efficacy"), ("neutropenia", "none"), ("iris", "none")}


@pytest.mark.usefixtures("real_references")
def test_each_rule_stands_beside_the_count_of_the_label(rates, con):
    found = {key: (row["trial_n_with_event"], row["trial_n_patients"]) for key, row in rates().items()}
    compared = {key: counts for key, counts in found.items() if key[1] != "none"}
    assert compared == {
        ("neutropenia", "us_neutrophils"): (2, 40),
        ("leukopenia", "us_leukocytes"): (2, 40),
        ("thrombocytopenia", "us_platelets"): (1, 40),
        ("haemoglobin_fall", "us_haemoglobin"): (1, 40),
        ("bilirubin_rise", "us_bilirubin_total"): (2, 40),
        ("creatinine_rise", "us_creatinine"): (4, 40),
        ("glucose_rise", "us_glucose"): (1, 40),
        ("lipase_rise", "us_lipase"): (2, 40),
        ("uric_acid_rise", "us_uric_acid"): (1, 40),
        ("iris", "us_iris"): (1, 40),
        ("diarrhoea", "us_diarrhoea"): (3, 40),
        ("diarrhoea", "nejm_diarrhoea"): (8, 40),
        ("dizziness", "us_dizziness"): (3, 40),
        ("nausea", "us_nausea"): (2, 40),
        ("rash", "us_rash"): (2, 40),
        ("no_response", "nejm_no_response"): (7, 40),
    }
    without_count = {rule for rule, baseline in found if baseline == "none"}
    assert without_count == {row["rule"] for row in rows_of(con, "reference.rule")} - {rule for rule, _ in compared}


@pytest.mark.usefixtures("real_references")
def test_direct_bilirubin_is_on_file_and_nothing_unverified_is_ever_compared(rates, con):
    baselines = {row["baseline_id"]: row for row in rows_of(con, "reference.trial_baseline")}
    direct = baselines["us_bilirubin_direct"]
    assert (direct["verification"], direct["n_with_event"], direct["rule"]) == ("NV", None, "direct_bilirubin_rise")
    assert "conflict" in direct["definition"]
    used = {baseline_id for _, baseline_id in rates()} - {"none"}
    assert all(baselines[name]["verification"] != "NV" for name in used)


@pytest.mark.usefixtures("real_references")
def test_a_signal_without_a_count_in_the_label_is_for_review_case_by_case(rates):
    for rule in ("anaphylaxis", "infusion_reaction"):
        told = rates()[rule, "none"]["sentence"]
        assert "The label gives no count and no denominator for it" in told
        assert "every case is for review" in told


@pytest.mark.usefixtures("real_references")
def test_counts_on_file_round_to_the_percentages_that_their_sources_print(con):
    for row in rows_of(con, "reference.trial_baseline"):
        printed = re.search(r"([\d.]+) % printed", row["definition"])
        if printed:
            decimals = len(printed[1].partition(".")[2])
            percent = 100 * row["n_with_event"] / row["n_patients"]
            assert abs(percent - float(printed[1])) <= 0.5 * 10**-decimals


def test_the_intervals_of_the_trial_are_those_of_the_design():
    ends = {n: clopper_pearson(n, 40) for n in (0, 1, 2, 3, 4, 8)}
    in_percent = {n: (round(float(low) * 100, 2), round(float(high) * 100, 2)) for n, (low, high) in ends.items()}
    assert in_percent == {
        0: (0, 8.81), 1: (0.06, 13.16), 2: (0.61, 16.92), 3: (1.57, 20.39), 4: (2.79, 23.66),
        8: (9.05, 35.65),
    }  # fmt: skip


@pytest.mark.usefixtures("real_references")
def test_the_window_on_file_is_24_weeks(con):
    windows = {row["name"]: row["window_days"] for row in rows_of(con, "reference.analysis_window")}
    assert windows == {"trial_comparison": 24 * 7, "on_treatment": None}


@pytest.mark.usefixtures("real_references")
def test_writing_twice_gives_the_same_table(rates):
    assert rates() == rates()


def test_no_rule_no_signal_and_no_check_reads_a_probability():
    readers = [path for layer in ("rules", "signals", "checks") for path in (SQL_FOLDER / layer).glob("*.sql")]
    assert readers
    assert not [path.name for path in readers if "probability_above" in path.read_text()]


TWO_ENGINES = SQL_FOLDER / "checks" / "both_engines_agree_on_every_rate.sql"


@pytest.mark.parametrize(
    "figure",
    [
        "share", "share_wilson_low", "share_wilson_high", "trial_share", "rate_per_100_patient_years",
        "trial_rate_per_100_patient_years", "rate_ratio", "share_ratio",
    ],
)  # fmt: skip
def test_a_figure_that_only_one_engine_has_stops_publication(given, rates, con, figure):
    neutropenia_in(given, 9, 60)
    given("signals.denominator", """
        rule        | population | window_name      | patient_years | window_days | n_treated | n_evaluable | n_in_window | n_full_window | n_with_event | n_first_events
        neutropenia | everyone   | trial_comparison | 25            | 168         | 500       | 450         | 60          | 60            | 9            | 8
    """)  # fmt: skip
    given("reference.trial_baseline", """
        baseline_id | rule        | kind                | trial   | n_with_event | n_patients | verification
        counts      | neutropenia | us_label_laboratory | TMB-301 | 2            | 40         | V1
    """)  # fmt: skip
    assert rates()["neutropenia", "counts"][figure] is not None
    question = TWO_ENGINES.read_text()
    assert con.execute(question).fetchall() == []
    for wrong in (f"{figure} * 1.000001", "NULL"):
        con.execute(f"UPDATE signals.rate SET {figure} = {wrong}")
        problems = [row[0] for row in con.execute(question).fetchall()]
        assert problems
        assert all(problem.startswith(f"{figure} of neutropenia (everyone, ") for problem in problems)
