"""Hypersensitivity: named; an allergic sign; any named symptom within a day; several systems up to two weeks."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as examples
from hypothesis import strategies as st

ORDINARY = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
INFUSED = date(2026, 3, 1)
DAY = 24 * 60


@pytest.fixture(autouse=True)
def numbers(given):
    given(
        "reference.threshold",
        """
        rule              | name                         | value
        infusion_reaction | immediate_minutes            | 60
        infusion_reaction | accelerated_minutes          | 360
        infusion_reaction | window_minutes               | 1440
        hypersensitivity  | delayed_days                 | 14
        hypersensitivity  | delayed_systems              | 2
        hypersensitivity  | serum_sickness_earliest_days | 6
        hypersensitivity  | serum_sickness_latest_days   | 21
    """,
    )


def write(give, *reports):
    """Reports of P1 after the infusion I1: term, days after it, minutes after its end; more cells by name."""
    give("clinical.patient", f"patient_id | is_treated | first_dose_on\nP1 | true | {INFUSED}")
    for number, (term, days, minutes, more) in enumerate(reports, start=2):
        on = "" if days is None else str(INFUSED + timedelta(days=days))
        cells = {
            "event_id": f"E{number}",
            "patient_id": "P1",
            "preferred_term": term,
            "term": term,
            "started_on": on,
            "started_text": on,
            "infusion_id": "" if days is None else "I1",
            "infusion_number": "" if days is None else "1",
            "days_from_infusion": "" if days is None else str(days),
            "minutes_from_infusion_end": "" if minutes is None else str(minutes),
            "severity_grade": "1",
            "source_row": str(number),
            **more,
        }
        give("clinical.adverse_event", " | ".join(cells) + "\n" + " | ".join(cells.values()))


@pytest.fixture
def told(given, answers):
    """What the rule answers to reports of P1."""

    def give(*reports):
        write(given, *((*report, {}) if len(report) == 3 else report for report in reports))
        return answers("hypersensitivity")

    return give


@pytest.mark.parametrize(
    "term",
    ["dyspnoea", "dyspnea", "angioedema", "wheezing", "chest pain", "chest tightness", "cough", "hot flush", "nausea",
     "vomiting", "urticaria", "hives"],
)  # fmt: skip
def test_each_symptom_of_the_label_and_urticaria_flags_within_a_day(told, term):
    (row,) = told((term, 0, 30))
    assert (row["verdict"], row["certainty"], row["onset_on"]) == ("flagged", "suspected", INFUSED)


@pytest.mark.parametrize(
    ("minutes", "timing"),
    [(-5, "during"), (0, "during"), (1, "immediate"), (60, "immediate"), (61, "accelerated"), (360, "accelerated"),
     (361, "late"), (DAY, "late")],
)  # fmt: skip
def test_a_cough_flags_up_to_a_day_after_the_end(told, minutes, timing):
    (row,) = told(("cough", max(minutes, 0) // DAY, minutes))
    assert f"timing={timing}" in row["criterion"]


@pytest.mark.parametrize(("days", "minutes"), [(1, DAY + 1), (10, 10 * DAY), (10, None), (2, None)])
@pytest.mark.parametrize("term", ["nausea", "cough", "chest pain", "hot flush"])
def test_one_common_symptom_after_more_than_a_day_does_not_flag(told, term, days, minutes):
    assert told((term, days, minutes)) == []


@pytest.mark.parametrize("term", ["urticaria", "angioedema", "wheezing", "bronchospasm"])
@pytest.mark.parametrize(
    ("days", "minutes", "n_flags"),
    [(14, 14 * DAY, 1), (14, 15 * DAY - 1, 1), (14, None, 1), (15, 15 * DAY, 0), (15, None, 0)],
)
def test_an_allergic_sign_flags_up_to_the_end_of_the_fourteenth_day(told, term, days, minutes, n_flags):
    assert len(told((term, days, minutes))) == n_flags


@pytest.mark.parametrize(
    ("first", "second", "flags"),
    [
        ("nausea", "cough", True),
        ("nausea", "vomiting", False),
        ("cough", "dyspnoea", False),
        ("hot flush", "chest pain", True),
        ("nausea", "nausea", False),
    ],
)
def test_delayed_symptoms_flag_when_they_are_of_different_systems(told, first, second, flags):
    found = told((first, 3, None), (second, 10, None))
    assert [row["criterion"].split("; ")[0] for row in found] == (["several_systems"] if flags else [])


def test_symptoms_after_different_infusions_do_not_add_up(told):
    other = {"infusion_id": "I2", "infusion_number": "2"}
    assert told(("nausea", 3, None, {}), ("cough", 17, None, {**other, "days_from_infusion": "3"})) == []


@pytest.mark.parametrize(("days", "minutes", "n_flags"), [(14, 15 * DAY - 1, 1), (15, 15 * DAY, 0), (15, None, 0)])
def test_a_symptom_later_than_the_fourteenth_day_does_not_add_up(told, days, minutes, n_flags):
    assert len(told(("nausea", 14, 14 * DAY), ("cough", days, minutes))) == n_flags


@pytest.mark.parametrize("term", ["hypersensitivity", "allergic reaction", "anaphylactic reaction", "serum sickness"])
@pytest.mark.parametrize("days", [0, 10, 40, None])
def test_a_report_that_names_it_flags_whatever_its_date(told, term, days):
    (row,) = told((term, days, None))
    assert (row["verdict"], row["certainty"]) == ("flagged", "reported")
    assert row["criterion"].startswith("named; ")
    assert (row["onset_on"] is None) == (days is None)


@pytest.mark.parametrize(
    "words", ["Hives and swollen lips", "possible allergic reaction", "wheezing", "Urticaria on arms"]
)
def test_the_words_of_an_uncoded_report_count(told, words):
    (row,) = told(("", 5, None, {"verbatim_term": words, "term": words.lower()}))
    assert row["verdict"] == "flagged"


def test_one_uncoded_report_of_two_systems_flags(told):
    words = "nausea and cough"
    (row,) = told(("", 5, None, {"verbatim_term": words, "term": words}))
    assert row["criterion"] == "several_systems; signs=cough, nausea; timing=delayed"


@pytest.mark.parametrize(("days", "is_tagged"), [(5, False), (6, True), (21, True), (22, False)])
def test_the_days_of_serum_sickness_are_tagged(told, days, is_tagged):
    (row,) = told(("serum sickness", days, None))
    assert ("serum_sickness_window" in row["criterion"]) is is_tagged


def test_an_untimed_symptom_on_the_day_of_the_infusion_flags(told):
    (row,) = told(("dyspnoea", 0, None))
    assert row["verdict"] == "flagged"
    assert row["unjudged"] == "onset: without a time, it may lie before the infusion"


def test_an_untimed_symptom_on_the_next_day_cannot_be_judged(told):
    (row,) = told(("dyspnoea", 1, None))
    assert (row["verdict"], row["unjudged"]) == ("incomplete", "onset: dyspnoea reported as 2026-03-02")
    assert [piece["source_row"] for piece in row["evidence"]] == [2]


def test_an_undated_symptom_cannot_be_judged(told):
    (row,) = told(("cough", None, None, {"started_text": "2026"}))
    assert (row["verdict"], row["unjudged"]) == ("incomplete", "onset: cough reported as 2026")


def test_an_undated_allergic_sign_flags_without_an_onset(told):
    (row,) = told(("urticaria", None, None))
    assert (row["verdict"], row["onset_on"]) == ("flagged", None)
    assert row["unjudged"] == "onset: reported as no date, it may lie before the first dose"


def test_signs_after_one_infusion_are_one_flag_with_the_highest_severity(told):
    (row,) = told(("nausea", 0, 20, {"severity_grade": ""}), ("urticaria", 2, None, {"severity_grade": "2"}))
    assert (row["grade"], row["onset_on"]) == (2, INFUSED)
    assert row["unjudged"] == "grade: severity not reported by all, it may be higher"
    assert row["why"] == (
        "After infusion 1 on 1 Mar 2026: nausea, urticaria reported, first on 1 Mar 2026, immediate onset; "
        "severity grade 2 as reported."
    )
    assert [piece["source_row"] for piece in row["evidence"]] == [2, 3]


def test_nobody_can_be_judged_when_no_event_was_ever_delivered(given, answers):
    given("clinical.patient", "patient_id | is_treated\nP1 | true\nP2 | false")
    (row,) = answers("hypersensitivity")
    assert (row["patient_id"], row["verdict"], row["evidence"]) == ("P1", "not_evaluable", [])


def test_signs_before_the_first_dose_are_not_counted_and_records_in_force_decide(deliver, answers):
    start = "2026-03-01T10:00:00Z"
    deliver(
        "infusion",
        f"patient_id | started_at | ended_at\nP1 | {start} |\nP2 | {start} |\nP3 | {start} |\nP4 | {start} |",
    )
    deliver(
        "adverse_event",
        """
        patient_id | record_id | record_version | record_status | reported_at          | preferred_term | started_at
        P1         | A         | 1              | final         | 2026-03-02T08:00:00Z | Urticaria      | 2026-03-01T09:59:00Z
        P2         | B         | 1              | final         | 2026-03-02T08:00:00Z | Urticaria      | 2026-03-01T10:00:00Z
        P3         | C         | 1              | final         | 2026-03-02T08:00:00Z | Urticaria      | 2026-03-01T11:00:00Z
        P3         | C         | 2              | nullified     | 2026-03-03T08:00:00Z | Urticaria      | 2026-03-01T11:00:00Z
        P4         | D         | 1              | final         | 2026-03-02T08:00:00Z | Headache       | 2026-03-01T11:00:00Z
        P4         | D         | 2              | corrected     | 2026-03-03T08:00:00Z | Wheezing       | 2026-03-01T11:00:00Z
    """,
    )
    assert {row["patient_id"]: row["verdict"] for row in answers("hypersensitivity")} == {
        "P2": "flagged",
        "P4": "flagged",
    }


REPORT = st.tuples(
    st.sampled_from(["nausea", "cough", "urticaria", "hypersensitivity", "chest pain", "headache"]),
    st.sampled_from([0, 1, 5, 14, 15, None]),
)


def judged(warehouse, reports):
    """What hypersensitivity answers about P1, on a clean sheet."""
    for relation in ("clinical.patient", "clinical.adverse_event"):
        warehouse.given_relations.discard(relation)
        warehouse.con.execute(f"DROP TABLE IF EXISTS {relation}")
    write(warehouse.give, *((term, days, None, {"event_id": f"E{number}"}) for number, (term, days) in reports))
    found = [row for row in warehouse.rows("rules.hypersensitivity") if row["patient_id"] == "P1"]
    return sorted((str(row["onset_on"]), row["verdict"], row["criterion"] or "") for row in found)


@ORDINARY
@examples(reports=st.lists(REPORT, min_size=1, max_size=4), data=st.data())
def test_the_order_of_reports_changes_nothing(warehouse, reports, data):
    numbered = list(enumerate(reports, start=2))
    assert judged(warehouse, numbered) == judged(warehouse, data.draw(st.permutations(numbered)))


@ORDINARY
@examples(reports=st.lists(REPORT, min_size=1, max_size=3), more=REPORT)
def test_one_more_report_never_removes_the_person_from_review(warehouse, reports, more):
    numbered = list(enumerate(reports, start=2))
    if any(verdict == "flagged" for _, verdict, _ in judged(warehouse, numbered)):
        assert any(verdict == "flagged" for _, verdict, _ in judged(warehouse, [*numbered, (9, more)]))
