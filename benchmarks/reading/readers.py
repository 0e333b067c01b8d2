"""The readers compared: one file to string Parquet, and a file of what was not loaded.

All write Snappy Parquet of 24 text columns; pyarrow's writer for those that hand out Arrow, so
that what differs is the reading.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from benchmarks.measure import peak_mb, timed
from benchmarks.reading.court_file import COLUMNS
from evenhand.engines.duck import connect, literal
from evenhand.records.account import RejectSink, fingerprint
from evenhand.records.delimited import open_unquoted

OVERFLOW = 8


def written(batches: Iterable[pa.RecordBatch], schema: pa.Schema, out: Path) -> None:
    """Write batches as one Parquet file."""
    with pq.ParquetWriter(out, schema) as writer:
        for batch in batches:
            writer.write_batch(batch)


def evenhand(file: Path, out: Path, rejects: Path) -> None:
    """Evenhand: fingerprinted, every line accounted for, with its row number."""
    reading = open_unquoted(fingerprint(file))
    with RejectSink(rejects) as sink:
        written(reading.batches(sink), reading.schema, out)


def pyarrow_streaming(file: Path, out: Path, rejects: Path) -> None:
    """pyarrow's own streaming reader, its invalid rows kept with their text."""
    kept: list[tuple[int, int, str]] = []

    def keep(row: Any) -> str:
        kept.append((row.expected_columns, row.actual_columns, row.text))
        return "skip"

    stream = pa.csv.open_csv(
        file,
        pa.csv.ReadOptions(encoding="latin1", block_size=4 << 20),
        pa.csv.ParseOptions(
            delimiter="\t", quote_char=False, double_quote=False, invalid_row_handler=keep
        ),
        pa.csv.ConvertOptions(
            column_types=dict.fromkeys(COLUMNS, pa.string()), strings_can_be_null=False
        ),
    )
    written(stream, stream.schema, out)
    wanted, found, texts = zip(*kept, strict=True) if kept else ((), (), ())
    pq.write_table(pa.table({"wanted": wanted, "found": found, "raw": texts}), rejects)


def duckdb_overflow(file: Path, out: Path, rejects: Path) -> None:
    """DuckDB with columns that catch what is too much, and a second scan for the rejects."""
    columns = ", ".join(f"'{c}': 'VARCHAR'" for c in (*COLUMNS, *_overflow()))
    source = (
        f"read_csv({literal(file)}, delim='\t', header=false, skip=1, quote='', escape='', "
        "nullstr=chr(2), encoding='latin-1', auto_detect=false, strict_mode=false, "
        f"null_padding=true, columns={{{columns}}})"
    )
    whole = f"{COLUMNS[-1]} IS NOT NULL AND _ov0 IS NULL"
    con = connect()
    con.execute(
        f"COPY (SELECT {', '.join(COLUMNS)} FROM {source} WHERE {whole}) TO {literal(out)} "
        "(FORMAT parquet)"
    )
    con.execute(
        f"COPY (SELECT * FROM {source} WHERE NOT ({whole})) TO {literal(rejects)} (FORMAT parquet)"
    )
    con.close()


def _overflow() -> list[str]:
    return [f"_ov{n}" for n in range(OVERFLOW)]


WAYS = {
    "evenhand": ("Evenhand open_unquoted", evenhand),
    "pyarrow": ("pyarrow open_csv, streaming", pyarrow_streaming),
    "duckdb": ("DuckDB with overflow columns", duckdb_overflow),
}


def one_run(way: str, file: str, out: str) -> dict[str, Any]:
    """Read the file once against the clock."""
    says, read = WAYS[way]
    rejects = Path(out).with_suffix(".rejects.parquet")
    measured: dict[str, Any] = timed(lambda: read(Path(file), Path(out), rejects))
    return {**measured, "peak_mb": peak_mb(), "says": says}
