"""A ledger in one SQLite file: the default, for one machine."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from evenhand.ledger import leaf, merkle
from evenhand.ledger.stores import faults
from evenhand.ledger.stores.store import SCHEMA, Row, Session
from evenhand.terms.refusal import BadLedger, NoRoom, Refusal

APPLICATION = 1163281492
VERSION = 1
WAIT = 10  # seconds for another writer to end
# FULL, not the NORMAL that is often advised: with NORMAL a power cut loses acknowledged entries.
SETTINGS = (
    ("journal_mode", "wal"),
    ("synchronous", "full"),
    ("fullfsync", "on"),  # macOS alone; there fsync does not reach the disk
    ("checkpoint_fullfsync", "on"),
    ("foreign_keys", "on"),
    ("recursive_triggers", "on"),  # without it INSERT OR REPLACE deletes behind the triggers
    ("secure_delete", "on"),
    ("trusted_schema", "on"),  # the guards call Evenhand's functions
    ("temp_store", "memory"),
)
_DESTROYED_BY = """
    SELECT min(number) FROM entries
    WHERE instr(leaf, char(10) || 'act destroy' || char(10)) > 0
    AND instr(leaf, char(10) || 'destroys ' || ? || ' ' || ? || char(10)) > 0"""
_KEYED = (
    "SELECT number, leaf FROM entries WHERE instr(leaf, char(10) || 'key ') > 0 ORDER BY number"
)

_ALLOWED = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_RECURSIVE,
    sqlite3.SQLITE_TRANSACTION,
}
_ADDED_TO = {"ledger", "entries", "parts", "nodes"}
_ASKED = {"integrity_check", "wal_checkpoint"}


def allowed(action: int, first: str | None, *_: str | None) -> int:
    """Let through only reading, adding, and taking parts away: no statement can do more."""
    good = (
        action in _ALLOWED
        or (action == sqlite3.SQLITE_INSERT and first in _ADDED_TO)
        or (action == sqlite3.SQLITE_DELETE and first == "parts")
        or (action == sqlite3.SQLITE_PRAGMA and first in _ASKED)
    )
    return sqlite3.SQLITE_OK if good else sqlite3.SQLITE_DENY


def _node(left: str | None, right: str | None) -> str | None:
    if left is None or right is None:
        return None
    return merkle.node(bytes.fromhex(left), bytes.fromhex(right)).hex()


FUNCTIONS: tuple[tuple[str, int, Callable[..., str | None]], ...] = (
    ("evenhand_leaf_hash", 1, leaf.leaf_hash),
    ("evenhand_commitment", 3, leaf.commitment),
    ("evenhand_before_the_first", 1, leaf.before_the_first),
    ("evenhand_node", 2, _node),
)


class SqliteSession:
    """One transaction on the file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, statement: str, *values: object) -> list[Row]:
        """Give all rows of an answer."""
        return self._connection.execute(statement, values).fetchall()

    def stream(self, statement: str) -> Iterator[Row]:
        """Give the rows of a long answer as they come."""
        return iter(self._connection.execute(statement))

    def add(self, statement: str, *values: object) -> None:
        """Carry out an INSERT."""
        self._connection.execute(statement, values)

    def destroyed_by(self, number: int, name: str) -> int | None:
        """Give the number of the entry that destroys a part, if there is one."""
        found: int | None = self.rows(_DESTROYED_BY, number, name)[0][0]
        return found

    def keyed(self) -> list[Row]:
        """Give number and leaf of the entries that bring a signing key."""
        return self.rows(_KEYED)

    def destroy(self, number: int, name: str) -> None:
        """Take away one part of an entry."""
        self._connection.execute("DELETE FROM parts WHERE number = ? AND name = ?", (number, name))


