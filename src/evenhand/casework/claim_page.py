"""Write the page that a recorded share of a claim allows: what the consent permits, and no more.

Who may: asylum or a supervisor. What must hold: the share is on record and its last day is not
past; the consent that let it be shared stands today as well. What is written: the act ``read`` with
the case, the share, the language and the fingerprint of the page, before anybody has the page.

Facts without identity are made of closed words, years and a country. Neither the number of the
case, nor that of the share or any entry, nor the name of the ledger, nor anything that somebody
typed is on such a page.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from typing import Any

from evenhand.casework.claim_sharing import (
    WantedOfClaim,
    claim_fields,
    claim_purposes,
    claim_text,
    claim_word,
    permitting,
)
from evenhand.casework.claims import WITHOUT_IDENTITY, Claim, Form
from evenhand.casework.file_sections import facts
from evenhand.casework.file_words import Words
from evenhand.casework.issue_file import POLICY, Issued
from evenhand.casework.person import ASYLUM, SUPERVISOR, Person
from evenhand.casework.read_content import record_reading
from evenhand.casework.register import register
from evenhand.casework.replay import CaseState, replayed
from evenhand.casework.rights import CONFIDENTIAL, check
from evenhand.casework.scope import case_in, check_scope
from evenhand.docket.snapshot import Docket
from evenhand.ledger.append import Clock
from evenhand.ledger.opening import Ledger
from evenhand.ledger.reading import of_case
from evenhand.review.report.markup import Html, element, joined
from evenhand.terms.refusal import NotAllowed, NotNow

WHO_MAY = (ASYLUM, SUPERVISOR)
# A country's name or code and nothing beside it: a town before a comma is a place finer than one.
COUNTRY = re.compile(r"[^\W\d_][^\d,;:/()\n]{0,39}")


@dataclass(frozen=True)
class _Page:
    """What a page is made of: the claims, the country, the language, the fields that pass."""

    state: CaseState
    nationality: str
    language: str
    fields: frozenset[str]

    def word(self, word: object) -> str:
        """Give a closed word; one that is not of the list is not on a page."""
        return claim_word(str(word), self.language)


def issue_claim(
    ledger: Ledger,
    case: str,
    share: int,
    words: Words,
    person: Person,
    clock: Clock,
    docket: Docket | None = None,
) -> Issued:
    """Write the page of a share."""
    check(person, "read", CONFIDENTIAL, "write a page of a claim for somebody outside")
    person.must_be(WHO_MAY, "write a page of a claim for somebody outside")
    known = register(ledger)
    known.confirm(person)
    state = replayed(case, of_case(ledger, case))
    check_scope(known, person, state, docket)
    if person.name in state.recused:
        raise NotAllowed(
            "A person who is recused from this case does not read it.", "Somebody else must."
        )
    now = clock()
    said, weak = _shared_today(state, share, now.date())
    # Only a field that the closed list still lets pass under this consent is on the page.
    fields = frozenset(said["fields"]) & {
        name for name, one in claim_fields().items()
        if said["what"] != WITHOUT_IDENTITY or not one.identity
    }  # fmt: skip
    made = _written(_Page(state, _country(docket, case), words.language, fields), said, weak, now)
    digest = sha256(made.encode()).hexdigest()
    what = {"case": case, "entries": [share], "file": digest, "language": words.language}
    record_reading(ledger, what, f"page of a claim under entry {share}", person, clock)
    return Issued(made, digest)


def _shared_today(state: CaseState, share: int, day: dt.date) -> tuple[Mapping[str, Any], bool]:
    """Give what a share says, and whether its consent is weak; refused unless it stands today."""
    found = state.claims.shares.get(share)
    if found is None:
        listed = ", ".join(map(str, state.claims.shares)) or "none"
        raise NotNow(f"Entry {share} is no share of a claim of this case.", f"Shares: {listed}.")
    said = found.said
    if said["until"] < str(day):
        raise NotNow(
            f"The last day of this share was {said['until']}.",
            "Record a new one: `evenhand asylum share`.",
        )
    wanted = WantedOfClaim(said["what"], said["to"], said["purpose"], day)
    consents = permitting(state.claims, state.struck, wanted)
    return said, all(one.said.get("in_custody") for one in consents.values())


def _country(docket: Docket | None, case: str) -> str:
    row = case_in(docket, case) if docket is not None else {}
    said = str(row.get("nationality") or "").strip()
    return said if COUNTRY.fullmatch(said) else ""


def _written(page: _Page, said: Mapping[str, Any], weak: bool, now: dt.datetime) -> str:
    def text(name: str) -> str:
        return claim_text(name, page.language)

    named = said["what"] != WITHOUT_IDENTITY
    notes = ["notice", *([] if named else ["no_identity"]), "keep",
             *(["in_custody"] if weak else [])]  # fmt: skip
    about = facts(
        [
            (text("to"), said["to"] if named else ""),
            (text("purpose"), claim_purposes()[said["purpose"]][page.language]),
            (text("until"), said["until"]),
            (text("made"), f"{now:%Y-%m-%d}"),
        ]
    )
    shown = [
        element("section", element("h2", f"{text('claim')} {n}"), facts(_rows(page, claim, form)))
        for n, (claim, form) in enumerate(_forms(page.state), 1)
    ]
    style = files(__package__).joinpath("file_page.css").read_text("utf-8")
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="robots", content="noindex"),
        element("title", text("title")),
        element("style", Html(style)),
    )
    main = joined([*(element("p", text(name)) for name in notes), about, *shown])
    body = element("body", element("h1", text("title")), element("main", main))
    return f"<!DOCTYPE html>\n{element('html', head, body, lang=page.language)}\n"


def _forms(state: CaseState) -> Iterator[tuple[Claim, Form]]:
    for claim in state.claims.filed.values():
        for form in claim.forms.values():
            yield claim, form


def _rows(page: _Page, claim: Claim, form: Form) -> list[tuple[str, object]]:
    """Give a label and a value for each field that passes, in the order of the closed list."""
    return [
        (one.says[page.language], _TOLD[name](page, claim, form))
        for name, one in claim_fields().items()
        if name in page.fields
    ]


def _days(page: _Page, claim: Claim, form: Form) -> str:
    return "; ".join(f"{moved.day}: {page.word(moved.to)}" for moved in form.moves)


def _appeal(page: _Page, claim: Claim, form: Form) -> str:
    return page.word(form.appeal.said.get("result")) if form.appeal else ""


def _judge(page: _Page, claim: Claim, form: Form) -> str:
    return str(form.decision.said.get("judge", "")) if form.decision else ""


def _typed(page: _Page, claim: Claim, form: Form) -> str:
    said = [moved.told.said for moved in form.moves]
    texts = [one.get(name) for one in said for name in ("element_words", "document")]
    return "; ".join(str(text) for text in texts if text)


def _family(page: _Page, claim: Claim, form: Form) -> str:
    return ", ".join(text for text in (claim.family, *claim.said.get("members", ())) if text)


_TOLD: Mapping[str, Callable[[_Page, Claim, Form], object]] = {
    "nationality": lambda page, claim, form: page.nationality,
    "forms": lambda page, claim, form: page.word(form.name),
    "filed_year": lambda page, claim, form: str(claim.said.get("filed_on", ""))[:4],
    "harm_by": lambda page, claim, form: page.word(claim.said.get("harm_by")),
    "standing": lambda page, claim, form: page.word(form.standing),
    "result": lambda page, claim, form: page.word(form.result),
    "elements": lambda page, claim, form: ", ".join(page.word(one) for one in form.rests_on),
    "appeal": _appeal,
    "case": lambda page, claim, form: page.state.case,
    "family": _family,
    "grounds": lambda page, claim, form: ", ".join(claim.said.get("grounds", ())),
    "days": _days,
    "judge": _judge,
    "words": _typed,
}
