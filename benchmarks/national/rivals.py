"""The court's files read as the public tools for them do: into tables, nothing accounted for."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from benchmarks.measure import peak_mb, timed

TABLES = (
    "A_TblCase",
    "B_TblProceeding",
    "B_TblProceedCharges",
    "tbl_Court_Appln",
    "tbl_CustodyHistory",
    "tbl_Lead_Rider",
)


def pandas(file: Path) -> int:
    """pandas: every column as text, quoting off, lines of another width skipped in silence."""
    import pandas as pd

    table = pd.read_csv(
        file,
        sep="\t",
        dtype=str,
        quoting=csv.QUOTE_NONE,
        encoding="latin-1",
        on_bad_lines="skip",
        low_memory=False,
    )
    return len(table)


def pyarrow(file: Path) -> int:
    """pyarrow: streaming, every column as text, lines of another width skipped."""
    import pyarrow as pa
    import pyarrow.csv

    with file.open("rb") as handle:
        header = handle.readline().decode("latin-1").strip().split("\t")
    stream = pa.csv.open_csv(
        file,
        pa.csv.ReadOptions(encoding="latin1", block_size=4 << 20),
        pa.csv.ParseOptions(
            delimiter="\t", quote_char=False, double_quote=False,
            invalid_row_handler=lambda row: "skip",
        ),
        pa.csv.ConvertOptions(
            column_types=dict.fromkeys(header, pa.string()), strings_can_be_null=False
        ),
    )  # fmt: skip
    return sum(batch.num_rows for batch in stream)


WAYS = {"pandas": pandas, "pyarrow": pyarrow}


def one_run(way: str, records: str) -> dict[str, Any]:
    """Read every table once against the clock, each let go before the next."""
    rows: dict[str, int] = {}

    def read() -> None:
        for table in TABLES:
            rows[table] = WAYS[way](Path(records) / f"{table}.csv")

    measured: dict[str, Any] = timed(read)
    return {**measured, "peak_mb": peak_mb(), "notes": {"rows": rows}}
