"""Cases for tests: put into the engine all at once, drawn at random, and read back plainly."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa

from evenhand.docket.catalogue import Catalogue, Fact
from evenhand.docket.words import packing
from evenhand.engines.duck import Connection, connect
from evenhand.guidance.instrument import Instrument
from evenhand.guidance.tree import Compares, YearsBefore, atoms
from evenhand.review.codes import Codes, codes_of
from evenhand.review.finding import Finding, review_case
from evenhand.review.statement import statement
from evenhand.terms.answer import Answer
from evenhand.terms.span import Span

Known = bool | Span
Facts = dict[str, Known]
Person = tuple[Facts, dt.date]
Row = tuple[Any, ...]

_ARROW = {"BOOLEAN": pa.bool_(), "DATE": pa.date32(), "SMALLINT": pa.int16()}
COLUMNS = "CAST(class AS VARCHAR), possible, yes, unknown, decisive, judged"


def put(con: Connection, catalogue: Catalogue, people: Sequence[Person]) -> None:
    """Make table ``people`` in the form of a docket's facts."""
    columns: dict[str, pa.Array] = {
        "case_id": pa.array([str(n) for n in range(len(people))], pa.string()),
        "as_of": pa.array([day for _, day in people], pa.date32()),
    }
    for fact in catalogue.values():
        ends = list(zip(*(_ends(fact, facts) for facts, _ in people), strict=True))
        for column, values in zip(fact.columns, ends, strict=True):
            columns[column] = pa.array(values, _ARROW[fact.column_type])
    con.register("wide", pa.table(columns))
    words = ", ".join(packing(catalogue))
    con.execute(f"CREATE OR REPLACE TEMP TABLE people AS SELECT *, {words} FROM wide")
    con.unregister("wide")


def _ends(fact: Fact, facts: Facts) -> tuple[Any, ...]:
    known = facts.get(fact.name)
    if isinstance(known, Span):
        return (known.low, known.high)
    return (known,) if not fact.is_span else (None, None)


def engine_rows(
    instrument: Instrument,
    people: Sequence[Person],
    *,
    as_of: dt.date | None = None,
    parameters_on: dt.date | None = None,
) -> list[Row]:
    """Review people with the engine; rows are as ``review.examples.as_row`` gives them."""
    if not people:
        return []
    con = connect(threads=1)
    put(con, instrument.catalogue, people)
    more = {} if parameters_on is None else {"parameters_on": parameters_on}
    review = statement(instrument, "people", as_of, **more)
    rows = con.execute(
        f"SELECT {COLUMNS} FROM ({review}) ORDER BY CAST(case_id AS INTEGER)"
    ).fetchall()
    con.close()
    return rows


def interpreter_rows(
    instrument: Instrument, people: Iterable[Person], *, as_of: dt.date | None = None
) -> list[Row]:
    """Review people one by one; rows are as ``review.examples.as_row`` gives them."""
    codes = codes_for(instrument)
    return [row_of(codes, review_case(instrument, facts, as_of or day)) for facts, day in people]


def row_of(codes: Codes, finding: Finding) -> Row:
    """Give a finding as the engine's row (``as_row`` with the code table made once)."""
    return (
        finding.class_id,
        sum(codes.class_bits[id] for id in finding.possible),
        codes.factor_mask(finding.met(Answer.YES)),
        codes.factor_mask(finding.met(Answer.CANNOT_TELL)),
        sum(codes.fact_bits[fact] for fact in finding.decisive),
        sum(codes.judged_bits[fact] for fact in finding.judged_open),
    )


def differences(
    people: Sequence[Person], one: Sequence[Row], other: Sequence[Row], most: int = 3
) -> list[str]:
    """Give the first few cases on which two readers disagree, so that a failure tells."""
    found = []
    for (facts, day), left, right in zip(people, one, other, strict=True):
        if left != right:
            shown = {fact: str(known) for fact, known in facts.items()}
            found.append(f"on {day}, of {shown}: {left} but {right}")
        if len(found) == most:
            break
    return found


_codes: dict[str, Codes] = {}


def codes_for(instrument: Instrument) -> Codes:
    """Give an instrument's code table, made once: ``codes_of`` reads every condition anew."""
    if instrument.fingerprint not in _codes:
        _codes[instrument.fingerprint] = codes_of(instrument)
    return _codes[instrument.fingerprint]


def edges(instrument: Instrument) -> dict[str, list[int | dt.date | YearsBefore]]:
    """Give the constants with which each date and count of an instrument is compared."""
    conditions = instrument.on(instrument.in_force.since)
    found: dict[str, list[int | dt.date | YearsBefore]] = {}
    for tree in conditions.factors.values():
        for atom in atoms(tree):
            if isinstance(atom, Compares) and atom.boundary not in found.get(atom.fact, []):
                found.setdefault(atom.fact, []).append(atom.boundary)
    return found


def drawn(
    instrument: Instrument,
    count: int,
    seed: int,
    days: Sequence[dt.date],
    *,
    later: bool = True,
) -> list[Person]:
    """Draw cases: little and much known, exact values, ranges and half-open ranges near the cuts.

    ``later`` allows dates that begin after the review date, which a review must not believe.
    """
    rng = random.Random(seed)
    read = codes_for(instrument).facts
    cuts = edges(instrument)
    people = []
    for _ in range(count):
        day = rng.choice(days)
        unknown, yes = rng.choice((0.05, 0.3, 0.6, 0.95)), rng.choice((0.03, 0.15, 0.5))
        facts: Facts = {}
        for fact in read:
            if rng.random() >= unknown:
                entry = instrument.catalogue[fact]
                if not entry.is_span:
                    facts[fact] = rng.random() < yes
                else:
                    facts[fact] = _range(rng, entry, cuts[fact], day, later)
        people.append((facts, day))
    return people


def _range(rng: random.Random, fact: Fact, cuts: Sequence[Any], day: dt.date, later: bool) -> Span:
    if fact.type == "count":
        low = max(0, int(rng.choice(cuts)) + rng.randint(-2, 2))
        return _shaped(rng, low, low + rng.choice((0, 1, 3)))
    edge = rng.choice(cuts)
    edge = edge.on(day) if isinstance(edge, YearsBefore) else edge
    start = edge + dt.timedelta(days=rng.choice((-4000, -400, -1, 0, 0, 1, 40, 400)))
    if not later:
        start = min(start, day)
    return _shaped(rng, start, start + dt.timedelta(days=rng.choice((0, 1, 31, 364, 3000))))


def _shaped(rng: random.Random, low: Any, high: Any) -> Span:
    exact = Span(low, low)
    return rng.choice((exact, exact, Span(low, high), Span(low), Span(None, high)))
