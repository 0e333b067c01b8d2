"""Deadlines as a calendar (ICS) that any diary reads, naming nobody."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable

from icalendar import Alarm, Calendar, Event

from evenhand.asylum.deadlines import Deadline

REMIND = (30, 7, 1)  # days before


def calendar_of(deadlines: Iterable[Deadline], label: str, made_at: dt.datetime) -> bytes:
    """Write a calendar: one entry, all day long, on the first day that may be the last.

    ``label`` is the office's own word for the case; it must name nobody, for diaries are shared
    and stored by others. A deadline without such a day is left out. ``made_at`` is in UTC.
    """
    made = Calendar()
    made.add("prodid", "-//Evenhand//deadlines//EN")
    made.add("version", "2.0")
    for one in deadlines:
        if one.act_by is not None:
            made.add_component(_event(one, one.act_by, label, made_at))
    return bytes(made.to_ical())


def _event(one: Deadline, day: dt.date, label: str, made_at: dt.datetime) -> Event:
    event = Event()
    event.add("uid", f"{_unique(one, label)}@evenhand")
    event.add("dtstamp", made_at)
    event.add("dtstart", day)
    event.add("dtend", day + dt.timedelta(days=1))
    # Not what must be filed, nor by which rule: that alone would tell of a claim, and diaries are
    # shared, synchronised and kept by others.
    event.add("summary", f"{label}: a filing deadline; what for stands in the case file")
    event.add("class", "PRIVATE")
    for days in REMIND:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", f"In {days} days" if days > 1 else "Tomorrow")
        alarm.add("trigger", dt.timedelta(days=-days))
        event.add_component(alarm)
    return event


def _unique(one: Deadline, label: str) -> str:
    """The same deadline of the same case keeps its entry when its day is put right."""
    return hashlib.sha256(f"{label}\n{one.rule.id}".encode()).hexdigest()[:32]
