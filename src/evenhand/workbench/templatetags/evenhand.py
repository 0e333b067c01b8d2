"""A demonstration's people and code, for its sign-in pages; empty on any other site."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings

from evenhand.workbench.accounts import demo

register = template.Library()


@register.simple_tag
def demo_people() -> dict[str, Any]:
    """Give the people of a demonstration."""
    return {"people": demo.PEOPLE, "password": demo.PASSWORD} if settings.PLACE.demo else {}


@register.simple_tag
def demo_code() -> str:
    """Give the second step's code of the moment, in a demonstration."""
    return demo.code_now() if settings.PLACE.demo else ""
