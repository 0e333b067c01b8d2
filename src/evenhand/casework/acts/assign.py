"""Assign a person to a case that is not of their office, so that they see it and act on it.

Who may: a supervisor, headquarters. What must hold: the person is on the register and not recused.
What is written: the name and why. Their role stays what it is.
"""

from __future__ import annotations

from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.register import register
from evenhand.casework.rule import Field, Rule
from evenhand.terms.refusal import NotAllowed, NotNow

PERSON = Field("person", "the name on the register")
RULE = Rule(
    act="assign",
    says="assign a person to a case",
    fields=(PERSON,),
    must_hold=("the person is on the register", "the person is not recused from the case"),
)


def assign(attempt: Attempt) -> Recorded:
    """Assign a person."""
    payload = attempt.begin(RULE)
    (move,) = attempt.moves(RULE)
    known, name = register(attempt.ledger), payload["person"]
    if not known.roles.get(name):
        raise NotNow("Nobody of that name acts in any role.", "`evenhand people list` names all.")
    conflicted = attempt.case in known.conflicts.get(name, ())
    if name in attempt.state.recused or conflicted:
        raise NotAllowed("That person must keep out of this case.", "Assign somebody else.")
    return attempt.write(move, payload)
