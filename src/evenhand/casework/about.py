"""Which children of a case an act is about: one that is named, or all whose tie is not rejected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evenhand.casework.attempt import Attempt
from evenhand.casework.family import Tie
from evenhand.casework.rule import Field, Rule
from evenhand.casework.tables import Move
from evenhand.terms.refusal import NotNow

CHILD = Field("child", "the child it is about")
IF_ONE = Field("child", "the child it is about (default: every child of the case)", required=False)
NAMED_FIRST = "Record first that they may belong together: `evenhand families claim` or `propose`."


def ties_about(attempt: Attempt, payload: Mapping[str, Any]) -> dict[str, Tie]:
    """Give the ties an act is about; refuses where there is none."""
    ties = {
        child: tie
        for child, tie in attempt.state.family.ties.items()
        if tie.standing != "rejected" and payload.get("child", child) == child
    }
    if not ties:
        named = payload.get("child")
        raise NotNow(
            f"No tie to {named} is on record here, or it was rejected."
            if named
            else "No child is on record here, or every tie was rejected.",
            NAMED_FIRST,
        )
    return ties


def moved(attempt: Attempt, rule: Rule, ties: Mapping[str, Tie], word: str | None = None) -> Move:
    """Give the move for every one of the ties; refuses if it is not possible for one of them."""
    found = []
    for tie in ties.values():
        moves = attempt.moves(rule, getattr(tie, rule.machine))
        found += [move for move in moves if word in (None, move.entry)]
    return found[0]


def written(payload: Mapping[str, Any], ties: Mapping[str, Tie]) -> dict[str, Any]:
    """Give what is written: the payload, and the children it is about."""
    kept = {name: value for name, value in payload.items() if name != "child"}
    return {**kept, "children": sorted(ties)}
