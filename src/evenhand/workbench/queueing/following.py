"""Follows the ledger: after each act, whoever made it, the lists know how its case stands.

The ledger alone decides what may be done; this is for finding cases, and can be made anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from evenhand.casework.holds_now import holds_now, standing
from evenhand.casework.inspected import inspected
from evenhand.casework.next_to_try import wait_of
from evenhand.casework.replay import CaseState, after
from evenhand.casework.stays import as_ordered
from evenhand.casework.tables import every_machine
from evenhand.ledger.leaf import Leaf
from evenhand.ledger.opening import Ledger
from evenhand.ledger.reading import Entry, entry, leaves_after, of_case
from evenhand.safeguards import stay as safeguard
from evenhand.safeguards.library import shipped
from evenhand.terms.refusal import BadDocket
from evenhand.workbench.clock import this_day
from evenhand.workbench.models import CaseNow, Followed
from evenhand.workbench.queueing.loaded import Loaded, bits_of

AT_ONCE = 2_000


def follow(ledger: Ledger, loaded: Loaded) -> int:
    """Read what was added since; gives the last entry that is known now."""
    known, _ = Followed.objects.get_or_create(pk=1)
    while known.snapshot != loaded.snapshot or leaves_after(ledger, known.entry, 1):
        known = _step(ledger, loaded)
    return int(known.entry)


def _step(ledger: Ledger, loaded: Loaded) -> Followed:
    with transaction.atomic():
        known = Followed.objects.select_for_update().get(pk=1)
        if known.snapshot != loaded.snapshot:
            CaseNow.objects.all().delete()
            known.entry, known.snapshot = 0, loaded.snapshot
        added = leaves_after(ledger, known.entry, AT_ONCE)
        for case in sorted(_cases(ledger, added)):
            _note(*_state_and_since(case, of_case(ledger, case)), loaded)
        known.entry = added[-1].number if added else known.entry
        known.save()
    return known


def _cases(ledger: Ledger, added: Iterable[Leaf]) -> set[str]:
    words = {move.entry for machine in every_machine().values() for move in machine.moves}
    found = (entry(ledger, leaf.number).value("case") for leaf in added if leaf.act in words)
    return {case for case in found if case is not None}


def _state_and_since(case: str, entries: Iterable[Entry]) -> tuple[CaseState, str]:
    """Give the state of a case, and when it came to be."""
    state, since = CaseState(case), ""
    for one in entries:
        now = after(state, one)
        since = one.leaf.at if now.state != state.state else since
        state = now
    return state, since


def _stays(state: CaseState) -> list[dict[str, Any]]:
    """Give the stays that are granted, with the days that their orders name."""
    return [
        {"stay": number, "until": stay.until, "review_on": stay.order.get("review_on", ""),
         "ordered_by": stay.order.get("ordered_by", ""),
         "flagged": safeguard.flag(as_ordered(stay)) or ""}
        for number, stay in state.stays.items()
        if stay.state == "granted"
    ]  # fmt: skip


def _inspected(state: CaseState) -> list[dict[str, Any]]:
    """Give the lines of the inspector's lists: which, of what day, where; what stood is read."""
    return [
        {"list": one.list, "entry": one.entry, "day": one.day, "office": one.office}
        for one in inspected(state)
    ]


def _note(state: CaseState, since: str, loaded: Loaded) -> None:
    place, holds = _place_and_holds(state, loaded)
    wait = wait_of(state)
    CaseNow.objects.update_or_create(
        case=state.case,
        defaults={
            "place": place,
            "state": state.state,
            "holder": state.holder or "",
            "recused": sorted(state.recused),
            "assigned": sorted(state.assigned),
            "offices": list(state.offices),
            "holds": holds,
            "since": since,
            "determined_by": [name for name in state.round if name is not None],
            "stays": _stays(state),
            "inspected": _inspected(state),
            "try_due": wait.due if wait else "",
            "try_lead": wait.lead if wait else "",
            "try_first": wait.first if wait else None,
            "head": state.head,
        },
    )


def _place_and_holds(state: CaseState, loaded: Loaded) -> tuple[int | None, int | None]:
    shelf = loaded.shelf(state.case)
    con = loaded.session()
    try:
        found = con.execute(
            f"SELECT place FROM {shelf.table('queue')} WHERE case_id = ?", [state.case]
        ).fetchone()
    finally:
        con.close()
    if found is None:
        return None, None
    bits = bits_of(shipped())
    try:
        waits_for = {hold.safeguard.id for hold in standing(holds_now(shelf, state, this_day()))}
    except BadDocket:
        return found[0], None
    return found[0], sum(bits[one] for one in waits_for)
