"""The interpreter: answers a condition for one case, the oracle the engines are held to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

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
)
from evenhand.terms.answer import Answer
from evenhand.terms.span import Span, Value

Known = bool | Span
Facts = Mapping[str, Known]


def answer(
    tree: Tree, facts: Facts, as_of: dt.date, met: Mapping[str, Answer] | None = None
) -> Answer:
    """Answer a condition by strong Kleene logic over what is known of one case.

    ``facts`` holds the known facts only; ``met`` the answers of factors already answered.
    """
    if isinstance(tree, Constant):
        return Answer.of(tree.value)
    if isinstance(tree, Holds):
        known = facts.get(tree.fact)
        return Answer.of(known if isinstance(known, bool) else None)
    if isinstance(tree, Compares):
        return _compared(tree, facts, as_of)
    if isinstance(tree, Met):
        return (met or {})[tree.factor]
    if isinstance(tree, Not):
        return contrary(answer(tree.part, facts, as_of, met))
    if isinstance(tree, And):
        return all_of([answer(part, facts, as_of, met) for part in tree.parts])
    if isinstance(tree, Or):
        return any_of([answer(part, facts, as_of, met) for part in tree.parts])
    raise TypeError(f"{tree!r} is not answered for one case; resolve its list first")


def contrary(given: Answer) -> Answer:
    """Kleene NOT."""
    if given is Answer.CANNOT_TELL:
        return given
    return Answer.NO if given is Answer.YES else Answer.YES


def all_of(given: list[Answer]) -> Answer:
    """Kleene AND."""
    if Answer.NO in given:
        return Answer.NO
    return Answer.CANNOT_TELL if Answer.CANNOT_TELL in given else Answer.YES


def any_of(given: list[Answer]) -> Answer:
    """Kleene OR."""
    if Answer.YES in given:
        return Answer.YES
    return Answer.CANNOT_TELL if Answer.CANNOT_TELL in given else Answer.NO


def boundary_on(boundary: int | dt.date | YearsBefore, as_of: dt.date) -> Value:
    """Give the constant of a comparison for a review on ``as_of``."""
    return boundary.on(as_of) if isinstance(boundary, YearsBefore) else boundary


def _compared(tree: Compares, facts: Facts, as_of: dt.date) -> Answer:
    known = facts.get(tree.fact)
    if not isinstance(known, Span):
        return Answer.CANNOT_TELL
    edge = boundary_on(tree.boundary, as_of)
    low, high = known.low, known.high
    # The two ends are compared with a constant of their own type: the checker saw to that.
    at_least = low is not None and low >= edge  # type: ignore[operator]
    above = low is not None and low > edge  # type: ignore[operator]
    at_most = high is not None and high <= edge  # type: ignore[operator]
    below = high is not None and high < edge  # type: ignore[operator]
    yes, no = {
        "<": (below, at_least),
        "<=": (at_most, above),
        ">": (above, at_most),
        ">=": (at_least, below),
        "==": (at_least and at_most, above or below),
    }[tree.operator]
    return Answer.of(True if yes else False if no else None)
