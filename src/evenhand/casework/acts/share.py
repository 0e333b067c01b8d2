"""Share part of a file with somebody: what, with whom, for what, on which ground, until when.

Who may: family tracing or a supervisor. What must hold: nothing in it is withheld from the
recipient; the purpose is one of a closed list, in which enforcement is not, and lets such a
recipient have such fields; two people assert the tie, or only what may be told of a possible one is
shared; whoever can be found by a number or a place has agreed. What is written: fields, recipient,
purpose, ground, agreement, the consents, the leads that pass, the last day. `evenhand families
file` writes the pages that this share allows, and nothing more.
"""

from __future__ import annotations

from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.judging import CHILD
from evenhand.casework.purposes import chosen_fields, purposes, recipients
from evenhand.casework.rule import CHOICE, DAY, Field, Rule
from evenhand.casework.sharing import Passing, Wanted, check_share
from evenhand.terms.refusal import Incomplete

BASES = ("consent", "vital interest", "public interest", "legitimate interest", "contract",
         "legal obligation")  # fmt: skip
RULE = Rule(
    act="share",
    says="share part of a file",
    machine="tie",
    fields=(
        CHILD,
        Field("fields", "fields of a share, with commas between"),
        Field("recipient", "the kind of recipient", CHOICE, choices=tuple(recipients())),
        Field("to", "who exactly, by name and office"),
        Field("purpose", "for what", CHOICE, choices=tuple(purposes())),
        Field("basis", "the ground on which it is shared", CHOICE, choices=BASES),
        Field("agreement", "the order, protocol or agreement, and the duty to report use"),
        Field("until", "the last day on which it may be kept", DAY),
        Field("assessed", "for a child's details: who assessed that it serves the child, and what "
              "the child says", required=False),
    ),
    reasons="never",
    must_hold=(
        "nothing in it is withheld from the recipient: that beats every permission",
        "the purpose lets this recipient have these fields",
        "two people assert the tie, or only what may be told of a possible one is shared",
        "whoever can be found by a number or a place agreed, to this recipient, for this purpose",
        "the last day is neither past nor after that of a consent it rests on",
    ),
)  # fmt: skip


def share(attempt: Attempt) -> Recorded:
    """Record a share."""
    payload = attempt.begin(RULE)
    tie = attempt.state.family.tie(payload["child"])
    (move,) = attempt.moves(RULE, tie.standing)
    payload["fields"] = chosen_fields(payload["fields"])
    day = attempt.clock().date()
    wanted = Wanted(
        payload["child"], payload["fields"], payload["recipient"], payload["purpose"], day
    )
    passing = check_share(attempt.state, wanted)
    _check_last_day(payload["until"], str(day), passing)
    if "child-details" in payload["fields"] and "assessed" not in payload:
        raise Incomplete(
            "Nothing says that it serves the child to be found by this recipient.",
            "Say who assessed it, and what the child says: assessed.",
        )
    return attempt.write(
        move,
        {
            **payload,
            "leads": list(passing.leads),
            "consents": list(passing.consents),
            "given_in_custody": passing.weak,
        },
    )


def _check_last_day(until: str, today: str, passing: Passing) -> None:
    if until < today:
        raise Incomplete("The last day has passed.", "Say until when it may be kept.")
    if passing.until and until > passing.until:
        raise Incomplete(
            f"A consent that it rests on ends on {passing.until}.", "Say no later day."
        )
