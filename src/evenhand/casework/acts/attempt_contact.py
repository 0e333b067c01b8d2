"""Record an attempt to reach a parent: by what means, with what result, and when to try next.

Who may: family tracing or a supervisor. What must hold: the tie is on record, and nobody has asked
that the attempts stop; the lead that was used is one of this case. Who was spoken to and who that
is are two things: only a parent whose identity was checked is reached; a relative, or a voice that
nobody checked, is word that was left. What is written: for whom, the means, the language, the
result, whether the identity was checked and how, and the day on which the next attempt is due. No
number and no place is written here.
"""

from __future__ import annotations

from evenhand.casework.about import IF_ONE, moved, ties_about, written
from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.rule import CHOICE, DAY, MOMENT, NUMBER, YES_NO, Field, Rule
from evenhand.terms.refusal import Incomplete, NotNow

CHANNELS = ("telephone", "letter", "toll-free line, they called", "in person", "social network",
            "consulate", "public register", "through an organization")  # fmt: skip
SPOKE, REFUSED = "spoke to the parent", "the parent declined"
OUTCOMES = {
    "no answer": "attempt-failed",
    "not in service": "attempt-failed",
    "wrong person": "attempt-failed",
    "left word": "attempt-word-left",
    "spoke to a relative": "attempt-word-left",
    SPOKE: "attempt-reached",
    REFUSED: "attempt-declined",
    "unsafe to go on": "attempt-unsafe",
}
NO_NEXT = ("attempt-reached", "attempt-declined", "attempt-unsafe")
RULE = Rule(
    act="attempt-contact",
    says="record an attempt to reach a parent",
    machine="contact",
    fields=(
        IF_ONE,
        Field("tried_at", "when", MOMENT, past=True),
        Field("by", "who tried"),
        Field("on_behalf_of", "for whom they tried"),
        Field("channel", "by what means", CHOICE, choices=CHANNELS),
        Field("lead", "the entry of the lead that was used, if one was", NUMBER, required=False),
        Field("language", "in which language"),
        Field("outcome", "what came of it", CHOICE, choices=tuple(OUTCOMES)),
        Field("identity_checked", "whether it was checked that this is the parent", YES_NO,
              required=False),
        Field("checked_how", "how that was checked", required=False),
        Field("next_due", "the day on which to try again", DAY, required=False),
        Field("note", "what else is to be known, without any number or place", required=False),
    ),
    reasons="never",
    must_hold=(
        "the lead is one of this case",
        "an attempt that reached nobody says when to try again",
        "a parent who declines, or is reached, was identified; how is said",
    ),
)  # fmt: skip


def attempt_contact(attempt: Attempt) -> Recorded:
    """Record an attempt."""
    payload = attempt.begin(RULE)
    ties = ties_about(attempt, payload)
    word = _word(payload)
    move = moved(attempt, RULE, ties, word)
    if "lead" in payload and payload["lead"] not in attempt.state.family.leads:
        known = ", ".join(map(str, attempt.state.family.leads)) or "none"
        raise NotNow(f"Entry {payload['lead']} is no lead of this case.", f"Leads: {known}.")
    if word not in NO_NEXT and "next_due" not in payload:
        raise Incomplete("Nobody was reached, and nothing says when to try again.", "Say next_due.")
    if payload.get("next_due", "9999") < payload["tried_at"][:10]:
        raise Incomplete("The next attempt is due before this one.", "Check next_due.")
    return attempt.write(move, written(payload, ties))


def _word(payload: dict[str, object]) -> str:
    word = OUTCOMES[str(payload["outcome"])]
    if payload["outcome"] not in (SPOKE, REFUSED):
        return word
    checked = payload.get("identity_checked")
    if checked is None or (checked and "checked_how" not in payload):
        raise Incomplete(
            "Somebody was spoken to; nothing says whether it was checked who that is, and how.",
            "Say identity_checked, and checked_how. Without a check the parent is not reached.",
        )
    return word if checked else "attempt-word-left"
