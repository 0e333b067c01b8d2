"""What a screen reader reads of a page in the page's own language: text not marked otherwise."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
SILENT = {"code", "script", "style"}


class Reader(HTMLParser):
    """Collects the text of a page, and the labels of its parts, outside what is marked English."""

    def __init__(self) -> None:
        super().__init__()
        self.aloud: list[str] = []
        self._aside: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note whether what follows is marked as English, or is not read."""
        given = dict(attrs)
        inside = bool(self._aside and self._aside[-1])
        language = given.get("lang")
        aside = tag in SILENT or (inside if language is None else language.startswith("en"))
        if label := given.get("aria-label") or given.get("title"):
            self.aloud += [] if aside else [label]
        if tag not in VOID:
            self._aside.append(aside)

    def handle_endtag(self, tag: str) -> None:
        """Go back to how it was marked around it."""
        if tag not in VOID and self._aside:
            self._aside.pop()

    def handle_data(self, data: str) -> None:
        """Take what is read aloud."""
        if data.strip() and not (self._aside and self._aside[-1]):
            self.aloud.append(" ".join(data.split()))


def aloud(page: str) -> list[str]:
    """Give the texts of a page that a reader says in the page's language."""
    reader = Reader()
    reader.feed(page)
    return reader.aloud
