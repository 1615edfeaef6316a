"""Anaphylaxis: every criterion met and just missed, what flags without one, and what stays open."""

from datetime import date
from functools import cache

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as examples
from hypothesis import strategies as st
from infusion_story import (
    antibodies,
    day_of,
    infused,
    measured,
    medicated,
    reported,
    treated,
    tryptase,
    undated,
)

RULE = "anaphylaxis"
CRITERIA = {"niaid_1", "niaid_2", "niaid_3", "wao_1", "wao_2"}


@pytest.fixture(autouse=True)
def numbers(given):
    given(
        "reference.threshold",
        """
        rule              | name                                | value
        ------------------+-------------------------------------+------
        anaphylaxis       | window_minutes                      | 1440
        anaphylaxis       | systolic_pressure_mm_hg             | 90
        anaphylaxis       | systolic_fall_share                 | 0.30
        anaphylaxis       | oxygen_saturation_percent           | 92
        anaphylaxis       | oxygen_saturation_fall_percent      | 3
        anaphylaxis       | organ_systems                       | 2
        anaphylaxis       | gastrointestinal_persistent_minutes | 30
        anaphylaxis       | gastrointestinal_severe_grade       | 3
        anaphylaxis       | airway_probable_minutes             | 60
        anaphylaxis       | tryptase_x_baseline                 | 1.2
        anaphylaxis       | tryptase_rise_ng_per_ml             | 2
        anaphylaxis       | tryptase_earliest_minutes           | 15
        anaphylaxis       | tryptase_latest_minutes             | 240
        anaphylaxis       | tryptase_baseline_hours             | 24
        anaphylaxis       | vasovagal_heart_rate_per_min        | 60
        anaphylaxis       | brighton_heart_rate_per_min         | 100
        anaphylaxis       | brighton_shock_signs                | 3
        anaphylaxis       | brighton_circulation_signs          | 2
        anaphylaxis       | brighton_distress_signs             | 2
        anaphylaxis       | brighton_other_systems              | 2
        anaphylaxis       | biphasic_earliest_hours             | 1
        anaphylaxis       | biphasic_latest_hours               | 72
        anaphylaxis       | vasovagal_recovery_minutes          | 15
        infusion_reaction | window_minutes                      | 1440
        infusion_reaction | immediate_minutes                   | 60
        infusion_reaction | accelerated_minutes                 | 360
        infusion_reaction | repeat_minutes                      | 15
        infusion_reaction | systolic_pressure_mm_hg             | 90
        infusion_reaction | systolic_fall_share                 | 0.30
        infusion_reaction | systolic_high_mm_hg                 | 160
        infusion_reaction | systolic_rise_mm_hg                 | 30
        infusion_reaction | heart_rate_per_min                  | 120
        infusion_reaction | heart_rate_rise_per_min             | 30
        infusion_reaction | oxygen_saturation_percent           | 92
        infusion_reaction | oxygen_saturation_fall_percent      | 4
        infusion_reaction | temperature_cel                     | 38.0
        infusion_reaction | temperature_rise_cel                | 1.0
        infusion_reaction | cytokine_temperature_cel            | 38.0
    """,
    )
    given(
        "reference.reaction_term",
        """
        term             | matches | feature                   | is_reaction
        -----------------+---------+---------------------------+------------
        anaphyla         | part    | reported_anaphylaxis      | true
        hypersensitivity | whole   | reported_hypersensitivity | true
        urticaria        | whole   | skin_mucosa               | true
        urticaria        | whole   | allergic_sign             | true
        flushing         | whole   | skin_mucosa               | true
        dyspnoea         | whole   | respiratory               | true
        bronchospasm     | whole   | respiratory               | true
        bronchospasm     | whole   | bronchospasm              | true
        laryngeal oedema | whole   | respiratory               | true
        laryngeal oedema | whole   | larynx                    | true
        syncope          | whole   | end_organ                 | true
        hypotension      | whole   | reduced_pressure          | true
        vomiting         | whole   | gastrointestinal          | true
        chest pain       | whole   | chest_unmapped            | true
        pallor           | whole   | pallor                    | false
        headache         | whole   | other_symptom             | false
        angioedema       | whole   | skin_mucosa               | true
        angioedema       | whole   | brighton_major_skin       | true
        lip swelling     | whole   | brighton_major_breathing  | true
        nausea           | whole   | brighton_minor_gut        | true
        sneezing         | whole   | brighton_minor_breathing  | true
        eye pruritus     | whole   | brighton_minor_skin       | true
        bad flush        | whole   | brighton_major_skin_unclear | true
    """,
    )
    given(
        "reference.reaction_treatment",
        """
        medicine        | kind
        ----------------+--------------
        epinephrine     | epinephrine
        norepinephrine  | vasopressor
        diphenhydramine | antihistamine
    """,
    )


