"""What keeps a removal waiting, for one case now: its facts, and what people did on the ledger.

The holds are those of `safeguards`; this only hands it what the ledger says: which holds were
cleared or overridden, which children are known, what follows from stays and determinations.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Literal

from evenhand.casework.claim_facts import claim_facts
from evenhand.casework.finding_now import known_now
from evenhand.casework.parental import standing_of
from evenhand.casework.replay import PARENTAL, CaseState
from evenhand.casework.stays import changes, facts_of
from evenhand.docket.snapshot import Docket, Known
from evenhand.safeguards.act_facts import ActFact, joined, with_act_facts
from evenhand.safeguards.clearance import Clearance
from evenhand.safeguards.library import shipped
from evenhand.safeguards.live import Hold, holds_of
from evenhand.safeguards.state import STANDING


def holds_now(
    docket: Docket, state: CaseState, day: dt.date, before: dt.datetime | None = None
) -> list[Hold]:
    """Give every hold of a case on a day; what was recorded after ``before`` does not count."""
    facts = facts_now(docket, state, day, before)
    cleared = clearances(state, day, before)
    return holds_of(shipped(), facts, day, children=children(state), clearances=cleared)


def standing(found: Iterable[Hold]) -> list[Hold]:
    """Give the holds for which removal waits."""
    return [hold for hold in found if hold.state in STANDING]


def clearances(
    state: CaseState, day: dt.date | None = None, before: dt.datetime | None = None
) -> list[Clearance]:
    """Give the holds of a case that entries cleared or overrode, as `safeguards` reads them.

    A clearance counts from the day of its entry, in universal time. Where the moment in question
    is known (``before``, on ``day``), what was recorded up to then counts on that day.
    """
    made = [
        (name, child, hold.state, hold.entry, hold.at, hold.until)
        for (name, child), hold in sorted(state.holds.items())
        if hold.state in ("cleared", "overridden")
    ]
    made += [
        (name, child, one.state, one.entry, one.at, _sooner(one.until, one.ended))
        for (name, child), hold in sorted(state.holds.items())
        for one in hold.ended
    ]
    made += [
        (PARENTAL, child, "cleared", kept.entry, kept.at, "")
        for child, kept in sorted(state.parents.items())
        if standing_of(kept.record).documented
    ]
    # Two people found that this is not the parent: for this child there is no decision to wait for.
    made += [
        (PARENTAL, child, "cleared", tie.since["tie"].entry, tie.since["tie"].at, "")
        for child, tie in sorted(state.family.ties.items())
        if tie.standing == "rejected"
    ]
    found = []
    for name, child, how, entry, at, until in made:
        moment = dt.datetime.fromisoformat(at)
        since = moment.date()
        if before is not None and day is not None:
            if moment > before:
                continue
            since = min(since, day)
        last = dt.date.fromisoformat(until) if until else None
        if last is not None and last < since:
            continue
        word: Literal["cleared", "overridden"] = "cleared" if how == "cleared" else "overridden"
        found.append(Clearance(state.case, name, child, word, str(entry), since, last))
    return found


def _sooner(until: str, ended: str) -> str:
    """Give the last day on which a clearance counted that was ended later."""
    last = (dt.date.fromisoformat(ended) - dt.timedelta(days=1)).isoformat()
    return min(until or last, last)


def children(state: CaseState) -> list[str]:
    """Give the children that the entries of a case name; a tie that is only possible counts."""
    named = {child for _, child in state.holds} | set(state.parents) | set(state.family.ties)
    return sorted(named - {""})


def act_facts(state: CaseState, before: dt.datetime | None = None) -> list[ActFact]:
    """Give the facts that follow from acts: a stay granted, a case determined, a claim filed.

    The one place where they are made: for one case now, and for the table of all cases. A decision
    counts from the day on which it was made, and not for what happened ``before`` it on that day.
    """
    made = []
    if state.decided_at:
        moment = dt.datetime.fromisoformat(state.decided_at)
        if before is None or moment <= before:
            made.append(ActFact(state.case, "discretion_reviewed", True, moment.date()))
    stays = list(state.stays.values())
    edges = changes(stays)
    for since, until in zip([None, *edges], [*edges, None], strict=True):
        last = until - dt.timedelta(days=1) if until else None
        # Between two days of change any day will do.
        said = facts_of(stays, since or last or dt.date.max)
        made += [ActFact(state.case, fact, value, since, last) for fact, value in said.items()]
    return [*joined(made), *claim_facts(state, before)]


def facts_now(
    docket: Docket, state: CaseState, day: dt.date, before: dt.datetime | None = None
) -> Mapping[str, Known]:
    """Give what is known of a case on a day: the docket, what was recorded, what follows."""
    known, _ = known_now(docket, state.case, state.facts)
    return with_act_facts(known, act_facts(state, before), day)
