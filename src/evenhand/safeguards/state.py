"""The states of a hold, and which of them keep a removal waiting."""

from __future__ import annotations

from enum import StrEnum


class Ground(StrEnum):
    """What the record says of a safeguard's conditions, before any clearance."""

    NOT = "not"
    LIFTED = "lifted"
    OPEN = "open"
    CANNOT_TELL = "cannot tell"


class State(StrEnum):
    """How a hold stands on a day.

    ``open``: its ground is proven. ``unknown-and-open``: its ground cannot be told and a check is
    owed. ``cleared`` and ``overridden``: by an entry. ``lifted``: an exception that the rule names
    is proven. ``unknown``: its ground cannot be told, and no rule owes a check. ``not``: its ground
    is refuted.
    """

    OPEN = "open"
    UNKNOWN_AND_OPEN = "unknown-and-open"
    CLEARED = "cleared"
    OVERRIDDEN = "overridden"
    LIFTED = "lifted"
    UNKNOWN = "unknown"
    NOT = "not"


# What keeps a removal waiting.
STANDING = (State.OPEN, State.UNKNOWN_AND_OPEN)

WORDS = {
    State.OPEN: "stands open",
    State.UNKNOWN_AND_OPEN: "stands open because it is not known",
    State.CLEARED: "was cleared by the document on record",
    State.OVERRIDDEN: "was overridden, with reasons; this stays visible",
    State.LIFTED: "would stand, but an exception that the rule names is on record",
    State.UNKNOWN: "is not known; no rule orders the check, so it does not hold the removal",
    State.NOT: "does not apply on the record",
}


def before_clearance(ground: Ground, *, unknown_holds: bool) -> State:
    """Give the state that follows from the ground alone."""
    if ground is Ground.CANNOT_TELL:
        return State.UNKNOWN_AND_OPEN if unknown_holds else State.UNKNOWN
    return {Ground.NOT: State.NOT, Ground.LIFTED: State.LIFTED, Ground.OPEN: State.OPEN}[ground]
