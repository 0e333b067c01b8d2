"""An account of the workbench. Its person, roles and offices stand on the ledger's register."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class User(AbstractBaseUser):
    """How somebody signs in; nothing here gives a right."""

    account = models.CharField(max_length=150, unique=True)
    # One of a demonstration's made-up people; refused by any other site.
    demo = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    # Still the password that an administrator was shown: it must be changed before anything else.
    first_password = models.BooleanField(default=False)

    USERNAME_FIELD = "account"
    objects = BaseUserManager()

    def set_password(self, raw_password: str | None) -> None:
        """Set a password; it is then no longer the first one."""
        super().set_password(raw_password)
        self.first_password = False

    def __str__(self) -> str:
        return self.account
