"""The case file: what a recorded share allows, in two languages, and nothing more."""

from __future__ import annotations

import re
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from evenhand.casework.acts import (
    attempt_contact,
    record_lead,
    record_preference,
    record_reunification,
    record_whereabouts,
    share,
)
from evenhand.casework.destroy_content import destroy_content
from evenhand.casework.family import PARTS
from evenhand.casework.file_words import LANGUAGES, Words, told
from evenhand.casework.issue_file import Issued, issue_file
from evenhand.casework.judging import RELATIONS
from evenhand.casework.purposes import purposes, recipients, shareable
from evenhand.casework.tables import family_machines
from evenhand.ledger.content import SEALED
from evenhand.ledger.reading import entry, leaves
from evenhand.review.report.markup import shown
from evenhand.safeguards.decision import CHOICES
from evenhand.terms.refusal import NoKey, NotAllowed, NotNow
from tests.report.conftest import browser
from tests.report.test_browser import RULES
from tests.support.families import CHILD, CONSENTED, KEYS, NUMBER, REACHED, Families
from tests.support.office import DECISION, Office, person

__all__ = ["browser"]
TRACER = "family-tracing 1"
# What stands in the entries of this family and is no part of any share.
NEVER = ("CANARY note", "CANARY reasons", "CANARY social worker", "CANARY volunteer",
         "family-tracing 2", "reviewer", "border:12", "CANARY kept")  # fmt: skip
OF_FIELD = {
    "standing": "asserted by two people",
    "evidence": "birth date",
    "contact": "spoke to the parent",
    "reunification": "a border station",
    "preference": "CANARY wish",
    "decision": "documented",
    "whereabouts": "removed from the United States",
    "parent-details": NUMBER,
}


@pytest.fixture
def families(office: Office) -> Families:
    """A family of which everything is on record."""
    found = Families(office)
    for who in ("family-tracing 2", "family-tracing 3"):
        found.do("assert-tie", who, "1", reasons="CANARY reasons", kept="CANARY kept")
    found.do("record-separation", "intake 1", "1")
    found.do("record-lead", TRACER, "1")
    found.do("record-whereabouts", TRACER, "1")
    found.do("attempt-contact", TRACER, "1", note="CANARY note", by="CANARY volunteer", **REACHED)
    found.do("record-preference", TRACER, "1", words="CANARY wish",
             asked_by="CANARY social worker")  # fmt: skip
    office.do("parent-decision", "supervisor 1", "1", **{**DECISION, "child": CHILD})
    office.do("consent", "intake 1", "1", **CONSENTED, **{})
    office.do("consent", "intake 1", "1", **{**CONSENTED, "purpose": "legal aid"})
    return found


def _page(
    families: Families, fields: str, language: str = "en", purpose: str = "legal aid"
) -> Issued:
    number = families.do("share", TRACER, "1", fields=fields, purpose=purpose).leaf.number
    return _issued(families, number, language)


def _issued(families: Families, number: int, language: str = "en", who: str = TRACER) -> Issued:
    office = families.office
    return issue_file(office.ledger, "1", number, Words(language), person(who), KEYS, office.clock)


@pytest.mark.parametrize("field", OF_FIELD)
def test_a_page_holds_what_was_shared_and_nothing_else(families: Families, field: str) -> None:
    """Each field brings its own part; none brings another's, and never what is no field."""
    page = _page(families, field).page
    assert OF_FIELD[field] in page
    for other, text in OF_FIELD.items():
        if other != field:
            assert text not in page, other
    for text in NEVER:
        assert text not in page, text


def test_everything_a_purpose_allows_stands_on_one_page(families: Families) -> None:
    """With every field shared every part is there, in the order of the closed list."""
    page = _page(families, ", ".join(OF_FIELD)).page
    places = [page.index(f">{shown(Words('en').title(name))}</h2>") for name in OF_FIELD]
    assert places == sorted(places)
    for text in NEVER:
        assert text not in page


def test_a_page_says_for_whom_for_what_until_when_and_by_which_entry(families: Families) -> None:
    """Recipient, purpose, ground, agreement, last day, entry, and what it may not be used for."""
    page = _page(families, "standing").page
    for text in ("an attorney of the committee", "legal aid", "legal obligation",
                 "the court&#x27;s order", "2012-06-30", "office.example/ledger",
                 "may not be used to find, arrest or remove"):  # fmt: skip
        assert text in page, text


def test_the_ledger_knows_the_page_before_anybody_has_it(families: Families) -> None:
    """The reading names the share and the page's fingerprint; the page has that of its content."""
    made = _page(families, "standing")
    last = list(leaves(families.office.ledger))[-1]
    said = entry(families.office.ledger, last.number).value("payload")
    assert (last.act, said["file"]) == ("read", made.sha256)
    assert made.sha256 == sha256(made.page.encode()).hexdigest()
    inner = re.search(r"<main>(.*)</main>", made.page, re.DOTALL)
    assert inner
    assert sha256(inner[1].encode()).hexdigest() in made.page


def test_what_changed_since_the_share_counts(families: Families) -> None:
    """A withholding, a withdrawn consent, a doubt, a past day: each stops the next page."""
    number = families.do("share", TRACER, "1", fields="parent-details, contact",
                         purpose="legal aid").leaf.number  # fmt: skip
    assert NUMBER in _issued(families, number).page
    held = families.do("withhold", "intake 1", "1", covers="contact", from_whom="everyone")
    with pytest.raises(NotAllowed, match="Withheld"):
        _issued(families, number)
    families.do("lift-withholding", TRACER, "1", withholding=str(held.leaf.number))
    families.do("doubt-tie", "reviewer 1", "1")
    with pytest.raises(NotNow, match="doubted"):
        _issued(families, number)
    families.do("assert-tie", "supervisor 1", "1")
    for consent in families.office.state("1").consents:
        back = {"by": "the mother", "withdrawn_on": "2012-01-12", "method": "by letter"}
        families.office.do("withdraw-consent", "intake 1", "1", consent=str(consent), **back)
    with pytest.raises(NotNow, match="agreed"):
        _issued(families, number)


