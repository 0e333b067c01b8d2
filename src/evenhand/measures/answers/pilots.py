"""The pilot: its courts beside all others, month by month, against what placebos show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from evenhand.measures.answers.rates import missing_months, nobody
from evenhand.measures.answers.table import Split, estimate, splits, table
from evenhand.measures.cells.session import Cells
from evenhand.measures.counts import CountTable, Estimate
from evenhand.measures.estimators.answers import Figure, NoAnswer
from evenhand.measures.estimators.event_study import event_study
from evenhand.measures.estimators.panel import Panel
from evenhand.measures.estimators.pilot import (
    PlaceboInSpace,
    leave_one_out,
    placebo_in_space,
    placebo_in_time,
)
from evenhand.measures.measure import Measure
from evenhand.measures.result import Result

SEED = 2011
BY_PLACEBO = "difference in differences on court by month cells; placebo in space"
By = Mapping[tuple[str, ...], Split]


def pilot(cells: Cells, measure: Measure) -> Result:
    """Set the pilot courts beside all others, before and from the first month of the pilot on."""
    found = table(cells, measure, [*measure.groups[0], measure.met])
    by = splits(found, measure.met, measure.groups[0])
    if not by:
        return Result(measure, unanswered=(nobody(measure, cells),))
    months = list(cells.inputs.period.months())
    start = measure.day("from").strftime("%Y-%m")
    if not months[0] < start <= months[-1]:
        return Result(
            measure,
            (found,),
            unanswered=(
                f"The pilot began in {start}; the period ({cells.inputs.period}) must begin before "
                "that month and reach into it.",
            ),
        )
    courts = tuple(str(court) for court in measure.settings["courts"])
    unknown = [court for court in courts if all(at != court for at, _ in by)]
    if unknown:
        said = f"No case ended in {', '.join(unknown)} in the period: the pilot cannot be measured."
        return Result(measure, (found,), unanswered=(said,))
    panel, split = _panel(by, months), _sides(by, courts)
    estimates = [*_effect(measure, found, panel, courts, start, split)]
    estimates += _by_month(measure, found, panel, courts, start, by)
    return Result(
        measure,
        (found,),
        tuple(estimates),
        tuple(_said(panel, courts, start)),
        tuple(missing_months(cells, found)),
    )


def _panel(by: By, months: list[str]) -> Panel:
    courts = sorted({court for court, _ in by})
    nobody_ = Split(0, 0)
    cells = [[by.get((court, month), nobody_) for month in months] for court in courts]
    return Panel.of_counts(
        np.array([[one.met for one in row] for row in cells], dtype=np.int64),
        np.array([[one.all for one in row] for row in cells], dtype=np.int64),
        tuple(courts),
        tuple(months),
    )


def _sides(by: By, courts: tuple[str, ...]) -> Split:
    """Give the smallest sums on both sides of the fractions of pilot courts and of the others."""
    mine = [split for (court, _), split in by.items() if court in courts]
    rest = [split for (court, _), split in by.items() if court not in courts]
    sums = [(sum(s.met for s in part), sum(s.rest for s in part)) for part in (mine, rest)]
    return Split(min(met for met, _ in sums), min(other for _, other in sums))


def _effect(
    measure: Measure,
    found: CountTable,
    panel: Panel,
    courts: tuple[str, ...],
    start: str,
    split: Split,
) -> Iterator[Estimate]:
    """Give the effect without an interval: for two pilot courts the usual error is too small."""
    placed = placebo_in_space(panel, courts, start, seed=SEED)
    figure: Figure | NoAnswer = (
        placed if isinstance(placed, NoAnswer) else Figure(*[placed.effect.coefficient] * 3)
    )
    yield estimate(
        measure, found, f"{measure.title}: change in pilot courts beyond that in the others",
        figure, unit="points", split=split, method=BY_PLACEBO,
        interval=False,
    )  # fmt: skip


def _by_month(
    measure: Measure,
    found: CountTable,
    panel: Panel,
    courts: tuple[str, ...],
    start: str,
    by: By,
) -> Iterator[Estimate]:
    """Give each month's difference from the month before the pilot, in the band of placebos."""
    study = event_study(panel, courts, start, seed=SEED)
    if isinstance(study, NoAnswer):
        return
    for month, figure in zip(study.months, study.by_month, strict=True):
        of_month = {key: split for key, split in by.items() if key[1] == month}
        yield estimate(
            measure,
            found,
            f"{measure.title}: pilot courts beyond the others, against {study.reference} ({month})",
            figure,
            unit="points",
            split=_sides(of_month, courts),
            method="event study; the interval is the band in which placebo courts move",
            about={"month": month},
        )


def _said(panel: Panel, courts: tuple[str, ...], start: str) -> Iterator[str]:
    placed = placebo_in_space(panel, courts, start, seed=SEED)
    if isinstance(placed, NoAnswer):
        return
    yield (
        f"Of {placed.placebos:,} other sets of as many courts, taken as if they had been the "
        f"pilot, a share of {placed.p:.2g} moved at least as much (p; the smallest that can come "
        f"out is {placed.smallest_p:.2g})."
    )
    yield _warning(placed)
    study = event_study(panel, courts, start, seed=SEED)
    if not isinstance(study, NoAnswer) and not isinstance(study.pre_trend_p, NoAnswer):
        yield (
            "Whether pilot courts moved otherwise than others before the pilot: p "
            f"{study.pre_trend_p:.2g}; where that is small, the comparison does not hold."
        )
    same = placed.effect.coefficient > 0
    for what, moved in (
        ("pilots set in earlier months", placebo_in_time(panel, courts, start)),
        ("a court left out", leave_one_out(panel, courts, start)),
    ):
        if isinstance(moved, NoAnswer):
            yield f"With {what}: {moved.because}"
            continue
        known = [m.effect.coefficient for m in moved if not isinstance(m.effect, NoAnswer)]
        alike = sum((one > 0) == same for one in known)
        yield f"With {what}, {alike:,} of {len(known):,} comparisons point the same way."


def _warning(placed: PlaceboInSpace) -> str:
    return (
        f"The usual clustered error would give t = {placed.effect.t:.1f}; with "
        f"{placed.effect.pilots:,} pilot courts it is far too sure, and is told as a warning only."
    )
