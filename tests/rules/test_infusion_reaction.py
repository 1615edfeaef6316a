"""Infusion-related reaction: what counts, when it counts, how it is graded, and what cannot be judged."""

from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as examples
from hypothesis import strategies as st
from infusion_story import day_of, infused, measured, medicated, reported, treated, undated

from flows.warehouse import SQL_FOLDER
from schemas.reference_reaction import FEATURES, KINDS

RULE = "infusion_reaction"
FLUSH = """
    patient | term     | minute
    P1      | flushing | 10
"""


@pytest.fixture(autouse=True)
def numbers(given):
    given(
        "reference.threshold",
        """
        rule              | name                           | value
        ------------------+--------------------------------+------
        infusion_reaction | window_minutes                 | 1440
        infusion_reaction | immediate_minutes              | 60
        infusion_reaction | accelerated_minutes            | 360
        infusion_reaction | prolonged_minutes              | 120
        infusion_reaction | repeat_minutes                 | 15
        infusion_reaction | systolic_pressure_mm_hg        | 90
        infusion_reaction | systolic_fall_share            | 0.30
        infusion_reaction | systolic_high_mm_hg            | 160
        infusion_reaction | systolic_rise_mm_hg            | 30
        infusion_reaction | heart_rate_per_min             | 120
        infusion_reaction | heart_rate_rise_per_min        | 30
        infusion_reaction | oxygen_saturation_percent      | 92
        infusion_reaction | oxygen_saturation_fall_percent | 4
        infusion_reaction | temperature_cel                | 38.0
        infusion_reaction | temperature_rise_cel           | 1.0
        infusion_reaction | cytokine_temperature_cel       | 38.0
        anaphylaxis       | window_minutes                 | 1440
        anaphylaxis       | systolic_pressure_mm_hg        | 90
        anaphylaxis       | systolic_fall_share            | 0.30
        anaphylaxis       | oxygen_saturation_percent      | 92
        anaphylaxis       | oxygen_saturation_fall_percent | 3
        anaphylaxis       | vasovagal_heart_rate_per_min   | 60
        anaphylaxis       | vasovagal_recovery_minutes     | 15
        anaphylaxis       | airway_probable_minutes        | 60
        anaphylaxis       | gastrointestinal_persistent_minutes | 30
        anaphylaxis       | gastrointestinal_severe_grade  | 3
        anaphylaxis       | tryptase_earliest_minutes      | 15
        anaphylaxis       | tryptase_latest_minutes        | 240
        anaphylaxis       | tryptase_baseline_hours        | 24
        anaphylaxis       | tryptase_x_baseline            | 1.2
        anaphylaxis       | tryptase_rise_ng_per_ml        | 2
    """,
    )
    given(
        "reference.reaction_term",
        """
        term                      | matches | feature                    | is_reaction
        --------------------------+---------+----------------------------+------------
        infusion related reaction | part    | reported_infusion_reaction | true
        hypersensitivity          | whole   | reported_hypersensitivity  | true
        flushing                  | whole   | skin_mucosa                | true
        urticaria                 | whole   | skin_mucosa                | true
        urticaria                 | whole   | allergic_sign              | true
        cough                     | whole   | respiratory                | true
        chest pain                | whole   | chest_unmapped             | true
        pyrexia                   | whole   | fever                      | true
        cardiac arrest            | whole   | life_threatening           | true
        dizziness                 | whole   | other_symptom              | false
    """,
    )
    given(
        "reference.reaction_treatment",
        """
        medicine         | kind
        -----------------+--------------
        epinephrine      | epinephrine
        norepinephrine   | vasopressor
        diphenhydramine  | antihistamine
    """,
    )


@pytest.fixture
def grades(answers):
    return lambda: {row["patient_id"]: row["grade"] for row in answers(RULE)}


@pytest.fixture
def only(answers):
    """The only row that the rule returns, judged at the first call."""

    @cache
    def row():
        (found,) = answers(RULE)
        return found

    return row


def test_a_symptom_counts_from_the_start_of_the_infusion_to_the_end_of_the_window(given, answers):
    treated(given, "P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8")
    reported(
        given,
        """
        patient | term     | minute
        --------+----------+-------
        P1      | flushing | 0
        P2      | flushing | 30
        P3      | flushing | 31
        P4      | flushing | 90
        P5      | flushing | 91
        P6      | flushing | 391
        P7      | flushing | 1470
        P8      | flushing | 1471
    """,
    )
    classes = {row["patient_id"]: row["criterion"] for row in answers(RULE)}
    assert classes == {
        "P1": "symptom; during",
        "P2": "symptom; during",
        "P3": "symptom; immediate",
        "P4": "symptom; immediate",
        "P5": "symptom; accelerated",
        "P6": "symptom; late",
        "P7": "symptom; late",
    }


