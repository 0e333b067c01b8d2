"""The queue's saved views: a person's own, by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from evenhand.terms.refusal import Incomplete, NotNow
from evenhand.workbench.models import SavedView

MOST = 30
LONGEST = 60


def views_of(user: Any) -> Sequence[tuple[str, str]]:
    """Give the names of somebody's views with their filters."""
    return list(SavedView.objects.filter(user=user).values_list("name", "query"))


def save_view(user: Any, name: str, query: str) -> None:
    """Keep filters under a name; one of that name is replaced."""
    wanted = name.strip()
    if not wanted or len(wanted) > LONGEST:
        raise Incomplete("A view needs a name.", f"At most {LONGEST} letters.")
    others = SavedView.objects.filter(user=user).exclude(name=wanted)
    if others.count() >= MOST:
        raise NotNow(f"There are {MOST} views already.", "Take one away first.")
    SavedView.objects.update_or_create(user=user, name=wanted, defaults={"query": query})


def drop_view(user: Any, name: str) -> None:
    """Take a view away; nothing happens where there is none."""
    SavedView.objects.filter(user=user, name=name).delete()
