"""What the pages of quality and of runs show. Built by `sql/marts/`."""

from schemas.base import Contract, Day, Instant, Text, Whole, column


class FileLedger(Contract):
    """Every file that ever arrived, and what became of it. One row a file content."""

    source_file: Text = column("VARCHAR", "SHA-256 of the bytes; the name of the file in the archive", key=True)
    file_name: Text = column("VARCHAR", "Name under which it was first dropped", nullable=False)
    feed: Text = column("VARCHAR", "Feed that it belongs to; empty when it was refused")
    reader: Text = column("VARCHAR", "Format in which it was read: csv, parquet, xlsx or xpt")
    size_bytes: Whole = column("BIGINT", "Size", unit="By", nullable=False)
    received_at: Instant = column("TIMESTAMP WITH TIME ZONE", "When it was landed", nullable=False)
    n_rows: Whole = column("BIGINT", "Data rows read; 0 when it was refused", nullable=False)
    n_quarantined: Whole = column("BIGINT", "Of these, set aside because they break the contract", nullable=False)
    n_superseded: Whole = column("BIGINT", "Of these, replaced by a newer version", nullable=False)
    times_seen: Whole = column("INTEGER", "How often the same bytes were dropped", nullable=False)
    refused_reason: Text = column("VARCHAR", "Why the whole file was refused; empty when it was read")
    state: Text = column("VARCHAR", "refused, superseded, superseded in part or in force", nullable=False)


class FeedDue(Contract):
    """When each feed is next expected by its own past. One row a feed."""

    feed: Text = column("VARCHAR", "Feed", key=True)
    newest_on: Day = column("DATE", "Day (UTC) of its newest file; empty: never arrived")
    usual_gap_days: Whole = column("INTEGER", "Median gap between its last days of arrival", unit="d")
    expected_on: Day = column("DATE", "Newest day and that gap; empty: it cannot be judged")
    days_since: Whole = column("INTEGER", "From the newest file to the cut-off", unit="d")
    state: Text = column("VARCHAR", "arrived, expected, late, never arrived or cannot be judged", nullable=False)


class UnusableResult(Contract):
    """Results in force that no rule can read as a number. One row an analyte and reason."""

    analyte: Text = column("VARCHAR", "Vigil's name of the analyte, else as delivered")
    reason: Text = column("VARCHAR", "Why", nullable=False)
    n_results: Whole = column("BIGINT", "Results", nullable=False)
    n_patients: Whole = column("BIGINT", "People with such a result", nullable=False)
    newest_on: Day = column("DATE", "Newest day of collection")


class UnknownName(Contract):
    """Names that arrived and that no list knows. One row a kind and name as delivered."""

    kind: Text = column("VARCHAR", "analyte, code (of a known name) or term (not coded by its sender)", key=True)
    name: Text = column("VARCHAR", "As delivered", key=True)
    n_rows: Whole = column("BIGINT", "Rows in force with it", nullable=False)
    n_patients: Whole = column("BIGINT", "People with it", nullable=False)
    newest_on: Day = column("DATE", "Newest collection or onset; empty: no date")
