"""What two independent searches both missed: Chapman's estimate, for finding defects.

Two reviewers look through the same files for an undocumented parental choice, or a missing
priority. The fewer of the one's finds the other has found too, the more both have missed. It is no
way to count a population from public lists, which are neither independent nor linked. Files easier
to find for one are easier for the other as well: then the estimate is too low, and says at least so
many.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from evenhand.measures.estimators.answers import Figure, NoAnswer
from evenhand.measures.estimators.numbers import counts, deviate


@dataclass(frozen=True)
class Capture:
    """How many there are in all, how many were found by either, how many by neither."""

    total: Figure
    found: int
    missed: Figure


def chapman(first: int, second: int, both: int, *, level: float = 0.95) -> Capture | NoAnswer:
    """Give the total from what the first found, the second found, and both found.

    The interval is that of Sadinle (2009), from the odds of being missed: it is never below what
    was found, and holds where few were found twice.
    """
    one, two, twice = (int(number) for number in counts("finds", [first, second, both]))
    if twice > min(one, two):
        raise ValueError("more were found by both than by one of them")
    if one == 0 or two == 0:
        return NoAnswer("One of the two found nothing, so nothing shows what both missed.")
    if twice == 0:
        return NoAnswer("Nothing was found by both, so nothing shows how much both missed.")
    one, two = min(one, two), max(one, two)  # who came first says nothing
    found = one + two - twice
    missed = (one - twice) * (two - twice) / (twice + 1)
    alone, other, again = one - twice + 0.5, two - twice + 0.5, twice + 0.5
    spread = math.sqrt(1 / again + 1 / alone + 1 / other + again / (alone * other))
    middle, reach = alone * other / again, math.exp(deviate(level) * spread)
    low, high = max(0.0, middle / reach - 0.5), middle * reach - 0.5
    return Capture(
        Figure(found + missed, found + min(low, missed), found + max(high, missed)),
        found,
        Figure(missed, min(low, missed), max(high, missed)),
    )
