"""The day that a court's files stand for, where nobody has said it: from the days of entry.

The court enters proceedings on every working day, so the last day of entry is the day of the
files, unless that day is a slip of the pen. A slip shows as a silence before it. Why the rule is
as it is, and what it cannot see, is told in docs/decisions/0020.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from statistics import median

from evenhand.engines.duck import Connection
from evenhand.terms.refusal import BadInput

LAST = "the last INPUT_DATE of B_TblProceeding"
# A silence is judged by the days of entry before it; with fewer there is nothing to go by, and
# more than sixty days is taken as one.
BEFORE = 100
SILENCE = dt.timedelta(days=60)
SHORTEST = dt.timedelta(days=7)
FEW = 10
SHOWN = 5

Entries = Sequence[tuple[dt.date, int]]


@dataclass(frozen=True)
class CourtDay:
    """The day, and in words where it is from."""

    day: dt.date
    source: str


def court_day(con: Connection) -> CourtDay:
    """Find the day of the court's files; raises BadInput if it has to be said."""
    found = con.execute(
        'SELECT "INPUT_DATE", count(*) FROM "B_TblProceeding" WHERE "INPUT_DATE" IS NOT NULL '
        "GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    return chosen_day(found)


def chosen_day(entries: Entries) -> CourtDay:
    """Choose among the days of entry, given in their order with the rows entered on each."""
    if not entries:
        raise BadInput(
            "No proceeding has a readable INPUT_DATE, so the data's day is not known.",
            "Say it with --dated YYYY-MM-DD.",
        )
    days = [day for day, _ in entries]
    rows = [count for _, count in entries]
    until = [0, *accumulate(rows)]
    for place in range(1, len(days)):
        if not _is_silence(days[max(0, place - BEFORE) : place], days[place]):
            continue
        left, usual = until[-1] - until[place], median(rows[max(0, place - BEFORE) : place])
        # So many days, each with less than a tenth of what is entered on a day as a rule.
        if left * 10 <= usual * (len(days) - place):
            silent = (days[place] - days[place - 1]).days
            return CourtDay(
                days[place - 1],
                f"{LAST} before {silent:,} days without one; {left:,} entered after "
                f"that, up to {days[-1]}, are taken for slips",
            )
        if left <= FEW:
            raise _unclear(entries[place - 1 :])
    return CourtDay(days[-1], LAST)


def _is_silence(before: Sequence[dt.date], day: dt.date) -> bool:
    """Whether no day of entry for so long is out of the ordinary."""
    silent = day - before[-1]
    if len(before) < BEFORE:
        return silent > SILENCE
    longest = max(b - a for a, b in pairwise(before))
    return silent > max(SHORTEST, 2 * longest)


def _unclear(last: Entries) -> BadInput:
    told = [f"{day} ({rows:,} entered)" for day, rows in last]
    more = ", ..." if len(told) > SHOWN else ""
    return BadInput(
        "The last days of entry lie so far apart that the data's day is not clear: "
        f"{', '.join(told[:SHOWN])}{more}.",
        f"Say the day the files stand for, for instance --dated {last[0][0]}. What was entered "
        "after it is kept, and noted.",
    )