def test_one_flag_an_infusion_with_its_evidence(given, answers):
    treated(given, "P1")
    infused(given, "P1", 2)
    infused(given, "P1", 3)
    reported(
        given,
        """
        patient | number | term     | minute | source_row
        --------+--------+----------+--------+-----------
        P1      | 1      | cough    | 12     | 9
        P1      | 1      | flushing | 10     | 8
        P1      | 3      | flushing | 40     | 4
    """,
    )
    found = sorted(answers(RULE), key=lambda row: row["onset_on"])
    assert [row["onset_on"] for row in found] == [day_of(1), day_of(3)]
    assert [[piece["source_row"] for piece in row["evidence"]] for row in found] == [[8, 9], [4]]
    assert found[0]["why"] == ("Infusion 1 on 1 Mar 2026: flushing, cough; onset during the infusion; CTCAE grade 1.")


def test_a_symptom_that_only_supports_does_not_flag(given, answers):
    treated(given, "P1")
    reported(
        given,
        """
        patient | term      | minute
        P1      | dizziness | 10
    """,
    )
    assert answers(RULE) == []


def test_an_action_on_the_infusion_or_the_event_flags_whatever_the_term(given, answers):
    treated(given, "P1", "P2", "P3")
    infused(given, "P3", 2, action_taken="interrupted")
    reported(
        given,
        """
        patient | term       | minute | action_taken
        --------+------------+--------+-------------
        P1      | leukopenia | 40     | stopped
        P2      | leukopenia | 1471   | stopped
    """,
    )
    found = {row["patient_id"]: (row["grade"], row["criterion"], row["onset_on"]) for row in answers(RULE)}
    assert found == {
        "P1": (2, "action_taken; immediate", day_of(1)),
        "P3": (2, "action_taken; during", day_of(2)),
    }


def test_the_grade_follows_the_course(given, grades):
    treated(given, *(f"P{number}" for number in range(1, 10)))
    reported(
        given,
        """
        patient | term           | minute | lasts | seriousness      | outcome | action_taken
        --------+----------------+--------+-------+------------------+---------+-------------
        P1      | flushing       | 10     | 600   |                  |         |
        P2      | flushing       | 10     | 120   |                  |         | slowed
        P3      | flushing       | 10     | 120.1 |                  |         | slowed
        P4      | flushing       | 10     | 20    | hospitalisation  |         |
        P5      | flushing       | 10     | 20    | life_threatening |         |
        P6      | cardiac arrest | 10     | 20    |                  |         |
        P7      | flushing       | 10     | 20    |                  | fatal   |
        P8      | flushing       | 10     | 5     |                  |         |
        P8      | flushing       | 16     | 5     |                  |         |
        P9      | flushing       | 10     | 5     |                  |         |
        P9      | cough          | 16     | 5     |                  |         |
    """,
    )
    assert grades() == {"P1": 1, "P2": 2, "P3": 3, "P4": 3, "P5": 4, "P6": 4, "P7": 5, "P8": 3, "P9": 1}


def test_treatment_is_a_reaction_and_premedication_is_not(given, answers):
    treated(given, "P1", "P2", "P3", "P4", "P5")
    medicated(
        given,
        """
        patient | medicine        | role               | route         | minute
        --------+-----------------+--------------------+---------------+-------
        P1      | diphenhydramine | premedication      | intravenous   | 0
        P2      | diphenhydramine | reaction_treatment | intravenous   | 20
        P3      | epinephrine     | reaction_treatment | intramuscular | 20
        P4      | epinephrine     | reaction_treatment | intravenous   | 20
        P5      | norepinephrine  | reaction_treatment | intravenous   | 20
    """,
    )
    found = {row["patient_id"]: (row["grade"], row["certainty"], row["criterion"]) for row in answers(RULE)}
    assert found == {
        "P2": (2, "reported", "treated; during"),
        "P3": (3, "reported", "treated; during"),
        "P4": (4, "reported", "treated; during"),
        "P5": (4, "reported", "treated; during"),
    }


def test_a_named_reaction_keeps_the_reported_grade_when_it_is_higher(given, grades):
    treated(given, "P1", "P2")
    reported(
        given,
        """
        patient | term                      | minute | severity_grade
        --------+---------------------------+--------+---------------
        P1      | infusion related reaction | 10     | 3
        P2      | flushing                  | 10     | 3
    """,
    )
    assert grades() == {"P1": 3, "P2": 1}


