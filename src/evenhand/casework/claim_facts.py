"""What follows from claims to protection for review and safeguards: two facts, with their days.

A claim is pending from the day of its filing, and its appeal from the day of the appeal: also where
that was recorded later. What ends the waiting counts from the day on which it was recorded, like
any document that clears a hold. Nothing is told of a decided claim's appeal until it is final:
whether somebody appealed is not known then. What people recorded as a fact after the last act on a
claim goes before an end that the acts make, for it may be about another claim.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from evenhand.casework.claims import DECIDED, FINAL, PENDING, UNDER_APPEAL, Form
from evenhand.casework.replay import CaseState
from evenhand.safeguards.act_facts import ActFact

CLAIM, APPEAL = "protection_claim_pending", "protection_appeal_pending"
WAITING = {CLAIM: PENDING, APPEAL: UNDER_APPEAL}
Days = tuple[dt.date, dt.date | None]  # from a day to a day; without an end while it waits still
ONE = dt.timedelta(days=1)


def claim_facts(state: CaseState, before: dt.datetime | None = None) -> Iterator[ActFact]:
    """Give what the claims of a case make so; no end that was recorded after ``before`` counts."""
    forms = state.claims.forms
    for fact, standing in WAITING.items():
        for since, until in _merged(d for form in forms for d in _waiting(form, standing, before)):
            yield ActFact(state.case, fact, True, since, until)
        ended = _ended(forms, fact, before)
        if ended is not None and not _said_since(state, fact):
            yield ActFact(state.case, fact, False, ended)


def _waiting(form: Form, standing: str, before: dt.datetime | None) -> Iterator[Days]:
    """Give the days on which a form stood so."""
    since: dt.date | None = None
    for moved in form.moves:
        if moved.to == standing and since is None:
            since = min(moved.day, moved.recorded)
        elif moved.to != standing and since is not None and _counts(moved.told.at, before):
            yield since, moved.recorded - ONE
            since = None
    if since is not None:
        yield since, None


def _counts(at: str, before: dt.datetime | None) -> bool:
    return before is None or dt.datetime.fromisoformat(at) <= before


def _merged(days: Iterable[Days]) -> list[Days]:
    """Put days that overlap or touch together; leaves out what ended on the day it began."""
    found: list[Days] = []
    for since, until in sorted(days, key=lambda one: (one[0], one[1] or dt.date.max)):
        if until is not None and until < since:
            continue
        if found and (found[-1][1] is None or since <= found[-1][1] + ONE):
            before = found[-1][1]
            last = None if before is None or until is None else max(before, until)
            found[-1] = (found[-1][0], last)
        else:
            found.append((since, until))
    return found


def _ended(forms: tuple[Form, ...], fact: str, before: dt.datetime | None) -> dt.date | None:
    """Give the day from which nothing waits any more; none where something does, or may."""
    settled = FINAL if fact == APPEAL else (*FINAL, DECIDED, UNDER_APPEAL)
    if not forms or any(form.standing not in settled for form in forms):
        return None
    ending = [
        moved
        for form in forms
        for moved in (form.moves[-1:] if fact == APPEAL else form.moves)
        if fact == APPEAL or moved.start == PENDING
    ]
    if not all(_counts(moved.told.at, before) for moved in ending):
        return None
    return max(moved.recorded for moved in ending)


def _said_since(state: CaseState, fact: str) -> bool:
    """Whether people recorded the fact itself after the last act on a claim."""
    said = state.facts.get(fact)
    told = (moved.told.entry for form in state.claims.forms for moved in form.moves)
    return said is not None and said.entry > max(told, default=0)
