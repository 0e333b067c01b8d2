"""Take in the rows of a file that was handed in: they become cases of the site.

Who may: every role that sees cases, for facts of the marks that it may record. What must hold: no
file of the same bytes was taken in before. What is written: the act ``take-in`` with the file's
name and fingerprint, the mapping's, and how many rows were read, accepted and rejected. It stands
under the file's fingerprint, where entries about a case have the case's number.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from evenhand.casework.person import SEES_CASES, Person
from evenhand.casework.register import register
from evenhand.casework.rights import check
from evenhand.docket.catalogue import catalogue
from evenhand.ledger.append import Act, Clock, append
from evenhand.ledger.content import Content
from evenhand.ledger.leaf import Leaf
from evenhand.ledger.opening import Ledger
from evenhand.ledger.reading import Entry, leaves, of_case, several
from evenhand.terms.refusal import NotNow, Unaccounted

TAKE_IN = "take-in"


@dataclass(frozen=True)
class Counted:
    """A file and its account: every row that was read is accepted or rejected."""

    name: str
    sha256: str
    mapping: str
    read: int
    accepted: int
    rejected: int
    cases: int


def taken_in(ledger: Ledger, sha256: str) -> Entry | None:
    """Give the entry by which a file of these bytes was taken in, if one was."""
    return next((one for one in of_case(ledger, _subject(sha256)) if one.leaf.act == TAKE_IN), None)


def all_taken_in(ledger: Ledger) -> list[str]:
    """Give the fingerprints of the files that were taken in, in the order in which they were."""
    numbers = [leaf.number for leaf in leaves(ledger) if leaf.act == TAKE_IN]
    told = (one.value("payload") for one in several(ledger, numbers))
    return [said["sha256"] for said in told if said]


def check_not_taken_in(ledger: Ledger, sha256: str) -> None:
    """Refuse a file that was taken in before, whatever it is called now."""
    if earlier := taken_in(ledger, sha256):
        raise NotNow(
            f"This very file was taken in before, on {earlier.leaf.at[:10]}, by entry "
            f"{earlier.leaf.number}.",
            "Its rows are cases, or stand among the rejects: see Import. Hand in what is new.",
        )


def check_may_record(person: Person, facts: Iterable[str]) -> None:
    """Refuse a file with facts that a person's role may not put on the record."""
    person.must_be(SEES_CASES, "take cases in")
    for fact in facts:
        mark = catalogue()[fact].protection
        check(person, "record", mark, f"record {fact}, which is marked {mark}")


def take_in(
    ledger: Ledger, counted: Counted, facts: Iterable[str], person: Person, clock: Clock
) -> Leaf:
    """Record that the rows of a file are taken in."""
    register(ledger).confirm(person)
    check_may_record(person, facts)
    check_not_taken_in(ledger, counted.sha256)
    if counted.read != counted.accepted + counted.rejected:
        raise Unaccounted(
            f"{counted.read:,} rows were read, but {counted.accepted:,} accepted and "
            f"{counted.rejected:,} rejected.",
            "Nothing was taken in. This is a fault in Evenhand; please report it.",
        )
    if not counted.accepted:
        raise NotNow("No row of this file can be taken in.", "Mend the rows, and hand it in again.")
    content = Content(who=person.who, payload=asdict(counted), case=_subject(counted.sha256))
    # Of two people with the same file, the ledger takes one entry.
    return append(ledger, Act(TAKE_IN, person.role, content, after=0), clock)


def _subject(sha256: str) -> str:
    return f"file {sha256}"
