"""The report of court filings, month by month: children whose parents are not reached, and why.

Counts only, exact, and therefore for the court and the office and not for publication. For each
month the lines make the total, and what came in and went out makes the next month's figure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from evenhand.casework.hand_over import on_cases
from evenhand.casework.registry import IS_REACHED, REASONS, Registry, registry
from evenhand.casework.replay import CaseState, after
from evenhand.families.filings import Sum
from evenhand.ledger.opening import Ledger
from evenhand.terms.refusal import Unaccounted


@dataclass(frozen=True)
class Month:
    """One month: what stood at its end, and how it came from the month before.

    ``flow``: children who came on record unreached, who counted as reached and no longer do, who
    were reached, and whose ties were rejected or struck.
    """

    month: str
    children: int
    reached: int
    parents: int
    parents_reached: int
    reasons: Mapping[str, int]
    flow: Mapping[str, int]

    @property
    def unreached(self) -> int:
        """The children whose parent is not reached."""
        return self.children - self.reached

    def sums(self, before: int) -> list[Sum]:
        """Give the sums that must hold in this month, after one with ``before`` not reached."""
        steps = (before, *self.flow.values())
        return [
            Sum("children", self.children, (self.reached, self.unreached)),
            Sum("not reached, by reason", self.unreached, tuple(self.reasons.values())),
            Sum("not reached, from the month before", self.unreached, steps),
        ]


FLOW = ("came on record", "no longer counted as reached", "were reached", "ties rejected or struck")


def months(ledger: Ledger, upto: int, first: dt.date, last: dt.date) -> list[Month]:
    """Give the report for the months from ``first`` to ``last``, each by its first day."""
    found: list[Month] = []
    before = Registry({}, {})
    unreached = 0
    for number, (name, now) in enumerate(_ends(ledger, upto, first, last)):
        if number:
            month = _month(name, before, now)
            _check(month, unreached)
            found.append(month)
        unreached = len(_unreached(now))
        before = now
    return found


def _ends(
    ledger: Ledger, upto: int, first: dt.date, last: dt.date
) -> Iterator[tuple[str, Registry]]:
    """Give what stood before the first month, and at the end of each month."""
    starts = _starts(first, _next(last))
    states: dict[str, CaseState] = {}
    place = 0
    for case, found in on_cases(ledger, upto):
        while place < len(starts) and found.leaf.at[:10] >= str(starts[place]):
            yield _name(starts, place), registry(states.values())
            place += 1
        states[case] = after(states.get(case, CaseState(case)), found)
    for rest in range(place, len(starts)):
        yield _name(starts, rest), registry(states.values())


def _starts(first: dt.date, end: dt.date) -> list[dt.date]:
    starts = [first]
    while starts[-1] < end:
        starts.append(_next(starts[-1]))
    return starts


def _name(starts: Sequence[dt.date], place: int) -> str:
    return f"{starts[place - 1]:%Y-%m}" if place else ""


def _next(day: dt.date) -> dt.date:
    return (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


def _unreached(now: Registry) -> set[str]:
    return {child for child, one in now.children.items() if one.line != IS_REACHED}


def _month(name: str, before: Registry, now: Registry) -> Month:
    open_before, open_now = _unreached(before), _unreached(now)
    reached_before = set(before.children) - open_before
    flow = (
        len(open_now - set(before.children)),
        len(open_now & reached_before),
        -len(open_before & (set(now.children) - open_now)),
        -len(open_before - set(now.children)),
    )
    lines, parents = now.lines(now.children), now.lines(now.parents)
    return Month(
        name,
        len(now.children),
        lines[IS_REACHED],
        len(now.parents),
        parents[IS_REACHED],
        {reason: lines[reason] for reason in REASONS},
        dict(zip(FLOW, flow, strict=True)),
    )


def _check(month: Month, before: int) -> None:
    for found in month.sums(before):
        if not found.adds_up:
            raise Unaccounted(
                f"{month.month}: {found.says}.",
                "Nothing was printed. This is a fault of Evenhand: report it.",
            )
