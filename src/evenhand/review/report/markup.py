"""HTML elements whose text is escaped unless it is already markup."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

# Control characters cannot stand in HTML, and those that turn the direction of writing would
# reorder what follows them: both are shown by their number, as what they are.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]"
)
_WHOLE = re.compile(r"\b((?:[a-z]+-)?\d{4}-\d\d-\d\d)\b")
_VOID = frozenset({"meta"})


class Html(str):
    """Text that is markup already."""

    __slots__ = ()


def shown(content: object) -> Html:
    """Give anything as markup: numbers with thousands separators, text escaped."""
    if isinstance(content, Html):
        return content
    if isinstance(content, int):
        return Html(f"{content:,}")
    return Html(html.escape(visible(str(content))))


def visible(text: str) -> str:
    """Write control and direction characters as their numbers."""
    return _UNSEEN.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)


def joined(parts: Iterable[object]) -> Html:
    """Put parts one after another, each on its own line."""
    return Html("\n".join(shown(part) for part in parts))


def element(name: str, /, *content: object, **attributes: object) -> Html:
    """Write an element; ``class_`` and ``aria_label`` become ``class`` and ``aria-label``."""
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{shown(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    inner = "".join(shown(part) for part in content)
    return Html(f"<{name}{given}>" if name in _VOID else f"<{name}{given}>{inner}</{name}>")


def kept(content: object) -> object:
    """Keep days and names such as ice-2011-06-17 from being broken at the end of a line."""
    if not isinstance(content, str) or isinstance(content, Html):
        return content
    pieces = _WHOLE.split(content)
    return Html(
        "".join(
            element("span", piece, class_="whole") if n % 2 else shown(piece)
            for n, piece in enumerate(pieces)
        )
    )


def paragraph(*content: object, **attributes: object) -> Html:
    """Write a paragraph."""
    return element("p", *map(kept, content), **attributes)


def code(text: str) -> Html:
    """Write a name that programs use."""
    return element("code", text)


def foreign(text: str) -> Html:
    """Write a name from the records, kept from turning the direction of what stands beside it."""
    return element("bdi", text)


def section(key: str, title: str, *content: object) -> Html:
    """Write a numbered part of the report under its second-level heading."""
    heading = element("h2", title, id=f"{key}-title")
    return element(
        "section", heading, "\n", joined(content), id=key, aria_labelledby=f"{key}-title"
    )


def folded(title: str, *content: object) -> Html:
    """Write content that a reader can open; it is printed all the same."""
    return element("details", element("summary", title), joined(content))


def bullets(items: Iterable[object]) -> Html:
    """Write a list."""
    return element("ul", *(element("li", item) for item in items))
