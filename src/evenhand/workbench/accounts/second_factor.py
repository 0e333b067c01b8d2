"""How second factors are kept: secrets encrypted under the site's key, bound to what they are."""

from __future__ import annotations

import base64
import hashlib
import os

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_BOUND_TO = b"second factor"
_NONCE = 12


class SecondFactor(DefaultMFAAdapter):
    """What differs from allauth's own way."""

    def encrypt(self, text: str) -> str:
        """Encrypt a secret."""
        nonce = os.urandom(_NONCE)
        sealed = _cipher().encrypt(nonce, text.encode(), _BOUND_TO)
        return base64.b64encode(nonce + sealed).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt a secret."""
        raw = base64.b64decode(encrypted_text)
        return _cipher().decrypt(raw[:_NONCE], raw[_NONCE:], _BOUND_TO).decode()


def _cipher() -> AESGCM:
    return AESGCM(hashlib.sha256(settings.PLACE.secrets["fields"].encode()).digest())
