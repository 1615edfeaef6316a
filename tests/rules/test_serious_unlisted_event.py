"""Serious unlisted event: serious after the first dose, and not listed by the label in force on the day."""

from datetime import date

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as examples
from hypothesis import strategies as st

RULE = "serious_unlisted_event"
ORDINARY = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
RECEIVED = "2026-06-01T00:00:00Z"


@pytest.fixture(autouse=True)
def numbers(given):
    given("reference.threshold", f"rule | name | value\n{RULE} | serious_from_grade | 4")


def reported(deliver, on="2026-02-01", term="Myocardial infarction", dosed="2026-01-05T09:00:00Z", **known):
    """One dose and one report, serious unless told otherwise."""
    deliver("infusion", f"started_at | received_at\n{dosed} | {RECEIVED}")
    cells = {
        "preferred_term": term, "started_at": on, "severity_grade": "3", "is_serious": "yes",
        "seriousness": "hospitalisation", "received_at": RECEIVED, **known,
    }  # fmt: skip
    deliver("adverse_event", " | ".join(cells) + "\n" + " | ".join(cells.values()))


def said(answers):
    return [(row["verdict"], row["certainty"], row["criterion"]) for row in answers(RULE)]


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({}, "hospitalisation"),
        ({"seriousness": ""}, "serious_by_reporter"),
        ({"is_serious": "", "seriousness": "disability"}, "disability"),
        ({"is_serious": "no", "seriousness": "", "outcome": "fatal"}, "death"),
        ({"is_serious": "no", "seriousness": "", "severity_grade": "5"}, "death"),
        ({"is_serious": "no", "seriousness": "", "severity_grade": "4"}, "life_threatening"),
        ({"is_serious": "no", "seriousness": "", "severity_grade": "3"}, None),
        ({"is_serious": "no", "seriousness": "", "severity_grade": ""}, None),
    ],
)
def test_what_counts_as_serious(deliver, answers, known, expected):
    reported(deliver, **known)
    assert said(answers) == ([("flagged", "unlisted", expected)] if expected else [])


@pytest.mark.parametrize(
    ("died_on", "event", "expected"),
    [
        ("", None, []),
        ("2026-02-03", None, [("flagged", "listedness_not_judged", "death_without_event")]),
        ("2026-02", None, [("flagged", "listedness_not_judged", "death_without_event")]),
        ("2026-02-03", {"outcome": "fatal"}, [("flagged", "unlisted", "death; hospitalisation")]),
        ("2026-02-03", {"severity_grade": "5"}, [("flagged", "unlisted", "death; hospitalisation")]),
        (
            "2026-02-03",
            {"outcome": "recovered"},
            [("flagged", "listedness_not_judged", "death_without_event"), ("flagged", "unlisted", "hospitalisation")],
        ),
    ],
)
def test_a_death_that_only_the_site_states_is_flagged_once(deliver, answers, died_on, event, expected):
    if event is None:
        deliver("infusion", f"started_at | received_at\n2026-01-05T09:00:00Z | {RECEIVED}")
    else:
        reported(deliver, **event)
    deliver("patient", f"died_on | received_at\n{died_on} | {RECEIVED}")
    found = [row for row in answers(RULE) if row["verdict"] == "flagged"]
    assert sorted((row["verdict"], row["certainty"], row["criterion"]) for row in found) == expected
    for row in found:
        assert (row["criterion"] != "death_without_event") or (row["grade"], len(row["evidence"])) == (5, 1)


@pytest.mark.parametrize("grade", ["", "2", "3"])
def test_seriousness_that_nobody_reported_is_not_the_absence_of_it(deliver, answers, grade):
    reported(deliver, is_serious="unknown", seriousness="", severity_grade=grade)
    (row,) = answers(RULE)
    assert (row["verdict"], row["unjudged"], len(row["evidence"])) == ("incomplete", "seriousness not reported", 1)


def test_an_open_report_is_said_beside_a_flag_of_the_same_person(deliver, answers):
    reported(deliver)
    deliver(
        "adverse_event",
        f"record_id | preferred_term | started_at | is_serious | received_at\nX9 | Syncope | 2026-02-03 | | {RECEIVED}",
    )
    (row,) = answers(RULE)
    assert row["unjudged"] == "other reports: seriousness of 1 not reported"


