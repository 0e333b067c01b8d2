"""Bringing a reading's rows into the engine, and completing a table of facts."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa

from evenhand.docket.catalogue import Catalogue
from evenhand.docket.derive import to_derive
from evenhand.engines.duck import Connection, literal, name
from evenhand.records.account import RejectSink
from evenhand.records.reading import Reading


def load(
    con: Connection, table: str, reading: Reading, rejects: RejectSink, select: str = "*"
) -> None:
    """Make temp ``table`` from every row a reading loads; its rejects go to ``rejects``.

    ``select`` is the list of expressions over the reading's text columns and ``row``.
    """
    with _streamed(con, reading, rejects) as stream:
        con.execute(f"CREATE OR REPLACE TEMP TABLE {name(table)} AS SELECT {select} FROM {stream}")


def copy_rows(
    con: Connection, path: Path, reading: Reading, rejects: RejectSink, select: str
) -> None:
    """Write the same to a Parquet file, so that a file of any size takes little memory."""
    with _streamed(con, reading, rejects) as stream:
        con.execute(f"COPY (SELECT {select} FROM {stream}) TO {literal(path)} (FORMAT parquet)")


@contextmanager
def _streamed(con: Connection, reading: Reading, rejects: RejectSink) -> Iterator[str]:
    """Give the name under which the engine can read the rows of a reading, once."""
    raised: list[BaseException] = []
    batches = _watched(reading.batches(rejects), raised)
    con.register("stream_of_rows", pa.RecordBatchReader.from_batches(reading.schema, batches))
    try:
        yield "stream_of_rows"
    except Exception:
        # What goes wrong in the stream comes back as the engine's own error, in words only.
        if raised:
            raise raised[0] from None
        raise
    finally:
        con.unregister("stream_of_rows")


def _watched(
    batches: Iterator[pa.RecordBatch], raised: list[BaseException]
) -> Iterator[pa.RecordBatch]:
    try:
        yield from batches
    except GeneratorExit:
        raise
    except BaseException as error:
        raised.append(error)
        raise


def trimmed(column: str) -> str:
    """Write a text column with its blanks gone: an empty cell, or one space, is no value."""
    return f"nullif(trim({name(column)}), '')"


def with_facts_to_derive(supplied: Collection[str], catalogue: Catalogue) -> str:
    """Write the fact columns that a derivation is given, NULL for those not supplied."""
    wanted = set(to_derive(supplied, catalogue))
    return _listed(supplied, [c for c in _typed(catalogue) if c[0] in wanted])


def with_all_facts(supplied: Collection[str], catalogue: Catalogue) -> str:
    """Write the list of all fact columns, NULL for those that are not among the supplied."""
    return _listed(supplied, _typed(catalogue))


def _typed(catalogue: Catalogue) -> list[tuple[str, str]]:
    return [(column, fact.column_type) for fact in catalogue.values() for column in fact.columns]


def _listed(supplied: Collection[str], columns: list[tuple[str, str]]) -> str:
    have = set(supplied)
    return ", ".join(
        name(column) if column in have else f"CAST(NULL AS {kind}) AS {name(column)}"
        for column, kind in columns
    )
