"""A docket of any size for measures: a million synthetic cases imported, repeated as new cases."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb

UNIT = 1_000_000
DAY, REVIEWED = "2012-01-13", "2010-10-01"
INSTRUMENT = "ice-2011-11-17"
# The columns that number a row's case or the row itself; a copy's numbers are shifted.
NUMBERED = {
    "cases": ("case_id",),
    "proceedings": ("case_id", "proceeding_id"),
    "applications": ("case_id", "proceeding_id", "application_id"),
    "ties": ("case_id", "other_case_id", "tie_id"),
}
SHIFT = 1_000_000_000  # above every number that `docket make` gives


def _evenhand(*words: object) -> None:
    command = [sys.executable, "-m", "evenhand", *map(str, words)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def imported(place: Path, cases: int) -> Path:
    """Give a folder with a docket of synthetic cases and its findings; made if it is not there."""
    if not (place / "done").exists():
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        records, court = place / "records", place / "court"
        _evenhand("docket", "make", records, "--cases", cases)
        _evenhand("docket", "import", "eoir", records, "--dated", DAY, "--out", court)
        _evenhand("docket", "import", "tabular", records / "intake.csv",
                  "--mapping", records / "intake.mapping.toml", "--onto", court,
                  "--out", place / "docket")  # fmt: skip
        _evenhand("review", place / "docket", "--instrument", INSTRUMENT, "--as-of", REVIEWED,
                  "--out", place / "findings.parquet")  # fmt: skip
        shutil.rmtree(records)
        shutil.rmtree(court)
        (place / "done").touch()
    return place


def repeated(source: Path, place: Path, cases: int) -> Path:
    """Give a folder with a docket of so many cases: those of ``source``, over and over."""
    if (place / "done").exists():
        return place
    shutil.rmtree(place, ignore_errors=True)
    (place / "docket").mkdir(parents=True)
    con = duckdb.connect()
    con.execute("SET enable_progress_bar = false")
    counts = {}
    for table, numbers in NUMBERED.items():
        counts[table] = _copies(
            con, source / "docket" / f"{table}.parquet", place / "docket" / f"{table}.parquet",
            numbers, cases,
        )  # fmt: skip
    _copies(con, source / "findings.parquet", place / "findings.parquet", ("case_id",), cases)
    manifest = json.loads((source / "docket" / "manifest.json").read_text())
    manifest["tables"] = counts
    (place / "docket" / "manifest.json").write_text(json.dumps(manifest))
    (place / "done").touch()
    return place


def _copies(
    con: duckdb.DuckDBPyConnection, source: Path, out: Path, numbers: tuple[str, ...], cases: int
) -> int:
    """Write a table as often as it takes; the last copy has only the cases still wanted."""
    described = con.execute(f"DESCRIBE SELECT * FROM '{source}'").fetchall()
    kinds = {row[0]: row[1] for row in described}
    whole, rest = divmod(cases, UNIT)
    # A case's number says nothing of its kind, so the lowest stand for a sample.
    cut = f"SELECT CAST(case_id AS BIGINT) FROM '{source.parent / 'cases.parquet'}'"
    last = f"(SELECT quantile_disc(n, {max(rest, 1) / UNIT}) FROM ({cut}) AS t(n))"
    if source.name == "findings.parquet":
        last = last.replace(str(source.parent), str(source.parent / "docket"))
    codes = ""
    if source.name == "findings.parquet":
        [(noted,)] = con.execute(
            f"SELECT decode(value) FROM parquet_kv_metadata('{source}') "
            "WHERE decode(key) = 'evenhand'"
        ).fetchall()
        quoted = noted.replace("'", "''")
        codes = f", KV_METADATA {{evenhand: '{quoted}'}}"
    parts = []
    # One copy after the other: rows stand in the order of their cases, as an import leaves them.
    for copy in range(whole + bool(rest)):
        shifted = ", ".join(
            f"CAST(CAST({column} AS BIGINT) + {copy * SHIFT} AS {kinds[column]}) AS {column}"
            for column in numbers
        )
        some = f" WHERE CAST(case_id AS BIGINT) <= {last}" if copy == whole else ""
        parts.append(f"SELECT * REPLACE ({shifted}) FROM '{source}'{some}")
    con.execute(
        f"COPY ({' UNION ALL '.join(parts)}) TO '{out}' (FORMAT parquet, COMPRESSION zstd{codes})"
    )
    [(count,)] = con.execute(f"SELECT count(*) FROM '{out}'").fetchall()
    return int(count)


def imported_at(place: str, cases: int) -> str:
    """Do ``imported`` in a process of its own."""
    return str(imported(Path(place), cases))


def repeated_at(source: str, place: str, cases: int) -> str:
    """Do ``repeated`` in a process of its own."""
    return str(repeated(Path(source), Path(place), cases))