def test_a_named_reaction_is_never_dropped_for_its_time(given, answers):
    treated(given, "P1", "P2", "P3", "P4")
    undated(given, "P4", "infusion related reaction")
    reported(
        given,
        """
        patient | term                      | minute | days
        --------+---------------------------+--------+-----
        P1      | infusion related reaction |        |
        P2      | infusion related reaction | 7200   |
        P3      | infusion related reaction |        | 1
    """,
    )
    found = {row["patient_id"]: (row["criterion"], row["onset_on"], row["unjudged"]) for row in answers(RULE)}
    no_vitals = "; vital signs: none read from the start of the infusion on"
    no_time = "onset: a report or an infusion without a time of day"
    assert found == {
        "P1": ("named; not_timed", date(2026, 3, 1), no_time + no_vitals),
        "P2": ("named; delayed", date(2026, 3, 6), no_vitals.removeprefix("; ")),
        "P3": ("named; not_timed", date(2026, 3, 2), no_time + no_vitals),
        "P4": ("named; not_timed", None, "onset: a report without a date"),
    }


def test_the_reporters_own_words_name_a_reaction_too(given, flags):
    treated(given, "P1")
    reported(
        given,
        """
        patient | term   | minute | verbatim_term
        P1      | malaise | 10    | Mild Infusion related reaction, settled
    """,
    )
    assert flags(RULE) == {"P1": day_of(1)}


def test_a_symptom_without_a_time_cannot_be_judged(given, answers):
    treated(given, "P1", "P2", "P3", "P4")
    infused(given, "P4", 2, started_at="", ended_at="")
    reported(
        given,
        """
        patient | number | term     | minute | days | action_taken
        --------+--------+----------+--------+------+-------------
        P1      | 1      | flushing |        | 0    |
        P2      | 1      | flushing |        | 2    |
        P3      | 1      | flushing |        | 0    | stopped
        P4      | 2      | flushing |        | 0    |
    """,
    )
    found = {row["patient_id"]: row for row in answers(RULE)}
    verdicts = {patient: row["verdict"] for patient, row in found.items()}
    assert verdicts == {"P1": "incomplete", "P3": "flagged", "P4": "incomplete"}
    assert "without a time of day" in found["P1"]["unjudged"]
    assert "without a time of day" in found["P3"]["unjudged"]
    assert [piece["feed"] for piece in found["P1"]["evidence"]] == ["adverse_event"]
    assert found["P1"]["onset_on"] is None


def test_a_year_before_the_first_dose_needs_no_place(given, answers):
    treated(given, "P1", "P2")
    undated(given, "P1", "infusion related reaction", "2025")
    undated(given, "P2", "infusion related reaction", "2026")
    assert [row["patient_id"] for row in answers(RULE)] == ["P2"]


def test_an_unknown_end_is_said_and_the_start_counts(given, only):
    treated(given)
    given("clinical.patient", "patient_id | is_treated\nP1 | true")
    infused(given, "P1", ended_at="")
    given(
        "clinical.adverse_event",
        """
        event_id | patient_id | term     | infusion_id | started_at             | minutes_from_infusion_start
        ---------+------------+----------+-------------+------------------------+----------------------------
        E        | P1         | flushing | P1/1        | 2026-03-01 11:00:00+00 | 60
    """,
    )
    assert only()["criterion"] == "symptom; immediate"
    assert "end of the infusion not known" in only()["unjudged"]


@pytest.mark.parametrize(
    ("sign", "before", "missed", "met"),
    [
        ("systolic_pressure", "100", "90", "89.9"),
        ("systolic_pressure", "140", "98", "97.9"),
        ("systolic_pressure", "130", "159", "160"),
        ("systolic_pressure", "131", "160", "161"),
        ("heart_rate", "100", "119", "120"),
        ("heart_rate", "70", "99", "100"),
        ("oxygen_saturation", "95", "92.1", "92"),
        ("oxygen_saturation", "99", "95.1", "95"),
        ("temperature", "36.5", "37.9", "38.0"),
        ("temperature", "37.1", "38.0", "38.1"),
    ],
)
def test_two_readings_beyond_a_limit_flag_and_two_just_within_do_not(given, answers, sign, before, missed, met):
    treated(given, "P1", "P2")
    measured(
        given,
        f"""
        patient | sign   | minute | value
        --------+--------+--------+---------
        P1      | {sign} | -10    | {before}
        P1      | {sign} | 15     | {met}
        P1      | {sign} | 30     | {met}
        P2      | {sign} | -10    | {before}
        P2      | {sign} | 15     | {missed}
        P2      | {sign} | 30     | {missed}
    """,
    )
    (row,) = answers(RULE)
    assert (row["patient_id"], row["verdict"], row["grade"]) == ("P1", "flagged", 1)
    assert row["criterion"].startswith("vital_sign_only; during")


