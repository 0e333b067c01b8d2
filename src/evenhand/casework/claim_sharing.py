"""May something of a claim leave, for whom, and what of it? Asked of the consents alone.

Two things are asked: a written consent that stands today permits it, and the field is one that this
consent lets pass. 'Facts without identity' lets pass exactly the fields of the closed list that
identify nobody; 'all to named' lets every field pass to the one recipient it names. Whoever refused
ended what was consented to before.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from evenhand.casework.claims import ALL_TO_NAMED, WITHOUT_IDENTITY, ClaimConsent, Claims
from evenhand.casework.purposes import Words
from evenhand.terms.refusal import NotAllowed


@dataclass(frozen=True)
class ClaimField:
    """One field that may leave; ``identity``: it lets somebody be found out."""

    name: str
    says: Words
    identity: bool


@cache
def claim_fields() -> Mapping[str, ClaimField]:
    """Give every field of a claim that may leave at all."""
    return {
        name: ClaimField(name, one["says"], one.get("identity", False))
        for name, one in _file()["field"].items()
    }


@cache
def claim_purposes() -> Mapping[str, Words]:
    """Give every purpose for which something of a claim may leave."""
    return {name: one["says"] for name, one in _file()["purpose"].items()}


def claim_word(word: str, language: str) -> str:
    """Give a closed word in a language; nothing for what is not of the list."""
    found: Words = _file()["word"].get(word, {})
    return found.get(language, "")


def claim_text(name: str, language: str) -> str:
    """Give a sentence or a label of a page."""
    said: Words = _file()["text"][name]
    return said[language]


@cache
def _file() -> dict[str, Any]:
    text = files(__package__).joinpath("claim_sharing.toml").read_text("utf-8")
    return tomllib.loads(text)


def fields_of(what: str) -> tuple[str, ...]:
    """Give the fields that a consent to ``what`` lets pass, in the order of the closed list."""
    if what == ALL_TO_NAMED:
        return tuple(claim_fields())
    return tuple(name for name, one in claim_fields().items() if not one.identity)


@dataclass(frozen=True)
class WantedOfClaim:
    """What somebody wants to share of a claim, with whom exactly, for what, when."""

    what: str
    to: str
    purpose: str
    day: dt.date


def permitting(
    claims: Claims, struck: frozenset[int], wanted: WantedOfClaim
) -> dict[int, ClaimConsent]:
    """Give the consents that let it leave; raises NotAllowed where none does."""
    refusals = [n for n, one in claims.consents.items() if one.state == "refused"]
    after = max((n for n in refusals if n not in struck), default=0)
    found = {
        number: consent
        for number, consent in claims.consents.items()
        if number > after and number not in struck and _permits(consent, wanted)
    }
    if not found:
        raise NotAllowed(
            f"No written consent that stands today permits it: {wanted.what}, to this recipient, "
            "for this purpose. Without one nothing of a claim leaves, nor that there is one "
            "(8 CFR 208.6, 1208.6).",
            "Ask whoever made the claim, and record the answer: `evenhand asylum consent`.",
        )
    return found


def _permits(consent: ClaimConsent, wanted: WantedOfClaim) -> bool:
    said = consent.said
    permits = said.get("permits")
    # To whoever it names all may go, and so may the facts alone; to others nothing of it.
    covers = permits == wanted.what or (permits == ALL_TO_NAMED and wanted.what == WITHOUT_IDENTITY)
    return (
        consent.state == "given"
        and covers
        and ("to" not in said or _same(said["to"], wanted.to))
        and said.get("purpose") == wanted.purpose
        and said["given_on"] <= str(wanted.day) <= said.get("until", "9999")
    )


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
