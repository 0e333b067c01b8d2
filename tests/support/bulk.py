"""Random cases by the ten thousand, made inside the engine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from evenhand.docket.catalogue import Fact
from evenhand.docket.words import packing
from evenhand.engines.duck import Connection, name
from evenhand.guidance.instrument import Instrument
from evenhand.guidance.tree import YearsBefore
from tests.support.people import Facts, Span, codes_for, edges


def make_people(
    con: Connection, instrument: Instrument, count: int, seed: int, days: Sequence[dt.date]
) -> None:
    """Make table ``people`` of random cases; nothing in it begins after its review date."""
    cuts = edges(instrument)
    read = set(codes_for(instrument).facts)
    drawing = _Drawing(seed)
    columns = [
        f"{text} AS {name(column)}"
        for fact in instrument.catalogue.values()
        for column, text in zip(
            fact.columns,
            drawing.fact(fact, cuts.get(fact.name, ())) if fact.name in read else _nothing(fact),
            strict=True,
        )
    ]
    day = drawing.one_of("day", [f"DATE '{day}'" for day in days])
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE wide AS SELECT case_id, as_of, {', '.join(columns)} FROM "
        f"(SELECT CAST(case_id AS VARCHAR) AS case_id, {day} AS as_of, "
        f"{drawing.one_of('known', ['0.05', '0.3', '0.6', '0.95'])} AS unknown, "
        f"{drawing.one_of('yes', ['0.03', '0.15', '0.5'])} AS share "
        f"FROM (SELECT range AS case_id FROM range({count})))"
    )
    words = ", ".join(packing(instrument.catalogue))
    con.execute(f"CREATE OR REPLACE TEMP TABLE people AS SELECT *, {words} FROM wide")


def _nothing(fact: Fact) -> list[str]:
    return [f"CAST(NULL AS {fact.column_type})" for _ in fact.columns]


class _Drawing:
    """Writes draws as SQL; each draw is a hash of the case, what it is for, and the seed."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def number(self, what: str) -> str:
        return f"hash(CAST(case_id AS VARCHAR) || '{what} {self.seed}')"

    def share(self, what: str) -> str:
        return f"({self.number(what)} % 1000003 / 1000003.0)"

    def one_of(self, what: str, options: Sequence[str]) -> str:
        whens = " ".join(f"WHEN {n} THEN {option}" for n, option in enumerate(options))
        return f"CASE {self.number(what)} % {len(options)} {whens} END"

    def fact(self, fact: Fact, cuts: Sequence[int | dt.date | YearsBefore]) -> list[str]:
        missing = f"{self.share(fact.name)} < unknown"
        if not fact.is_span:
            yes = self.share(fact.name + " yes")
            return [f"CASE WHEN {missing} THEN NULL ELSE {yes} < share END"]
        start, width = self.ends(fact, cuts)
        shape = f"{self.number(fact.name + ' shape')} % 5"  # 0, 1 exact; 2 range; 3 from; 4 to
        length = f"CASE WHEN {shape} < 2 THEN 0 ELSE {width} END"
        low = f"CASE WHEN {missing} OR {shape} = 4 THEN NULL ELSE {start} END"
        high = f"CASE WHEN {missing} OR {shape} = 3 THEN NULL ELSE {start} + {length} END"
        return [f"CAST({text} AS {fact.column_type})" for text in (low, high)]

    def ends(self, fact: Fact, cuts: Sequence[int | dt.date | YearsBefore]) -> tuple[str, str]:
        edge = self.one_of(fact.name + " cut", [_edge(cut) for cut in cuts])
        if fact.type == "count":
            step = self.one_of(fact.name + " step", ["-2", "-1", "0", "1", "2"])
            width = self.one_of(fact.name + " width", ["0", "1", "3"])
            return f"greatest(0, {edge} + {step})", width
        steps = ["-4000", "-400", "-1", "0", "1", "40", "400"]
        start = f"least(as_of, {edge} + ({self.one_of(fact.name + ' step', steps)}))"
        return start, self.one_of(fact.name + " width", ["0", "1", "31", "364", "3000"])


def _edge(cut: int | dt.date | YearsBefore) -> str:
    if isinstance(cut, YearsBefore):
        return f"CAST(as_of - INTERVAL {cut.years} YEAR AS DATE)"
    return f"DATE '{cut}'" if isinstance(cut, dt.date) else str(cut)


def person(con: Connection, instrument: Instrument, case_id: str) -> tuple[Facts, dt.date]:
    """Read one of the people back."""
    facts = [instrument.catalogue[fact] for fact in codes_for(instrument).facts]
    columns = ["as_of", *(column for fact in facts for column in fact.columns)]
    row = con.execute(
        f"SELECT {', '.join(map(name, columns))} FROM people WHERE case_id = ?", [case_id]
    ).fetchone()
    values = dict(zip(columns, row or (), strict=True))
    known: Facts = {}
    for fact in facts:
        ends = [values[column] for column in fact.columns]
        if any(end is not None for end in ends):
            known[fact.name] = Span(*ends) if fact.is_span else ends[0]
    return known, values["as_of"]
