"""Issue a release: two people want it, and it goes to the public. Nothing takes that back.

Who may: an overseer or headquarters. What must hold: exactly this folder is approved by a second
person. What is written: the hashes of its checksums and of its certificate, its title, and where it
is published.
"""

from __future__ import annotations

from evenhand.casework.releases import ReleaseAttempt
from evenhand.casework.rule import Field, Rule
from evenhand.ledger.leaf import Leaf
from evenhand.terms.refusal import Incomplete

RULE = Rule(
    act="issue-release",
    says="issue a release",
    machine="release",
    fields=(Field("where", "where it is published: an address, or the office that hands it out"),),
    reasons="never",
    must_hold=("two people want it", "not a byte of it has changed since"),
)


def issue_release(attempt: ReleaseAttempt) -> Leaf:
    """Issue a release."""
    state, move = attempt.begin(RULE)
    if not attempt.where.strip():
        raise Incomplete(
            "To issue a release, say also: where.", f"where: {RULE.fields[0].says} (--where)."
        )
    return attempt.write(move, state)
