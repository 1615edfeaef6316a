"""Hy's law pattern: an aminotransferase, then bilirubin; ALP, baseline and UGT1A1 change words and drop nobody."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as examples
from hypothesis import strategies as st

ORDINARY = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
NUMBERS = {
    "aminotransferase_x_uln": 3, "bilirubin_x_uln": 2, "bilirubin_days": 30, "alp_x_uln": 2, "alp_days": 7,
    "baseline_x_uln": 1.5, "x_baseline": 3, "same_draw_days": 3, "hepatocellular_r": 5, "cholestatic_r": 2,
    "direct_x_uln": 2, "inr": 1.5, "medicine_days": 14,
}  # fmt: skip


@pytest.fixture(autouse=True)
def numbers(given):
    lines = [f"hys_law | {name} | {value}" for name, value in NUMBERS.items()]
    given("reference.threshold", "\n".join(["rule | name | value", *lines]))
    given("reference.confounding_medicine", "rule | term | medicine\nbilirubin_rise | atazanavir | atazanavir")


def treated(given, *patients):
    given("clinical.patient", "\n".join(["patient_id | is_treated", *(f"{patient} | true" for patient in patients)]))


def results(given, *rows):
    """Each row: patient, analyte, day of March 2026 or ISO date, operator, multiple of the upper limit, source row."""
    header = (
        "patient_id | analyte | is_after_first_dose | collected_on | value_operator | value | x_uln | baseline_x_uln"
    )
    lines = []
    for row in rows:
        patient, analyte, on, operator, x_uln, *rest = row
        day = on if isinstance(on, str) else f"2026-03-{on:02}"
        baseline, x_baseline = (*rest, "0.5", "9")[:2] if rest else ("0.5", "9")
        lines.append(
            f"{patient} | {analyte} | true | {day} | {operator} | {x_uln} | {x_uln} | {baseline} | {x_baseline}"
        )
    given(
        "clinical.lab_result",
        "\n".join(
            [f"{header} | x_baseline | source_row", *(f"{line} | {row}" for row, line in enumerate(lines, start=2))]
        ),
    )


@pytest.mark.parametrize(
    ("analyte", "multiple", "bilirubin", "flagged"),
    [
        ("alt", "3", "2.000000001", True),
        ("ast", "3", "2.000000001", True),
        ("alt", "2.999999999", "5", False),
        ("alt", "9", "2", False),
    ],
)
def test_the_aminotransferase_flags_at_its_multiple_and_bilirubin_above(
    given, flags, analyte, multiple, bilirubin, flagged
):
    treated(given, "P1")
    results(given, ("P1", analyte, 1, "=", multiple), ("P1", "bilirubin_total", 1, "=", bilirubin))
    assert flags("hys_law") == ({"P1": date(2026, 3, 1)} if flagged else {})


@pytest.mark.parametrize(
    ("on", "verdict"),
    [
        ("2026-03-10", "flagged"),
        ("2026-04-09", "flagged"),
        ("2026-04-10", "not_evaluable"),
        ("2026-03-09", "not_evaluable"),
    ],
)
def test_bilirubin_counts_from_the_same_day_to_thirty_days_later(given, answers, on, verdict):
    treated(given, "P1")
    results(given, ("P1", "alt", 10, "=", "4"), ("P1", "bilirubin_total", on, "=", "3"))
    (row,) = answers("hys_law")
    assert row["verdict"] == verdict


@pytest.mark.parametrize(
    ("alp", "on", "certainty"),
    [
        ("1.999999999", 1, "biochemical_hys"),
        ("2", 1, "mixed_or_cholestatic"),
        ("1", 8, "biochemical_hys"),
        ("1", 9, "alp_unknown"),
        ("", 1, "alp_unknown"),
    ],
)
def test_the_nearest_alp_within_a_week_gives_the_label(given, answers, alp, on, certainty):
    treated(given, "P1")
    results(given, ("P1", "alt", 1, "=", "6"), ("P1", "bilirubin_total", 2, "=", "3"), ("P1", "alp", on, "=", alp))
    (row,) = answers("hys_law")
    assert row["certainty"] == certainty
    assert ("cholestasis" in (row["unjudged"] or "")) is (certainty == "alp_unknown")


@pytest.mark.parametrize(
    ("baseline", "x_baseline", "certainty"),
    [
        ("1.5", "3", "biochemical_hys"),
        ("1.5", "2.999999999", "high_baseline"),
        ("1.499999999", "2.1", "biochemical_hys"),
        ("", "", "biochemical_hys"),
    ],
)
def test_a_raised_baseline_keeps_the_flag_and_loses_the_clear_label(given, answers, baseline, x_baseline, certainty):
    treated(given, "P1")
    results(
        given,
        ("P1", "alt", 1, "=", "4.5", baseline, x_baseline),
        ("P1", "bilirubin_total", 1, "=", "3"),
        ("P1", "alp", 1, "=", "1"),
    )
    (row,) = answers("hys_law")
    assert row["certainty"] == certainty
    assert ("high_baseline" in row["criterion"].split("; ")) is (certainty == "high_baseline")
    assert ("baseline_not_known" in row["criterion"]) is (baseline == "")


@pytest.mark.parametrize(
    ("alp", "word"), [("1", "hepatocellular"), ("1.2", "hepatocellular"), ("1.3", "mixed"), ("3", "cholestatic")]
)
def test_the_r_value_of_the_same_draw_is_said(given, answers, alp, word):
    treated(given, "P1")
    results(given, ("P1", "alt", 1, "=", "6"), ("P1", "bilirubin_total", 1, "=", "3"), ("P1", "alp", 4, "=", alp))
    assert f", {word}" in answers("hys_law")[0]["why"]


@pytest.mark.parametrize(("direct", "supported"), [("2.000000001", True), ("2", False), ("", False)])
def test_atazanavir_is_said_and_never_drops_the_flag(given, answers, direct, supported):
    treated(given, "P1")
    results(
        given,
        ("P1", "alt", 1, "=", "4"), ("P1", "bilirubin_total", 1, "=", "3"), ("P1", "bilirubin_direct", 1, "=", direct),
        ("P1", "inr", 1, "=", "1.5"),
    )  # fmt: skip
    given("clinical.medication", "patient_id | medicine | started_on\nP1 | atazanavir | 2026-01-01")
    (row,) = answers("hys_law")
    assert {"ugt1a1_pattern", "atazanavir"} <= set(row["criterion"].split("; "))
    assert ("direct_bilirubin_or_inr_supports" in row["criterion"]) is supported


def test_what_is_missing_cannot_be_judged(given, answers):
    treated(given, "P1", "P2", "P3", "P4", "P5", "P6")
    results(
        given,
        ("P1", "alt", 1, "=", ""), ("P1", "bilirubin_total", 1, "=", "3"),
        ("P2", "alt", 1, "=", "4"), ("P2", "bilirubin_total", 1, "=", ""),
        ("P3", "alt", 1, "=", "1"), ("P3", "bilirubin_total", 1, "=", ""),
        ("P4", "alt", 1, "=", "1"), ("P4", "bilirubin_total", "2026-05-20", "=", "3"),
        ("P5", "alt", 1, "=", "4"), ("P5", "alt", 2, "=", "1"),
    )  # fmt: skip
    verdicts = {row["patient_id"]: row["verdict"] for row in answers("hys_law")}
    assert verdicts == {
        "P1": "not_evaluable", "P2": "not_evaluable", "P4": "incomplete", "P5": "incomplete", "P6": "not_evaluable"
    }  # fmt: skip


def test_a_bound_flags_only_when_it_settles_both(given, answers):
    treated(given, "P1", "P2", "P3")
    results(
        given,
        ("P1", "alt", 1, ">", "3"), ("P1", "bilirubin_total", 1, ">", "2"),
        ("P2", "alt", 1, ">", "2"), ("P2", "bilirubin_total", 1, "=", "4"),
        ("P3", "alt", 1, "<", "3"), ("P3", "bilirubin_total", 1, "=", "4"),
    )  # fmt: skip
    verdicts = {row["patient_id"]: row["verdict"] for row in answers("hys_law")}
    assert verdicts == {"P1": "flagged", "P2": "not_evaluable"}


def test_the_margin_is_the_smaller_of_the_two_and_both_are_evidence(given, answers):
    treated(given, "P1")
    results(given, ("P1", "alt", 1, "=", "6"), ("P1", "bilirubin_total", 1, "=", "2.5"))
    (row,) = answers("hys_law")
    assert row["margin_share"] == Decimal("0.25")
    assert [piece["source_row"] for piece in row["evidence"]] == [2, 3]


RESULT = st.tuples(
    st.sampled_from(["alt", "ast", "bilirubin_total", "alp"]),
    st.integers(1, 28),
    st.sampled_from(["=", "=", "<", ">"]),
    st.sampled_from(["0.8", "2", "2.5", "3", ""]),
)


@ORDINARY
@examples(own=st.lists(RESULT, max_size=6), others=st.lists(RESULT, max_size=3), which=st.integers(0, 5))
def test_order_others_and_worse_values_never_remove_a_flag(given, warehouse, own, others, which):
    def verdicts(drawn):
        for relation in ("clinical.patient", "clinical.lab_result"):
            warehouse.given_relations.discard(relation)
        treated(given, "P1", "P2")
        results(given, *drawn)
        return sorted(
            (row["verdict"], str(row["onset_on"]))
            for row in warehouse.rows("rules.hys_law")
            if row["patient_id"] == "P1"
        )

    alone = [("P1", *result) for result in own]
    before = verdicts(alone)
    assert verdicts([*reversed(alone), *(("P2", *result) for result in others)]) == before
    if own and before and before[0][0] == "flagged":
        analyte, day, _, _ = own[which % len(own)]
        alone[which % len(own)] = ("P1", analyte, day, "=", "9")
        assert verdicts(alone)[0][0] == "flagged"
