"""A second reader for the auditor: bounds by another solver, on sums written out again by hand."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any

import numpy as np
from scipy.optimize import linprog

from evenhand.disclosure.deciding import sketch
from evenhand.disclosure.documents import Document, document
from evenhand.disclosure.grid import lay
from evenhand.disclosure.rounding import HIDDEN, Print, exact
from evenhand.disclosure.rule import find
from evenhand.disclosure.safe_table import TOTAL
from evenhand.measures.counts import CountTable

Range = tuple[float, float]


def range_of(table: Mapping[str, Any], at: tuple[str, ...], floor: int = 0) -> Range:
    """Give the smallest and largest count of a cell that one table alone leaves possible."""
    values = [[v["code"] for v in d["values"]] for d in table["dimensions"]]
    inner = list(product(*values))
    number = {place: n for n, place in enumerate(inner)}
    rows, low, high, own = [], [], [], None
    for cell in table["cells"]:
        choices = [
            v if code == TOTAL else [code] for code, v in zip(cell["at"], values, strict=True)
        ]
        row = np.zeros(len(inner))
        row[[number[place] for place in product(*choices)]] = 1
        rows.append(row)
        low.append(max(cell["low"], floor) if cell["state"] == "hidden" else cell["low"])
        high.append(np.inf if cell["high"] is None else cell["high"])
        own = row if tuple(cell["at"]) == at else own
    known = np.array(rows)
    finite = np.isfinite(high)
    limits = np.vstack([known[finite], -known])
    ends = np.concatenate([np.array(high)[finite], -np.array(low)])
    found = []
    for sign in (1, -1):
        solved = linprog(sign * own, A_ub=limits, b_ub=ends, bounds=(0, None), method="highs-ds")
        found.append(np.inf if solved.status == 3 else sign * solved.fun)
    return found[0], found[1]


def with_hidden(table: CountTable, hides: Any, rule: str = "cms") -> Document:
    """Give a document of exact counts in which just those cells are hidden for which ``hides``."""
    grid = lay(table, "as-it-is")
    counts = dict(zip(grid.keys, grid.persons.ravel().tolist(), strict=True))
    shown = dict(zip(grid.keys, grid.published(), strict=True))
    prints: dict[Any, Print] = {
        key: HIDDEN if hides(count) else exact(count) for key, count in counts.items() if shown[key]
    }
    made = document(find(rule), (), ())
    made["tables"] = sketch([grid], prints, ())["tables"]
    for cell in made["tables"][0]["cells"]:
        cell["state"] = "hidden" if cell["high"] is None else "shown"
    return made