@pytest.fixture
def found(answers):
    """Patient → the one row about them, judged at the first call."""
    return cache(lambda: {row["patient_id"]: row for row in answers(RULE)})


@pytest.fixture
def met(answers):
    """Flagged patients and the criteria that they meet."""
    return lambda: {
        row["patient_id"]: sorted(CRITERIA & set(row["criterion"].split("; ")))
        for row in answers(RULE)
        if row["verdict"] == "flagged"
    }


def well(given, *patients, number=1):
    """Ordinary pressure and saturation, before and during."""
    for patient in patients:
        measured(
            given,
            f"""
            patient   | number   | sign              | minute | value
            ----------+----------+-------------------+--------+------
            {patient} | {number} | systolic_pressure | -10    | 120
            {patient} | {number} | systolic_pressure | 15     | 118
            {patient} | {number} | oxygen_saturation | -10    | 98
            {patient} | {number} | oxygen_saturation | 15     | 98
        """,
        )


def test_skin_with_breathing_or_circulation_meets_the_first_criteria(given, met):
    treated(given, "P1", "P2", "P3", "P4")
    well(given, "P1", "P2", "P3", "P4")
    reported(
        given,
        """
        patient | term      | minute
        --------+-----------+-------
        P1      | urticaria | 10
        P1      | dyspnoea  | 12
        P2      | urticaria | 10
        P2      | syncope   | 12
        P3      | urticaria | 10
        P4      | dyspnoea  | 10
    """,
    )
    assert met() == {"P1": ["niaid_1", "niaid_2", "wao_1"], "P2": ["niaid_1", "niaid_2", "wao_1"]}


def test_two_systems_meet_the_second_criterion_and_are_possible_only(given, met, found):
    treated(given, "P1", "P2", "P3")
    well(given, "P1", "P2", "P3")
    reported(
        given,
        """
        patient | term     | minute | lasts
        --------+----------+--------+------
        P1      | dyspnoea | 10     |
        P1      | vomiting | 12     | 30
        P2      | dyspnoea | 10     |
        P2      | vomiting | 12     | 29.9
        P3      | dyspnoea | 10     |
        P3      | syncope  | 12     |
    """,
    )
    assert met() == {"P1": ["niaid_2"], "P3": ["niaid_2"]}
    assert found()["P1"]["certainty"] == "possible"


def test_vomiting_of_unknown_length_leaves_the_second_criterion_open(given, found):
    treated(given, "P1")
    well(given, "P1")
    reported(
        given,
        """
        patient | term     | minute | severity_grade
        P1      | dyspnoea | 10     |
        P1      | vomiting | 12     | 1
    """,
    )
    row = found()["P1"]
    assert row["verdict"] == "incomplete"
    assert row["unjudged"] == "persistent gastrointestinal symptoms: length not known"


def test_skin_with_severe_vomiting_meets_wao_only(given, met):
    treated(given, "P1", "P2")
    well(given, "P1", "P2")
    reported(
        given,
        """
        patient | term      | minute | lasts | severity_grade
        --------+-----------+--------+-------+---------------
        P1      | urticaria | 10     |       |
        P1      | vomiting  | 12     | 5     | 3
        P2      | urticaria | 10     |       |
        P2      | vomiting  | 12     | 5     | 2
    """,
    )
    assert met() == {"P1": ["wao_1"]}


