"""The holds of one case on a day, from its facts, its children and the clearances that stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evenhand.guidance.interpret import Facts
from evenhand.safeguards.clearance import UNLISTED, Clearance, standing_clearance
from evenhand.safeguards.compiled import compiled
from evenhand.safeguards.ground import Grounded, grounded, with_listed
from evenhand.safeguards.safeguard import Safeguard
from evenhand.safeguards.state import STANDING, State, before_clearance
from evenhand.terms.span import Span


@dataclass(frozen=True)
class Hold:
    """How one safeguard stands for one case, or for one child of it.

    ``child`` is a listed child's key; ``#2`` for the second child when only the number is known;
    empty where the hold stands once a case, or for a child not known at all. ``entry`` is the one
    that cleared or overrode it. ``because`` and ``missing`` are facts, in the asking order.
    """

    safeguard: Safeguard
    child: str
    state: State
    because: tuple[str, ...]
    missing: tuple[str, ...]
    entry: str = ""


def holds_of(
    safeguards: Sequence[Safeguard],
    facts: Facts,
    as_of: dt.date,
    *,
    children: Sequence[str] = (),
    clearances: Sequence[Clearance] = (),
    episode: str = "",
) -> list[Hold]:
    """Give every hold of a case that is in force on ``as_of``, in the order of the safeguards.

    ``children`` are the keys of the children in the United States who are known one by one;
    ``clearances`` those of this case; ``episode`` the attempt at removal it is in.
    """
    listed = sorted(set(children), key=lambda child: (len(child), child))
    found = []
    for safeguard in safeguards:
        if not safeguard.in_force(as_of):
            continue
        known = with_listed(facts, safeguard.counts, len(listed))
        ground = grounded(compiled(safeguard), known, as_of)
        for child in _children(safeguard, ground, known, listed):
            found.append(_hold(safeguard, child, ground, clearances, as_of, episode))
    return found


def _hold(
    safeguard: Safeguard,
    child: str,
    ground: Grounded,
    clearances: Sequence[Clearance],
    as_of: dt.date,
    episode: str,
) -> Hold:
    state = before_clearance(ground.ground, unknown_holds=safeguard.unknown.holds)
    by = None
    if state in STANDING:
        by = standing_clearance(safeguard, child, clearances, as_of, episode)
    return Hold(
        safeguard,
        child,
        State(by.state) if by else state,
        ground.because,
        ground.missing,
        by.entry if by else "",
    )


def _children(
    safeguard: Safeguard, ground: Grounded, facts: Facts, listed: Sequence[str]
) -> Iterator[str]:
    """Give the children for whom a hold stands: those listed, then those only counted."""
    state = before_clearance(ground.ground, unknown_holds=safeguard.unknown.holds)
    known = facts.get(safeguard.counts) if safeguard.per_child and state in STANDING else None
    least = known.low if isinstance(known, Span) and isinstance(known.low, int) else 0
    if not least:
        yield ""
        return
    yield from listed
    yield from (f"{UNLISTED}{number}" for number in range(len(listed) + 1, least + 1))
