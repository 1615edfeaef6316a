"""What must not matter to rules that read reports: order, other people, and that more or worse is known of somebody."""

import pytest
from hypothesis import HealthCheck, assume, settings
from hypothesis import given as examples
from hypothesis import strategies as st

FIRST_DOSE_ON = "2026-03-01"
FEW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
TERMS = {"designated_medical_event": "agranulocytosis", "pregnancy_exposure": "pregnancy"}
RULES = pytest.mark.parametrize("rule", TERMS)

REPORT = st.tuples(
    st.sampled_from(["2025-12-20", "2026-03-01", "2026-03-10", "2026-04-20", ""]),
    st.sampled_from(["", "2026-03-25"]),
    st.sampled_from(["", "1", "3", "4"]),
)
LATER = REPORT.filter(lambda report: report[0] > FIRST_DOSE_ON)


def answers(warehouse, rule, reports, *, others=False):
    """What the rule answers about P1, on a clean sheet: verdict, onset and number of rows behind it."""
    for relation in ("clinical.patient", "clinical.adverse_event"):
        warehouse.given_relations.discard(relation)
        warehouse.con.execute(f"DROP TABLE IF EXISTS {relation}")
    people = ["P1", "P2"] if others else ["P1"]
    course = [f"{person} | true | F | {FIRST_DOSE_ON} | 2026-04-12" for person in people]
    warehouse.give(
        "clinical.patient", "\n".join(["patient_id | is_treated | sex | first_dose_on | last_dose_on", *course])
    )
    header = "event_id | patient_id | preferred_term | term | started_on | ended_on | severity_grade | source_row"
    named = f"{TERMS[rule]} | {TERMS[rule]}"
    lines = [f"E{number} | P1 | {named} | {' | '.join(cells)} | {number}" for number, cells in reports]
    if others:
        lines = [f"F1 | P2 | {named} | | | | 90", *lines, f"F2 | P2 | {named} | 2026-03-11 | | 4 | 91"]
    stranger = "G | P9 | cough | cough | 2026-03-11 | | 1 | 99"
    warehouse.give("clinical.adverse_event", "\n".join([header, *lines, stranger]))
    found = [row for row in warehouse.rows(f"rules.{rule}") if row["patient_id"] == "P1"]
    return sorted((row["verdict"], str(row["onset_on"]), len(row["evidence"])) for row in found)


@RULES
@FEW
@examples(reports=st.lists(REPORT, min_size=1, max_size=4), data=st.data())
def test_the_order_of_reports_and_other_people_change_nothing(warehouse, rule, reports, data):
    numbered = list(enumerate(reports, start=2))
    shuffled = data.draw(st.permutations(numbered))
    assert answers(warehouse, rule, numbered) == answers(warehouse, rule, shuffled, others=True)


@RULES
@FEW
@examples(reports=st.lists(REPORT, min_size=1, max_size=3), more=LATER)
def test_one_more_report_under_treatment_never_removes_the_person(warehouse, rule, reports, more):
    # What may have begun before the first dose, and lasted until the later report, makes that one no new event.
    assume(not any(started <= FIRST_DOSE_ON and ended >= more[0] for started, ended, _ in reports))
    numbered = list(enumerate(reports, start=2))
    before = answers(warehouse, rule, numbered)
    after = answers(warehouse, rule, [*numbered, (9, more)])
    assert bool(after) >= bool(before)
    assert any(verdict == "flagged" for verdict, _, _ in after)


@RULES
@FEW
@examples(reports=st.lists(REPORT, min_size=1, max_size=3))
def test_a_graver_severity_under_treatment_never_removes_a_flag(warehouse, rule, reports):
    numbered = list(enumerate(reports, start=2))
    graver = [
        (number, (started, ended, "5" if started > "2026-01-01" else grade))
        for number, (started, ended, grade) in numbered
    ]
    flagged = [verdict for verdict, _, _ in answers(warehouse, rule, numbered) if verdict == "flagged"]
    assert len([verdict for verdict, _, _ in answers(warehouse, rule, graver) if verdict == "flagged"]) >= len(flagged)


@RULES
@FEW
@examples(reports=st.lists(LATER, min_size=1, max_size=3))
def test_a_day_that_is_no_longer_known_leaves_the_person_flagged(warehouse, rule, reports):
    undated = [(number, ("", "", grade)) for number, (_, _, grade) in enumerate(reports, start=2)]
    assert {verdict for verdict, _, _ in answers(warehouse, rule, undated)} == {"flagged"}
