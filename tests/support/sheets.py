"""An office's own records as text, workbook or Parquet, and mappings written for a test."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl import Workbook

Rows = Sequence[Sequence[object]]


def write_csv(path: Path, header: Sequence[str], rows: Rows) -> Path:
    """Write rows as comma-separated text."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([header, *rows])
    path.write_text(out.getvalue(), "utf-8")
    return path


def write_workbook(path: Path, header: Sequence[str], rows: Rows) -> Path:
    """Write rows as the only sheet of a workbook; dates and numbers as such."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [header, *rows]:
        sheet.append(list(row))
    book.save(path)
    return path


def write_parquet(path: Path, header: Sequence[str], rows: Rows) -> Path:
    """Write rows as Parquet; a column's type is that of its values."""
    columns = zip(*rows, strict=True)
    pq.write_table(pa.table([pa.array(c) for c in columns], names=list(header)), path)
    return path


def mapping(facts: Mapping[str, str | Mapping[str, object]], **settings: object) -> str:
    """Write a mapping: fact -> column, or fact -> column and how its values are written."""
    lines = [f"{key} = {_toml(value)}" for key, value in {**DEFAULTS, **settings}.items() if value]
    for fact, how in facts.items():
        entry = {"column": how} if isinstance(how, str) else how
        lines += [
            "",
            f"[fact.{fact}]",
            *(f"{key} = {_toml(value)}" for key, value in entry.items()),
        ]
    return "\n".join(lines) + "\n"


DEFAULTS = {"name": "clients", "key": "ID", "recorded_on": "SEEN"}


def _toml(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value).lower()
