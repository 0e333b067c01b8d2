"""DuckDB sessions with the settings Evenhand relies on."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import duckdb

Connection = duckdb.DuckDBPyConnection
# What the engine raises for a file that is not what it is said to be.
FileError: tuple[type[Exception], ...] = (duckdb.IOException, duckdb.InvalidInputException)
# What the engine raises when the disk is full, cannot be written, or memory and spill run out.
DiskError: tuple[type[Exception], ...] = (duckdb.IOException, duckdb.OutOfMemoryException)
AnyError = duckdb.Error
WriteError: tuple[type[Exception], ...] = (*DiskError, OSError)


def connect(
    memory_limit: str | None = None, threads: int | None = None, temp: Path | None = None
) -> Connection:
    """Open an in-memory DuckDB session that talks to nobody and spills to ``temp``.

    ``memory_limit`` is DuckDB's own notation ("4GB"); ``threads`` defaults to the machine's.
    Extensions are neither fetched nor loaded by themselves: confidential work must not depend
    on, or be visible to, a host outside.
    """
    con = duckdb.connect(
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "temp_directory": str(temp or Path(tempfile.gettempdir()) / f"evenhand-{os.getpid()}"),
        }
    )
    if memory_limit:
        con.execute(f"SET memory_limit = {literal(memory_limit)}")
    if threads:
        con.execute(f"SET threads = {int(threads)}")
    con.execute("SET enable_progress_bar = false")
    return con


def literal(value: object) -> str:
    """Write a text as an SQL literal."""
    return "'" + str(value).replace("'", "''") + "'"


def name(identifier: str) -> str:
    """Write a name as a quoted SQL identifier."""
    return '"' + identifier.replace('"', '""') + '"'


def version() -> str:
    """Give the version of the driver, for manifests."""
    return str(duckdb.__version__)
