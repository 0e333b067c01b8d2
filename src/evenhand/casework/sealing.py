"""Numbers and places where people can be found: sealed with a key that is kept elsewhere.

A detail stands in a part of its entry that holds only its ciphertext (AES-256-GCM). It is bound to
its ledger, its case, its field, an id of its own and its key: put anywhere else, it does not open.
The entry commits to the ciphertext, so the record still verifies when the part, or the key, is
destroyed.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from evenhand.ledger.content import canonical
from evenhand.terms.refusal import BadLedger, NoKey

HEADLINE = "evenhand detail key v1"
_KEY = re.compile(rf"{HEADLINE}\n([0-9a-f]{{16}}) ([A-Za-z0-9+/]{{43}}=)\n")
NONCE_BYTES = 12
LOST = (
    "Restore the key file from its backup. Without it the details it sealed are gone; the record "
    "that they were there stays and verifies."
)


@dataclass(frozen=True)
class Bound:
    """What a sealed detail is bound to."""

    origin: str
    case: str
    field: str
    detail: str  # its own id, drawn at random

    def with_key(self, key: str) -> bytes:
        """Give what is authenticated beside the text."""
        return canonical(
            {"origin": self.origin, "case": self.case, "field": self.field,
             "detail": self.detail, "key": key}
        ).encode()  # fmt: skip


@dataclass(frozen=True)
class DetailKey:
    """One key: its id says nothing about it, and tells which key a detail was sealed with."""

    secret: bytes

    @property
    def id(self) -> str:
        """The first half of a hash of the key."""
        return sha256(b"evenhand detail key\n" + self.secret).hexdigest()[:16]

    def __repr__(self) -> str:
        return f"DetailKey({self.id})"


@dataclass(frozen=True)
class Keyring:
    """The keys at hand: the first seals, every one of them opens what it sealed."""

    keys: Sequence[DetailKey]

    def seal(self, text: str, bound: Bound) -> dict[str, str]:
        """Seal a text; gives what the sealed part holds."""
        key, nonce = self.keys[0], secrets.token_bytes(NONCE_BYTES)
        sealed = AESGCM(key.secret).encrypt(nonce, text.encode(), bound.with_key(key.id))
        return {"key": key.id, "nonce": nonce.hex(), "text": sealed.hex()}

    def open(self, sealed: Mapping[str, str], bound: Bound) -> str:
        """Open what a sealed part holds; raises NoKey without its key, BadLedger if it was moved.

        Moved, changed or damaged: which of these cannot be told, and none of them opens.
        """
        key = next((key for key in self.keys if key.id == sealed["key"]), None)
        if key is None:
            raise NoKey(f"The key {sealed['key']}, which sealed this, is not at hand.", LOST)
        try:
            nonce, text = bytes.fromhex(sealed["nonce"]), bytes.fromhex(sealed["text"])
            return AESGCM(key.secret).decrypt(nonce, text, bound.with_key(key.id)).decode()
        except (InvalidTag, ValueError):
            raise BadLedger(
                "A sealed detail does not open where it stands: it was changed, or belongs to "
                "another entry.",
                "Keep the database as it is, and run `evenhand ledger verify`.",
            ) from None


def make_detail_key(path: Path) -> DetailKey:
    """Make a key and write it to a file that is not there yet, for its owner's eyes only."""
    key = DetailKey(secrets.token_bytes(32))
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        raise NoKey(
            f"{path} is there already; a key is never overwritten.", "Name another file."
        ) from None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f"{HEADLINE}\n{key.id} {base64.b64encode(key.secret).decode()}\n")
        file.flush()
        os.fsync(file.fileno())
    return key


def load_keyring(paths: Sequence[Path]) -> Keyring:
    """Read keys; the first seals."""
    if not paths:
        raise NoKey(
            "A number or a place is sealed and opened with a key of its own.",
            "Name its file with --key; `evenhand families key` makes one.",
        )
    return Keyring([_load(path) for path in paths])


def _load(path: Path) -> DetailKey:
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        raise NoKey(f"The key {path} is not there.", LOST) from None
    except (OSError, UnicodeDecodeError):
        raise NoKey(f"The key {path} cannot be read.", LOST) from None
    found = _KEY.fullmatch(text)
    try:
        key = DetailKey(base64.b64decode(found[2], validate=True)) if found else None
    except binascii.Error:
        key = None
    if found is None or key is None or key.id != found[1]:
        raise NoKey(f"{path} is not a key of details, or is damaged.", LOST)
    return key
