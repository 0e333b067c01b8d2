"""The bulk review: every case of a docket under each instrument, into one file of findings."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from evenhand.docket.snapshot import Docket
from evenhand.engines.duck import AnyError, Connection, WriteError, connect, literal, version
from evenhand.guidance.instrument import Instrument
from evenhand.review.manifest import (
    Run,
    check_counts,
    described,
    entry,
    manifest_of,
)
from evenhand.review.placing import clear, digest, make_way, put
from evenhand.review.selecting import Days, Kinds, once_each, outside, selects
from evenhand.terms.refusal import BadDocket, NoRoom

# Names are written once a file.
ENUMS = Kinds("ids", "versions", "classes", "levels", "snapshots")
WRITE = "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880"


def review_docket(
    docket: Docket,
    instruments: Sequence[Instrument],
    out: Path,
    *,
    as_of: dt.date | None = None,
    memory_limit: str | None = None,
    tell: Callable[[str, int, int], None] = lambda what, done, of: None,
) -> Run:
    """Review every case of a docket and write the findings; they appear whole or not at all.

    ``as_of`` None reviews each case on the day its record stands for. Beside the findings stands
    ``<name>.manifest.json``: with it and the same docket anyone can repeat the run byte for byte.
    """
    instruments = once_each(instruments)
    if not out.parent.is_dir():
        raise NoRoom(f"There is no folder {out.parent}.", "Make it, or choose another --out.")
    if out.is_dir():
        raise NoRoom(f"{out} is a folder.", "Name a file with --out.")
    make_way(out)
    part = out.with_name(f".{out.name}.part-{os.getpid()}")
    spill = part.with_name(f"{part.name}.spill")
    pieces: list[Path] = []
    con = connect(memory_limit, temp=spill)
    try:
        _refuse_unreadable(con, docket)
        day = as_of or (dt.date.fromisoformat(docket.as_of) if docket.as_of else None)
        facts, days = docket.table("facts"), None if day else _days(con, docket)
        _name_kinds(con, docket, instruments)
        whole = _with_codes(instruments)
        for place, instrument in enumerate(instruments):
            tell(instrument.id, place, len(instruments))
            union = " UNION ALL ".join(
                selects(instrument, facts, docket.snapshot, ENUMS, day, days)
            )
            if len(instruments) == 1:
                con.execute(f"COPY ({union}) TO {literal(part)} ({whole})")
            else:
                pieces.append(part.with_name(f"{part.name}-{place}"))
                con.execute(f"COPY ({union}) TO {literal(pieces[-1])} ({WRITE})")
        if pieces:
            # One thread: several at the seams between instruments would lay out the same rows in
            # other bytes from run to run.
            con.execute("SET threads = 1")
            union = " UNION ALL ".join(_piece(piece) for piece in pieces)
            con.execute(f"COPY ({union}) TO {literal(part)} ({whole})")
        tell("findings written", len(instruments), len(instruments))
        manifest = _manifest(con, docket, instruments, part, day)
        check_counts(docket.folder.name, manifest)
        put(part, out, manifest)
    except WriteError as error:
        raise NoRoom(
            f"The review could not be written: {str(error).splitlines()[0]}",
            "What was there before is untouched. Free some space, or name another --out.",
        ) from None
    except AnyError as error:
        if type(error) is not AnyError:
            raise
        # Damage inside a Parquet file comes without a kind of its own.
        raise _damaged(docket, error) from None
    finally:
        con.close()
        clear(part, spill, *pieces)
    return Run(out, manifest)


def _with_codes(instruments: Sequence[Instrument]) -> str:
    """Write how findings are kept: with the code tables by which their masks are read."""
    metadata = literal(json.dumps([described(i) for i in instruments]))
    return f"{WRITE}, KV_METADATA {{evenhand: {metadata}}}"


def _damaged(docket: Docket, error: Exception) -> BadDocket:
    return BadDocket(
        f"The facts of {docket.folder.name} cannot be read: {str(error).splitlines()[0]}",
        "It was changed after its import, or is damaged. Import the records again.",
    )


def _refuse_unreadable(con: Connection, docket: Docket) -> None:
    """Read the facts once, so that a damaged docket is not taken for a full disk."""
    try:
        row = con.execute(f"SELECT count(*), count(as_of) FROM {docket.table('facts')}").fetchone()
    except AnyError as error:
        raise _damaged(docket, error) from None
    if row != (docket.manifest["tables"]["facts"],) * 2:
        raise BadDocket(
            f"The facts of {docket.folder.name} are not those it was made with.",
            "It was changed after its import, or is damaged. Import the records again.",
        )


def _piece(path: Path) -> str:
    """Write one instrument's findings as a source whose names have their types again."""
    return (
        "SELECT * REPLACE (instrument::ids AS instrument, "
        "instrument_version::versions AS instrument_version, class::classes AS class, "
        "review_level::levels AS review_level, snapshot::snapshots AS snapshot) "
        f"FROM read_parquet({literal(path)})"
    )


def _name_kinds(con: Connection, docket: Docket, instruments: Sequence[Instrument]) -> None:
    """Make the types of the columns that hold names: each name is then written once in a file.

    Over all instruments of a run, so that their findings can stand in one file.
    """
    kinds = {
        "ids": [i.id for i in instruments],
        "versions": [i.full_version for i in instruments],
        "classes": [id for i in instruments for id in i.classes],
        "levels": [level for i in instruments for level in _levels(i)],
        "snapshots": [docket.snapshot],
    }
    for kind, names in kinds.items():
        listed = ", ".join(literal(value) for value in dict.fromkeys(names))
        con.execute(f"CREATE TYPE {kind} AS ENUM ({listed})")


def _levels(instrument: Instrument) -> list[str]:
    return [
        *(item.review_level for item in instrument.classes.values()),
        *(item.review_level for item in instrument.lists.values()),
    ]


def _days(con: Connection, docket: Docket) -> Days | None:
    """Give the first and the last day of the records; None where there is no record."""
    facts = docket.table("facts")
    first, last = con.execute(f"SELECT min(as_of), max(as_of) FROM {facts}").fetchone() or (0, 0)
    dated = isinstance(first, dt.date) and isinstance(last, dt.date)
    return (first, last) if dated else None


def _manifest(
    con: Connection,
    docket: Docket,
    instruments: Sequence[Instrument],
    part: Path,
    day: dt.date | None,
) -> dict[str, Any]:
    counted = con.execute(
        "SELECT instrument, CAST(class AS VARCHAR), count(*) "
        f"FROM read_parquet({literal(part)}) GROUP BY ALL"
    ).fetchall()
    entries = [entry(i, counted, _outside(con, i, part)) for i in instruments]
    engine = {"name": "duckdb", "version": version()}
    made = manifest_of(docket, docket.folder.name, day, engine, entries)
    return {**made, "sha256": digest(part)}


def _outside(con: Connection, instrument: Instrument, part: Path) -> int:
    """Count the cases reviewed on a day on which the instrument did not govern."""
    row = con.execute(
        f"SELECT count(*) FROM read_parquet({literal(part)}) WHERE {outside(instrument)}"
    ).fetchone()
    return int(row[0]) if row else 0
