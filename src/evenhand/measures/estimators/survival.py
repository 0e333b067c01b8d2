"""How long until a decision, and which: Kaplan and Meier, Aalen and Johansen, from day tables.

Cases still pending count until the day on which they were last seen. Cases that come under
observation late (delayed entry) count from that day only: else those decided early, which never
came to be seen, would be missing from the count. Ties are taken as they are: no day is jittered.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evenhand.measures.estimators.answers import Figure, NoAnswer
from evenhand.measures.estimators.numbers import Counts, Reals, counts, deviate

NOBODY = NoAnswer("There is nobody to follow.")


@dataclass(frozen=True)
class DayTable:
    """By days since a case began: decided, by kind of decision (columns); last seen; come in.

    ``entered`` counts who came under observation on that day: all on the first where nobody came
    late. Who comes in on a day counts from the next; who is there from the beginning counts on the
    first day too.
    """

    day: Counts
    events: Counts
    censored: Counts
    entered: Counts

    @classmethod
    def make(
        cls,
        day: npt.ArrayLike,
        events: npt.ArrayLike,
        censored: npt.ArrayLike,
        entered: npt.ArrayLike | None = None,
    ) -> DayTable:
        """Make a table; without ``entered`` everybody is there from the beginning."""
        days, decided = counts("days", day), counts("decisions", events)
        decided = decided[:, None] if decided.ndim == 1 else decided
        seen = counts("cases last seen", censored)
        if (np.diff(days) <= 0).any() or decided.shape[0] != days.size or seen.shape != days.shape:
            raise ValueError("a day table has its days in order, each once, with both counts")
        left = int(decided.sum() + seen.sum())
        if entered is None:
            days, decided, seen = _from_the_beginning(days, decided, seen)
            came = np.zeros_like(seen)
            came[:1] = left
        else:
            came = counts("cases come in", entered)
        if came.shape != seen.shape or came.sum() != left:
            raise ValueError("as many cases leave a day table as come into it")
        if (_at_risk(days, decided, seen, came) < decided.sum(axis=1) + seen).any():
            raise ValueError("more cases leave on a day than are there")
        return cls(days, decided, seen, came)

    @property
    def at_risk(self) -> Counts:
        """Give how many are under observation and undecided just before each day."""
        return _at_risk(self.day, self.events, self.censored, self.entered)


def _from_the_beginning(day: Counts, events: Counts, seen: Counts) -> tuple[Counts, Counts, Counts]:
    if day.size and day[0] == 0:
        return day, events, seen
    return np.insert(day, 0, 0), np.insert(events, 0, 0, axis=0), np.insert(seen, 0, 0)


def _at_risk(day: Counts, events: Counts, seen: Counts, came: Counts) -> Counts:
    left = events.sum(axis=1) + seen
    earlier = np.cumsum(came) - came - (np.cumsum(left) - left)
    return np.where(day == 0, came, earlier)


@dataclass(frozen=True)
class Curve:
    """What share is not decided yet (or decided in one way) after each day, with its interval."""

    day: Counts
    at_risk: Counts
    share: Reals
    low: Reals
    high: Reals
    last: int  # the last day on which anybody was under observation

    def on(self, day: int) -> Figure | NoAnswer:
        """Give the share after a day."""
        if day < 0:
            raise ValueError("days are counted from nought")
        if day > self.last:
            return NoAnswer(f"Nobody was followed for longer than {self.last} days.")
        place = int(np.searchsorted(self.day, day, side="right")) - 1
        return Figure(float(self.share[place]), float(self.low[place]), float(self.high[place]))


@dataclass(frozen=True)
class _Steps:
    """The days on which somebody is at risk, with what the estimators need of each."""

    risk: Reals
    events: Reals
    left: Reals  # the share not decided after the day
    last: int


def _steps(table: DayTable) -> _Steps | NoAnswer:
    if table.entered.sum() == 0:
        return NOBODY
    risk, events = table.at_risk, table.events
    decided = events.sum(axis=1)
    gone = np.flatnonzero((decided > 0) & (decided == risk))
    came_later = np.cumsum(table.entered[::-1])[::-1]
    if gone.size and came_later[gone[0]] > 0 and (table.day[gone[0]] > 0):
        return NoAnswer(
            f"On day {int(table.day[gone[0]])} all cases then followed were decided, while others "
            "came in later: too few were followed from the beginning."
        )
    if ((came_later > 0) & (risk == 0)).any():
        return NoAnswer("Nobody was followed from the beginning, or for a while nobody at all.")
    factor = 1 - decided / np.maximum(risk, 1)
    final = int(np.flatnonzero(decided + table.censored)[-1])
    return _Steps(
        risk.astype(np.float64), events.astype(np.float64), np.cumprod(factor),
        int(table.day[final]),
    )  # fmt: skip


def kaplan_meier(table: DayTable, *, level: float = 0.95) -> Curve | NoAnswer:
    """Give the share not decided yet: interval on the scale log(-log), variance by Greenwood."""
    steps = _steps(table)
    if isinstance(steps, NoAnswer):
        return steps
    decided, z = steps.events.sum(axis=1), deviate(level)
    room = steps.risk * (steps.risk - decided)
    terms = np.divide(decided, room, out=np.zeros_like(decided), where=room > 0)
    spread = np.sqrt(np.cumsum(terms))
    low, high = _log_log(steps.left, spread * steps.left, z)
    return Curve(table.day, table.at_risk, steps.left, low, high, steps.last)


def _log_log(share: Reals, error: Reals, z: float) -> tuple[Reals, Reals]:
    """Give an interval that never leaves nought to one."""
    inside = (share > 0) & (share < 1) & (error > 0)
    at = np.where(inside, share, 0.5)
    reach = np.where(inside, z * error / (at * np.abs(np.log(at))), 0.0)
    low, high = at ** np.exp(reach), at ** np.exp(-reach)
    return np.where(inside, low, share), np.where(inside, high, share)


def aalen_johansen(table: DayTable, cause: int, *, level: float = 0.95) -> Curve | NoAnswer:
    """Give the share decided in one way by each day, the other ways being decisions too.

    One less Kaplan-Meier of one kind alone would count what was decided otherwise as still open.
    The variance is that of the delta method (as in Marubini and Valsecchi).
    """
    steps = _steps(table)
    if isinstance(steps, NoAnswer):
        return steps
    if not 0 <= cause < steps.events.shape[1]:
        raise ValueError("no such kind of decision in the table")
    before = np.concatenate([[1.0], steps.left[:-1]])
    risk = np.maximum(steps.risk, 1)
    decided, own = steps.events.sum(axis=1), steps.events[:, cause]
    share = np.cumsum(before * own / risk)
    room = risk * (risk - decided)
    any_kind = np.divide(decided, room, out=np.zeros_like(decided), where=room > 0)
    this_kind = before**2 * own * (risk - own) / risk**3
    both = before * own / risk**2
    # The sums of (F(t) - F(s)) and its square over s up to t, written out so that each is one sum.
    squared = (
        share**2 * np.cumsum(any_kind) - 2 * share * np.cumsum(share * any_kind)
        + np.cumsum(share**2 * any_kind)
    )  # fmt: skip
    mixed = share * np.cumsum(both) - np.cumsum(share * both)
    variance = np.maximum(squared + np.cumsum(this_kind) - 2 * mixed, 0.0)
    low, high = _log_log(share, np.sqrt(variance), deviate(level))
    return Curve(table.day, table.at_risk, share, low, high, steps.last)


@dataclass(frozen=True)
class DayBy:
    """By which day a share was decided; an end of the interval that nobody lived to see is None."""

    day: float
    low: int | None
    high: int | None


def day_by_which(curve: Curve, share: float = 0.5) -> DayBy | NoAnswer:
    """Give by which day this share of cases was decided, from a curve of those not decided yet.

    Where the curve lies flat at just this share, the middle of that stretch, as is the custom.
    """
    if not 0 < share < 1:
        raise ValueError("a share lies between nought and one")
    left = 1 - share
    first = _first_below(curve.share, left)
    if first is None:
        return NoAnswer(
            f"Fewer than {share:.0%} were decided within the {curve.last} days followed."
        )
    day = float(curve.day[first])
    if math.isclose(curve.share[first], left, abs_tol=1e-9):
        beyond = np.flatnonzero(curve.share < left - 1e-9)
        day = (day + float(curve.day[beyond[0]])) / 2 if beyond.size else day
    low, high = _first_below(curve.low, left), _first_below(curve.high, left)
    at = [None if place is None else int(curve.day[place]) for place in (low, high)]
    return DayBy(day, at[0], at[1])


def _first_below(share: Reals, left: float) -> int | None:
    places = np.flatnonzero(share <= left + 1e-9)
    return int(places[0]) if places.size else None
