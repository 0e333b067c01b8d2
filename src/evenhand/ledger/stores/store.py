"""What a ledger asks of a database, and the statements it asks in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

Row = tuple[Any, ...]
SCHEMA = Path(__file__).parents[1] / "schema"


class Session(Protocol):
    """One transaction. Values stand as ``?`` in a statement."""

    def rows(self, statement: str, *values: object) -> list[Row]:
        """Give all rows of an answer."""

    def stream(self, statement: str) -> Iterator[Row]:
        """Give the rows of a long answer as they come."""

    def add(self, statement: str, *values: object) -> None:
        """Carry out an INSERT."""

    def destroyed_by(self, number: int, name: str) -> int | None:
        """Give the number of the entry that destroys a part, if there is one."""

    def keyed(self) -> list[Row]:
        """Give number and leaf of the entries that bring a signing key."""

    def destroy(self, number: int, name: str) -> None:
        """Take away one part of an entry, which an entry must have said."""


class Store(Protocol):
    """A database that holds one ledger. One thread uses it at a time."""

    place: str  # shown to people; never a password

    def reading(self) -> AbstractContextManager[Session]:
        """Look at one state of the ledger, however long it takes."""

    def writing(self) -> AbstractContextManager[Session]:
        """Be the only writer; when this ends without an error, all of it is on the disk."""

    def weaknesses(self) -> list[str]:
        """Say which guards are missing or could be turned off from here."""

    def damage(self) -> list[str]:
        """Say what the database finds broken in its own files."""

    def scrub(self) -> None:
        """Take what was destroyed off the disk, as far as the database can."""

    def close(self) -> None:
        """Let go of the database."""


ORIGIN = "SELECT origin FROM ledger"
HEAD = "SELECT number, leaf, hash FROM entries ORDER BY number DESC LIMIT 1"
ENTRY = "SELECT number, leaf, hash FROM entries WHERE number = ?"
PARTS = "SELECT name, salt, body FROM parts WHERE number = ? ORDER BY name"
NODE = "SELECT hash FROM nodes WHERE level = ? AND place = ?"
ENTRIES_AFTER = "SELECT number, leaf, hash FROM entries WHERE number > ? ORDER BY number LIMIT ?"
ALL_ENTRIES = "SELECT number, leaf, hash FROM entries ORDER BY number"
ALL_PARTS = "SELECT number, name, salt, body FROM parts ORDER BY number, name"
ALL_NODES = "SELECT level, place, hash FROM nodes ORDER BY level, place"
OF_CASE = "SELECT number FROM parts WHERE name = 'case' AND body = ? ORDER BY number"
NAME_LEDGER = "INSERT INTO ledger (id, origin) VALUES (1, ?)"
ADD_ENTRY = "INSERT INTO entries (number, leaf, hash) VALUES (?, ?, ?)"
ADD_PART = "INSERT INTO parts (number, name, salt, body) VALUES (?, ?, ?, ?)"
ADD_NODE = "INSERT INTO nodes (level, place, hash) VALUES (?, ?, ?)"
