"""What casework, safeguards and guidance say, in the reader's language where somebody put it over.

The rest stays English and is marked so: a screen reader in Spanish would read it as Spanish.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django import template
from django.template.defaultfilters import capfirst
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from evenhand.workbench.composed import is_alike, pieces, put_over
from evenhand.workbench.queueing.words import short_of

SOURCE = "en"
register = template.Library()


@register.filter
def plain(text: object) -> str:
    """Give a text put over, or as it is, where no language can be marked (titles, choices)."""
    words = str(text or "")
    return words if _is_source() else put_over(words)


@register.filter
def spoken(text: object) -> str | SafeString:
    """Give a text put over; what of it nobody put over is marked as English."""
    return _spoken(str(text or ""), str)


@register.filter
def spoken_first(text: object) -> str | SafeString:
    """Do the same, beginning with a capital letter."""
    return _spoken(str(text or ""), capfirst)


@register.filter
def spoken_all(texts: Iterable[object], between: str = ", ") -> SafeString:
    """Do the same for several, with commas between them, or what else is named."""
    return format_html_join(between, "{}", ((spoken(text),) for text in texts))


@register.filter
def is_put_over(text: object) -> bool:
    """Whether a text stands in the reader's language; where not, its element names English."""
    return _is_source() or all(
        over != words or is_alike(words) for words, over in pieces(str(text or ""))
    )


@register.filter
def class_of(name: str, instrument: str) -> str:
    """Give the short words of an instrument's class."""
    return short_of(instrument, name)


@register.filter
def classes_of(names: Iterable[str], instrument: str) -> list[str]:
    """Do the same for several."""
    return [short_of(instrument, name) for name in names]


def _is_source() -> bool:
    return str(get_language() or SOURCE).startswith(SOURCE)


def _spoken(text: str, cased: Callable[[str], str]) -> str | SafeString:
    if _is_source():
        return cased(text)
    first, *further = pieces(text)
    said = [(cased(first[0]), cased(first[1])), *further]
    return format_html_join(" ", "{}", ((_marked(words, over),) for words, over in said))


def _marked(words: str, over: str) -> str | SafeString:
    if over != words or is_alike(words):
        return over
    return format_html('<span lang="{}">{}</span>', SOURCE, words)
