"""Days by which something must be filed, computed by rules that stand in ``deadlines.toml``."""

from __future__ import annotations

import calendar
import datetime as dt
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import holidays

from evenhand.terms.span import Span

# Beyond this year the federal calendar, and so a last day that rolls, is not said.
LAST_YEAR = 2100


@dataclass(frozen=True)
class Rule:
    """One deadline: what it is for, what it is counted from, how, by which text."""

    id: str
    says: str
    starts: str
    counted_from: str
    not_before: dt.date | None
    days: int
    years: int
    rolls: bool
    where: str
    status: str
    notes: str
    exceptions: str
    disputed: str


@dataclass(frozen=True)
class Deadline:
    """A deadline of one case: the day it is counted from, and the day it ends, each as known.

    ``rolled`` says why the last day is later than the count gives, or nothing.
    """

    rule: Rule
    start: Span
    ends: Span
    rolled: str

    @property
    def act_by(self) -> dt.date | None:
        """The first day that may be the last: who files by then is in time whatever comes out."""
        return self.ends.low if isinstance(self.ends.low, dt.date) else None


@cache
def rules() -> tuple[Rule, ...]:
    """Give every rule, in the order in which they are written."""
    given = tomllib.loads(files(__package__).joinpath("deadlines.toml").read_text("utf-8"))
    return tuple(_rule(id, one) for id, one in given.items())


def _rule(id: str, given: Mapping[str, Any]) -> Rule:
    return Rule(
        id=id,
        says=given["says"],
        starts=given["starts"],
        counted_from=given["from"],
        not_before=given.get("not_before"),
        days=given.get("days", 0),
        years=given.get("years", 0),
        rolls=given["rolls"],
        where=given["cite"]["where"],
        status=given["cite"]["status"],
        notes=given.get("notes", ""),
        exceptions=given.get("exceptions", ""),
        disputed=given.get("disputed", ""),
    )


def starts() -> dict[str, str]:
    """Give each day that something is counted from, and how it is asked for."""
    return {rule.starts: rule.counted_from for rule in rules()}


def deadlines_of(days: Mapping[str, Span]) -> list[Deadline]:
    """Compute the deadlines of a case from the days that are known of it, the first to end first.

    ``days`` maps names of ``starts()`` to what is known. A rule whose day is not known at all is
    left out: see ``unknown_of``.
    """
    found = [_deadline(rule, days[rule.starts]) for rule in rules() if _known(rule, days)]
    return sorted(found, key=lambda one: (one.act_by or dt.date.max, one.rule.id))


def unknown_of(days: Mapping[str, Span]) -> list[Rule]:
    """Give the rules that cannot be told of, for nothing is known of the day they start from."""
    return [rule for rule in rules() if not _known(rule, days)]


def _known(rule: Rule, days: Mapping[str, Span]) -> bool:
    return rule.starts in days and days[rule.starts].known


def _deadline(rule: Rule, start: Span) -> Deadline:
    low, why = _last_day(rule, start.low)
    high, why_high = (low, why) if start.exact else _last_day(rule, start.high)
    return Deadline(rule, start, Span(low, high), why if start.exact else why or why_high)


def _last_day(rule: Rule, start: object) -> tuple[dt.date | None, str]:
    if not isinstance(start, dt.date):
        return None, ""
    begun = max(start, rule.not_before) if rule.not_before else start
    counted = _years_after(begun, rule.years) + dt.timedelta(days=rule.days)
    return _rolled(counted) if rule.rolls else (counted, "")


def _years_after(day: dt.date, years: int) -> dt.date:
    """Give the same day of a later year; of February 29 the 28th, so that nobody comes too late."""
    last = calendar.monthrange(day.year + years, day.month)[1]
    return dt.date(day.year + years, day.month, min(day.day, last))


def _rolled(counted: dt.date) -> tuple[dt.date, str]:
    day, why = counted, []
    while reason := _no_working_day(day):
        why.append(f"{day} is {reason}")
        day += dt.timedelta(days=1)
    return day, "; ".join(why)


def _no_working_day(day: dt.date) -> str:
    if day.weekday() >= 5:
        return f"a {calendar.day_name[day.weekday()]}"
    return _federal().get(day, "") if day.year <= LAST_YEAR else ""


@cache
def _federal() -> Mapping[dt.date, str]:
    """The days on which federal offices are closed, those observed on a Friday or Monday too."""
    found: Mapping[dt.date, str] = holidays.country_holidays("US", categories=("public",))
    return found


def in_words(one: Deadline) -> Sequence[str]:
    """Say a deadline with its rule and both ends, and what a person must still look at."""
    rule = one.rule
    length = f"{rule.years} year" if rule.years else f"{rule.days} days"
    said = [f"{one.ends}: {rule.says}"]
    if not one.start.exact and one.act_by:
        said.append(f"The start is not known to the day; who files by {one.act_by} is in time.")
    elif one.act_by is None:
        said.append("The start is known on one side only: no day is named by which one is in time.")
    said.append(f"{length} from {rule.counted_from} ({one.start}) [{rule.where}; {rule.status}]")
    if rule.not_before and isinstance(one.start.low, dt.date) and one.start.low < rule.not_before:
        said.append(f"Counted from {rule.not_before}, the first day the rule knows.")
    if one.rolled:
        said.append(f"Moved to the next working day: {one.rolled}.")
    said += [text for text in (rule.notes,) if text]
    if rule.exceptions:
        said.append(f"For a person to judge: {rule.exceptions}.")
    if rule.disputed:
        said.append(f"NOT SETTLED: {rule.disputed}")
    return said
