"""The subcommand ``disclosure``: a release of 4,000 cells made safe and audited, beside doing less.

The unsafe way hides small counts and nothing else. It is here as the measure of what safety costs,
and of what it buys: how many of its hidden counts the audit gets back.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from benchmarks.measure import Row, in_new_process, peak_mb, tell, timed
from benchmarks.table import Target, print_cells, print_rows, print_targets

COURTS, YEARS = 60, 10
OUTCOMES = ("granted", "denied", "closed", "withdrawn", "other")
CELLS = (COURTS + 1) * (YEARS + 1) * (len(OUTCOMES) + 1)
AUDIT_SECONDS, SUPPRESS_SECONDS = 5.0, 60.0
WAYS = {
    "unsafe": "hide small counts and no others (unsafe)",
    "round": "round and repair, the default rule",
    "suppress": "exact, hidden jointly",
    "audit_unsafe": "attack what only hides small counts",
    "audit_round": "audit the default rule's release",
    "audit_suppress": "audit the exact release",
}


def run(folder: Path, rounds: int) -> dict[str, Any]:
    """Measure, print, and give everything for ``--json``."""
    rows = {way: Row(says, CELLS, CELLS) for way, says in WAYS.items()}
    for turn in range(rounds):
        for way, row in rows.items():
            tell(f"round {turn + 1}: {row.way}")
            row.add(in_new_process("benchmarks.disclosure", way, folder=str(folder)))
    print_rows(f"A release of {CELLS:,} cells: seconds beside hiding only what is small",
               list(rows.values()), rows["unsafe"], "cells")  # fmt: skip
    said = ("recovered", "shown_to_be_few", "least_width", "programs", "printed_below", "hidden")
    print()
    print_cells(
        [("way", *said)]
        + [(row.way, *(str(row.notes.get(what, "")) for what in said)) for row in rows.values()]
    )
    targets = [
        Target("seconds to audit the default release", rows["audit_round"].seconds, AUDIT_SECONDS,
               rows["audit_round"].cpu_seconds),
        Target("seconds to audit the exact release", rows["audit_suppress"].seconds, AUDIT_SECONDS,
               rows["audit_suppress"].cpu_seconds),
        Target("seconds to suppress", rows["suppress"].seconds, SUPPRESS_SECONDS,
               rows["suppress"].cpu_seconds),
        *(Target(f"counts recovered: {rows[way].way}", rows[way].notes["recovered"], 0)
          for way in ("audit_round", "audit_suppress")),
        *(Target(f"cells shown to be few: {rows[way].way}", rows[way].notes["shown_to_be_few"], 0)
          for way in ("audit_round", "audit_suppress")),
        *(Target(f"printed below 11: {rows[way].way}", rows[way].notes["printed_below"], 0)
          for way in ("audit_round", "audit_suppress")),
        Target("counts recovered where only small ones are hidden",
               rows["audit_unsafe"].notes["recovered"], 1, at_least=True),
    ]  # fmt: skip
    print_targets(targets)
    return {name: row.as_json() for name, row in rows.items()} | {
        "targets": [target.as_json() for target in targets]
    }


def _table() -> Any:
    """Make the table: courts of very different size, five outcomes, ten years."""
    import numpy as np
    import pyarrow as pa

    from evenhand.measures.counts import CountTable, Dimension, Value

    made = np.random.default_rng(5)
    sizes = np.exp(made.normal(5.0, 1.2, COURTS))
    shares = made.dirichlet(np.array([10, 4, 1, 2, 1.5]), COURTS)
    counts = made.multinomial(made.poisson(sizes[:, None], (COURTS, YEARS)), shares[:, None, :])
    values = (
        tuple(f"c{n:02d}" for n in range(COURTS)),
        tuple(str(2010 + n) for n in range(YEARS)),
        OUTCOMES,
    )
    names = ("court", "year", "outcome")
    at = np.indices(counts.shape).reshape(3, -1)
    columns = {
        name: pa.array([codes[n] for n in place])
        for name, codes, place in zip(names, values, at, strict=True)
    }
    dimensions = tuple(
        Dimension(name, name.capitalize(), tuple(Value(code, code) for code in codes))
        for name, codes in zip(names, values, strict=True)
    )
    cells = pa.table({**columns, "persons": counts.ravel()})
    return CountTable(
        "bench", "Made-up cases, of all", "made up", "2010-2019", dimensions, cells, ""
    )


def _unsafe() -> dict[str, Any]:
    from evenhand.disclosure.deciding import sketch
    from evenhand.disclosure.documents import document
    from evenhand.disclosure.grid import in_order, lay
    from evenhand.disclosure.rounding import HIDDEN, exact
    from evenhand.disclosure.rule import find

    grids = [lay(table, id) for id, table in in_order([_table()]).items()]
    prints = {
        key: HIDDEN if 0 < count < 11 else exact(count)
        for grid in grids
        for key, count in zip(grid.keys, grid.persons.ravel().tolist(), strict=True)
    }
    return {**document(find("cms"), (), ()), "tables": sketch(grids, prints, ())["tables"]}


def _safe(rule: str) -> dict[str, Any]:
    """Decide what is printed; the audit that comes with it is timed by itself."""
    from evenhand.disclosure.counted import gather
    from evenhand.disclosure.deciding import decide, sketch
    from evenhand.disclosure.documents import document
    from evenhand.disclosure.grid import in_order, lay
    from evenhand.disclosure.rule import find

    grids = [lay(table, id) for id, table in in_order([_table()]).items()]
    prints = decide(gather(grids, (), find(rule)), (), (), find(rule))
    return {**document(find(rule), (), ()), "tables": sketch(grids, prints, ())["tables"]}


def _timed(work: Any) -> dict[str, Any]:
    kept: list[Any] = []
    times = timed(lambda: kept.append(work()))
    return {**times, "peak_mb": peak_mb(), "result": kept[0]}


def _audited(folder: str, name: str) -> dict[str, Any]:
    import json

    from evenhand.disclosure.audit.auditing import audit

    document = json.loads((Path(folder) / f"disclosure-{name}.json").read_text("utf-8"))
    found = _timed(lambda: audit(document))
    certificate = found.pop("result").certificate
    cells = [cell for table in document["tables"] for cell in table["cells"]]
    below = sum(cell["low"] == cell["high"] and 0 < cell["low"] < 11 for cell in cells)
    kept = ("recovered", "shown_to_be_few", "least_width", "programs")
    notes = {what: certificate[what] for what in kept} | {"printed_below": below}
    return {**found, "notes": notes}


def _made(folder: str, name: str, work: Any) -> dict[str, Any]:
    import json

    found = _timed(work)
    document = found.pop("result")
    (Path(folder) / f"disclosure-{name}.json").write_text(json.dumps(document), "utf-8")
    cells = [cell for table in document["tables"] for cell in table["cells"]]
    hidden = sum(cell["high"] is None or not math.isfinite(cell["high"]) for cell in cells)
    return {**found, "notes": {"hidden": hidden}}


def unsafe(folder: str) -> dict[str, Any]:
    """Hide small counts alone."""
    return _made(folder, "unsafe", _unsafe)


def round(folder: str) -> dict[str, Any]:
    """Round and repair."""
    return _made(folder, "round", lambda: _safe("evenhand"))


def suppress(folder: str) -> dict[str, Any]:
    """Hide jointly."""
    return _made(folder, "suppress", lambda: _safe("exact"))


def audit_unsafe(folder: str) -> dict[str, Any]:
    """Attack the careless release."""
    return _audited(folder, "unsafe")


def audit_round(folder: str) -> dict[str, Any]:
    """Attack the rounded release."""
    return _audited(folder, "round")


def audit_suppress(folder: str) -> dict[str, Any]:
    """Attack the suppressed release."""
    return _audited(folder, "suppress")
