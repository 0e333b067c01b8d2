"""One staged SELECT per instrument: facts, factors, lists, class, possible classes, what to ask.

Each stage names its columns once and later stages refer to them: the text stays as long as the
instrument, and the engine does each piece of work once a row.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import cached_property

from evenhand.docket.catalogue import Catalogue
from evenhand.docket.words import places, word_columns
from evenhand.engines.duck import name
from evenhand.engines.literals import text_literal
from evenhand.guidance.conditions import Conditions
from evenhand.guidance.instrument import Instrument
from evenhand.guidance.sql import SqlReader, boundary_for, chosen
from evenhand.guidance.tree import (
    And,
    Compares,
    Constant,
    Holds,
    Met,
    Not,
    Or,
    Tree,
    YearsBefore,
    atoms,
)
from evenhand.review.asking import Asking
from evenhand.review.bits import joined, mask_of, moved
from evenhand.review.codes import Codes, codes_of, cut_bits
from evenhand.review.possibilities import Possibilities

# Where each case has its own review date, the order of the constants is settled on this day;
# "N years before" keeps its order on every day.
_ANY_DAY = dt.date(2012, 1, 1)


def statement(
    instrument: Instrument,
    source: str,
    as_of: dt.date | None,
    *,
    parameters_on: dt.date = _ANY_DAY,
    class_type: str = "VARCHAR",
) -> str:
    """Write the review of ``source``: a table with case_id, as_of, dated facts and packed words.

    Gives columns case_id, as_of, class, possible, yes, unknown, decisive, judged (the last five
    are integers whose bits are those of ``codes_of``). ``as_of`` None takes each case's own date;
    ``parameters_on`` is then the day whose parameters are compiled in. A date that lies after the
    review is unknown: on that day it had not come. ``class_type`` is the type of the class's name.
    """
    return _Statement(instrument, as_of, parameters_on).text(source, class_type)


class _Statement:
    """What the stages of one statement share."""

    def __init__(
        self, instrument: Instrument, as_of: dt.date | None, parameters_on: dt.date
    ) -> None:
        self.instrument = instrument
        self.as_of = as_of
        self.day = as_of or parameters_on
        self.conditions: Conditions = instrument.on(self.day)
        self.catalogue: Catalogue = instrument.catalogue
        self.codes: Codes = codes_of(instrument)
        self.classes = {
            id: self.conditions.listed(tree) for id, tree in self.conditions.classes.items()
        }
        self.factors = {
            id: self.conditions.inlined(tree) for id, tree in self.conditions.factors.items()
        }
        read = (atom for tree in self.factors.values() for atom in atoms(tree))
        cuts = list(dict.fromkeys(atom for atom in read if isinstance(atom, Compares)))
        bits = cut_bits(instrument, cuts, self.codes)
        self.sql = SqlReader(self.catalogue, bits, self.codes.factor_bits)

    def text(self, source: str, class_type: str) -> str:
        stage = f"SELECT {', '.join(self.facts())} FROM {source}"
        for columns in self.stages():
            stage = f"SELECT *, {', '.join(columns())} FROM ({stage})"
        whens = " ".join(
            f"WHEN {n} THEN {text_literal(id)}::{class_type}" for n, id in enumerate(self.classes)
        )
        return (
            f"SELECT case_id, as_of, CASE class_place {whens} END AS class, "
            f"possible, yes, unknown, decisive, judged FROM ({stage})"
        )

    def stages(self) -> Iterator[Callable[[], Iterator[str]]]:
        """Give the stages in order; each sees the columns of those before it."""
        yield from (self.cuts, self.masks, self.unknown)
        yield from (self.possibilities.shared, self.rows, self.standing)
        yield from (self.asker.relevant, self.asker.open_words, self.asker.asked_words, self.asking)

    @property
    def on(self) -> str:
        """The review date as written: one for all, or the case's own."""
        return "as_of" if self.as_of is None else f"DATE '{self.as_of}'"

    @cached_property
    def possibilities(self) -> Possibilities:
        return Possibilities(self.conditions, self.day, self.codes.class_bits, self.sql)

    @cached_property
    def asker(self) -> Asking:
        return Asking(self.conditions, self.factors, self.codes, self.sql)

    def facts(self) -> Iterator[str]:
        yield "case_id"
        yield "as_of" if self.as_of is None else f"{self.on} AS as_of"
        yield from word_columns(self.catalogue)
        for fact in (self.catalogue[fact] for fact in self.codes.facts):
            if fact.is_span:
                yield from map(name, fact.columns)
        if self.as_of is None:
            for years in sorted(self.years()):
                yield f"CAST(as_of - INTERVAL {years} YEAR AS DATE) AS cut_{years}"

    def years(self) -> set[int]:
        boundaries = (cut.boundary for cut in self.sql.cuts)
        return {edge.years for edge in boundaries if isinstance(edge, YearsBefore)}

    def cuts(self) -> Iterator[str]:
        """Give which cuts the dates and counts surely lie past, and which surely before."""
        for column, tests in self.sql.cut_tests(boundary_for(self.as_of), self.on).items():
            yield f"{mask_of(tests)} AS {column}"

    def masks(self) -> Iterator[str]:
        """Give the factors that are met and those that are not, as two masks."""
        for column, proof in (("yes", self.sql.proven), ("not_met", self.sql.refuted)):
            cases = [
                chosen(proof(tree), str(self.codes.factor_bits[id]))
                for id, tree in self.factors.items()
                if id not in self.single
            ]
            yield f"{joined([*self.copied(column), *cases])} AS {column}"

    @property
    def single(self) -> dict[str, str]:
        """The factors that are one yes-no fact and nothing else: their bit is copied."""
        return {id: tree.fact for id, tree in self.factors.items() if isinstance(tree, Holds)}

    def copied(self, column: str) -> Iterator[str]:
        at = places(self.catalogue)
        by_word: dict[int, list[tuple[int, int]]] = {}
        for id, fact in self.single.items():
            target = self.codes.factor_bits[id].bit_length() - 1
            by_word.setdefault(at[fact].word, []).append((at[fact].shift, target))
        for word, moves in by_word.items():
            yield from moved(f"{'yes' if column == 'yes' else 'no'}_{word}", moves)

    def unknown(self) -> Iterator[str]:
        every = self.codes.factor_mask(self.factors)
        yield f"{every} & ~(yes | not_met) AS unknown"

    def rows(self) -> Iterator[str]:
        """Give the first class that surely holds, and which classes are possible."""
        whens = " ".join(
            f"WHEN {way} THEN {n}"
            for n, tree in enumerate(self.classes.values())
            for way in self.sql.proven(tree)
        )
        yield f"CASE {whens} END AS sure"
        yield f"{self.possibilities.possible()} AS possible"

    def standing(self) -> Iterator[str]:
        """Give the class when every cannot-tell counts as not met, or the mildest possible."""
        whens = " ".join(
            f"WHEN {met_on_the_record(tree, self.codes)} THEN {place}"
            for place, tree in enumerate(self.classes.values())
        )
        standing = f"CASE {whens} END"
        if not self.conditions.read_both_ways():
            yield f"{standing} AS class_place"
            return
        # A fact read both ways: that class may be one that nothing can bring about.
        bits = self.codes.class_bits
        places = {id: place for place, id in enumerate(self.classes)}
        real = " ".join(
            f"WHEN {place} THEN (possible & {bits[id]}) <> 0" for id, place in places.items()
        )
        mildest = " ".join(
            f"WHEN (possible & {bits[id]}) <> 0 THEN {places[id]}"
            for id in self.instrument.mildest_first
        )
        yield (
            f"CASE WHEN CASE {standing} {real} END THEN {standing} "
            f"ELSE CASE {mildest} END END AS class_place"
        )

    def asking(self) -> Iterator[str]:
        for column, bits in (
            ("decisive", self.codes.fact_bits),
            ("judged", self.codes.judged_bits),
        ):
            yield f"{self.asker.missing(bits)} AS {column}"


def met_on_the_record(tree: Tree, codes: Codes) -> str:
    """Write a class condition two-valued over the mask ``yes``: what is open is not met."""
    if isinstance(tree, Constant):
        return "TRUE" if tree.value else "FALSE"
    if isinstance(tree, Met):
        return f"(yes & {codes.factor_bits[tree.factor]}) <> 0"
    if isinstance(tree, Not):
        return f"(NOT {met_on_the_record(tree.part, codes)})"
    if isinstance(tree, Or) and all(isinstance(part, Met) for part in tree.parts):
        mask = codes.factor_mask(part.factor for part in tree.parts if isinstance(part, Met))
        return f"(yes & {mask}) <> 0"
    if isinstance(tree, And | Or):
        joint = " AND " if isinstance(tree, And) else " OR "
        return "(" + joint.join(met_on_the_record(part, codes) for part in tree.parts) + ")"
    raise TypeError(f"a class speaks of lists and factors, not of {tree!r}")
