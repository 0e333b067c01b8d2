"""How far apart judges of one court and period stand, beside how far chance alone sets them.

The number to publish is the distance between the 10th and the 90th percentile of shrunk
probabilities, for one reference case. No judge is ranked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from evenhand.measures.estimators.answers import Figure, NoAnswer
from evenhand.measures.estimators.judge_chance import Shuffled
from evenhand.measures.estimators.judges import UnitCells, UnitFit, fit_units
from evenhand.measures.estimators.numbers import Codes, Reals, quantiles
from evenhand.measures.estimators.shrinkage import root_of_falling

ALONE = NoAnswer("The court has fewer than two judges with cases in this period.")
ALIKE = NoAnswer("In this court and period all outcomes are alike, or there are no cases.")


@dataclass(frozen=True)
class WithinGroups:
    """Effects about the mean of their court and period, and how far they truly differ.

    ``variance`` is between judges of one court and period, in squared logits; ``shrunk`` has the
    effects drawn to that mean. ``compared`` tells whose court has another judge to compare with.
    """

    centre: Reals  # of each group
    raw: Reals
    error: Reals  # the variance of each raw effect
    variance: float
    shrunk: Reals
    compared: npt.NDArray[np.bool_]
    group: Codes


def within_groups(fit: UnitFit) -> WithinGroups | NoAnswer:
    """Compare units with the others of their court and period alone."""
    groups = int(fit.group.max(initial=-1)) + 1
    many = np.bincount(fit.group[fit.known], minlength=groups)
    compared = fit.known & (many[fit.group] > 1)
    if not compared.any():
        return NoAnswer("No court has two judges with cases in one period.")
    errors = _errors(fit, compared, groups)
    error = np.ones(fit.effect.size, dtype=errors.dtype)
    error[compared] = errors
    here = fit.group[compared]
    variance = between(fit.effect[compared], error[compared], here, groups)
    raw, shrunk = np.zeros(error.shape), np.zeros(error.shape)
    found = shrink(fit.effect[compared], error[compared], here, groups, variance)
    raw[compared], shrunk[compared] = found.raw, found.shrunk
    return WithinGroups(found.centre, raw, error, variance, shrunk, compared, fit.group)


def _errors(fit: UnitFit, compared: npt.NDArray[np.bool_], groups: int) -> Reals:
    """Give the variance of effects about their group: own cases, and how unlike the cases are."""
    own, here = fit.information[compared], fit.group[compared]
    mix, total = fit.mix[compared], np.maximum(np.bincount(here, own, groups), 1e-300)
    mean = np.zeros((groups, mix.shape[1]))
    np.add.at(mean, here, mix * own[:, None])
    apart = mix - (mean / total[:, None])[here]
    found: Reals = 1 / own + np.einsum("ij,jk,ik->i", apart, fit.covariance, apart)
    return found


def between(effect: Reals, error: Reals, group: Codes, groups: int) -> float:
    """Give the variance between units of one group, over all groups (Paule and Mandel)."""
    many = np.bincount(group, minlength=groups)
    due = float((many[many > 0] - 1).sum())

    def excess(variance: float) -> float:
        weight = 1 / (error + variance)
        total = np.maximum(np.bincount(group, weight, groups), 1e-300)
        centre = np.bincount(group, weight * effect, groups) / total
        return float((weight * (effect - centre[group]) ** 2).sum()) - due

    return root_of_falling(excess)


@dataclass(frozen=True)
class Shrunk:
    """Effects drawn to the mean of their group."""

    centre: Reals
    raw: Reals
    shrunk: Reals


def shrink(effect: Reals, error: Reals, group: Codes, groups: int, variance: float) -> Shrunk:
    """Draw each effect to the mean of its group, by how uncertain it is."""
    weight = 1 / (error + variance)
    total = np.maximum(np.bincount(group, weight, groups), 1e-300)
    centre = np.bincount(group, weight * effect, groups) / total
    raw = effect - centre[group]
    return Shrunk(centre, raw, raw * variance / (error + variance))


@dataclass(frozen=True)
class Spread:
    """The 10-90 distance of probabilities, in the interval of how far it would move if the same
    judges decided another lot of such cases; and the same number where chance assigns the cases.

    ``chance`` is its mean over shuffles and ``chance_high`` what one shuffle in twenty exceeds.
    """

    distance: Figure
    lower: float  # the 10th percentile
    upper: float
    chance: float
    chance_high: float
    judges: int


def spreads(
    cells: UnitCells,
    reference: Mapping[str, int],
    *,
    seed: int,
    draws: int = 400,
    shuffles: int = 200,
    level: float = 0.95,
) -> tuple[Spread | NoAnswer, ...] | NoAnswer:
    """Give the spread in each court and period, for a case with these values of the factors."""
    fit = fit_units(cells)
    if isinstance(fit, NoAnswer):
        return fit
    within = within_groups(fit)
    if isinstance(within, NoAnswer):
        return within
    groups = within.centre.size
    here = within.group[within.compared]
    base = within.centre + _reference(fit, reference)
    found = _ends(base, within.shrunk[within.compared], here, groups)
    repeated = _repeated(within, base, np.random.default_rng([seed, 1]), draws)
    shuffled = _shuffled(cells, fit, within, base, np.random.default_rng([seed, 2]), shuffles)
    many = np.bincount(here, minlength=groups)
    known = np.bincount(within.group[fit.known], minlength=groups)
    answers: list[Spread | NoAnswer] = []
    for group in range(groups):
        if many[group] < 2:
            answers.append(ALONE if known[group] else ALIKE)
            continue
        lower, upper = float(found[group, 0]), float(found[group, 1])
        low, high = quantiles(repeated[:, group], level)
        chance = shuffled[:, group]
        answers.append(
            Spread(Figure(upper - lower, low, high), lower, upper, float(chance.mean()),
                   float(np.quantile(chance, 0.95)), int(many[group]))
        )  # fmt: skip
    return tuple(answers)


def _reference(fit: UnitFit, reference: Mapping[str, int]) -> float:
    if set(reference) != set(fit.coefficients):
        raise ValueError("a reference case has one value of each factor")
    return float(sum(fit.coefficients[name][value] for name, value in reference.items()))


def _ends(base: Reals, shrunk: Reals, group: Codes, groups: int) -> Reals:
    """Give the 10th and the 90th percentile of probabilities in each group (groups by two)."""
    chances = special.expit(base[group] + shrunk)
    order = np.lexsort((chances, group))
    chances, many = chances[order], np.bincount(group, minlength=groups)
    starts = np.cumsum(many) - many
    ends = np.zeros((groups, 2))
    there = many > 1
    for column, share in enumerate((0.1, 0.9)):
        place = share * (many[there] - 1)
        below = np.floor(place).astype(np.int64)
        above = np.minimum(below + 1, many[there] - 1)
        first, second = chances[starts[there] + below], chances[starts[there] + above]
        ends[there, column] = first + (place - below) * (second - first)
    return ends


def _distance(base: Reals, effect: Reals, error: Reals, group: Codes) -> Reals:
    variance = between(effect, error, group, base.size)
    drawn = shrink(effect, error, group, base.size, variance)
    ends = _ends(base, drawn.shrunk, group, base.size)
    distance: Reals = ends[:, 1] - ends[:, 0]
    return distance


def _repeated(within: WithinGroups, base: Reals, chance: np.random.Generator, draws: int) -> Reals:
    """Draw judges as they may be, then cases for them, and compare anew each time."""
    here = within.compared
    error, kept = within.error[here], within.variance / (within.error[here] + within.variance)
    found = []
    for _ in range(draws):
        true = within.shrunk[here] + np.sqrt(kept * error) * chance.standard_normal(error.size)
        seen = true + np.sqrt(error) * chance.standard_normal(error.size)
        found.append(_distance(base, seen, error, within.group[here]))
    return np.array(found)


def _shuffled(
    cells: UnitCells,
    fit: UnitFit,
    within: WithinGroups,
    base: Reals,
    chance: np.random.Generator,
    shuffles: int,
) -> Reals:
    """Hand each court's cases out among its judges by chance, and compare anew each time."""
    dealt = Shuffled(cells, fit, within.compared, within.centre)
    found = []
    for _ in range(shuffles):
        effect, error = dealt.deal(chance)
        found.append(_distance(base, effect, error, dealt.group))
    return np.array(found)