def test_a_change_needs_a_second_reading_in_time_or_a_symptom(given, answers):
    treated(given, "P1", "P2", "P3", "P4", "P5")
    measured(
        given,
        """
        patient | sign       | minute | value
        --------+------------+--------+------
        P1      | heart_rate | -5     | 80
        P1      | heart_rate | 10     | 125
        P1      | heart_rate | 25     | 125
        P2      | heart_rate | -5     | 80
        P2      | heart_rate | 10     | 125
        P2      | heart_rate | 25     | 85
        P3      | heart_rate | -5     | 80
        P3      | heart_rate | 10     | 125
        P3      | heart_rate | 25.1   | 125
        P4      | heart_rate | -5     | 80
        P4      | heart_rate | 10     | 125
        P5      | heart_rate | -5     | 80
        P5      | heart_rate | 10     | 125
    """,
    )
    reported(
        given,
        """
        patient | term      | minute
        P5      | dizziness | 11
    """,
    )
    found = {row["patient_id"]: (row["verdict"], row["unjudged"]) for row in answers(RULE)}
    not_again = ("incomplete", "vital signs: a change not read again in time")
    assert found["P1"][0] == "flagged"
    assert "P2" not in found
    assert found["P3"] == not_again
    assert found["P4"] == not_again
    assert found["P5"][0] == "flagged"


def test_readings_without_one_before_the_infusion_cannot_show_a_change(given, only):
    treated(given, "P1")
    measured(
        given,
        """
        patient | sign       | minute | value
        P1      | heart_rate | 10     | 100
        P1      | heart_rate | 20     | 100
    """,
    )
    assert (only()["verdict"], only()["unjudged"]) == (
        "incomplete",
        "vital signs: no reading before the infusion",
    )


def test_a_reading_without_a_time_is_placed_by_its_phase_or_not_at_all(given, answers):
    treated(given, "P1", "P2", "P3")
    measured(
        given,
        """
        patient | sign              | minute | value | phase
        --------+-------------------+--------+-------+------
        P1      | systolic_pressure |        | 84    | pre
        P2      | systolic_pressure |        | 84    |
        P3      | systolic_pressure |        | 120   | pre
        P3      | systolic_pressure |        | 84    | during
    """,
    )
    found = {row["patient_id"]: (row["verdict"], row["unjudged"]) for row in answers(RULE)}
    assert found == {
        "P2": ("incomplete", "vital signs: no reading before the infusion, a reading without a time"),
        "P3": ("incomplete", "vital signs: a change not read again in time"),
    }


def test_fever_without_an_allergic_sign_looks_like_cytokine_release(given, answers):
    treated(given, "P1", "P2", "P3")
    reported(
        given,
        """
        patient | term      | minute
        --------+-----------+-------
        P1      | pyrexia   | 60
        P2      | pyrexia   | 60
        P2      | urticaria | 70
        P3      | flushing  | 60
    """,
    )
    measured(
        given,
        """
        patient | sign        | minute | value
        P3      | temperature | -5     | 37.8
        P3      | temperature | 60     | 38.0
    """,
    )
    look_alike = {row["patient_id"]: "cytokine_release_look_alike" in row["criterion"] for row in answers(RULE)}
    assert look_alike == {"P1": True, "P2": False, "P3": True}


def test_untreated_people_and_the_events_of_others_do_not_count(given, answers):
    treated(given, "P1", "P2")
    given("clinical.patient", "patient_id | is_treated\nP3 | false")
    undated(given, "P3", "infusion related reaction")
    reported(
        given,
        """
        patient | term     | minute
        P2      | flushing | 10
    """,
    )
    assert [row["patient_id"] for row in answers(RULE)] == ["P2"]


def test_a_treated_person_without_any_report_has_no_row(given, answers):
    treated(given, "P1")
    assert answers(RULE) == []


