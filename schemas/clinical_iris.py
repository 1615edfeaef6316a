"""Reports that may be IRIS, with what speaks for and against each. Built by `sql/clinical/`."""

from schemas.base import EVIDENCE, RATIO, VALUE, Contract, Day, Instant, Number, Rows, Text, Truth, Whole, column
from schemas.clinical_response import fact, limb

OPERATOR = "=, <, <=, > or >=: how the reported value binds the true one"


class IrisResponse(Contract):
    """A report that may be IRIS beside a start of treatment, with the response. One row a report and start.

    The pair of results is the last before that start and the one nearest to the onset; empty where there is none.
    """

    patient_id: Text = column("VARCHAR", "The person", nullable=False)
    event_id: Text = column("VARCHAR", "The report", key=True)
    term: Text = column("VARCHAR", "Term of the report")
    started_on: Day = column("DATE", "Local date of onset; empty when not known to the day")
    started_at: Instant = column("TIMESTAMP WITH TIME ZONE", "Onset; empty when the time is not known")
    started_text: Text = column("VARCHAR", "Onset as reported")
    severity_grade: Whole = column("TINYINT", "Severity 1 to 5 as reported")
    diseases: Rows = column("VARCHAR[]", "Listed diseases that the words name", nullable=False)
    names_iris: Truth = fact("The reporter's words name IRIS")
    is_known: Truth = fact("The disease was known before treatment")
    index_on: Day = column("DATE", "Start of treatment that it may follow", key=True)
    index_name: Text = column("VARCHAR", "What began on that day", nullable=False)
    is_timely: Truth = limb("Onset lies in the window after that start")
    rna_before: Number = column(VALUE, "HIV RNA before that start", unit="{copies}/mL")
    rna_before_on: Day = column("DATE", "Its day")
    rna_before_operator: Text = column("VARCHAR", OPERATOR)
    rna_near: Number = column(VALUE, "HIV RNA nearest to the onset", unit="{copies}/mL")
    rna_near_on: Day = column("DATE", "Its day")
    rna_near_operator: Text = column("VARCHAR", OPERATOR)
    rna_change: Number = column(RATIO, "Logarithm of the second less that of the first", unit="{log_copies}/mL")
    rna_fall: Text = column("VARCHAR", "The fall in words, or unknown", nullable=False)
    is_strong_fall: Truth = limb("HIV RNA fell by more than a probable case asks for")
    is_weak_fall: Truth = limb("HIV RNA fell by more than a suspected case asks for")
    has_no_fall: Truth = limb("HIV RNA did not fall")
    is_rising: Truth = limb("HIV RNA rose, which speaks against")
    cd4_before: Number = column(VALUE, "CD4 before that start", unit="/uL")
    cd4_before_on: Day = column("DATE", "Its day")
    cd4_before_operator: Text = column("VARCHAR", OPERATOR)
    cd4_near: Number = column(VALUE, "CD4 nearest to the onset", unit="/uL")
    cd4_near_on: Day = column("DATE", "Its day")
    cd4_near_operator: Text = column("VARCHAR", OPERATOR)
    cd4_rise: Text = column("VARCHAR", "The change of CD4 in words, or unknown", nullable=False)
    is_cd4_rise: Truth = limb("CD4 rose by as much as the rule asks for")
    is_cd4_multiple: Truth = limb("CD4 rose to the multiple that the rule asks for")
    has_response: Truth = limb("HIV RNA fell or CD4 rose as a suspected case asks for")
    is_assessed: Truth = fact("The reporter calls it related or probable, or names IRIS: alternatives were assessed")
    is_drug_toxicity: Truth = limb("Ibalizumab was stopped for it and it recovered")
    certainty: Text = column("VARCHAR", "probable or suspected; empty: it does not fit this start")
    is_foremost: Truth = fact("Of the reports of that day and their starts, the one that speaks")
    source_file: Text = column("VARCHAR", "SHA-256 of the delivery in the archive", nullable=False)
    source_row: Whole = column("BIGINT", "Row of the delivery, its header being row 1", nullable=False)
    evidence: Rows = column(EVIDENCE, "The rows that it rests on", nullable=False)