def test_seriousness_not_reported_of_a_listed_event_leaves_nothing_open(deliver, answers):
    reported(deliver, term="Rash", is_serious="unknown", seriousness="")
    assert answers(RULE) == []


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2018-03-05", "unlisted"),
        ("2018-03-06", "unlisted"),
        ("2018-03-07", "listedness_not_judged"),
        ("2021-04-29", "listedness_not_judged"),
        ("2021-04-30", None),
        ("2021-05-01", None),
        ("2022-10-02", None),
        ("2022-10-03", None),
    ],
)
def test_anaphylaxis_is_unlisted_until_the_label_names_it(deliver, answers, on, expected):
    reported(deliver, on, "Anaphylactic reaction", dosed="2017-01-05T09:00:00Z")
    assert [row["certainty"] for row in answers(RULE)] == ([expected] if expected else [])


def test_a_date_of_an_edition_that_is_not_verified_is_said(deliver, answers):
    reported(deliver, "2019-06-01", "Anaphylactic reaction", dosed="2018-05-05T09:00:00Z")
    (row,) = answers(RULE)
    assert "Editions 2018-03 or hypersensitivity-update differ" in row["why"]
    assert "the date of an edition is not verified" in row["why"]
    assert row["unjudged"].startswith("listedness: Editions 2018-03 or hypersensitivity-update differ")


@pytest.mark.parametrize(
    ("term", "known", "expected"),
    [
        ("Rash", {"severity_grade": "3"}, None),
        ("Rash", {"severity_grade": "4"}, "unlisted"),
        ("Rash", {"severity_grade": ""}, "listedness_not_judged"),
        ("Anaphylactic reaction", {"severity_grade": "4"}, None),
        ("Anaphylactic reaction", {"severity_grade": "4", "outcome": "fatal"}, "unlisted"),
        ("Stevens-Johnson syndrome", {}, "unlisted"),
        ("Hyperuricaemia", {}, "listedness_not_judged"),
        ("", {"verbatim_term": "collapsed at home"}, "listedness_not_judged"),
    ],
)
def test_graver_more_specific_and_fatal_is_unlisted_and_what_cannot_be_judged_is_not_listed(
    deliver, answers, term, known, expected
):
    reported(deliver, term=term, **known)
    assert [row["certainty"] for row in answers(RULE)] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2026-01-04", []),
        ("2026-01-05T08:59:00Z", []),
        ("2026-01-05T09:00:00Z", [(date(2026, 1, 5), None)]),
        ("2026-01-05", [(date(2026, 1, 5), "onset: on the day of the first dose, before or after it")]),
        ("2026-01-06", [(date(2026, 1, 6), None)]),
        ("2025-12", []),
        ("2025", []),
        ("2026-01", [(None, "onset: day not known")]),
        ("2026-02", [(None, "onset: day not known")]),
        ("", [(None, "onset: day not known")]),
    ],
)
def test_what_may_have_begun_after_the_first_dose_counts(deliver, answers, on, expected):
    reported(deliver, on)
    assert [(row["onset_on"], row["unjudged"]) for row in answers(RULE)] == expected


def test_the_sentence_names_the_event_its_seriousness_its_day_and_the_edition(deliver, answers):
    reported(deliver, seriousness="hospitalisation; life_threatening")
    (row,) = answers(RULE)
    assert row["why"] == (
        "Myocardial infarction, serious (hospitalisation, life threatening), grade 3, onset on 1 Feb 2026. "
        "Edition 2023-12 does not name it."
    )
    assert (row["grade"], row["margin_share"]) == (3, None)
    assert [piece["feed"] for piece in row["evidence"]] == ["adverse_event"]


