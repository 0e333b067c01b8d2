"""One session of the engine over the inputs: each population is made once, when first asked for."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from evenhand.docket.snapshot import Docket
from evenhand.engines.duck import Connection, connect, engine_share, usual_memory
from evenhand.measures.cells.inputs import Inputs
from evenhand.measures.cells.kinds import make_words

Maker = Callable[["Cells"], None]


class Cells:
    """The inputs opened in the engine. ``made`` are the tables there are by now."""

    def __init__(self, con: Connection, inputs: Inputs) -> None:
        self.con = con
        self.inputs = inputs
        self.made: set[str] = set()
        make_words(con)

    def needs(self, table: str, make: Maker) -> str:
        """Give a working table's name; it is made if it is not there yet."""
        if table not in self.made:
            make(self)
            self.made.add(table)
        return table

    def make(self, table: str, select: str) -> None:
        """Make a working table from a SELECT."""
        self.con.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {select}")

    def number(self, select: str) -> int:
        """Give the one number a SELECT finds."""
        [(found,)] = self.con.execute(select).fetchall()
        return int(found or 0)

    @property
    def docket(self) -> Docket:
        """The docket; whoever asks has looked that there is one."""
        assert self.inputs.docket is not None
        return self.inputs.docket

    @property
    def key(self) -> str:
        """Write the case's key: the court's own are numbers, and numbers are joined faster."""
        return key_of(self.docket, "case_id")


def key_of(docket: Docket, column: str) -> str:
    """Write a column of case numbers as keys to join by."""
    return f"CAST({column} AS BIGINT)" if docket.sources[:1] == ["eoir"] else column


@contextmanager
def session(
    inputs: Inputs, *, memory: int | None = None, threads: int | None = None
) -> Iterator[Cells]:
    """Open a session; what does not fit in memory goes to a folder that vanishes with it."""
    with tempfile.TemporaryDirectory(prefix="evenhand-measure-") as spill:
        con = connect(engine_share(memory or usual_memory()), threads, Path(spill))
        # Which rows come first never matters here, and keeping their order costs memory.
        con.execute("SET preserve_insertion_order = false")
        try:
            for name, table in _tables(inputs).items():
                con.register(name, table)
            yield Cells(con, inputs)
        finally:
            con.close()


def _tables(inputs: Inputs) -> Mapping[str, object]:
    return {f"ledger_{name}": table for name, table in inputs.ledger.items()}
