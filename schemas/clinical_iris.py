"""Reports that may be IRIS, with what speaks for and against each. Built by `sql/clinical/`."""

from schemas.base import EVIDENCE, RATIO, Instant, Number, Rows, Truth, Whole, column
from schemas.clinical_response import fact, limb
from schemas.iris_beside_start import IrisBesideStart


class IrisResponse(IrisBesideStart):
    """A report that may be IRIS beside a start of treatment, with the response. One row a report and start.

    The pair of results is the last before that start and the one nearest to the onset; empty where there is none.
    """

    started_at: Instant = column("TIMESTAMP WITH TIME ZONE", "Onset; empty when the time is not known")
    severity_grade: Whole = column("TINYINT", "Severity 1 to 5 as reported")
    rna_change: Number = column(RATIO, "Logarithm of the second less that of the first", unit="{log_copies}/mL")
    is_weak_fall: Truth = limb("HIV RNA fell by more than a suspected case asks for")
    has_no_fall: Truth = limb("HIV RNA did not fall")
    is_cd4_rise: Truth = limb("CD4 rose by as much as the rule asks for")
    is_cd4_multiple: Truth = limb("CD4 rose to the multiple that the rule asks for")
    has_response: Truth = limb("HIV RNA fell or CD4 rose as a suspected case asks for")
    is_assessed: Truth = fact("The reporter calls it related or probable, or names IRIS: alternatives were assessed")
    is_foremost: Truth = fact("Of the reports of that day and their starts, the one that speaks")
    evidence: Rows = column(EVIDENCE, "The rows that it rests on", nullable=False)
