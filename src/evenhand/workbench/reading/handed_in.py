"""A file that was handed in: checked, shown as it would be read, and taken in or thrown away.

Until it is taken in nothing of it is on file. Taken in, its rows are cases; the file is kept with
the site, for the cases are read from it again whenever a docket is loaded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from evenhand.casework.rights import marks
from evenhand.casework.take_in import Counted, check_not_taken_in, take_in, taken_in
from evenhand.ledger.opening import Ledger
from evenhand.terms.refusal import BadInput, NotNow, Refusal
from evenhand.workbench.access.policy import Actor
from evenhand.workbench.clock import clock, this_day
from evenhand.workbench.queueing.loaded import Loaded
from evenhand.workbench.queueing.placing import alone, generation, put
from evenhand.workbench.reading.case import may_on
from evenhand.workbench.reading.handed_in_words import remedy_of
from evenhand.workbench.uploads.apart import apart
from evenhand.workbench.uploads.kept import kept
from evenhand.workbench.uploads.waiting import Waiting, all_of, find, keep

LONGEST_MAPPING = 64 << 10
PAGE = 50


class WrongKind(BadInput):
    """What was handed in is no table that a page takes."""


@dataclass(frozen=True)
class Fault:
    """Something about one row: where, why, what to do, and the words that stand there."""

    row: int
    column: str
    why: str
    remedy: str
    words: str


@dataclass(frozen=True)
class TakenFile:
    """A file that was taken in, with its account, and its cases as far as they are one's own."""

    name: str
    sha256: str
    day: str
    entry: int
    read: int
    accepted: int
    rejected: int
    cases: int
    yours: Sequence[str] = ()


def hand_in(
    loaded: Loaded, ledger: Ledger, actor: Actor, name: str, content: bytes, mapping: str
) -> Waiting:
    """Keep a file for a day and check it; a second one of the same bytes is refused."""
    if not content:
        raise WrongKind(f"{name} is empty.", "Choose the file that holds the rows.")
    job = {
        "day": str(loaded.day or this_day()),
        "offices": [] if actor.everywhere else list(actor.offices),
        "may_record": sorted(marks(actor.role, "record")),
        "loaded": str(settings.PLACE.loaded.resolve()),
    }
    site, account = settings.PLACE.folder.resolve(), actor.person.account
    waiting = keep(site, account, name, content, job, clock().timestamp())
    try:
        check_not_taken_in(ledger, waiting.job["sha256"])
        if mapping.strip():
            waiting.map(mapping)
        check(waiting)
    except (WrongKind, Refusal) as refusal:
        if isinstance(refusal, WrongKind) or not waiting.mapping.exists():
            waiting.drop()
            raise
    return waiting


def check(waiting: Waiting) -> None:
    """Check a file by its mapping; what is found is kept with it."""
    answer = apart("check", waiting.folder)
    if wrong := answer.get("wrong_kind"):
        raise WrongKind(*wrong)


def found(actor: Actor, token: str) -> Waiting | None:
    """Give a file of this person that waits."""
    return find(settings.PLACE.folder.resolve(), actor.person.account, token)


def waiting_of(actor: Actor) -> list[Waiting]:
    """Give the files of this person that wait."""
    return all_of(settings.PLACE.folder.resolve(), actor.person.account)


def faults(checked: Mapping[str, Any]) -> tuple[list[Fault], list[Fault]]:
    """Give the rows that are rejected, and the values that count as unknown."""
    columns = dict(checked["described"])
    rejects = [
        Fault(one["row"], _column(one["reason"], columns), one["reason"],
              remedy_of(one["reason"]), one["raw"])
        for one in checked["rejects"]
    ]  # fmt: skip
    notes = [
        Fault(one["row"], one["col"], one["reason"], remedy_of(one["reason"]), one["raw"])
        for one in checked["notes"]
    ]
    return rejects, notes


def _column(reason: str, columns: Mapping[str, str]) -> str:
    """Name the column that a reason is about; none where it is about the whole row."""
    if reason.startswith("no record date"):
        return columns.get("recorded_on", "")
    if reason.startswith("not yours"):
        return columns.get("office", columns.get("court", ""))
    numbers = ("no case number", "unusable number", "already a case")
    return columns.get("key", "") if reason.startswith(numbers) else ""


def take(ledger: Ledger, actor: Actor, waiting: Waiting) -> int:
    """Make the accepted rows cases; gives the entry. All of it happens, or nothing."""
    checked, out = waiting.checked, settings.PLACE.loaded.resolve()
    if not checked:
        raise NotNow("This file is not checked.", "Check it, and look at what becomes of its rows.")
    job = waiting.job
    counted = Counted(
        job["name"], job["sha256"], checked["mapping"], checked["read"], checked["accepted"],
        checked["rejected"], checked["cases"],
    )  # fmt: skip
    check_not_taken_in(ledger, counted.sha256)
    with alone(out), generation(out) as part:
        described = apart("build", waiting.folder, part)
        with kept(settings.PLACE.folder.resolve(), waiting):
            entry = take_in(ledger, counted, checked["facts"], actor.person, clock)
        put(part, out, described)
    waiting.drop()
    return entry.number


def taken_files(loaded: Loaded, ledger: Ledger, actor: Actor, whose: str) -> Iterator[TakenFile]:
    """Give the files that were taken in, the latest first; of one also the cases."""
    for one in reversed(loaded.taken):
        (file,) = one.docket.manifest["inputs"]
        recorded = taken_in(ledger, file["sha256"])
        if recorded is None:
            continue
        told = file["sha256"] == whose
        cases = sorted(one.cases)[:PAGE] if told else []
        yield TakenFile(
            file["name"], file["sha256"], recorded.leaf.at[:10], recorded.leaf.number,
            file["read"], file["loaded"], file["rejected"], len(one.cases),
            [case for case in cases if may_on(loaded, ledger, actor, case)],
        )  # fmt: skip
