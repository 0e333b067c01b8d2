"""What an instrument makes of one case: the interpreter's path, the oracle of the bulk review."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from evenhand.guidance.conditions import Conditions
from evenhand.guidance.instrument import Instrument
from evenhand.guidance.interpret import Facts, answer
from evenhand.guidance.possible import cells, possible
from evenhand.guidance.tree import (
    And,
    AnyOf,
    Compares,
    Constant,
    Holds,
    Met,
    Or,
    Tree,
    Unrefuted,
    atoms,
    children,
    walk,
)
from evenhand.terms.answer import Answer
from evenhand.terms.span import Span


@dataclass(frozen=True)
class FactorAnswer:
    """The answer of one factor; ``missing`` are the facts that leave it open."""

    factor: str
    answer: Answer
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Finding:
    """What an instrument makes of a case on a day.

    ``class_id`` counts every cannot-tell as not met; ``possible`` are all classes the case could
    come to be in, ``class_id`` always among them; ``decisive`` the missing facts that can still
    change the class, in the asking order; ``judged_open`` those that only a person can set.
    """

    instrument: str
    version: str
    as_of: dt.date
    class_id: str
    possible: tuple[str, ...]
    answers: Mapping[str, FactorAnswer]
    decisive: tuple[str, ...]
    judged_open: tuple[str, ...]
    review_level: str

    def met(self, given: Answer) -> list[str]:
        """Give the factors with an answer, in the document's order."""
        return [id for id, item in self.answers.items() if item.answer is given]


def review_case(instrument: Instrument, facts: Facts, as_of: dt.date) -> Finding:
    """Ask an instrument of one case; facts dated after ``as_of`` count as unknown."""
    facts = known_on(facts, as_of)
    return _Case(instrument, facts, as_of).finding()


def known_on(facts: Facts, as_of: dt.date) -> Facts:
    """Drop the bounds of dates that lie after a day: on that day they were not known."""
    kept: dict[str, bool | Span] = {}
    for fact, known in facts.items():
        if isinstance(known, Span):
            low, high = (None if _later(end, as_of) else end for end in (known.low, known.high))
            if low is not None or high is not None:
                kept[fact] = Span(low, high)
        else:
            kept[fact] = known
    return kept


def _later(end: object, day: dt.date) -> bool:
    return isinstance(end, dt.date) and end > day


@dataclass(frozen=True)
class _Prepared:
    """An instrument's trees for the parameters of a day, made once for many cases."""

    conditions: Conditions
    factors: Mapping[str, Tree]
    classes: Mapping[str, Tree]
    possible: Mapping[str, Tree]
    readers: Mapping[str, Sequence[str]]  # of each fact: the factors that read it
    compared: Mapping[str, Sequence[Compares]]  # of each fact: what it is compared with


_prepared: dict[tuple[object, ...], _Prepared] = {}


def _prepare(instrument: Instrument, as_of: dt.date) -> _Prepared:
    key = (instrument.fingerprint, *instrument.order_on(as_of))
    if key not in _prepared:
        conditions = instrument.on(as_of)
        factors = {id: conditions.inlined(tree) for id, tree in conditions.factors.items()}
        readers: dict[str, dict[str, None]] = {}
        compared: dict[str, dict[Compares, None]] = {}
        for id, tree in factors.items():
            for atom in atoms(tree):
                readers.setdefault(atom.fact, {})[id] = None
                if isinstance(atom, Compares):
                    compared.setdefault(atom.fact, {})[atom] = None
        _prepared[key] = _Prepared(
            conditions,
            factors,
            {id: conditions.listed(tree) for id, tree in conditions.classes.items()},
            {id: possible(tree, as_of) for id, tree in conditions.reached().items()},
            {fact: list(ids) for fact, ids in readers.items()},
            {fact: list(own) for fact, own in compared.items()},
        )
    return _prepared[key]


def decide_alone(instrument: Instrument, facts: Facts, as_of: dt.date) -> list[str]:
    """Give the missing facts of which one answer would settle the class whatever else is unknown.

    Works by trying: each missing fact is given one value from every stretch of values that the
    instrument can tell apart and that is still open.
    """
    facts = known_on(facts, as_of)
    case = _Case(instrument, facts, as_of)
    live = instrument.catalogue.in_order(case.live_facts())
    return [
        fact
        for fact in live
        if any(case.told(fact, value).is_settled() for value in case.open_values(fact))
    ]


