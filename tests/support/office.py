"""An office for tests: a ledger with people on its register, and a docket of made-up cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from evenhand.casework.admit_person import admit_person
from evenhand.casework.all_acts import ACTS
from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.family_acts import FAMILY_ACTS, Handed
from evenhand.casework.finding_now import Grounds
from evenhand.casework.person import ROLES, Person
from evenhand.casework.replay import CaseState, replayed
from evenhand.docket.snapshot import Docket, open_docket
from evenhand.guidance.instrument import Instrument
from evenhand.guidance.library import find
from evenhand.ledger.append import Act, append
from evenhand.ledger.content import Content
from evenhand.ledger.opening import Ledger
from evenhand.ledger.reading import of_case
from tests.support.dockets import docket
from tests.support.recording import ADMIN, Clock, Place, begin

DOOR = "test"
DAY = dt.date(2012, 1, 13)
INSTRUMENT = "ice-2011-11-17"
# Two people of each role that may be needed twice, one of every other.
TWICE = ("reviewer", "supervisor", "headquarters", "family-tracing")
PEOPLE = {f"{role} {n}": role for role in ROLES for n in ((1, 2, 3) if role in TWICE else (1,))}


def person(name: str) -> Person:
    """Give a person on the register, in their role."""
    return Person(name, PEOPLE[name], DOOR, f"account of {name}")


def cases(folder: Path, numbers: Sequence[str], facts: Mapping[str, Any] | None = None) -> Docket:
    """Make a docket of cases of which little is known."""
    docket(folder, [(number, dict(facts or {}), DAY) for number in numbers], dated=DAY)
    return open_docket(folder / "docket")


@cache
def _instrument(id: str) -> Instrument:
    (found,) = find([id])
    return found


@dataclass
class Office:
    """An open ledger with everybody admitted, and the docket its cases stand in."""

    ledger: Ledger
    docket: Docket
    clock: Clock = field(default_factory=Clock)

    def do(
        self,
        act: str,
        who: str | Person,
        case: str,
        *,
        reasons: str = "Because the record says so.",
        seen: int | None = None,
        instrument: str = INSTRUMENT,
        **given: str,
    ) -> Recorded:
        """Do an act as somebody."""
        acting = person(who) if isinstance(who, str) else who
        attempt = Attempt(self.ledger, self.clock, acting, case, given, reasons, seen, self.docket)
        if act in FAMILY_ACTS:
            return FAMILY_ACTS[act].do(attempt, Handed())
        return ACTS[act].do(attempt, self.docket, Grounds(self.docket, _instrument(instrument)))

    def state(self, case: str) -> CaseState:
        """Give the state of a case as its entries say."""
        return replayed(case, of_case(self.ledger, case))

    def put(self, act: str, who: str, case: str, **payload: Any) -> int:
        """Put an entry on the ledger as if its act had been done, to bring a case into a state."""
        acting = person(who)
        content = Content(acting.who, payload or {"made": "for a test"}, "made", case)
        return append(self.ledger, Act(act, acting.role, content), self.clock).number


def staffed(place: Place, clock: Clock | None = None) -> AbstractContextManager[Ledger]:
    """Open a new ledger and admit everybody."""
    ticking = clock or Clock()
    begin(place, ticking)
    with place.open() as ledger:
        for name, role in PEOPLE.items():
            admit_person(ledger, name, DOOR, f"account of {name}", [role], ADMIN, ticking)
    return place.open()


DETERMINED = {
    "form": "settle-or-dismiss", "what": "move to close the case administratively",
    "stage": "before the judge", "asked_by": "own motion",
}  # fmt: skip
ORDER = {"ordered_by": "immigration judge", "ordered_on": "2011-12-05", "motion": "joint"}
STAY = {
    "ordered_by": "immigration judge", "ordered_at": "2011-10-24T09:00-04:00",
    "until": "2012-10-23", "document": "order, file 1",
}  # fmt: skip
ACCOUNT = {
    "event": "release",
    "told_by": "family",
    "source": "a newspaper",
    "says": "She may stay.",
}
CONSENT = {
    "by": "the mother", "of": "the family", "what": "facts without identity", "to": "a reporter",
    "purpose": "legal aid", "language": "Spanish", "method": "written and signed",
    "given_on": "2011-08-01", "in_custody": "no",
}  # fmt: skip
CERTIFICATE = {
    "hold": "pregnancy", "document": "medical certificate on travel in this pregnancy",
    "dated": "2011-10-21", "signed_by": "a physician", "kept": "medical file",
}  # fmt: skip
REMOVAL = {
    "removed_on": "2012-01-12", "office": "Newark", "carried_out_by": "an officer",
    "country": "a country", "source": "flight manifest",
}  # fmt: skip
FACT = {
    "fact": "usc_child", "value": "yes", "evidence": "birth certificate", "informant": "family",
}  # fmt: skip
# What a complete record of a parent's decision holds.
DECISION = {
    "child": "child-1", "asked": "yes", "asked_by": "an officer",
    "asked_at": "2011-10-20T10:00-04:00", "asked_where": "Newark", "language": "Spanish",
    "interpreter": "interpreter 7", "explained": "form 1, version 2",
    "explained_at": "2011-10-20T10:05-04:00", "reunification_offered": "yes",
    "reunification_how": "on the same flight", "choice": "with me",
    "chosen_at": "2011-10-21T10:00-04:00", "form": "signed", "carried_out": "yes",
}  # fmt: skip
# Fields with which each act is complete.
GIVEN: Mapping[str, Mapping[str, str]] = {
    "take": {},
    "record-fact": FACT,
    "judge-fact": {"fact": "compelling_ties", "value": "yes"},
    "determine": {**DETERMINED, "decides": "favourable"},
    "second": {**DETERMINED, "decides": "favourable"},
    "disagree": {"office": "ERO", "instead": "go on with the case"},
    "escalate": {"tried": "two meetings with the local supervisors"},
    "close": {**ORDER, "respondent_position": "agreed"},
    "recalendar": ORDER,
    "remove": REMOVAL,
    "parent-decision": DECISION,
    "account": ACCOUNT,
    "recuse": {},
    "assign": {"person": "medical 1"},
    "unassign": {"person": "medical 1"},
    "grant-stay": STAY,
    "consent": CONSENT,
    "clear-hold": CERTIFICATE,
    "ask-override": {"hold": "pregnancy", "done": "a physician was asked for"},
    "agree-override": {"hold": "pregnancy"},
    "refuse-override": {"hold": "pregnancy"},
    "reopen-hold": {"hold": "pregnancy"},
    "new-episode": {"hold": "pregnancy", "began_on": "2011-12-01", "evidence": "a test, file 2"},
}
