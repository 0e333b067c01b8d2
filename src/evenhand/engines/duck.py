"""DuckDB sessions with the settings Evenhand relies on."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import duckdb

Connection = duckdb.DuckDBPyConnection
# What the engine raises for a file that is not what it is said to be.
FileError: tuple[type[Exception], ...] = (duckdb.IOException, duckdb.InvalidInputException)
# What the engine raises when the disk is full, cannot be written, or memory and spill run out.
DiskError: tuple[type[Exception], ...] = (duckdb.IOException, duckdb.OutOfMemoryException)
AnyError = duckdb.Error
WriteError: tuple[type[Exception], ...] = (*DiskError, OSError)

# Once this process was confined, the one session that all later ones are parts of.
_confined: list[Connection] = []

# What a process has beside the engine: Python, Arrow, and what the allocator has not given back.
BESIDE = 1 << 30
LEAST = 256 << 20
USUAL_MEMORY = 8 << 30
LOOK_EVERY = 0.25


def connect(
    memory_limit: str | None = None, threads: int | None = None, temp: Path | None = None
) -> Connection:
    """Open an in-memory DuckDB session that talks to nobody and spills to ``temp``.

    ``memory_limit`` is DuckDB's own notation ("4GB"), by default the engine's share of what a
    process usually may have; ``threads`` defaults to the machine's.
    In a process that was confined it is a part of the one session there is, and both are its own.
    Extensions are neither fetched nor loaded by themselves: confidential work must not depend
    on, or be visible to, a host outside.
    """
    if _confined:
        return _confined[0].cursor()
    return _engine(memory_limit, threads, temp)


def _engine(memory_limit: str | None, threads: int | None, temp: Path | None) -> Connection:
    con = duckdb.connect(
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "temp_directory": str(temp or Path(tempfile.gettempdir()) / f"evenhand-{os.getpid()}"),
        }
    )
    limit = memory_limit or engine_share(usual_memory())
    con.execute(f"SET memory_limit = {literal(limit)}")
    if threads:
        con.execute(f"SET threads = {int(threads)}")
    con.execute("SET enable_progress_bar = false")
    return con


def confine(
    folders: Iterable[Path],
    databases: Mapping[str, Path] | None = None,
    memory_limit: str | None = None,
) -> None:
    """From now on let every session of this process read these folders and nothing else.

    For a process that strangers send requests to: whatever gets into a statement reads no other
    file, loads nothing and changes no setting. All sessions then share one engine, with its memory
    and its threads, so that opening one takes no time; what each makes for itself stays its own.
    ``databases`` are attached, to be read, under their names. Sessions that are open in another
    thread keep the engine they have; there is no moment in which a session is not confined.
    """
    con = _engine(memory_limit, None, None)
    listed = ", ".join(literal(f"{folder.resolve()}{os.sep}") for folder in folders)
    con.execute("SET parquet_metadata_cache = true")
    con.execute(f"SET allowed_directories = [{listed}]")
    con.execute("SET enable_external_access = false")
    con.execute("SET lock_configuration = true")
    for called, path in (databases or {}).items():
        con.execute(f"ATTACH {literal(path)} AS {name(called)} (READ_ONLY)")
    # The one before is not closed, which would close the sessions of others: it ends with them.
    _confined[:] = [con]


def set_free() -> None:
    """Undo the confinement, for a process that does other work afterwards."""
    while _confined:
        _confined.pop().close()


def usual_memory() -> int:
    """Give the memory a process may have unless told otherwise: 8 GiB, or 3/4 of a smaller machine.

    A machine that does not tell its memory is taken to have enough.
    """
    try:
        there = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return USUAL_MEMORY
    return min(USUAL_MEMORY, there * 3 // 4)


def engine_share(memory: int) -> str:
    """Give the engine's own limit, in its notation, in a process that may have ``memory`` bytes.

    The engine's limit does not cover all that it takes, so it gets three quarters of the rest.
    """
    return f"{max(LEAST, (memory - BESIDE) * 3 // 4) >> 20}MiB"


def run_telling(con: Connection, statement: str, tell: Callable[[float], None]) -> None:
    """Run one statement; ``tell`` hears now and then which share of it is done, from 0 to 1.

    The engine guesses that share, and while it cannot, nothing is told.
    """
    con.execute("SET enable_progress_bar = true")
    con.execute("SET enable_progress_bar_print = false")
    try:
        with ThreadPoolExecutor(1) as other:
            running = other.submit(con.execute, statement)
            try:
                _watch(con, running, tell)
            except BaseException:
                con.interrupt()
                raise
    finally:
        # Only once the other thread is done: a session does one thing at a time.
        con.execute("SET enable_progress_bar = false")


def _watch(con: Connection, running: Future[Connection], tell: Callable[[float], None]) -> None:
    while not running.done():
        try:
            running.result(LOOK_EVERY)
        except TimeoutError:
            share = con.query_progress() / 100
            if 0 < share <= 1:
                tell(share)
    running.result()


def is_interrupt(error: BaseException | None) -> bool:
    """Whether an error is Ctrl-C, which inside the engine comes back as its own kind of error."""
    told = isinstance(error, RuntimeError | duckdb.InterruptException)
    return isinstance(error, KeyboardInterrupt) or (told and "interrupted" in str(error).lower())


def literal(value: object) -> str:
    """Write a text as an SQL literal."""
    return "'" + str(value).replace("'", "''") + "'"


def name(identifier: str) -> str:
    """Write a name as a quoted SQL identifier."""
    return '"' + identifier.replace('"', '""') + '"'


def version() -> str:
    """Give the version of the driver, for manifests."""
    return str(duckdb.__version__)
