"""Shares with their intervals, for a whole population and for each group of it; plain counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from evenhand.measures.answers.table import Split, named, rows, splits, table
from evenhand.measures.cells.session import Cells
from evenhand.measures.counts import PERSONS, CountTable, Estimate
from evenhand.measures.estimators.proportions import wilson
from evenhand.measures.measure import Measure
from evenhand.measures.result import Result

WILSON = "Wilson interval, 95%"


def rates(cells: Cells, measure: Measure) -> Result:
    """Give the share of the whole, and of each group, that met what the measure counts."""
    whole = table(cells, measure, [measure.met])
    total = splits(whole, measure.met, []).get((), Split(0, 0))
    if not total.all:
        return Result(measure, unanswered=(nobody(measure, cells),))
    tables, estimates, missing = [whole], [rate(measure, whole, {}, total)], []
    for group in measure.groups:
        if group == ("month",) and measure.population == "pending":
            found = table(cells, measure, group)
            estimates += _by_month_of_all(measure, found, total.all)
        elif "result" in group:
            found = table(cells, measure, group)
        else:
            found = table(cells, measure, [*group, measure.met])
            for codes, split in splits(found, measure.met, group).items():
                about = dict(zip(group, codes, strict=True))
                estimates.append(rate(measure, found, about, split))
        tables.append(found)
        if group == ("month",) and measure.population in ("ended", "asylum_merits"):
            missing += list(missing_months(cells, found))
    return Result(measure, tuple(tables), tuple(estimates), tuple(missing))


def rate(measure: Measure, found: CountTable, about: Mapping[str, str], split: Split) -> Estimate:
    """Give one share with its interval, in percent of the group named in ``about``."""
    where = f" ({named(found, about)})" if about else ""
    low, high = wilson(split.met, split.all)
    return Estimate(
        measure=measure.id,
        says=f"{measure.title}{where}",
        population=found.population,
        period=found.period,
        value=100 * split.met / split.all,
        low=100 * low,
        high=100 * high,
        unit="percent",
        met=split.met,
        rest=split.rest,
        about=dict(about),
        method=WILSON,
    )


def _by_month_of_all(measure: Measure, found: CountTable, people: int) -> Iterator[Estimate]:
    """Give each month's share of all who were there at the start: the denominator stays."""
    for (month,), _, persons in rows(found, ["month"], "month"):
        if month[:1].isdigit():
            yield rate(measure, found, {"month": month}, Split(persons, people - persons))


def nobody(measure: Measure, cells: Cells) -> str:
    """Say that there is nobody to count."""
    return (
        f"There are none of {measure.denominator} ({cells.inputs.period}): there is nothing of "
        "which to give a share."
    )


def missing_months(cells: Cells, found: CountTable) -> Iterator[str]:
    """Say which months of the period have no case at all."""
    met = set(found.cells.column("month").to_pylist())
    lacking = [month for month in cells.inputs.period.months() if month not in met]
    if lacking:
        yield (
            f"No case is counted in {', '.join(lacking)}: nothing ended then, or the record lacks "
            "the month. It has no share, and none is guessed."
        )


def counts(cells: Cells, measure: Measure) -> Result:
    """Give the tables alone."""
    tables = tuple(table(cells, measure, group) for group in measure.groups)
    if not sum(tables[0].cells.column(PERSONS).to_pylist()):
        return Result(measure, unanswered=(nobody(measure, cells),))
    return Result(measure, tables)
