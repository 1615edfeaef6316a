"""Results that no unit makes plausible go into quarantine, without their value in the words."""

import pytest

RESULT = """
    reported_analyte   | value_operator | reported_value | unit_text | source_row
    {analyte} | {operator}     | {value}        | {unit}    | 7
"""


@pytest.mark.parametrize(
    ("analyte", "operator", "value", "unit", "is_plausible"),
    [
        ("neutrophils", "=", 100, "10*9/L", True), ("neutrophils", "=", 100.1, "10*9/L", False),
        ("neutrophils", "=", 4200, "10*9/L", False), ("neutrophils", "=", 4200, "/uL", True),
        ("neutrophils", "<", 4200, "10*9/L", True), ("neutrophils", ">", 4200, "10*9/L", False),
        ("haemoglobin", "=", 130, "g/dL", False), ("haemoglobin", "=", 130, "g/L", True), ("haemoglobin", "=", 1.9, "g/dL", False),
        ("creatinine", "=", 80, "mg/dL", False), ("creatinine", "=", 80, "umol/L", True), ("creatinine", "<", 0.05, "mg/dL", True),
        ("bilirubin", "=", 0.04, "mg/dL", False), ("ALT", "=", 90000, "U/L", True), ("neutrophils", "=", 4200, "%", True),
    ],
)  # fmt: skip
def test_the_plausible_range(given, rows, analyte, operator, value, unit, is_plausible):
    given("staging.typed_lab_result", RESULT.format(analyte=analyte, operator=operator, value=value, unit=unit))
    found = rows("staging.implausible_lab_result")
    assert [(row["source_row"], row["column_name"]) for row in found] == ([] if is_plausible else [(7, "value")])
    assert not any(str(value) in row["rule"] for row in found)


def test_the_words_name_analyte_unit_and_side(given, rows):
    given("staging.typed_lab_result", RESULT.format(analyte="neutrophils", operator="=", value=4200, unit="K/uL"))
    (found,) = rows("staging.implausible_lab_result")
    assert found["rule"] == (
        "is no plausible result of Neutrophils in 10*3/uL: it lies above the plausible range of reference.analyte"
    )


@pytest.mark.parametrize(
    ("sign", "value", "unit", "is_plausible"),
    [
        ("temperature", "46", "Cel", True), ("temperature", "46.1", "Cel", False), ("temperature", "98.6", "Cel", False),
        ("temperature", "98.6", "[degF]", True), ("temperature", "20", "Cel", True), ("temperature", "19.9", "Cel", False),
        ("systolic_pressure", "0", "mm[Hg]", True), ("systolic_pressure", "321", "mm[Hg]", False),
        ("diastolic_pressure", "221", "mm[Hg]", False), ("heart_rate", "0", "/min", True),
        ("heart_rate", "351", "/min", False), ("respiratory_rate", "121", "/min", False),
        ("oxygen_saturation", "100", "%", True), ("oxygen_saturation", "100.1", "%", False),
    ],
)  # fmt: skip
def test_the_plausible_range_of_a_vital_sign(deliver, rows, sign, value, unit, is_plausible):
    deliver("vital_sign", f"sign | value | unit\n{sign} | {value} | {unit}")
    found = rows("staging.later_defect")
    assert [(row["column_name"], value in row["rule"]) for row in found] == ([] if is_plausible else [("value", False)])
