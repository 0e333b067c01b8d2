"""The reader of a whole docket: one staged SELECT that gives every hold of every case.

It walks the same compiled trees as the reader of one case (``ground``) and writes their tests over
the docket's packed words, with the readers that reviews use.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence

from evenhand.docket.catalogue import Catalogue
from evenhand.docket.words import word_columns
from evenhand.engines.duck import literal, name
from evenhand.guidance.sql import SqlReader, boundary_for, chosen
from evenhand.guidance.tree import Tree, YearsBefore
from evenhand.review.bits import joined, mask_of
from evenhand.safeguards.clearance import UNLISTED, may_be_overridden
from evenhand.safeguards.compiled import Gap, Support, compiled, cut_bits, fact_bits
from evenhand.safeguards.safeguard import Safeguard
from evenhand.safeguards.state import STANDING, Ground, State, before_clearance

# What the columns of the statement are, in order.
COLUMNS = ("case_id", "hold", "child", "state", "because", "missing", "entry", "version", "as_of")
_GROUNDS = tuple(Ground)


def statement(
    safeguards: Sequence[Safeguard],
    catalogue: Catalogue,
    *,
    facts: str,
    as_of: dt.date | None,
    clearances: str,
    children: str,
    episodes: str,
) -> str:
    """Write the SELECT of all holds, one row a hold, with ``COLUMNS``.

    ``facts`` is a docket's facts, ``clearances``, ``children`` and ``episodes`` are tables as
    ``clearance`` describes them. ``as_of`` None takes each case's own day. ``because`` and
    ``missing`` are masks with the bits of ``fact_bits``.
    """
    grounds = _Grounds(safeguards, catalogue, as_of).text(_with_listed(safeguards, facts))
    rows = ", ".join(
        f"({place}, {literal(item.id)}, {literal(item.full_version)}, {item.per_child}, "
        f"{may_be_overridden(item)})"
        for place, item in enumerate(safeguards)
    )
    return (
        f"WITH listed AS (SELECT case_id, list_sort(list_distinct(list(child))) AS keys "
        f"FROM {children} GROUP BY case_id), "
        f"named (place, hold, version, per_child, overridable) AS (VALUES {rows}), "
        f"grounds AS ({grounds}), "
        f"held AS (SELECT g.*, n.hold, n.version, {_before_clearance(safeguards)} AS plain, "
        "CASE WHEN n.per_child THEN g.least ELSE 0 END AS counted FROM grounds g "
        "JOIN named n USING (place)), "
        "each AS (SELECT h.*, "
        f"unnest(CASE WHEN h.plain IN ({_listed(STANDING)}) AND h.counted > 0 "
        f"THEN {_children_of('l.keys', 'h.counted')} ELSE [''] END) AS child "
        "FROM held h LEFT JOIN listed l USING (case_id)), "
        f"best AS ({_best(facts, clearances, episodes, as_of)}) "
        f"SELECT e.case_id, e.hold, e.child, "
        f"CASE WHEN e.plain IN ({_listed(STANDING)}) THEN coalesce(b.state, e.plain) "
        "ELSE e.plain END AS state, e.because, e.missing, "
        f"CASE WHEN e.plain IN ({_listed(STANDING)}) THEN b.entry END AS entry, "
        "e.version, e.as_of FROM each e "
        "LEFT JOIN best b ON b.case_id = e.case_id AND b.hold = e.hold AND b.child = e.child "
        f"ORDER BY e.case_id, e.place, starts_with(e.child, {literal(UNLISTED)}), "
        "length(e.child), e.child"
    )


def _listed(states: Iterable[State]) -> str:
    return ", ".join(literal(state.value) for state in states)


def _with_listed(safeguards: Sequence[Safeguard], facts: str) -> str:
    """Write the facts with each count of children at least what is listed (``with_listed``)."""
    replaced = []
    for counts in dict.fromkeys(item.counts for item in safeguards if item.counts):
        low, high = name(f"{counts}_least"), name(f"{counts}_most")
        listed = "coalesce(len(l.keys), 0)"
        least = f"greatest(coalesce({low}, 0), {listed})"
        replaced += [
            f"CASE WHEN {listed} = 0 THEN {low} ELSE {least} END AS {low}",
            f"CASE WHEN {listed} > 0 AND {high} < {least} THEN NULL ELSE {high} END AS {high}",
        ]
    if not replaced:
        return facts
    return (
        f"(SELECT f.* REPLACE ({', '.join(replaced)}) FROM {facts} f "
        "LEFT JOIN listed l USING (case_id))"
    )


def _before_clearance(safeguards: Sequence[Safeguard]) -> str:
    """Write the state that follows from the ground alone, by safeguard and ground."""
    whens = []
    for ground in _GROUNDS:
        states = [before_clearance(ground, unknown_holds=i.unknown.holds) for i in safeguards]
        text = f"WHEN {_GROUNDS.index(ground)} THEN "
        if len(set(states)) == 1:
            whens.append(text + literal(states[0].value))
            continue
        by_place = " ".join(f"WHEN {n} THEN {literal(s.value)}" for n, s in enumerate(states))
        whens.append(f"{text}CASE g.place {by_place} END")
    return f"CASE g.ground {' '.join(whens)} END"


def _children_of(keys: str, counted: str) -> str:
    """Write the children for whom a hold stands: those listed, then those only counted."""
    more = f"range(coalesce(len({keys}), 0) + 1, CAST({counted} AS BIGINT) + 1)"
    return (
        f"list_concat(coalesce({keys}, []), "
        f"list_transform({more}, lambda n: {literal(UNLISTED)} || n))"
    )


def _best(facts: str, clearances: str, episodes: str, as_of: dt.date | None) -> str:
    """Write the one clearance that counts for each hold (``standing_clearance``)."""
    day = "f.as_of" if as_of is None else f"DATE '{as_of}'"
    return (
        "SELECT c.case_id, c.hold, c.child, c.state, c.entry "
        f"FROM {clearances} c JOIN named n ON n.hold = c.hold "
        f"JOIN {facts} f ON f.case_id = c.case_id "
        f"LEFT JOIN {episodes} p ON p.case_id = c.case_id "
        f"WHERE c.since <= {day} AND (c.until IS NULL OR {day} <= c.until) "
        "AND c.episode IN ('', coalesce(p.episode, '')) "
        f"AND (c.state = {literal(State.CLEARED.value)} OR n.overridable) "
        "QUALIFY row_number() OVER (PARTITION BY c.case_id, c.hold, c.child ORDER BY "
        f"c.state = {literal(State.CLEARED.value)} DESC, c.since DESC, c.entry DESC) = 1"
    )


class _Grounds:
    """Writes the grounds of all safeguards: a row for each that is in force, and its masks."""

    def __init__(
        self, safeguards: Sequence[Safeguard], catalogue: Catalogue, as_of: dt.date | None
    ) -> None:
        self.items = [compiled(safeguard) for safeguard in safeguards]
        self.catalogue = catalogue
        self.as_of = as_of
        self.bits: Mapping[str, int] = fact_bits(safeguards, catalogue)
        self.sql = SqlReader(catalogue, cut_bits(self.items), {})

    def text(self, source: str) -> str:
        stage = f"SELECT {', '.join(self.facts())} FROM {source}"
        for columns in (self.cuts, self.grounds):
            stage = f"SELECT *, {', '.join(columns())} FROM ({stage})"
        parts = ", ".join(f"{{{part}}}" for part in self.parts())
        return (
            "SELECT case_id, as_of, p.place, p.ground, p.because, p.missing, p.least FROM "
            f"(SELECT case_id, as_of, unnest([{parts}]) AS p FROM ({stage})) "
            "WHERE p.ground IS NOT NULL"
        )

    def facts(self) -> Iterator[str]:
        yield "case_id"
        yield "as_of" if self.as_of is None else f"DATE '{self.as_of}' AS as_of"
        yield from word_columns(self.catalogue)
        for fact in (self.catalogue[fact] for fact in self.bits):
            if fact.is_span:
                yield from map(name, fact.columns)
        if self.as_of is None:
            edges = (cut.boundary for cut in self.sql.cuts)
            for years in sorted({edge.years for edge in edges if isinstance(edge, YearsBefore)}):
                yield f"CAST(as_of - INTERVAL {years} YEAR AS DATE) AS cut_{years}"

    def cuts(self) -> Iterator[str]:
        on = "as_of" if self.as_of is None else f"DATE '{self.as_of}'"
        for column, tests in self.sql.cut_tests(boundary_for(self.as_of), on).items():
            yield f"{mask_of(tests)} AS {column}"

    def grounds(self) -> Iterator[str]:
        """Give each safeguard's ground as its number; NULL where it is not in force."""
        for place, item in enumerate(self.items):
            number = {ground: str(_GROUNDS.index(ground)) for ground in Ground}
            rest = chosen(
                self.sql.proven(item.when), number[Ground.OPEN], number[Ground.CANNOT_TELL]
            )
            rest = chosen(self.sql.proven(item.unless), number[Ground.LIFTED], rest)
            text = chosen(self.sql.refuted(item.when), number[Ground.NOT], rest)
            yield f"CASE WHEN {_in_force(item.safeguard)} THEN {text} END AS ground_{place}"

    def parts(self) -> Iterator[str]:
        for place, item in enumerate(self.items):
            column = f"ground_{place}"
            at = {ground: f"WHEN {_GROUNDS.index(ground)} THEN" for ground in Ground}
            because = (
                f"CASE {column} {at[Ground.OPEN]} {self.proven(item.because)} "
                f"{at[Ground.LIFTED]} {self.proven(item.lifted_by)} ELSE 0 END"
            )
            missing = f"CASE {column} {at[Ground.CANNOT_TELL]} {self.open(item.missing)} ELSE 0 END"
            counts = item.safeguard.counts
            least = f"coalesce({name(f'{counts}_least')}, 0)" if counts else "0"
            yield (
                f"'place': {place}, 'ground': {column}, 'because': CAST({because} AS BIGINT), "
                f"'missing': CAST({missing} AS BIGINT), 'least': CAST({least} AS BIGINT)"
            )

    def proven(self, supports: Iterable[Support]) -> str:
        return joined(
            chosen(self.sql.proven(tree), str(self.bits[fact])) for fact, tree in supports
        )

    def open(self, gaps: Iterable[Gap]) -> str:
        return joined(
            chosen(self.settled(around), "0", str(self.bits[fact])) for fact, around in gaps
        )

    def settled(self, around: Iterable[Tree]) -> list[str]:
        ways = (way for tree in around for way in self.sql.settled(tree))
        return list(dict.fromkeys(ways))


def _in_force(safeguard: Safeguard) -> str:
    """Write whether any text that a safeguard rests on was in force on the case's day."""
    tests = []
    for source in safeguard.sources:
        ends = [f"as_of >= DATE '{source.since}'"] if source.since else []
        ends += [f"as_of < DATE '{source.until}'"] if source.until else []
        if not ends:
            return "TRUE"
        tests.append(f"({' AND '.join(ends)})")
    return " OR ".join(tests)
