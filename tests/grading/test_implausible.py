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
