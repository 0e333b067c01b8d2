"""Judge an open fact: say yes or no to what only a person can say, and why.

Who may: a reviewer, a supervisor, headquarters. What must hold: the fact is one for a person to
judge, and is not judged yet. What is written: fact, value, and what the judgement rests on.
"""

from __future__ import annotations

from evenhand.casework.acts.record_fact import check_not_said, known_fact
from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.rights import check
from evenhand.casework.rule import CHOICE, Field, Rule
from evenhand.terms.refusal import NotNow

RULE = Rule(
    act="judge-fact",
    says="judge an open fact",
    fields=(
        Field("fact", "the fact, as `evenhand facts` names it"),
        Field("value", "what you find", CHOICE, choices=("yes", "no")),
        Field("evidence", "what you looked at", required=False),
    ),
    must_hold=("the fact is one for a person to judge", "it is not judged yet"),
)


def judge_fact(attempt: Attempt) -> Recorded:
    """Judge a fact."""
    payload = attempt.begin(RULE)
    (move,) = attempt.moves(RULE)
    fact = known_fact(payload["fact"])
    if fact.kind != "judged":
        raise NotNow(
            f"{fact.name} is not for judgement: it is shown by evidence.",
            "Use `evenhand case fact`, with the evidence.",
        )
    check(attempt.person, "record", fact.protection, f"judge a fact marked {fact.protection}")
    check_not_said(attempt, fact)
    return attempt.write(move, payload)
