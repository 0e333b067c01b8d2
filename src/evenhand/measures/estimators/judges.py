"""What a judge adds to a case, like with like: a logit with an effect for each judge, on cells.

A *unit* is whoever is compared: a judge in one court and period. Everything that a case brings is a
factor with values (nationality, representation, custody); units and factors are fitted together, by
Newton's steps whose judge block, being diagonal, is taken out first (Schur complement). So the cost
is that of the factors' values, however many judges there are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from evenhand.measures.estimators.answers import NoAnswer
from evenhand.measures.estimators.numbers import Codes, Counts, Reals, codes, parts

# Each unit is given one case at the rate of its group, spread over its cells as its cases are, so
# that a judge who granted nobody has an effect that is a number (Clogg and others, 1991).
CASES_LENT = 1.0
# Coefficients of factors are held by a normal of this standard deviation, in logits: nothing to a
# docket, and a nationality heard by one judge alone makes that judge uncertain, not the sum fail.
LOOSE = 5.0
STEPS = 60


@dataclass(frozen=True)
class Factor:
    """Something that cases bring: its value in each cell; coefficients are beside ``reference``."""

    name: str
    code: Codes
    values: int
    reference: int = 0


@dataclass(frozen=True)
class UnitCells:
    """Cases by unit and factors; ``group`` has the court and period of each unit."""

    unit: Codes
    factors: tuple[Factor, ...]
    met: Counts
    of: Counts
    group: Codes

    @classmethod
    def make(
        cls,
        unit: npt.ArrayLike,
        factors: tuple[Factor, ...],
        met: npt.ArrayLike,
        of: npt.ArrayLike,
        group: npt.ArrayLike,
    ) -> UnitCells:
        """Make cells, leaving out the empty ones and refusing codes that name nothing."""
        part, whole = parts("cases met", met, of)
        one, groups, there = codes("units", unit), codes("groups", group), whole > 0
        if one.size and int(one.max()) >= groups.size:
            raise ValueError("each unit needs its group")
        for factor in factors:
            found = codes(factor.name, factor.code)
            if found.shape != one.shape or (found.size and int(found.max()) >= factor.values):
                raise ValueError(f"{factor.name} needs one of its values in each cell")
        kept = tuple(Factor(f.name, f.code[there], f.values, f.reference) for f in factors)
        return cls(one[there], kept, part[there], whole[there], groups)


@dataclass(frozen=True)
class UnitFit:
    """Effects of units with what is needed to compare them.

    ``effect`` is in logits, for a case with each factor at its reference. ``information`` is the
    weight of a unit's own cases, ``mix`` their mean case (units by columns), ``covariance`` that of
    the coefficients. ``known`` tells which units have an effect: those without cases have none, nor
    those of a court and period in which all outcomes are alike.
    """

    effect: Reals
    information: Reals
    known: npt.NDArray[np.bool_]
    mix: Reals
    covariance: Reals
    coefficients: dict[str, Reals]
    group: Codes
    steps: int


def fit_units(cells: UnitCells, *, lent: float = CASES_LENT) -> UnitFit | NoAnswer:
    """Fit the effects of units and the coefficients of factors."""
    known = _with_outcomes(cells)
    if not known.any():
        return NoAnswer("In every court and period all outcomes are alike, or there are no cases.")
    model = _Model(cells, known, lent)
    at = _Point(model.start(), np.zeros(model.columns))
    height = model.height(at)
    for steps in range(1, STEPS + 1):
        move = model.step(at)
        found = _climb(model, at, move, height)
        if found is None:
            return NoAnswer("The comparison of judges did not settle on an answer.")
        at, gained = found, model.height(found) - height
        height += gained
        if gained < 1e-9 * (1 + abs(height)) and move.size < 1e-6:
            return model.result(at, steps)
    return NoAnswer("The comparison of judges did not settle on an answer.")


def _with_outcomes(cells: UnitCells) -> npt.NDArray[np.bool_]:
    units, groups = cells.group.size, int(cells.group.max(initial=-1)) + 1
    met = np.bincount(cells.group[cells.unit], cells.met, groups)
    of = np.bincount(cells.group[cells.unit], cells.of, groups)
    told = (met > 0) & (met < of)
    known: npt.NDArray[np.bool_] = told[cells.group] & (
        np.bincount(cells.unit, cells.of, units) > 0
    )
    return known


@dataclass(frozen=True)
class _Point:
    units: Reals
    columns: Reals

    @property
    def size(self) -> float:
        return float(max(np.abs(self.units).max(), np.abs(self.columns).max(initial=0.0)))


def _climb(model: _Model, at: _Point, move: _Point, height: float) -> _Point | None:
    """Go along a step, half as far as long as it leads down."""
    for halving in range(30):
        far = 0.5**halving
        there = _Point(at.units + far * move.units, at.columns + far * move.columns)
        if model.height(there) >= height - 1e-12 * (1 + abs(height)):
            return there
    return None


class _Model:
    """The likelihood of cells of known units, its slope and its curve, by sums over codes."""

    def __init__(self, cells: UnitCells, known: npt.NDArray[np.bool_], lent: float) -> None:
        here = known[cells.unit]
        self.known, self.group = known, cells.group
        self.factors = cells.factors
        self.unit = (np.cumsum(known) - 1)[cells.unit[here]]
        self.units = int(known.sum())
        self.starts = np.cumsum([0, *(f.values for f in cells.factors)])
        self.columns = int(self.starts[-1])
        self.codes = [
            f.code[here] + start for f, start in zip(cells.factors, self.starts, strict=False)
        ]
        own = cells.group[cells.unit[here]]
        met, of = cells.met[here].astype(np.float64), cells.of[here].astype(np.float64)
        rate = np.bincount(own, met) / np.maximum(np.bincount(own, of), 1)
        more = lent * of / np.bincount(self.unit, of, self.units)[self.unit]
        self.met, self.of = met + more * rate[own], of + more
        references = self.starts[:-1] + [f.reference for f in cells.factors]
        heard = np.zeros(self.columns, dtype=bool)
        for code in self.codes:
            heard[code] = True
        heard[references.astype(np.int64)] = False
        self.free = np.flatnonzero(heard)
        self.hold = 1 / LOOSE**2
        self.by_unit = [self.unit * self.columns + code for code in self.codes]
        self.pairs = [
            a * self.columns + b for i, a in enumerate(self.codes) for b in self.codes[i:]
        ]

    def start(self) -> Reals:
        met, of = (np.bincount(self.unit, x, self.units) for x in (self.met, self.of))
        found: Reals = special.logit(np.clip(met / of, 1e-3, 1 - 1e-3))
        return found

    def logits(self, at: _Point) -> Reals:
        found: Reals = at.units[self.unit]
        for code in self.codes:
            found = found + at.columns[code]
        return found

    def height(self, at: _Point) -> float:
        logits = self.logits(at)
        held = self.hold / 2 * float(at.columns @ at.columns)
        return float(self.met @ logits - self.of @ np.logaddexp(0, logits)) - held

    def curve(self, at: _Point) -> tuple[Reals, Reals, Reals]:
        """Give the three blocks of the information: of units, between, of free columns."""
        chance = special.expit(self.logits(at))
        weight = self.of * chance * (1 - chance)
        own = np.bincount(self.unit, weight, self.units).astype(np.float64)
        size = self.columns
        between, among = np.zeros(self.units * size), np.zeros(size * size)
        for code in self.by_unit:
            between += np.bincount(code, weight, self.units * size)
        for code in self.pairs:
            among += np.bincount(code, weight, size * size)
        square = among.reshape(size, size)
        square = square + square.T - np.diag(np.diag(square))
        square += self.hold * np.eye(size)
        free = self.free
        return own, between.reshape(self.units, size)[:, free], square[np.ix_(free, free)]

    def step(self, at: _Point) -> _Point:
        away = self.met - self.of * special.expit(self.logits(at))
        slope = np.bincount(self.unit, away, self.units)
        slopes = -self.hold * at.columns
        for code in self.codes:
            slopes = slopes + np.bincount(code, away, self.columns)
        own, between, among = self.curve(at)
        reduced = among - between.T @ (between / own[:, None])
        columns = np.zeros(self.columns)
        columns[self.free] = np.linalg.solve(reduced, slopes[self.free] - between.T @ (slope / own))
        return _Point((slope - between @ columns[self.free]) / own, columns)

    def result(self, at: _Point, steps: int) -> UnitFit:
        own, between, among = self.curve(at)
        reduced = among - between.T @ (between / own[:, None])
        all_units = self.known.size
        effect, information = np.zeros(all_units), np.zeros(all_units)
        mix = np.zeros((all_units, self.free.size))
        effect[self.known], information[self.known] = at.units, own
        mix[self.known] = between / own[:, None]
        coefficients = {
            factor.name: at.columns[start : start + factor.values]
            for factor, start in zip(self.factors, self.starts, strict=False)
        }
        return UnitFit(
            effect, information, self.known, mix, np.linalg.inv(reduced), coefficients,
            self.group, steps,
        )  # fmt: skip
