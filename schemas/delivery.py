"""Delivery formats, version 1: what a site or a laboratory may send. Every value arrives, and stays, as text.

The checks here are the only statement of what a row must look like. `schemas.text_checks` gives each its two
readings, pandas and DuckDB, and a test holds them together.
"""

from typing import Any

import pandera.pandas as pa

from schemas.base import Contract, Text
from schemas.text_checks import (
    AMOUNT,
    DATE_OR_INSTANT,
    DECIMAL,
    LIMIT,
    PARTIAL_DATE_OR_INSTANT,
    RESULT,
    WHOLE,
    YEAR,
)

FORMAT_VERSION = 1
DRILL_READER = "fire drill"
"""How the invented deliveries of the fire drill are marked. No file that lands is read by it, and in a file that lands
no person's id may begin as theirs do (sql/staging/later_defect.sql)."""
RECORD_STATUSES = ["preliminary", "final", "corrected", "cancelled", "nullified"]


LOCAL_TIME = "local time with offset (without one it is read as local time, never as UTC)"


def delivered(
    meaning: str,
    *,
    example: str,
    required: bool = False,
    unit: str | None = None,
    allowed: list[str] | None = None,
    **checks: Any,
) -> Any:
    """One column of a feed.

    `required` columns must be in the file and filled in every row; the others may be missing or empty.
    `allowed` values are compared after trimming and lower-casing.
    """
    if allowed is not None:
        checks["is_one_of"] = allowed
    return pa.Field(
        description=meaning,
        nullable=not required,
        metadata={"example": example, "unit": unit},
        **checks,
    )


class Feed(Contract):
    """The columns that every record carries."""

    sender_id: Text = delivered(
        "Who issued record_id: the site or laboratory", example="SITE-04", required=True, is_short_text=100
    )
    record_id: Text = delivered(
        "The sender's own id of the record, unique for that sender and feed, kept through every version",
        example="LAB-2026-000123",
        required=True,
        is_short_text=200,
    )
    record_version: Text = delivered(
        "Version of the record, counted up from 1; all records of one id have it or none",
        example="2",
        **WHOLE,
    )
    record_status: Text = delivered(
        "State of this version; empty is read as final. A nullified record stays nullified whatever follows",
        example="corrected",
        allowed=RECORD_STATUSES,
    )
    reported_at: Text = delivered(
        "Instant at which the sender reported this version, ISO 8601 with offset or Z (UTC without either)",
        example="2026-03-02T08:15:00+01:00",
        required=True,
        **DATE_OR_INSTANT,
    )
    patient_id: Text = delivered(
        "Sponsor's pseudonym of the person, the same in every feed",
        example="P-0042",
        required=True,
        is_short_text=100,
    )

    class Config:
        strict = False
        coerce = False  # delivered text stays as it is


class PatientFeed(Feed):
    """Who the person is, as far as a rule needs it. One row a person and version."""

    site_id: Text = delivered("Treating site", example="SITE-04", is_short_text=100)
    sex: Text = delivered(
        "Sex as used for reference ranges", example="F", allowed=["f", "m", "female", "male", "unknown"]
    )
    birth_year: Text = delivered("Year of birth", example="1974", **YEAR)
    treatment_experience: Text = delivered(
        "Treated for HIV before", example="experienced", allowed=["naive", "experienced", "unknown"]
    )
    has_gilbert_syndrome: Text = delivered(
        "Gilbert syndrome known before treatment", example="no", allowed=["yes", "no", "unknown"]
    )
    prior_opportunistic_disease: Text = delivered(
        "Opportunistic diseases known before the first dose, separated by semicolons",
        example="cryptococcosis",
    )
    died_on: Text = delivered("Date of death", example="2026-05-30", **PARTIAL_DATE_OR_INSTANT)


