"""The words of what the queue stores as masks and names: classes, holds, states of casework."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from evenhand.casework.tables import State, machines
from evenhand.guidance.library import find
from evenhand.safeguards.library import shipped
from evenhand.workbench.queueing.loaded import bits_of


@cache
def _classes(instrument: str) -> dict[str, str]:
    (found,) = find([instrument])
    return {id: one.says for id, one in found.classes.items()}


def says_of(instrument: str, name: str) -> str:
    """Say a class in the document's own words."""
    return _classes(instrument).get(name, name)


def short_of(instrument: str, name: str) -> str:
    """Give the words of a class up to their colon, where no other class begins with the same."""
    said = _classes(instrument)
    begins = [says.partition(": ")[0] for says in said.values()]
    short = says_of(instrument, name).partition(": ")[0]
    return short if begins.count(short) == 1 else says_of(instrument, name)


def holds_named(mask: int, marks: Collection[str]) -> list[str]:
    """Give the titles of the holds that stand, as far as one may see."""
    bits = bits_of(shipped())
    return [one.title for one in shipped() if mask & bits[one.id] and one.protection in marks]


def states() -> list[State]:
    """Give the states in which people's work on a case may be."""
    return list(machines()["case"].states.values())
