"""Are cases assigned to judges by chance? Only then does comparing judges compare judges.

Assignment is by chance at most within one court, period and docket. For each of these the mix of
what was known at filing (nationality, representation, age) is compared across judges; where it
differs more than chance would make it, the page says "not comparable".
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

import numpy as np
import numpy.typing as npt

from evenhand.measures.estimators.answers import NoAnswer
from evenhand.measures.estimators.numbers import Counts, Reals, chi_square_tail, counts

LEAST_EXPECTED = 5.0
# Fewer cases for each judge than this cannot show an uneven mix; silence would be no evidence.
LEAST_CASES = 20


class Comparable(Enum):
    """What the test of assignment says of one court and period."""

    YES = "nothing speaks against assignment by chance"
    NO = "not comparable"


@dataclass(frozen=True)
class Evenness:
    """One attribute across judges: chi-square, its p, and how strong the tie is (Cramér's V).

    ``by_shuffles`` tells that p was counted over shuffles, as cells were too small for the formula.
    """

    statistic: float
    p: float
    strength: float
    by_shuffles: bool


@dataclass(frozen=True)
class Assignment:
    """The verdict on a court and period, and the tests it rests on."""

    comparable: Comparable
    attributes: dict[str, Evenness | NoAnswer]
    judges: int


def assignment(
    attributes: Mapping[str, npt.ArrayLike],
    *,
    seed: int,
    alpha: float = 0.01,
    shuffles: int = 1_999,
) -> Assignment | NoAnswer:
    """Test one court and period: for each attribute a table of decisions, judges by values.

    Decisions, not persons: a family comes to one judge together, and would look like a tilt.
    ``alpha`` is shared out among the attributes tested.
    """
    tables = {name: counts(name, table) for name, table in attributes.items()}
    if not tables:
        raise ValueError("an assignment is tested by at least one attribute")
    judges = {int((table.sum(axis=1) > 0).sum()) for table in tables.values()}
    if max(judges) < 2:
        return NoAnswer("The court has fewer than two judges with cases in this period.")
    chance = np.random.default_rng(seed)
    found = {name: evenness(table, chance, shuffles) for name, table in tables.items()}
    tested = [one for one in found.values() if isinstance(one, Evenness)]
    if not tested:
        return NoAnswer("No attribute has cases enough to show how they were assigned.")
    uneven = any(one.p < alpha / len(tested) for one in tested)
    return Assignment(Comparable.NO if uneven else Comparable.YES, found, max(judges))


def evenness(table: Counts, chance: np.random.Generator, shuffles: int) -> Evenness | NoAnswer:
    """Test whether an attribute is spread alike over judges."""
    there = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    if there.shape[0] < 2 or there.size == 0:
        return NoAnswer("Fewer than two judges have cases of which this is known.")
    if there.shape[1] < 2:
        return NoAnswer("All cases are alike in this, so it tells nothing about assignment.")
    if there.sum() < LEAST_CASES * there.shape[0]:
        return NoAnswer(f"There are fewer than {LEAST_CASES} cases for each judge.")
    there = _rare_together(there)
    statistic = float(_statistics(there[None])[0])
    strength = math.sqrt(statistic / (there.sum() * (min(there.shape) - 1)))
    if _expected(there).min() >= LEAST_EXPECTED:
        freedom = (there.shape[0] - 1) * (there.shape[1] - 1)
        return Evenness(statistic, chi_square_tail(statistic, freedom), strength, False)
    beyond = int((_statistics(_dealt(there, chance, shuffles)) >= statistic - 1e-9).sum())
    return Evenness(statistic, (1 + beyond) / (1 + shuffles), strength, True)


def _expected(table: Counts) -> Reals:
    expected: Reals = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    return expected


def _rare_together(table: Counts) -> Counts:
    """Count values that are too rare for the formula as one value, unless that leaves one alone."""
    rare = _expected(table).min(axis=0) < LEAST_EXPECTED
    if rare.sum() < 2 or rare.all():
        return table
    return np.hstack([table[:, ~rare], table[:, rare].sum(axis=1, keepdims=True)])


def _statistics(tables: Counts) -> Reals:
    """Give the chi-square of each of several tables with the same margins."""
    expected = _expected(tables[0])
    found: Reals = ((tables - expected) ** 2 / expected).sum(axis=(1, 2))
    return found


def _dealt(table: Counts, chance: np.random.Generator, shuffles: int) -> Counts:
    """Deal the same cases among the same judges by chance, so often, each keeping the number."""
    left = np.tile(table.sum(axis=0), (shuffles, 1))
    hands = np.zeros((shuffles, *table.shape), dtype=np.int64)
    for judge, load in enumerate(table.sum(axis=1)[:-1]):
        wanted = np.full(shuffles, load)
        for value in range(table.shape[1] - 1):
            rest = left[:, value + 1 :].sum(axis=1)
            hands[:, judge, value] = chance.hypergeometric(left[:, value], rest, wanted)
            wanted = wanted - hands[:, judge, value]
        hands[:, judge, -1] = wanted
        left = left - hands[:, judge]
    hands[:, -1] = left
    return hands
