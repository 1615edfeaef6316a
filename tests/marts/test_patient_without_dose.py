"""A report of somebody without an administration in force is told to a person: no rule can judge it."""


def test_reports_without_an_infusion_are_listed_with_the_serious_first(deliver, rows):
    deliver(
        "infusion",
        """
        record_id | patient_id | dose_mg | record_status
        I1        | P-TREATED  | 2000    |
        I2        | P-WITHDRAWN| 2000    | nullified
        I3        | P-NOTHING  | 0       |
        """,
    )
    deliver(
        "lab_result",
        """
        patient_id
        P-TREATED
        P-LAB
        P-LAB
        """,
    )
    deliver(
        "adverse_event",
        """
        patient_id  | is_serious
        P-TREATED   | yes
        P-WITHDRAWN | yes
        P-NOTHING   | no
        """,
    )
    listed = rows("marts.patient_without_dose")
    assert [row["patient_id"] for row in listed] == ["P-WITHDRAWN", "P-NOTHING", "P-LAB"]
    assert [row["n_serious_events"] for row in listed] == [1, 0, 0]
    assert [row["n_other_reports"] for row in listed] == [0, 0, 2]
