"""Receipts: one file that proves one entry, to a person who needs to see no other.

A receipt holds the entry's leaf, the parts that may be shown, the way from the leaf to the root,
and a signed checkpoint. It is checked without the ledger and without Evenhand.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evenhand.ledger import leaf, merkle, note
from evenhand.ledger.checkpoint import Checkpoint
from evenhand.ledger.content import SALT, Part
from evenhand.ledger.leaf import Leaf
from evenhand.ledger.note import VerifierKey
from evenhand.ledger.opening import Ledger, finder
from evenhand.ledger.reading import Entry
from evenhand.terms.refusal import BadLedger

FORMAT = "evenhand receipt v1"
_FIELDS = {"format", "leaf", "parts", "proof", "checkpoint", "key"}


@dataclass(frozen=True)
class Receipt:
    """One entry, its proof, and what of it may be shown."""

    leaf: Leaf
    parts: tuple[Part, ...]
    proof: tuple[bytes, ...]
    checkpoint: Checkpoint
    key: str

    def written(self) -> str:
        """Give the file's text."""
        shown = {part.name: {"salt": part.salt, "body": part.body} for part in self.parts}
        fields = {
            "format": FORMAT,
            "leaf": self.leaf.text,
            "parts": shown,
            "proof": [step.hex() for step in self.proof],
            "checkpoint": self.checkpoint.written,
            "key": self.key,
        }
        return json.dumps(fields, indent=1, ensure_ascii=False) + "\n"

    @classmethod
    def parse(cls, text: str) -> Receipt:
        """Read a receipt; it is not checked yet."""
        fields = fields_of(text, FORMAT, _FIELDS)
        try:
            return cls(
                leaf.parse(fields["leaf"]),
                parts_of(fields["parts"]),
                tuple(_hash(step) for step in fields["proof"]),
                Checkpoint.parse(fields["checkpoint"]),
                fields["key"],
            )
        except (TypeError, AttributeError, ValueError, LookupError) as wrong:
            raise _unreadable(str(wrong)) from None


def make_receipt(
    ledger: Ledger, shown: Entry, parts: Iterable[str], signed: Checkpoint, key: VerifierKey
) -> Receipt:
    """Make the receipt of an entry, opening only the named parts."""
    with ledger.store.reading() as session:
        proof = merkle.inclusion(finder(session), shown.leaf.number - 1, signed.size)
    opened = tuple(shown.parts[name] for name in sorted(set(parts)) if name in shown.parts)
    made = Receipt(shown.leaf, opened, tuple(proof), signed, str(key))
    # A damaged tree must not leave the house as a receipt that fails in court.
    if wrong := faults(made, [key]):
        raise BadLedger(
            f"No receipt was made, for it would not hold: {wrong[0]}.",
            "Run `evenhand ledger verify`: it says what was changed.",
        )
    return made


def faults(receipt: Receipt, keys: Sequence[VerifierKey]) -> list[str]:
    """Check a receipt against the public keys one trusts; gives what is wrong with it."""
    signed = receipt.checkpoint
    found = []
    if not signed.note.signed_by(keys):
        found.append("the checkpoint is not signed by the key")
    hashed = bytes.fromhex(leaf.leaf_hash(receipt.leaf.text))
    index = receipt.leaf.number - 1
    if not merkle.included(hashed, index, signed.size, receipt.proof, signed.root):
        found.append("the entry is not in the ledger that the checkpoint was signed for")
    found += [
        f"the part {part.name} is not what the entry committed to"
        for part in receipt.parts
        if receipt.leaf.parts.get(part.name) != part.commitment
    ]
    return found


def fields_of(text: str, form: str, names: set[str]) -> dict[str, Any]:
    """Read a JSON object that must be of one format and have these fields and no others."""
    try:
        fields = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError) as wrong:
        raise _unreadable(str(wrong)) from None
    if not isinstance(fields, dict) or fields.get("format") != form:
        raise _unreadable(f"it is not of the format {form!r}")
    if set(fields) != names:
        raise _unreadable("it lacks a field, or has one that does not belong")
    return fields


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) != len(pairs):
        raise ValueError("a field stands there twice")
    return dict(pairs)


def parts_of(shown: Mapping[str, Any]) -> tuple[Part, ...]:
    """Read the opened parts of an entry."""
    found = []
    for name, fields in shown.items():
        salt, body = fields["salt"], fields["body"]
        if set(fields) != {"salt", "body"} or not SALT.fullmatch(salt):
            raise note.NotANote(f"the part {name} is not written as one")
        found.append(Part(name, salt, body))
        found[-1].body.encode()
    return tuple(found)


def _hash(text: str) -> bytes:
    data = bytes.fromhex(text)
    if len(data) != 32 or data.hex() != text:
        raise note.NotANote("a step of the proof is not a hash")
    return data


def _unreadable(why: str) -> BadLedger:
    return BadLedger(f"This is no receipt or export: {why}.", "Get the file again, unchanged.")
