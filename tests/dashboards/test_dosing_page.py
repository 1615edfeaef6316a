"""The dosing page: compliance, who needs a loading dose, whose site is silent, dose errors, conduct."""

from datetime import UTC, datetime, timedelta

import pytest
from page import Page
from sample import AS_OF, BUILT_AT, HOSTILE, LABEL, NIGHT, Sample, write_empty_sample

from dashboards.night import open_night
from dashboards.pages.dosing import dosing_page, era_words, opening

NUMBERS = {"interval_days": 14, "late_days": 3, "presumed_stopped_days": 90}
PEOPLE = (
    ("P-0001", "due", -10, False),
    ("P-0002", "due", -2, False),
    ("P-0003", "overdue", 2, False),
    ("P-<b>04</b>", "reload_due", 9, True),
    ("P-0005", "reload_due", 30, False),
    ("P-0006", "presumed_stopped", 101, True),
    ("P-0007", "died", 200, True),
)
RULES = ("dose_wrong", "given_despite_hypersensitivity", "infusion_too_fast")


def read(warehouse):
    with open_night(warehouse, now=BUILT_AT + timedelta(hours=1)) as night:
        return Page(dosing_page(night))


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """The page of a night with one person in each standing and three dose errors."""
    warehouse = tmp_path_factory.mktemp("dosing") / "night.duckdb"
    sample = Sample(warehouse)
    sample.add("raw.night", **NIGHT)
    add_people(sample)
    add_errors(sample)
    sample.close()
    return read(warehouse)


def add_people(sample):
    said = {"source": LABEL, "verification": "V1", "meaning": "-", "unit": "d"}
    for name, value in NUMBERS.items():
        sample.add("reference.threshold", rule="dose_late", name=name, value=value, **said)
    sample.add("reference.threshold", rule="infusion_reaction", name="window_minutes", value=1440, **said)
    sample.add("clinical.label_period", label_version="2023-12", possible_from_on="2023-12-13",
               certain_from_on="2023-12-13", is_begin_verified=False, is_end_verified=True)  # fmt: skip
    for row, (patient_id, state, late, is_reported) in enumerate(PEOPLE, start=2):
        last_on = AS_OF - timedelta(days=late + 14)
        site = "SITE-01" if is_reported else "SITE-<i>02</i>"
        sample.add("clinical.patient", patient_id=patient_id, is_treated=True)
        sample.add(
            "clinical.dose_due", patient_id=patient_id, site_id=site, last_dose_on=last_on, last_dose_mg=800,
            scheduled_on=AS_OF - timedelta(days=late), reload_from_on=AS_OF - timedelta(days=late - 3), as_of=AS_OF,
            days_late=late, state=state, expected_dose_mg=2000 if late >= 3 else 800, is_dead=state == "died",
            is_reported_by_site=is_reported, site_reported_until_on=AS_OF if is_reported else last_on,
        )  # fmt: skip
        method = None if patient_id == "P-0002" else "infusion"
        dose = {"patient_id": patient_id, "infusion_id": f"{patient_id}/1", "site_id": site, "infusion_number": 1,
                "started_on": last_on, "dose_mg": 2000, "method": method, "source_row": row}  # fmt: skip
        starts_at = datetime(last_on.year, last_on.month, last_on.day, 10, tzinfo=UTC)
        sample.add("clinical.infusion", **dose, started_at=starts_at)
        sample.add(
            "clinical.dose_course", **dose, started_at=starts_at, expected_dose_kind="loading",
            given_dose_kind="loading", is_stopped_early=False, duration_minutes=20 if row == 2 else None,
            is_method_labelled=None if method is None else True, shortest_minutes_least=30, shortest_minutes_most=30,
        )  # fmt: skip


def add_errors(sample):
    for order, rule in enumerate(RULES):
        sample.add("reference.rule", rule=rule, title=f"Title of {rule}", question="?", kind="dosing",
                   is_active=rule != "infusion_too_fast", display_order=order)  # fmt: skip
    first, second = (AS_OF - timedelta(days=PEOPLE[place][2] + 14) for place in (0, 3))
    for number, (patient_id, rule, on) in enumerate(
        (("P-<b>04</b>", "dose_wrong", second), ("P-0001", "dose_wrong", first), ("P-0002", RULES[1], None))
    ):
        sample.add("signals.flag", flag_id=f"f{number}", patient_id=patient_id, rule=rule, onset_on=on,
                   why=f"Why {number}: {HOSTILE}", unjudged="the wording" if number else None,
                   evidence=[{"feed": "infusion", "source_file": "-", "source_row": 5}])  # fmt: skip
    at = datetime(first.year, first.month, first.day, 10, 30, tzinfo=UTC)
    sample.add("clinical.adverse_event", event_id="E1", patient_id="P-0001", term=f"rash {HOSTILE}", started_on=first,
               started_at=at, severity_grade=2, is_serious=True)  # fmt: skip
    sample.add("clinical.adverse_event", event_id="E2", patient_id="P-<b>04</b>", term="headache", started_on=second,
               started_text=second.isoformat())  # fmt: skip
    sample.add("signals.unassessable", patient_id="P-0003", rule="dose_wrong", verdict="incomplete", reason="-")


def test_compliance_is_said_in_one_sentence_and_adds_up(page):
    assert (
        "Of 7 treated patients 1 needs a new loading dose by the records of their own site; 1 is past that day, but "
        "the site has not reported so far; 1 is late by less than 3 days; 1 is due this week and 1 later; 1 is "
        "presumed stopped; 1 has died."
    ) in page.text
    for words in ("on time", "due this week", "late by less than 3 days", "loading dose due again", "dead"):
        assert f"{words} 1" in page.text
    assert "Treated 7" in page.text


