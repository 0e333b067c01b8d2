"""Complementary suppression: which further cells must be hidden so that the small ones stay hidden.

Each small cell is moved up to the threshold and down to its floor in a table that has the same
sums; the cells that move with it, as cheap ones as possible, are hidden too. Each such table is a
witness for every cell that it moves, so that few programs are needed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt
from scipy import sparse

from evenhand.disclosure.audit.bounds import Bounds

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.int64]
NEAR = 1e-6
SLACK = 1e-4  # by which inner points miss a limit
SHARE = 4  # of the open cells are protected one by one before many are looked at again


@dataclass
class Suppression:
    """Cells with their counts and the sums that tie them, over all tables of a release.

    ``few`` must be protected: each must be able to reach ``up`` and ``down``. ``shown`` may never
    be hidden. No hidden cell may fall below ``floor``. Cells ``hidden`` at the start cost nothing.
    """

    rows: sparse.csc_matrix
    counts: Floats
    few: Flags
    shown: Flags
    hidden: Flags
    up: Floats
    down: Floats
    floor: Floats
    programs: int = 0
    failed: list[int] = field(default_factory=list)

    def run(self) -> Flags:
        """Give the cells to hide; ``failed`` are those which nothing can protect."""
        self.hidden = self.hidden | self.few
        self._most, self._least = self.counts.copy(), self.counts.copy()
        solver = self._loaded()
        while len(left := self._unprotected()):
            order = left[np.argsort(self.counts[left], kind="stable")]
            for cell in order[: max(10, len(order) // SHARE)].tolist():
                self._protect(solver, cell)
        return self.hidden

    def _unprotected(self) -> Indices:
        """Give the cells that no table found so far protects, after pushing many at once.

        Most are protected by cells that are hidden anyway.
        """
        bounds = Bounds(
            self.rows,
            np.where(self.hidden, np.minimum(self.floor, self.counts), self.counts),
            np.where(self.hidden, np.inf, self.counts),
            self.up,
            self.down,
            np.full(len(self.counts), np.inf),
        )
        few = np.setdiff1d(np.flatnonzero(self.few), self.failed)
        bounds.together(few[self._most[few] < self.up[few]], upward=True)
        bounds.together(few[self._least[few] > self.down[few]], upward=False)
        self.programs += bounds.programs
        np.maximum(self._most, bounds.most + SLACK, out=self._most)
        np.minimum(self._least, bounds.least - SLACK, out=self._least)
        return few[(self._most[few] < self.up[few]) | (self._least[few] > self.down[few])]

    def _protect(self, solver: Any, cell: int) -> None:
        """Hide what one cell needs, unless a table found since protects it."""
        number = len(self.counts)
        for upward in (True, False):
            if (
                self._most[cell] >= self.up[cell]
                if upward
                else self._least[cell] <= self.down[cell]
            ):
                continue
            moved = self._moved(solver, cell, upward)
            if moved is None:
                self.failed.append(cell)
                return
            new = np.flatnonzero((np.abs(moved) > NEAR) & ~self.hidden)
            if len(new):
                self.hidden[new] = True
                both = np.concatenate([new, new + number]).astype(np.int32)
                solver.changeColsCost(len(both), both, np.zeros(len(both)))
                solver.changeColsBounds(len(both), both, *(end[both] for end in self._ends()))
            np.maximum(self._most, self.counts + moved + NEAR, out=self._most)
            np.minimum(self._least, self.counts + moved - NEAR, out=self._least)

    def _moved(self, solver: Any, cell: int, upward: bool) -> Floats | None:
        """Find the cheapest change of the table by which one cell, hidden itself, gets so far."""
        number = len(self.counts)
        least, most = (float(end[cell]) for end in self._ends())
        if upward:
            goal = float(self.up[cell] - self.counts[cell])
            solver.changeColBounds(cell, goal, max(goal, most))
        else:
            goal = float(self.down[cell] - self.counts[cell])
            solver.changeColBounds(cell, min(goal, least), goal)
        solver.run()
        self.programs += 1
        found = None
        if solver.getModelStatus() == highspy.HighsModelStatus.kOptimal:
            flow = np.asarray(solver.getSolution().col_value)
            found = flow[:number] - flow[number:]
        solver.changeColBounds(cell, least, most)
        return found

    def _ends(self) -> tuple[Floats, Floats]:
        """Give how far each column may go: a hidden cell moves in one, either way and at no cost.

        A cell that is not hidden has a column for each way, so that moving it has its price.
        """
        below = np.where(self.shown, 0.0, np.maximum(self.counts - self.floor, 0.0))
        above = np.where(self.shown, 0.0, highspy.kHighsInf)
        least = np.where(self.hidden, -below, 0.0)
        downward = np.where(self.hidden, 0.0, below)
        return np.concatenate([least, np.zeros_like(below)]), np.concatenate([above, downward])

    def _loaded(self) -> Any:
        number = len(self.counts)
        cost = np.where(self.hidden, 0.0, np.log1p(self.counts) + 1)
        matrix = sparse.hstack([self.rows, -self.rows]).tocsc()
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = 2 * number, self.rows.shape[0]
        program.col_cost_ = np.concatenate([cost, cost])
        program.col_lower_, program.col_upper_ = self._ends()
        program.row_lower_ = program.row_upper_ = np.zeros(self.rows.shape[0])
        program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        program.a_matrix_.start_, program.a_matrix_.index_ = matrix.indptr, matrix.indices
        program.a_matrix_.value_ = matrix.data
        solver = highspy.Highs()
        options = (("output_flag", False), ("threads", 1), ("random_seed", 0), ("presolve", "off"))
        for option, value in options:
            solver.setOptionValue(option, value)
        solver.passModel(program)
        return solver
