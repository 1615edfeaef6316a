"""Naranjo as a range over what is not known, and the suggested WHO-UMC category."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as examples
from hypothesis import strategies as st

ORDINARY = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
GIVEN = (
    "clinical.patient", "clinical.infusion", "signals.flag", "signals.flag_in_time", "signals.flag_label",
    "signals.explanation",
)  # fmt: skip
CLINICAL = (
    "clinical.infusion", "clinical.adverse_event", "clinical.lab_result", "clinical.medication", "clinical.patient",
    "clinical.label_period", "clinical.event_listedness", "staging.person",
)  # fmt: skip
KNOWN = {
    "is_listed": "true", "onset_on": "2026-03-20", "dechallenge": "positive", "rechallenge": "positive",
    "alternative": "true", "rule": "neutropenia", "first_dose_on": "2026-03-01",
}  # fmt: skip
NOT_KNOWN = {
    "is_listed": "", "onset_on": "", "dechallenge": "not told", "rechallenge": "not told",
    "alternative": "", "rule": "rash", "first_dose_on": "",
}  # fmt: skip


@pytest.fixture(autouse=True)
def rules(given):
    given("reference.rule", """
        rule              | kind       | is_active
        neutropenia       | laboratory | true
        rash              | event      | true
        infusion_reaction | event      | true
        dose_late         | dose       | true
        no_response       | effect     | true
    """)  # fmt: skip


def tell(given, warehouse, **cells):
    """One flag with these facts behind it."""
    warehouse.given_relations -= set(GIVEN)
    told = KNOWN | cells
    given("clinical.patient", f"""
        patient_id | first_dose_on            | first_dose_at
        P1         | {told['first_dose_on']}  | {told.get('first_dose_at', '')}
    """)  # fmt: skip
    given("clinical.infusion", "patient_id")
    given("signals.flag", f"""
        flag_id | patient_id | rule           | onset_on           | onset_at                   | days_since_last_dose           | evidence
        F1      | P1         | {told['rule']} | {told['onset_on']} | {told.get('onset_at', '')} | {told.get('days_since', '3')}  | {told.get('evidence', '[]')}
    """)  # fmt: skip
    given("signals.flag_in_time", f"""
        flag_id | dechallenge           | rechallenge
        F1      | {told['dechallenge']} | {told['rechallenge']}
    """)  # fmt: skip
    given("signals.flag_label", f"""
        flag_id | is_listed
        F1      | {told['is_listed']}
    """)  # fmt: skip
    given("signals.explanation", f"""
        flag_id | kind       | words | is_listed_alternative
        F1      | look_alike | words | {told['alternative']}
    """)  # fmt: skip


@pytest.fixture
def answer(given, warehouse):
    """`answer(9, …)`: (answer, fewest points, most points) to a question."""

    def of(item, **cells):
        tell(given, warehouse, **cells)
        found = {row["item"]: row for row in warehouse.rows("signals.naranjo_answer")}
        assert sorted(found) == list(range(1, 11))
        return found[item]["answer"], found[item]["points_min"], found[item]["points_max"]

    return of


@pytest.fixture
def suggestion(given, warehouse):
    """`suggestion(…)`: the row of signals.causality."""

    def of(**cells):
        tell(given, warehouse, **cells)
        (row,) = warehouse.rows("signals.causality")
        return row

    return of


@pytest.mark.parametrize(
    ("item", "cells", "expected"),
    [
        (1, {"is_listed": "true"}, ("yes", 1, 1)),
        (1, {"is_listed": "false"}, ("no", 0, 0)),
        (1, {"is_listed": ""}, ("unknown", 0, 1)),
        (2, {"onset_on": "2026-03-02"}, ("yes", 2, 2)),
        (2, {"onset_on": "2026-02-28"}, ("no", -1, -1)),
        (2, {"onset_on": "2026-03-01"}, ("unknown", -1, 2)),
        (2, {"onset_on": ""}, ("unknown", -1, 2)),
        (3, {"dechallenge": "positive"}, ("yes", 1, 1)),
        (3, {"dechallenge": "negative"}, ("no", 0, 0)),
        (3, {"dechallenge": "not told"}, ("unknown", 0, 1)),
        (4, {"rechallenge": "positive"}, ("yes", 2, 2)),
        (4, {"rechallenge": "negative"}, ("no", -1, -1)),
        (4, {"rechallenge": "not told"}, ("unknown", -1, 2)),
        (5, {"alternative": "true"}, ("yes", -1, -1)),
        (5, {"alternative": ""}, ("unknown", -1, 2)),
        (6, {}, ("unknown", -1, 1)),
        (7, {}, ("unknown", 0, 1)),
        (8, {}, ("unknown", 0, 1)),
        (9, {}, ("unknown", 0, 1)),
        (10, {"rule": "neutropenia"}, ("yes", 1, 1)),
        (10, {"rule": "rash"}, ("unknown", 0, 1)),
    ],
)
def test_a_question_is_answered_by_what_is_known_and_else_stays_open(answer, item, cells, expected):
    assert answer(item, **cells) == expected


@pytest.mark.parametrize(("minute", "expected"), [("09:59", "no"), ("10:00", "yes"), ("10:01", "yes")])
def test_on_the_day_of_the_first_dose_the_times_tell(answer, minute, expected):
    same_day = {"onset_on": "2026-03-01", "first_dose_at": "2026-03-01T10:00:00Z"}
    assert answer(2, onset_at=f"2026-03-01T{minute}:00Z", **same_day)[0] == expected


@pytest.mark.parametrize(
    ("rule", "feed", "expected"),
    [
        ("infusion_reaction", "vital_sign", "yes"),
        ("infusion_reaction", "adverse_event", "unknown"),
        ("rash", "lab_result", "unknown"),
        ("rash", "antibody_test", "yes"),
    ],
)
def test_a_measurement_of_it_is_objective_evidence(answer, rule, feed, expected):
    proof = f"[{{'feed': '{feed}', 'source_file': 'a', 'source_row': 1}}]"
    assert answer(10, rule=rule, evidence=proof)[0] == expected


TWO_REACTIONS = """
    flag_id | patient_id | rule              | onset_on   | grade
    A       | P1         | infusion_reaction | 2026-03-01 | {first}
    B       | P1         | infusion_reaction | 2026-03-15 | {second}