def test_a_share_ends_on_its_last_day(families: Families) -> None:
    """After it no page is written any more."""
    number = families.do("share", TRACER, "1", fields="standing", until="2012-01-13").leaf.number
    assert _issued(families, number).page
    families.office.clock.now = families.office.clock.now.replace(day=14)
    with pytest.raises(NotNow, match="2012-01-13"):
        _issued(families, number)


def test_who_may_not_gets_no_page(families: Families) -> None:
    """Neither another role, nor on an entry that is no share, nor without the key of a detail."""
    number = families.do("share", TRACER, "1", fields="parent-details",
                         purpose="legal aid").leaf.number  # fmt: skip
    with pytest.raises(NotAllowed):
        _issued(families, number, who="reviewer 1")
    with pytest.raises(NotNow, match="no share"):
        _issued(families, 1)
    office = families.office
    with pytest.raises(NoKey):
        issue_file(office.ledger, "1", number, Words("en"), person(TRACER), None, office.clock)
    lead = next(iter(office.state("1").family.leads))
    destroy_content(office.ledger, lead, [SEALED], "a court", "it says so",
                    person("headquarters 1"), office.clock)  # fmt: skip
    page = _issued(families, number).page
    assert NUMBER not in page
    assert "destroyed by order of law" in page


def test_the_first_of_two_judgements_is_on_no_page(office: Office) -> None:
    """While nobody may read it, its evidence is not shared either."""
    found = Families(office)
    found.do("assert-tie", "family-tracing 2", "1")
    page = _page(found, "standing, evidence", purpose="find parent").page
    assert "birth date" not in page
    assert "judged by one person" in page


class _Outside(HTMLParser):
    """Collects what a page would fetch, run or send."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        names = {name for name, _ in attrs}
        if tag in ("script", "link", "img", "iframe", "form", "a") or names & {"src", "href"}:
            self.found.append(tag)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_stands_alone_and_says_its_language(families: Families, language: str) -> None:
    """It asks nothing of any other file or site, runs nothing, and prints on paper."""
    page = _page(families, ", ".join(OF_FIELD), language).page
    seen = _Outside()
    seen.feed(page)
    assert seen.found == []
    assert f'<html lang="{language}">' in page
    assert "default-src &#x27;none&#x27;" in page
    assert "@media print" in page
    assert seen.tags.count("h1") == 1
    assert "url(" not in page
    assert "http" not in page.replace("http-equiv", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_can_be_read_by_everybody(
    families: Families, tmp_path: Path, browser: Any, language: str
) -> None:
    """No rule of WCAG 2.2 AA that a program can check is broken; a telephone shows all of it."""
    from axe_playwright_python.sync_playwright import Axe

    place = tmp_path / "file.html"
    place.write_text(_page(families, ", ".join(OF_FIELD), language).page, "utf-8")
    context = browser.new_context(viewport={"width": 320, "height": 800})
    page = context.new_page()
    page.goto(place.as_uri())
    found = Axe().run(page, options=RULES)
    wide = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert [(v["id"], v["nodes"][0]["html"]) for v in found.response["violations"]] == []
    assert wide == 320


def test_the_spanish_page_is_in_spanish(families: Families) -> None:
    """Headings and every word of the closed lists are Spanish; the record's own words say so."""
    page = _page(families, ", ".join(OF_FIELD), "es").page
    for text in ("Expediente", "confirmado por dos personas", "se habló con el padre o la madre",
                 "El silencio nunca es una respuesta", "quiere estar con el niño",
                 "expulsado de Estados Unidos", "sin traducir"):  # fmt: skip
        assert text in page, text
    for text in ("asserted by", "spoke to", "Silence"):
        assert text not in page, text


def test_a_hostile_text_stays_text(families: Families) -> None:
    """What somebody typed is shown as typed, and never as part of the page."""
    families.do("record-preference", TRACER, "1", words="<script>alert(1)</script>")
    page = _page(families, "preference").page
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def _closed() -> set[str]:
    words = {state for name in ("tie", *PARTS) for state in family_machines()[name].states}
    words |= {"documented", "incomplete", "missing", "contradicted"}
    words |= {*RELATIONS, *attempt_contact.OUTCOMES, *attempt_contact.CHANNELS, *share.BASES}
    words |= {*record_preference.WISHES, *record_lead.WHOSE, *record_lead.KINDS, *CHOICES}
    words |= {move.act for move in family_machines()["reunification"].moves}
    for rule in (record_preference.RULE, record_whereabouts.RULE, record_reunification.RULE):
        words |= {choice for field in rule.fields for choice in field.choices}
    return words


def test_every_word_of_the_closed_lists_is_there_in_both_languages() -> None:
    """No act can write a word for which a page has none; and no word is left that none writes."""
    assert set(told()["word"]) == _closed()
    every = [texts for kind in told().values() for texts in kind.values()]
    every += [one.says for one in (*shareable().values(), *purposes().values())]
    every += list(recipients().values())
    for texts in every:
        assert set(texts) == set(LANGUAGES)
        assert all(text.strip() for text in texts.values())
    assert {*shareable()} <= set(told()["title"])
