"""No early response: the fall of HIV RNA in the week after loading; half a log is a response, bounds bound."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as examples
from hypothesis import strategies as st

ORDINARY = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
NUMBERS = {"fall_log10": 0.5, "response_day": 7, "response_from_day": 5, "response_until_day": 10, "baseline_days": 90}


@pytest.fixture(autouse=True)
def numbers(given):
    lines = [f"no_response | {name} | {value}" for name, value in NUMBERS.items()]
    given("reference.threshold", "\n".join(["rule | name | value", *lines]))


def treated(given, *patients, background="2026-03-09"):
    """First dose on 1 Mar 2026."""
    lines = [f"{patient} | true | 2026-03-01 | {background}" for patient in patients]
    given("clinical.patient", "\n".join(["patient_id | is_treated | first_dose_on | background_started_on", *lines]))


def rna(given, *rows, unit="{copies}/mL"):
    """Each row: patient, day after the first dose, operator, copies."""
    header = (
        "patient_id | analyte | collected_on | days_since_first_dose | is_after_first_dose | value_operator | value"
        " | reported_value | reported_unit | source_row"
    )
    lines = []
    for number, (patient, day, operator, value) in enumerate(rows, start=2):
        on = date.fromordinal(date(2026, 3, 1).toordinal() + day)
        reported = value
        copies = str(round(10 ** float(value), 6)) if "log" in unit and value else value
        after = str(day > 0).lower()
        lines.append(
            f"{patient} | hiv_rna | {on} | {day} | {after} | {operator} | {copies} | {reported} | {unit} | {number}"
        )
    given("clinical.lab_result", "\n".join([header, *lines]))


@pytest.mark.parametrize(
    ("before", "after", "flagged"), [("4.7", "4.2", False), ("4.7", "4.21", True), ("4.7", "4.19", False)]
)
def test_a_fall_of_exactly_half_a_log_is_a_response(given, flags, before, after, flagged):
    treated(given, "P1")
    rna(given, ("P1", 0, "=", before), ("P1", 7, "=", after), unit="{log_copies}/mL")
    assert flags("no_response") == ({"P1": date(2026, 3, 8)} if flagged else {})


@pytest.mark.parametrize(("after", "flagged"), [("31622", False), ("31623", True), ("150000", True)])
def test_copies_are_compared_as_logarithms(given, flags, after, flagged):
    treated(given, "P1")
    rna(given, ("P1", -10, "=", "100000"), ("P1", 7, "=", after))
    assert bool(flags("no_response")) is flagged


@pytest.mark.parametrize(
    ("operator_before", "before", "operator_after", "after", "verdict"),
    [
        ("=", "50000", "<", "20", None),
        ("=", "60", "<", "20", "not_evaluable" if 60 / 20 < 10**0.5 else None),
        ("=", "100", "<", "40", "not_evaluable"),
        ("<", "40", "<", "40", "not_evaluable"),
        ("<", "100", "=", "40", "flagged"),
        (">", "100000", "=", "1000", None),
        ("=", "100000", ">", "100000", "flagged"),
        ("=", "50000", "=", "0", None),
        ("=", "50000", "=", "", "not_evaluable"),
        ("=", "", "=", "50000", "not_evaluable"),
    ],
)
def test_a_bound_gives_a_bound_of_the_fall(given, answers, operator_before, before, operator_after, after, verdict):
    treated(given, "P1")
    rna(given, ("P1", -1, operator_before, before), ("P1", 7, operator_after, after))
    assert [row["verdict"] for row in answers("no_response")] == ([verdict] if verdict else [])


@pytest.mark.parametrize(
    ("day", "verdict"), [(4, "not_evaluable"), (5, "flagged"), (10, "flagged"), (11, "not_evaluable")]
)
def test_only_results_about_a_week_later_count(given, answers, day, verdict):
    treated(given, "P1")
    rna(given, ("P1", -1, "=", "50000"), ("P1", day, "=", "50000"))
    assert answers("no_response")[0]["verdict"] == verdict


def test_the_last_baseline_and_the_result_nearest_to_a_week_decide(given, answers):
    treated(given, "P1")
    rna(
        given,
        ("P1", -91, "=", "90"), ("P1", -20, "=", "100"), ("P1", -1, "=", "100000"),
        ("P1", 5, "=", "100000"), ("P1", 7, "=", "1000"), ("P1", 10, "=", "100000"),
    )  # fmt: skip
    assert answers("no_response") == []


def test_nobody_without_a_pair_or_a_dose_date_is_called_a_responder(given, answers):
    treated(given, "P1", "P2")
    given("clinical.patient", "patient_id | is_treated | first_dose_on\nP3 | true |\nP4 | false | 2026-03-01")
    rna(given, ("P1", 7, "=", "50000"), ("P2", -95, "=", "50000"), ("P2", 7, "=", "50000"))
    found = {row["patient_id"]: row for row in answers("no_response")}
    assert {row["verdict"] for row in found.values()} == {"not_evaluable"}
    assert set(found) == {"P1", "P2", "P3"}
    assert "date of the first dose" in found["P3"]["unjudged"]


@pytest.mark.parametrize(
    ("background", "word"),
    [
        ("2026-03-09", "functional_monotherapy"),
        ("2026-03-08", "background_regimen_begun"),
        ("", "background_regimen_not_known"),
    ],
)
def test_the_regimen_of_that_week_is_said(given, answers, background, word):
    treated(given, "P1", background=background)
    rna(given, ("P1", -1, "=", "50000"), ("P1", 7, "=", "100000"))
    (row,) = answers("no_response")
    assert row["criterion"] == f"fall_too_small; hiv_rna_rose; {word}"
    assert [piece["source_row"] for piece in row["evidence"]] == [2, 3]


def test_the_margin_is_the_share_that_the_fall_lacks(given, answers):
    treated(given, "P1")
    rna(given, ("P1", 0, "=", "4.7"), ("P1", 7, "=", "4.45"), unit="{log_copies}/mL")
    assert answers("no_response")[0]["margin_share"] == Decimal("0.5")


def test_log_copies_and_copies_as_delivered_are_told_apart(deliver, answers):
    deliver("infusion", "patient_id | started_at | dose_mg\nP1 | 2026-02-01 | 2000\nP2 | 2026-02-01 | 2000")
    deliver(
        "lab_result",
        """
        patient_id | analyte | collected_at | value  | unit
        P1         | hiv_rna | 2026-01-20   | 5.0    | {log_copies}/mL
        P1         | hiv_rna | 2026-02-08   | 31000  | copies/mL
        P2         | hiv_rna | 2026-01-20   | 100000 | copies/mL
        P2         | hiv_rna | 2026-02-08   | 4.6    | {log_copies}/mL
    """,
    )
    assert {row["patient_id"]: row["verdict"] for row in answers("no_response")} == {"P2": "flagged"}


RESULT = st.tuples(
    st.integers(-20, 12), st.sampled_from(["=", "=", "<", ">"]), st.sampled_from(["40", "900", "60000", "90000"])
)


@ORDINARY
@examples(own=st.lists(RESULT, max_size=5), others=st.lists(RESULT, max_size=3))
def test_the_order_of_rows_and_other_people_change_nothing(given, warehouse, own, others):
    def verdicts(drawn):
        for relation in ("clinical.patient", "clinical.lab_result"):
            warehouse.given_relations.discard(relation)
        treated(given, "P1", "P2")
        rna(given, *drawn)
        return [
            (row["verdict"], row["onset_on"])
            for row in warehouse.rows("rules.no_response")
            if row["patient_id"] == "P1"
        ]

    distinct = list({day: (day, operator, value) for day, operator, value in own}.values())
    alone = [("P1", *result) for result in distinct]
    before = verdicts(alone)
    assert verdicts([*(("P2", *result) for result in others), *reversed(alone)]) == before
    worse = [("P1", day, "=" if day > 0 else op, "900000" if day > 0 else value) for day, op, value in distinct]
    if before and before[0][0] == "flagged":
        assert verdicts(worse)[0][0] == "flagged"
