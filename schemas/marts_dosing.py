"""What the dosing page shows. Built by `sql/marts/`."""

from schemas.base import VALUE, Contract, Day, Number, Text, Truth, Whole, column


class NextDose(Contract):
    """Whose dose is due next, and how late it is at the data cut-off. One row a treated, living person."""

    patient_id: Text = column("VARCHAR", "The person", key=True)
    site_id: Text = column("VARCHAR", "Site of the last dose, else of the person")
    last_dose_on: Day = column("DATE", "Local date of the last dose known", nullable=False)
    last_dose_mg: Number = column(VALUE, "Amount of the last dose known", unit="mg")
    scheduled_on: Day = column("DATE", "Scheduled day of the next dose", nullable=False)
    as_of: Day = column("DATE", "Data cut-off; the last day of observation where none is set", nullable=False)
    days_late: Whole = column("INTEGER", "Cut-off less scheduled day; negative before it", unit="d", nullable=False)
    state: Text = column(
        "VARCHAR",
        "due (not yet late), overdue (late, maintenance still due), reload_due (so late that a loading dose is due) "
        "or presumed_stopped",
        nullable=False,
    )
    expected_dose_mg: Number = column(VALUE, "Amount due by the label of the cut-off day", unit="mg")
    site_reported_until_on: Day = column("DATE", "Newest administration of anybody that the site has reported")
    is_reported_by_site: Truth = column(
        "BOOLEAN",
        "The site's own records reach beyond the day from which a loading dose is due; else the dose may only not be "
        "reported yet",
        nullable=False,
    )


class PatientWithoutDose(Contract):
    """People of whom something was reported, but no administration is in force. One row a person."""

    patient_id: Text = column("VARCHAR", "The person", key=True)
    site_id: Text = column("VARCHAR", "Site of the person")
    n_events: Whole = column("BIGINT", "Reports of adverse events", nullable=False)
    n_serious_events: Whole = column("BIGINT", "Of these, reported as serious", nullable=False)
    n_other_reports: Whole = column(
        "BIGINT", "Laboratory results, vital signs, medicines and antibody tests", nullable=False
    )
    died_text: Text = column("VARCHAR", "Date of death as delivered, where one is")
    observed_until_on: Day = column("DATE", "Last day of which anything is known")
