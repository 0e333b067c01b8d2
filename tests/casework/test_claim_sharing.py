"""What a consent lets leave of a claim: every three entries in any order, read a second way."""

from __future__ import annotations

import datetime as dt
from itertools import product
from typing import Any

import pytest

from evenhand.asylum.elements import FORMS, elements
from evenhand.casework.acts.decide_appeal import RULE as APPEAL
from evenhand.casework.acts.decide_claim import RESULTS
from evenhand.casework.acts.file_claim import RULE as FILE
from evenhand.casework.claim_sharing import (
    WantedOfClaim,
    claim_fields,
    claim_purposes,
    claim_text,
    claim_word,
    permitting,
)
from evenhand.casework.claims import Claims, claims_of
from evenhand.casework.family import Told
from evenhand.casework.tables import machines
from evenhand.terms.refusal import NotAllowed

DAY = dt.date(2012, 1, 13)
FACTS, ALL, PRESS, AID = "facts without identity", "all to named", "public reporting", "legal aid"
BASE = {"permits": FACTS, "purpose": PRESS, "given_on": "2012-01-01"}
# What may be on record: the entry's word, what it says, and whether it was struck or withdrawn.
KINDS: dict[str, tuple[str, dict[str, Any], str]] = {
    "facts to anybody": ("consent-on-claim", BASE, ""),
    "facts to the clinic": ("consent-on-claim", {**BASE, "to": "The Clinic"}, ""),
    "facts for legal aid": ("consent-on-claim", {**BASE, "purpose": AID}, ""),
    "all to the clinic": ("consent-on-claim", {**BASE, "permits": ALL, "to": "The Clinic"}, ""),
    "past": ("consent-on-claim", {**BASE, "until": "2012-01-12"}, ""),
    "until today": ("consent-on-claim", {**BASE, "until": "2012-01-13"}, ""),
    "not yet": ("consent-on-claim", {**BASE, "given_on": "2012-01-14"}, ""),
    "withdrawn": ("consent-on-claim", BASE, "withdrawn"),
    "struck": ("consent-on-claim", BASE, "struck"),
    "refused": ("refuse-on-claim", {**BASE, "permits": "none"}, ""),
    "refusal struck": ("refuse-on-claim", {**BASE, "permits": "none"}, "struck"),
}
WANTED = [
    WantedOfClaim(what, to, purpose, DAY)
    for what, to, purpose in product((FACTS, ALL), ("the  clinic", "a paper"), (PRESS, AID))
]


def _record(kinds: tuple[str, ...]) -> tuple[Claims, frozenset[int]]:
    told, struck = [], set()
    for number, kind in enumerate(kinds, 1):
        word, said, fate = KINDS[kind]
        told.append(Told(number, word, "2012-01-02T00:00:00Z", "ana", said))
        if fate == "struck":
            struck.add(number)
        if fate == "withdrawn":
            gone = {"consent": number, "by": "she"}
            told.append(Told(number + 10, "withdraw-claim-consent", "2012-01-03", "ana", gone))
    return claims_of(told, frozenset(struck)), frozenset(struck)


def _may(kinds: tuple[str, ...], wanted: WantedOfClaim) -> bool:
    """Say by the names of the kinds alone whether anything may leave."""
    after = max((n for n, kind in enumerate(kinds) if kind == "refused"), default=-1)
    left = set(kinds[after + 1 :])
    clinic = wanted.to.split() == ["the", "clinic"]
    if wanted.purpose == AID:
        return wanted.what == FACTS and "facts for legal aid" in left
    if wanted.what == ALL:
        return clinic and "all to the clinic" in left
    anybody = bool(left & {"facts to anybody", "until today"})
    return anybody or (clinic and bool(left & {"facts to the clinic", "all to the clinic"}))


def _permitted(claims: Claims, struck: frozenset[int], wanted: WantedOfClaim) -> set[int]:
    refused: NotAllowed | None = None
    try:
        return set(permitting(claims, struck, wanted))
    except NotAllowed as refusal:
        refused = refusal
    assert refused.remedy, "a refusal says what to do instead"
    return set()


def test_nothing_leaves_but_under_a_consent_that_stands() -> None:
    """Of every three entries in any order: what may leave is what the kinds say, and no more."""
    went = tried = 0
    for kinds in product(KINDS, repeat=3):
        claims, struck = _record(kinds)
        for wanted in WANTED:
            found = _permitted(claims, struck, wanted)
            assert bool(found) == _may(kinds, wanted), (kinds, wanted)
            went += bool(found)
            tried += 1
    assert tried == len(KINDS) ** 3 * len(WANTED)
    assert 0 < went < tried / 2


def test_enforcement_is_no_purpose() -> None:
    """No purpose of the closed list is about enforcing, and no field is either."""
    words = " ".join([*claim_purposes(), *claim_fields()]).lower()
    for word in ("enforce", "arrest", "remov", "detain", "police"):
        assert word not in words


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_word_a_page_can_need_is_there(language: str) -> None:
    """Forms, standings, results, elements and appeals each have a word in each language."""
    harm = next(field.choices for field in FILE.fields if field.name == "harm_by")
    appeal = next(field.choices for field in APPEAL.fields if field.name == "result")
    standings = set(machines()["claim"].states) - {"none"}
    for word in (*FORMS, *elements(), *RESULTS, *harm, *appeal, *standings):
        assert claim_word(word, language), word
    assert claim_word("a word that somebody typed", language) == ""
    assert claim_text("notice", language)
