"""What follows from the ledger for the cases that people have touched, kept up to date."""

from __future__ import annotations

from django.db import models


class CaseNow(models.Model):
    """One case with entries: the state they make, for lists; the ledger alone decides.

    ``place`` is its place in the queue of the docket that is loaded, ``holds`` the mask of the
    safeguards for which its removal waits. ``since`` is when it came to its state,
    ``determined_by`` who determined it in this round; ``stays`` those that are granted;
    ``inspected`` the lines it has on the inspector's lists. The three that begin with ``try`` say
    when its parent's turn to be tried is: empty where there is nobody to try.
    """

    case = models.CharField(max_length=100, primary_key=True)
    place = models.BigIntegerField(null=True)
    state = models.CharField(max_length=40)
    holder = models.CharField(max_length=300, blank=True)
    recused = models.JSONField(default=list)
    assigned = models.JSONField(default=list)
    offices = models.JSONField(default=list)
    holds = models.BigIntegerField(null=True)
    since = models.CharField(max_length=40, blank=True)
    determined_by = models.JSONField(default=list)
    stays = models.JSONField(default=list)
    inspected = models.JSONField(default=list)
    try_due = models.CharField(max_length=10, blank=True)
    try_lead = models.CharField(max_length=40, blank=True)
    try_first = models.BigIntegerField(null=True)
    head = models.BigIntegerField(db_index=True)

    def __str__(self) -> str:
        return f"a case as of entry {self.head}"


class Followed(models.Model):
    """The last entry of the ledger that was followed, and the docket that it was followed for."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    entry = models.BigIntegerField(default=0)
    snapshot = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"followed to entry {self.entry}"
