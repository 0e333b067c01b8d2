"""Change the signing key: make a new one, and say on the ledger that it now signs.

Who may: an administrator on the register, with reasons. What must hold: the old key is at hand, or
it is said to be lost. What is written: the act ``change-key`` with the new public key, the old one,
and whether it was lost; and a checkpoint signed by both keys, so that whoever trusts the old can
trust the new.
"""

from __future__ import annotations

from pathlib import Path

from evenhand.casework.person import ADMINISTRATOR, Person
from evenhand.casework.register import register
from evenhand.ledger.append import Act, Clock, append
from evenhand.ledger.checkpoint import Checkpoint, keys_on, make_checkpoint
from evenhand.ledger.content import Content
from evenhand.ledger.keys import LOST, make_key
from evenhand.ledger.note import SignerKey
from evenhand.ledger.opening import Ledger
from evenhand.terms.refusal import BadLedger, NoKey

WHO_MAY = (ADMINISTRATOR,)


def change_key(
    ledger: Ledger,
    old: SignerKey | None,
    new: Path,
    reasons: str,
    person: Person,
    clock: Clock,
    *,
    checkpoints: Path,
) -> Checkpoint:
    """Put a new key in force; ``old`` is missing only if it is lost."""
    person.must_be(WHO_MAY, "change the signing key")
    register(ledger).confirm(person)
    if not reasons.strip():
        raise BadLedger("A change of key needs its reasons.", "Say why with --reasons.")
    with ledger.store.reading() as session:
        current = keys_on(session)[-1][1]
    if old is not None and old.verifier != current:
        raise NoKey("The old key given is not the one in force.", LOST)
    signer = make_key(new, ledger.origin)
    payload = {"old": str(current), "old_lost": old is None}
    content = Content(who=person.who, payload=payload, reasons=reasons)
    append(ledger, Act("change-key", person.role, content, key=str(signer.verifier)), clock)
    return make_checkpoint(ledger, [signer, *([old] if old else [])], checkpoints)