def test_without_the_feed_nobody_can_be_judged(given, answers):
    treated(given, "P1", "P2", reports=False)
    infused(given, "P2", 2, action_taken="stopped")
    found = {row["patient_id"]: (row["verdict"], row["unjudged"]) for row in answers(RULE)}
    assert found["P1"] == ("not_evaluable", "no adverse events have ever been delivered")
    assert found["P2"][0] == "flagged"


def test_nobody_is_both_flagged_and_unjudged(given, answers):
    treated(given, "P1")
    infused(given, "P1", 2)
    reported(
        given,
        """
        patient | number | term     | minute
        P1      | 1      | flushing |
        P1      | 2      | flushing | 10
    """,
    )
    assert [(row["verdict"], row["onset_on"]) for row in answers(RULE)] == [("flagged", day_of(2))]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@examples(order=st.permutations(range(5)))
def test_the_order_of_rows_does_not_matter(warehouse, numbers, order):
    for relation in ("adverse_event", "infusion", "patient", "vital_sign", "medication", "lab_result"):
        warehouse.con.execute(f"DROP TABLE IF EXISTS clinical.{relation}")
        warehouse.given_relations.discard(f"clinical.{relation}")
    treated(warehouse.give, "P1")
    lines = [
        "P1 | flushing | 10 | 8 | 2",
        "P1 | flushing | 40 | 8 | 3",
        "P1 | cough | 12 | 9 | 4",
        "P1 | pyrexia | 50 | 9 | 5",
        "P1 | cough | | | 6",
    ]
    reported(warehouse.give, "patient | term | minute | lasts | source_row\n" + "\n".join(lines[i] for i in order))
    (row,) = warehouse.rows(f"rules.{RULE}")
    assert (row["grade"], row["criterion"]) == (3, "symptom; during; cytokine_release_look_alike")
    assert row["why"].startswith("Infusion 1 on 1 Mar 2026: flushing, cough, pyrexia; onset during the infusion")
    assert [piece["source_row"] for piece in row["evidence"]] == [2, 3, 4, 5, 6]


def test_the_reference_rows_know_the_labels_symptoms_and_only_declared_features(con):
    terms = con.read_csv(str(SQL_FOLDER / "reference" / "reaction_term.csv"), header=True).df()
    treatments = con.read_csv(str(SQL_FOLDER / "reference" / "reaction_treatment.csv"), header=True).df()
    label = {
        "dyspnoea",
        "angioedema",
        "wheezing",
        "chest pain",
        "chest tightness",
        "cough",
        "hot flush",
        "nausea",
        "vomiting",
    }
    assert label <= set(terms.loc[terms["is_reaction"], "term"])
    assert set(terms["feature"]) == set(FEATURES)
    assert set(treatments["kind"]) == set(KINDS)
    assert not terms.duplicated(["term", "feature"]).any()


@pytest.mark.parametrize(
    ("sign", "before", "readings", "margin"),
    [
        ("systolic_pressure", "120", ["81", "85"], "0.1"),
        ("systolic_pressure", "200", ["126", "133"], "0.1"),
        ("systolic_pressure", "130", ["168", "176"], "0.1"),
        ("systolic_pressure", "130", ["160", "160"], "0"),
        ("heart_rate", "100", ["132", "126"], "0.1"),
        ("heart_rate", "70", ["100", "110"], "0.1"),
        ("oxygen_saturation", "95", ["92", "92"], "0"),
        ("oxygen_saturation", "95", ["69", "90"], "0.25"),
        ("temperature", "36.5", ["38.0", "39.9"], "0.05"),
        ("temperature", "38.0", ["39.0", "39.0"], "0"),
    ],
)
def test_the_margin_is_the_share_beyond_the_limit_when_a_number_decided_alone(
    given, answers, sign, before, readings, margin
):
    treated(given, "P1")
    measured(
        given,
        f"""
        patient | sign   | minute | value
        --------+--------+--------+-------------
        P1      | {sign} | -5     | {before}
        P1      | {sign} | 10     | {readings[0]}
        P1      | {sign} | 20     | {readings[1]}
    """,
    )
    (row,) = answers(RULE)
    assert "vital_sign_only" in row["criterion"]
    assert row["margin_share"] == Decimal(margin)


def test_a_report_leaves_no_margin(given, answers):
    treated(given, "P1")
    measured(
        given,
        """
        patient | sign              | minute | value
        P1      | systolic_pressure | -5     | 120
        P1      | systolic_pressure | 10     | 81
        P1      | systolic_pressure | 20     | 85
    """,
    )
    reported(given, FLUSH)
    (row,) = answers(RULE)
    assert row["margin_share"] is None