def test_who_needs_a_loading_dose_is_named_with_days_site_last_dose_and_amount(page):
    start = page.text.index("A new loading dose is due No dose is known")
    section = page.text[start : page.text.index("Site has not reported Patients past")]
    assert "P-<b>04</b> SITE-01 9 days after the scheduled day 12 Nov 2026 29 Oct 2026, 800 mg 2 000 mg" in section
    assert "reach 21 Nov 2026: beyond that day" in section
    assert "P-0005" not in section


def test_whose_site_is_silent_is_not_called_late(page):
    start = page.text.index("Site has not reported Patients past")
    section = page.text[start : page.text.index("Presumed stopped Ask")]
    assert "SITE-<i>02</i> 8 Oct 2026 1 30 days before the cut-off" in section
    assert "P-0005 SITE-<i>02</i> site has not reported; 30 days after the scheduled day" in section
    assert "not so far" in section
    assert "late" not in section


def test_the_lanes_are_drawn_with_their_sentence_and_their_table(page):
    (figure,) = page.figures
    assert list(figure["layout"]["yaxis"]["ticktext"]) == ["P-&lt;b&gt;04&lt;…", "P-0005", "P-0003", "P-0002", "P-0001"]
    assert "5 patients drawn: 1 late by the records of their own site; of 1 no dose is known" in page.text
    assert "Not drawn: 1 presumed stopped." in page.text
    assert "loading dose due again 1 × loading dose (29 Oct 2026); 1 by infusion" in page.text
    assert "1 with method not reported" in page.text


def test_dose_errors_are_newest_first_with_why_link_and_events(page):
    places = [page.text.index(f"Why {number}: ") for number in (2, 0, 1)]
    assert places[0] < places[2] < places[1]
    assert {"signal-dose_wrong.html#flag-f0", "signal-given_despite_hypersensitivity.html#flag-f2"} <= set(
        page.values("a", "href")
    )
    assert "grade 2 serious , 30 minutes after the start" in page.text
    assert "headache , 2026-10-29: whether so soon cannot be told" in page.text
    assert "within 24 h after the start" in page.text
    assert "the day is not known" in page.text


def test_each_rule_says_what_it_could_not_judge_and_whether_it_ran(page):
    assert "Title of dose_wrong 2 2 of 7 1 0" in page.text
    assert "Title of infusion_too_fast ⊘ Did not run: the rule is switched off." in page.text


def test_conduct_says_what_is_not_reported_and_what_is_not_verified(page):
    assert "2023-12 in force for certain on those days; the day on which it began was not verified" in page.text
    assert "20 (20 to 20) label: at least 30" in page.text
    assert "3 × length, 2 of them not reported 3 × observation, not reported" in page.text
    assert "1 × method, not reported or the edition not certain" in page.text


def test_hostile_text_is_text_and_every_table_reads_on_a_telephone(page):
    assert "<script>alert" not in page.html
    assert "<b>04" not in page.html
    assert not page.inline_scripts
    assert not [value for _tag, attributes in page.elements for name, value in attributes.items() if name == "style"]
    cells = [attributes for tag, attributes in page.elements if tag == "td" and "colspan" not in attributes]
    assert all(attributes.get("data-label") for attributes in cells)
    assert page.values("a", "href").count("#errors") == 1


def test_a_night_without_doses_says_what_was_checked(tmp_path):
    page = read(write_empty_sample(tmp_path / "empty.duckdb"))
    assert "No dose is due: nobody has an administration in force." in page.text
    assert "None by the records of their own site. Checked: 0 treated patients." in page.text
    assert "Did not run: no rule on the giving of doses is known to this night." in page.text
    assert "No lane to draw" in page.text
    assert not page.figures


def test_no_error_says_what_was_checked(tmp_path):
    sample = Sample(tmp_path / "night.duckdb")
    sample.add("raw.night", **NIGHT)
    add_people(sample)
    sample.add("reference.rule", rule="dose_wrong", title="Wrong dose", question="?", kind="dosing", is_active=True)
    sample.close()
    page = read(tmp_path / "night.duckdb")
    assert "None. Checked: 7 treated patients under 1 rule." in page.text


@pytest.mark.parametrize(
    ("n_editions", "is_verified", "words"),
    [
        (0, None, "no edition of the label was in force on those days"),
        (1, True, None),
        (1, False, "between 1 Apr 2021 and 30 Apr 2021"),
        (2, False, "which of them was in force on those days cannot be told"),
    ],
)
def test_the_era_of_a_date_that_was_not_verified_is_said(n_editions, is_verified, words):
    row = {"n_editions": n_editions, "is_begin_verified": is_verified,
           "possible_from_on": datetime(2021, 4, 1), "certain_from_on": datetime(2021, 4, 30)}  # fmt: skip
    said = era_words(row)
    assert said is None if words is None else words in said


def test_the_sentence_counts_many_as_many():
    standings = [
        {"standing": standing, "n_patients": 2}
        for standing in (
            "on_time", "due_this_week", "late", "reload_due", "site_has_not_reported", "presumed_stopped", "died",
        )
    ]  # fmt: skip
    assert opening(standings, {"late_days": 3.0}).startswith("Of 14 treated patients 2 need a new loading dose")
