"""What can be proved of an instrument before it is used, and what is wrong with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Literal

from evenhand.guidance.conditions import Conditions
from evenhand.guidance.instrument import OTHERWISE, Instrument
from evenhand.guidance.possible import TooEntangled, cells, possible, replace_atoms, settled
from evenhand.guidance.tree import (
    NO,
    YES,
    And,
    AnyOf,
    Compares,
    Constant,
    Holds,
    Met,
    Not,
    Or,
    Tree,
    atoms,
    facts_of,
    negation,
)
from evenhand.terms.answer import Answer

MOST_CELLS = 200_000
Value = bool | int


@dataclass(frozen=True)
class Check:
    """One thing looked at: whether it was proved, tested, merely remarked, or is wrong."""

    what: str
    result: Literal["proved", "tested", "remark", "wrong"]
    detail: str = ""


def check(instrument: Instrument) -> list[Check]:
    """Look an instrument over without running its examples; raises BadGuidance if unreadable."""
    day = instrument.in_force.since
    conditions = instrument.on(day)
    found = [
        Check("every condition parses and reads only facts of the catalogue", "proved"),
        Check("every factor, class and parameter has a citation with its status", "proved"),
    ]
    for name, wrongs in (
        ("no factor is impossible or always met", _stuck_factors(conditions, day)),
        ("every class can be reached", _unreachable(conditions, day)),
        ("the last class always holds, so that every case has one", _last_class(instrument)),
        (
            "no class weighs against a respondent on what is unknown",
            _turned(instrument, conditions),
        ),
        (
            "no protected attribute is read that the document does not name",
            _attributes(instrument, conditions),
        ),
        ("every parameter has a value from the first day in force", _gaps(instrument)),
    ):
        wrong = list(wrongs)
        found += [Check(name, "wrong", detail) for detail in wrong] or [Check(name, "proved")]
    found.append(_on_the_record(conditions))
    return [*found, *_remarks(instrument, conditions)]


def _on_the_record(conditions: Conditions) -> Check:
    what = "the class on the record is one that what is unknown could really make true"
    both = conditions.read_both_ways()
    if not both:
        return Check(what, "proved")
    return Check(
        "facts read both ways, so that the class on the record may be the mildest possible one "
        "instead of the first that is proven",
        "remark",
        ", ".join(both),
    )


def _stuck_factors(conditions: Conditions, day: dt.date) -> Iterator[str]:
    for id in conditions.factors:
        reachable = reachable_answers(conditions.inlined(conditions.factors[id]), day)
        if Answer.YES not in reachable:
            yield f"{id} contradicts itself: no facts could ever meet it"
        # Presence, once known, is never less than nothing: such a factor has no "no", and says so.
        elif Answer.NO not in reachable and not _only_past(conditions, id, day):
            yield f"{id} is always met once its facts are known: it tells nothing"


def _only_past(conditions: Conditions, id: str, day: dt.date) -> bool:
    """Whether a factor asks only that a dated fact lies in the past: its length is what weighs."""
    tree = conditions.inlined(conditions.factors[id])
    return isinstance(tree, Not) and isinstance(tree.part, Compares) and len(facts_of(tree)) == 1


def reachable_answers(tree: Tree, day: dt.date) -> set[Answer]:
    """Give the answers a condition over facts can take on ``day``, by trying every cell."""
    found = {Answer.CANNOT_TELL}
    try:
        for values in completions(tree, day):
            found.add(Answer.of(value_of(tree, values, day)))
            if len(found) == 3:
                break
    except TooEntangled:
        # Too many facts to try one by one; the case split asks the same of the whole condition.
        found |= {Answer.YES} if possible(tree, day) != NO else set()
        found |= {Answer.NO} if possible(negation(tree), day) != NO else set()
    return found


def completions(tree: Tree, day: dt.date) -> Iterator[dict[str, Value]]:
    """Give one value for every cell of every fact of a condition: all that can ever be told apart.

    A yes-no fact is a truth value; a date or count is its place (a day's number, or the count).
    """
    facts = facts_of(tree)
    choices = [list(_choices(tree, fact, day)) for fact in facts]
    for n, values in enumerate(product(*choices)):
        if n > MOST_CELLS:
            raise TooEntangled(f"more than {MOST_CELLS:,} ways to fill in {', '.join(facts)}")
        yield dict(zip(facts, values, strict=True))


def _choices(tree: Tree, fact: str, day: dt.date) -> Iterable[Value]:
    own = [atom for atom in atoms(tree) if atom.fact == fact]
    if any(isinstance(atom, Holds) for atom in own):
        return (True, False)
    measured: list[Compares] = [atom for atom in own if isinstance(atom, Compares)]
    return [cell.place for cell in cells(measured, day)]


def value_of(tree: Tree, values: dict[str, Value], day: dt.date) -> bool:
    """Answer a condition in normal form when every fact is known, by place."""

    def settle(leaf: Holds | Compares | Met) -> Tree:
        if isinstance(leaf, Compares):
            return YES if settled(leaf, int(values[leaf.fact]), day) else NO
        if isinstance(leaf, Holds):
            return YES if values[leaf.fact] else NO
        raise TypeError(f"{leaf!r} must be written out first")

    done = replace_atoms(tree, settle)
    if not isinstance(done, Constant):
        raise TypeError(f"{done!r} is not settled")
    return done.value


def _unreachable(conditions: Conditions, day: dt.date) -> Iterator[str]:
    for id, tree in conditions.reached().items():
        try:
            if possible(tree, day) == NO or tree == NO:
                yield f"{id} can never be the class: an earlier class always holds first"
        except TooEntangled as error:
            yield f"{id}: {error}"


def _last_class(instrument: Instrument) -> Iterator[str]:
    *earlier, last = instrument.classes.values()
    if last.when != OTHERWISE:
        yield f'the last class, {last.id}, has a condition; write when = "{OTHERWISE}"'
    for item in earlier:
        if item.when == OTHERWISE:
            yield f"{item.id} always holds, so no class after it can"


def _turned(instrument: Instrument, conditions: Conditions) -> Iterator[str]:
    for id, tree in conditions.classes.items():
        if instrument.classes[id].bearing != "against":
            continue
        if tree == YES:
            yield f"{id} weighs against, and holds when nothing is known"
        for node in _denied(tree):
            yield f"{id} weighs against where {node} is not met: an unknown would count against"


def _denied(tree: Tree, negative: bool = False) -> Iterator[str]:
    if isinstance(tree, Not):
        yield from _denied(tree.part, not negative)
    elif isinstance(tree, And | Or):
        for part in tree.parts:
            yield from _denied(part, negative)
    elif negative and isinstance(tree, AnyOf):
        yield f"list {tree.list}"
    elif negative and isinstance(tree, Met):
        yield f"factor {tree.factor}"


def _attributes(instrument: Instrument, conditions: Conditions) -> Iterator[str]:
    for id, tree in conditions.factors.items():
        for fact in facts_of(conditions.inlined(tree)):
            attribute = instrument.catalogue[fact].attribute
            if attribute and attribute not in instrument.names_attributes:
                yield (
                    f"{id} reads {fact}, which rests on {attribute}; the document does not name it"
                )


def _gaps(instrument: Instrument) -> Iterator[str]:
    for parameter in instrument.parameters.values():
        if parameter.values[0][0] > instrument.in_force.since:
            yield f"{parameter.id} has no value on {instrument.in_force.since}"


def _remarks(instrument: Instrument, conditions: Conditions) -> Iterator[Check]:
    idle = [id for id in instrument.factors if id not in conditions.setting_a_class()]
    if idle:
        yield Check("factors that set no class are weighed by a person", "remark", ", ".join(idle))
    unverified = [f.id for f in instrument.factors.values() if f.cite.status == "unverified"]
    if unverified:
        yield Check(
            "items whose words were not confirmed are marked so", "remark", ", ".join(unverified)
        )
