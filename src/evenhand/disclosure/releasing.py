"""Makes a release safe: every count by the rule, and nothing leaves that the audit breaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from evenhand.disclosure.audit.auditing import Audit, audit
from evenhand.disclosure.counted import gather
from evenhand.disclosure.deciding import Wholes, decide
from evenhand.disclosure.documents import Document, document
from evenhand.disclosure.estimating import safe
from evenhand.disclosure.fractions import why_not
from evenhand.disclosure.grid import Grid, Key, in_order, lay
from evenhand.disclosure.naming import OTHERS, named
from evenhand.disclosure.rounding import Print
from evenhand.disclosure.rule import DEFAULT, Rule, find, house
from evenhand.disclosure.safe_table import (
    SafeCell,
    SafeDimension,
    SafeEstimate,
    SafeTable,
    SafeValue,
)
from evenhand.disclosure.sealing import KEY
from evenhand.measures.counts import CountTable, Estimate, Value
from evenhand.terms.refusal import Unsafe


@dataclass(frozen=True)
class SafeRelease:
    """What may be published together, the document that says it, and the audit's certificate."""

    rule: Rule
    tables: tuple[SafeTable, ...]
    estimates: tuple[SafeEstimate, ...]
    document: Document
    certificate: Mapping[str, Any]


def make_safe(
    tables: Iterable[CountTable],
    estimates: Iterable[Estimate] = (),
    rule: str = DEFAULT,
    *,
    wholes: Wholes = (),
    before: Sequence[Document] = (),
) -> SafeRelease:
    """Make counts and estimates safe together, or refuse with the cells named.

    ``wholes`` says which populations are made up of which others. ``before`` are the documents of
    all earlier releases; the record of what was printed hands them over.
    """
    chosen = find(rule)
    merged, unnamed = named([table for _, table in in_order(tables).items()])
    grids = [lay(table, id) for id, table in in_order(merged).items()]
    counted = gather(grids, before, chosen)
    prints = decide(counted, before, wholes, chosen)
    made = tuple(_safe_table(grid, chosen, prints, len(unnamed)) for grid in grids)
    words = _words(grids)
    kept = _distinct(e for e in estimates if not _about_unnamed(e, unnamed))
    shown = tuple(safe(e, chosen, words, why_not(e, counted, prints, chosen, words)) for e in kept)
    published = document(chosen, made, shown, wholes)
    found = audit(published, before, counted.few(chosen) if chosen.mode == "suppressed" else None)
    if not found.passed:
        raise Unsafe(
            f"The audit found what readers could work out: {'; '.join(found.words()[:10])}.",
            "Merge values or periods, leave out a table or its totals, or use another rule.",
            of=list(dict.fromkeys([*counted.measures(found.places()), *_of_rates(found, shown)])),
        )
    return SafeRelease(chosen, made, shown, published, found.certificate)


def _of_rates(found: Audit, estimates: Sequence[SafeEstimate]) -> list[str]:
    """Give the measures whose rates give a count back."""
    ids = {rate.id for rate in found.rates}
    return sorted({estimate.measure for estimate in estimates if estimate.id in ids})


def _distinct(estimates: Iterable[Estimate]) -> list[Estimate]:
    def said(e: Estimate) -> str:
        return repr((e.measure, e.says, e.population, e.period, e.unit, sorted(e.about.items())))

    found = sorted(estimates, key=said)
    for one, other in pairwise(found):
        if said(one) == said(other):
            raise Unsafe(f"{one.says!r} of {one.period} is in the release twice.", of=[one.measure])
    return found


def _about_unnamed(estimate: Estimate, unnamed: frozenset[str]) -> bool:
    """Whether an estimate is of a judge who is not named: its very presence would name them."""
    judges = [code for name, code in estimate.about.items() if name in house().judge]
    few = estimate.met + estimate.rest < house().judge_decisions
    return any(code in unnamed or few for code in judges)


def _safe_table(grid: Grid, rule: Rule, prints: Mapping[Key, Print], unnamed: int) -> SafeTable:
    table = grid.table
    cells = tuple(
        SafeCell(at, p.text, p.state, p.low, p.high, p.drawn)
        for at, key, published in zip(grid.places, grid.keys, grid.published(), strict=True)
        if published
        for p in (prints[key],)
    )
    return SafeTable(
        id=grid.id,
        measure=table.measure,
        title=table.title,
        population=table.population,
        period=table.period,
        dimensions=tuple(
            SafeDimension(d.name, d.says, tuple(_value(v, unnamed) for v in d.values), d.total)
            for d in table.dimensions
        ),
        cells=cells,
        rule=rule.says,
        rule_id=rule.id,
        source=table.source,
        notes=_notes(cells),
        limits=table.limits,
        key=KEY,
    )


def _value(value: Value, unnamed: int) -> SafeValue:
    return SafeValue(value.code, value.says, unnamed if value.code == OTHERS else 1)


def _notes(cells: Sequence[SafeCell]) -> tuple[str, ...]:
    states = Counter(cell.state for cell in cells)
    coarser = sum(" to " in cell.text for cell in cells)
    notes = []
    if states["hidden"]:
        notes.append(
            f"{states['hidden']} of {len(cells)} numbers are not shown; some of them are large and "
            "hidden only so that others cannot be worked out."
        )
    if coarser:
        notes.append(
            f"{coarser} of {len(cells)} numbers are rounded more coarsely, with the range."
        )
    return tuple(notes)


def _words(grids: Sequence[Grid]) -> dict[tuple[str, str], tuple[str, str]]:
    return {
        (d.name, v.code): (d.says, v.says)
        for grid in grids
        for d in grid.table.dimensions
        for v in d.values
    }
