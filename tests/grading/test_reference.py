"""The reference rows of grading hold together."""

import csv

import pytest

from flows.warehouse import SQL_FOLDER


def read(name):
    with (SQL_FOLDER / "reference" / f"{name}.csv").open() as file:
        return list(csv.DictReader(file))


def test_every_printed_row_is_there_and_every_added_row_is_marked():
    ids = {row["row_id"] for row in read("grade_rule")}
    assert {f"G{number:04}" for number in range(1, 575)} == {row_id for row_id in ids if row_id.startswith("G")}
    assert {row["verification"] for row in read("grade_rule") if row["row_id"].startswith("A")} <= {"D", "P", "V3"}


def test_every_rule_and_code_is_of_a_known_analyte_and_every_unit_has_a_spelling():
    analytes = {row["analyte"]: row["standard_unit"] for row in read("analyte")}
    accepted = {(row["analyte"], row["unit"]) for row in read("unit_conversion")}
    assert {
        row["analyte"] for table in ("grade_rule", "analyte_code", "unit_conversion") for row in read(table)
    } == set(analytes)
    assert set(analytes.items()) <= accepted
    assert {unit for _, unit in accepted} == {row["unit"] for row in read("unit_spelling")}
    assert all(row["spelling"] in {row["unit"], row["spelling"].strip()} for row in read("unit_spelling"))


def test_every_cut_by_value_is_in_an_accepted_unit():
    accepted = {(row["analyte"], row["unit"]) for row in read("unit_conversion")}
    cuts = {(row["analyte"], row["unit"]) for row in read("grade_rule") if row["measure"] == "value"}
    assert cuts <= accepted


def test_codes_are_compared_in_lower_case():
    assert all(row["code"] == row["code"].lower().strip() for row in read("analyte_code"))


@pytest.mark.parametrize(
    ("analyte", "names"),
    [
        ("neutrophils", "Segs abs; PMN abs; Polys; Neutrófilos; Neutrophile absolut"),
        ("creatinine", "SCr; Cr; Creatinina sérica"),
        ("bilirubin_total", "Bili Total; BILIRRUBINA TOTAL; Gesamtbilirubin"),
        ("bilirubin_direct", "direct bili; Bilirubina diretta"),
        ("platelets", "Plaquetas; Piastrine"),
        ("urate", "Ácido úrico"),
    ],
)
def test_everyday_names_of_laboratories_are_known(grading, graded, analyte, names):
    drawn = [f"{name} | 1 | {unit}" for name in names.split("; ") for unit in ["mg/dL"]]
    graded("\n".join(["analyte | value | unit", *drawn]))
    found = grading.execute("SELECT DISTINCT analyte FROM clinical.lab_result").fetchall()
    assert found == [(analyte,)]


def test_bands_tile_the_number_line(grading):
    assert (
        grading.execute(
            (SQL_FOLDER / "checks" / "grading_bands_tile_without_gap_or_overlap.sql").read_text()
        ).fetchall()
        == []
    )


def test_each_analyte_has_one_unit(grading, graded):
    graded("analyte | value | unit\nurate | 7 | mg/dL\nurate | 400 | umol/L")
    assert grading.execute((SQL_FOLDER / "checks" / "each_analyte_has_one_unit.sql").read_text()).fetchall() == []


def test_the_checks_find_what_they_look_for(grading):
    gaps = (SQL_FOLDER / "checks" / "grading_bands_tile_without_gap_or_overlap.sql").read_text()
    grading.execute("BEGIN")
    try:
        grading.execute("DELETE FROM clinical.grade_band WHERE reach = '=' AND from_value = 0.6")
        assert len(grading.execute(gaps).fetchall()) >= 1
    finally:
        grading.execute("ROLLBACK")
