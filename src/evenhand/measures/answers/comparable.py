"""May the judges of a court be compared, and where does each lie in the court's funnel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from evenhand.measures.answers.table import Split, estimate
from evenhand.measures.cells.counting import cells_of
from evenhand.measures.cells.dimensions import FEW
from evenhand.measures.cells.session import Cells
from evenhand.measures.counts import FAMILIES, PERSONS, CountTable, Estimate
from evenhand.measures.estimators.answers import Figure, NoAnswer
from evenhand.measures.estimators.balance import (
    LEAST_CASES,
    LEAST_EXPECTED,
    Comparable,
    assignment,
)
from evenhand.measures.estimators.funnel import funnel
from evenhand.measures.measure import Measure

SEED = 2011
ALPHA = 0.01
Table = npt.NDArray[np.int64]
Docket = tuple[str, ...]


def not_comparable(cells: Cells, measure: Measure) -> Mapping[Docket, NoAnswer]:
    """Give the dockets whose judges may not be compared, each with the reason.

    A docket is a court and custody: judges of one court often hear the detained alone, or none.
    ``ALPHA`` is shared out among the dockets, so that one false alarm in a hundred runs is due.
    """
    tables: dict[Docket, dict[str, Table]] = {}
    for attribute in measure.settings["alike"]:
        for docket, found in _tables(cells, measure, str(attribute)).items():
            tables.setdefault(docket, {})[str(attribute)] = found
    refused = {}
    for docket, mine in sorted(tables.items()):
        tested = assignment(mine, seed=SEED, alpha=ALPHA / len(tables))
        if isinstance(tested, NoAnswer):
            refused[docket] = NoAnswer(f"Not comparable, for it cannot be tested. {tested.because}")
        elif tested.comparable is Comparable.NO:
            refused[docket] = NoAnswer(
                "Not comparable: cases were not spread over the judges of this docket as chance "
                "would spread them."
            )
    return refused


def _tables(cells: Cells, measure: Measure, attribute: str) -> Mapping[Docket, Table]:
    """Give each docket's decisions, judges by values; a family comes to one judge together."""
    within = [str(one) for one in measure.settings["within"]]
    by = [*within, "judge", attribute]
    found = cells_of(cells, measure.population, by, whole=("judge",))
    many = found.column(FAMILIES if FAMILIES in found.column_names else PERSONS).to_numpy()
    within_of, judge_of, value_of = (
        _numbered(list(zip(*(found.column(one).to_pylist() for one in part), strict=True)))
        for part in (within, ["judge"], [attribute])
    )
    order = np.argsort(within_of[1], kind="stable")
    ends = np.cumsum(np.bincount(within_of[1], minlength=len(within_of[0])))
    made = {}
    for docket, here in zip(within_of[0], np.split(order, ends[:-1]), strict=True):
        judges, rows = np.unique(judge_of[1][here], return_inverse=True)
        values, told = np.unique(value_of[1][here], return_inverse=True)
        table = np.zeros((len(judges), len(values)), dtype=np.int64)
        np.add.at(table, (rows, told), many[here])
        made[docket] = pooled(table)
    return made


def _numbered(codes: Sequence[Docket]) -> tuple[list[Docket], Table]:
    """Give the codes there are, in order, and each row's place among them."""
    listed = sorted(set(codes))
    places = {code: place for place, code in enumerate(listed)}
    return listed, np.array([places[code] for code in codes], dtype=np.int64)


def pooled(table: Table) -> Table:
    """Leave out judges with few cases, and put rare values together until the formula holds.

    What is left has at least LEAST_EXPECTED cases due in every place, or a single value.
    """
    kept: Table = table[table.sum(axis=1) >= LEAST_CASES]
    if len(kept) < 2:
        return kept
    columns = [kept[:, place] for place in np.argsort(kept.sum(axis=0))]
    smallest = kept.sum(axis=1).min() / kept.sum()
    while len(columns) > 1 and columns[0].sum() * smallest < LEAST_EXPECTED:
        columns = sorted([columns[0] + columns[1], *columns[2:]], key=lambda one: int(one.sum()))
    found: Table = np.stack(columns, axis=1)
    return found


def in_funnels(
    measure: Measure, found: CountTable, by: Mapping[tuple[str, ...], Split], least: int
) -> Iterator[Estimate]:
    """Give, for each named judge, between which rates chance alone would leave as many decisions.

    The value is the rate of the court's judges together, the interval the limits of 99.8%.
    """
    for court in sorted({codes[0] for codes in by}):
        mine = {codes: split for codes, split in by.items() if codes[0] == court}
        drawn = funnel([one.met for one in mine.values()], [one.all for one in mine.values()])
        for place, (codes, split) in enumerate(mine.items()):
            if FEW in codes or split.all < least:
                continue
            yield estimate(
                measure,
                found,
                f"{measure.title}: limits of chance for so many decisions ({codes[-1]})",
                drawn
                if isinstance(drawn, NoAnswer)
                else Figure(
                    drawn.target,
                    min(float(drawn.outer.low[place]), drawn.target),
                    max(float(drawn.outer.high[place]), drawn.target),
                ),
                unit="percent",
                split=split,
                method="funnel: exact binomial limits, 99.8%, about the court's rate",
                about=dict(zip(measure.groups[0], codes, strict=True)),
            )
