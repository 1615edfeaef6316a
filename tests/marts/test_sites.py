"""What is there of each site: feeds, recent laboratory results, silence, and the delay of reports."""

import pytest

NIGHT = "as_of | run_id\n2026-03-01 | R1"


@pytest.fixture(autouse=True)
def night(given):
    given("raw.night", NIGHT)


def people(given, drawn):
    """People with their site, treated unless told otherwise, and where their next dose stands."""
    for line in drawn.strip().splitlines()[1:]:
        patient, site, state = (cell.strip() for cell in line.split("|"))
        treated = "false" if state == "untreated" else "true"
        given("clinical.patient", f"patient_id | site_id | is_treated\n{patient} | {site} | {treated}")
        if state not in ("untreated", "unknown"):
            given("clinical.dose_due", f"patient_id | site_id | state\n{patient} | {site} | {state}")


def arrived(given, file, on):
    given("raw.delivery", f"source_file | feed | received_at\n{file} | lab_result | {on}T08:00:00Z")


def result(given, patient, on, file="f1"):
    given("clinical.lab_result", f"patient_id | analyte | collected_on | source_file\n{patient} | alt | {on} | {file}")


@pytest.mark.parametrize(
    ("collected_on", "n_recent"),
    [("2026-02-02", 1), ("2026-02-01", 0), ("", 0), ("2026-03-01", 1)],
    ids=["the 28th day", "the day before", "date not known", "the cut-off"],
)
def test_a_result_is_recent_for_28_days(given, rows, collected_on, n_recent):
    people(given, "patient | site | state\nP1 | S1 | due")
    result(given, "P1", collected_on)
    (site,) = rows("marts.site_availability")
    assert (site["n_with_recent_result"], site["n_on_treatment"], site["recent_days"]) == (n_recent, 1, 28)


def test_only_people_on_treatment_are_expected_to_have_recent_results(given, rows):
    people(given, """
        patient | site | state
        P1      | S1   | due
        P2      | S1   | overdue
        P3      | S1   | reload_due
        P4      | S1   | presumed_stopped
        P5      | S1   | died
        P6      | S1   | unknown
        P7      | S1   | untreated
    """)  # fmt: skip
    (site,) = rows("marts.site_availability")
    assert (site["n_treated"], site["n_on_treatment"], site["n_without_result"]) == (6, 3, 3)


@pytest.mark.parametrize(
    ("received_on", "is_silent"),
    [("2026-02-08", False), ("2026-02-07", True), (None, True)],
    ids=["21 days", "22 days", "nothing ever"],
)
def test_a_site_is_silent_beyond_21_days_or_when_nothing_ever_arrived(given, rows, received_on, is_silent):
    people(given, "patient | site | state\nP1 | S1 | due")
    if received_on:
        arrived(given, "f1", received_on)
        result(given, "P1", "2026-02-01")
    (site,) = rows("marts.site_availability")
    assert site["is_silent"] is is_silent


def test_a_site_without_anybody_on_treatment_is_not_silent(given, rows):
    people(given, "patient | site | state\nP1 | S1 | died")
    (site,) = rows("marts.site_availability")
    assert (site["is_silent"], site["is_thin"], site["recent_share"]) == (False, False, None)


def test_a_site_is_thin_below_eight_in_ten_and_silent_and_thin_ones_stand_first(given, rows):
    drawn = "patient | site | state\n" + "\n".join(
        f"{site}-{n} | {site} | due" for site in ("S1", "S2", "S3") for n in range(5)
    )
    people(given, drawn)
    arrived(given, "f1", "2026-02-28")
    for site, n_with in (("S1", 4), ("S2", 3)):
        for n in range(n_with):
            result(given, f"{site}-{n}", "2026-02-20")
    found = [(row["site_id"], row["is_silent"], row["is_thin"]) for row in rows("marts.site_availability")]
    assert found == [("S3", True, True), ("S2", False, True), ("S1", False, False)]


def test_each_site_has_every_feed_and_people_without_a_site_stand_together(given, rows):
    people(given, "patient | site | state\nP1 | S1 | due\nP2 | | due")
    arrived(given, "f1", "2026-02-28")
    result(given, "P2", "2026-02-20")
    result(given, "P2", "2026-02-25")
    found = {(row["site_id"], row["feed"]): row for row in rows("marts.site_feed")}
    assert len(found) == 10
    laboratory = found["not known", "lab_result"]
    assert (laboratory["n_rows"], laboratory["n_patients"], str(laboratory["newest_on"])) == (2, 1, "2026-02-25")
    assert found["S1", "lab_result"]["n_rows"] == 0
    assert found["S1", "infusion"]["newest_received_at"] is None


def test_the_delay_of_a_site_is_that_of_its_flags(given, rows):
    for number, (site, days) in enumerate((("S1", 1), ("S1", 3), ("S1", 40), ("S2", 5))):
        given("signals.flag", f"flag_id | site_id\nF{number} | {site}")
        given("signals.reporting_delay", f"flag_id | delay_days\nF{number} | {days}")
    found = [
        (row["site_id"], row["n_flags"], row["median_days"], row["longest_days"]) for row in rows("marts.site_delay")
    ]
    assert found == [("S2", 1, 5, 5), ("S1", 3, 3, 40)]