@pytest.mark.parametrize(
    ("before", "during", "is_reduced"),
    [
        ("110", "89.9", True),
        ("110", "90", False),
        ("110", "90.1", False),
        ("140", "97.9", True),
        ("140", "98", False),
        ("140", "98.1", False),
    ],
)
def test_pressure_is_reduced_below_a_level_or_after_a_fall_of_more_than_a_share(given, met, before, during, is_reduced):
    treated(given, "P1")
    measured(
        given,
        f"""
        patient | sign              | minute | value
        --------+-------------------+--------+---------
        P1      | systolic_pressure | -10    | {before}
        P1      | systolic_pressure | 15     | {during}
        P1      | oxygen_saturation | -10    | 98
        P1      | oxygen_saturation | 15     | 98
    """,
    )
    reported(
        given,
        """
        patient | term      | minute
        P1      | urticaria | 10
    """,
    )
    assert met() == ({"P1": ["niaid_1", "niaid_2", "wao_1"]} if is_reduced else {})


@pytest.mark.parametrize(
    ("before", "during", "is_low"), [("95", "92", True), ("94.9", "92", False), ("97", "92.1", False)]
)
def test_low_saturation_that_fell_is_respiratory(given, met, before, during, is_low):
    treated(given, "P1")
    measured(
        given,
        f"""
        patient | sign              | minute | value
        --------+-------------------+--------+---------
        P1      | systolic_pressure | -10    | 120
        P1      | systolic_pressure | 15     | 120
        P1      | oxygen_saturation | -10    | {before}
        P1      | oxygen_saturation | 15     | {during}
    """,
    )
    reported(
        given,
        """
        patient | term      | minute
        P1      | urticaria | 10
    """,
    )
    assert met() == ({"P1": ["niaid_1", "niaid_2", "wao_1"]} if is_low else {})


def test_without_a_pressure_before_the_infusion_a_fall_stays_open(given, found):
    treated(given, "P1", "P2")
    measured(
        given,
        """
        patient | sign              | minute | value
        --------+-------------------+--------+------
        P1      | systolic_pressure | 15     | 100
        P1      | oxygen_saturation | -5     | 98
        P1      | oxygen_saturation | 15     | 98
        P2      | systolic_pressure | 15     | 89
    """,
    )
    reported(
        given,
        """
        patient | term      | minute
        P1      | urticaria | 10
        P2      | urticaria | 10
    """,
    )
    assert found()["P1"]["verdict"] == "incomplete"
    assert found()["P1"]["unjudged"].startswith(
        "reduced pressure: no systolic pressure before the infusion to tell a fall"
    )
    assert "hypoxaemia" not in found()["P1"]["unjudged"]
    assert found()["P2"]["certainty"] == "probable"


def test_a_skin_sign_without_any_reading_is_not_called_harmless(given, found):
    treated(given, "P1")
    reported(
        given,
        """
        patient | term      | minute
        P1      | urticaria | 10
    """,
    )
    assert found()["P1"]["verdict"] == "incomplete"
    assert "no systolic pressure read" in found()["P1"]["unjudged"]
    assert "no saturation read" in found()["P1"]["unjudged"]


def test_reduced_pressure_alone_flags_only_after_an_earlier_reaction(given, found):
    treated(given, "P1", "P2", "P3")
    reported(
        given,
        """
        patient | term             | minute
        --------+------------------+-------
        P1      | hypersensitivity | 40
        P3      | headache         | 40
    """,
    )
    well(given, "P1", "P2", "P3")
    for patient in ("P1", "P2", "P3"):
        infused(given, patient, 2)
        measured(
            given,
            f"""
            patient   | number | sign              | minute | value
            {patient} | 2      | systolic_pressure | -10    | 120
            {patient} | 2      | systolic_pressure | 15     | 80
        """,
        )
    assert found()["P1"]["criterion"].startswith("niaid_3; wao_2")
    assert found()["P1"]["onset_on"] == day_of(2)
    assert "an earlier infusion made a reaction" in found()["P1"]["why"]
    for patient in ("P2", "P3"):
        assert (found()[patient]["verdict"], found()[patient]["criterion"]) == (
            "incomplete",
            "isolated_hypotension",
        )
        assert "known allergen: no earlier reaction to ibalizumab is on record" in found()[patient]["unjudged"]


