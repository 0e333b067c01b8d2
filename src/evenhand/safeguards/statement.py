"""The reader of a whole docket: one staged SELECT that gives every hold of every case.

It walks the same compiled trees as the reader of one case (``ground``) and writes their tests over
the docket's packed words, with the readers that reviews use.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from evenhand.docket.catalogue import Catalogue
from evenhand.docket.words import word_columns
from evenhand.engines.duck import literal, name
from evenhand.guidance.sql import SqlReader, boundary_for, chosen
from evenhand.guidance.tree import Tree, YearsBefore
from evenhand.review.bits import joined, mask_of
from evenhand.safeguards.act_facts import merged, replacing
from evenhand.safeguards.clearance import UNLISTED, may_be_overridden
from evenhand.safeguards.compiled import Gap, Support, compiled, cut_bits, fact_bits
from evenhand.safeguards.safeguard import Safeguard
from evenhand.safeguards.state import STANDING, Ground, State, before_clearance

# What the columns of the statement are, in order.
COLUMNS = ("case_id", "hold", "child", "state", "because", "missing", "entry", "version", "as_of")
_GROUNDS = tuple(Ground)
_STATES = tuple(State)


@dataclass(frozen=True)
class Handed:
    """The tables that are handed in, by name; as ``clearance`` and ``act_facts`` say."""

    clearances: str
    children: str
    episodes: str
    act_facts: str


def statement(
    safeguards: Sequence[Safeguard],
    catalogue: Catalogue,
    *,
    facts: str,
    as_of: dt.date | None,
    handed: Handed | None = None,
) -> str:
    """Write the SELECT of all holds, one row a hold, with ``COLUMNS``.

    ``facts`` is a docket's facts. ``as_of`` None takes each case's own day. ``because`` and
    ``missing`` are masks with the bits of ``fact_bits``. Rows follow the order of ``facts``; where
    something is handed in, that of the case numbers. All joins are made a case at a time, before
    a case becomes its holds: there are many times more of those.
    """
    source, decided = facts, ""
    if handed:
        day = "f.as_of" if as_of is None else f"DATE '{as_of}'"
        decided = (
            f"WITH {_listed(handed)}, {_decided(safeguards, facts, handed, day)}, "
            f"acted AS ({merged(catalogue, handed.act_facts, facts, day)}) "
        )
        replaced = ", ".join([*_counts(safeguards), *replacing(catalogue, "a")])
        source = (
            f"(SELECT f.* REPLACE ({replaced}), l.keys, d.decided FROM {facts} f "
            "LEFT JOIN listed l USING (case_id) LEFT JOIN decided d USING (case_id) "
            "LEFT JOIN acted a USING (case_id) ORDER BY f.case_id)"
        )
    cases = _Grounds(safeguards, catalogue, as_of, handed=handed is not None).text(source)
    plain = f"{_names(_STATES)}[h.state + 1]"
    by = "NULL"
    if handed:
        same = "d.hold = h.place AND d.child = h.child"
        by = f"CASE WHEN h.state IN ({_standing()}) THEN "
        by += f"list_filter(decided, lambda d: {same})[1] END"
    return (
        f"{decided}SELECT case_id, {_names(item.id for item in safeguards)}[h.place + 1] AS hold, "
        f"h.child AS child, {f'coalesce(ruled.state, {plain})' if handed else plain} AS state, "
        "h.because AS because, h.missing AS missing, "
        f"{'ruled.entry' if handed else 'CAST(NULL AS VARCHAR)'} AS entry, "
        f"{_names(item.full_version for item in safeguards)}[h.place + 1] AS version, as_of "
        f"FROM (SELECT *{f', {by} AS ruled' if handed else ''} FROM ({cases}))"
    )


def _names(names: Iterable[str]) -> str:
    return f"[{', '.join(literal(str(name)) for name in names)}]"


def _standing() -> str:
    return ", ".join(str(_STATES.index(state)) for state in STANDING)


def _listed(handed: Handed) -> str:
    """Write the children of each case who are known one by one, in the order they are shown."""
    return (
        "listed AS (SELECT case_id, list(child ORDER BY length(child), child) AS keys "
        f"FROM (SELECT DISTINCT case_id, child FROM {handed.children}) GROUP BY case_id)"
    )


def _counts(safeguards: Sequence[Safeguard]) -> list[str]:
    """Write each count of children as at least what is listed (``with_listed``)."""
    replaced = []
    for counts in dict.fromkeys(item.counts for item in safeguards if item.counts):
        low, high = name(f"{counts}_least"), name(f"{counts}_most")
        listed = "coalesce(len(l.keys), 0)"
        least = f"greatest(coalesce({low}, 0), {listed})"
        replaced += [
            f"CASE WHEN {listed} = 0 THEN {low} ELSE {least} END AS {low}",
            f"CASE WHEN {listed} > 0 AND {high} < {least} THEN NULL ELSE {high} END AS {high}",
        ]
    return replaced


def _decided(safeguards: Sequence[Safeguard], facts: str, handed: Handed, day: str) -> str:
    """Write for each case the one clearance that counts for each hold (``standing_clearance``)."""
    rows = ", ".join(
        f"({place}, {literal(item.id)}, {may_be_overridden(item)})"
        for place, item in enumerate(safeguards)
    )
    cleared = f"c.state = {literal(State.CLEARED.value)}"
    best = (
        "SELECT c.case_id, n.place AS hold, c.child, c.state, c.entry "
        f"FROM {handed.clearances} c "
        f"JOIN (VALUES {rows}) n(place, hold, overridable) ON n.hold = c.hold "
        f"JOIN {facts} f ON f.case_id = c.case_id "
        f"LEFT JOIN {handed.episodes} p ON p.case_id = c.case_id "
        f"WHERE c.since <= {day} AND (c.until IS NULL OR {day} <= c.until) "
        f"AND c.episode IN ('', coalesce(p.episode, '')) AND ({cleared} OR n.overridable) "
        "QUALIFY row_number() OVER (PARTITION BY c.case_id, c.hold, c.child "
        f"ORDER BY {cleared} DESC, c.since DESC, c.entry DESC) = 1"
    )
    one = "{'hold': hold, 'child': child, 'state': state, 'entry': entry}"
    return f"decided AS (SELECT case_id, list({one}) AS decided FROM ({best}) GROUP BY case_id)"


class _Grounds:
    """Writes the holds of each case before any clearance: states, masks, children."""

    def __init__(
        self,
        safeguards: Sequence[Safeguard],
        catalogue: Catalogue,
        as_of: dt.date | None,
        *,
        handed: bool,
    ) -> None:
        self.items = [compiled(safeguard) for safeguard in safeguards]
        self.catalogue = catalogue
        self.as_of = as_of
        self.handed = handed
        self.bits: Mapping[str, int] = fact_bits(safeguards, catalogue)
        self.sql = SqlReader(catalogue, cut_bits(self.items), {})

    def text(self, source: str) -> str:
        stage = f"SELECT {', '.join(self.facts())} FROM {source}"
        for columns in (self.cuts, self.grounds, self.states):
            stage = f"SELECT *, {', '.join(columns())} FROM ({stage})"
        kept = ", decided" if self.handed else ""
        return (
            f"SELECT * FROM (SELECT case_id, as_of{kept}, unnest({self.holds()}) AS h "
            f"FROM ({stage})) WHERE h.state IS NOT NULL"
        )

    def facts(self) -> Iterator[str]:
        yield "case_id"
        yield "as_of" if self.as_of is None else f"DATE '{self.as_of}' AS as_of"
        yield from word_columns(self.catalogue)
        for fact in (self.catalogue[fact] for fact in self.bits):
            if fact.is_span:
                yield from map(name, fact.columns)
        if self.handed:
            yield from ("keys", "decided")
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
        number = {ground: str(place) for place, ground in enumerate(_GROUNDS)}
        for place, item in enumerate(self.items):
            rest = chosen(
                self.sql.proven(item.when), number[Ground.OPEN], number[Ground.CANNOT_TELL]
            )
            rest = chosen(self.sql.proven(item.unless), number[Ground.LIFTED], rest)
            text = chosen(self.sql.refuted(item.when), number[Ground.NOT], rest)
            yield f"CASE WHEN {_in_force(item.safeguard)} THEN {text} END AS ground_{place}"

    def states(self) -> Iterator[str]:
        """Give each safeguard's state as its number, and its masks."""
        at = {ground: f"WHEN {place} THEN" for place, ground in enumerate(_GROUNDS)}
        for place, item in enumerate(self.items):
            case = f"CASE ground_{place}"
            holds = item.safeguard.unknown.holds
            whens = " ".join(
                f"{at[g]} {_STATES.index(before_clearance(g, unknown_holds=holds))}"
                for g in _GROUNDS
            )
            yield f"CAST({case} {whens} END AS TINYINT) AS state_{place}"
            yield (
                f"CAST({case} {at[Ground.OPEN]} {self.proven(item.because)} "
                f"{at[Ground.LIFTED]} {self.proven(item.lifted_by)} ELSE 0 END AS BIGINT) "
                f"AS because_{place}"
            )
            yield (
                f"CAST({case} {at[Ground.CANNOT_TELL]} {self.open(item.missing)} ELSE 0 END "
                f"AS BIGINT) AS missing_{place}"
            )

    def holds(self) -> str:
        """Write the list of a case's holds, in the order shown; some once for each child."""
        lists = []
        for per_child, items in groupby(
            enumerate(self.items), key=lambda pair: pair[1].safeguard.per_child
        ):
            if not per_child:
                lists.append(f"[{', '.join(_hold(place, literal('')) for place, _ in items)}]")
                continue
            lists += [
                f"list_transform({self.children(place, item.safeguard)}, "
                f"lambda child: {_hold(place, 'child')})"
                for place, item in items
            ]
        return f"flatten([{', '.join(lists)}])"

    def children(self, place: int, safeguard: Safeguard) -> str:
        """Write the children for whom a hold stands: those listed, then those only counted."""
        counted = f"CAST(coalesce({name(f'{safeguard.counts}_least')}, 0) AS BIGINT)"
        keys = "coalesce(keys, [])" if self.handed else "CAST([] AS VARCHAR[])"
        more = f"range(len({keys}) + 1, {counted} + 1)"
        every = f"list_concat({keys}, list_transform({more}, lambda n: {literal(UNLISTED)} || n))"
        standing = f"state_{place} IN ({_standing()}) AND {counted} > 0"
        return f"CASE WHEN {standing} THEN {every} ELSE [''] END"

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


def _hold(place: int, child: str) -> str:
    return (
        f"{{'place': CAST({place} AS TINYINT), 'child': {child}, 'state': state_{place}, "
        f"'because': because_{place}, 'missing': missing_{place}}}"
    )


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
