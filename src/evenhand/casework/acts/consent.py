"""Record a consent: who lets what be shared with whom, for which purpose.

Who may: intake, family tracing, asylum, a reviewer, a supervisor, headquarters. What must hold:
the purpose is one of a closed list, and enforcement is none of them. What is written: by whom and
for whom, what, with whom, language, method, from when until when, and whether it was given in
custody (then it is shown as weak).
"""

from __future__ import annotations

from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.purposes import chosen_fields, purposes, recipients
from evenhand.casework.rule import CHOICE, DAY, YES_NO, Field, Rule
from evenhand.terms.refusal import Incomplete

PURPOSES = tuple(purposes())
FOUND = ("parent", "child", "sponsor", "relative")
RULE = Rule(
    act="consent",
    says="record a consent",
    machine="consent",
    fields=(
        Field("by", "who gave it"),
        Field("of", "whose information it is about"),
        Field("what", "what may be shared, as 'facts without identity'"),
        Field("to", "with whom it may be shared"),
        Field("purpose", "for what", CHOICE, choices=PURPOSES),
        Field("language", "the language it was asked in"),
        Field("method", "how it was given", CHOICE,
              choices=("written and signed", "written", "oral")),
        Field("given_on", "the day it was given", DAY, past=True),
        Field("until", "the last day it holds", DAY, required=False),
        Field("in_custody", "whether it was given in custody", YES_NO),
        Field("may_be_found", "whose numbers and places it is about, if any: they gave it", CHOICE,
              choices=FOUND, required=False),
        Field("covers", "fields of a share that it lets pass, with commas between", required=False),
        Field("recipient", "the kind of recipient it lets them pass to", CHOICE,
              choices=tuple(recipients()), required=False),
        Field("withhold", "what must not reach whom, and why", required=False),
        Field("witness", "who saw it given", required=False),
    ),
    reasons="never",
    must_hold=(
        "its last day is not before the day it was given",
        "fields of a share are those of the closed list",
    ),
)  # fmt: skip


def consent(attempt: Attempt) -> Recorded:
    """Record a consent."""
    payload = attempt.begin(RULE)
    (move,) = attempt.moves(RULE, "none")
    if payload.get("until", payload["given_on"]) < payload["given_on"]:
        raise Incomplete("The consent ends before it was given.", "Check both days.")
    if "covers" in payload:
        payload["covers"] = chosen_fields(payload["covers"])
    return attempt.write(move, payload)
