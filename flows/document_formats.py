"""The page of the delivery formats, generated from the contracts and from the SDTM mapping."""

from collections.abc import Iterator

from pandera.pandas import Column

from flows.readers.reading import MAX_COLUMNS, MAX_FILE_BYTES, MAX_LINE_BYTES, MAX_SHEET_BYTES
from flows.readers.sdtm import DOMAINS, Domain
from flows.validation import text_checks
from schemas.delivery import FEEDS, FORMAT_VERSION, NEEDED_FEEDS, Feed

INTRODUCTION = f"""# Delivery formats, version {FORMAT_VERSION}

Generated from `schemas/delivery.py` by `make docs`; do not edit.

Drop files into the inbox: CSV with a header (UTF-8, with or without byte order mark; comma, semicolon or tab), Parquet,
XLSX (first sheet), or SAS transport files (version 5) of SDTM domains; `.gz` is accepted for CSV and transport files.
Write a file under a name that begins with a point or ends in `.part` and rename it when it is complete; a file that
still grows is left alone.

- **Which feed a file is** its name says (`lab_result_2026-03-01.csv`: it begins with the feed) or else its columns do.
  A file that fits no feed is refused with a sentence, kept, and listed by `vigil inbox`.
- **Column names** are compared trimmed and without regard to case. Columns that no feed knows are kept beside the row.
- **Needed** from every site: {" and ".join(f"`{feed}`" for feed in NEEDED_FEEDS)}. A night works without the
  others, and says what it could not judge for want of them.
- **Every value is text** and stays as it was sent. A row that breaks a rule below is quarantined whole, with the rule
  in words; it costs no other row, and it comes back by itself when a version of it that keeps the rules arrives.
- **The row number** that evidence cites is the line of a CSV file where the row begins, or the row of a workbook; the
  header is row 1. Parquet and transport files count their first record as row 2.
- **A line of a CSV file that cannot be split** into the header's columns is quarantined whole and costs no other line.
- **Parquet** columns are plain ones, not nested; true and false are read as yes and no. **A workbook's** date without a
  time is a date; what is shown as an error is read as empty.
- **Limits**: {MAX_FILE_BYTES // 1024**3} GiB a file, packed or not; {MAX_SHEET_BYTES // 1024**3} GiB for an unpacked
  workbook and for a transport file; {MAX_LINE_BYTES:,} bytes a line; {MAX_COLUMNS} columns. A larger file is refused.
- **A time of day** belongs with its offset from UTC (or Z). A time without one is a local time and keeps its day. It is
  read at the offset of the person's infusion of that day, else of the nearest time of the person that has one; where
  none has, the clocks are compared as written. An event that so read would lie before the infusion, or more than a day
  after it, is known to the day only: it is judged as its date alone. UTC tells nothing of the clock on the wall. Only
  `reported_at` and `first_aware_at` without an offset are UTC.
- **A corrected record** is the same `sender_id` and `record_id` again, with a higher `record_version` or the status
  `corrected`.
- **Which row of a record is in force**: the higher `record_version` where every row of the record has one, then the
  status (corrected over final over preliminary), then the later `reported_at`, then the later night of receipt. Rows
  that none of these orders stand by the name of their file, then by their line, the later first. One that says the same
  is a re-send and is superseded; one that says something else contradicts the row in force and is quarantined, with the
  file and row that it contradicts, until the record arrives again with a version or a later `reported_at`.
"""


def delivery_formats_page() -> str:
    """Markdown: each feed with each of its columns, then the mapping of SDTM domains."""
    parts = [INTRODUCTION]
    parts += ["\n".join(_feed_section(name, feed)) + "\n" for name, feed in FEEDS.items()]
    parts.append("\n".join(_sdtm_section()) + "\n")
    return "\n".join(parts)


def _feed_section(name: str, feed: type[Feed]) -> Iterator[str]:
    yield f"## {name}"
    yield ""
    yield " ".join((feed.__doc__ or "").split())
    yield ""
    yield "| column | must be filled | meaning | a filled cell that … is quarantined | example |"
    yield "|---|---|---|---|---|"
    for column_name, column in feed.to_schema().columns.items():
        rules = "; ".join(check.rule for check in text_checks(column))
        unit = f" [{column.metadata['unit']}]" if column.metadata["unit"] else ""
        yield (
            f"| `{column_name}` | {_must(column)} | {_cell(column.description + unit)} | {_cell(rules)} | "
            f"`{column.metadata['example']}` |"
        )


def _must(column: Column) -> str:
    return "" if column.nullable else "yes"


def _sdtm_section() -> Iterator[str]:
    yield "## SDTM transport files"
    yield ""
    yield "Of several variables the first filled one is taken; coded words are spelled as above; others are kept."
    yield "`sender_id` is STUDYID, `record_id` is USUBJID, domain and sequence number, `patient_id` is USUBJID."
    yield "SDTM has no instant of report: `reported_at` is the latest date that the record holds."
    yield ""
    yield "| domain | feed | column | variables | words that are spelled otherwise |"
    yield "|---|---|---|---|---|"
    for code, domain in DOMAINS.items():
        for column_name, variables in domain.variables.items():
            words = _words(domain, column_name)
            yield f"| {code} | {domain.feed} | `{column_name}` | {', '.join(variables)} | {words} |"
        if domain.flag_column:
            yield f"| {code} | {domain.feed} | `{domain.flag_column}` | {', '.join(domain.flags)} | {_flags(domain)} |"


def _words(domain: Domain, column_name: str) -> str:
    spelled = dict(domain.words.get(column_name, {}))
    if column_name in domain.others:
        spelled["any other"] = domain.others[column_name]
    return "; ".join(f"{word} → {spelling}" for word, spelling in spelled.items())


def _flags(domain: Domain) -> str:
    return "; ".join(f"{variable} = Y → {word}" for variable, word in domain.flags.items())


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
