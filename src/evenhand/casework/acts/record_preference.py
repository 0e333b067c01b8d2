"""Record what a parent wants, or that the parent was asked and did not answer.

Who may: family tracing, a reviewer or a supervisor. What must hold: where it was said in contact,
the parent is reached and the identity was checked: what a relative says is no parent's wish. What
is written: the wish, in which words and language, who asked, who interpreted. Silence is never an
answer and undoes none. It clears no hold: that takes a complete record of the parent's decision.
"""

from __future__ import annotations

from evenhand.casework.about import IF_ONE, moved, ties_about, written
from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.rule import CHOICE, MOMENT, Field, Rule
from evenhand.terms.refusal import NotNow

WISHES = {
    "be with the child": "prefers-reunification",
    "the child stays": "prefers-child-stays",
    "no answer": "asked-no-answer",
}
CONTACT = "in contact"
RULE = Rule(
    act="record-preference",
    says="record what a parent wants",
    machine="preference",
    fields=(
        IF_ONE,
        Field("wish", "what the parent wants", CHOICE, choices=tuple(WISHES)),
        Field("how", "how it was said", CHOICE,
              choices=(CONTACT, "in custody, in person", "in writing, signed", "through counsel")),
        Field("said_at", "when", MOMENT, past=True),
        Field("language", "in which language"),
        Field("interpreter", "who interpreted, or that none was needed"),
        Field("asked_by", "who asked"),
        Field("words", "the parent's own words", required=False),
        Field("source", "what shows it, and where that is kept", required=False),
    ),
    reasons="never",
    must_hold=("said in contact: the parent is reached and the identity was checked",),
)  # fmt: skip


def record_preference(attempt: Attempt) -> Recorded:
    """Record a preference."""
    payload = attempt.begin(RULE)
    ties = ties_about(attempt, payload)
    move = moved(attempt, RULE, ties, WISHES[payload["wish"]])
    if payload["how"] == CONTACT and any(tie.contact != "reached" for tie in ties.values()):
        raise NotNow(
            "The parent is not reached: nobody spoke to the parent and checked who it is.",
            "Record the attempt by which the parent was reached: `evenhand families attempt`.",
        )
    return attempt.write(move, written(payload, ties))
