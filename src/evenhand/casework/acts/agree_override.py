"""Agree that removal does not wait for a hold. The override stays visible for ever.

Who may: headquarters, where the safeguard names it, and never the person who asked. What must
hold: an override is asked for. What is written: hold, child, and the reasons of the second person.
"""

from __future__ import annotations

from evenhand.casework.acts.clear_hold import CHILD, HOLD, hold_of, safeguard_of
from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.rule import Rule
from evenhand.terms.refusal import NotAllowed

RULE = Rule(
    act="agree-override",
    says="agree to an override",
    machine="hold",
    fields=(HOLD, CHILD),
    must_hold=(
        "the person did not ask for the override",
        "the safeguard names the person's role for it",
    ),
)


def agree_override(attempt: Attempt) -> Recorded:
    """Agree to an override."""
    payload = attempt.begin(RULE)
    safeguard = safeguard_of(attempt, payload)
    hold = hold_of(attempt, payload)
    (move,) = attempt.moves(RULE, hold.state)
    attempt.other_than((hold.by,), "An override needs two people.")
    if attempt.person.role != safeguard.override.role:
        raise NotAllowed(
            f"A person in the role {attempt.person.role} may not override the hold "
            f"“{safeguard.title}”.",
            f"Ask somebody in the role {safeguard.override.role}."
            if safeguard.override.role
            else f"Nobody may: {safeguard.override.nobody}.",
        )
    return attempt.write(move, payload)
