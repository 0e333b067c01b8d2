"""How far each unknown can still move: linear programs, each solution kept as a witness.

One solution is a whole table that a reader cannot tell from the true one. It speaks for all cells
at once, so a few programs that push many cells together leave few to be pushed alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt
from scipy import sparse

from evenhand.disclosure.audit.tightening import Contradiction

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]
NEAR = 1e-4  # inner points come so near to a limit and no nearer
FAR = 1e8  # no table counts more people
EACH = 24.0  # room in a sum for each cell that is pushed together with others


@dataclass
class Bounds:
    """The range of unknowns, as far as it was looked for; ``most`` and ``least`` are witnessed.

    ``rows`` @ x = 0 with ``low`` <= x <= ``high``. ``up`` and ``down`` are the goals: an unknown is
    settled once some witness has it so large, and one so small, or once both are ``width`` apart.
    The whole-number witnesses are kept apart from the others.
    """

    rows: sparse.csc_matrix
    low: Floats
    high: Floats
    up: Floats
    down: Floats
    width: Floats
    programs: int = 0
    most: Floats = field(init=False)
    least: Floats = field(init=False)
    most_whole: Floats = field(init=False)
    least_whole: Floats = field(init=False)

    def __post_init__(self) -> None:
        """Set up the program: each unknown in two columns, the part up to its goal and the rest."""
        number = len(self.low)
        self.most, self.most_whole = np.full(number, -np.inf), np.full(number, -np.inf)
        self.least, self.least_whole = np.full(number, np.inf), np.full(number, np.inf)
        self.free = np.flatnonzero(self.low < self.high)
        self._column = np.full(number, -1)
        self._column[self.free] = np.arange(len(self.free))
        self._room = _rooms(self.rows, self.low, self.high)
        # Inner points for many at once: they lie amid all tables. Corners for one alone.
        self._inner = self._loaded("ipm")
        self._corner: Any = None
        self.keep(self._run(self._inner))

    def push(self, unknowns: Indices, *, upward: bool) -> None:
        """Push these up or down: all together, then such as do not compete, then each alone.

        Cells of one line compete for what the line has room for; those of different lines hardly.
        """
        left = self.together(unknowns, upward=upward)
        while len(left):
            group = self._apart(left, np.ones_like(self._room))
            left = self._pushed(group, left, upward)
            stuck = self._open(group, upward)
            if len(stuck) > 0.5 * len(group):
                for unknown in stuck:
                    if len(self._open(np.array([unknown]), upward)):
                        self.alone(int(unknown), upward=upward)
                left = np.setdiff1d(left, stuck)

    def together(self, unknowns: Indices, *, upward: bool) -> Indices:
        """Push many at a time while that settles some; give those that are still open."""
        left = self._open(unknowns, upward)
        while len(left):
            before = len(left)
            left = self._pushed(left, left, upward)
            if len(left) > 0.7 * before:
                break
        room = self._room
        while len(left):
            group = self._apart(left, room)
            left = self._pushed(group, left, upward)
            if len(self._open(group, upward)) > 0.5 * len(group):
                if room.max() <= 1:
                    break
                room = np.maximum(1.0, np.floor(room / 4))
        return left

    def _pushed(self, group: Indices, left: Indices, upward: bool) -> Indices:
        """Push a group, and give what is still open of what was left."""
        self._cost(self._inner, group, upward, 1.0)
        self.keep(self._run(self._inner))
        self._cost(self._inner, group, upward, 0.0)
        return self._open(left, upward)

    def _apart(self, unknowns: Indices, room: Floats) -> Indices:
        """Choose unknowns that do not compete: of each row no more than it has room for."""
        left = room.copy()
        chosen = []
        for unknown in unknowns:
            rows = self.rows.indices[self.rows.indptr[unknown] : self.rows.indptr[unknown + 1]]
            if (left[rows] > 0).all():
                left[rows] -= 1
                chosen.append(unknown)
        return np.array(chosen, dtype=np.int64)

    def alone(self, unknown: int, *, upward: bool) -> Floats:
        """Find the largest, or smallest, value of one unknown; give the weight of each limit in it.

        The weight says by how much that value would move if the limit of a cell were moved by one.
        """
        found = np.zeros(len(self.low))
        column = int(self._column[unknown])
        if column < 0:
            return found
        number = len(self.free)
        both = np.array([column, number + column], dtype=np.int32)
        sign = -1.0 if upward else 1.0
        if self._corner is None:
            self._corner = self._loaded("simplex")
        self._corner.changeColsCost(2, both, np.array([sign, sign]))
        self.keep(self._run(self._corner))
        weights = np.asarray(self._corner.getSolution().col_dual)
        found[self.free] = weights[:number] + weights[number:]
        self._corner.changeColsCost(2, both, np.zeros(2))
        return found

    def _open(self, unknowns: Indices, upward: bool) -> Indices:
        if upward:
            return unknowns[self.most[unknowns] < self.up[unknowns] - NEAR]
        near = self.most[unknowns] - self.least[unknowns] < self.width[unknowns] - NEAR
        return unknowns[(self.least[unknowns] > self.down[unknowns] + NEAR) & near]

    def _cost(self, solver: Any, unknowns: Indices, upward: bool, size: float) -> None:
        columns = self._column[unknowns]
        columns = columns[columns >= 0]
        if not upward:
            columns = np.concatenate([columns, columns + len(self.free)])
        costs = np.full(len(columns), -size if upward else size)
        solver.changeColsCost(len(columns), columns.astype(np.int32), costs)

    def _loaded(self, way: str) -> Any:
        solver = solver_by(way)
        goal = np.clip(self.up, self.low, np.minimum(self.high, FAR))
        program = self.program(self.low, np.minimum(self.high, FAR), whole=False)
        low, high = self.low[self.free], np.minimum(self.high[self.free], FAR)
        number = len(self.free)
        doubled = sparse.hstack([self._matrix] * 2).tocsc()
        program.num_col_ = 2 * number
        program.col_cost_ = np.zeros(2 * number)
        program.col_lower_ = np.concatenate([low, np.zeros(number)])
        program.col_upper_ = np.concatenate([goal[self.free], high - goal[self.free]])
        _fill(program, doubled)
        solver.passModel(program)
        return solver

    def program(self, low: Floats, high: Floats, *, whole: bool) -> Any:
        """Give the program within other limits, in one column each."""
        fixed = self._column < 0
        rows = self.rows[:, self.free].tocsr()
        right = -(self.rows[:, fixed] @ self.low[fixed])
        used = np.flatnonzero(np.diff(rows.indptr))
        if np.abs(np.delete(right, used)).max(initial=0) > NEAR:
            raise Contradiction("What is printed cannot all be true of one table.")
        self._matrix = rows[used].tocsc()
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = len(self.free), len(used)
        program.col_cost_ = np.zeros(len(self.free))
        program.col_lower_, program.col_upper_ = low[self.free], high[self.free]
        program.row_lower_ = program.row_upper_ = right[used]
        _fill(program, self._matrix)
        if whole:
            program.integrality_ = [highspy.HighsVarType.kInteger] * len(self.free)
        return program

    def _run(self, solver: Any) -> Floats:
        self.programs += 1
        if len(self.free) == 0:
            return np.empty(0)
        solver.run()
        if solver.getModelStatus() == highspy.HighsModelStatus.kUnknown:
            # An inner point may stall where limits lie far apart; a corner is always found.
            solver.setOptionValue("solver", "simplex")
            solver.run()
            solver.setOptionValue("solver", "ipm")
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise Contradiction("What is printed cannot all be true of one table.")
        return np.asarray(solver.getSolution().col_value)

    def keep(self, solution: Floats) -> None:
        """Keep a solution as a witness for every unknown."""
        found = self.low.copy()
        number = len(self.free)
        if len(solution) > number:
            solution = solution[:number] + solution[number:]
        found[self.free] = solution
        self.last = found
        np.maximum(self.most, found, out=self.most)
        np.minimum(self.least, found, out=self.least)
        if np.abs(found - np.rint(found)).max(initial=0) < NEAR:
            np.maximum(self.most_whole, np.rint(found), out=self.most_whole)
            np.minimum(self.least_whole, np.rint(found), out=self.least_whole)


def _rooms(rows: sparse.csc_matrix, low: Floats, high: Floats) -> Floats:
    """Give how many unknowns of each row can be pushed together, one at least."""
    entries = rows.tocoo()
    ends = np.where(entries.data > 0, low[entries.col], -np.minimum(high, FAR)[entries.col])
    slack = -np.bincount(entries.row, weights=ends, minlength=rows.shape[0])
    return np.maximum(1.0, np.floor(slack / EACH))


def _fill(program: Any, matrix: sparse.csc_matrix) -> None:
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.start_ = matrix.indptr
    program.a_matrix_.index_ = matrix.indices
    program.a_matrix_.value_ = matrix.data


def solver_by(way: str) -> Any:
    """Give a solver that says nothing and always does the same."""
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("random_seed", 0)
    solver.setOptionValue("solver", way)
    solver.setOptionValue("run_crossover", "off")
    solver.setOptionValue("simplex_strategy", 4)  # primal, since only costs change
    solver.setOptionValue("presolve", "off")  # it would throw the last basis away
    return solver
