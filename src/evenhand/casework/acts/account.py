"""Record what somebody says of an event. Two who say different things are both kept.

Who may: every role that sees cases, and whoever is recused from this one. What must hold: nothing
more; accounts are never weighed here. What is written: the event, who says it, when and where it
was said, and what. No account replaces another.
"""

from __future__ import annotations

from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.rights import MARKS, PERSONAL, check
from evenhand.casework.rule import CHOICE, DAY, Field, Rule
from evenhand.casework.visible import visible_state

TELLERS = ("respondent", "family", "counsel", "agency", "court", "press", "witness", "physician")
RULE = Rule(
    act="account",
    says="record an account of an event",
    fields=(
        Field("event", "a short name of the event, the same for every account of it"),
        Field("occurred_on", "the day of the event", DAY, required=False, past=True),
        Field("told_by", "who says it", CHOICE, choices=TELLERS),
        Field("teller", "their office, or their part in it", required=False),
        Field("said_on", "the day it was said", DAY, required=False, past=True),
        Field("source", "where it was said, and where that is kept"),
        Field("says", "what they say, in their words"),
        Field("mark", "who may read it, like a fact of this mark; personal if not said", CHOICE,
              required=False, choices=MARKS),
    ),
    reasons="never",
)  # fmt: skip


def account(attempt: Attempt) -> Recorded:
    """Record an account."""
    payload = attempt.begin(RULE)
    (move,) = attempt.moves(RULE)
    check(attempt.person, "record", payload.get("mark", PERSONAL), "record an account so marked")
    # Of accounts that the person may not read nothing is told, not even their number.
    known = visible_state(attempt.case, attempt.entries, attempt.person)
    others = list(known.accounts.get(payload["event"], ()))
    return attempt.write(move, {**payload, "beside": others})
