"""SAS transport files (version 5): one data set as a table of text."""

import mmap
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat

from flows.readers.reading import MAX_TRANSPORT_BYTES, Refused

_MEMBER = rb"HEADER RECORD\*{7}MEMB(?:ER  |V8  )HEADER RECORD"
_RECORD_BYTES = 80
_ENCODINGS = ("UTF-8", "WINDOWS-1252")


def transported(path: Path) -> tuple[pd.DataFrame, str]:
    """The one data set of a transport file as text, and its name. Refuses a file that is cut off or holds several."""
    size = path.stat().st_size
    if size > MAX_TRANSPORT_BYTES:
        raise Refused(f"has more than {MAX_TRANSPORT_BYTES:,} bytes. Split the domain.")
    n_members = _n_members(path) if size else 0
    if n_members > 1:
        raise Refused(f"holds {n_members} data sets. Send one domain a file.")
    if n_members and size % _RECORD_BYTES:
        raise Refused(f"is cut off: it does not end with a whole record of {_RECORD_BYTES} bytes. Send it again.")
    for encoding in _ENCODINGS:
        try:
            frame, about = pyreadstat.read_xport(str(path), encoding=encoding, disable_datetime_conversion=True)
        except UnicodeDecodeError:
            continue
        except Exception as error:
            raise Refused("is not a SAS transport file of version 5 that can be read.") from error
        return frame.rename(columns=str.upper).apply(as_text), (about.table_name or "").upper()
    raise Refused(f"has text in another encoding than {' or '.join(_ENCODINGS)}.")


def _n_members(path: Path) -> int:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return len(re.findall(_MEMBER, content))


def as_text(column: pd.Series) -> pd.Series:
    """A variable as text: numbers without a needless point, empty where missing."""
    if pd.api.types.is_numeric_dtype(column):
        text = column.map(lambda number: np.format_float_positional(number, trim="-"), na_action="ignore")
        return text.astype("object").where(column.notna(), None)
    filled = column.astype("object").map(lambda value: str(value).rstrip() or None, na_action="ignore")
    return filled.where(filled.notna(), None)
