"""How second factors are kept: secrets encrypted under the site's key, bound to what they are."""

from __future__ import annotations

import base64
import hashlib
import os
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.signals import authenticator_added
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.dispatch import receiver
from django.http import HttpRequest

from evenhand.workbench.accounts.session import FACTORS
from evenhand.workbench.clock import clock

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


@receiver(authenticator_added)
def passed_by_adding(request: HttpRequest, authenticator: Any, **_: Any) -> None:
    """Count the second step as passed when a factor is added: its code or key was just shown.

    Else whoever sets a site up would be asked for another code at once, and wait half a minute
    for it, since a code is good once.
    """
    if authenticator.type in FACTORS:
        kept = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
        shown = {"method": "mfa", "at": clock().timestamp(), "type": authenticator.type,
                 "id": authenticator.pk}  # fmt: skip
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [*kept, shown]