def test_an_early_airway_sign_flags_at_the_first_infusion_a_later_one_stays_open(given, found):
    treated(given, "P1", "P2", "P3", "P4")
    well(given, "P1", "P2", "P3", "P4")
    reported(
        given,
        """
        patient | term             | minute
        --------+------------------+-------
        P1      | laryngeal oedema | 90
        P2      | laryngeal oedema | 91
        P3      | bronchospasm     | 20
        P4      | dyspnoea         | 20
    """,
    )
    assert {patient: row["verdict"] for patient, row in found().items()} == {
        "P1": "flagged",
        "P2": "incomplete",
        "P3": "flagged",
    }
    assert found()["P1"]["certainty"] == "possible"
    assert "known allergen" in found()["P2"]["unjudged"]


def test_onset_counts_from_the_start_to_the_end_of_the_window(given, met):
    treated(given, "P1", "P2", "P3")
    well(given, "P1", "P2", "P3")
    reported(
        given,
        """
        patient | term      | minute
        --------+-----------+-------
        P1      | urticaria | 0
        P1      | dyspnoea  | 1470
        P2      | urticaria | 0
        P2      | dyspnoea  | 1471
        P3      | urticaria | 1471
        P3      | dyspnoea  | 1471
    """,
    )
    assert list(met()) == ["P1"]


def test_a_sign_without_a_time_leaves_the_limb_open(given, found):
    treated(given, "P1")
    well(given, "P1")
    reported(
        given,
        """
        patient | term      | minute
        P1      | urticaria | 10
        P1      | dyspnoea  |
    """,
    )
    assert found()["P1"]["verdict"] == "incomplete"
    assert found()["P1"]["unjudged"] == "onset: a report or an infusion without a time of day"
    assert len(found()["P1"]["evidence"]) == 2


def test_a_sign_without_a_date_stays_open_and_another_symptom_does_not(given, found):
    treated(given, "P1", "P2")
    undated(given, "P1", "urticaria")
    undated(given, "P2", "headache")
    assert {patient: (row["verdict"], row["unjudged"]) for patient, row in found().items()} == {
        "P1": ("incomplete", "onset: a report without a date")
    }


def test_the_word_anaphylaxis_always_flags(given, found):
    treated(given, "P1", "P2", "P3", "P4")
    well(given, "P1", "P2", "P3", "P4")
    undated(given, "P4", "anaphylactoid reaction")
    reported(
        given,
        """
        patient | term                  | minute | verbatim_term
        --------+-----------------------+--------+---------------------------
        P1      | anaphylactic reaction | 10     |
        P2      | anaphylactic shock    | 9000   |
        P3      | headache              |        | Query Anaphylaxis, settled
    """,
    )
    assert {row["certainty"] for row in found().values()} == {"reported"}
    assert all("brighton_v1_level_4" in row["criterion"].split("; ") for row in found().values())
    assert {patient: row["onset_on"] for patient, row in found().items()} == {
        "P1": date(2026, 3, 1),
        "P2": date(2026, 3, 7),
        "P3": date(2026, 3, 1),
        "P4": None,
    }
    assert "all limbs: onset after the window" in found()["P2"]["unjudged"]
    assert found()["P4"]["unjudged"] == "onset: a report without a date; tryptase: time of onset not known"


def test_epinephrine_always_flags_other_treatment_does_not(given, found):
    treated(given, "P1", "P2", "P3", "P4")
    well(given, "P1", "P2", "P3", "P4")
    medicated(
        given,
        """
        patient | medicine        | role               | route         | minute
        --------+-----------------+--------------------+---------------+-------
        P1      | epinephrine     | reaction_treatment | intramuscular | 20
        P2      | diphenhydramine | reaction_treatment | intravenous   | 20
        P3      | epinephrine     | concomitant        |               |
        P4      | epinephrine     | reaction_treatment | intravenous   | 20
    """,
    )
    assert {patient: (row["grade"], row["certainty"]) for patient, row in found().items()} == {
        "P1": (3, "possible"),
        "P3": (3, "possible"),
        "P4": (4, "possible"),
    }
    assert "epinephrine" in found()["P1"]["criterion"].split("; ")
    assert "without a time of day" in found()["P3"]["unjudged"]


