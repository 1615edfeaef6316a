"""Which people have a page in a night, and under which name."""

from hashlib import sha256

from duckdb import DuckDBPyConnection

from dashboards.night import OpenNight
from dashboards.selection import rows_of, selection

PREFIX = "patient-"


def patient_page_name(patient_id: str) -> str:
    """File name of a person's page."""
    return f"{PREFIX}{patient_key(patient_id)}.html"


def patient_key(patient_id: str) -> str:
    """Stands for a person in addresses: a digest (patient_key of marts.patient), since an id comes from outside."""
    return sha256(patient_id.encode()).hexdigest()[:16]


def keys_about(con: DuckDBPyConnection, patient_id: str) -> set[str]:
    """Every key that stands for a person in addresses of a night: the person's own, and those of the person's cases.

    Of each case every id under which it was once known counts: whoever opened it then opened it under that id.
    """
    cases = [row["case_id"] for row in rows_of(con, "signals.case", patient_id=patient_id)]
    aliases = selection(con, "signals.case_alias", case_id=cases).select("alias_id").fetchall()
    return {patient_key(patient_id), *map(case_key, cases), *(case_key(alias_id) for (alias_id,) in aliases)}


def case_key(case_id: str) -> str:
    """Stands for a case in addresses (case_key of marts.case_name, work_key of marts.case_work)."""
    return sha256(case_id.encode()).hexdigest()[:16]


def patient_link(night: OpenNight, patient_id: str | None) -> str | None:
    """The page of a person, or None where the night has none."""
    if patient_id is None:
        return None
    has_page = night.is_live or patient_id in night.people_with_a_page
    return patient_page_name(patient_id) if has_page else None
