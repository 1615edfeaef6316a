"""SDTM: which variable of which domain becomes which column, and how coded words are spelled in the delivery formats.

Words without an entry are kept as they are, unless `others` says otherwise; the contract then judges them.

Source  CDISC SDTM Implementation Guide 3.4; CDISC controlled terminology for AESEV, AEOUT, ACN, ROUTE, SEX, SPECTYPE,
        VSTESTCD, NY
"""

from dataclasses import dataclass, field

YES_NO = {"Y": "yes", "N": "no", "U": "unknown"}


@dataclass(frozen=True)
class Domain:
    """One SDTM domain as a feed.

    `variables`: column → variables of which the first filled one is taken. `words`: column → spelling of SDTM's words.
    `others`: column → the word for all words of SDTM without a spelling here. `flags`: a variable that is Y → the word
    that it adds to `flag_column`.
    """

    feed: str
    variables: dict[str, tuple[str, ...]]
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)
    flag_column: str | None = None
    flags: dict[str, str] = field(default_factory=dict)


ACTIONS = {
    "DOSE NOT CHANGED": "none",
    "NOT APPLICABLE": "none",
    "DOSE RATE REDUCED": "slowed",
    "DRUG INTERRUPTED": "interrupted",
    "DRUG WITHDRAWN": "stopped",
    "DOSE REDUCED": "unknown",
    "DOSE INCREASED": "unknown",
    "NOT EVALUABLE": "unknown",
}

DOMAINS = {
    "DM": Domain(
        feed="patient",
        variables={"site_id": ("SITEID",), "sex": ("SEX",), "birth_year": ("BRTHDTC",), "died_on": ("DTHDTC",)},
        words={"sex": {"U": "unknown", "UNDIFFERENTIATED": "unknown", "INTERSEX": "unknown"}},
    ),
    "EX": Domain(
        feed="infusion",
        variables={"started_at": ("EXSTDTC",), "ended_at": ("EXENDTC",), "dose_mg": ("EXDOSE", "EXDOSTXT")},
    ),
    "VS": Domain(
        feed="vital_sign",
        variables={
            "measured_at": ("VSDTC",), "sign": ("VSTESTCD",), "value": ("VSORRES",), "unit": ("VSORRESU",),
        },
        words={
            "sign": {
                "SYSBP": "systolic_pressure", "DIABP": "diastolic_pressure", "HR": "heart_rate",
                "PULSE": "heart_rate", "RESP": "respiratory_rate", "OXYSAT": "oxygen_saturation",
                "TEMP": "temperature",
            },
        },
    ),
    "AE": Domain(
        feed="adverse_event",
        variables={
            "verbatim_term": ("AETERM",), "preferred_term": ("AEDECOD",), "started_at": ("AESTDTC",),
            "ended_at": ("AEENDTC",), "severity_grade": ("AETOXGR", "AESEV"), "is_serious": ("AESER",),
            "outcome": ("AEOUT",), "action_taken": ("AEACN",), "reported_causality": ("AEREL",),
        },
        words={
            "severity_grade": {"MILD": "1", "MODERATE": "2", "SEVERE": "3"},
            "is_serious": YES_NO,
            "outcome": {
                "RECOVERED/RESOLVED": "recovered", "RECOVERING/RESOLVING": "recovering",
                "NOT RECOVERED/NOT RESOLVED": "not_recovered",
                "RECOVERED/RESOLVED WITH SEQUELAE": "recovered_with_sequelae",
            },
            "action_taken": ACTIONS,
            "reported_causality": {
                "NONE": "not_related", "NOT RELATED": "not_related", "UNRELATED": "not_related", "N": "not_related",
                "REMOTE": "unlikely", "UNLIKELY RELATED": "unlikely", "POSSIBLY RELATED": "possible",
                "PROBABLY RELATED": "probable", "DEFINITE": "related", "Y": "related",
            },
        },
        flag_column="seriousness",
        flags={
            "AESDTH": "death", "AESLIFE": "life_threatening", "AESHOSP": "hospitalisation",
            "AESDISAB": "disability", "AESCONG": "congenital_anomaly", "AESMIE": "important_medical_event",
        },
    ),
    "CM": Domain(
        feed="medication",
        variables={
            "medicine": ("CMDECOD", "CMTRT"), "route": ("CMROUTE",), "started_at": ("CMSTDTC",),
            "ended_at": ("CMENDTC",), "indication": ("CMINDC",),
        },
        words={
            "route": {
                "ORAL": "oral", "INTRAMUSCULAR": "intramuscular", "SUBCUTANEOUS": "subcutaneous", "TOPICAL": "topical",
                "CUTANEOUS": "topical", "INHALATION": "inhaled", "RESPIRATORY (INHALATION)": "inhaled",
                "INTRAVENOUS": "intravenous", "INTRAVENOUS BOLUS": "intravenous", "INTRAVENOUS DRIP": "intravenous",
            },
        },
        others={"route": "other"},
    ),
    "LB": Domain(
        feed="lab_result",
        variables={
            "laboratory_id": ("LBNAM",), "collected_at": ("LBDTC",), "analyte": ("LBTEST", "LBTESTCD"),
            "loinc": ("LBLOINC",), "value": ("LBORRES",), "unit": ("LBORRESU",), "lower_limit": ("LBORNRLO",),
            "upper_limit": ("LBORNRHI",), "is_fasting": ("LBFAST",),
        },
        words={"is_fasting": YES_NO},
    ),
}  # fmt: skip

IBALIZUMAB_NAMES = ("ibalizumab", "trogarzo", "tmb-355", "tnx-355", "hu5a8")
"""Names under which EXTRT may mean the medicine under surveillance, lower-cased."""

BLOOD_SPECIMENS = ("BLOOD", "SERUM", "PLASMA")
"""Words of which LBSPEC has one where the result is one of the blood; other specimens are named with the analyte."""
