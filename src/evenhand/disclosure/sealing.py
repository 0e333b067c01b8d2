"""The seal of what is safe: a key that only this package holds, and a mark that copies lack.

A safe value can be made only with the key, and carries a mark over its whole content. A value that
was altered, or put together past its constructor, has no mark that fits; who publishes asks for it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

KEY = object()
_SECRET = secrets.token_bytes(32)  # of this process: a mark cannot be carried in from elsewhere


def demand_key(key: object, name: str) -> None:
    """Refuse to make a safe value without the key."""
    if key is not KEY:
        raise TypeError(f"{name} is made by evenhand.disclosure only, from counts, by its rule.")


def mark(said: str) -> bytes:
    """Give the mark of a content."""
    return hmac.new(_SECRET, said.encode("utf-8"), hashlib.sha256).digest()


def fits(found: object, said: str) -> bool:
    """Whether a mark is that of a content."""
    return isinstance(found, bytes) and hmac.compare_digest(found, mark(said))
