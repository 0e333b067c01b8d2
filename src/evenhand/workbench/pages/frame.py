"""What stands around every page: whose session it is, where one can go, whether it is a demo."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from evenhand.workbench.access.addresses import EVERYONE, addresses
from evenhand.workbench.access.policy import Actor

# The pages of the menu, in its order; a role sees those that it may open.
MENU = (
    ("queue", _("Queue")),
    ("second_reviews", _("Second review")),
    ("escalations", _("Escalations")),
    ("stays", _("Stays")),
    ("holds", _("Holds")),
    ("families", _("Families")),
    ("tokens", _("Programs")),
    ("intake", _("Intake")),
    ("imports", _("Import")),
    ("oversight", _("Oversight")),
    ("audit", _("Audit of reads")),
    ("people", _("Accounts and roles")),
    ("handbook", _("Guidance")),
    ("help", _("Help")),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Give it to every template."""
    actor = getattr(request, "actor", None)
    return {
        "actor": actor,
        "menu": [(name, title) for name, title in MENU if actor and _opens(name, actor)],
        "demo": settings.PLACE.demo,
        "here": request.resolver_match.url_name if request.resolver_match else "",
        "roles": getattr(request, "roles", ()),
    }


def _opens(name: str, actor: Actor) -> bool:
    if name == "audit" and not actor.everywhere:
        return False  # casework would refuse it: it reads the cases of every office
    roles = addresses()[name].for_method("GET") or frozenset()
    return actor.role in roles or EVERYONE in roles
