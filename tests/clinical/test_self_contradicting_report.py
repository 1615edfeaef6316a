"""A report that is ticked not serious and tells of a death, a hospital or a life in danger: nobody can tell which holds."""

import pytest
from case_story import CaseStory

SAYS = {
    "found dead at home, died in his sleep": None,
    "admitted to intensive care, intubated": None,
    "rash, hospitalised for a night": None,
    "headache after reading all night": False,
    "mild rash on both arms": False,
    "seizure in the morning": False,  # grave, and yet no contradiction: the reporter says that it was not serious
}


@pytest.fixture
def story(warehouse):
    told = CaseStory(warehouse)
    warehouse.give("raw.delivery", "source_file\n" + "f" * 64)
    return told


def test_its_seriousness_is_unknown_and_its_clock_possible(story):
    lines = [f"R{nth} | P{nth} | {words}" for nth, words in enumerate(SAYS)]
    story.reports(
        "\n".join(["record_id | patient_id | verbatim_term", *lines]).replace("verbatim_term", "preferred_term")
    )
    found = {row["term"]: row["counts_as_serious"] for row in story.rows("clinical.report_version")}
    assert found == SAYS
    assert [row["state"] for row in story.rows("signals.clock")] == ["possible"] * 3


@pytest.mark.parametrize(("outcome", "is_serious", "counts"), [
    ("recovered_with_sequelae", "no", None), ("recovered", "no", False), ("recovered_with_sequelae", "yes", True),
])  # fmt: skip
def test_lasting_damage_contradicts_not_serious_too(story, outcome, is_serious, counts):
    story.reports(f"record_id | outcome | is_serious\nA | {outcome} | {is_serious}")
    assert [row["counts_as_serious"] for row in story.rows("clinical.report_version")] == [counts]


def test_a_follow_up_that_tells_of_a_death_makes_the_seriousness_of_its_case_unknown(story):
    story.reports("""
        record_id | record_version | preferred_term | verbatim_term                          | known
        A         | 1              | Seizure        | fit                                    | 2026-03-02T15:00:00Z
        A         | 2              | Seizure        | fit, patient died two days later       | 2026-03-09T15:00:00Z
    """)
    material = {row["field"]: row["in_words"] for row in story.rows("signals.case_material")}
    assert material["seriousness"] == "seriousness not known"
    assert story.clocks() == [("serious_unlisted", "2026-03-09", "2026-03-24", "possible")]
