"""IRIS: event, time and response; suspected or probable; the evidence for and against is published."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as examples
from hypothesis import strategies as st

ORDINARY = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
FIRST_DOSE = date(2026, 3, 1)


@pytest.fixture(autouse=True)
def numbers(given):
    given(
        "reference.threshold",
        """
        rule | name                  | value
        -----+-----------------------+------
        iris | window_days           | 180
        iris | baseline_days         | 90
        iris | response_from_days    | 3
        iris | response_until_days   | 28
        iris | rna_fall_log10_strong | 1
        iris | rna_fall_log10_weak   | 0.5
        iris | cd4_rise_weak         | 25
        iris | cd4_multiple          | 2
    """,
    )
    given(
        "reference.opportunistic_disease",
        """
        term                                        | disease                                     | matches
        --------------------------------------------+---------------------------------------------+--------
        immune reconstitution inflammatory syndrome | immune reconstitution inflammatory syndrome | words
        iris                                        | immune reconstitution inflammatory syndrome | whole
        progressive multifocal leukoencephalopathy  | pml                                         | words
        pml                                         | pml                                         | words
        tuberculosis                                | tuberculosis                                | words
        tb                                          | tuberculosis                                | words
        guillain-barre syndrome                     | guillain-barre                              | words
    """,
    )
    given(
        "reference.opportunistic_disease",
        """
        term                 | disease     | matches | only_if_known
        ---------------------+-------------+---------+--------------
        condition aggravated | (worsening) | words   | any
        hemiparesis          | (worsening) | words   | pml
    """,
    )


@pytest.fixture
def patient(given):
    """P1, treated from 1 Mar 2026; background regimen and earlier diseases as a test needs them."""

    def give(background="", known=""):
        given(
            "clinical.patient",
            f"""
            patient_id | is_treated | first_dose_on | background_started_on | prior_opportunistic_disease
            P1         | true       | {FIRST_DOSE}  | {background}          | {known}
        """,
        )

    return give


@pytest.fixture
def reported(given):
    """One adverse event of P1."""

    def give(term="tuberculosis", on="2026-03-31", **more):
        cells = {
            "event_id": "E1",
            "patient_id": "P1",
            "term": term,
            "verbatim_term": term,
            "started_on": on,
            **more,
        }
        given(
            "clinical.adverse_event",
            " | ".join(cells) + "\n" + " | ".join(str(cell) for cell in cells.values()),
        )

    return give


@pytest.fixture
def pair(given):
    """A result of P1 on the day of the first dose and one on the day of onset, 31 Mar 2026."""

    def give(analyte, before, near, before_on="2026-03-01", near_on="2026-03-31"):
        lines = [
            f"P1 | {analyte} | {on} | {text.rstrip('0123456789.') or '='} | {text.lstrip('<>=')}"
            for text, on in ((before, before_on), (near, near_on))
        ]
        header = "patient_id | analyte | collected_on | value_operator | value"
        given("clinical.lab_result", "\n".join([header, *lines]))

    return give


def vector(row):
    """The evidence vector as a dict."""
    return dict(part.split("=", 1) for part in row["criterion"].split("; "))


def certainties(rows):
    return [row["certainty"] for row in rows]


def test_the_case_of_the_trial_is_probable(answers, patient, reported, pair):
    patient(background="2026-03-08", known="PML")
    reported(
        term="progressive multifocal leukoencephalopathy",
        severity_grade=3,
        reported_causality="related",
        source_file="e",
        source_row=2,
    )
    pair("hiv_rna", "100000", "3981.071706", before_on="2026-03-08")
    pair("cd4", "10", "72", before_on="2026-03-08")
    (row,) = answers("iris")
    assert (row["verdict"], row["certainty"]) == ("flagged", "probable")
    assert (row["onset_on"], row["grade"]) == (date(2026, 3, 31), 3)
    assert vector(row) == {
        "index": "start of the background regimen 8 Mar 2026",
        "onset_day": "23",
        "event": "pml",
        "hiv_rna_fall_log10": "1.4",
        "cd4_change": "+62",
        "presentation": "paradoxical",
        "alternative_assessed": "by the reporter",
        "drug_toxicity": "unknown",
        "failure_or_non_adherence": "no",
        "opportunistic_treatment_failure": "unknown",
        "unrelated_infection": "unknown",
    }
    assert row["why"] == (
        "Progressive multifocal leukoencephalopathy reported, onset on 31 Mar 2026, "
        "23 days after the start of the background regimen on 8 Mar 2026; "
        "HIV RNA fell by 1.4 log10; CD4 +62 /uL; the disease was known before treatment."
    )
    assert row["unjudged"] is None
    assert {piece["feed"] for piece in row["evidence"]} == {"adverse_event", "lab_result"}


@pytest.mark.parametrize(
    ("days", "is_flagged"), [(-1, False), (0, True), (1, True), (179, True), (180, True), (181, False)]
)
def test_onset_lies_from_day_0_to_the_end_of_the_window(answers, patient, reported, days, is_flagged):
    patient()
    reported(on=FIRST_DOSE + timedelta(days=days))
    assert certainties(answers("iris")) == (["suspected"] if is_flagged else [])


def test_any_start_of_treatment_may_open_the_window_and_is_named(given, answers, patient, reported):
    patient(background="2026-03-08")
    reported(on="2026-12-01")
    given(
        "clinical.medication",
        """
        patient_id | medicine    | role           | started_on | source_row
        -----------+-------------+----------------+------------+-----------
        P1         | lenacapavir | antiretroviral | 2026-10-01 | 7
        P1         | rifampicin  | concomitant    | 2026-11-01 | 8
        P1         | darunavir   | antiretroviral | 2026-12-02 | 9
    """,
    )
    (row,) = answers("iris")
    assert vector(row)["index"] == "start of lenacapavir 1 Oct 2026"
    assert {"feed": "medication", "source_file": "-", "source_row": 7} in row["evidence"]


@pytest.mark.parametrize(
    ("started_text", "ended_on", "is_flagged", "said"),
    [
        ("", "", True, "onset: reported as no date"),
        ("2026-02", "", False, None),
        ("2026-03", "", True, "onset: reported as 2026-03"),
        ("2026-08", "", True, "onset: reported as 2026-08"),
        ("2026-09", "", False, None),
        ("2025", "", False, None),
        ("2026", "", True, "onset: reported as 2026"),
        ("2026", "2026-02-28", False, None),
        ("", "2026-02-28", False, None),
        ("", "2026-03-01", True, "onset: reported as no date"),
    ],
)
def test_a_report_without_a_day_of_onset_is_kept_unless_every_open_day_is_outside(
    answers, patient, reported, pair, started_text, ended_on, is_flagged, said
):
    patient()
    reported(on="", started_text=started_text, ended_on=ended_on, reported_causality="related")
    pair("hiv_rna", "100000", "50")
    found = answers("iris")
    assert certainties(found) == (["suspected"] if is_flagged else [])
    assert all(row["onset_on"] is None and row["unjudged"].startswith(said) for row in found)


@pytest.mark.parametrize(
    ("term", "is_event"),
    [
        ("pulmonary tuberculosis", True),
        ("TB-lymphadenopathy, worse", True),
        ("guillain-barré syndrome", True),
        ("antituberculosis", False),
        ("tbx", False),
        ("iris", True),
        ("iris adhesions", False),
        ("immune reconstitution inflammatory syndrome associated tuberculosis", True),
        ("condition aggravated", False),
        ("rash", False),
    ],
)
def test_listed_terms_are_sought_as_whole_words(answers, patient, reported, term, is_event):
    patient()
    reported(term=term)
    assert certainties(answers("iris")) == (["suspected"] if is_event else [])


def test_the_reporters_words_count_when_they_name_iris(answers, patient, reported):
    patient()
    reported(term="pyrexia", verbatim_term="Immune Reconstitution Inflammatory Syndrome?")
    reported(term="drug eruption", verbatim_term="rash from TB drugs", event_id="E2", on="2026-04-10")
    (row,) = answers("iris")
    assert (vector(row)["presentation"], vector(row)["alternative_assessed"]) == (
        "not stated",
        "by the reporter",
    )


@pytest.mark.parametrize(
    ("term", "known", "event"),
    [
        ("condition aggravated", "tuberculosis", "tuberculosis"),
        ("condition aggravated", "bronchitis", None),
        ("hemiparesis", "PML (2024); tuberculosis", "pml"),
        ("hemiparesis", "tuberculosis", None),
        ("pml", "progressive multifocal leukoencephalopathy", "pml"),
    ],
)
def test_worsening_of_a_known_disease_counts_and_is_paradoxical(answers, patient, reported, term, known, event):
    patient(known=known)
    reported(term=term)
    found = [(vector(row)["event"], vector(row)["presentation"]) for row in answers("iris")]
    assert found == ([(event, "paradoxical")] if event else [])


def test_an_event_not_known_before_is_unmasking(answers, patient, reported):
    patient(known="pml")
    reported(term="tuberculosis")
    (row,) = answers("iris")
    assert vector(row)["presentation"] == "unmasking"
    assert "presentation" not in row["unjudged"]


@pytest.mark.parametrize(
    ("before", "near", "certainty", "fall"),
    [
        ("100000", "9999.9", "probable", "1"),
        ("100000", "10000", "suspected", "1"),
        ("20000", "2000", "suspected", "1"),
        ("100000", "31622", "suspected", "0.5"),
        ("100000", "31623", None, None),
        ("100000", "100000", None, None),
        ("100000", "<10000", "probable", "more than 1"),
        ("100000", "<=10000", "suspected", "at least 1"),
        (">100000", "10000", "probable", "more than 1"),
        ("<20", "<20", "suspected", "unknown"),
        ("<100000", "50000", None, None),
        ("<100000", "20000", "suspected", "less than 0.699"),
        ("100000", "0", "suspected", "unknown"),
    ],
)
def test_the_fall_of_hiv_rna_makes_probable_suspected_or_nothing(
    answers, patient, reported, pair, before, near, certainty, fall
):
    patient()
    reported(reported_causality="related")
    pair("hiv_rna", before, near)
    pair("cd4", "100", "110")
    found = answers("iris")
    assert certainties(found) == ([certainty] if certainty else [])
    assert [vector(row)["hiv_rna_fall_log10"] for row in found] == ([fall] if fall else [])


@pytest.mark.parametrize(
    ("before", "near", "is_flagged"),
    [
        ("100", "124", False),
        ("100", "125", True),
        ("10", "19", False),
        ("10", "20", True),
        ("<20", "44", True),
        ("<10", "20", True),
        ("10", "<20", False),
        ("10", "<=20", True),
        ("<200", "190", True),
    ],
)
def test_a_rise_of_cd4_is_a_response(answers, patient, reported, pair, before, near, is_flagged):
    patient()
    reported()
    pair("hiv_rna", "100000", "100000")
    pair("cd4", before, near)
    assert certainties(answers("iris")) == (["suspected"] if is_flagged else [])


@pytest.mark.parametrize(
    ("before_on", "near_on", "is_pair"),
    [
        ("2025-12-01", "2026-03-31", True),
        ("2025-11-30", "2026-03-31", False),
        ("2026-03-02", "2026-03-31", False),
        ("2026-03-01", "2026-03-03", False),
        ("2026-03-01", "2026-03-04", True),
        ("2026-03-01", "2026-04-28", True),
        ("2026-03-01", "2026-04-29", False),
    ],
)
def test_results_are_paired_within_their_windows(answers, patient, reported, pair, before_on, near_on, is_pair):
    patient()
    reported()
    pair("cd4", "100", "200", before_on=before_on, near_on=near_on)
    (row,) = answers("iris")
    assert vector(row)["cd4_change"] == ("+100" if is_pair else "unknown")


def test_the_last_result_before_is_paired_with_the_nearest_to_onset(given, answers, patient, reported):
    patient()
    reported(on="2026-03-31")
    given(
        "clinical.lab_result",
        """
        patient_id | analyte | collected_on | value_operator | value
        -----------+---------+--------------+----------------+------
        P1         | cd4     | 2026-01-10   | =              | 500
        P1         | cd4     | 2026-02-20   | =              | 100
        P1         | cd4     | 2026-03-14   | =              | 110
        P1         | cd4     | 2026-03-28   | =              | 160
        P1         | cd4     | 2026-04-14   | =              | 400
    """,
    )
    (row,) = answers("iris")
    assert vector(row)["cd4_change"] == "+60"


def test_rising_hiv_rna_is_evidence_against_and_is_said(answers, patient, reported, pair):
    patient()
    reported(reported_causality="related")
    pair("hiv_rna", "10000", "20000")
    (row,) = answers("iris")
    assert row["certainty"] == "suspected"
    assert vector(row)["rising_hiv_rna"] == "evidence against"
    assert vector(row)["failure_or_non_adherence"] == "yes"
    assert "HIV RNA rose by 0.301 log10, which speaks against" in row["why"]
    assert "CD4 response: no pair of comparable results" in row["unjudged"]


def test_a_report_that_names_iris_is_not_lost_without_a_response(answers, patient, reported, pair):
    patient()
    reported(term="immune reconstitution inflammatory syndrome")
    pair("hiv_rna", "10000", "20000")
    pair("cd4", "100", "90")
    assert certainties(answers("iris")) == ["suspected"]


@pytest.mark.parametrize(
    ("term", "more", "certainty"),
    [
        ("tuberculosis", {"reported_causality": "related"}, "probable"),
        ("tuberculosis", {"reported_causality": "probable"}, "probable"),
        ("tuberculosis", {"reported_causality": "possible"}, "suspected"),
        ("tuberculosis", {}, "suspected"),
        ("immune reconstitution inflammatory syndrome", {}, "probable"),
        ("iris", {"action_taken": "stopped", "outcome": "recovered"}, "suspected"),
        ("iris", {"action_taken": "stopped", "outcome": "not_recovered"}, "probable"),
        ("iris", {"action_taken": "none", "outcome": "recovered"}, "probable"),
    ],
)
def test_probable_needs_alternatives_assessed_and_no_positive_dechallenge(
    answers, patient, reported, pair, term, more, certainty
):
    patient()
    reported(term=term, **more)
    pair("hiv_rna", "100000", "1000")
    assert certainties(answers("iris")) == [certainty]


def test_events_of_one_day_are_one_episode(given, answers, patient, pair):
    patient()
    given(
        "clinical.adverse_event",
        """
        event_id | patient_id | term         | started_on | severity_grade | reported_causality | source_row
        ---------+------------+--------------+------------+----------------+--------------------+-----------
        E1       | P1         | tuberculosis | 2026-03-31 | 2              | possible           | 2
        E2       | P1         | iris         | 2026-03-31 | 3              | related            | 3
        E3       | P1         | tuberculosis | 2026-05-01 | 1              | possible           | 4
    """,
    )
    pair("hiv_rna", "100000", "1000")
    first, second = sorted(answers("iris"), key=lambda row: row["onset_on"])
    assert (first["certainty"], first["grade"], second["onset_on"]) == ("probable", 3, date(2026, 5, 1))
    assert first["why"].startswith("Iris and tuberculosis reported, onset on 31 Mar 2026")
    assert [piece["source_row"] for piece in first["evidence"] if piece["feed"] == "adverse_event"] == [2, 3]


def test_without_any_adverse_event_nobody_can_be_judged(given, answers):
    given(
        "clinical.patient",
        """
        patient_id | is_treated | first_dose_on
        P1         | true       | 2026-03-01
        P2         | false      |
    """,
    )
    (row,) = answers("iris")
    assert (row["patient_id"], row["verdict"]) == ("P1", "not_evaluable")
    assert row["unjudged"] == "no adverse events delivered"


def test_an_event_without_a_term_is_incomplete_and_the_untreated_have_no_row(given, answers):
    given(
        "clinical.patient",
        """
        patient_id | is_treated | first_dose_on
        P1         | true       | 2026-03-01
        P2         | false      |
        P3         | true       | 2026-03-01
    """,
    )
    given(
        "clinical.adverse_event",
        """
        event_id | patient_id | term         | started_on | source_row
        ---------+------------+--------------+------------+-----------
        E1       | P1         |              | 2026-03-31 | 2
        E2       | P2         | tuberculosis | 2026-03-31 | 3
        E3       | P3         |              | 2026-02-28 | 4
    """,
    )
    (row,) = answers("iris")
    assert (row["patient_id"], row["verdict"]) == ("P1", "incomplete")
    assert [piece["source_row"] for piece in row["evidence"]] == [2]


EVENT = st.tuples(
    st.integers(0, 200),
    st.sampled_from(["tuberculosis", "iris", "rash"]),
    st.sampled_from(["related", "possible"]),
)
RESULT = st.tuples(
    st.integers(-20, 60), st.sampled_from(["=", "=", "<"]), st.sampled_from(["40", "5000", "40000", "100000"])
)


def answers_about_p1(warehouse, events, results):
    """What the rule says of P1, given events and HIV RNA results of P1 and P2 in any order."""
    for relation in ("clinical.patient", "clinical.adverse_event", "clinical.lab_result"):
        warehouse.given_relations.discard(relation)
    warehouse.give(
        "clinical.patient",
        f"""
        patient_id | is_treated | first_dose_on
        P1         | true       | {FIRST_DOSE}
        P2         | true       | {FIRST_DOSE}
    """,
    )
    event_lines = [
        f"{person}-{row} | {person} | {term} | {FIRST_DOSE + timedelta(days=day)} | {causality} | {row}"
        for person, row, (day, term, causality) in events
    ]
    result_lines = [
        f"{person} | hiv_rna | {FIRST_DOSE + timedelta(days=day)} | {operator} | {value} | {row}"
        for person, row, (day, operator, value) in results
    ]
    event_header = "event_id | patient_id | term | started_on | reported_causality | source_row"
    result_header = "patient_id | analyte | collected_on | value_operator | value | source_row"
    warehouse.give("clinical.adverse_event", "\n".join([event_header, *event_lines]))
    warehouse.give("clinical.lab_result", "\n".join([result_header, *result_lines]))
    rows = [row for row in warehouse.rows("rules.iris") if row["patient_id"] == "P1"]
    return sorted(rows, key=lambda row: str(row["onset_on"]))


def numbered(person, rows):
    return [(person, number, row) for number, row in enumerate(rows)]


@ORDINARY
@examples(
    events=st.lists(EVENT, min_size=1, max_size=3),
    results=st.lists(RESULT, max_size=5),
    other_events=st.lists(EVENT, max_size=2),
    other_results=st.lists(RESULT, max_size=3),
    order=st.randoms(),
)
def test_the_order_of_rows_and_other_people_change_nothing(
    warehouse, events, results, other_events, other_results, order
):
    all_events = numbered("P1", events) + numbered("P2", other_events)
    all_results = numbered("P1", results) + numbered("P2", other_results)
    order.shuffle(all_events)
    order.shuffle(all_results)
    alone = answers_about_p1(warehouse, numbered("P1", events), numbered("P1", results))
    assert answers_about_p1(warehouse, all_events, all_results) == alone


@ORDINARY
@examples(
    events=st.lists(EVENT, min_size=1, max_size=3),
    results=st.lists(RESULT, min_size=1, max_size=5),
    which=st.integers(0, 4),
)
def test_a_stronger_response_never_removes_a_flag(warehouse, events, results, which):
    before = answers_about_p1(warehouse, numbered("P1", events), numbered("P1", results))
    day, _, _ = results[which % len(results)]
    if day > 0:
        results[which % len(results)] = (day, "=", "20")
    after = answers_about_p1(warehouse, numbered("P1", events), numbered("P1", results))
    assert {row["onset_on"] for row in before} <= {row["onset_on"] for row in after}
