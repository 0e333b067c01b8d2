"""How far each unknown can still move: linear programs, each solution kept as a witness.

One solution is a whole table that a reader cannot tell from the true one. It speaks for all cells
at once, so a few programs that push many cells together leave few to be pushed alone. Witnesses
that were found while less was possible stay witnesses, and are handed on.
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
FEW = 16  # so few are sooner pushed one by one


@dataclass(frozen=True)
class Witnesses:
    """The largest and smallest values in any table found, and one table of whole numbers."""

    most: Floats
    least: Floats
    most_whole: Floats
    whole: Floats | None


@dataclass
class Bounds:
    """The range of unknowns, as far as it was looked for; ``most`` and ``least`` are witnessed.

    ``rows`` @ x = 0 with ``low`` <= x <= ``high``. ``up`` and ``down`` are the goals: an unknown is
    settled once some witness has it so large, and one so small, or once both are ``width`` apart.
    Tables of whole numbers are kept apart from the others.
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
    whole: Floats | None = field(init=False, default=None)  # a table of whole numbers

    def __post_init__(self) -> None:
        """Set up the program, and find a first table."""
        number = len(self.low)
        self.most, self.most_whole = np.full(number, -np.inf), np.full(number, -np.inf)
        self.least = np.full(number, np.inf)
        self.free = np.flatnonzero(self.low < self.high)
        self._column = np.full(number, -1)
        self._column[self.free] = np.arange(len(self.free))
        self._room = _rooms(self.rows, self.low, self.high)
        # Inner points for many at once: they lie amid all tables. Corners for one alone.
        self._inner: Any = None
        self._corner: Any = None
        # Of what fell short of its goal when it was pushed alone: the limits in its way.
        self.pressing: dict[tuple[int, bool], tuple[Indices, Floats]] = {}

    def hear(self, found: Witnesses) -> None:
        """Take in tables that were found possible elsewhere and are possible here."""
        np.maximum(self.most, found.most, out=self.most)
        np.minimum(self.least, found.least, out=self.least)
        np.maximum(self.most_whole, found.most_whole, out=self.most_whole)
        self.whole = found.whole if self.whole is None else self.whole

    def witnesses(self) -> Witnesses:
        """Give what was found."""
        return Witnesses(self.most, self.least, self.most_whole, self.whole)

    def push(self, unknowns: Indices, *, upward: bool) -> None:
        """Push these up or down: together as long as that settles some, then each alone."""
        for unknown in self.together(unknowns, upward=upward).tolist():
            if len(self._open(np.array([unknown]), upward)):
                weights = self.alone(unknown, upward=upward)
                if len(self._open(np.array([unknown]), upward)):
                    at = np.flatnonzero(weights)
                    self.pressing[unknown, upward] = at, weights[at]

    def together(self, unknowns: Indices, *, upward: bool) -> Indices:
        """Push many at a time while that settles some; give those that are still open."""
        left = self._open(unknowns, upward)
        while len(left) > FEW:
            before = len(left)
            left = self._pushed(left, left, upward)
            if len(left) > 0.7 * before:
                break
        room = self._room
        while len(left) > FEW:
            group = _apart(self.rows, left, room)
            if len(group) < FEW:
                break
            left = self._pushed(group, left, upward)
            if len(self._open(group, upward)) > 0.5 * len(group):
                if room.max() <= 1:
                    break
                room = np.maximum(1.0, np.floor(room / 4))
        return left

    def _pushed(self, group: Indices, left: Indices, upward: bool) -> Indices:
        """Push a group, none of it beyond its goal, and give what is still open of what was left.

        Where not all of a group can stay within their goals, they are pushed without an end.
        """
        if self._inner is None:
            self._inner = _loaded(self, "ipm")
        columns = self._column[group]
        group, columns = group[columns >= 0], columns[columns >= 0].astype(np.int32)
        low, high = self.low[group], np.minimum(self.high[group], FAR)
        ends = (low, np.clip(self.up[group], low, high))
        if not upward:
            ends = (np.clip(self.down[group], low, high), high)
        sign = -1.0 if upward else 1.0
        self._inner.changeColsCost(len(columns), columns, np.full(len(columns), sign))
        self._inner.changeColsBounds(len(columns), columns, *ends)
        found = self._run(self._inner)
        if found is None:
            self._inner.changeColsBounds(len(columns), columns, low, high)
            found = self._solution(self._inner)
        self.keep(found)
        self._inner.changeColsBounds(len(columns), columns, low, high)
        self._inner.changeColsCost(len(columns), columns, np.zeros(len(columns)))
        return self._open(left, upward)

    def alone(self, unknown: int, *, upward: bool) -> Floats:
        """Find the largest, or smallest, value of one unknown; give the weight of each limit in it.

        The weight says by how much that value would move if the limit of a cell were moved by one.
        """
        found = np.zeros(len(self.low))
        column = int(self._column[unknown])
        if column >= 0:
            if self._corner is None:
                self._corner = _loaded(self, "simplex")
            self._corner.changeColCost(column, -1.0 if upward else 1.0)
            self.keep(self._solution(self._corner))
            found[self.free] = np.asarray(self._corner.getSolution().col_dual)
            self._corner.changeColCost(column, 0.0)
        return found

    def _open(self, unknowns: Indices, upward: bool) -> Indices:
        if upward:
            return unknowns[self.most[unknowns] < self.up[unknowns] - NEAR]
        near = self.most[unknowns] - self.least[unknowns] < self.width[unknowns] - NEAR
        return unknowns[(self.least[unknowns] > self.down[unknowns] + NEAR) & near]

    def program(self, low: Floats, high: Floats, *, whole: bool) -> Any:
        """Give the program within other limits, in one column each."""
        fixed = self._column < 0
        rows = self.rows[:, self.free].tocsr()
        right = -(self.rows[:, fixed] @ self.low[fixed])
        used = np.flatnonzero(np.diff(rows.indptr))
        if np.abs(np.delete(right, used)).max(initial=0) > NEAR:
            raise Contradiction("What is printed cannot all be true of one table.")
        matrix = rows[used].tocsc()
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = len(self.free), len(used)
        program.col_cost_ = np.zeros(len(self.free))
        program.col_lower_, program.col_upper_ = low[self.free], high[self.free]
        program.row_lower_ = program.row_upper_ = right[used]
        program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        program.a_matrix_.start_, program.a_matrix_.index_ = matrix.indptr, matrix.indices
        program.a_matrix_.value_ = matrix.data
        if whole:
            program.integrality_ = [highspy.HighsVarType.kInteger] * len(self.free)
        return program

    def _solution(self, solver: Any) -> Floats:
        found = self._run(solver)
        if found is None:
            raise Contradiction("What is printed cannot all be true of one table.")
        return found

    def _run(self, solver: Any) -> Floats | None:
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
            return None
        return np.asarray(solver.getSolution().col_value)

    def keep(self, solution: Floats) -> None:
        """Keep a solution as a witness for every unknown."""
        found = self.low.copy()
        found[self.free] = solution
        self.last = found
        np.maximum(self.most, found, out=self.most)
        np.minimum(self.least, found, out=self.least)
        if np.abs(found - np.rint(found)).max(initial=0) < NEAR:
            self.whole = np.rint(found)
            np.maximum(self.most_whole, self.whole, out=self.most_whole)


