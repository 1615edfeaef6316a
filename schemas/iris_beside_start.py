"""A report that may be IRIS beside a start of treatment: the columns that the fact and the page's list share."""

from schemas.base import VALUE, Contract, Day, Number, Rows, Text, Truth, Whole, column
from schemas.clinical_response import fact, limb

OPERATOR = "=, <, <=, > or >=: how the reported value binds the true one"


class IrisBesideStart(Contract):
    """A report that may be IRIS, with the pair of results around the start of treatment that it may follow."""

    patient_id: Text = column("VARCHAR", "The person", nullable=False)
    event_id: Text = column("VARCHAR", "The report", key=True)
    term: Text = column("VARCHAR", "Term of the report")
    diseases: Rows = column("VARCHAR[]", "Listed diseases that the words name", nullable=False)
    names_iris: Truth = fact("The reporter's words name IRIS")
    is_known: Truth = fact("The disease was known before treatment")
    started_on: Day = column("DATE", "Local date of onset; empty when not known to the day")
    started_text: Text = column("VARCHAR", "Onset as reported")
    index_on: Day = column("DATE", "Start of treatment that it may follow", key=True)
    index_name: Text = column("VARCHAR", "What began on that day", nullable=False)
    certainty: Text = column("VARCHAR", "probable or suspected; empty: it does not fit this start")
    is_timely: Truth = limb("Onset lies in the window after that start")
    rna_before: Number = column(VALUE, "HIV RNA before that start", unit="{copies}/mL")
    rna_before_on: Day = column("DATE", "Its day")
    rna_before_operator: Text = column("VARCHAR", OPERATOR)
    rna_near: Number = column(VALUE, "HIV RNA nearest to the onset", unit="{copies}/mL")
    rna_near_on: Day = column("DATE", "Its day")
    rna_near_operator: Text = column("VARCHAR", OPERATOR)
    rna_fall: Text = column("VARCHAR", "Fall of HIV RNA in log10 in words, or unknown", nullable=False)
    is_strong_fall: Truth = limb("HIV RNA fell by more than a probable case asks for")
    is_rising: Truth = limb("HIV RNA rose, which speaks against")
    cd4_before: Number = column(VALUE, "CD4 before that start", unit="/uL")
    cd4_before_on: Day = column("DATE", "Its day")
    cd4_before_operator: Text = column("VARCHAR", OPERATOR)
    cd4_near: Number = column(VALUE, "CD4 nearest to the onset", unit="/uL")
    cd4_near_on: Day = column("DATE", "Its day")
    cd4_near_operator: Text = column("VARCHAR", OPERATOR)
    cd4_rise: Text = column("VARCHAR", "Change of CD4 in words, or unknown", nullable=False)
    is_drug_toxicity: Truth = limb("Ibalizumab was stopped for it and it recovered")
    source_file: Text = column("VARCHAR", "SHA-256 of the delivery in the archive", nullable=False)
    source_row: Whole = column("BIGINT", "Row of the delivery, its header being row 1", nullable=False)
