"""A single result that another unit or decimal mark would make ordinary for the person: said beside the flag, never instead."""

import pytest


@pytest.fixture
def slips(given, rows):
    """`slips("creatinine", "mg/dL", flagged, others)`: the words beside a flag that rests on the first of these results."""

    def found(analyte, unit, flagged, others):
        behind = [
            f"{{'feed': 'lab_result', 'source_file': 'a', 'source_row': {row}}}" for row in range(len(flagged.split()))
        ]
        given("reference.rule", f"rule | kind | analyte\na_rule | laboratory | {analyte}")
        given("signals.flag", f"flag_id | patient_id | rule | evidence\nF1 | P1 | a_rule | [{', '.join(behind)}]")
        given(
            "clinical.lab_result",
            "\n".join(
                [
                    "patient_id | is_after_first_dose | analyte | value_operator | value | reported_value | unit | "
                    "reported_unit | source_file | source_row",
                    *drawn("P1", analyte, unit, [*flagged.split(), *others.split()]),
                    *drawn("P2", analyte, unit, ["0.9"]),
                ]
            ),
        )
        return [row["words"] for row in rows("signals.unit_slip")]

    return found


def drawn(patient, analyte, unit, results):
    """One line a result, such as 0.41 or <0.41."""
    for row, result in enumerate(results):
        number = result.lstrip("<>")
        operator = result[: len(result) - len(number)] or "="
        cells = [
            patient,
            "true",
            analyte,
            operator,
            number,
            number,
            unit,
            unit,
            "a" if patient == "P1" else "b",
            str(row),
        ]
        yield " | ".join(cells)


@pytest.mark.parametrize(
    ("analyte", "unit", "flagged", "others", "reading"),
    [
        ("neutrophils", "10*9/L", "0.41", "3.9 4.3", "ten times higher it would be 4.1 ×10⁹/L"),
        ("neutrophils", "10*9/L", "0.38", "3.9 4.3", None),
        ("creatinine", "mg/dL", "9.1", "0.8 0.95", "ten times lower it would be 0.91 mg/dL"),
        ("creatinine", "mg/dL", "26", "0.2 0.4", "in µmol/L it would be 0.294 mg/dL"),
        ("haemoglobin", "g/dL", "8.3", "12.9 14.1", "in mmol/L it would be 13.4 g/dL"),
        ("haemoglobin", "g/dL", "8.3", "8.1 14.1", None),
        ("neutrophils", "10*9/L", "0.41", "4.1", "ten times higher"),
        ("neutrophils", "10*9/L", "0.41", "", None),
        ("neutrophils", "10*9/L", "0.41", "<3.9 >4.3", None),
        ("neutrophils", "10*9/L", "<0.41", "3.9 4.3", None),
        ("neutrophils", "10*9/L", "0.41 0.42", "3.9 4.3", None),
    ],
)
def test_a_single_result_that_lands_among_the_persons_own(slips, analyte, unit, flagged, others, reading):
    found = slips(analyte, unit, flagged, others)
    assert len(found) == (reading is not None)
    assert all(reading in words and "among the person's other results" in words for words in found)
