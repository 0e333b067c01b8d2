"""Signed notes (C2SP signed-note, Ed25519): a text, a blank line, and who signed it.

A verifier key is one line, ``name+id+base64``, that can be printed on letterhead; the matching
signer key starts with ``PRIVATE+KEY``. Other programs that know the format read both.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

ED25519 = b"\x01"
NAME = re.compile(r"[!-*,-~]+", re.ASCII)  # no space, no plus sign
_SIGNATURE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")


class NotANote(ValueError):
    """A text that is no signed note or key, with what is wrong with it."""


@dataclass(frozen=True)
class VerifierKey:
    """A public key with its name; its text form is what the office publishes."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        """The four bytes that tell keys of one name apart."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(ED25519 + self.public).decode()}"

    def verifies(self, signature: bytes, text: str) -> bool:
        """Whether this key made the signature."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True

    @classmethod
    def parse(cls, text: str) -> VerifierKey:
        """Read the text form; the id must be that of the key."""
        name, key_id, data = _fields(text)
        found = cls(name, data)
        if found.id.hex() != key_id:
            raise NotANote("the key's id is not the id of this key")
        return found


@dataclass(frozen=True)
class SignerKey:
    """A private key with its name. Never printed."""

    name: str
    secret: bytes

    @property
    def verifier(self) -> VerifierKey:
        """The public half."""
        public = Ed25519PrivateKey.from_private_bytes(self.secret).public_key()
        return VerifierKey(self.name, public.public_bytes_raw())

    def sign(self, text: str) -> bytes:
        """Sign a text."""
        return Ed25519PrivateKey.from_private_bytes(self.secret).sign(text.encode())

    def written(self) -> str:
        """Give the text form, for the key file alone."""
        data = base64.b64encode(ED25519 + self.secret).decode()
        return f"PRIVATE+KEY+{self.name}+{self.verifier.id.hex()}+{data}"

    def __repr__(self) -> str:
        return f"SignerKey({self.name!r}, ...)"

    @classmethod
    def parse(cls, text: str) -> SignerKey:
        """Read the text form."""
        if not text.startswith("PRIVATE+KEY+"):
            raise NotANote("this is not a private key")
        name, key_id, data = _fields(text.removeprefix("PRIVATE+KEY+"))
        found = cls(name, data)
        if found.verifier.id.hex() != key_id:
            raise NotANote("the key's id is not the id of this key")
        return found


def _fields(text: str) -> tuple[str, str, bytes]:
    name, _, rest = text.partition("+")
    key_id, _, encoded = rest.partition("+")
    if not NAME.fullmatch(name) or not re.fullmatch(r"[0-9a-f]{8}", key_id):
        raise NotANote("this is not a key of the form name+id+base64")
    data = decoded(encoded)
    if len(data) != 33 or data[:1] != ED25519:
        raise NotANote("this is not an Ed25519 key")
    return name, key_id, data[1:]


def decoded(text: str) -> bytes:
    """Read base64 in its one spelling."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NotANote("this is not base64") from None
    if base64.b64encode(data).decode() != text:
        raise NotANote("this is not base64 in its usual spelling")
    return data


@dataclass(frozen=True)
class Signature:
    """One line under a note."""

    name: str
    key_id: bytes
    data: bytes


@dataclass(frozen=True)
class Note:
    """A text and the signatures under it, not yet checked."""

    text: str
    signatures: tuple[Signature, ...]

    def signed_by(self, keys: Iterable[VerifierKey]) -> list[VerifierKey]:
        """Give those of the keys whose signature is here and good.

        A bad signature under a known key spoils the note: it gives nobody.
        """
        good = []
        for key in keys:
            mine = [s for s in self.signatures if (s.name, s.key_id) == (key.name, key.id)]
            if any(not key.verifies(one.data, self.text) for one in mine):
                return []
            if mine:
                good.append(key)
        return good

    @classmethod
    def parse(cls, written: str) -> Note:
        """Take a note apart."""
        text, blank, below = written.rpartition("\n\n")
        if not blank or not below.endswith("\n"):
            raise NotANote("this is not a signed note")
        found = [_SIGNATURE.fullmatch(line) for line in below[:-1].split("\n")]
        signatures = []
        for match in found:
            data = decoded(match[2]) if match else b""
            if match is None or len(data) < 5:
                raise NotANote("a signature under the note is not written as one")
            signatures.append(Signature(match[1], data[:4], data[4:]))
        return cls(text + "\n", tuple(signatures))


def signed(text: str, signers: Sequence[SignerKey]) -> str:
    """Write a note with a signature of each signer."""
    lines = []
    for signer in signers:
        data = base64.b64encode(signer.verifier.id + signer.sign(text)).decode()
        lines.append(f"— {signer.name} {data}\n")
    return f"{text}\n{''.join(lines)}"
