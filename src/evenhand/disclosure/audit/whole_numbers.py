"""Whether a goal can be reached by a table of whole numbers, as people are counted."""

from __future__ import annotations

import highspy
import numpy as np
import numpy.typing as npt

from evenhand.disclosure.audit.bounds import FAR, NEAR, Bounds, Floats, solver_by

NODES = 200  # branches of a search; a limit of time would make audits unrepeatable
SHORT = 16  # cells of a sum that is short enough to look around in
REACH = 3


def can_be(bounds: Bounds, unknown: int) -> bool | None:
    """Whether a table of whole numbers has this unknown at its upper goal; None if not found out.

    It is looked for near the table with fractions first, then everywhere.
    """
    if bounds.most_whole[unknown] >= bounds.up[unknown] - NEAR:
        return True
    bounds.alone(unknown, upward=True)
    low, high = bounds.low.copy(), np.minimum(bounds.high, FAR)
    low[unknown] = bounds.up[unknown]
    last = np.clip(bounds.last, low, high)
    broken = np.abs(last - np.rint(last)) > NEAR
    for reach, moving in ((0, broken), (REACH, broken | _beside(bounds, broken))):
        near_low = np.where(moving, np.maximum(low, np.floor(last) - reach), np.rint(last))
        near_high = np.where(moving, np.minimum(high, np.ceil(last) + reach), np.rint(last))
        if _search(bounds, near_low, near_high):
            return True
    return _search(bounds, low, high)


def _beside(bounds: Bounds, unknowns: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Give the unknowns that stand in a short row with one of these."""
    rows = abs(bounds.rows) @ unknowns.astype(float) > 0
    rows &= np.diff(bounds.rows.tocsr().indptr) <= SHORT
    found: npt.NDArray[np.bool_] = abs(bounds.rows.T) @ rows.astype(float) > 0
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
