"""A workbook whose bytes depend on its cells alone: openpyxl and zip would write the time of day into it."""

import io
import re
import zipfile

from openpyxl import Workbook

SOME_TIME = "2026-01-01T00:00:00Z"
EARLIEST_IN_ZIP = (1980, 1, 1, 0, 0, 0)


def workbook_bytes(sheet_name: str, lines: list[list[str]]) -> bytes:
    """One sheet of text cells; empty cells are left out."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(sheet_name)
    for line in lines:
        sheet.append([cell or None for cell in line])
    buffer = io.BytesIO()
    workbook.save(buffer)
    return _without_time(buffer.getvalue())


def _without_time(content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as written, zipfile.ZipFile(buffer, "w") as fixed:
        for name in sorted(written.namelist()):
            part = written.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", SOME_TIME.encode(), part)
            fixed.writestr(zipfile.ZipInfo(name, EARLIEST_IN_ZIP), part, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
