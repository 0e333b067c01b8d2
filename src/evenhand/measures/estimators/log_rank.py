"""Are groups decided at the same pace? The log-rank test over day tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evenhand.measures.estimators.answers import NoAnswer
from evenhand.measures.estimators.numbers import Reals, chi_square_tail
from evenhand.measures.estimators.survival import DayTable


@dataclass(frozen=True)
class LogRank:
    """Chi-square, its p, and of each group how many were decided and were due to be."""

    statistic: float
    p: float
    decided: tuple[int, ...]
    due: tuple[float, ...]


def log_rank(tables: Sequence[DayTable]) -> LogRank | NoAnswer:
    """Compare the pace of any decision between groups. A large p does not show that it is alike."""
    if len(tables) < 2 or any(table.entered.sum() == 0 for table in tables):
        return NoAnswer("A group is empty, so nothing can be compared.")
    days = np.unique(np.concatenate([table.day[table.events.sum(axis=1) > 0] for table in tables]))
    if not days.size:
        return NoAnswer("Nobody was decided, so nothing can be compared.")
    events = np.stack([_on(table, days) for table in tables], axis=1)
    risk = np.stack([_at_risk_on(table, days) for table in tables], axis=1)
    all_events, all_risk = events.sum(axis=1), risk.sum(axis=1)
    share = risk / all_risk[:, None]
    due = all_events[:, None] * share
    away = (events - due).sum(axis=0)
    room = np.where(all_risk > 1, (all_risk - all_events) / np.maximum(all_risk - 1, 1), 0.0)
    scale = all_events * room
    variance = np.diag(scale @ share) - np.einsum("d,di,dj->ij", scale, share, share)
    if not variance[:-1, :-1].any():
        return NoAnswer("The groups were never followed on the same days.")
    statistic = float(away[:-1] @ np.linalg.pinv(variance[:-1, :-1], hermitian=True) @ away[:-1])
    return LogRank(
        statistic,
        chi_square_tail(statistic, len(tables) - 1),
        tuple(int(x) for x in events.sum(axis=0)),
        tuple(float(x) for x in due.sum(axis=0)),
    )


def _on(table: DayTable, days: Reals) -> Reals:
    found = np.zeros(days.shape)
    decided = table.events.sum(axis=1)
    place = np.searchsorted(days, table.day[decided > 0])
    found[place] = decided[decided > 0]
    return found


def _at_risk_on(table: DayTable, days: Reals) -> Reals:
    """Give how many are under observation just before each of any days."""
    left = table.events.sum(axis=1) + table.censored
    came, gone = np.cumsum(table.entered), np.cumsum(left)
    before = np.searchsorted(table.day, days, side="left") - 1
    earlier = np.where(before >= 0, came[before] - gone[before], 0)
    at_start = table.entered[0] if table.day[0] == 0 else 0
    return np.where(days == 0, at_start, earlier).astype(np.float64)
