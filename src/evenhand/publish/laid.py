"""An edition laid out in one language: what both the page and the document show of it."""

from __future__ import annotations

from dataclasses import dataclass

from evenhand.publish.answer import answers
from evenhand.publish.definition import Terms, definition
from evenhand.publish.edition import Edition, Measured
from evenhand.publish.exhibit import Exhibit, exhibits
from evenhand.publish.protection import Protection
from evenhand.publish.tongue import Phrase, Tongue


@dataclass(frozen=True)
class Part:
    """One measure laid out: its question, its answers, its exhibits, its definition."""

    key: str
    question: Phrase
    answers: tuple[Phrase, ...]
    exhibits: tuple[Exhibit, ...]
    terms: Terms


@dataclass(frozen=True)
class Laid:
    """An edition laid out."""

    edition: Edition
    protection: Protection
    tongue: Tongue
    parts: tuple[Part, ...]


def laid(edition: Edition, protection: Protection, tongue: Tongue) -> Laid:
    """Lay an edition out in one language."""
    parts = tuple(_part(measured, edition, tongue) for measured in edition.measures)
    return Laid(edition, protection, tongue, parts)


def _part(measured: Measured, edition: Edition, tongue: Tongue) -> Part:
    return Part(
        measured.key,
        tongue.phrase(measured.told.question),
        answers(measured, tongue),
        exhibits(measured, tongue),
        definition(measured, edition.vintage, tongue),
    )