def test_reports_of_one_term_and_day_are_one_episode_and_of_another_day_are_two(deliver, answers):
    deliver("infusion", "started_at\n2026-01-05")
    deliver(
        "adverse_event",
        """
        preferred_term | started_at | is_serious | seriousness      | severity_grade
        ---------------+------------+------------+------------------+---------------
        Pneumonia      | 2026-02-01 | yes        | hospitalisation  | 3
        Pneumonia      | 2026-02-01 | yes        | life_threatening | 4
        Pneumonia      | 2026-02-20 | yes        | hospitalisation  | 3
    """,
    )
    assert sorted((row["onset_on"], row["criterion"], row["grade"]) for row in answers(RULE)) == [
        (date(2026, 2, 1), "hospitalisation; life_threatening", 4),
        (date(2026, 2, 20), "hospitalisation", 3),
    ]


def test_a_corrected_and_a_nullified_report_count_as_they_stand(deliver, flags):
    deliver("infusion", "patient_id | started_at\nP1 | 2026-01-05\nP2 | 2026-01-05\nP3 | 2026-01-05")
    deliver(
        "adverse_event",
        """
        record_id | patient_id | record_version | record_status | preferred_term | is_serious | severity_grade | started_at
        ----------+------------+----------------+---------------+----------------+------------+----------------+-----------
        A         | P1         | 1              | final         | Pneumonia      | no         | 2              | 2026-02-01
        A         | P1         | 2              | corrected     | Pneumonia      | yes        | 2              | 2026-02-01
        B         | P2         | 1              | final         | Pneumonia      | yes        | 3              | 2026-02-01
        B         | P2         | 2              | nullified     | Pneumonia      | yes        | 3              | 2026-02-01
        C         | P3         | 1              | final         | Pneumonia      | yes        | 3              | 2026-02-01
        C         | P3         | 2              | corrected     | Pneumonia      | no         | 3              | 2026-02-01
    """,
    )
    assert flags(RULE) == {"P1": date(2026, 2, 1)}


def test_untreated_people_are_not_asked(deliver, answers):
    deliver("adverse_event", "preferred_term | is_serious | started_at\nPneumonia | yes | 2026-02-01")
    assert answers(RULE) == []


def test_without_any_report_of_anybody_nothing_can_be_judged(given, answers):
    given("clinical.patient", "patient_id | is_treated\nP1 | true\nP2 | false")
    assert [(row["patient_id"], row["verdict"]) for row in answers(RULE)] == [("P1", "not_evaluable")]


def judged(warehouse, events):
    """The verdicts on events as the clinical layer has them: one a line, in the order given."""
    warehouse.given_relations -= {"clinical.patient", "clinical.adverse_event"}
    warehouse.give(
        "clinical.patient",
        "patient_id | is_treated | first_dose_on\nP1 | true | 2026-01-05\nP2 | true | 2026-01-05",
    )
    header = "event_id | patient_id | preferred_term | term | started_on | severity_grade | is_serious | source_row"
    warehouse.give("clinical.adverse_event", "\n".join([header, *events]))
    return sorted(
        (row["patient_id"], row["verdict"], row["certainty"] or "") for row in warehouse.rows(f"rules.{RULE}")
    )


OF_ANOTHER = [
    "E8 | P2 | rash | rash | 2026-02-01 | 3 | true | 8",
    "E9 | P2 | headache | headache | 2026-02-01 | 1 | false | 9",
]


@ORDINARY
@examples(order=st.permutations(range(4)), grade=st.sampled_from(["", "3", "4", "5"]))
def test_the_order_of_rows_other_people_and_a_graver_event_never_remove_a_flag(warehouse, order, grade):
    own = [
        f"E1 | P1 | pneumonia | pneumonia | 2026-02-01 | {grade} | true | 1",
        "E2 | P1 | nausea | nausea | 2026-02-01 | 2 | true | 2",
    ]
    events = [*own, *OF_ANOTHER]
    assert judged(warehouse, [events[place] for place in order]) == [("P1", "flagged", "unlisted")]


@ORDINARY
@examples(term=st.sampled_from(["pneumonia", "rash"]), n_unknown=st.integers(1, 3))
def test_missing_seriousness_never_flags_and_never_touches_another_person(warehouse, term, n_unknown):
    own = [f"E{n} | P1 | {term} | {term} | 2026-02-0{n} | | | {n}" for n in range(1, n_unknown + 1)]
    assert judged(warehouse, own + OF_ANOTHER) == [("P1", "incomplete", "")]
