"""Lowest counts: graded people as dots in their bands, the others as columns that never reach into a band."""

from datetime import date

from dashboards.figures.nadir_strip import finding, nadir_strip

CUTS = [{"grade": grade, "cut": cut, "direction": "low"} for grade, cut in ((1, 1.0), (2, 0.8), (3, 0.6), (4, 0.4))]


def person(patient_id, value, grade, *, operator="=", days=None):
    return {
        "patient_id": patient_id, "value": value, "operator": operator, "unit": "10*9/L",
        "collected_on": date(2026, 3, 1), "grade": grade, "days_to_recovery": days,
    }  # fmt: skip


PEOPLE = [
    person("P-1", 0.31, 4, days=16),
    person("P-2", 0.6, 2),
    person("P-3", 0.6, 2),
    person("P-4", 1.05, 0),
    person("P-5", 2.4, 0),
    person("P-6", 2.4, 0),
    person("P-7", 1.5, None),
    person("P-8", None, None),
]


def traces(figure):
    return {trace.name: trace for trace in figure.data}


def shapes(figure):
    return {shape.name: shape for shape in figure.layout.shapes}


def test_bands_run_from_cut_to_cut_and_the_hardest_to_zero():
    bands = shapes(nadir_strip(PEOPLE, CUTS))
    assert {name: (band.x0, band.x1) for name, band in bands.items()} == {
        "grade 1": (0.8, 1.0), "grade 2": (0.6, 0.8), "grade 3": (0.4, 0.6), "grade 4": (0.0, 0.4),
    }  # fmt: skip


def test_graded_people_and_those_of_no_known_grade_are_dots_at_their_value():
    dots = traces(nadir_strip(PEOPLE, CUTS))["grade 1 to 4 or not known"]
    assert list(dots.x) == [0.31, 0.6, 0.6, 1.5]
    assert list(dots.y) == [0.5, 0.5, 1.5, 0.5]
    assert list(dots.marker.symbol) == ["circle", "circle", "circle", "circle-open"]
    assert dots.text[0] == "P-1: 0.31 on 1 Mar 2026<br>grade 4, recovered in 16 days"


def test_people_of_grade_0_are_counted_in_columns_outside_the_bands():
    columns = traces(nadir_strip(PEOPLE, CUTS))["grade 0"]
    assert sum(columns.y) == 3
    assert min(x - columns.width / 2 for x in columns.x) >= 1.0 - 1e-9


def test_without_printed_cuts_there_are_no_bands():
    assert not nadir_strip(PEOPLE, []).layout.shapes


def test_the_finding_counts_grades_the_lowest_and_who_has_none():
    assert finding(PEOPLE) == (
        "Of 7 patients, the lowest result was of grade 4 in 1, of grade 2 in 2; the lowest of all is 0.31 × 10⁹/L; of 1 "
        "patient the grade is not known; without such a result: 1 patient."
    )


def test_a_bound_keeps_its_sign():
    rows = [person("P-1", 0.5, 3, operator="<")]
    assert "the lowest of all is <0.5" in finding(rows)
    assert nadir_strip(rows, CUTS).data[0].text[0].startswith("P-1: &lt;0.5")


def test_nobody_graded_is_not_said_to_be_well():
    assert "of no grade above 0 in anybody judged" in finding([person("P-1", 2.4, 0)])


def test_nobody_is_said():
    for rows in ([], [person("P-8", None, None)]):
        assert not nadir_strip(rows, CUTS).data
        assert finding(rows).startswith("No lowest result to draw")


def test_a_hostile_patient_id_is_text():
    (dots,) = nadir_strip([person("<b>%{x}</b>", 0.5, 3)], CUTS).data
    assert dots.text[0].startswith("&lt;b&gt;")


def test_a_counted_row_stands_for_all_its_people():
    counts = [{"value": 2.4, "operator": "=", "unit": "10*9/L", "grade": 0, "n_patients": 40}]
    assert sum(traces(nadir_strip([*PEOPLE, *counts], CUTS))["grade 0"].y) == 43
    assert finding([*PEOPLE, *counts]).startswith("Of 47 patients,")
    assert finding(counts) == (
        "Of 40 patients, the lowest result was of no grade above 0 in anybody judged; the lowest of all is 2.4 × 10⁹/L."
    )
