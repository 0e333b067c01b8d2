"""Whether a goal can be reached by a table of whole numbers, as people are counted.

Near a table of whole numbers that is known already, few cells must move: those of the short sums
around the unknown, and the wholes of the long sums that those are parts of.
"""

from __future__ import annotations

import highspy
import numpy as np
import numpy.typing as npt

from evenhand.disclosure.audit.bounds import FAR, NEAR, Bounds, Floats, solver_by

NODES = 200  # branches of a search; a limit of time would make audits unrepeatable
SHORT = 16  # cells of a sum that is short enough to look around in
REACH = 3  # how far cells move around a table with fractions
PARTNERS = 4  # others of a long sum that may make up for a move
Flags = npt.NDArray[np.bool_]


def can_be(bounds: Bounds, unknown: int) -> bool | None:
    """Whether a table of whole numbers has this unknown at its upper goal; None if not found out.

    It is looked for near a table of whole numbers first, then near one with fractions, then
    everywhere.
    """
    if bounds.most_whole[unknown] >= bounds.up[unknown] - NEAR:
        return True
    low, high = bounds.low.copy(), np.minimum(bounds.high, FAR)
    low[unknown] = bounds.up[unknown]
    if bounds.whole is not None:
        moving = _around(bounds, unknown, bounds.whole)
        if _search(bounds, *_within(low, high, moving, bounds.whole, FAR)):
            return True
    bounds.alone(unknown, upward=True)
    last = np.clip(bounds.last, low, high)
    broken = np.abs(last - np.rint(last)) > NEAR
    moving = broken | _beside(bounds, broken)
    if _search(bounds, *_within(low, high, moving, last, REACH)):
        return True
    return _search(bounds, low, high)


def _within(
    low: Floats, high: Floats, moving: Flags, table: Floats, reach: float
) -> tuple[Floats, Floats]:
    """Give limits by which some unknowns move so far from a table, and all others stay."""
    near_low = np.where(moving, np.maximum(low, np.floor(table) - reach), np.rint(table))
    near_high = np.where(moving, np.minimum(high, np.ceil(table) + reach), np.rint(table))
    return near_low, near_high


def _around(bounds: Bounds, unknown: int, whole: Floats) -> Flags:
    """Give the unknowns that may have to move with one, and some that have room to make up for it.

    Of each long sum that it stands in, the others with the most room below take part.
    """
    rows = abs(bounds.rows)
    short = np.diff(rows.tocsr().indptr) <= SHORT
    wholes = bounds.rows < 0
    found = np.zeros(len(bounds.low), dtype=bool)
    found[unknown] = True
    for row in bounds.rows[:, [unknown]].nonzero()[0]:
        if not short[row]:
            others = bounds.rows[[row], :].nonzero()[1]
            room = whole[others] - bounds.low[others]
            found[others[np.argsort(-room, kind="stable")[:PARTNERS]]] = True
    for _ in range(2):
        for _ in range(2):
            found |= rows.T @ (short & (rows @ found.astype(float) > 0)).astype(float) > 0
        found |= wholes.T @ (rows @ found.astype(float) > 0).astype(float) > 0
    return found


def _beside(bounds: Bounds, unknowns: Flags) -> Flags:
    """Give the unknowns that stand in a short row with one of these."""
    rows = abs(bounds.rows) @ unknowns.astype(float) > 0
    rows &= np.diff(bounds.rows.tocsr().indptr) <= SHORT
    found: Flags = abs(bounds.rows.T) @ rows.astype(float) > 0
    return found


def _search(bounds: Bounds, low: Floats, high: Floats) -> bool | None:
    """Search for a table of whole numbers within limits, up to a number of branches."""
    solver = solver_by("choose")
    solver.setOptionValue("presolve", "on")
    solver.setOptionValue("mip_max_nodes", NODES)
    solver.passModel(bounds.program(low, high, whole=True))
    solver.run()
    bounds.programs += 1
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kOptimal:
        bounds.keep(np.rint(solver.getSolution().col_value))
        return True
    return False if status == highspy.HighsModelStatus.kInfeasible else None