"""


@pytest.mark.parametrize(
    ("first", "second", "second_mg", "eighth"),
    [
        ("3", "2", 800, "yes"),
        ("2", "2", 800, "no"),
        ("2", "3", 800, "no"),
        ("3", "2", 2000, "unknown"),
        ("", "2", 800, "unknown"),
    ],
)
def test_two_reactions_after_two_doses_answer_the_eighth_question(given, rows, first, second, second_mg, eighth):
    given("signals.flag", TWO_REACTIONS.format(first=first, second=second))
    given("clinical.infusion", f"""
        infusion_id | patient_id | dose_mg
        I1          | P1         | 2000
        I2          | P1         | {second_mg}
    """)  # fmt: skip
    given("signals.flag_in_time", """
        flag_id | infusion_id | dechallenge | rechallenge
        A       | I1          | positive    | positive
        B       | I2          | positive    | not told
    """)  # fmt: skip
    given("signals.flag_label", "flag_id \n A \n B")
    given("signals.explanation", "flag_id")
    given("clinical.patient", "patient_id \n P1")
    answers = {(row["flag_id"], row["item"]): row["answer"] for row in rows("signals.naranjo_answer")}
    assert (answers["A", 8], answers["B", 8]) == (eighth, eighth)
    # B is the reappearance of A (question 4 of A) and so never A's earlier reaction.
    assert (answers["A", 9], answers["B", 9]) == ("unknown", "yes")


def test_what_is_not_known_at_all_spans_the_scale_but_for_the_questions_with_one_end(suggestion):
    row = suggestion(**NOT_KNOWN)
    assert (row["naranjo_min"], row["naranjo_max"]) == (-4, 13)
    assert (row["naranjo_min_band"], row["naranjo_max_band"]) == ("doubtful", "definite")


def test_a_full_account_is_still_a_range_because_nobody_reviewed_the_rest(suggestion):
    row = suggestion()
    # 1 + 2 + 1 + 2 - 1 + (-1 to 1) + (0 to 1) + (0 to 1) + (0 to 1) + 1
    assert (row["naranjo_min"], row["naranjo_max"]) == (5, 10)
    assert (row["naranjo_min_band"], row["naranjo_max_band"]) == ("probable", "definite")


@pytest.mark.parametrize(
    ("cells", "category"),
    [
        ({"alternative": ""}, "probable pending review"),
        ({"alternative": "true"}, "possible"),
        ({"alternative": "", "dechallenge": "negative"}, "possible"),
        ({"alternative": "", "dechallenge": "not told"}, "possible"),
        ({"onset_on": ""}, "conditional"),
        ({"onset_on": "2026-03-01"}, "conditional"),
        ({"days_since": "90", "alternative": ""}, "probable pending review"),
        ({"days_since": "91", "alternative": ""}, "conditional"),
        ({"onset_on": "2026-02-28"}, "unlikely"),
        ({"first_dose_on": ""}, "unassessable"),
    ],
)
def test_the_category_follows_time_stop_and_alternatives(suggestion, cells, category):
    assert suggestion(**cells)["who_umc"] == category


@pytest.mark.parametrize(("rule", "n_rows"), [("dose_late", 0), ("no_response", 0), ("rash", 1)])
def test_dosing_and_effect_are_not_asked_about_cause(given, warehouse, rule, n_rows):
    for relation in CLINICAL:
        given(relation, "patient_id" if "label" not in relation else "label_version")
    given("signals.flag", f"""
        flag_id | patient_id | rule   | onset_on
        F1      | P1         | {rule} | 2026-03-20
    """)  # fmt: skip
    assert len(warehouse.rows("signals.causality")) == n_rows


FACTS = st.fixed_dictionaries({
    "is_listed": st.sampled_from(["true", "false"]),
    "onset_on": st.sampled_from(["2026-02-20", "2026-03-20"]),
    "dechallenge": st.sampled_from(["positive", "negative"]),
    "rechallenge": st.sampled_from(["positive", "negative"]),
    "alternative": st.sampled_from(["true", ""]),
    "rule": st.sampled_from(["neutropenia", "rash", "infusion_reaction"]),
})  # fmt: skip


@ORDINARY
@examples(facts=FACTS, lost=st.sets(st.sampled_from(sorted(NOT_KNOWN)), min_size=1))
def test_what_gets_lost_only_widens_the_range_and_nothing_is_ever_certain(given, warehouse, facts, lost):
    # The rule is no fact that can get lost: another rule is another question.
    lost -= {"rule"}
    tell(given, warehouse, **facts)
    (known,) = warehouse.rows("signals.causality")
    tell(given, warehouse, **facts | {name: NOT_KNOWN[name] for name in lost})
    (less_known,) = warehouse.rows("signals.causality")
    assert -4 <= less_known["naranjo_min"] <= known["naranjo_min"] <= known["naranjo_max"]
    assert known["naranjo_max"] <= less_known["naranjo_max"] <= 13
    for row in (known, less_known):
        assert "certain" not in row["who_umc"]
        assert "certain" not in row["who_umc_why"]
