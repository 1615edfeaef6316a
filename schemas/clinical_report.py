"""Every version of every report of an adverse event, as cases and clocks read them. Built by `sql/clinical/`."""

from schemas.base import Contract, Day, Instant, Rows, Text, Truth, Whole, column


class SelfContradictingReport(Contract):
    """Reports ticked not serious that tell of death, hospital, a life in danger or lasting damage. One row a row."""

    source_file: Text = column("VARCHAR", "SHA-256 of the delivery in the archive", key=True)
    source_row: Whole = column("BIGINT", "Row of the delivery, its header being row 1", key=True)
    told: Text = column("VARCHAR", "What its words tell of, by reference.serious_word", nullable=False)


class ReportVersion(Contract):
    """Every version of every report of an adverse event that could be read. One row a version."""

    version_id: Text = column("VARCHAR", "Report and the row in which this version came first", key=True)
    event_id: Text = column("VARCHAR", "The report: sender and record id, joined by a slash", nullable=False)
    precedence: Whole = column("INTEGER", "The higher stands before the lower, whichever came first", nullable=False)
    record_version: Text = column("VARCHAR", "Version number as delivered")
    record_status: Text = column("VARCHAR", "Status as delivered; final where none was", nullable=False)
    disposition: Text = column(
        "VARCHAR",
        "in_force, superseded by another version, or withdrawn (nullified or cancelled, and in force as that)",
        nullable=False,
        isin=["in_force", "superseded", "withdrawn"],
    )
    patient_id: Text = column("VARCHAR", "The person", nullable=False)
    site_id: Text = column("VARCHAR", "Reporting site")
    preferred_term: Text = column("VARCHAR", "MedDRA preferred term as coded by the sender, lower case")
    verbatim_term: Text = column("VARCHAR", "Words of the reporter")
    term: Text = column("VARCHAR", "preferred_term, or the verbatim in lower case when it is not coded")
    started_on: Day = column("DATE", "Local date of onset; empty when the day is not known")
    started_at: Instant = column("TIMESTAMP WITH TIME ZONE", "Onset; empty when the time is not known")
    started_text: Text = column("VARCHAR", "Onset as delivered")
    ended_on: Day = column("DATE", "Local date of resolution, at most the day after receipt")
    severity_grade: Whole = column("TINYINT", "Severity 1 to 5 as reported")
    seriousness: Text = column("VARCHAR", "Criteria met, separated by semicolons")
    outcome: Text = column("VARCHAR", "How it ended; empty when not known")
    action_taken: Text = column("VARCHAR", "What was done with ibalizumab; empty when not known")
    reported_causality: Text = column("VARCHAR", "Relation to ibalizumab as the reporter sees it; empty when not told")
    reporter: Text = column("VARCHAR", "Who reported it; empty when not told")
    is_ind_study: Truth = column("BOOLEAN", "From a study under an IND; empty when not told")
    letters: Rows = column("VARCHAR[]", "Seriousness criteria as letters: D, LT, H, DIS, CA, ME", nullable=False)
    counts_as_serious: Truth = column(
        "BOOLEAN",
        "By the reporter, a criterion, or a severity that counts as serious; empty: not said, or it contradicts itself",
    )
    received_at: Instant = column("TIMESTAMP WITH TIME ZONE", "When it was landed first", nullable=False)
    aware_at: Instant = column("TIMESTAMP WITH TIME ZONE", "When the company first knew of it", nullable=False)
    aware_zone: Text = column("VARCHAR", "Zone in which that instant was written", nullable=False)
    aware_party: Text = column("VARCHAR", "Who knew, or what told it", nullable=False)
    source_file: Text = column("VARCHAR", "SHA-256 of the delivery in the archive", nullable=False)
    source_row: Whole = column("BIGINT", "Row of the delivery, its header being row 1", nullable=False)
    delivered: Text = column("VARCHAR", "The row as delivered: a JSON object of its columns as text", nullable=False)


class VersionListedness(Contract):
    """Each version of each report against the US label in force on the day of its onset. One row a version."""

    version_id: Text = column("VARCHAR", "The version", key=True)
    risk: Text = column("VARCHAR", "Risk that its term names; empty when none")
    label_version: Text = column("VARCHAR", "Editions that may have been in force on the day of onset")
    is_listed: Truth = column("BOOLEAN", "Listed at this severity; empty when that cannot be judged")
    reason: Text = column("VARCHAR", "Why, in words", nullable=False)