class _Case:
    """One case under one instrument: every condition answered once."""

    def __init__(
        self,
        instrument: Instrument,
        facts: Facts,
        as_of: dt.date,
        answers: Mapping[str, Answer] | None = None,
    ) -> None:
        self.instrument = instrument
        self.facts = facts
        self.as_of = as_of
        self.prepared = _prepare(instrument, as_of)
        self.conditions = self.prepared.conditions
        self.factors = self.prepared.factors
        self.answers = answers or {id: self.of(tree) for id, tree in self.factors.items()}

    def told(self, fact: str, value: bool | Span) -> _Case:
        """Give the case with one more fact: only the factors that read it are answered anew."""
        facts = {**self.facts, fact: value}
        anew = {
            id: answer(self.factors[id], facts, self.as_of)
            for id in self.prepared.readers.get(fact, ())
        }
        return _Case(self.instrument, facts, self.as_of, {**self.answers, **anew})

    def of(self, tree: Tree) -> Answer:
        return answer(tree, self.facts, self.as_of)

    def finding(self) -> Finding:
        order = self.instrument.catalogue.in_order
        live = order(self.live_facts())
        judged = [fact for fact in live if self.instrument.catalogue[fact].kind == "judged"]
        possible = self.possible()
        class_id = self.on_the_record(possible)
        return Finding(
            instrument=self.instrument.id,
            version=self.instrument.full_version,
            as_of=self.as_of,
            class_id=class_id,
            possible=tuple(possible),
            answers={id: self.factor_answer(id) for id in self.factors},
            decisive=tuple(fact for fact in live if fact not in judged),
            judged_open=tuple(judged),
            review_level=self.review_level(class_id),
        )

    def factor_answer(self, id: str) -> FactorAnswer:
        missing: list[str] = []
        if self.answers[id] is Answer.CANNOT_TELL:
            missing = self.instrument.catalogue.in_order(self.open_facts(self.factors[id]))
        return FactorAnswer(id, self.answers[id], tuple(missing))

    def class_answer(self, tree: Tree) -> Answer:
        """Answer a condition over lists and factors, unknowns kept."""
        return answer(self.conditions.listed(tree), self.facts, self.as_of, self.answers)

    def on_the_record(self, possible: Collection[str]) -> str:
        """Give the class when every cannot-tell counts as not met.

        Where a fact is read both ways that class may be one that nothing can bring about: the
        class is then the mildest of those that something can.
        """
        met = {id: Answer.of(given is Answer.YES) for id, given in self.answers.items()}
        for id, tree in self.prepared.classes.items():
            if answer(tree, {}, self.as_of, met) is Answer.YES:
                mildest = (other for other in self.instrument.mildest_first if other in possible)
                return id if id in possible else next(mildest)
        raise AssertionError(f"{self.instrument.id} has no last class that always holds")

    def possible(self) -> list[str]:
        return [id for id, tree in self.prepared.possible.items() if self.left_open(tree)]

    def is_settled(self) -> bool:
        """Whether one class is possible and no second: most cases show a second one early."""
        possible = filter(self.left_open, self.prepared.possible.values())
        return next(possible, None) is not None and next(possible, None) is None

    def left_open(self, tree: Tree) -> bool:
        if isinstance(tree, Unrefuted):
            against = Answer.NO if tree.positive else Answer.YES
            return answer(tree.atom, self.facts, self.as_of, self.answers) is not against
        if isinstance(tree, Constant):
            return tree.value
        if isinstance(tree, And | Or):
            parts = (self.left_open(part) for part in tree.parts)
            return all(parts) if isinstance(tree, And) else any(parts)
        raise TypeError(f"{tree!r} is not part of a possibility")

    def review_level(self, class_id: str) -> str:
        for list_id, members in self.conditions.lists.items():
            level = self.instrument.lists[list_id].review_level
            if level and any(self.answers[id] is Answer.YES for id in members):
                return level
        return self.instrument.classes[class_id].review_level

    def live_facts(self) -> set[str]:
        """Give the missing facts that can still change the class: open all the way up."""
        if len(self.possible()) < 2:
            return set()
        relevant = self.relevant_factors()
        return {fact for id in relevant for fact in self.open_facts(self.factors[id])}

    def open_values(self, fact: str) -> Iterator[bool | Span]:
        """Give a value from each stretch of a fact's values that what is known leaves open."""
        own = self.prepared.compared.get(fact, ())
        if not own:
            yield from (True, False)
            return
        dated = self.instrument.catalogue[fact].type == "date"
        for cell in cells(list(own), self.as_of):
            if all(self.left_open(fence) for fence in cell.fences):
                value = dt.date.fromordinal(cell.place) if dated else cell.place
                yield Span(value, value)

    def relevant_factors(self) -> set[str]:
        relevant: set[str] = set()
        for tree in self.conditions.classes.values():
            given = self.class_answer(tree)
            if given is Answer.YES:
                break
            if given is Answer.CANNOT_TELL:
                for node in walk(tree):
                    if isinstance(node, Met | AnyOf) and self.is_open(node):
                        relevant |= self.open_members(node)
        return relevant

    def is_open(self, node: Tree) -> bool:
        return self.class_answer(node) is Answer.CANNOT_TELL

    def open_members(self, node: Met | AnyOf) -> set[str]:
        ids = self.conditions.stands_for(node)
        return {id for id in ids if self.answers[id] is Answer.CANNOT_TELL}

    def open_facts(self, tree: Tree) -> set[str]:
        """Give the facts below a node that are open together with everything above them."""
        if self.of(tree) is not Answer.CANNOT_TELL:
            return set()
        if isinstance(tree, Holds | Compares):
            return {tree.fact}
        return {fact for part in children(tree) for fact in self.open_facts(part)}
