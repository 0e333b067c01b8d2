"""Share what a consent permits of a claim: with whom, for what, until when.

Who may: asylum or a supervisor. What must hold: a written consent that stands today permits it, to
this recipient, for this purpose; there is a claim on record. What is written: what, with whom, for
what, the consents it rests on, the fields that pass, the last day. `evenhand asylum issue` writes
the page that this share allows, and asks all of it again.
"""

from __future__ import annotations

from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.claim_sharing import WantedOfClaim, claim_purposes, fields_of, permitting
from evenhand.casework.claiming import begun
from evenhand.casework.claims import ALL_TO_NAMED, WITHOUT_IDENTITY
from evenhand.casework.rule import CHOICE, DAY, Field, Rule
from evenhand.terms.refusal import Incomplete, NotNow

RULE = Rule(
    act="share-claim",
    says="share what a consent permits of a claim",
    machine="claim-consent",
    fields=(
        Field("what", "what is shared", CHOICE, choices=(WITHOUT_IDENTITY, ALL_TO_NAMED)),
        Field("to", "with whom exactly, by name and office"),
        Field("purpose", "for what", CHOICE, choices=tuple(claim_purposes())),
        Field("until", "the last day on which it may be kept", DAY),
    ),
    reasons="never",
    must_hold=(
        "a written consent that stands today permits it, to this recipient, for this purpose",
        "a claim is on record",
        "the last day is neither past nor after that of a consent it rests on",
    ),
)  # fmt: skip


def share_claim(attempt: Attempt) -> Recorded:
    """Record a share."""
    payload = begun(attempt, RULE)
    (move,) = attempt.moves(RULE, "given")
    day = attempt.clock().date()
    wanted = WantedOfClaim(payload["what"], payload["to"], payload["purpose"], day)
    found = permitting(attempt.state.claims, attempt.state.struck, wanted)
    if not attempt.state.claims.filed:
        raise NotNow("There is no claim on record.", "Record its filing: `evenhand asylum file`.")
    last = max(one.said.get("until", "9999") for one in found.values())
    if not str(day) <= payload["until"] <= last:
        raise Incomplete(
            "The last day has passed, or comes after that of the consent it rests on.",
            f"Say a day from {day} on" + (f" up to {last}." if last != "9999" else "."),
        )
    return attempt.write(
        move, {**payload, "consents": sorted(found), "fields": list(fields_of(payload["what"]))}
    )
