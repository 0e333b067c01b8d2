"""Disclosure rules, as data: what is shown, what is hidden, what is promised and what is not."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from evenhand.terms.refusal import Unsafe

DEFAULT = "evenhand"
Mode = Literal["rounded", "suppressed"]


@dataclass(frozen=True)
class Promise:
    """What the audit must find: no cell shown to be below this; none known more closely than that.

    ``least_width`` is the least distance between the smallest and the largest count which a reader
    can still hold possible, for every cell that is not printed exactly.
    """

    never_shown_below: int
    least_width: int


@dataclass(frozen=True)
class Rule:
    """One rule. ``floor`` and ``bands`` are for rounding, ``zeros`` for suppression."""

    id: str
    title: str
    says: str
    mode: Mode
    source: str
    mark: str
    does_not_protect: tuple[str, ...]
    promise: Promise
    floor: int = 0
    bands: tuple[tuple[int, int], ...] = ()
    coarser: tuple[int, ...] = ()
    zeros: Literal["shown", "hidden"] = "hidden"


@dataclass(frozen=True)
class House:
    """What holds under every rule."""

    persons: int
    families: int
    families_spread: int
    rate_side: int
    judge_decisions: int
    everybody: dict[str, int]
    judge: frozenset[str]
    nationality: frozenset[str]
    groups: frozenset[str]
    time: frozenset[str]
    room: dict[str, int]


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(
        files("evenhand.disclosure").joinpath("rules", f"{name}.toml").read_text("utf-8")
    )


@cache
def shipped() -> dict[str, Rule]:
    """Read every rule that comes with Evenhand, the default first."""
    found = {}
    for name in (DEFAULT, "exact", "dhs", "cms", "census"):
        given = _read(name)
        given["promise"] = Promise(**given["promise"])
        given["does_not_protect"] = tuple(given["does_not_protect"])
        given["bands"] = tuple((start, step) for start, step in given.get("bands", ()))
        given["coarser"] = tuple(given.get("coarser", ()))
        found[name] = Rule(**given)
    return found


def find(name: str = DEFAULT) -> Rule:
    """Give a rule by its id."""
    if name not in shipped():
        raise Unsafe(f"There is no disclosure rule {name}.", f"There are: {', '.join(shipped())}.")
    return shipped()[name]


@cache
def house() -> House:
    """Read what holds under every rule."""
    given = _read("house")
    given |= {name: frozenset(words) for name, words in given.pop("names").items()}
    return House(**given)
