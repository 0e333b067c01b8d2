"""Citations and their marks: how far the words of the guidance were confirmed."""

from __future__ import annotations

from evenhand.guidance.instrument import Citation

MARKS = {
    "primary": "the document’s own words were seen",
    "secondary": "a page about the document was seen, not the document",
    "unverified": "from knowledge only: have a person check it against the document",
}


def cited(cite: Citation) -> str:
    """Write where an item stands, with its mark in words."""
    return f"{cite.where} ({cite.status})"


def marks_in_words() -> str:
    """Say what each mark means."""
    return "; ".join(f"{mark}: {means}" for mark, means in MARKS.items())