class SqliteStore:
    """A ledger file, opened."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.place = os.fspath(path)
        if not path.is_file():
            raise faults.missing(self.place)
        with self._told():
            self._connection = self._opened()

    def connect(self) -> sqlite3.Connection:
        """Open the file, which must be there."""
        address = f"file:{quote(os.fspath(self.path.absolute()))}?mode=rw"
        return sqlite3.connect(address, uri=True, timeout=WAIT, isolation_level=None)

    def _opened(self) -> sqlite3.Connection:
        connection = self.connect()
        found = [connection.execute(f"PRAGMA {what}").fetchone()[0] for what in
                 ("application_id", "user_version")]  # fmt: skip
        if found != [APPLICATION, VERSION]:
            connection.close()
            raise faults.another_thing(self.place)
        for name, value in SETTINGS:
            connection.execute(f"PRAGMA {name} = {value}")
        if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            connection.close()
            raise NoRoom(
                f"The ledger {self.place} cannot keep its log beside it. {faults.NOTHING}",
                "Put it on a local disk: a network folder cannot hold a ledger safely.",
            )
        for name, arguments, function in FUNCTIONS:
            connection.create_function(name, arguments, function, deterministic=True)
        connection.set_authorizer(allowed)
        return connection

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Look at one state of the ledger."""
        with self._told():
            self._connection.execute("BEGIN")
            try:
                yield SqliteSession(self._connection)
            finally:
                self._roll_back()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Be the only writer; when this ends without an error, all of it is on the disk."""
        with self._told():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield SqliteSession(self._connection)
            except BaseException:
                self._roll_back()
                raise
        with self._told(committing=True):
            try:
                self._connection.execute("COMMIT")
            except BaseException:
                self._roll_back()
                raise

    def _roll_back(self) -> None:
        # Where SQLite has rolled back by itself, or the disk is gone, there is nothing more to do.
        if self._connection.in_transaction:
            with suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")

    @contextmanager
    def _told(self, *, committing: bool = False) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise told(self.place, error, committing=committing) from error
        except UnicodeDecodeError as error:
            raise faults.broken(self.place, "it holds text that is not text") from error

    def weaknesses(self) -> list[str]:
        """Say which guards and tables are not those Evenhand made."""
        with self.reading() as session:
            found = _objects(session.rows(_OBJECTS))
        expected = _expected()
        return sorted(
            [f"{name} is missing or was changed" for name, _ in expected - found]
            + [f"{name} does not belong there" for name, _ in found - expected]
        )

    def damage(self) -> list[str]:
        """Say what SQLite finds broken in the file; on a connection of its own, in any thread."""
        with self._told(), closing(self._opened()) as connection:
            found = connection.execute("PRAGMA integrity_check(20)").fetchall()
        return [said for (said,) in found if said != "ok"]

    def scrub(self) -> None:
        """Empty the log, where what was destroyed may still stand; the file itself is clean."""
        with self._told():
            (busy, *_) = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise NoRoom(
                f"The entry is recorded and the content is gone, but {self.place}-wal still has "
                "a copy, because another program is reading.",
                "It goes when the last program that has the ledger open closes it.",
            )

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


_OBJECTS = "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL"


def _objects(rows: list[Row]) -> set[tuple[str, str]]:
    return {(name, sql) for name, sql in rows}


def _expected() -> set[tuple[str, str]]:
    with sqlite3.connect(":memory:") as plain:
        plain.executescript((SCHEMA / "sqlite.sql").read_text("utf-8"))
        found = _objects(plain.execute(_OBJECTS).fetchall())
    plain.close()
    return found


def make(path: Path) -> None:
    """Make an empty ledger file, which only this account may read."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        raise BadLedger(f"{path} is there already.", "A ledger is never overwritten.") from None
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.executescript(f"BEGIN;{(SCHEMA / 'sqlite.sql').read_text('utf-8')}COMMIT;")
    except sqlite3.Error as error:
        path.unlink()
        raise told(os.fspath(path), error, committing=False) from error
    finally:
        connection.close()


def told(place: str, error: sqlite3.Error, *, committing: bool) -> Refusal:
    """Put an error of SQLite into words."""
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    said = str(error)
    known: dict[int, Callable[[], Refusal]] = {
        sqlite3.SQLITE_CONSTRAINT: lambda: faults.guarded(place, said),
        sqlite3.SQLITE_AUTH: lambda: faults.guarded(place, said),
        sqlite3.SQLITE_FULL: lambda: faults.full(place, committing=committing),
        sqlite3.SQLITE_BUSY: lambda: faults.busy(place),
        sqlite3.SQLITE_LOCKED: lambda: faults.busy(place),
        sqlite3.SQLITE_READONLY: lambda: faults.read_only(place),
        sqlite3.SQLITE_CANTOPEN: lambda: faults.failing(place, said, committing=committing),
        sqlite3.SQLITE_CORRUPT: lambda: faults.broken(place, said),
        sqlite3.SQLITE_NOTADB: lambda: faults.another_thing(place),
    }
    given = known.get(code)
    return given() if given else faults.failing(place, said, committing=committing)
