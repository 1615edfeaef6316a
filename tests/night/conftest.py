"""A small store with a few drawn deliveries."""

from collections.abc import Callable
from pathlib import Path

import pytest

from flows.store import Store, open_store

INFUSION = """sender_id,record_id,reported_at,patient_id,site_id,started_at,ended_at,dose_mg,method
SITE-1,I1,2026-01-05T12:00:00Z,P1,SITE-1,2026-01-05T09:00:00Z,2026-01-05T09:35:00Z,2000,infusion
SITE-1,I2,2026-01-19T12:00:00Z,P1,SITE-1,2026-01-19T09:00:00Z,2026-01-19T09:20:00Z,800,infusion
SITE-1,I3,2026-01-06T12:00:00Z,P2,SITE-1,2026-01-06T09:00:00Z,2026-01-06T09:35:00Z,2000,infusion
"""
LAB = """sender_id,record_id,reported_at,patient_id,collected_at,analyte,value,unit,lower_limit,upper_limit
LAB-1,L1,2026-01-04T12:00:00Z,P1,2026-01-04T08:00:00Z,neutrophils,3.1,10*9/L,1.8,7.7
LAB-1,L2,2026-01-20T12:00:00Z,P1,2026-01-19T08:00:00Z,neutrophils,0.59,10*9/L,1.8,7.7
LAB-1,L3,2026-01-20T12:00:00Z,P2,2026-01-19T08:00:00Z,neutrophils,2.4,10*9/L,1.8,7.7
LAB-1,L4,2026-01-20T12:00:00Z,P2,2026-02-30T08:00:00Z,neutrophils,2.4,10*9/L,1.8,7.7
"""
CORRECTION = """\
sender_id,record_id,record_status,reported_at,patient_id,collected_at,analyte,value,unit,lower_limit,upper_limit
LAB-1,L2,corrected,2026-01-22T12:00:00Z,P1,2026-01-19T08:00:00Z,neutrophils,5.9,10*9/L,1.8,7.7
LAB-1,L4,corrected,2026-01-22T12:00:00Z,P2,2026-01-28T08:00:00Z,neutrophils,2.4,10*9/L,1.8,7.7
"""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store."""
    return open_store(tmp_path / "store")


@pytest.fixture
def drop(store: Store) -> Callable[[str, str], Path]:
    """`drop("lab_result_1.csv", text)`: a complete file in the inbox."""
    return lambda name, text: drop_file(store, name, text)


def drop_file(store: Store, name: str, text: str) -> Path:
    """Write a file whose last change lies long ago, so that it counts as complete."""
    import os

    path = store.inbox / name
    path.write_text(text, encoding="utf-8")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    return path
