"""A ledger as plain rows in memory, so that a test can change any of them and verify again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from evenhand.ledger.opening import Ledger
from evenhand.ledger.stores.store import ALL_ENTRIES, ALL_NODES, ALL_PARTS, Row, Session

TABLES = {ALL_ENTRIES: "entries", ALL_PARTS: "parts", ALL_NODES: "nodes"}


@dataclass
class Shelf:
    """The rows of a ledger; a store that can only be read from end to end."""

    origin: str
    entries: list[Row] = field(default_factory=list)
    parts: list[Row] = field(default_factory=list)
    nodes: list[Row] = field(default_factory=list)
    place = "shelf"

    @classmethod
    def of(cls, ledger: Ledger) -> Shelf:
        """Copy a real ledger."""
        with ledger.store.reading() as session:
            return cls(ledger.origin, *(list(session.stream(statement)) for statement in TABLES))

    @property
    def ledger(self) -> Ledger:
        """The ledger that these rows are."""
        return Ledger(self, self.origin)  # type: ignore[arg-type]

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Read the rows as they are now, in the order of their keys, as a database gives them."""
        yield self  # type: ignore[misc]

    def stream(self, statement: str) -> Iterator[Row]:
        """Give one table."""
        rows: list[Row] = getattr(self, TABLES[statement])
        return iter(sorted(rows, key=lambda row: row[:2] if statement != ALL_ENTRIES else row[:1]))

    def damage(self) -> list[str]:
        """Say nothing: rows in memory have no pages."""
        return []

    def weaknesses(self) -> list[str]:
        """Say nothing: rows in memory have no guards."""
        return []
