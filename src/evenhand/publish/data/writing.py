"""Writing data files: CSV that no spreadsheet takes for a formula, and Parquet, the same rows."""

from __future__ import annotations

import csv
import io

import pyarrow as pa
import pyarrow.parquet as pq

from evenhand.publish.data.columns import DECIMAL, TEXT, WHOLE, DataFile

# A cell that begins so may be run by a spreadsheet; blanks before it are skipped there too.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_KINDS = {TEXT: pa.string(), WHOLE: pa.int64(), DECIMAL: pa.float64()}


def as_csv(file: DataFile) -> bytes:
    """Write a table as CSV in UTF-8, with a header and one spelling for every value."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.name for column in file.columns])
    writer.writerows([_cell(value) for value in row] for row in file.rows)
    return text.getvalue().encode("utf-8")


def _cell(value: str | int | float | None) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value.lstrip(" ").startswith(_FORMULA) else value
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def as_parquet(file: DataFile) -> bytes:
    """Write a table as Parquet: no time, no machine and no person stands in it."""
    columns = list(zip(*file.rows, strict=True)) or [()] * len(file.columns)
    arrays = [
        pa.array(values, _KINDS[column.kind])
        for column, values in zip(file.columns, columns, strict=True)
    ]
    made = pa.table(arrays, names=[column.name for column in file.columns])
    sink = io.BytesIO()
    pq.write_table(made, sink, compression="zstd", store_schema=False, version="2.6")
    return sink.getvalue()
