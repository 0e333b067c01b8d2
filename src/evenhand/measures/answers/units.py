"""Judges within their court, and courts: like cases with like, shrunk, beside what chance makes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from evenhand.measures.answers.comparable import Docket, in_funnels, not_comparable
from evenhand.measures.answers.rates import nobody, rate
from evenhand.measures.answers.table import YES, Split, estimate, splits, table
from evenhand.measures.cells.counting import cells_of
from evenhand.measures.cells.dimensions import FEW
from evenhand.measures.cells.session import Cells
from evenhand.measures.counts import CountTable, Estimate
from evenhand.measures.estimators.answers import Figure, NoAnswer
from evenhand.measures.estimators.judge_spread import Spread, WithinGroups, spreads, within_groups
from evenhand.measures.estimators.judges import Factor, UnitCells, fit_units
from evenhand.measures.measure import Measure
from evenhand.measures.result import Result

SEED = 2011
DRAWS, SHUFFLES = 200, 100
ADJUSTED = "logit with effects of judges and of what cases bring, shrunk within court"
SPREAD = (
    "10th to 90th percentile of shrunk probabilities, for a case of the most frequent kind; the "
    "interval is of how far it would move if the same judges decided as many cases again"
)


@dataclass(frozen=True)
class Coded:
    """The cells of a model as numbers, and what the numbers stand for."""

    cells: UnitCells
    units: list[tuple[Docket, str]]  # where, and who
    groups: list[Docket]
    reference: Mapping[str, int]
    split: list[Split]  # of each unit


def units(cells: Cells, measure: Measure) -> Result:
    """Compare units (judges of one court, or courts) by what they add to like cases."""
    tables = tuple(table(cells, measure, [*group, measure.met]) for group in measure.groups)
    found = tables[0]
    by = splits(found, measure.met, measure.groups[0])
    if not by:
        return Result(measure, unanswered=(nobody(measure, cells),))
    whole = Split(sum(one.met for one in by.values()), sum(one.rest for one in by.values()))
    estimates = [rate(measure, found, {}, whole)]
    for codes, split in by.items():
        about = dict(zip(measure.groups[0], codes, strict=True))
        if FEW not in codes and split.all >= _least(measure):
            estimates.append(rate(measure, found, about, split))
    refused: Mapping[Docket, NoAnswer] = {}
    if measure.settings["within"]:
        refused = not_comparable(cells, measure)
        estimates += in_funnels(measure, found, by, _least(measure))
    coded = _coded(cells, measure)
    fit = fit_units(coded.cells)
    within = fit if isinstance(fit, NoAnswer) else within_groups(fit)
    if isinstance(within, NoAnswer) or isinstance(fit, NoAnswer):
        reason = within.because if isinstance(within, NoAnswer) else ""
        return Result(measure, tables, tuple(estimates), unanswered=(reason,))
    estimates += _adjusted(measure, found, coded, within, refused)
    estimates += _spreads(measure, found, coded, refused)
    said = _of_model(measure, within, refused, len(coded.groups))
    return Result(measure, tables, tuple(estimates), tuple(said))


def _least(measure: Measure) -> int:
    return int(measure.settings["least"])


def _coded(cells: Cells, measure: Measure) -> Coded:
    unit = str(measure.settings["unit"])
    within, alike = ([str(one) for one in measure.settings[part]] for part in ("within", "alike"))
    by = [*within, unit, *alike]
    found = cells_of(cells, measure.population, [*by, measure.met], whole=(unit,))
    columns = {one: found.column(one).to_pylist() for one in by}
    groups: list[Docket] = [
        tuple(columns[one][row] for one in within) for row in range(found.num_rows)
    ]
    named = list(zip(groups, columns[unit], strict=True))
    listed = sorted(set(named))
    place = {one: number for number, one in enumerate(listed)}
    all_groups = sorted(set(groups))
    met, of = _met_and_of(
        found.column(measure.met).to_pylist(), found.column("persons").to_pylist()
    )
    factors, reference = [], {}
    for one in alike:
        factor = _factor(one, columns[one], of)
        factors.append(factor)
        reference[one] = factor.reference
    codes = np.array([place[one] for one in named], dtype=np.int64)
    in_group = np.array([all_groups.index(one) for one, _ in listed], dtype=np.int64)
    made = UnitCells.make(codes, tuple(factors), met, of, in_group)
    total, granted = (np.bincount(codes, sums, len(listed)).astype(int) for sums in (of, met))
    split = [Split(int(g), int(t - g)) for g, t in zip(granted, total, strict=True)]
    return Coded(made, listed, all_groups, reference, split)


def _met_and_of(
    met: Sequence[str], persons: Sequence[int]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    of = np.array(persons, dtype=np.int64)
    return np.where(np.array(met) == YES, of, 0), of


def _factor(name: str, codes: Sequence[str], of: npt.NDArray[np.int64]) -> Factor:
    """Number a factor's values; the most frequent is the one that others stand beside."""
    values, place = np.unique(np.array(codes), return_inverse=True)
    weights = np.bincount(place, of, len(values))
    return Factor(name, place.astype(np.int64), len(values), int(weights.argmax()))


