"""Opens a ledger by its place: the path of a file, or the address of a server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from evenhand.ledger.stores import sqlite
from evenhand.ledger.stores.sqlite import SqliteStore
from evenhand.ledger.stores.store import HEAD, NODE, ORIGIN, Session, Store
from evenhand.terms.refusal import BadLedger

SERVER = ("postgresql://", "postgres://")
DRIVER = BadLedger(
    "A ledger on a PostgreSQL server needs the package psycopg.",
    "Install evenhand[postgres], or run Evenhand by its launcher, which brings it.",
)


@dataclass(frozen=True)
class Ledger:
    """One ledger: where it is kept and the name it has for good."""

    store: Store
    origin: str

    @property
    def place(self) -> str:
        """Where it is kept, as shown to people."""
        return self.store.place


def is_server(place: str) -> bool:
    """Whether a place is the address of a server."""
    return place.startswith(SERVER)


def open_store(place: str) -> Store:
    """Open the database of a ledger."""
    return _server_store(place) if is_server(place) else SqliteStore(Path(place))


# The driver of a server is slow to load and not always installed; nobody without one needs it.
def _server_store(address: str) -> Store:
    try:
        from evenhand.ledger.stores.postgres import PostgresStore
    except ImportError:
        raise DRIVER from None
    return PostgresStore(address)


def make_store(place: str, owner: str) -> None:
    """Make an empty database for a ledger; on a server its owner does that."""
    if not is_server(place):
        sqlite.make(Path(place))
        return
    try:
        from evenhand.ledger.stores import postgres
    except ImportError:
        raise DRIVER from None
    postgres.make(owner, place)


def remove_store(place: str) -> None:
    """Take away a database that was made just now and holds no entry; a server's stays."""
    if not is_server(place):
        for ending in ("", "-wal", "-shm"):
            Path(f"{place}{ending}").unlink(missing_ok=True)


@contextmanager
def opened(place: str) -> Iterator[Ledger]:
    """Open a ledger, and let go of it afterwards."""
    store = open_store(place)
    try:
        with store.reading() as session:
            named = session.rows(ORIGIN)
        if not named:
            raise BadLedger(
                f"The ledger {store.place} was begun and never opened.",
                "Making it was interrupted: remove it, and make it again.",
            )
        yield Ledger(store, named[0][0])
    finally:
        store.close()


def size(session: Session) -> int:
    """Give the number of entries."""
    head = session.rows(HEAD)
    return int(head[0][0]) if head else 0


def finder(session: Session) -> Callable[[int, int], bytes]:
    """Give the subtrees of the stored tree, for proofs."""

    def find(level: int, place: int) -> bytes:
        if level == 0:
            found = session.rows("SELECT hash FROM entries WHERE number = ?", place + 1)
        else:
            found = session.rows(NODE, level, place)
        if not found:
            raise BadLedger(
                f"The ledger's tree lacks a node ({level}, {place}).",
                "Run `evenhand ledger verify`: it says what else is wrong.",
            )
        return bytes.fromhex(found[0][0])

    return find
