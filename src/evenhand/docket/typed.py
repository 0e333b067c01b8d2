"""Facts typed by hand: one case, or a table of examples, read and derived like any record."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from evenhand.docket.catalogue import Catalogue, Fact
from evenhand.docket.derive import derive
from evenhand.docket.snapshot import Known, known_facts
from evenhand.engines.duck import connect, name
from evenhand.terms.refusal import BadInput
from evenhand.terms.span import Span, count_span, date_span

Typed = Mapping[str, Any]


def read_facts_file(path: Path) -> dict[str, Any]:
    """Load a TOML file of ``fact = value`` lines; ``as_of`` may stand among them."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise BadInput(
            f"There is no file {path}.",
            "Name a text file with one fact a line, such as: usc_child = true",
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(
            f"{path.name} is not TOML: {error}",
            "Write one fact a line, such as: entered_on = 2009-05-01",
        ) from None


def known_from(typed: Sequence[Typed], catalogue: Catalogue) -> list[dict[str, Known]]:
    """Read typed facts and derive from them, all rows at once.

    Values: true or false; a date, or "2001", "2001-05", "1998 at the latest"; a number, or
    "at least 2". Raises BadInput naming the fact that cannot be read.
    """
    rows = [columns_of(item, catalogue) for item in typed]
    con = connect(threads=1)
    columns = [(column, f.column_type) for f in catalogue.values() for column in f.columns]
    described = ", ".join(f"{name(column)} {kind}" for column, kind in columns)
    con.execute(f"CREATE TEMP TABLE typed (case_id VARCHAR, recorded_on DATE, {described})")
    marks = ", ".join("?" * (len(columns) + 2))
    values = [[str(n), None, *(row.get(c) for c, _ in columns)] for n, row in enumerate(rows)]
    if values:
        con.executemany(f"INSERT INTO typed VALUES ({marks})", values)
    derive(con, "typed", "made", catalogue)
    known = [known_facts(con, "made", str(n), catalogue) for n in range(len(rows))]
    con.close()
    return known


def columns_of(typed: Typed, catalogue: Catalogue) -> dict[str, Any]:
    """Give the values of a docket's columns that typed facts stand for; raises BadInput."""
    row: dict[str, Any] = {}
    for key, value in typed.items():
        fact = catalogue.get(key)
        if fact is None:
            raise BadInput(
                f"There is no fact {key!r}.",
                f"{catalogue.nearest(key)}`evenhand facts` lists them all.",
            )
        row.update(zip(fact.columns, _read(fact, value), strict=True))
    return row


def _read(fact: Fact, value: Any) -> tuple[Any, ...]:
    try:
        if fact.type == "yes-no":
            if not isinstance(value, bool):
                raise ValueError("write true or false")
            return (value,)
        span = _span(fact, value)
    except (ValueError, TypeError) as error:
        raise BadInput(
            f"{fact.name} = {value!r} cannot be read: {error}.", f"The question is: {fact.asks}"
        ) from None
    return (span.low, span.high)


def _span(fact: Fact, value: Any) -> Span:
    if fact.type == "date":
        if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
            return Span(value, value)
        return date_span(str(value))
    if isinstance(value, bool):
        raise ValueError("write a number")
    return count_span(str(value))
