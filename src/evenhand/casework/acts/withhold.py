"""Have something withheld from somebody, because somebody fears harm or will tell it themselves.

Who may: every role that sees cases; whoever hears it writes it down. What must hold: the fields and
the recipients are those of the closed lists. What is written: what, from whom, why, and who asked.
It beats every permission, before and after, from the next share on. A recipient who is named is
withheld from as one of its kind, for a name can be spelled in two ways.
"""

from __future__ import annotations

from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.purposes import chosen_fields, recipients
from evenhand.casework.rule import CHOICE, Field, Rule
from evenhand.casework.sharing import EVERYONE

RULE = Rule(
    act="withhold",
    says="have something withheld",
    machine="withholding",
    fields=(
        Field("child", "the child, if it is about one (default: the whole case)", required=False),
        Field("covers", "fields of a share, with commas between"),
        Field("from_whom", "the kind of recipient", CHOICE, choices=(*recipients(), EVERYONE)),
        Field("because", "why", CHOICE,
              choices=("fear of harm", "they will tell it themselves", "they ask for it")),
        Field("asked_by", "who asked for it"),
        Field("words", "what they said", required=False),
    ),
    reasons="never",
    must_hold=("the fields are those of a share",),
)  # fmt: skip


def withhold(attempt: Attempt) -> Recorded:
    """Record a withholding."""
    payload = attempt.begin(RULE)
    (move,) = attempt.moves(RULE, "none")
    return attempt.write(move, {**payload, "covers": chosen_fields(payload["covers"])})
