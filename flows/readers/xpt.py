"""XPT: SAS transport files with an SDTM domain. The mapping is in `flows.readers.sdtm`; what it leaves out is kept too.

SDTM does not tell when a record was reported. The latest full date in the record stands for it, else the latest in
the whole file. Where a study sends a record again with the same dates, the newer delivery decides.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyreadstat
from duckdb import DuckDBPyConnection, DuckDBPyRelation

from flows.readers.reading import MAX_TRANSPORT_BYTES, Part, Reading, Refused, arrow_schema
from flows.readers.sdtm import DOMAINS, IBALIZUMAB_NAMES, Domain

_FULL_DATE = r"([0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?).*"
_OTHER_TREATMENT = "is of another treatment than ibalizumab, by EXTRT"


def read_xpt(path: Path) -> Reading:
    """Read one SDTM domain. Row 2 is its first record, as if it had a header."""
    if path.stat().st_size > MAX_TRANSPORT_BYTES:
        raise Refused(f"has more than {MAX_TRANSPORT_BYTES:,} bytes. Split the domain.")
    try:
        frame, about = pyreadstat.read_xport(str(path), disable_datetime_conversion=True)
    except Exception as error:
        raise Refused("is not a SAS transport file of version 5 that can be read.") from error
    text = frame.rename(columns=str.upper).apply(as_text)
    code = _domain_code(text, about.table_name)
    cells = delivered_columns(text, code, DOMAINS[code])
    return Reading("xpt", list(cells.columns), [_part(cells, _rules(text, code))], DOMAINS[code].feed, len(cells))


def _domain_code(text: pd.DataFrame, table_name: str | None) -> str:
    codes = set(text.get("DOMAIN", pd.Series(dtype=str)).dropna().unique()) or {(table_name or "").upper()}
    if len(codes) > 1:
        raise Refused("has records of more than one SDTM domain. Send one domain a file.")
    (code,) = codes
    if code not in DOMAINS:
        raise Refused(f"is not one of the SDTM domains {', '.join(DOMAINS)}.")
    missing = sorted({"STUDYID", "USUBJID"} - set(text.columns))
    if missing:
        raise Refused(f"has no variable {', '.join(missing)}, which every SDTM domain has.")
    return code


def as_text(column: pd.Series) -> pd.Series:
    """A variable as text: numbers without a needless point, empty where missing."""
    if pd.api.types.is_numeric_dtype(column):
        text = column.map(lambda number: np.format_float_positional(number, trim="-"), na_action="ignore")
        return text.astype("object").where(column.notna(), None)
    filled = column.astype("object").map(lambda value: str(value).rstrip() or None, na_action="ignore")
    return filled.where(filled.notna(), None)


def delivered_columns(text: pd.DataFrame, code: str, domain: Domain) -> pd.DataFrame:
    """The columns of the feed from the variables of the domain, then every variable that was not taken as it is."""
    delivered = pd.DataFrame(index=text.index)
    delivered["sender_id"] = text["STUDYID"]
    sequence = text.get(f"{code}SEQ", pd.Series("", index=text.index)).fillna("")
    delivered["record_id"] = (text["USUBJID"] + f"-{code}-" + sequence).str.removesuffix("-")
    delivered["reported_at"] = latest_dates(text)
    delivered["patient_id"] = text["USUBJID"]
    for column, variables in domain.variables.items():
        words = domain.words.get(column, {})
        delivered[column] = _first_filled(text, variables).map(
            lambda word, words=words: words.get(word.upper(), word), na_action="ignore"
        )
    if domain.flag_column:
        delivered[domain.flag_column] = _flagged(text, domain.flags)
    if code == "DM":
        delivered["birth_year"] = _birth_year(text)
    if code == "EX":
        delivered["dose_mg"] = _dose_in_mg(text, delivered["dose_mg"])
    rest = text.rename(columns=str.lower)
    return delivered.join(rest[[name for name in rest.columns if name not in delivered.columns]])


def latest_dates(text: pd.DataFrame) -> pd.Series:
    """The latest full date or instant of each record, else of the whole file."""
    dates = text[[name for name in text.columns if name.endswith("DTC")]]
    full = dates.apply(lambda column: column.astype("str").str.extract(f"^{_FULL_DATE}$", expand=False))
    latest = full.max(axis=1) if len(full.columns) else pd.Series(None, index=text.index, dtype="object")
    return latest.fillna(latest.max()) if latest.notna().any() else latest


def _first_filled(text: pd.DataFrame, variables: tuple[str, ...]) -> pd.Series:
    found = pd.Series(None, index=text.index, dtype="object")
    for variable in variables:
        if variable in text.columns:
            found = found.where(found.notna(), text[variable])
    return found


def _flagged(text: pd.DataFrame, flags: dict[str, str]) -> pd.Series | None:
    present = {word: text[variable] == "Y" for variable, word in flags.items() if variable in text.columns}
    met = pd.DataFrame(present, index=text.index)
    return met.apply(lambda row: ";".join(met.columns[row]) or None, axis=1) if len(met.columns) else None


def _birth_year(text: pd.DataFrame) -> pd.Series:
    """From the date of birth; else the year of the first dose less the age then, in years."""
    born = _first_filled(text, ("BRTHDTC",)).astype("str").str.slice(0, 4)
    started = pd.to_numeric(_first_filled(text, ("RFSTDTC",)).astype("str").str.slice(0, 4), errors="coerce")
    age = pd.to_numeric(_first_filled(text, ("AGE",)), errors="coerce")
    in_years = _first_filled(text, ("AGEU",)) == "YEARS"
    return born.where(born.notna(), as_text((started - age).where(in_years)))


def _dose_in_mg(text: pd.DataFrame, dose: pd.Series) -> pd.Series:
    """The dose; with its unit behind it, so that it is not read, where that is not mg."""
    unit = _first_filled(text, ("EXDOSU",))
    is_mg = unit.astype("str").str.lower() == "mg"
    return dose.where(is_mg | dose.isna(), dose + " " + unit.fillna("(unit missing)"))


def _rules(text: pd.DataFrame, code: str) -> list[str | None]:
    if code != "EX":
        return [None] * len(text)
    treatments = _first_filled(text, ("EXTRT",)).fillna("").str.lower()
    return [
        None if any(name in treatment for name in IBALIZUMAB_NAMES) else _OTHER_TREATMENT for treatment in treatments
    ]


def _part(cells: pd.DataFrame, rules: list[str | None]) -> Part:
    def part(con: DuckDBPyConnection, _scratch: Path) -> DuckDBPyRelation:
        columns = [pa.array(cells[name], pa.string(), from_pandas=True) for name in cells.columns]
        added = [
            pa.array(rules, pa.string()),
            pa.nulls(len(cells), pa.string()),
            pa.array(range(2, len(cells) + 2)),
        ]
        return con.from_arrow(pa.table([*columns, *added], schema=arrow_schema(len(columns))))

    return part
