"""Ledgers for tests: made by the real acts, with a clock the test sets and made-up people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from evenhand.casework.admit_person import admit_person
from evenhand.casework.open_ledger import open_ledger
from evenhand.casework.person import ADMINISTRATOR, HEADQUARTERS, REVIEWER, Person
from evenhand.ledger.append import Act, append
from evenhand.ledger.checkpoint import Checkpoint, make_checkpoint
from evenhand.ledger.content import Content
from evenhand.ledger.keys import load_key
from evenhand.ledger.leaf import Leaf
from evenhand.ledger.note import SignerKey
from evenhand.ledger.opening import Ledger, opened

ORIGIN = "office.example/ledger"
ADMIN = Person("administrator one", ADMINISTRATOR, "test")
HEAD_OFFICE = Person("headquarters one", HEADQUARTERS, "test", "account of headquarters one")
REVIEW = Person("reviewer one", REVIEWER, "test", "account of reviewer one")
START = dt.datetime(2012, 1, 13, 9, 0, tzinfo=dt.UTC)


class Clock:
    """A clock that goes on by a second each time it is read, until somebody sets it."""

    def __init__(self, now: dt.datetime = START) -> None:
        self.now = now

    def __call__(self) -> dt.datetime:
        self.now += dt.timedelta(seconds=1)
        return self.now


@dataclass
class Place:
    """Where a test keeps a ledger and what belongs to it."""

    address: str
    owner: str
    folder: Path

    @property
    def key(self) -> Path:
        """The file of the signing key."""
        return self.folder / "ledger.key"

    @property
    def checkpoints(self) -> Path:
        """The folder of checkpoints."""
        return self.folder / "checkpoints"

    @property
    def signer(self) -> SignerKey:
        """The signing key."""
        return load_key(self.key)

    @contextmanager
    def open(self) -> Iterator[Ledger]:
        """Open the ledger."""
        with opened(self.address) as ledger:
            yield ledger

    def checkpoint(self) -> Checkpoint:
        """Sign the ledger as it stands."""
        with self.open() as ledger:
            return make_checkpoint(ledger, [self.signer], self.checkpoints)


def begin(place: Place, clock: Clock | None = None) -> Place:
    """Open a new ledger at a place."""
    open_ledger(place.address, ORIGIN, place.key, ADMIN, clock or Clock(), owner=place.owner)
    return place


def admit(ledger: Ledger, clock: Clock | None = None) -> None:
    """Put the two others on the register: two entries more."""
    for one in (HEAD_OFFICE, REVIEW):
        admit_person(ledger, one.name, one.door, one.account, [one.role], ADMIN, clock or Clock())


def determined(number: int, case: str = "", *, after: int | None = None) -> Act:
    """Give a made-up act."""
    payload = {"form": "administrative closure", "count": number}
    reasons = f"Reason {number}: the respondent has lived here since childhood."
    content = Content(REVIEW.who, payload, reasons, case or f"case-{number % 7}")
    return Act("determine", REVIEWER, content, after)


def fill(ledger: Ledger, count: int, clock: Clock | None = None) -> list[Leaf]:
    """Record some acts."""
    ticking = clock or Clock()
    return [append(ledger, determined(number), ticking) for number in range(count)]
