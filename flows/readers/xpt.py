"""XPT: SAS transport files with an SDTM domain. The mapping is in `flows.readers.sdtm`; what it leaves out is kept too.

SDTM does not tell when a record was reported. The latest full date in the record stands for it, else the latest in
the whole file. Where a study sends a record again with the same dates, the newer delivery decides.
"""

import re
from pathlib import Path

import pandas as pd
import pyarrow as pa
from duckdb import DuckDBPyConnection, DuckDBPyRelation

from flows.readers.reading import Part, Reading, Refused, arrow_schema
from flows.readers.sdtm import BLOOD_SPECIMENS, DOMAINS, IBALIZUMAB_NAMES, Domain
from flows.readers.transport import as_text, transported

_FULL_DATE = r"([0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?).*"
_YEAR = r"^([0-9]{4})"
_OTHER_TREATMENT = "is of another treatment than ibalizumab, by EXTRT"
_MANY_DOSES = "covers several days by EXSTDTC and EXENDTC; send a record for each administration"
_ONE_DAY = pd.Timedelta(days=1)


def read_xpt(path: Path) -> Reading:
    """Read one SDTM domain. Row 2 is its first record, as if it had a header."""
    text, table_name = transported(path)
    code = _domain_code(text, table_name)
    cells = delivered_columns(text, code, DOMAINS[code])
    return Reading("xpt", list(cells.columns), [_part(cells, _rules(text, code))], DOMAINS[code].feed)


def _domain_code(text: pd.DataFrame, table_name: str) -> str:
    codes = set(text.get("DOMAIN", pd.Series(dtype=str)).dropna().unique()) or {table_name}
    if len(codes) > 1:
        raise Refused("has records of more than one SDTM domain. Send one domain a file.")
    (code,) = codes
    if code not in DOMAINS:
        name = f", but {code}" if re.fullmatch("[A-Z0-9]{2,8}", code) else ""
        raise Refused(f"is not one of the SDTM domains {', '.join(DOMAINS)}{name}.")
    needed = {"STUDYID", "USUBJID"} | ({f"{code}SEQ"} if code != "DM" else set())
    missing = sorted(needed - set(text.columns))
    if missing:
        raise Refused(f"has no variable {', '.join(missing)}, without which its records have no names of their own.")
    return code


def delivered_columns(text: pd.DataFrame, code: str, domain: Domain) -> pd.DataFrame:
    """The columns of the feed from the variables of the domain, then every variable that was not taken as it is."""
    delivered = pd.DataFrame(index=text.index)
    delivered["sender_id"] = text["STUDYID"]
    # A record without its number has no id: the contract then says so, and it takes no other's place.
    number = "" if code == "DM" else "-" + text[f"{code}SEQ"]
    delivered["record_id"] = text["USUBJID"] + f"-{code}" + number
    delivered["reported_at"] = latest_dates(text)
    delivered["patient_id"] = text["USUBJID"]
    for column, variables in domain.variables.items():
        delivered[column] = _spelled(_first_filled(text, variables), domain, column)
    if domain.flag_column:
        delivered[domain.flag_column] = _flagged(text, domain.flags)
    if code == "DM":
        delivered["birth_year"] = _birth_year(text)
    if code == "EX":
        delivered["dose_mg"] = _dose_in_mg(text, delivered["dose_mg"])
    if code == "LB":
        delivered["analyte"] = _analyte_of_blood(text, delivered["analyte"])
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


def _spelled(found: pd.Series, domain: Domain, column: str) -> pd.Series:
    words, other = domain.words.get(column, {}), domain.others.get(column)
    return found.map(lambda word: words.get(word.upper(), other or word), na_action="ignore")


def _flagged(text: pd.DataFrame, flags: dict[str, str]) -> pd.Series | None:
    present = {word: text[variable] == "Y" for variable, word in flags.items() if variable in text.columns}
    met = pd.DataFrame(present, index=text.index)
    return met.apply(lambda row: ";".join(met.columns[row]) or None, axis=1) if len(met.columns) else None


def _birth_year(text: pd.DataFrame) -> pd.Series:
    """From the date of birth; else the year of the first dose, or of what came before it, less the age in years."""
    born = _first_filled(text, ("BRTHDTC",)).astype("str").str.extract(_YEAR, expand=False)
    then = _first_filled(text, ("RFSTDTC", "RFICDTC", "DMDTC")).astype("str").str.extract(_YEAR, expand=False)
    age = pd.to_numeric(_first_filled(text, ("AGE",)), errors="coerce")
    in_years = _first_filled(text, ("AGEU",)) == "YEARS"
    return born.where(born.notna(), as_text((pd.to_numeric(then) - age).where(in_years)))


def _dose_in_mg(text: pd.DataFrame, dose: pd.Series) -> pd.Series:
    """The dose; with its unit behind it, so that it is not read, where that is not mg."""
    unit = _first_filled(text, ("EXDOSU",))
    is_mg = unit.astype("str").str.lower() == "mg"
    return dose.where(is_mg | dose.isna(), dose + " " + unit.fillna("(unit missing)"))


def _analyte_of_blood(text: pd.DataFrame, analyte: pd.Series) -> pd.Series:
    """The test's name; with the specimen behind it, so that nobody reads it as one of the blood, where it is none."""
    is_urinalysis = _first_filled(text, ("LBCAT",)).fillna("").str.upper().str.contains("URIN")
    specimen = _first_filled(text, ("LBSPEC",)).fillna(is_urinalysis.map({True: "URINE", False: ""})).str.upper()
    is_blood = (specimen == "") | specimen.str.contains("|".join(BLOOD_SPECIMENS))
    return analyte.where(is_blood, analyte + " (" + specimen + ")")


def _rules(text: pd.DataFrame, code: str) -> list[str | None]:
    """What keeps a whole record from being read, if anything does."""
    rules = pd.Series(None, index=text.index, dtype="object")
    if code == "EX":
        start, end = (_first_filled(text, (name,)).astype("str").str.slice(0, 10) for name in ("EXSTDTC", "EXENDTC"))
        days = pd.to_datetime(end, errors="coerce") - pd.to_datetime(start, errors="coerce")
        rules = rules.mask(days > _ONE_DAY, _MANY_DOSES)
        treatment = _first_filled(text, ("EXTRT",)).fillna("").str.lower()
        rules = rules.mask(~treatment.str.contains("|".join(map(re.escape, IBALIZUMAB_NAMES))), _OTHER_TREATMENT)
    for name, word in ((f"{code}STAT", "NOT DONE"), (f"{code}OCCUR", "N")):
        rules = rules.mask(_first_filled(text, (name,)) == word, f"is of something that did not happen, by {name}")
    return rules.where(rules.notna(), None).tolist()


def _part(cells: pd.DataFrame, rules: list[str | None]) -> Part:
    def part(con: DuckDBPyConnection, _scratch: Path) -> DuckDBPyRelation:
        columns = [pa.array(cells[name], pa.string(), from_pandas=True) for name in cells.columns]
        added = [pa.array(rules, pa.string()), pa.nulls(len(cells), pa.string()), pa.array(range(2, len(cells) + 2))]
        return con.from_arrow(pa.table([*columns, *added], schema=arrow_schema(len(columns))))

    return part
