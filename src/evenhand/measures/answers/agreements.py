"""Do two reviewers agree who have not read each other: several measures, for each misleads once."""

from __future__ import annotations

import numpy as np

from evenhand.measures.answers.rates import nobody, rate
from evenhand.measures.answers.table import Split, estimate, splits, table
from evenhand.measures.cells.populations import table_of
from evenhand.measures.cells.session import Cells
from evenhand.measures.counts import CountTable, Estimate
from evenhand.measures.estimators.agreement import Ratings, ac1, alpha, cohen_kappa, raw
from evenhand.measures.estimators.answers import Figure, NoAnswer
from evenhand.measures.estimators.numbers import Counts
from evenhand.measures.measure import Measure
from evenhand.measures.result import Result

SEED = 2011
SAYS = {"decides": "whether discretion is exercised", "form": "the form of discretion"}


def agreement(cells: Cells, measure: Measure) -> Result:
    """Give raw agreement, AC1, kappa and alpha on what was decided, and on its form."""
    whole = table(cells, measure, [measure.met])
    total = splits(whole, measure.met, []).get((), Split(0, 0))
    if not total.all:
        return Result(measure, unanswered=(nobody(measure, cells),))
    tables = (whole, *(table(cells, measure, group) for group in measure.groups))
    estimates = [rate(measure, whole, {}, total)]
    for part in measure.settings["tell"]:
        estimates += _measured(measure, whole, str(part), _square(cells, measure, str(part)))
    return Result(measure, tables, tuple(estimates))


def _square(cells: Cells, measure: Measure, part: str) -> Counts:
    """Give cases by what the first and the second determined."""
    found = cells.con.execute(
        f"SELECT first_{part}, second_{part}, count(*) FROM "
        f"{table_of(cells, measure.population)} GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    codes = sorted({code for first, second, _ in found for code in (first, second)})
    # A measure needs a second rating that could have been given.
    size = max(2, len(codes))
    square = np.zeros((size, size), dtype=np.int64)
    for first, second, many in found:
        square[codes.index(first), codes.index(second)] = many
    return square


def _measured(measure: Measure, found: CountTable, part: str, square: Counts) -> list[Estimate]:
    alike = int(np.trace(square))
    split = Split(alike, int(square.sum()) - alike)
    ratings = Ratings.of_pairs(square)
    made: list[tuple[str, Figure | NoAnswer]] = [
        ("raw agreement", raw(ratings, seed=SEED)),
        ("Gwet's AC1", ac1(ratings, seed=SEED)),
        ("Cohen's kappa", cohen_kappa(square, seed=SEED)),
        ("Krippendorff's alpha", alpha(ratings, seed=SEED)),
    ]
    return [
        estimate(
            measure, found, f"{measure.title}: {says} on {SAYS[part]}", figure,
            unit="agreement", split=split, method="bootstrap over cases, 95%",
        )
        for says, figure in made
    ]  # fmt: skip
