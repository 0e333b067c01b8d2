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

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
NEAR = 1e-6


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
        number = len(self.counts)
        self.hidden = self.hidden | self.few
        most, least = self.counts.copy(), self.counts.copy()
        solver = self._loaded()
        order = np.flatnonzero(self.few)
        for cell in order[np.argsort(self.counts[order], kind="stable")].tolist():
            for upward in (True, False):
                reached = most[cell] >= self.up[cell] if upward else least[cell] <= self.down[cell]
                if reached:
                    continue
                moved = self._moved(solver, cell, upward)
                if moved is None:
                    self.failed.append(cell)
                    break
                new = np.flatnonzero((np.abs(moved) > NEAR) & ~self.hidden)
                if len(new):
                    self.hidden[new] = True
                    both = np.concatenate([new, new + number]).astype(np.int32)
                    solver.changeColsCost(len(both), both, np.zeros(len(both)))
                np.maximum(most, self.counts + moved + NEAR, out=most)
                np.minimum(least, self.counts + moved - NEAR, out=least)
        return self.hidden

    def _moved(self, solver: Any, cell: int, upward: bool) -> Floats | None:
        """Find the cheapest change of the table by which one cell reaches its goal."""
        number = len(self.counts)
        goal = self.up[cell] - self.counts[cell] if upward else self.counts[cell] - self.down[cell]
        forced, other = (cell, cell + number) if upward else (cell + number, cell)
        ends = self._ends()
        solver.changeColBounds(forced, float(goal), float(max(goal, ends[forced])))
        solver.changeColBounds(other, 0.0, 0.0)
        solver.run()
        self.programs += 1
        found = None
        if solver.getModelStatus() == highspy.HighsModelStatus.kOptimal:
            flow = np.asarray(solver.getSolution().col_value)
            found = flow[:number] - flow[number:]
        solver.changeColBounds(forced, 0.0, float(ends[forced]))
        solver.changeColBounds(other, 0.0, float(ends[other]))
        return found

    def _ends(self) -> Floats:
        upward = np.where(self.shown, 0.0, highspy.kHighsInf)
        downward = np.where(self.shown, 0.0, np.maximum(self.counts - self.floor, 0.0))
        return np.concatenate([upward, downward])

    def _loaded(self) -> Any:
        number = len(self.counts)
        cost = np.where(self.hidden, 0.0, np.log1p(self.counts) + 1)
        matrix = sparse.hstack([self.rows, -self.rows]).tocsc()
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = 2 * number, self.rows.shape[0]
        program.col_cost_ = np.concatenate([cost, cost])
        program.col_lower_, program.col_upper_ = np.zeros(2 * number), self._ends()
        program.row_lower_ = program.row_upper_ = np.zeros(self.rows.shape[0])
        program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        program.a_matrix_.start_, program.a_matrix_.index_ = matrix.indptr, matrix.indices
        program.a_matrix_.value_ = matrix.data
        solver = highspy.Highs()
        for option, value in (("output_flag", False), ("threads", 1), ("random_seed", 0)):
            solver.setOptionValue(option, value)
        solver.passModel(program)
        return solver
