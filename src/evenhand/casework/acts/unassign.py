"""Take an assignment back: the person sees the case again only if it is of their office.

Who may: a supervisor, headquarters. What must hold: the person is assigned to the case. What is
written: the name and why.
"""

from __future__ import annotations

from evenhand.casework.acts.assign import PERSON
from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.rule import Rule
from evenhand.terms.refusal import NotNow

RULE = Rule(
    act="unassign",
    says="take an assignment to a case back",
    fields=(PERSON,),
    must_hold=("the person is assigned to the case",),
)


def unassign(attempt: Attempt) -> Recorded:
    """Take an assignment back."""
    payload = attempt.begin(RULE)
    (move,) = attempt.moves(RULE)
    if payload["person"] not in attempt.state.assigned:
        raise NotNow("That person is not assigned to this case.", "There is nothing to take back.")
    return attempt.write(move, payload)
