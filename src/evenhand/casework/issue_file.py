"""Write the case file that a recorded share allows: one page for its recipient, and no more.

Who may: family tracing or a supervisor. What must hold: the share is on record and its last day is
not past; all that had to hold for the share holds today as well, for somebody may have had
something withheld, or taken a consent back. What is written: the act ``read`` with the case, the
share, the language and the fingerprint of the page, before anybody has the page.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files

from evenhand.casework.family import Told
from evenhand.casework.family_reading import WHO_OPENS, opened_detail
from evenhand.casework.file_sections import Shared, facts, section
from evenhand.casework.file_words import Words
from evenhand.casework.person import Person
from evenhand.casework.purposes import purposes, recipients, shareable
from evenhand.casework.read_content import record_reading
from evenhand.casework.register import register
from evenhand.casework.replay import CaseState, replayed
from evenhand.casework.scope import check_scope
from evenhand.casework.sealing import Keyring
from evenhand.casework.sharing import Wanted, check_share
from evenhand.ledger.append import Clock
from evenhand.ledger.opening import Ledger
from evenhand.ledger.reading import entry, of_case
from evenhand.review.report.markup import Html, element, joined
from evenhand.terms.refusal import NotAllowed, NotNow

WHO_MAY = WHO_OPENS
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


@dataclass(frozen=True)
class Issued:
    """A page, and its fingerprint as the ledger has it."""

    page: str
    sha256: str


def issue_file(
    ledger: Ledger,
    case: str,
    share: int,
    words: Words,
    person: Person,
    keys: Keyring | None,
    clock: Clock,
) -> Issued:
    """Write the page of a share."""
    person.must_be(WHO_MAY, "write a case file for somebody outside")
    known = register(ledger)
    known.confirm(person)
    state = replayed(case, of_case(ledger, case))
    check_scope(known, person, state, None)
    if person.name in state.recused:
        raise NotAllowed(
            "A person who is recused from this case does not read it.", "Somebody else must."
        )
    found = state.family.shares.get(share)
    if found is None:
        listed = ", ".join(map(str, state.family.shares)) or "none"
        raise NotNow(f"Entry {share} is no share of this case.", f"Shares: {listed}.")
    now = clock()
    leads = _leads_now(state, found, now.date())
    details = {n: _opened(ledger, case, n, keys, words) for n in leads}
    made = page(Shared(state, found.said["child"], words, details), found, ledger.origin, now)
    digest = sha256(made.encode()).hexdigest()
    what = {"case": case, "entries": [share, *leads], "file": digest, "language": words.language}
    record_reading(ledger, what, f"case file under entry {share}", person, clock)
    return Issued(made, digest)


def _leads_now(state: CaseState, share: Told, day: dt.date) -> list[int]:
    said = share.said
    if said["until"] < str(day):
        raise NotNow(
            f"The last day of this share was {said['until']}.",
            "Record a new one: `evenhand families share`.",
        )
    wanted = Wanted(said["child"], said["fields"], said["recipient"], said["purpose"], day)
    passing = check_share(state, wanted)
    return sorted(set(said["leads"]) & set(passing.leads))


def _opened(ledger: Ledger, case: str, lead: int, keys: Keyring | None, words: Words) -> str:
    found = entry(ledger, lead)
    if "sealed" in found.destroyed:
        return words.text("destroyed")
    return opened_detail(ledger, case, found, keys or Keyring([]))


def page(shared: Shared, share: Told, origin: str, now: dt.datetime) -> str:
    """Write the whole page, which asks nothing of any other file."""
    words = shared.words
    parts = [section(name, shared) for name in shareable() if name in share.said["fields"]]
    inner = joined([_about(shared, share, origin), *parts])
    digest = sha256(inner.encode()).hexdigest()
    foot = element(
        "footer",
        element("p", f"{words.label('made')} {now:%Y-%m-%d}. {words.text('only_shared')}"),
        element("p", f"{words.label('fingerprint')}: {digest}"),
    )
    top = element(
        "header",
        element("h1", words.title("page")),
        element("p", words.text("confidential"), class_="notice"),
    )
    body = element("body", top, element("main", inner), foot)
    return f"<!DOCTYPE html>\n{element('html', _head(words), body, lang=words.language)}\n"


def _head(words: Words) -> Html:
    style = files(__package__).joinpath("file_page.css").read_text("utf-8")
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="robots", content="noindex"),
        element("title", words.title("page")),
        element("style", Html(style)),
    )


def _about(shared: Shared, share: Told, origin: str) -> Html:
    words, said, language = shared.words, share.said, shared.words.language
    contains = "; ".join(shareable()[name].says[language] for name in said["fields"])
    table = facts(
        [
            (words.label("file_of"), shared.state.case),
            (words.label("child"), shared.child),
            (words.label("recipient"), recipients()[said["recipient"]][language]),
            (words.label("to"), said["to"]),
            (words.label("purpose"), purposes()[said["purpose"]].says[language]),
            (words.label("basis"), words.word(said["basis"])),
            (words.label("agreement"), said["agreement"]),
            (words.label("until"), said["until"]),
            (words.label("contains"), contains),
            (words.label("share_entry"), f"{share.entry}, {origin}"),
        ]
    )
    told = ["not_enforcement", "keep_until"]
    notes = [element("p", words.text(name)) for name in told]
    if said["given_in_custody"]:
        notes.append(element("p", element("strong", f"{words.label('in_custody')}.")))
    heading = element("h2", words.title("share"))
    return element("section", heading, table, *notes, aria_label=words.title("share"))
