"""Releases as pages show them: how each stands on the ledger, and the acts of two people as forms.

Before anything is done with a release its folder is checked byte for byte, so that what is approved
is what was read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from django.conf import settings

from evenhand.casework.release_acts import RELEASE_ACTS, Listed, OpenRelease, open_on_release
from evenhand.casework.releases import (
    Folder,
    ReleaseAttempt,
    ReleaseState,
    machine,
    release_state,
)
from evenhand.ledger.opening import Ledger, opened
from evenhand.workbench.access.policy import Actor
from evenhand.workbench.clock import clock
from evenhand.workbench.oversight.holding import Held, find, held
from evenhand.workbench.reading.acting import Question, fault_of


@dataclass(frozen=True)
class Release:
    """A release of the site, and how it stands."""

    held: Held
    state: ReleaseState

    @property
    def says(self) -> str:
        """What its state means."""
        return machine().states[self.state.state].says

    @property
    def owner(self) -> tuple[str, ...]:
        """Whose it is to move."""
        return machine().states[self.state.state].owner


@dataclass(frozen=True)
class ReleaseAsked:
    """A form: the act, its questions, the reasons."""

    listed: Listed
    questions: Sequence[Question]
    reasons: str
    seen: str = ""  # the bytes say what was seen

    def with_faults(self) -> ReleaseAsked:
        """Say at each field what is wrong with what stands in it."""
        return replace(self, questions=[replace(q, fault=fault_of(q)) for q in self.questions])


@contextmanager
def ledger_now() -> Iterator[Ledger]:
    """Open the site's ledger."""
    with opened(settings.PLACE.ledger) as ledger:
        yield ledger


def releases_now(ledger: Ledger) -> list[Release]:
    """Give the releases of the site that are whole, the newest first."""
    return [_with_state(ledger, one) for one in held(settings.PLACE.folder)]


def release_now(ledger: Ledger, name: str) -> Release | None:
    """Give one release; none where there is none of that name, or where it was touched."""
    found = find(settings.PLACE.folder, name)
    return None if found is None else _with_state(ledger, found)


def _with_state(ledger: Ledger, found: Held) -> Release:
    return Release(found, release_state(ledger, _folder(found).subject))


def _folder(found: Held) -> Folder:
    return Folder(found.folder.sums, found.folder.certificate, found.folder.title)


def release_questions(act: str, given: Mapping[str, str]) -> ReleaseAsked:
    """Give the form of an act with what was typed so far."""
    listed = RELEASE_ACTS[act]
    questions = [Question(field, given.get(field.name, ""), ()) for field in listed.rule.fields]
    return ReleaseAsked(listed, questions, given.get("reasons", ""))


def open_acts(ledger: Ledger, actor: Actor, found: Held) -> list[OpenRelease]:
    """Give every act on a release, each with why it is not open to this person."""
    return list(open_on_release(ReleaseAttempt(ledger, clock, actor.person, _folder(found))))


def act_on_release(ledger: Ledger, actor: Actor, found: Held, asked: ReleaseAsked) -> int:
    """Do it, if casework lets it be done; gives the number of the entry."""
    typed = {question.field.name: question.value for question in asked.questions}
    attempt = ReleaseAttempt(
        ledger, clock, actor.person, _folder(found), asked.reasons, typed.get("where", "")
    )
    return asked.listed.do(attempt).number