def test_epinephrine_is_told_by_a_word_of_the_medicine_whatever_stands_beside_it(given, found):
    treated(given, "P1", "P2", "P3", "P4")
    well(given, "P1", "P2", "P3", "P4")
    medicated(
        given,
        """
        patient | medicine                  | role               | route         | minute
        --------+---------------------------+--------------------+---------------+-------
        P1      | epinephrine (im) 0.3 mg   |                    | intramuscular | 20
        P2      | pseudoepinephrine         | reaction_treatment | oral          | 20
        P3      | norepinephrine 4 mg/50 ml | reaction_treatment | intravenous   | 20
    """,
    )
    given("clinical.medication", "medication_id | patient_id | medicine\nM | P4 | epinephrine autoinjector")
    assert {patient: row["criterion"] for patient, row in found().items()} == {"P1": "epinephrine", "P4": "epinephrine"}
    assert "a report without a date" in found()["P4"]["unjudged"]


@pytest.mark.parametrize(
    ("baseline_at", "baseline", "acute_at", "acute", "certainty"),
    [
        ("-1000", "5", "60", "8.000001", "definite"),
        ("-1000", "5", "60", "8", "probable"),
        ("-1000", "5", "25", "20", "definite"),
        ("-1000", "5", "24.9", "20", "probable"),
        ("-1000", "5", "250", "20", "definite"),
        ("-1000", "5", "250.1", "20", "probable"),
        ("1500", "5", "60", "20", "definite"),
        ("1499.9", "5", "60", "20", "probable"),
    ],
)
def test_tryptase_makes_it_definite(given, found, baseline_at, baseline, acute_at, acute, certainty):
    treated(given, "P1")
    reported(
        given,
        """
        patient | term      | minute | lasts
        P1      | urticaria | 10     | 50
        P1      | dyspnoea  | 12     | 20
    """,
    )
    tryptase(
        given,
        f"""
        patient | minute        | value
        P1      | {baseline_at} | {baseline}
        P1      | {acute_at}    | {acute}
    """,
    )
    assert found()["P1"]["certainty"] == certainty


def test_a_missing_or_bounded_tryptase_is_said(given, found):
    treated(given, "P1", "P2", "P3", "P4")
    reported(
        given,
        "patient | term | minute\n"
        + "\n".join(f"P{number} | {term} | 10" for number in (1, 2, 3, 4) for term in ("urticaria", "dyspnoea")),
    )
    tryptase(
        given,
        """
        patient | minute | value | value_operator
        --------+--------+-------+---------------
        P1      | 60     | 20    |
        P2      | -60    | 5     |
        P3      | -60    | 5     |
        P3      | 60     | 9     | <
        P4      | -60    | 1     | <
        P4      | 60     | 20    |
    """,
    )
    said = {patient: row["unjudged"].split("tryptase: ")[-1] for patient, row in found().items()}
    assert said["P1"] == "no baseline"
    assert said["P2"] == "no sample drawn in time"
    assert said["P3"] == "result only known as a bound"
    assert found()["P4"]["certainty"] == "definite"
    assert [piece["feed"] for piece in found()["P4"]["evidence"]].count("lab_result") == 2


def test_the_grade_is_that_of_ctcae(given, found):
    treated(given, "P1", "P2", "P3", "P4")
    reported(
        given,
        """
        patient | term                  | minute | seriousness      | outcome
        --------+-----------------------+--------+------------------+--------
        P1      | anaphylactic reaction | 10     | hospitalisation  |
        P2      | anaphylactic reaction | 10     | life_threatening |
        P3      | anaphylactic reaction | 10     |                  | fatal
        P4      | anaphylactic reaction | 10     |                  |
    """,
    )
    medicated(
        given,
        """
        patient | medicine       | role               | route       | minute
        P4      | norepinephrine | reaction_treatment | intravenous | 20
    """,
    )
    assert {patient: row["grade"] for patient, row in found().items()} == {"P1": 3, "P2": 4, "P3": 5, "P4": 4}


def test_a_vasovagal_look_alike_is_said_and_still_flags(given, found):
    treated(given, "P1", "P2", "P3")
    for patient, pulse in (("P1", "59"), ("P2", "60"), ("P3", "59")):
        measured(
            given,
            f"""
            patient   | sign              | minute | value
            {patient} | systolic_pressure | -5     | 120
            {patient} | systolic_pressure | 10     | 85
            {patient} | heart_rate        | -5     | 75
            {patient} | heart_rate        | 10     | {pulse}
        """,
        )
    reported(
        given,
        """
        patient | term     | minute | lasts
        --------+----------+--------+------
        P1      | flushing | 8      |
        P1      | pallor   | 9      | 15
        P2      | flushing | 8      |
        P2      | pallor   | 9      | 15
        P3      | flushing | 8      |
        P3      | pallor   | 9      |
    """,
    )
    assert {row["verdict"] for row in found().values()} == {"flagged"}
    assert ["vasovagal_look_alike" in found()[patient]["criterion"] for patient in ("P1", "P2", "P3")] == [
        True,
        False,
        False,
    ]
    assert "vasovagal look-alike" in found()["P3"]["unjudged"]


