"""The newest description of each person, typed. Built by `sql/staging/person.sql`."""

from schemas.base import Contract, Day, Instant, Text, Truth, Whole, column


class Person(Contract):
    """Each person as the newest report of a site describes them. One row a person."""

    patient_id: Text = column("VARCHAR", "The person", key=True)
    site_id: Text = column("VARCHAR", "Site")
    sex: Text = column("VARCHAR", "F or M; empty when not reported")
    birth_year: Whole = column("INTEGER", "Year of birth")
    treatment_experience: Text = column("VARCHAR", "naive or experienced; empty when not reported")
    has_gilbert_syndrome: Truth = column("BOOLEAN", "Gilbert syndrome known before treatment")
    prior_opportunistic_disease: Text = column("VARCHAR", "Diseases known before treatment, separated by semicolons")
    died_on: Day = column("DATE", "Date of death; empty when the day is not known")
    died_text: Text = column("VARCHAR", "Date of death as delivered (it may be a month or a year only)")
    reported_at: Instant = column("TIMESTAMP WITH TIME ZONE", "When the site reported it")
    received_at: Instant = column("TIMESTAMP WITH TIME ZONE", "When it was landed")
    source_file: Text = column("VARCHAR", "SHA-256 of the delivery in the archive", nullable=False)
    source_row: Whole = column("BIGINT", "Row of the delivery, its header being row 1", nullable=False)
