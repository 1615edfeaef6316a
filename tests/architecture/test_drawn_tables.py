"""The drawn-table fixtures themselves: what every other test rests on."""

from datetime import date
from decimal import Decimal


def test_given_rows_have_the_contracts_types_and_defaults(given, con):
    given(
        "clinical.lab_result",
        """
        patient_id | analyte     | collected_on | value | unit
        -----------+-------------+--------------+-------+-------
        P1         | neutrophils | 2026-03-01   | 0.59  | 10*9/L
        P2         | neutrophils | 2026-03-01   |       |
        """,
    )
    result = con.execute("SELECT patient_id, collected_on, value, source_row FROM clinical.lab_result").fetchall()
    assert result == [("P1", date(2026, 3, 1), Decimal("0.590000"), 0), ("P2", date(2026, 3, 1), None, 0)]