def test_chest_pain_belongs_to_no_limb_and_is_said(given, found):
    treated(given, "P1", "P2")
    well(given, "P1", "P2")
    reported(
        given,
        """
        patient | term       | minute
        P1      | chest pain | 10
        P2      | chest pain | 10
        P2      | urticaria  | 10
        P2      | dyspnoea   | 10
    """,
    )
    assert list(found()) == ["P2"]
    assert "chest pain or tightness: belongs to no limb" in found()["P2"]["unjudged"]


def test_each_infusion_is_judged_alone(given, answers):
    treated(given, "P1")
    infused(given, "P1", 2)
    infused(given, "P1", 3)
    for number in (1, 2, 3):
        well(given, "P1", number=number)
    reported(
        given,
        """
        patient | number | term      | minute
        --------+--------+-----------+-------
        P1      | 1      | urticaria | 10
        P1      | 2      | dyspnoea  | 10
        P1      | 3      | urticaria | 10
        P1      | 3      | dyspnoea  | 15
    """,
    )
    (row,) = answers(RULE)
    assert row["onset_on"] == day_of(3)
    assert row["why"] == (
        "Infusion 3 on 29 Mar 2026: urticaria, dyspnoea; onset during the infusion; "
        "an earlier infusion made a reaction."
    )


def test_untreated_people_and_the_events_of_others_do_not_count(given, answers):
    treated(given, "P1", "P2")
    given("clinical.patient", "patient_id | is_treated\nP3 | false")
    undated(given, "P3", "anaphylactic shock")
    reported(
        given,
        """
        patient | term               | minute
        P2      | anaphylactic shock | 10
    """,
    )
    assert [row["patient_id"] for row in answers(RULE)] == ["P2"]


def test_a_treated_person_without_any_report_has_no_row_unless_the_feed_is_absent(given, answers):
    treated(given, "P1")
    assert answers(RULE) == []


def test_without_the_feed_nobody_can_be_judged(given, found):
    treated(given, "P1", "P2", reports=False)
    medicated(
        given,
        """
        patient | medicine    | role               | route         | minute
        P2      | epinephrine | reaction_treatment | intramuscular | 20
    """,
    )
    assert (found()["P1"]["verdict"], found()["P1"]["unjudged"]) == (
        "not_evaluable",
        "no adverse events have ever been delivered",
    )
    assert found()["P2"]["verdict"] == "flagged"


def test_the_levels_of_brighton_decide_how_certain_it_is(given, found):
    treated(given, "P1", "P2", "P3", "P4", "P5")
    well(given, "P1", "P2", "P3", "P4", "P5")
    reported(
        given,
        """
        patient | term         | minute
        --------+--------------+-------
        P1      | angioedema   | 10
        P1      | lip swelling | 12
        P2      | lip swelling | 10
        P2      | nausea       | 12
        P3      | sneezing     | 10
        P3      | nausea       | 12
        P3      | eye pruritus | 14
        P4      | sneezing     | 10
        P4      | nausea       | 12
        P5      | bad flush    | 10
        P5      | lip swelling | 12
    """,
    )
    assert {patient: (row["verdict"], row["certainty"], row["criterion"]) for patient, row in found().items()} == {
        "P1": ("flagged", "probable", "brighton_v1_level_1; skin_mucosa"),
        "P2": ("flagged", "probable", "brighton_v1_level_2"),
        "P3": ("flagged", "possible", "brighton_v1_level_3"),
        "P5": ("incomplete", None, None),
    }
    assert "Brighton: sudden onset and rapid progression are not delivered" in found()["P3"]["unjudged"]
    assert found()["P5"]["unjudged"] == "Brighton: extent of a skin sign not said"


