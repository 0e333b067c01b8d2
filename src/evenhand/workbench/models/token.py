"""A token with which a program acts for its owner: what of it the site keeps, never the token."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Token(models.Model):
    """One token: the hash by which it is known, and how far it reaches."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tokens"
    )
    name = models.CharField(max_length=100)
    role = models.CharField(max_length=40)
    scopes = models.JSONField(default=list)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"token {self.pk}"