def _adjusted(
    measure: Measure,
    found: CountTable,
    coded: Coded,
    within: WithinGroups,
    refused: Mapping[Docket, NoAnswer],
) -> Iterator[Estimate]:
    """Give each named unit's probability for a case of the most frequent kind, shrunk."""
    kept = within.variance / (within.error + within.variance)
    half = 1.959964 * np.sqrt(kept * within.error)
    centre = within.centre[within.group]
    for place, (group, unit) in enumerate(coded.units):
        split = coded.split[place]
        if split.all < _least(measure) or not within.compared[place]:
            continue
        middle = centre[place] + within.shrunk[place]
        ends = special.expit([middle, middle - half[place], middle + half[place]])
        about = {**_where(measure, group), str(measure.settings["unit"]): unit}
        yield estimate(
            measure,
            found,
            f"{measure.title}: like cases, shrunk ({', '.join((*group, unit))})",
            refused.get(group) or Figure(*map(float, ends)),
            unit="percent",
            split=split,
            method=ADJUSTED,
            about=about,
        )


def _spreads(
    measure: Measure, found: CountTable, coded: Coded, refused: Mapping[Docket, NoAnswer]
) -> Iterator[Estimate]:
    """Give how far units of one court lie apart, and how far chance alone would set them."""
    each = spreads(coded.cells, coded.reference, seed=SEED, draws=DRAWS, shuffles=SHUFFLES)
    for place, group in enumerate(coded.groups):
        one = each if isinstance(each, NoAnswer) else refused.get(group) or each[place]
        mine = [s for (g, _), s in zip(coded.units, coded.split, strict=True) if g == group]
        split = Split(sum(s.met for s in mine), sum(s.rest for s in mine))
        about = _where(measure, group)
        where = f" ({', '.join(group)})" if group else ""
        chance: Figure | NoAnswer = one if isinstance(one, NoAnswer) else _chance(one)
        for says, figure in (
            ("10-90 spread", one if isinstance(one, NoAnswer) else one.distance),
            ("10-90 spread that chance alone makes", chance),
        ):
            yield estimate(
                measure, found, f"{measure.title}: {says}{where}", figure, unit="points",
                split=split, method=SPREAD, about=about,
            )  # fmt: skip


def _chance(one: Spread) -> Figure:
    """Give the chance level: its mean, up to what one shuffle in twenty exceeds."""
    return Figure(one.chance, min(0.0, one.chance), max(one.chance, one.chance_high))


def _where(measure: Measure, group: Docket) -> dict[str, str]:
    return dict(zip(map(str, measure.settings["within"]), group, strict=True))


def _of_model(
    measure: Measure, within: WithinGroups, refused: Mapping[Docket, NoAnswer], dockets: int
) -> Iterator[str]:
    yield (
        f"Those with under {_least(measure)} decisions are in the model and are not named. Nobody "
        "is ranked."
    )
    if within.variance == 0:
        yield "Beyond chance, units do not differ in it."
    if measure.settings["within"]:
        yield (
            f"Of {dockets:,} dockets (court and custody) {len(refused):,} are not compared: cases "
            "there were not spread over judges as chance would spread them, or are too few to tell."
        )
