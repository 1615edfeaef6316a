"""What arrived, and what the nights did with it. Filled by Python from the store; never edited."""

from schemas.base import Contract, Day, Instant, Number, Text, Truth, Whole, column


class Delivery(Contract):
    """Every file that was ever dropped into the inbox. One row a file content."""

    source_file: Text = column("VARCHAR", "SHA-256 of the bytes; the name of the file in the archive", key=True)
    file_name: Text = column("VARCHAR", "Name under which it was first dropped", nullable=False)
    feed: Text = column("VARCHAR", "Feed that it belongs to; empty when it was refused")
    reader: Text = column(
        "VARCHAR",
        "Format in which it was read: csv, parquet, xlsx or xpt; fire drill for invented rows, in a shadow copy alone",
    )
    size_bytes: Whole = column("BIGINT", "Size", unit="By", nullable=False)
    received_at: Instant = column("TIMESTAMP WITH TIME ZONE", "When it was landed", nullable=False)
    n_rows: Whole = column("BIGINT", "Data rows read; 0 when it was refused", nullable=False)
    refused_reason: Text = column("VARCHAR", "Why the whole file was refused, in words; empty when it was read")
    times_seen: Whole = column("INTEGER", "How often the same bytes were dropped", nullable=False)


class Night(Contract):
    """The night that this warehouse is. One row a warehouse."""

    as_of: Day = column("DATE", "Data cut-off: nothing received after the end of this day (UTC) is in it", key=True)
    run_id: Text = column("VARCHAR", "Id of the run that built it", nullable=False)
    built_at: Instant = column("TIMESTAMP WITH TIME ZONE", "When the build began", nullable=False)
    is_historical: Truth = column("BOOLEAN", "Built later than its own day, from the archive", nullable=False)
    software_version: Text = column("VARCHAR", "Version of Vigil", nullable=False)
    git_commit: Text = column("VARCHAR", "Commit of the code; empty outside a checkout")
    rules_fingerprint: Text = column("VARCHAR", "SHA-256 over sql/, first 12 digits", nullable=False)
    contract_fingerprint: Text = column("VARCHAR", "Fingerprint of the delivery contracts", nullable=False)


class RelationText(Contract):
    """The SELECT of every relation and check as this night ran it, with its header. One row a relation or check."""

    relation: Text = column(
        "VARCHAR",
        "Layer and name, such as rules.neutropenia, or checks and the name; macros: what all of them may call",
        key=True,
    )
    text: Text = column("VARCHAR", "The file of sql/, whole", nullable=False)


class Step(Contract):
    """Every step of every night so far. One row a step and attempt."""

    run_id: Text = column("VARCHAR", "Run", key=True)
    as_of: Day = column("DATE", "Night", nullable=False)
    step: Text = column("VARCHAR", "land, build, compare, check, publish, or a part of one", key=True)
    started_at: Instant = column("TIMESTAMP WITH TIME ZONE", "Start", nullable=False)
    seconds: Number = column("DECIMAL(18,3)", "Duration; empty while it runs or when it was cut off", unit="s")
    outcome: Text = column("VARCHAR", "done, failed, or started when nothing was heard of it again", nullable=False)
    detail: Text = column("VARCHAR", "What it did, or the error as a sentence; never a patient's value")


class MonitoringDesign(Contract):
    """With which design each path is watched, and from when it counts. One row a rule and baseline."""

    rule: Text = column("VARCHAR", "Rule id", key=True)
    baseline_id: Text = column("VARCHAR", "Row of reference.trial_baseline", key=True)
    design_id: Text = column("VARCHAR", "Digest of every number that the watch rests on", nullable=False)
    counted_from_on: Day = column(
        "DATE", "First day that counts: empty for all of it, else the night on which the design had changed"
    )


class EarlierCrossing(Contract):
    """Crossings that earlier nights saw, kept whatever the data say now. One row a path, design and tier."""

    rule: Text = column("VARCHAR", "Rule id", key=True)
    baseline_id: Text = column("VARCHAR", "Row of reference.trial_baseline", key=True)
    statistic: Text = column("VARCHAR", "e_value or cmaxsprt", key=True)
    tier: Text = column("VARCHAR", "watch, above or strong", key=True)
    design_id: Text = column("VARCHAR", "Design under which it was crossed", key=True)
    crossed_on: Day = column("DATE", "Day of the data on which the path crossed", nullable=False)
    value: Number = column("DOUBLE", "Value on that day", unit="1", nullable=False)
    boundary: Number = column("DOUBLE", "The boundary that it crossed", unit="1", nullable=False)
    seen_as_of: Day = column("DATE", "Night that saw it first", nullable=False)


class EarlierVerdict(Contract):
    """What each published night said of each watched rate, up to the night before. One row a night, rule, baseline."""

    as_of: Day = column("DATE", "Night", key=True)
    rule: Text = column("VARCHAR", "Rule id", key=True)
    baseline_id: Text = column("VARCHAR", "Row of reference.trial_baseline, or none", key=True)
    verdict: Text = column("VARCHAR", "The word that it said", nullable=False)
    e_value: Number = column("DOUBLE", "Evidence against the trial's rate as it was then", unit="1")
    run_id: Text = column("VARCHAR", "Run that built it", nullable=False)
