"""Finds the scripts that signing in with a security key needs, and nothing else of allauth's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.staticfiles.finders import AppDirectoriesFinder


class OfWebAuthn(AppDirectoriesFinder):
    """Lists what allauth ships for security keys."""

    WANTED = ("mfa/js/", "account/js/onload.js")

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, Any]]:
        """Give those files."""
        for path, storage in super().list(ignore_patterns):
            if path.startswith(self.WANTED):
                yield path, storage
