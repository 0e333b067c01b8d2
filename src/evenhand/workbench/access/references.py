"""The name of a case in addresses: sealed, so that no log of a browser says whose it is."""

from __future__ import annotations

import base64
import binascii
import hashlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings

_FOR = [b"case reference"]


def _cipher() -> AESSIV:
    secret: str = settings.PLACE.secrets["references"]
    return AESSIV(hashlib.sha512(secret.encode()).digest())


def sealed(case: str) -> str:
    """Give the name that stands for a case; the same case always has the same."""
    made = _cipher().encrypt(case.encode(), _FOR)
    return base64.b32encode(made).decode().rstrip("=").lower()


def unsealed(reference: str) -> str | None:
    """Give the case that a name stands for; nothing for one that this site never made."""
    padded = reference.upper() + "=" * (-len(reference) % 8)
    try:
        return _cipher().decrypt(base64.b32decode(padded), _FOR).decode()
    except (binascii.Error, InvalidTag, ValueError):
        return None
