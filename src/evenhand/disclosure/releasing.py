"""Makes a release safe: every count by the rule, and nothing leaves that the audit breaks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evenhand.disclosure.estimating import safe
from evenhand.disclosure.grid import Grid, in_order, lay
from evenhand.disclosure.rounding import Print, at_level, level_hiding
from evenhand.disclosure.rule import Rule, find, house
from evenhand.disclosure.safe_table import (
    SafeCell,
    SafeDimension,
    SafeEstimate,
    SafeTable,
    SafeValue,
)
from evenhand.disclosure.sealing import KEY
from evenhand.measures.counts import CountTable, Estimate


@dataclass(frozen=True)
class Release:
    """What may be published together: safe tables and safe estimates."""

    rule: Rule
    tables: tuple[SafeTable, ...]
    estimates: tuple[SafeEstimate, ...]


def make_safe(
    tables: Iterable[CountTable], estimates: Iterable[Estimate] = (), rule: str = "evenhand"
) -> Release:
    """Make counts and estimates safe together."""
    chosen = find(rule)
    grids = [lay(table, id) for id, table in in_order(tables).items()]
    words = _words(grids)
    return Release(
        chosen,
        tuple(_safe_table(grid, chosen, _rounded(grid, chosen)) for grid in grids),
        tuple(sorted((safe(e, chosen, words, "") for e in estimates), key=lambda made: made.id)),
    )


def _rounded(grid: Grid, rule: Rule) -> list[Print]:
    persons = grid.persons.ravel().tolist()
    families = [None] * len(persons) if grid.families is None else grid.families.ravel().tolist()
    few = house().families
    return [
        at_level(p, rule, level_hiding(p, rule) if f is not None and p and f < few else 0)
        for p, f in zip(persons, families, strict=True)
    ]


def _safe_table(grid: Grid, rule: Rule, prints: list[Print]) -> SafeTable:
    table = grid.table
    cells = tuple(
        SafeCell(at, p.text, p.state, p.low, p.high, p.drawn)
        for at, p, published in zip(grid.places, prints, grid.published(), strict=True)
        if published
    )
    return SafeTable(
        id=grid.id,
        measure=table.measure,
        title=table.title,
        population=table.population,
        period=table.period,
        dimensions=tuple(
            SafeDimension(
                d.name, d.says, tuple(SafeValue(v.code, v.says) for v in d.values), d.total
            )
            for d in table.dimensions
        ),
        cells=cells,
        rule=rule.says,
        rule_id=rule.id,
        source=table.source,
        limits=table.limits,
        key=KEY,
    )


def _words(grids: list[Grid]) -> Mapping[tuple[str, str], tuple[str, str]]:
    return {
        (d.name, v.code): (d.says, v.says)
        for grid in grids
        for d in grid.table.dimensions
        for v in d.values
    }
