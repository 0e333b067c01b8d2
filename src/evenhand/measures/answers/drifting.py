"""Does a court drift: its later months watched against what its earlier ones lead one to expect."""

from __future__ import annotations

from collections.abc import Mapping

from evenhand.measures.answers.rates import missing_months, nobody
from evenhand.measures.answers.table import Split, estimate, splits, table
from evenhand.measures.cells.session import Cells
from evenhand.measures.counts import CountTable, Estimate
from evenhand.measures.estimators.answers import Figure, NoAnswer
from evenhand.measures.estimators.drift import Chart, Threshold, Watch, chart, thresholds
from evenhand.measures.estimators.rates import wilson
from evenhand.measures.measure import Measure
from evenhand.measures.result import Result

SEED = 2011
LEAST_MONTHS = 6
LEAST_SIDE = 11
LEAST_RUNS, RUNS_A_COURT = 200, 10
RATIOS = {"halved": 0.5, "doubled": 2.0}
By = Mapping[tuple[str, ...], Split]


def drift(cells: Cells, measure: Measure) -> Result:
    """Learn each court's share from the first half of the months and watch the second."""
    months = list(cells.inputs.period.months())
    if len(months) < LEAST_MONTHS:
        said = f"A drift needs {LEAST_MONTHS} months to be seen; the period has {len(months)}."
        return Result(measure, unanswered=(said,))
    found = table(cells, measure, [*measure.groups[0], measure.met])
    by = splits(found, measure.met, measure.groups[0])
    if not by:
        return Result(measure, unanswered=(nobody(measure, cells),))
    half = len(months) // 2
    earlier = {court: _sum(by, court, months[:half]) for court in sorted({c for c, _ in by})}
    watched = [court for court, one in earlier.items() if min(one.met, one.rest) >= LEAST_SIDE]
    estimates, signalled = [], 0
    for court in watched:
        one, signals = _court(measure, found, by, court, earlier[court], months[half:], watched)
        estimates.append(one)
        signalled += signals
    said = _said(len(earlier), len(watched), signalled, months[half:])
    missing = tuple(missing_months(cells, found))
    return Result(measure, (found,), tuple(estimates), (said,), missing)


def _sum(by: By, court: str, months: list[str]) -> Split:
    mine = [by.get((court, month), Split(0, 0)) for month in months]
    return Split(sum(one.met for one in mine), sum(one.rest for one in mine))


def _court(
    measure: Measure,
    found: CountTable,
    by: By,
    court: str,
    before: Split,
    months: list[str],
    watched: list[str],
) -> tuple[Estimate, bool]:
    """Give a court's later share as a multiple of the expected one, and whether it signalled."""
    expected = before.met / before.all
    mine = [by.get((court, month), Split(0, 0)) for month in months]
    watch = Watch.make(
        [expected], [[one.met] for one in mine], [[one.all] for one in mine], tuple(months)
    )
    told = _told(measure, watch, len(watched))
    later = _sum(by, court, months)
    share = wilson(later.met, later.all)
    ratio: Figure | NoAnswer = share
    if isinstance(share, Figure):
        ratio = Figure(share.value / expected, share.low / expected, share.high / expected)
    return estimate(
        measure,
        found,
        f"{measure.title}: share of the later months, times that of the earlier (court {court})",
        ratio,
        unit="ratio",
        split=later,
        method=f"risk-adjusted CUSUM: {'; '.join(text for text, _ in told)}",
        about={"court": court},
    ), any(signal for _, signal in told)


def _told(measure: Measure, watch: Watch, courts: int) -> list[tuple[str, bool]]:
    """Say for each ratio in which months a chart signalled, false alarms being kept rare."""
    levels = thresholds(
        watch,
        ratios=tuple(RATIOS.values()),
        offices=courts,
        years_between_alarms=float(measure.settings["false_alarm_years"]),
        seed=SEED,
        runs=max(LEAST_RUNS, courts * RUNS_A_COURT),
    )
    return [_of_chart(watch, way, level) for way, level in zip(RATIOS, levels, strict=True)]


def _of_chart(watch: Watch, way: str, level: Threshold | NoAnswer) -> tuple[str, bool]:
    drawn: Chart | NoAnswer = (
        level
        if isinstance(level, NoAnswer)
        else chart(watch, ratio=RATIOS[way], threshold=level.value)
    )
    if isinstance(drawn, NoAnswer):
        return f"odds {way}: {drawn.because}", False
    if not drawn.signals:
        return f"odds {way}: no signal", False
    return f"odds {way}: signal in {', '.join(drawn.signals)}", True


def _said(courts: int, watched: int, signalled: int, months: list[str]) -> str:
    return (
        f"Of {courts:,} courts {watched:,} had endings of both kinds enough in the earlier months "
        f"to be watched from {months[0]} on; {signalled:,} of them signalled a drift."
    )
