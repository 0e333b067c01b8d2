"""What a measure gave: exact tables, estimates, and why there is no number where none is."""

from __future__ import annotations

from dataclasses import dataclass

from evenhand.measures.counts import CountTable, Estimate
from evenhand.measures.measure import Measure


@dataclass(frozen=True)
class Result:
    """One measure, computed. ``unanswered``: sentences about the whole, not about one unit."""

    measure: Measure
    tables: tuple[CountTable, ...] = ()
    estimates: tuple[Estimate, ...] = ()
    unanswered: tuple[str, ...] = ()
