"""Decides what is printed for each cell of a release: rounded and repaired, or exact and hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from evenhand.disclosure.audit.knowledge import Knowledge, known
from evenhand.disclosure.audit.tightening import Contradiction, tighten
from evenhand.disclosure.counted import Counted
from evenhand.disclosure.grid import Grid, Key
from evenhand.disclosure.repairing import Repair, Unprotected
from evenhand.disclosure.rounding import HIDDEN, Print, at_level, exact, level_hiding, levels
from evenhand.disclosure.rule import Rule, house
from evenhand.disclosure.suppressing import Suppression
from evenhand.terms.refusal import Unsafe

Prints = Mapping[Key, Print]
Wholes = Sequence[tuple[str, tuple[str, ...]]]
BY_FAMILIES = 4  # how much more than itself a cell of few families must seem to be possible


def decide(
    counted: Counted, before: Sequence[Mapping[str, Any]], wholes: Wholes, rule: Rule
) -> dict[Key, Print]:
    """Give what is printed for every published cell."""
    way = _rounded if rule.mode == "rounded" else _suppressed
    return way(counted, before, wholes, rule)


def sketch(grids: Sequence[Grid], prints: Prints, wholes: Wholes) -> dict[str, Any]:
    """Give the part of a document that an attack needs, from prints."""
    return {
        "wholes": [{"whole": whole, "parts": list(parts)} for whole, parts in sorted(wholes)],
        "tables": [
            {
                "population": grid.table.population,
                "period": grid.table.period,
                "dimensions": [
                    {
                        "name": d.name,
                        "values": [{"code": v.code, "says": v.says} for v in d.values],
                    }
                    for d in grid.table.dimensions
                ],
                "cells": [
                    {"at": list(at), "low": prints[key].low, "high": prints[key].high}
                    for at, key in zip(grid.places, grid.keys, strict=True)
                    if key in prints
                ],
            }
            for grid in grids
        ],
    }


def _rounded(
    counted: Counted, before: Sequence[Mapping[str, Any]], wholes: Wholes, rule: Rule
) -> dict[Key, Print]:
    counts = counted.counts
    start = dict.fromkeys(counted.published, 0)
    for key in counted.few_families & counted.published:
        if counts[key]:
            start[key] = level_hiding(counts[key], rule)
    for key in counted.published & counted.before.keys():
        start[key] = _level_before(counted, key, rule)
    prints = {key: at_level(counts[key], rule, level) for key, level in start.items()}
    knowledge = known([*before, sketch(counted.grids, prints, wholes)])
    repair = Repair(
        knowledge, counts, start, counted.before.keys(), rule,
        lambda key, level: at_level(counts[key], rule, level),
    )  # fmt: skip
    raised = _repaired(repair, counted)
    return {key: at_level(counts[key], rule, level) for key, level in raised.items()}


def _repaired(repair: Repair, counted: Counted) -> dict[Key, int]:
    try:
        return repair.run()
    except Contradiction as wrong:
        raise Unsafe(str(wrong), "An earlier release was of other records.") from wrong
    except Unprotected as left:
        raise Unsafe(
            str(left),
            "Merge values or periods, leave out a table, or leave out its totals.",
            of=counted.measures(left.places),
        ) from left


def _level_before(counted: Counted, key: Key, rule: Rule) -> int:
    """Find the level at which a cell was printed before; refuse if its print would be another."""
    cell = counted.before[key]
    for level in range(levels(rule)):
        found = at_level(counted.counts[key], rule, level)
        if (found.text, found.low, found.high) == (cell["text"], cell["low"], cell["high"]):
            return level
    raise printed_otherwise(key, counted)


def printed_otherwise(key: Key, counted: Counted) -> Unsafe:
    """Refuse to print a cell a second time in another way."""
    at = ", ".join(code for _, code in key[2]) or "the total"
    return Unsafe(
        f"{at} of {key[0]!r} in {key[1]} was printed before in another way; both together "
        "would tell more than either.",
        "Use the rule and the records of the earlier release, or give corrected records a "
        "population of their own that names them.",
        of=counted.measures([key]),
    )


def _suppressed(
    counted: Counted, before: Sequence[Mapping[str, Any]], wholes: Wholes, rule: Rule
) -> dict[Key, Print]:
    knowledge = known([*before, sketch(counted.grids, _exactly(counted), wholes)])
    counts = _completed(knowledge)
    keys = knowledge.places
    zeros = rule.zeros == "shown"
    small = counted.few(rule)
    least = 1 if zeros else 0
    few = np.array([k in small or (k not in counted.counts and least <= c < house().persons)
                    for k, c in zip(keys, counts, strict=True)])  # fmt: skip
    hidden = np.array([k not in counted.published or _hidden_before(counted, k) for k in keys])
    shown = np.array([k in counted.before and not _hidden_before(counted, k) for k in keys])
    shown |= (counts == 0) & ~hidden if zeros else False
    if conflict := [n for n in np.flatnonzero(few & shown) if keys[n] in counted.before]:
        raise printed_otherwise(keys[conflict[0]], counted)
    by_families = np.array([k in counted.few_families for k in keys])
    up = np.where(by_families, np.maximum(house().persons, counts + BY_FAMILIES), house().persons)
    floor = np.where(counts > 0, float(least), 0.0)
    suppression = Suppression(
        knowledge.matrix(), counts, few, shown, hidden, up.astype(float), floor, floor
    )
    away = suppression.run()
    if suppression.failed:
        named = "; ".join(knowledge.says(number) for number in suppression.failed[:10])
        raise Unsafe(
            f"{len(suppression.failed)} cells cannot be protected: {named}.",
            "Merge values or periods near them, leave out a total, or use the rule 'exact', which "
            "hides zeros too, or the default rule, which rounds.",
            of=counted.measures(keys[number] for number in suppression.failed),
        )
    put = {k: HIDDEN if away[n] else exact(int(counts[n])) for n, k in enumerate(keys)}
    for key in counted.published & counted.before.keys():
        if put[key].text != counted.before[key]["text"]:
            raise printed_otherwise(key, counted)
    return {key: put[key] for key in counted.published}


def _exactly(counted: Counted) -> dict[Key, Print]:
    return {key: exact(count) for key, count in counted.counts.items()}


def _hidden_before(counted: Counted, key: Key) -> bool:
    return key in counted.before and counted.before[key]["state"] == "hidden"


def _completed(knowledge: Knowledge) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Give every count, those of cells that are differences included."""
    try:
        low, high = tighten(knowledge.matrix(), *knowledge.limits())
    except Contradiction as wrong:
        raise Unsafe(str(wrong), "An earlier release was of other records.") from wrong
    if (open_cells := np.flatnonzero(low < high)).size:
        raise Unsafe(
            f"{knowledge.says(int(open_cells[0]))} is tied to these tables by a period that "
            "overlaps theirs or by an earlier release, and its count is not given.",
            "Give the tables of the earlier release again together with the new ones, or publish "
            "closed periods only.",
        )
    return low
