"""What casework, safeguards and guidance say, in the reader's language where somebody put it over.

The rest stays English and is marked so: a screen reader in Spanish would read it as Spanish.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django import template
from django.template.defaultfilters import capfirst
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

SOURCE = "en"
NUMBER = re.compile(r"\d+")
register = template.Library()


@register.filter
def plain(text: object) -> str:
    """Give a text put over, or as it is, where no language can be marked (titles, choices)."""
    words = str(text or "")
    if _in_english():
        return words
    pattern = NUMBER.sub("{n}", words)
    over = gettext(pattern) if pattern else ""
    if over == pattern:
        return words
    for number in NUMBER.findall(words):
        over = over.replace("{n}", number, 1)
    return over


@register.filter
def spoken(text: object) -> str | SafeString:
    """Give a text put over; one that nobody put over is marked as English."""
    return _marked(str(text or ""), plain(text))


@register.filter
def spoken_first(text: object) -> str | SafeString:
    """Do the same, beginning with a capital letter."""
    return _marked(capfirst(str(text or "")), capfirst(plain(text)))


@register.filter
def spoken_all(texts: Iterable[object]) -> SafeString:
    """Do the same for several, with commas between them."""
    return format_html_join(", ", "{}", ((spoken(text),) for text in texts))


def _marked(words: str, over: str) -> str | SafeString:
    if over != words or not words or _in_english():
        return over
    return format_html('<span lang="{}">{}</span>', SOURCE, words)


def _in_english() -> bool:
    return str(get_language() or SOURCE).startswith(SOURCE)
