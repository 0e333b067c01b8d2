"""Clear a hold with the document that its safeguard asks for.

Who may: the roles that the safeguard names for that document. What must hold: the hold stands open
on the ledger, and the document is one that clears it; a parent's decision is recorded by its own
act, and clears its hold only when it is complete. What is written: hold, child, document, its day,
who signed it, where it is kept, its fingerprint.
"""

from __future__ import annotations

from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.replay import PARENTAL, Hold
from evenhand.casework.rights import Verb, check
from evenhand.casework.rule import DAY, Field, Rule
from evenhand.casework.tables import machines
from evenhand.safeguards.library import find
from evenhand.safeguards.safeguard import Clearing, Safeguard
from evenhand.terms.refusal import BadGuidance, Incomplete, NotAllowed, NotNow

HOLD = Field("hold", "the safeguard, as `evenhand holds list` names it")
CHILD = Field("child", "the child, where the hold stands once for each", required=False)
RULE = Rule(
    act="clear-hold",
    says="clear a hold",
    machine="hold",
    fields=(
        HOLD,
        CHILD,
        Field("document", "the document, in the safeguard's own words"),
        Field("dated", "the day of the document", DAY, past=True),
        Field("signed_by", "who signed it, and as what"),
        Field("kept", "where it is kept"),
        Field("until", "the last day on which it counts, if it states one", DAY, required=False),
        Field("sha256", "the fingerprint of its file", required=False),
    ),
    reasons="never",
    must_hold=(
        "the document is one that the safeguard names",
        "the safeguard names the person's role for it",
        "a parent's decision is not cleared so: its record is completed",
    ),
)
COMPLETE_RECORD = "complete record"


def clear_hold(attempt: Attempt) -> Recorded:
    """Clear a hold."""
    payload = attempt.begin(RULE)
    safeguard = safeguard_of(attempt, payload)
    (move,) = attempt.moves(RULE, hold_of(attempt, payload).state)
    clearing = _clearing(safeguard, payload["document"])
    if safeguard.id == PARENTAL and clearing.document.startswith(COMPLETE_RECORD):
        raise NotNow(
            "A parent's decision is recorded by an act of its own, which says what is missing.",
            "Use `evenhand case parent`.",
        )
    if attempt.person.role not in clearing.roles:
        raise NotAllowed(
            f"A person in the role {attempt.person.role} may not clear the hold "
            f"“{safeguard.title}” by this document.",
            f"Ask somebody in the role {' or '.join(clearing.roles)}.",
        )
    return attempt.write(move, payload)


def safeguard_of(attempt: Attempt, payload: dict[str, str], verb: Verb = "read") -> Safeguard:
    """Give the safeguard an act is about, to a person who may see such holds at all.

    A hold that stands once a child names the child.
    """
    try:
        (safeguard,) = find([payload["hold"]])
    except BadGuidance as unknown:
        raise Incomplete(unknown.what, unknown.remedy) from None
    check(attempt.person, verb, safeguard.protection, "act on a hold of this kind")
    if "child" in payload and not safeguard.per_child:
        raise Incomplete(
            f"The hold “{safeguard.title}” stands once a case, not for a child.", "Leave --child."
        )
    return safeguard


def hold_of(attempt: Attempt, payload: dict[str, str]) -> Hold:
    """Give what people did about a hold so far."""
    key = (payload["hold"], payload.get("child", ""))
    return attempt.state.holds.get(key, Hold(machines()["hold"].begins))


def _clearing(safeguard: Safeguard, document: str) -> Clearing:
    for clearing in safeguard.clears:
        if clearing.document == document:
            return clearing
    named = "\n  ".join(clearing.document for clearing in safeguard.clears)
    raise Incomplete(
        f"That document does not clear the hold “{safeguard.title}”.", f"These do:\n  {named}"
    )
