"""Repairs a rounded release: prints more coarsely what would show that a cell is of few people.

Widening one cell never narrows what readers hold possible of another, so that repair comes to an
end; at worst a cell is not shown at all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

import numpy as np

from evenhand.disclosure.audit.attack import Attack, Floats, Leak, attack
from evenhand.disclosure.audit.bounds import Bounds, Witnesses
from evenhand.disclosure.audit.knowledge import Knowledge
from evenhand.disclosure.grid import Key
from evenhand.disclosure.rounding import Print, coarser
from evenhand.disclosure.rule import Rule

ROUNDS = 60
Printing = Callable[[Key, int], Print]
Choice = tuple[bool, float, Key, int]


class Unprotected(Exception):
    """Cells that nothing which could be raised protects: in words, and where they stand."""

    def __init__(self, cells: list[str], places: list[Key]) -> None:
        super().__init__(f"These cells cannot be protected: {'; '.join(cells)}.")
        self.places = places


class Repair:
    """The levels at which cells are printed, raised until an attack finds nothing."""

    def __init__(
        self,
        knowledge: Knowledge,
        counts: Mapping[Key, int],
        levels: Mapping[Key, int],
        fixed: Collection[Key],
        rule: Rule,
        printing: Printing,
    ) -> None:
        """Take what readers know; ``fixed`` cells were printed before and stay as they are."""
        self.levels = dict(levels)
        self._knowledge, self._counts, self._rule = knowledge, counts, rule
        self._fixed, self._printing = fixed, printing
        self._rows = knowledge.matrix()
        self._by_row = self._rows.tocsr()
        self._low, self._high = knowledge.limits()
        self._printed: Bounds | None = None  # the program over what is printed now, once asked for

    def run(self) -> dict[Key, int]:
        """Raise levels until nothing is found; end where nothing is left to raise."""
        found = self._attacked(None)
        for _ in range(ROUNDS):
            if not found.leaks:
                return self.levels
            raises: dict[Key, int] = {}
            for leak in found.leaks:
                place, level = self._best(leak, found)
                raises[place] = max(level, raises.get(place, 0))
            for place, level in raises.items():
                self.set(place, level)
            found = self._attacked(found.witnesses)
        raise self._refusal(found)

    def set(self, place: Key, level: int) -> None:
        """Print a cell at a level."""
        self.levels[place] = level
        self._printed = None
        printed = self._printing(place, level)
        number = self._knowledge.index[place]
        self._low[number] = printed.low
        self._high[number] = np.inf if printed.high is None else printed.high

    def _attacked(self, witnesses: Witnesses | None) -> Attack:
        """Attack what is printed now; what was found possible before still is."""
        return attack(
            self._rows, self._low, self._high, self._rule.promise,
            unprinted=self._knowledge.unprinted(), whole_numbers=False, witnesses=witnesses,
        )  # fmt: skip

    def _best(self, leak: Leak, found: Attack) -> tuple[Key, int]:
        """Choose the cheapest raise that mends a leak, or the one that helps it most."""
        upward = leak.high < self._rule.promise.never_shown_below
        lacking = self._rule.promise.never_shown_below - leak.high if upward else 1.0
        choices = self._choices(self._pressing(leak, found, upward), lacking)
        # What follows by hand may follow from a cell that only repeats another, and then nothing
        # near it can be raised: a program over what is printed finds the limits it rests on.
        choices = choices or self._choices(self._pressing_printed(leak, upward), lacking)
        if not choices:
            raise self._refusal(found)
        *_, place, level = min(choices)
        return place, level

    def _choices(self, pressing: Mapping[int, float], lacking: float) -> list[Choice]:
        """Give the raises that help a leak: if they fall short, their cost, place and level."""
        choices = []
        for number, weight in pressing.items():
            place = self._knowledge.places[number]
            for level, gain, width in self._steps(place, number, weight):
                cost = width / max(1, self._counts[place])
                choices.append((gain < lacking, cost if gain >= lacking else -gain, place, level))
        return choices

    def _pressing_printed(self, leak: Leak, upward: bool) -> dict[int, float]:
        """Give the printed limits on which a leak rests, by a program over all of them.

        All leaks of a round ask the same program: what is printed changes after the round.
        """
        if self._printed is None:
            every = np.full(len(self._low), np.inf)
            self._printed = Bounds(
                self._rows, self._low.copy(), self._high.copy(), self._high.copy(), -every, every
            )
        weights = self._printed.alone(leak.number, upward=upward)
        return self._moved(weights, leak.number)

    @staticmethod
    def _moved(weights: Floats, number: int) -> dict[int, float]:
        moved = {int(n): -float(weights[n]) for n in np.flatnonzero(weights)}
        return {n: w for n, w in moved.items() if abs(w) > 1e-6 and n != number}

    def _pressing(self, leak: Leak, found: Attack, upward: bool) -> dict[int, float]:
        """Give the cells on whose limits a leak rests; below nought where on the lower limit."""
        if leak.weights is not None:
            return self._moved(leak.weights, leak.number)
        best: dict[int, float] = {}
        tightest = np.inf
        start, end = self._rows.indptr[leak.number], self._rows.indptr[leak.number + 1]
        for row in self._rows.indices[start:end]:
            members = self._by_row[int(row)]
            own = members[0, leak.number]
            terms = {
                int(n): float(v * own) for n, v in zip(members.indices, members.data, strict=True)
            }
            del terms[leak.number]
            signed = {n: v if upward else -v for n, v in terms.items()}
            room = sum(-v * (found.low[n] if w > 0 else found.high[n]) for (n, v), w in
                       zip(terms.items(), signed.values(), strict=True))  # fmt: skip
            room = room if upward else -room
            if room < tightest:
                tightest, best = room, {n: -w for n, w in signed.items()}
        return best

    def _steps(self, place: Key, number: int, weight: float) -> list[tuple[int, float, float]]:
        """Give the raises of a cell: level, what the leak gains by it, and the new width."""
        if place in self._fixed or place not in self.levels:
            return []
        steps, level = [], self.levels[place]
        while (further := coarser(self._counts[place], self._rule, level)) != level:
            level = further
            printed = self._printing(place, level)
            high = np.inf if printed.high is None else float(printed.high)
            moved = self._low[number] - printed.low if weight < 0 else high - self._high[number]
            if moved > 0:
                steps.append((level, abs(weight) * min(moved, 1e9), min(high, 1e9) - printed.low))
        return steps

    def _refusal(self, found: Attack) -> Unprotected:
        cells = [self._knowledge.says(leak.number) for leak in found.leaks[:10]]
        return Unprotected(cells, [self._knowledge.places[leak.number] for leak in found.leaks])
