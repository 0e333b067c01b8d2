"""HTML elements whose text is escaped unless it is markup already."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from evenhand.publish.tongue import Phrase, Tongue

# Controls, and marks that would turn the direction of what stands beside them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
)
_VOID = frozenset({"meta", "link", "br"})


class Html(str):
    """Text that is markup already."""

    __slots__ = ()

    def __html__(self) -> str:
        """Give itself to a template: its texts were escaped where it was made."""
        return str(self)


def escaped(content: object) -> Html:
    """Give anything as markup."""
    if isinstance(content, Html):
        return content
    return Html(html.escape(visible(str(content))))


def visible(text: str) -> str:
    """Write what cannot be seen as its number."""
    return _UNSEEN.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)


def element(name: str, /, *content: object, **attributes: object) -> Html:
    """Write an element; ``class_`` and ``aria_label`` become ``class`` and ``aria-label``."""
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escaped(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    inner = "".join(escaped(part) for part in content)
    return Html(f"<{name}{given}>" if name in _VOID else f"<{name}{given}>{inner}</{name}>")


def lines(parts: Iterable[object]) -> Html:
    """Put parts one below the other."""
    return Html("\n".join(escaped(part) for part in parts))


def said(phrase: Phrase, tongue: Tongue) -> Html:
    """Write a phrase, marked where it is not in the language of the page."""
    if phrase.language == tongue.language:
        return escaped(phrase.text)
    return element("span", phrase.text, lang=phrase.language)


def paragraph(*content: object, **attributes: object) -> Html:
    """Write a paragraph."""
    return element("p", *content, **attributes)


def bullets(items: Iterable[object]) -> Html:
    """Write a list."""
    return element("ul", *(element("li", item) for item in items))