class InfusionFeed(Feed):
    """One administration of ibalizumab. One row an administration and version."""

    site_id: Text = delivered("Where it was given", example="SITE-04", is_short_text=100)
    started_at: Text = delivered(
        f"Start, {LOCAL_TIME}; a date alone when the time is not known",
        example="2026-03-01T09:30:00+01:00",
        required=True,
        **DATE_OR_INSTANT,
    )
    ended_at: Text = delivered(
        "End of the administration; without an offset it has that of the start",
        example="2026-03-01T10:02:00+01:00",
        **DATE_OR_INSTANT,
    )
    dose_mg: Text = delivered("Amount given", example="2000", required=True, unit="mg", **AMOUNT)
    method: Text = delivered("Diluted infusion or undiluted push", example="infusion", allowed=["infusion", "push"])
    action_taken: Text = delivered(
        "What was done because of a reaction",
        example="none",
        allowed=["none", "slowed", "interrupted", "stopped", "unknown"],
    )
    observed_minutes: Text = delivered("Observation after the end", example="60", unit="min", **AMOUNT)


class VitalSignFeed(Feed):
    """One reading of one vital sign. One row a reading and version."""

    measured_at: Text = delivered(
        f"When it was read, {LOCAL_TIME}", example="2026-03-01T09:45:00+01:00", required=True, **DATE_OR_INSTANT
    )
    sign: Text = delivered(
        "What was read",
        example="systolic_pressure",
        required=True,
        allowed=[
            "systolic_pressure",
            "diastolic_pressure",
            "heart_rate",
            "respiratory_rate",
            "oxygen_saturation",
            "temperature",
        ],
    )
    value: Text = delivered("The reading", example="118", required=True, **DECIMAL)
    unit: Text = delivered(
        "mm[Hg] or kPa, /min, %, Cel or [degF], and their common spellings", example="mm[Hg]", required=True
    )
    phase: Text = delivered("Place in the infusion", example="pre", allowed=["pre", "during", "post"])


class AdverseEventFeed(Feed):
    """One adverse event. One row an event and version."""

    site_id: Text = delivered("Reporting site", example="SITE-04", is_short_text=100)
    verbatim_term: Text = delivered("The reporter's words", example="itchy rash on both arms", required=True)
    preferred_term: Text = delivered("MedDRA preferred term", example="Rash")
    started_at: Text = delivered(
        f"Onset: {LOCAL_TIME}, date, month (2026-03) or year; empty when not known",
        example="2026-03-01T10:10:00+01:00",
        **PARTIAL_DATE_OR_INSTANT,
    )
    ended_at: Text = delivered("Resolution, as precisely as known", example="2026-03-03", **PARTIAL_DATE_OR_INSTANT)
    severity_grade: Text = delivered("Severity 1 to 5 (CTCAE or DAIDS)", example="2", allowed=["1", "2", "3", "4", "5"])
    is_serious: Text = delivered("Serious by the reporter", example="no", allowed=["yes", "no", "unknown"])
    seriousness: Text = delivered(
        "Criteria met, separated by semicolons: death, life_threatening, hospitalisation, disability, "
        "congenital_anomaly, important_medical_event",
        example="hospitalisation",
    )
    outcome: Text = delivered(
        "How it ended",
        example="recovered",
        allowed=["recovered", "recovering", "not_recovered", "recovered_with_sequelae", "fatal", "unknown"],
    )
    action_taken: Text = delivered(
        "What was done with ibalizumab",
        example="none",
        allowed=["none", "slowed", "interrupted", "stopped", "unknown"],
    )
    reported_causality: Text = delivered(
        "Relation to ibalizumab as the reporter sees it",
        example="possible",
        allowed=["related", "probable", "possible", "unlikely", "not_related", "unknown"],
    )
    first_aware_at: Text = delivered(
        "When anybody in the company, or acting for it, first knew what this version says (UTC without an offset); "
        "day 0 is the earliest of it, reported_at and receipt",
        example="2026-03-02T07:40:00+01:00",
        **DATE_OR_INSTANT,
    )
    aware_party: Text = delivered("Who that was", example="distribution partner", is_short_text=200)
    reporter: Text = delivered(
        "Who reported it", example="physician", allowed=["physician", "pharmacist", "other_professional", "consumer"]
    )
    is_ind_study: Text = delivered("From a study under an IND", example="no", allowed=["yes", "no", "unknown"])