def test_the_first_level_of_brighton_is_definite_with_a_rise_of_tryptase(given, found):
    treated(given, "P1", "P2")
    reported(
        given,
        """
        patient | term         | minute
        --------+--------------+-------
        P1      | angioedema   | 10
        P1      | lip swelling | 12
        P2      | lip swelling | 10
        P2      | nausea       | 12
    """,
    )
    for patient in ("P1", "P2"):
        tryptase(given, f"patient | minute | value\n{patient} | -60 | 5\n{patient} | 60 | 20")
    assert {patient: row["certainty"] for patient, row in found().items()} == {"P1": "definite", "P2": "probable"}


@pytest.mark.parametrize(
    ("result", "minute", "verdict"),
    [
        ("positive", "-1", "flagged"),
        ("positive", "0", "incomplete"),
        ("positive", "60", "incomplete"),
        ("positive", "", "incomplete"),
        ("negative", "-1", "incomplete"),
        ("", "-1", "incomplete"),
    ],
)
def test_antibodies_found_before_the_infusion_make_a_known_allergen(given, found, result, minute, verdict):
    treated(given, "P1")
    antibodies(given, f"patient | minute | result\nP1 | {minute} | {result}")
    measured(
        given,
        """
        patient | sign              | minute | value
        P1      | systolic_pressure | -10    | 120
        P1      | systolic_pressure | 15     | 80
    """,
    )
    row = found()["P1"]
    assert row["verdict"] == verdict
    assert [piece["feed"] for piece in row["evidence"]].count("antibody_test") == (verdict == "flagged")
    if verdict == "flagged":
        assert row["criterion"] == "niaid_3; wao_2; hypotension; known_allergen"
        assert row["certainty"] == "possible"
        assert "antibodies to ibalizumab found on 1 Mar 2026" in row["why"]


@pytest.mark.parametrize(
    ("baseline", "minute", "acute", "x_uln", "verdict"),
    [
        ("-1000", "15", "8.000001", "", "flagged"),
        ("-1000", "15", "8", "", None),
        ("-1000", "14.9", "20", "", None),
        ("-1000", "1710", "20", "", "flagged"),
        ("-1000", "1711", "20", "", None),
        ("1500", "60", "20", "", "flagged"),
        ("1499", "60", "20", "", "incomplete"),
        ("", "60", "20", "1.8", "incomplete"),
        ("", "60", "4", "0.4", "incomplete"),
        ("-1000", "", "20", "1.8", "incomplete"),
        ("-1000", "", "8", "0.7", None),
        ("", "", "4", "0.4", None),
        ("", "", "20", "1.8", "incomplete"),
    ],
)
def test_a_rise_of_tryptase_that_no_report_explains_is_seen(given, answers, baseline, minute, acute, x_uln, verdict):
    treated(given, "P1")
    if baseline:
        tryptase(given, f"patient | minute | value\nP1 | {baseline} | 5")
    tryptase(given, f"patient | minute | value | x_uln\nP1 | {minute} | {acute} | {x_uln}")
    rows = answers(RULE)
    assert [row["verdict"] for row in rows] == ([verdict] if verdict else [])
    if verdict == "flagged":
        assert (rows[0]["certainty"], rows[0]["criterion"]) == ("possible", "tryptase_rise_only")
        assert "no sign reported" in rows[0]["why"]
        assert {piece["feed"] for piece in rows[0]["evidence"]} == {"lab_result"}
        assert len(rows[0]["evidence"]) == 2
    if verdict == "incomplete":
        assert rows[0]["criterion"] == "tryptase_not_judged"
        assert [piece["feed"] for piece in rows[0]["evidence"]] == ["lab_result"]


@pytest.mark.parametrize(
    ("again", "lasts", "is_second_phase"),
    [("120", "50", True), ("119.9", "50", False), ("4380", "50", True), ("4380.1", "50", False), ("120", "", False)],
)
def test_signs_that_return_after_all_were_gone_are_a_second_phase(given, found, again, lasts, is_second_phase):
    treated(given, "P1")
    reported(
        given,
        f"""
        patient | term      | minute  | lasts
        --------+-----------+---------+--------
        P1      | urticaria | 10      | {lasts}
        P1      | dyspnoea  | 12      | 20
        P1      | headache  | 14      | 2000
        P1      | flushing  | {again} | 10
    """,
    )
    row = found()["P1"]
    assert ("biphasic" in row["criterion"].split("; ")) == is_second_phase
    assert ("signs came back on" in row["why"]) == is_second_phase


