"""Checkpoints: the size and root of the ledger on a day, signed, kept outside the database.

Who holds one can tell later whether anything before it was changed. A checkpoint is written to a
folder, one file each; copies of these files belong where whoever runs the database cannot reach.
"""

from __future__ import annotations

import base64
import os
import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from evenhand.ledger import leaf, merkle, note
from evenhand.ledger.note import Note, SignerKey, VerifierKey
from evenhand.ledger.opening import Ledger, finder, size
from evenhand.ledger.stores.store import Session
from evenhand.terms.refusal import BadLedger, NoKey

_TEXT = re.compile(r"([^\n]+)\n(0|[1-9]\d{0,17})\n([A-Za-z0-9+/]{43}=)\n")
_FILE = re.compile(r"\d{12}\.note")


@dataclass(frozen=True)
class Checkpoint:
    """What a checkpoint says, and the note it was read from."""

    origin: str
    size: int
    root: bytes
    note: Note
    written: str

    @classmethod
    def parse(cls, written: str) -> Checkpoint:
        """Read a checkpoint; its signatures are not checked yet."""
        signed = Note.parse(written)
        match = _TEXT.fullmatch(signed.text)
        if match is None:
            raise note.NotANote("this note is not a checkpoint")
        return cls(match[1], int(match[2]), note.decoded(match[3]), signed, written)


def text(origin: str, count: int, root: bytes) -> str:
    """Write what is signed."""
    return f"{origin}\n{count}\n{base64.b64encode(root).decode()}\n"


def keys_on(session: Session) -> list[tuple[int, VerifierKey]]:
    """Give the public keys the ledger names, each with the entry that brought it."""
    return [(number, VerifierKey.parse(leaf.parse(text).key)) for number, text in session.keyed()]


def make_checkpoint(
    ledger: Ledger, signers: Sequence[SignerKey], folder: Path | None
) -> Checkpoint:
    """Sign the ledger as it stands, after checking that it extends the checkpoints in the folder.

    Without a folder nothing is written. A checkpoint that is there already is not written again:
    it may bear the signature of an earlier key, which is worth keeping.
    """
    known = [read(path) for path in files(folder)] if folder else []
    with ledger.store.reading() as session:
        count, find = size(session), finder(session)
        _check_key(session, signers)
        _check_extends(ledger, known, count, find)
        words = text(ledger.origin, count, merkle.root(find, count))
    keys = [signer.verifier for signer in signers]
    for one in known:
        if one.size == count and one.note.signed_by(keys) == keys:
            return one
    made = Checkpoint.parse(note.signed(words, signers))
    if folder is not None:
        _write(folder, made)
    return made


def _check_key(session: Session, signers: Sequence[SignerKey]) -> None:
    current = keys_on(session)[-1][1]
    if current not in [signer.verifier for signer in signers]:
        raise NoKey(
            f"The signing key is not this ledger's: the ledger names {current.name}, id "
            f"{current.id.hex()}.",
            "Name the file of that key. If it is lost, make a new one with `evenhand ledger key "
            "--lost`, which records the loss.",
        )


def _check_extends(
    ledger: Ledger, known: Iterable[Checkpoint], count: int, find: merkle.Find
) -> None:
    for one in known:
        fault = against(one, ledger.origin, count, find)
        if fault:
            raise BadLedger(
                f"Nothing was signed: {fault}",
                "Never sign over this. Run `evenhand ledger verify`, and keep the database and "
                "the checkpoints as they are.",
            )


def against(known: Checkpoint, origin: str, count: int, find: merkle.Find) -> str:
    """Hold a ledger against an earlier checkpoint; gives what is wrong, or nothing."""
    if known.origin != origin:
        return f"the checkpoint of {known.size:,} is of another ledger, {known.origin}."
    if known.size > count:
        return (
            f"the ledger has {count:,} entries and a checkpoint was signed when it had "
            f"{known.size:,}. It was restored from an older backup, or its end was cut off."
        )
    if merkle.root(find, known.size) != known.root:
        return (
            f"the first {known.size:,} entries are not those the checkpoint of {known.size:,} was "
            "signed for. The past was rewritten."
        )
    return ""


def files(folder: Path) -> list[Path]:
    """Give the checkpoint files of a folder, the smallest first."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if _FILE.fullmatch(path.name))


def read(path: Path) -> Checkpoint:
    """Read a checkpoint file."""
    try:
        return Checkpoint.parse(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, note.NotANote) as wrong:
        raise BadLedger(
            f"{path} is not a checkpoint: {wrong}.",
            "Restore the file from the copy that was lodged elsewhere.",
        ) from None


def _write(folder: Path, made: Checkpoint) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{made.size:012}.note"
    draft = folder / f".{made.size:012}.{secrets.token_hex(4)}"
    with draft.open("x", encoding="utf-8", newline="\n") as file:
        file.write(made.written)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    if os.name != "nt":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