def pressing(bounds: Bounds, unknown: int, *, upward: bool) -> Floats:
    """Give the weight of each limit in the largest, or smallest, value of one unknown.

    Where it was pushed alone and fell short of its goal, its weights are known already.
    """
    if (unknown, upward) not in bounds.pressing:
        return bounds.alone(unknown, upward=upward)
    found = np.zeros(len(bounds.low))
    at, weights = bounds.pressing[unknown, upward]
    found[at] = weights
    return found


def _apart(columns: sparse.csc_matrix, unknowns: Indices, room: Floats) -> Indices:
    """Choose unknowns that do not compete: of each row no more than it has room for."""
    left = room.copy()
    chosen = []
    for unknown in unknowns:
        rows = columns.indices[columns.indptr[unknown] : columns.indptr[unknown + 1]]
        if (left[rows] > 0).all():
            left[rows] -= 1
            chosen.append(unknown)
    return np.array(chosen, dtype=np.int64)


def _loaded(bounds: Bounds, way: str) -> Any:
    solver = solver_by(way)
    solver.passModel(bounds.program(bounds.low, np.minimum(bounds.high, FAR), whole=False))
    return solver


def _rooms(rows: sparse.csc_matrix, low: Floats, high: Floats) -> Floats:
    """Give how many unknowns of each row can be pushed together, one at least."""
    entries = rows.tocoo()
    ends = np.where(entries.data > 0, low[entries.col], -np.minimum(high, FAR)[entries.col])
    slack = -np.bincount(entries.row, weights=ends, minlength=rows.shape[0])
    return np.maximum(1.0, np.floor(slack / EACH))


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
