"""Record a number, a place or a person by which somebody can be reached. It is kept sealed.

Who may: family tracing, intake, a reviewer, a supervisor, asylum. What must hold: a key of details
is at hand; the tie is on record. What is written: whose it is, of what kind, from which source and
how old; the number or place itself goes into a part of its own, encrypted, which no command shows
save `evenhand families detail`. Headquarters can have that part destroyed; the rest still verifies.
"""

from __future__ import annotations

import secrets

from evenhand.casework.about import IF_ONE, moved, ties_about, written
from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.rule import CHOICE, DAY, Field, Rule
from evenhand.casework.sealing import Bound, Keyring

WHOSE = ("parent", "child", "sponsor", "relative", "attorney")
KINDS = ("telephone", "address", "e-mail", "place", "person to ask")
RULE = Rule(
    act="record-lead",
    says="record how somebody can be reached",
    machine="contact",
    fields=(
        IF_ONE,
        Field("detail", "the number or the place itself; kept sealed, apart from all else"),
        Field("whose", "who can be reached by it", CHOICE, choices=WHOSE),
        Field("kind", "what it is", CHOICE, choices=KINDS),
        Field("source", "the list or the person it comes from"),
        Field("dated", "the day of the source", DAY, required=False, past=True),
        Field("language", "the language spoken there", required=False),
    ),
    reasons="never",
    must_hold=("a key of details is at hand",),
)


def record_lead(attempt: Attempt, keys: Keyring) -> Recorded:
    """Record how somebody can be reached."""
    payload = attempt.begin(RULE)
    ties = ties_about(attempt, payload)
    move = moved(attempt, RULE, ties)
    detail = payload.pop("detail")
    name = secrets.token_hex(16)
    bound = Bound(attempt.ledger.origin, attempt.case, payload["kind"], name)
    said = {**written(payload, ties), "detail": name}
    return attempt.write(move, said, keys.seal(detail, bound))
