"""The reader of one case: what the record says of a safeguard, answered from the compiled trees."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from evenhand.docket.catalogue import Catalogue
from evenhand.guidance.interpret import Facts, answer
from evenhand.guidance.tree import Tree
from evenhand.review.finding import known_on
from evenhand.safeguards.compiled import Compiled, Gap, Support
from evenhand.safeguards.state import Ground
from evenhand.terms.answer import Answer
from evenhand.terms.span import Span


@dataclass(frozen=True)
class Grounded:
    """The ground of one safeguard for one case, with the facts that make it so.

    ``because`` are the facts that hold it open, or lift it; ``missing`` those that would settle a
    cannot-tell. Both are in the asking order.
    """

    ground: Ground
    because: tuple[str, ...]
    missing: tuple[str, ...]


def grounded(item: Compiled, facts: Facts, as_of: dt.date) -> Grounded:
    """Answer a safeguard's conditions for one case; facts dated after ``as_of`` are unknown."""
    case = _Case(known_on(facts, as_of), as_of, item.safeguard.catalogue)
    when = case.of(item.when)
    if when is Answer.NO:
        return Grounded(Ground.NOT, (), ())
    if case.of(item.unless) is Answer.YES:
        return Grounded(Ground.LIFTED, case.proven(item.lifted_by), ())
    if when is Answer.YES:
        return Grounded(Ground.OPEN, case.proven(item.because), ())
    return Grounded(Ground.CANNOT_TELL, (), case.open(item.missing))


@dataclass(frozen=True)
class _Case:
    facts: Facts
    as_of: dt.date
    catalogue: Catalogue

    def of(self, tree: Tree) -> Answer:
        return answer(tree, self.facts, self.as_of)

    def proven(self, supports: Iterable[Support]) -> tuple[str, ...]:
        found = {fact for fact, tree in supports if self.of(tree) is Answer.YES}
        return tuple(self.catalogue.in_order(found))

    def open(self, gaps: Iterable[Gap]) -> tuple[str, ...]:
        found = {
            fact
            for fact, around in gaps
            if all(self.of(tree) is Answer.CANNOT_TELL for tree in around)
        }
        return tuple(self.catalogue.in_order(found))


def with_listed(facts: Facts, counts: str, listed: int) -> Facts:
    """Give a case's facts when so many children are listed: a listed child counts in any case."""
    if not counts or not listed:
        return facts
    known = facts.get(counts)
    low = known.low if isinstance(known, Span) and isinstance(known.low, int) else 0
    high = known.high if isinstance(known, Span) and isinstance(known.high, int) else None
    least = max(low, listed)
    return {**facts, counts: Span(least, high if high is not None and high >= least else None)}
