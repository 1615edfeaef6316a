"""Parquet: every column as text, as DuckDB writes it; true and false as yes and no."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
from duckdb import (
    CaseExpression,
    ColumnExpression,
    ConstantExpression,
    DuckDBPyConnection,
    DuckDBPyRelation,
    Expression,
)

from flows.readers.reading import MAX_FILE_BYTES, Part, Reading, Refused, cell_names, clean_header

FIRST_DATA_ROW = 2


def read_parquet(path: Path) -> Reading:
    """Read a Parquet file of plain columns. Row 2 is its first, as if it had a header."""
    try:
        metadata = pyarrow.parquet.read_metadata(path)
        schema = metadata.schema.to_arrow_schema()
    except (pa.ArrowException, OSError) as error:
        raise Refused("is not a whole Parquet file. Send it again.") from error
    if sum(metadata.row_group(index).total_byte_size for index in range(metadata.num_row_groups)) > MAX_FILE_BYTES:
        raise Refused(f"holds more than {MAX_FILE_BYTES:,} bytes when unpacked, which is the limit.")
    odd = [field.name for field in schema if pa.types.is_nested(field.type) or pa.types.is_binary(field.type)]
    if odd:
        raise Refused(f"has nested or binary columns: {', '.join(odd)}. Send plain columns.")
    columns = clean_header(list(schema.names))
    if "file_row_number" in columns:
        raise Refused("has a column file_row_number, a name that the reader needs itself. Name it otherwise.")
    is_truth = [pa.types.is_boolean(field.type) for field in schema]
    return Reading("parquet", columns, [_part(path, schema.names, is_truth)], n_rows=[metadata.num_rows])


def _part(path: Path, names: list[str], is_truth: list[bool]) -> Part:
    def part(con: DuckDBPyConnection, _scratch: Path) -> DuckDBPyRelation:
        rows = con.read_parquet(str(path), file_row_number=True)
        nothing = ConstantExpression(None).cast("VARCHAR")
        cells = zip(names, is_truth, cell_names(len(names)), strict=True)
        return rows.select(
            *[_text(name, truth).alias(cell) for name, truth, cell in cells],
            (ColumnExpression("file_row_number") + ConstantExpression(FIRST_DATA_ROW)).alias("source_row"),
            nothing.alias("line_rule"),
            nothing.alias("raw_text"),
        )

    return part


def _text(name: str, is_truth: bool) -> Expression:
    column = ColumnExpression(name)
    if not is_truth:
        return column.cast("VARCHAR")
    yes_or_no = CaseExpression(column, ConstantExpression("yes"))
    return yes_or_no.when(~column, ConstantExpression("no"))
