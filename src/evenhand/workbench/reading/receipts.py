"""Receipts of entries, made under a checkpoint that is signed for them."""

from __future__ import annotations

from django.conf import settings

from evenhand.ledger.checkpoint import make_checkpoint
from evenhand.ledger.keys import load_key
from evenhand.ledger.opening import Ledger
from evenhand.ledger.reading import entry, numbers_of_case
from evenhand.ledger.receipt import make_receipt


def receipt_of(ledger: Ledger, case: str, number: int) -> str | None:
    """Write the receipt of an entry on a case; nothing if the entry is not on that case."""
    if number not in numbers_of_case(ledger, case):
        return None
    signer = load_key(settings.PLACE.key)
    signed = make_checkpoint(ledger, [signer], settings.PLACE.checkpoints)
    return make_receipt(ledger, entry(ledger, number), (), signed, signer.verifier).written()
