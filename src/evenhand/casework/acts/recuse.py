"""Record that a person must keep out of a case: a relative, the arresting officer, an adversary.

Who may: anyone who sees cases, about themselves; a supervisor or headquarters, about anybody. What
must hold: the person is on the register. What is written: the name and why. From then on that
person can do nothing on the case but record an account.
"""

from __future__ import annotations

from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.person import HEADQUARTERS, SUPERVISOR
from evenhand.casework.register import register
from evenhand.casework.rule import Field, Rule
from evenhand.terms.refusal import NotAllowed, NotNow

RULE = Rule(
    act="recuse",
    says="recuse a person from a case",
    fields=(Field("person", "the name on the register"),),
    must_hold=(
        "the person is on the register",
        "only a supervisor or headquarters recuses somebody else",
    ),
)


def recuse(attempt: Attempt) -> Recorded:
    """Recuse a person."""
    payload = attempt.begin(RULE)
    (move,) = attempt.moves(RULE)
    name = payload["person"]
    if name not in register(attempt.ledger).roles:
        raise NotNow("Nobody of that name is on the register.", "`evenhand people list` names all.")
    if name != attempt.person.name and attempt.person.role not in (SUPERVISOR, HEADQUARTERS):
        raise NotAllowed(
            f"A person in the role {attempt.person.role} may recuse only themselves.",
            "Ask a supervisor.",
        )
    return attempt.write(move, payload)
