"""The name of a case in addresses: sealed, so that no log of a browser says whose it is."""

from __future__ import annotations

import base64
import binascii
import hashlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings

_FOR = [b"case reference"]
_QUESTION = [b"question"]


def _cipher() -> AESSIV:
    secret: str = settings.PLACE.secrets["references"]
    return AESSIV(hashlib.sha512(secret.encode()).digest())


def sealed(case: str) -> str:
    """Give the name that stands for a case; the same case always has the same."""
    return _sealed(case, _FOR)


def unsealed(reference: str) -> str | None:
    """Give the case that a name stands for; nothing for one that this site never made."""
    return _unsealed(reference, _FOR)


def sealed_question(question: str) -> str:
    """Give what stands for a question in an address, where its words would say whose case it is."""
    return _sealed(question, _QUESTION)


def unsealed_question(words: str) -> str:
    """Give the question; empty for words that this site never made."""
    return _unsealed(words, _QUESTION) or ""


def _sealed(text: str, what: list[bytes]) -> str:
    made = _cipher().encrypt(text.encode(), what)
    return base64.b32encode(made).decode().rstrip("=").lower()


def _unsealed(reference: str, what: list[bytes]) -> str | None:
    padded = reference.upper() + "=" * (-len(reference) % 8)
    try:
        return _cipher().decrypt(base64.b32decode(padded), what).decode()
    except (binascii.Error, InvalidTag, ValueError):
        return None
