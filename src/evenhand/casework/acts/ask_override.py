"""Ask that removal not wait for a hold. Until headquarters agrees, it waits.

Who may: a supervisor. What must hold: the hold stands open, and its safeguard can be overridden at
all. What is written: hold, child, what was done about the hold, and why removal cannot wait.
"""

from __future__ import annotations

from evenhand.casework.acts.clear_hold import CHILD, HOLD, hold_of, safeguard_of
from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.rule import Field, Rule
from evenhand.terms.refusal import NotNow

RULE = Rule(
    act="ask-override",
    says="ask for an override",
    machine="hold",
    fields=(HOLD, CHILD, Field("done", "what was done about the hold")),
    must_hold=("the safeguard can be overridden",),
)


def ask_override(attempt: Attempt) -> Recorded:
    """Ask for an override."""
    payload = attempt.begin(RULE)
    safeguard = safeguard_of(attempt, payload)
    (move,) = attempt.moves(RULE, hold_of(attempt, payload).state)
    if safeguard.override.nobody:
        raise NotNow(
            f"Nobody may override the hold “{safeguard.title}”: {safeguard.override.nobody}.",
            f"It is cleared by: {'; '.join(c.document for c in safeguard.clears)}.",
        )
    return attempt.write(move, payload)
