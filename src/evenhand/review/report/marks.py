"""Citations and their marks: how far the words of the guidance were confirmed."""

from __future__ import annotations

from evenhand.guidance.instrument import Class, Factor
from evenhand.review.report.markup import Html, joined, paragraph

MARKS = {
    "primary": "the document’s own words were seen",
    "secondary": "a page about the document was seen, not the document",
    "unverified": "from knowledge only: have a person check it against the document",
}


def in_its_words(item: Factor | Class) -> Html:
    """Write what an item says and, below it, where it stands, with its mark in words."""
    cite = f"{item.cite.where} ({item.cite.status})"
    return joined((paragraph(item.says), paragraph(cite, class_="cite")))


def marks_in_words() -> str:
    """Say what each mark means."""
    return "; ".join(f"{mark}: {means}" for mark, means in MARKS.items())
