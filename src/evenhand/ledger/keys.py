"""The key that signs checkpoints: made once, kept in a file that only its owner may read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from evenhand.ledger import note
from evenhand.ledger.note import SignerKey, VerifierKey
from evenhand.terms.refusal import NoKey

LOST = (
    "No entry is lost and receipts given out stay good. Restore the key file from its backup; if "
    "it is gone for good, make a new key with `evenhand ledger key --lost`, which records the loss."
)


def make_key(path: Path, name: str) -> SignerKey:
    """Make a new key and write it to a file that is not there yet."""
    key = SignerKey(name, secrets.token_bytes(32))
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        raise NoKey(
            f"{path} is there already; a key is never overwritten.", "Name another file."
        ) from None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f"{key.written()}\n")
        file.flush()
        os.fsync(file.fileno())
    return key


def load_key(path: Path) -> SignerKey:
    """Read the key file."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        raise NoKey(f"The signing key {path} is not there.", LOST) from None
    except (PermissionError, UnicodeDecodeError, IsADirectoryError):
        raise NoKey(f"The signing key {path} cannot be read.", LOST) from None
    try:
        return SignerKey.parse(text.strip())
    except note.NotANote:
        raise NoKey(f"{path} is not a signing key, or is damaged.", LOST) from None


def read_verifier(text: str) -> VerifierKey:
    """Read a public key as it was published."""
    try:
        return VerifierKey.parse(text.strip())
    except note.NotANote as wrong:
        raise NoKey(
            f"{text[:60]!r} is not a public key: {wrong}.",
            "Copy the whole line that the office publishes; it has the form name+id+base64.",
        ) from None


def check_name(name: str) -> None:
    """Refuse a name that a signed note cannot carry."""
    if not note.NAME.fullmatch(name):
        raise NoKey(
            f"{name!r} cannot be the name of a ledger.",
            "Use a name like office.example/ledger, without spaces and plus signs.",
        )
