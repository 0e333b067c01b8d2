"""Shares with their intervals, for a whole population and for each group of it; plain counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from evenhand.measures.answers.table import Split, estimate, named, rows, splits, table
from evenhand.measures.cells.counting import families_of
from evenhand.measures.cells.session import Cells
from evenhand.measures.counts import PERSONS, CountTable, Estimate
from evenhand.measures.estimators.answers import NoAnswer
from evenhand.measures.estimators.rates import Families, design_effect, wilson
from evenhand.measures.measure import Measure
from evenhand.measures.result import Result

# Divisions that say themselves what was met: their cells are told, and no share in each of them.
TOLD_WHOLE = {"result", "element"}


def rates(cells: Cells, measure: Measure) -> Result:
    """Give the share of the whole, and of each group, that met what the measure counts."""
    whole = table(cells, measure, [measure.met])
    total = splits(whole, measure.met, []).get((), Split(0, 0))
    if not total.all:
        return Result(measure, unanswered=(nobody(measure, cells),))
    one = partial(rate, measure, effect=_effect_of_families(cells, measure))
    tables, estimates = [whole], [one(whole, {}, total)]
    missing: list[str] = []
    for group in measure.groups:
        if group == ("month",) and measure.population == "pending":
            found = table(cells, measure, group)
            for month, split in _by_month_of_all(found, total.all):
                estimates.append(one(found, {"month": month}, split))
        elif TOLD_WHOLE & set(group):
            found = table(cells, measure, group)
        else:
            found = table(cells, measure, [*group, measure.met])
            for codes, split in splits(found, measure.met, group).items():
                estimates.append(one(found, dict(zip(group, codes, strict=True)), split))
        tables.append(found)
        if group == ("month",) and measure.population in ("ended", "asylum_merits"):
            missing += missing_months(cells, found)
    return Result(measure, tuple(tables), tuple(estimates), unanswered=tuple(missing))


def rate(
    measure: Measure,
    found: CountTable,
    about: Mapping[str, str],
    split: Split,
    *,
    effect: float = 1.0,
) -> Estimate:
    """Give one share with its interval, in percent of the group named in ``about``."""
    where = f" ({named(found, about)})" if about else ""
    wider = f"; widened for families by a design effect of {effect:.2f}" if effect > 1 else ""
    return estimate(
        measure,
        found,
        f"{measure.title}{where}",
        wilson(split.met, split.all, design_effect=effect),
        unit="percent",
        split=split,
        about=about,
        method=f"Wilson interval, 95%{wider}",
    )


def _effect_of_families(cells: Cells, measure: Measure) -> float:
    """Give how much wider intervals are because families share one decision; 1 if not known."""
    found = families_of(cells, measure.population, measure.met)
    if found is None:
        return 1.0
    effect = design_effect(Families.of(*found))
    return 1.0 if isinstance(effect, NoAnswer) else effect


def _by_month_of_all(found: CountTable, people: int) -> Iterator[tuple[str, Split]]:
    """Give each month's people of all who were there at the start: the denominator stays."""
    for (month,), _, persons in rows(found, ["month"], "month"):
        if month[:1].isdigit():
            yield month, Split(persons, people - persons)


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
    by_month = [one for one, by in zip(tables, measure.groups, strict=True) if "month" in by]
    missing = [line for one in by_month for line in missing_months(cells, one)]
    return Result(measure, tables, unanswered=tuple(dict.fromkeys(missing)))
