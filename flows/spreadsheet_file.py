"""Tables as CSV and as XLSX that hold no formula, and whose bytes depend on the cells alone.

The workbook is written here and not by a library: openpyxl takes text that begins with = for a formula and writes the
moment of writing into the file. Text is an inline string, a number a number, a day a day; text that a spreadsheet would
run gets an apostrophe before it in both, because a workbook is saved as CSV sooner or later.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from dashboards.spreadsheet_text import defused

Cell = str | int | float | Decimal | bool | date | None
LONGEST_CELL = 32_767
"""Characters that a cell of a workbook can hold; ECMA-376 has no limit, but Excel does."""
CUT = " [cut here: the CSV has all of it]"
FIRST_DAY = date(1899, 12, 30)
BEFORE_TIME = (1980, 1, 1, 0, 0, 0)
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="3"><xf/><xf numFmtId="164" applyNumberFormat="1"/><xf fontId="1" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)
DAY_STYLE, HEADER_STYLE = 1, 2


class Sheet(NamedTuple):
    """A table with its name; every row has as many cells as the header."""

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def csv_bytes(sheet: Sheet) -> bytes:
    """A table as CSV (RFC 4180): UTF-8, days as 2026-03-01."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")  # with a line feed alone, Python leaves a carriage return unquoted
    writer.writerow(map(defused, sheet.header))
    writer.writerows([_csv_cell(cell) for cell in row] for row in sheet.rows)
    return text.getvalue().encode()


def xlsx_bytes(sheets: Sequence[Sheet]) -> bytes:
    """Tables as a workbook, one sheet each, the header frozen."""
    parts = {
        "[Content_Types].xml": _content_types(len(sheets)),
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": _workbook(sheets),
        "xl/_rels/workbook.xml.rels": _relations(
            [*(("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)), ("styles", "styles.xml")]
        ),
        "xl/styles.xml": STYLES,
        **{f"xl/worksheets/sheet{n}.xml": _worksheet(sheet) for n, sheet in enumerate(sheets, start=1)},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, BEFORE_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            packed.writestr(entry, content.encode())
    return out.getvalue()


def is_workbook(path: Path) -> bool:
    """Whether a file is to be a workbook. Raises ValueError, a sentence, for what is neither that nor CSV."""
    if path.suffix.lower() not in {".csv", ".xlsx"}:
        raise ValueError(f"{path.name} is neither .csv nor .xlsx: the ending says which is written.")
    return path.suffix.lower() == ".xlsx"


def _csv_cell(cell: Cell) -> Cell:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, date):
        return cell.isoformat()
    return cell if isinstance(cell, int | float | Decimal) else defused(cell)


def _content_types(n_sheets: int) -> str:
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    overrides = [("/xl/workbook.xml", "sheet.main"), ("/xl/styles.xml", "styles")]
    overrides += [(f"/xl/worksheets/sheet{n}.xml", "worksheet") for n in range(1, n_sheets + 1)]
    said = "".join(f'<Override PartName="{name}" ContentType="{kinds}.{kind}+xml"/>' for name, kind in overrides)
    return (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{said}</Types>'
    )


def _relations(targets: Iterable[tuple[str, str]]) -> str:
    said = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, start=1)
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{said}</Relationships>'


def _workbook(sheets: Sequence[Sheet]) -> str:
    said = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{n}" r:id="rId{n}"/>' for n, sheet in enumerate(sheets, start=1)
    )
    return f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{said}</sheets></workbook>'


def _worksheet(sheet: Sheet) -> str:
    rows = [_row([_text(name, HEADER_STYLE) for name in sheet.header])]
    rows += [_row([_xlsx_cell(cell) for cell in row]) for row in sheet.rows]
    frozen = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    return (
        f'{HEAD}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">{frozen}</sheetView></sheetViews>'
        f"<sheetData>{''.join(rows)}</sheetData></worksheet>"
    )


def _row(cells: Iterable[str]) -> str:
    return f"<row>{''.join(cells)}</row>"


def _xlsx_cell(cell: Cell) -> str:
    if cell is None or cell == "":
        return "<c/>"
    if isinstance(cell, bool):
        return _text("yes" if cell else "no")
    if isinstance(cell, date):
        return f'<c s="{DAY_STYLE}"><v>{(cell - FIRST_DAY).days}</v></c>'
    if isinstance(cell, int | float | Decimal):
        return f"<c><v>{cell}</v></c>"
    return _text(cell)


def _text(text: str, style: int = 0) -> str:
    safe = NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", defused(text))
    if len(safe) > LONGEST_CELL:
        safe = safe[: LONGEST_CELL - len(CUT)] + CUT
    written = escape(safe, {"\r": "&#13;", "\t": "&#9;", "\n": "&#10;"})
    styled = f' s="{style}"' if style else ""
    return f'<c t="inlineStr"{styled}><is><t xml:space="preserve">{written}</t></is></c>'
