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
SHORT = 16
NODES = 200  # of a search in whole numbers; a limit of time would make audits unrepeatable


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
        self._free = np.flatnonzero(self.low < self.high)
        self._column = np.full(number, -1)
        self._column[self._free] = np.arange(len(self._free))
        self._room = self._rooms()
        # Inner points for many at once: they lie amid all tables. Corners for one alone.
        self._inner = self._loaded("ipm")
        self._corner: Any = None
        self._keep(self._run(self._inner))

    def push(self, unknowns: Indices, *, upward: bool) -> None:
        """Push these up or down: all together, then such as do not compete, then each alone.

        Cells of one line compete for what the line has room for; those of different lines hardly.
        """
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
            stuck = self._open(group, upward)
            if len(stuck) > 0.5 * len(group) and room.max() > 1:
                room = np.maximum(1.0, np.floor(room / 4))
            elif len(stuck) > 0.5 * len(group):
                for unknown in stuck:
                    if len(self._open(np.array([unknown]), upward)):
                        self.alone(int(unknown), upward=upward)
                left = np.setdiff1d(left, stuck)

    def _pushed(self, group: Indices, left: Indices, upward: bool) -> Indices:
        """Push a group, and give what is still open of what was left."""
        self._cost(self._inner, group, upward, 1.0)
        self._keep(self._run(self._inner))
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

    def _rooms(self) -> Floats:
        """Give how many unknowns of each row can be pushed together, one at least."""
        entries = self.rows.tocoo()
        ends = np.where(
            entries.data > 0, self.low[entries.col], -np.minimum(self.high, FAR)[entries.col]
        )
        slack = -np.bincount(entries.row, weights=ends, minlength=self.rows.shape[0])
        return np.maximum(1.0, np.floor(slack / EACH))

    def alone(self, unknown: int, *, upward: bool) -> Floats:
        """Find the largest, or smallest, value of one unknown; give the weight of each limit in it.

        The weight says by how much that value would move if the limit of a cell were moved by one.
        """
        found = np.zeros(len(self.low))
        column = int(self._column[unknown])
        if column < 0:
            return found
        number = len(self._free)
        both = np.array([column, number + column], dtype=np.int32)
        sign = -1.0 if upward else 1.0
        if self._corner is None:
            self._corner = self._loaded("simplex")
        self._corner.changeColsCost(2, both, np.array([sign, sign]))
        self._keep(self._run(self._corner))
        weights = np.asarray(self._corner.getSolution().col_dual)
        found[self._free] = weights[:number] + weights[number:]
        self._corner.changeColsCost(2, both, np.zeros(2))
        return found

    def in_whole_numbers(self, unknown: int, *, upward: bool) -> bool | None:
        """Whether a table of whole numbers has this unknown at its goal; None if not found out.

        The best table is looked for near the one with fractions first, then everywhere.
        """
        if upward and self.most_whole[unknown] >= self.up[unknown] - NEAR:
            return True
        if not upward and self.least_whole[unknown] <= self.down[unknown] + NEAR:
            return True
        self.alone(unknown, upward=upward)
        low, high = self.low.copy(), np.minimum(self.high, FAR)
        if upward:
            low[unknown] = self.up[unknown]
        else:
            high[unknown] = self.down[unknown]
        last = np.clip(self._last, low, high)
        broken = np.abs(last - np.rint(last)) > NEAR
        for reach in (0, 3):
            moving = (broken | self._beside(broken)) if reach else broken
            near_low = np.where(moving, np.maximum(low, np.floor(last) - reach), np.rint(last))
            near_high = np.where(moving, np.minimum(high, np.ceil(last) + reach), np.rint(last))
            if self._search(near_low, near_high):
                return True
        return self._search(low, high)

    def _beside(self, unknowns: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Give the unknowns that stand in a short row with one of these."""
        rows = (abs(self.rows) @ unknowns.astype(float) > 0) & (
            np.diff(self.rows.tocsr().indptr) <= SHORT
        )
        found: npt.NDArray[np.bool_] = abs(self.rows.T) @ rows.astype(float) > 0
        return found

    def _search(self, low: Floats, high: Floats) -> bool | None:
        """Search for a table of whole numbers within limits, up to a number of branches."""
        solver = _solver("choose")
        solver.setOptionValue("presolve", "on")
        solver.setOptionValue("mip_max_nodes", NODES)
        solver.passModel(self._program(low, high, whole=True))
        solver.run()
        self.programs += 1
        status = solver.getModelStatus()
        if status == highspy.HighsModelStatus.kOptimal:
            self._keep(np.rint(solver.getSolution().col_value))
            return True
        return False if status == highspy.HighsModelStatus.kInfeasible else None

    def _open(self, unknowns: Indices, upward: bool) -> Indices:
        if upward:
            return unknowns[self.most[unknowns] < self.up[unknowns] - NEAR]
        near = self.most[unknowns] - self.least[unknowns] < self.width[unknowns] - NEAR
        return unknowns[(self.least[unknowns] > self.down[unknowns] + NEAR) & near]

    def _cost(self, solver: Any, unknowns: Indices, upward: bool, size: float) -> None:
        columns = self._column[unknowns]
        columns = columns[columns >= 0]
        if not upward:
            columns = np.concatenate([columns, columns + len(self._free)])
        costs = np.full(len(columns), -size if upward else size)
        solver.changeColsCost(len(columns), columns.astype(np.int32), costs)

    def _loaded(self, way: str) -> Any:
        solver = _solver(way)
        goal = np.clip(self.up, self.low, np.minimum(self.high, FAR))
        program = self._program(self.low, np.minimum(self.high, FAR), whole=False)
        low, high = self.low[self._free], np.minimum(self.high[self._free], FAR)
        number = len(self._free)
        doubled = sparse.hstack([self._matrix] * 2).tocsc()
        program.num_col_ = 2 * number
        program.col_cost_ = np.zeros(2 * number)
        program.col_lower_ = np.concatenate([low, np.zeros(number)])
        program.col_upper_ = np.concatenate([goal[self._free], high - goal[self._free]])
        _fill(program, doubled)
        solver.passModel(program)
        return solver

    def _program(self, low: Floats, high: Floats, *, whole: bool) -> Any:
        fixed = self._column < 0
        rows = self.rows[:, self._free].tocsr()
        right = -(self.rows[:, fixed] @ self.low[fixed])
        used = np.flatnonzero(np.diff(rows.indptr))
        if np.abs(np.delete(right, used)).max(initial=0) > NEAR:
            raise Contradiction("What is printed cannot all be true of one table.")
        self._matrix = rows[used].tocsc()
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = len(self._free), len(used)
        program.col_cost_ = np.zeros(len(self._free))
        program.col_lower_, program.col_upper_ = low[self._free], high[self._free]
        program.row_lower_ = program.row_upper_ = right[used]
        _fill(program, self._matrix)
        if whole:
            program.integrality_ = [highspy.HighsVarType.kInteger] * len(self._free)
        return program

    def _run(self, solver: Any) -> Floats:
        self.programs += 1
        if len(self._free) == 0:
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

    def _keep(self, solution: Floats) -> None:
        """Keep a solution as a witness for every unknown."""
        found = self.low.copy()
        number = len(self._free)
        if len(solution) > number:
            solution = solution[:number] + solution[number:]
        found[self._free] = solution
        self._last = found
        np.maximum(self.most, found, out=self.most)
        np.minimum(self.least, found, out=self.least)
        if np.abs(found - np.rint(found)).max(initial=0) < NEAR:
            np.maximum(self.most_whole, np.rint(found), out=self.most_whole)
            np.minimum(self.least_whole, np.rint(found), out=self.least_whole)


def _fill(program: Any, matrix: sparse.csc_matrix) -> None:
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.start_ = matrix.indptr
    program.a_matrix_.index_ = matrix.indices
    program.a_matrix_.value_ = matrix.data


def _solver(way: str) -> Any:
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("random_seed", 0)
    solver.setOptionValue("solver", way)
    solver.setOptionValue("run_crossover", "off")
    solver.setOptionValue("simplex_strategy", 4)  # primal, since only costs change
    solver.setOptionValue("presolve", "off")  # it would throw the last basis away
    return solver
