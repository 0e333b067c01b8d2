"""Strike an entry that was made in error, on the wrong case or of what never happened.

Who may: a supervisor or headquarters, with reasons. What must hold: the entry is on this case, is
of a kind that can be struck, and is not struck yet. What is written: the entry. It stays where it
is and can be read for ever; it no longer counts. Decisions and holds are never struck.
"""

from __future__ import annotations

from evenhand.casework.acts.correct import entry_of
from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.rule import NUMBER, Field, Rule
from evenhand.casework.tables import quoted
from evenhand.terms.refusal import NotNow

STRIKABLE = (
    "record-fact", "judge-fact", "account", "parent-decision", "grant-stay", "remove",
    "record-separation", "record-reunification", "record-apart", "record-lead",
    "record-whereabouts", "attempt-failed", "attempt-word-left", "attempt-reached",
    "attempt-declined", "attempt-unsafe", "asked-no-answer", "prefers-reunification",
    "prefers-child-stays", "file-claim", "decide-claim", "decide-claim-finally", "appeal-claim",
    "decide-appeal", "remand-claim", "withdraw-appeal", "withdraw-claim", "reopen-claim",
    "consent-on-claim",
)  # fmt: skip
RULE = Rule(
    act="strike",
    says="strike an entry made in error",
    fields=(Field("entry", "the entry made in error", NUMBER),),
    must_hold=(f"the entry is on this case and is one of: {', '.join(STRIKABLE)}",),
)


def strike(attempt: Attempt) -> Recorded:
    """Strike an entry."""
    payload = attempt.begin(RULE)
    (move,) = attempt.moves(RULE)
    wrong = entry_of(attempt, payload["entry"])
    if wrong.leaf.act not in STRIKABLE:
        raise NotNow(
            f"An entry {quoted(wrong.leaf.act)} is never struck.",
            "What follows it says what is now the case.",
        )
    return attempt.write(move, payload)
