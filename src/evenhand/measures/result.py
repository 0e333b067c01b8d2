"""What a measure gave: exact tables, estimates, and why there is no number where none is."""

from __future__ import annotations

from dataclasses import dataclass

from evenhand.measures.counts import CountTable, Estimate
from evenhand.measures.measure import Measure


@dataclass(frozen=True)
class Result:
    """One measure, computed. ``says``: what was found of the whole, in sentences without counts.

    ``unanswered``: sentences that stand where a number of the whole would.
    """

    measure: Measure
    tables: tuple[CountTable, ...] = ()
    estimates: tuple[Estimate, ...] = ()
    says: tuple[str, ...] = ()
    unanswered: tuple[str, ...] = ()
