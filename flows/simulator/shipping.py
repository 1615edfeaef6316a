"""From rows to files: which sender puts which rows into which file, on which day and in which format."""

import csv
import io
import math
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

import pyarrow as pa
import pyarrow.parquet as pq

from flows.simulator.chart import Chart
from flows.simulator.places import Sender
from flows.simulator.workbook import workbook_bytes
from schemas.delivery import FEEDS

SLOW_FEEDS = {"patient", "medication"}
SLOW_DAYS = 28
WORKBOOK_FEEDS = {"patient", "infusion"}
LEFT_OUT = {("LAB-NORD", "decimal_mark"), ("LAB-SUD", "is_fasting"), ("SITE-03", "reported_causality")}
"""Optional columns that a sender does not have."""

REPEATERS = {("SITE-01", "infusion"), ("LAB-SUD", "lab_result")}
REPEATED_ROWS, REPEATED_EVERY = 12, 3
"""These senders put the last rows of the previous file into every third file once more."""

Rows = list[dict[str, str]]


@dataclass(frozen=True)
class Delivery:
    """One file. `day` is when it is dropped into the inbox."""

    name: str
    day: date
    content: bytes


def deliveries(charts: list[Chart], first_day: date, last_day: date) -> list[Delivery]:
    """All files up to the last day, in order of day and name."""
    files = _files(charts, first_day)
    shipped = []
    previous: dict[tuple[str, str], Rows] = {}
    counts: dict[tuple[str, str], int] = defaultdict(int)
    senders = {sender.sender_id: sender for chart in charts for sender in (chart.site, chart.laboratory)}
    for (day, feed, sender_id), rows in sorted(files.items()):
        if day > last_day:
            continue
        key = (sender_id, feed)
        counts[key] += 1
        is_repeating = key in REPEATERS and counts[key] % REPEATED_EVERY == 0
        repeated = previous[key][-REPEATED_ROWS:] if is_repeating else []
        shipped.append(encode(senders[sender_id], feed, day, rows + repeated))
        previous[key] = rows
    return shipped


def _files(charts: list[Chart], first_day: date) -> dict[tuple[date, str, str], Rows]:
    waiting: dict[tuple[date, str, str], Rows] = defaultdict(list)
    for chart in charts:
        for feed, rows in chart.rows.items():
            sender = chart.laboratory if feed == "lab_result" else chart.site
            for row in rows:
                day = row.sent_on or file_day(sender, feed, row.ready_on, first_day)
                waiting[day, feed, sender.sender_id].append(row.fields)
    return waiting


def file_day(sender: Sender, feed: str, ready_on: date, first_day: date) -> date:
    """Day of the first file of the sender that can hold a row that was ready on a day."""
    every = SLOW_DAYS if feed in SLOW_FEEDS else sender.days_between_files
    earliest = (ready_on - first_day).days + 1 + sender.days_late - sender.weekday
    return first_day + timedelta(days=sender.weekday + max(1, math.ceil(earliest / every)) * every)


def encode(sender: Sender, feed: str, day: date, rows: Rows) -> Delivery:
    """One file of a sender, in the sender's format, rows in order of report."""
    columns = [name for name in FEEDS[feed].to_schema().columns if (sender.sender_id, name) not in LEFT_OUT]
    rows = sorted(rows, key=lambda row: (row["reported_at"], row["record_id"]))
    stem = f"{feed}_{sender.sender_id}_{day}"
    if sender.file_format == "parquet":
        cells = {name: [row.get(name) or None for row in rows] for name in columns}
        table = pa.table(cells, pa.schema([(name, pa.string()) for name in columns]))
        buffer = io.BytesIO()
        pq.write_table(table, buffer)
        return Delivery(f"{stem}.parquet", day, buffer.getvalue())
    lines = [columns, *([row.get(name, "") for name in columns] for row in rows)]
    if sender.file_format == "xlsx" and feed in WORKBOOK_FEEDS:
        return Delivery(f"{stem}.xlsx", day, workbook_bytes(feed, lines))
    is_windows = sender.ends_lines_as_windows
    text = csv_text(lines, "\r\n" if is_windows else "\n")
    return Delivery(f"{stem}.csv", day, text.encode("utf-8-sig" if is_windows else "utf-8"))


def csv_text(lines: list[list[str]], line_end: str = "\n") -> str:
    """Lines of cells as comma-separated text."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator=line_end).writerows(lines)
    return buffer.getvalue()
