"""What else could explain a flag: named beside it, with dates or without, and never instead of it."""

import pytest

DAY_OF_ONSET = "2026-03-31"


@pytest.fixture(autouse=True)
def rules_medicines_and_days(given):
    given("reference.rule", """
        rule            | kind       | analyte         | is_active
        bilirubin_rise  | laboratory | bilirubin_total | true
        hys_law         | laboratory | bilirubin_total | true
        creatinine_rise | laboratory | creatinine      | true
        anaphylaxis     | event      |                 | true
        rash            | event      |                 | true
        dose_late       | dose       |                 | true
    """)  # fmt: skip
    given("reference.causality_window", """
        name               | days
        medicine           | 14
        reaction_medicine  | 1
        new_medicine       | 28
        background_regimen | 42
    """)  # fmt: skip
    given("reference.confounding_medicine", """
        rule            | term         | medicine     | mechanism | verification
        creatinine_rise | dolutegravir | dolutegravir | blocks it | V1
        creatinine_rise | cimetidine   | cimetidine   | blocks it | NV
    """)  # fmt: skip
    given("clinical.medication", "medication_id | patient_id | medicine")
    given("clinical.patient", "patient_id")


@pytest.fixture
def flag(given):
    """`flag("creatinine_rise")`: a flag of P1 on that day."""

    def write(rule, onset_on=DAY_OF_ONSET, criterion=""):
        given("signals.flag", f"""
            flag_id | patient_id | rule   | onset_on   | criterion   | evidence
            F1      | P1         | {rule} | {onset_on} | {criterion} | [{{'feed': 'lab_result', 'source_file': 'a', 'source_row': 7}}]
        """)  # fmt: skip

    return write


@pytest.fixture
def things(rows):
    """`things("new_medicine")`: what is named of that kind."""
    return lambda kind: [row for row in rows("signals.explanation") if row["kind"] == kind]


def taken(given, medicine, started_on, ended_on="", role="concomitant"):
    given("clinical.medication", f"""
        medication_id | patient_id | medicine   | role   | started_on   | ended_on   | source_file | source_row
        M{medicine}   | P1         | {medicine} | {role} | {started_on} | {ended_on} | m           | 3
    """)  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "ended_on", "is_named"),
    [
        ("creatinine_rise", "2026-03-16", False),
        ("creatinine_rise", "2026-03-17", True),
        ("creatinine_rise", "", True),
        ("creatinine_rise", "2026-04-09", True),
    ],
)
def test_a_listed_medicine_counts_until_some_days_after_its_end(flag, given, things, rule, ended_on, is_named):
    flag(rule)
    taken(given, "dolutegravir", "2025-01-01", ended_on)
    assert bool(things("listed_medicine")) is is_named


@pytest.mark.parametrize(("ended_on", "is_named"), [("2026-03-29", False), ("2026-03-30", True)])
def test_before_anaphylaxis_only_a_day_counts(flag, given, things, ended_on, is_named):
    given("reference.confounding_medicine", """
        rule        | term     | medicine | mechanism          | verification
        anaphylaxis | naproxen | naproxen | known to set it on | V1
    """)  # fmt: skip
    flag("anaphylaxis")
    taken(given, "naproxen", "2026-03-01", ended_on)
    assert bool(things("listed_medicine")) is is_named


def test_a_medicine_begun_after_onset_explains_nothing(flag, given, rows):
    flag("creatinine_rise")
    taken(given, "dolutegravir", "2026-04-01")
    assert rows("signals.explanation") == []


def test_a_listed_medicine_says_how_it_acts_and_when_it_was_taken(flag, given, things):
    flag("creatinine_rise")
    taken(given, "dolutegravir", "2026-03-01", "2026-03-21")
    (thing,) = things("listed_medicine")
    assert thing["words"] == "dolutegravir: blocks it (begun 1 Mar 2026, ended 10 d before onset)"
    assert thing["is_dated"] is True
    assert thing["is_listed_alternative"] is True
    assert thing["evidence"] == [{"feed": "medication", "source_file": "m", "source_row": 3}]


def test_a_medicine_without_dates_is_named_and_says_so(flag, given, things):
    flag("creatinine_rise")
    taken(given, "dolutegravir", "")
    (thing,) = things("listed_medicine")
    assert thing["words"] == "dolutegravir: blocks it (dates not known)"
    assert (thing["is_dated"], thing["is_listed_alternative"]) == (None, None)


def test_a_flag_without_a_date_is_given_every_medicine(flag, given, things):
    flag("rash", onset_on="")
    taken(given, "cefalexin", "2020-01-01")
    (thing,) = things("new_medicine")
    assert thing["words"] == "cefalexin (dates not known)"
    assert thing["is_dated"] is None


