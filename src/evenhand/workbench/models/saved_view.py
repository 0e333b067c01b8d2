"""The filters of the queue that a person keeps under a name of their own."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class SavedView(models.Model):
    """One named set of filters, seen by its owner alone."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=2000)

    class Meta:
        """A name stands once for each person."""

        constraints = (models.UniqueConstraint(fields=("user", "name"), name="one_view_a_name"),)
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
