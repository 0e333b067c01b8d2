"""The guidance handbook: instruments and safeguards as their own files have them, ready to show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from evenhand.docket.catalogue import catalogue
from evenhand.docket.tracing import in_words
from evenhand.guidance.examples import Written, written_examples
from evenhand.guidance.instrument import Class, Factor, FactorList, Instrument, Parameter
from evenhand.guidance.library import shipped
from evenhand.guidance.tree import facts_of
from evenhand.safeguards.library import shipped as safeguards_shipped
from evenhand.safeguards.safeguard import Safeguard
from evenhand.terms.answer import Answer

ANSWERS = (Answer.YES, Answer.NO, Answer.CANNOT_TELL)


@dataclass(frozen=True)
class FactorShown:
    """One factor: what it asks of a record, and people for whom it is met, not met, or unknown."""

    factor: Factor
    asks: Sequence[str]
    examples: Sequence[tuple[str, Sequence[str]]]


@dataclass(frozen=True)
class CaseShown:
    """One whole example case: what is known of it, and what must come out."""

    name: str
    as_of: str
    known: str
    expected: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Chapter:
    """One instrument of the handbook."""

    instrument: Instrument
    lists: Sequence[tuple[FactorList, Sequence[FactorShown]]]
    classes: Sequence[Class]
    parameters: Sequence[tuple[Parameter, Sequence[tuple[str, str, Any]]]]
    cases: Sequence[CaseShown]
    marks: Mapping[str, int]  # how many factors and classes are confirmed how far


@dataclass(frozen=True)
class SafeguardShown:
    """One safeguard, with the questions that it asks first."""

    safeguard: Safeguard
    asks: Sequence[str]


@cache
def instruments() -> tuple[Instrument, ...]:
    """Give every shipped instrument, the oldest first."""
    return tuple(sorted(shipped(), key=lambda one: (one.in_force.since, one.id)))


@cache
def chapter(id: str) -> Chapter | None:
    """Give the chapter of one instrument; nothing where none has that name."""
    found = next((one for one in instruments() if one.id == id), None)
    return _chapter(found) if found else None


@cache
def safeguards() -> tuple[SafeguardShown, ...]:
    """Give every shipped safeguard, in the order in which they are shown."""
    known = catalogue()
    return tuple(
        SafeguardShown(one, [known[fact].asks for fact in one.ask_first])
        for one in safeguards_shipped()
    )


def _chapter(instrument: Instrument) -> Chapter:
    examples = written_examples(instrument)
    cited: list[Factor | Class] = [*instrument.factors.values(), *instrument.classes.values()]
    counted: dict[str, int] = {}
    for item in cited:
        counted[item.cite.status] = counted.get(item.cite.status, 0) + 1
    return Chapter(
        instrument,
        [
            (part, [_factor(instrument, id, examples) for id in instrument.in_list(part.id)])
            for part in instrument.lists.values()
        ],
        list(instrument.classes.values()),
        [
            (one, [(str(since), str(value), cite) for since, value, cite in one.values])
            for one in instrument.parameters.values()
        ],
        [_case(*one) for one in examples if "factor" not in one[3]],
        counted,
    )


def _factor(instrument: Instrument, id: str, examples: Sequence[Written]) -> FactorShown:
    conditions = instrument.on(instrument.in_force.since)
    known = instrument.catalogue
    read = known.in_order(set(facts_of(conditions.inlined(conditions.factors[id]))))
    people = [
        (answer.value, [_known(typed) for _, _, typed, due in examples if _is_for(due, id, answer)])
        for answer in ANSWERS
    ]
    asks = [known[fact].asks for fact in read]
    return FactorShown(instrument.factors[id], asks, [pair for pair in people if pair[1]])


def _is_for(expect: Mapping[str, Any], id: str, answer: Answer) -> bool:
    return expect.get("factor") == id and expect["answer"] is answer


def _known(typed: Mapping[str, Any]) -> str:
    """Write what is known of an example person; of some, nothing is."""
    return ", ".join(f"{name} = {_word(value)}" for name, value in typed.items())


def _word(value: Any) -> str:
    return in_words(value) if isinstance(value, bool) else str(value)


def _case(
    name: str, as_of: dt.date, typed: Mapping[str, Any], expect: Mapping[str, Any]
) -> CaseShown:
    said = [(part.replace("_", " "), text) for part, text in _expected(expect)]
    return CaseShown(name, str(as_of), _known(typed), said)


def _expected(expect: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in expect.items():
        yield name, ", ".join(map(str, value)) if isinstance(value, list) else str(value)
