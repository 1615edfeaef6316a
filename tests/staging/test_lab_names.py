"""Names and units of real laboratory files: each is read as what it says, or as nothing."""

import pytest


@pytest.mark.parametrize(
    ("name", "value", "unit", "expected"),
    [
        ("Neutrophils", "0.59", "THOU/uL", ("neutrophils", "0.590000")),
        ("NEUT", "0.59", "K/uL", ("neutrophils", "0.590000")),
        ("WBC count", "4.5", "x 109 cells/L", ("leukocytes", "4.500000")),
        ("Platelet count", "150", "x 109/L", ("platelets", "150.000000")),
        ("Platelet", "150", "THOU/uL", ("platelets", "150.000000")),
        ("Hemoglobin", "5", "mmol/L", ("haemoglobin", "8.057000")),
        ("BILI", "17.104", "μmol/L", ("bilirubin_total", "1.000000")),
        ("Indirect Bili", "17.104", "umol/L", ("bilirubin_indirect", "1.000000")),
        ("Creatinine(Rate Blanked)-2dp", "88.4", "umol/L", ("creatinine", "1.000000")),
        ("Aminotransferase, alanine (ALT)", "1", "μkat/L", ("alt", "60.000000")),
        ("Asparate Aminotransferase (AST)", "40", "IU/L", ("ast", "40.000000")),
        ("Alkaline phosphatase (ALP)", "1", "μkat/L", ("alp", "60.000000")),
        ("Triacylglycerol Lipase", "40", "U/L", ("lipase", "40.000000")),
        ("Glomerular Filtration Rate, Estimated", "60", "mL/min/1.73m2", ("egfr", "60.000000")),
        ("Prothrombin Intl. Normalized Ratio", "1.1", "RATIO", ("inr", "1.100000")),
        ("Neutrophils (%)", "57", "%", (None, None)),
        ("Neutrophils", "57", "%", ("neutrophils", None)),
        ("Creatinine (URINE)", "88.4", "mg/dL", (None, None)),
        ("Aminotransferase, alanine (ALT)", "0.5", "pkat/L", ("alt", None)),
        ("eGFR", "90", "μmol/L", ("egfr", None)),
    ],
)
def test_a_name_and_a_unit_are_read_as_what_they_say_or_as_nothing(deliver, rows, name, value, unit, expected):
    deliver("lab_result", f"record_id | analyte | value | unit\nL1 | {name} | {value} | {unit}")
    (row,) = rows("staging.lab_measure")
    assert (row["analyte"], row["value"] and str(row["value"])) == expected
