"""Rounding: what is printed for a count, and which counts a printed text may stand for.

A cell is printed at a level. Level 0 is the rule's own; each further level is one of its coarser
steps: to the nearest ``step``, and "under" half a step below that; the last shows nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from evenhand.disclosure.rule import Rule
from evenhand.disclosure.safe_table import State

NOT_SHOWN = "not shown"


@dataclass(frozen=True)
class Print:
    """What is printed for a count, what the text alone says of it, and where to draw it."""

    text: str
    state: State
    low: int
    high: int | None
    drawn: int | None


HIDDEN = Print(NOT_SHOWN, "hidden", 0, None, None)


def exact(count: int) -> Print:
    """Give an exact count."""
    return Print(f"{count:,}", "shown", count, count, count)


def under(limit: int) -> Print:
    """Give what is printed for a count that is only said to be below a limit."""
    return Print(f"under {limit:,}", "under", 0, limit - 1, None)


def levels(rule: Rule) -> int:
    """Give the number of levels, the last of which shows nothing."""
    return len(rule.coarser) + 2


def at_level(count: int, rule: Rule, level: int) -> Print:
    """Give what is printed for a count at a level."""
    if level == levels(rule) - 1:
        return HIDDEN
    if level == 0:
        return _banded(count, rule.floor, rule.bands)
    step = rule.coarser[level - 1]
    found = _banded(count, step // 2, ((step // 2, step),))
    if found.state == "under":
        return found
    # Coarser than a reader expects, so the range stands beside it.
    return replace(found, text=f"{found.text} ({found.low:,} to {found.high:,})")


def coarser(count: int, rule: Rule, level: int) -> int:
    """Give the next level at which a count is truly printed more coarsely than at this one."""
    now = at_level(count, rule, level)
    for further in range(level + 1, levels(rule)):
        found = at_level(count, rule, further)
        if found.high is None or _width(found) > _width(now):
            return further
    return level


def level_hiding(count: int, rule: Rule) -> int:
    """Give the first level at which a count is printed as under a limit, or not at all."""
    return next(n for n in range(levels(rule)) if at_level(count, rule, n).state != "shown")


def _width(printed: Print) -> int:
    return (printed.high or 0) - printed.low


def _banded(count: int, floor: int, bands: tuple[tuple[int, int], ...]) -> Print:
    """Round half up by the band that holds the count, and give all counts printed alike."""
    if count < floor:
        return under(floor)
    step = next(step for start, step in reversed(bands) if count >= start)
    shown = (count + step // 2) // step * step
    ends = [*(start for start, _ in bands[1:]), None]
    alike = []
    for (start, width), end in zip(bands, ends, strict=True):
        low = max(start, floor, shown - width // 2)
        high = shown + width - width // 2 - 1
        high = high if end is None else min(high, end - 1)
        if shown % width == 0 and low <= high:
            alike += [low, high]
    return Print(f"{shown:,}", "shown", min(alike), max(alike), shown)