class MedicationFeed(Feed):
    """One medicine taken or given, ibalizumab excepted. One row a medicine and version."""

    medicine: Text = delivered("Generic name", example="dolutegravir", required=True, is_short_text=300)
    role: Text = delivered(
        "Why Vigil needs to know of it",
        example="antiretroviral",
        allowed=["antiretroviral", "concomitant", "premedication", "reaction_treatment"],
    )
    route: Text = delivered(
        "Route",
        example="oral",
        allowed=["oral", "intravenous", "intramuscular", "subcutaneous", "inhaled", "topical", "other"],
    )
    started_at: Text = delivered("Start, as precisely as known", example="2026-03-08", **PARTIAL_DATE_OR_INSTANT)
    ended_at: Text = delivered(
        "End, as precisely as known; empty when ongoing", example="2026-09-01", **PARTIAL_DATE_OR_INSTANT
    )
    indication: Text = delivered("Why it was given", example="HIV-1 infection")


class LabResultFeed(Feed):
    """One laboratory result. One row a result and version."""

    laboratory_id: Text = delivered("Laboratory that measured it", example="LAB-CENTRAL", is_short_text=100)
    collected_at: Text = delivered(
        f"Collection, {LOCAL_TIME}; a date alone when the time is not known",
        example="2026-03-01T08:50:00+01:00",
        required=True,
        **DATE_OR_INSTANT,
    )
    analyte: Text = delivered(
        "Name or local code of the analyte", example="neutrophils", required=True, is_short_text=200
    )
    loinc: Text = delivered("LOINC code; it decides where it and the name disagree", example="751-8", is_loinc=True)
    value: Text = delivered(
        "Result as reported: a number, with <, <=, > or >= before it and a letter flag behind it where it has them",
        example="<0.2",
        required=True,
        **RESULT,
    )
    decimal_mark: Text = delivered("The mark in value and limits", example=".", allowed=[".", ","])
    unit: Text = delivered("Unit as reported; UCUM preferred, common spellings accepted", example="10*9/L")
    lower_limit: Text = delivered("Lower limit of the reference range, in unit", example="1.8", **LIMIT)
    upper_limit: Text = delivered("Upper limit of the reference range, in unit", example="7.7", **LIMIT)
    is_fasting: Text = delivered("Collected fasting", example="yes", allowed=["yes", "no", "unknown"])

    class Config:
        uses_its_decimal_mark = {"numbers": ["value", "lower_limit", "upper_limit"]}  # noqa: RUF012


class AntibodyTestFeed(Feed):
    """One test for antibodies to ibalizumab. One row a test and version."""

    collected_at: Text = delivered(
        f"Collection, {LOCAL_TIME}; a date alone when the time is not known",
        example="2026-03-01T08:50:00+01:00",
        required=True,
        **DATE_OR_INSTANT,
    )
    antibody_result: Text = delivered(
        "Antibodies to ibalizumab found or not, after confirmation where the assay has it",
        example="negative",
        required=True,
        allowed=["negative", "positive", "indeterminate"],
    )
    titre: Text = delivered("Reciprocal titre of a positive sample", example="40", unit="{titer}", **AMOUNT)
    is_neutralising: Text = delivered("Neutralising", example="no", allowed=["yes", "no", "unknown"])
    assay: Text = delivered("Assay and its version", example="bridging ELISA, version 2", is_short_text=200)
    drug_level_ug_per_ml: Text = delivered(
        "Ibalizumab in the same sample: much of it can hide antibodies", example="31.5", unit="ug/mL", **AMOUNT
    )


FEEDS: dict[str, type[Feed]] = {
    "patient": PatientFeed,
    "infusion": InfusionFeed,
    "vital_sign": VitalSignFeed,
    "adverse_event": AdverseEventFeed,
    "medication": MedicationFeed,
    "lab_result": LabResultFeed,
    "antibody_test": AntibodyTestFeed,
}
NEEDED_FEEDS = ("infusion", "lab_result")