def test_an_unverified_listing_never_counts_as_an_alternative(flag, given, things):
    flag("creatinine_rise")
    taken(given, "cimetidine", "2026-03-01")
    (thing,) = things("listed_medicine")
    assert thing["is_listed_alternative"] is None


@pytest.mark.parametrize(("started_on", "is_named"), [("2026-03-02", False), ("2026-03-03", True), ("", True)])
def test_another_medicine_is_named_when_it_is_new(flag, given, things, started_on, is_named):
    flag("rash")
    taken(given, "cefalexin", started_on)
    assert bool(things("new_medicine")) is is_named
    assert not any(thing["is_listed_alternative"] for thing in things("new_medicine"))


def test_what_treated_the_reaction_does_not_explain_it(flag, given, rows):
    flag("rash")
    taken(given, "cetirizine", DAY_OF_ONSET, role="reaction_treatment")
    assert rows("signals.explanation") == []


@pytest.mark.parametrize(("begun_on", "is_named"), [("2026-02-16", False), ("2026-02-17", True), ("2026-04-01", False)])
def test_a_background_regimen_begun_shortly_before_is_named(flag, given, things, begun_on, is_named):
    flag("rash")
    given("clinical.patient", f"""
        patient_id | background_started_on
        P1         | {begun_on}
    """)  # fmt: skip
    assert bool(things("background_regimen")) is is_named


@pytest.mark.parametrize(
    ("rule", "listed"),
    [("bilirubin_rise", [True]), ("hys_law", [None]), ("creatinine_rise", [])],
)
def test_gilbert_syndrome_explains_bilirubin_and_nothing_else(flag, given, things, rule, listed):
    flag(rule)
    given("clinical.patient", """
        patient_id | has_gilbert_syndrome
        P1         | true
    """)  # fmt: skip
    given("staging.person", """
        patient_id | source_file | source_row
        P1         | p           | 5
    """)  # fmt: skip
    found = things("gilbert_syndrome")
    assert [thing["is_listed_alternative"] for thing in found] == listed
    assert all(thing["evidence"] == [{"feed": "patient", "source_file": "p", "source_row": 5}] for thing in found)


def test_earlier_diseases_are_named_one_by_one_but_not_beside_an_acute_reaction(flag, given, things):
    given("clinical.patient", """
        patient_id | prior_opportunistic_disease
        P1         | tuberculosis; cryptococcosis
    """)  # fmt: skip
    flag("rash")
    given("signals.flag", """
        flag_id | patient_id | rule        | onset_on
        F2      | P1         | anaphylaxis | 2026-03-31
    """)  # fmt: skip
    assert {(thing["flag_id"], thing["words"]) for thing in things("earlier_disease")} == {
        ("F1", "tuberculosis, known before treatment"),
        ("F1", "cryptococcosis, known before treatment"),
    }


@pytest.mark.parametrize(
    ("criterion", "listed"),
    [
        ("skin; vasovagal_look_alike", [True]),
        ("cytokine_release_look_alike; during", [None]),
        ("skin; breathing", []),
        ("ugt1a1_pattern_not_judged", []),
    ],
)
def test_a_look_alike_of_the_criterion_is_put_in_words(flag, things, criterion, listed):
    flag("anaphylaxis", criterion=criterion)
    found = things("look_alike")
    assert [thing["is_listed_alternative"] for thing in found] == listed
    assert all(thing["evidence"] for thing in found)


def test_a_slip_of_a_unit_stands_beside_the_flag_and_is_no_alternative(flag, given, things):
    flag("creatinine_rise")
    given("signals.unit_slip", "flag_id | words\nF1 | ten times lower")
    assert [(thing["words"], thing["is_listed_alternative"]) for thing in things("unit_slip")] == [
        ("ten times lower", None)
    ]


def test_a_dosing_rule_is_explained_by_nothing(flag, given, rows):
    flag("dose_late")
    taken(given, "cefalexin", "2026-03-30")
    assert rows("signals.explanation") == []


def test_an_end_without_a_start_does_not_say_that_it_was_taken_at_onset(flag, given, things):
    flag("rash")
    taken(given, "cefalexin", "", "2026-04-09")
    (thing,) = things("new_medicine")
    assert thing["words"] == "cefalexin (start not known, ended on the day of onset or later)"


def test_every_flag_stays(flag, given, rows):
    flag("creatinine_rise")
    taken(given, "dolutegravir", "2026-03-01")
    assert len(rows("signals.explanation")) == 1
    assert [row["flag_id"] for row in rows("signals.flag")] == ["F1"]
