"""Which people have a page in a night, and under which name."""

from hashlib import sha256

from dashboards.night import OpenNight

PREFIX = "patient-"


def patient_page_name(patient_id: str) -> str:
    """File name of a person's page."""
    return f"{PREFIX}{patient_key(patient_id)}.html"


def patient_key(patient_id: str) -> str:
    """Stands for a person in addresses: a digest (patient_key of marts.patient), since an id comes from outside."""
    return sha256(patient_id.encode()).hexdigest()[:16]


def patient_link(night: OpenNight, patient_id: str | None) -> str | None:
    """The page of a person, or None where the night has none."""
    if patient_id is None:
        return None
    has_page = night.is_live or patient_id in night.people_with_a_page
    return patient_page_name(patient_id) if has_page else None
