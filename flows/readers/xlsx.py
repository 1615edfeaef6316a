"""XLSX: the first sheet as text. Row 1 is its header; dates become ISO, whole numbers have no point.

A date of Excel at midnight is read as a date without time, for Excel does not tell the two apart.
"""

from pathlib import Path

import fastexcel
import pyarrow as pa
import pyarrow.compute as pc
from duckdb import DuckDBPyConnection, DuckDBPyRelation

from flows.readers.reading import MAX_SHEET_BYTES, Part, Reading, Refused, arrow_schema, clean_header
from flows.readers.unpack import check_zip

_MIDNIGHT = r"^([0-9]{4}-[0-9]{2}-[0-9]{2}) 00:00:00$"


def read_xlsx(path: Path) -> Reading:
    """Read the first sheet of a workbook; blank rows are none, unnamed empty columns neither."""
    check_zip(path, MAX_SHEET_BYTES)
    try:
        sheet = fastexcel.read_excel(path).load_sheet(0, header_row=None, skip_rows=0, dtypes="string")
        table = pa.Table.from_batches([sheet.to_arrow()])
    except fastexcel.FastExcelError as error:
        raise Refused("is not a workbook that can be read. Save it again as .xlsx.") from error
    if not table.num_rows:
        raise Refused("is empty. The first row of the first sheet must name the columns.")
    header = [column[0].as_py() for column in table.columns]
    named = [index for index, name in enumerate(header) if name or table.column(index).null_count < table.num_rows]
    cells = [pc.replace_substring_regex(table.column(index), _MIDNIGHT, r"\1") for index in named]
    return Reading("xlsx", clean_header([header[index] for index in named]), [_part(cells)])


def _part(columns: list[pa.ChunkedArray]) -> Part:
    def part(con: DuckDBPyConnection, _scratch: Path) -> DuckDBPyRelation:
        n_rows = len(columns[0])
        nothing = pa.nulls(n_rows, pa.string())
        numbers = pa.array(range(1, n_rows + 1), pa.int64())
        rows = pa.table([*columns, nothing, nothing, numbers], schema=arrow_schema(len(columns))).slice(1)
        is_blank = pc.equal(1, 1)
        for column in columns:
            is_blank = pc.and_(is_blank, pc.is_null(column.slice(1)))
        return con.from_arrow(rows.filter(pc.invert(is_blank)))

    return part
