"""Exports a ledger to one file that others can verify, and backs a ledger up while it is in use."""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import groupby
from pathlib import Path

from evenhand.ledger.checkpoint import Checkpoint
from evenhand.ledger.note import VerifierKey
from evenhand.ledger.opening import Ledger, is_server, opened
from evenhand.ledger.stores.sqlite import SqliteStore, told
from evenhand.ledger.stores.store import ALL_ENTRIES, ALL_PARTS, Session
from evenhand.ledger.verifying import Verdict, verify
from evenhand.terms.refusal import BadLedger

FORMAT = "evenhand export v1"


def export(
    ledger: Ledger, signed: Checkpoint, key: VerifierKey, out: Path, *, content: bool
) -> None:
    """Write every entry up to a checkpoint; the content only if it is asked for."""
    draft = out.with_name(f".{out.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with (
            os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file,
            ledger.store.reading() as session,
        ):
            file.write(_line({"format": FORMAT, "origin": ledger.origin, "content": content}))
            for fields in _entries(session, signed.size, content=content):
                file.write(_line(fields))
            file.write(_line({"checkpoint": signed.written, "key": str(key)}))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(out)
    finally:
        draft.unlink(missing_ok=True)


def _line(fields: dict[str, object]) -> str:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")) + "\n"


def _entries(session: Session, count: int, *, content: bool) -> Iterator[dict[str, object]]:
    parts = groupby(session.stream(ALL_PARTS), key=lambda row: row[0]) if content else iter(())
    of, group = next(parts, (None, iter(())))
    for number, text, _ in session.stream(ALL_ENTRIES):
        if number > count:
            return
        fields: dict[str, object] = {"leaf": text}
        if content:
            fields["parts"] = {}
        if content and of == number:
            fields["parts"] = {name: {"salt": s, "body": b} for _, name, s, b in group}
            of, group = next(parts, (None, iter(())))
        yield fields


def back_up(place: str, out: Path) -> Verdict:
    """Copy a ledger file while others write to it; the copy is verified before it has its name."""
    if is_server(place):
        raise BadLedger(
            "A ledger on a PostgreSQL server is backed up with the server's own tools.",
            "Use pg_dump --schema=evenhand_ledger as its owner, or continuous archiving.",
        )
    if out.exists():
        raise BadLedger(f"{out} is there already.", "A backup never overwrites a file.")
    source = SqliteStore(Path(place))
    draft = out.with_name(f".{out.name}.{secrets.token_hex(4)}")
    try:
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        _copy(source, draft)
        with opened(os.fspath(draft)) as ledger:
            verdict = verify(ledger)
        if verdict.faults:
            raise BadLedger(
                f"The backup does not verify: {verdict.faults[0]}. It was not kept.",
                "Run `evenhand ledger verify` on the ledger itself.",
            )
        _rest(draft)
        draft.replace(out)
        return verdict
    finally:
        source.close()
        for leftover in (draft, Path(f"{draft}-wal"), Path(f"{draft}-shm")):
            leftover.unlink(missing_ok=True)


def _copy(source: SqliteStore, draft: Path) -> None:
    try:
        with closing(source.connect()) as live, closing(sqlite3.connect(draft)) as copy:
            live.backup(copy)
    except sqlite3.Error as error:
        raise told(os.fspath(draft), error, committing=False) from error


def _rest(draft: Path) -> None:
    """Fold the log into the file, so that the one file is the whole backup, and reach the disk."""
    try:
        with closing(sqlite3.connect(draft, isolation_level=None)) as copy:
            copy.execute("PRAGMA journal_mode = delete").fetchone()
    except sqlite3.Error as error:
        raise told(os.fspath(draft), error, committing=False) from error
    with draft.open("rb+") as file:
        os.fsync(file.fileno())


def copy_tables(live: Path, copy: Path) -> None:
    """Copy any SQLite file while others write to it, for its owner alone; the copy is sound."""
    os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        with closing(sqlite3.connect(live)) as source, closing(sqlite3.connect(copy)) as made:
            source.backup(made)
    except sqlite3.Error as error:
        raise told(os.fspath(copy), error, committing=False) from error
    _rest(copy)
    check_tables(copy)


def check_tables(file: Path) -> None:
    """Refuse a file of tables that is damaged."""
    try:
        with closing(sqlite3.connect(f"file:{file}?immutable=1", uri=True)) as tables:
            found = tables.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.Error as error:
        found = (str(error),)
    if found != ("ok",):
        raise BadLedger(f"{file.name} is damaged: {found[0]}.", "Take another backup.")