def test_signs_after_the_next_infusion_are_no_second_phase(given, answers):
    treated(given, "P1")
    infused(given, "P1", 2)
    reported(
        given,
        """
        patient | number | term      | minute | lasts
        --------+--------+-----------+--------+------
        P1      | 1      | urticaria | 10     | 20000
        P1      | 1      | dyspnoea  | 12     | 20000
        P1      | 2      | urticaria | 10     | 50
        P1      | 2      | dyspnoea  | 12     | 50
    """,
    )
    rows = answers(RULE)
    assert len(rows) == 2
    assert not any("biphasic" in row["criterion"] for row in rows)


def test_a_known_allergen_is_not_said_to_be_unknown(given, found):
    treated(given, "P1")
    antibodies(given, "patient | minute | result\nP1 | -9000 | positive")
    reported(given, "patient | term | minute\nP1 | urticaria | 10")
    assert found()["P1"]["verdict"] == "incomplete"
    assert "known allergen" not in found()["P1"]["unjudged"]


FED = ("adverse_event", "infusion", "patient", "vital_sign", "medication", "lab_result", "antibody_test")


def clean_sheet(warehouse):
    """One treated person, and nothing else that an earlier example gave."""
    for relation in FED:
        warehouse.con.execute(f"DROP TABLE IF EXISTS clinical.{relation}")
        warehouse.given_relations.discard(f"clinical.{relation}")
    treated(warehouse.give, "P1")


def verdict_at(warehouse, pressure, saturation, signs):
    """What the rule says of one infusion with these lowest readings and signs; None: nothing."""
    clean_sheet(warehouse)
    measured(
        warehouse.give,
        f"""
        patient | sign              | minute | value
        P1      | systolic_pressure | -10    | 130
        P1      | systolic_pressure | 15     | {pressure}
        P1      | oxygen_saturation | -10    | 98
        P1      | oxygen_saturation | 15     | {saturation}
    """,
    )
    reported(warehouse.give, "patient | term | minute\n" + "\n".join(f"P1 | {sign} | 10" for sign in signs))
    return [row["verdict"] for row in warehouse.rows(f"rules.{RULE}")]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@examples(
    pressure=st.integers(60, 130),
    fall=st.integers(0, 60),
    saturation=st.integers(80, 98),
    drop=st.integers(0, 15),
    signs=st.sets(st.sampled_from(["urticaria", "dyspnoea", "flushing", "headache"]), min_size=1),
)
def test_a_lower_pressure_or_saturation_never_removes_a_flag(
    warehouse, numbers, pressure, fall, saturation, drop, signs
):
    if "flagged" in verdict_at(warehouse, pressure, saturation, sorted(signs)):
        assert "flagged" in verdict_at(warehouse, max(pressure - fall, 20), saturation - drop, sorted(signs))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@examples(order=st.permutations(range(4)), signs=st.permutations(range(4)))
def test_the_order_of_rows_does_not_matter(warehouse, numbers, order, signs):
    clean_sheet(warehouse)
    events = [
        "P1 | urticaria | 10 | 2",
        "P1 | dyspnoea | 10 | 3",
        "P1 | flushing | 40 | 4",
        "P1 | vomiting | | 5",
    ]
    readings = [
        "P1 | systolic_pressure | -20 | 110",
        "P1 | systolic_pressure | -5 | 140",
        "P1 | systolic_pressure | 12 | 97",
        "P1 | systolic_pressure | 20 | 92",
    ]
    reported(warehouse.give, "patient | term | minute | source_row\n" + "\n".join(events[i] for i in order))
    measured(warehouse.give, "patient | sign | minute | value\n" + "\n".join(readings[i] for i in signs))
    (row,) = warehouse.rows(f"rules.{RULE}")
    assert row["criterion"] == "niaid_1; niaid_2; wao_1; skin_mucosa; respiratory; hypotension"
    assert row["why"] == (
        "Infusion 1 on 1 Mar 2026: dyspnoea, urticaria, systolic pressure 97 unit (140 before), "
        "systolic pressure 92 unit (140 before), flushing, vomiting; onset during the infusion."
    )
    assert len(row["evidence"]) == 6
