"""A case as shown to a person, as plain values: entries, stays, findings and holds as of now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from evenhand.casework.claim_family import as_objects, lines_of
from evenhand.casework.family import PARTS, Tie
from evenhand.casework.holds_now import children, clearances, facts_now
from evenhand.casework.rights import marks, whom_to_ask
from evenhand.casework.show_case import Shown
from evenhand.casework.stays import in_words
from evenhand.casework.superseded import explained_now
from evenhand.casework.superseded import in_words as in_words_superseded
from evenhand.casework.tables import family_machines, machines
from evenhand.docket.snapshot import Docket
from evenhand.guidance.instrument import Instrument
from evenhand.ledger.reading import Entry
from evenhand.safeguards.answering import as_object as holds_as_object
from evenhand.safeguards.answering import may_removal_go_ahead
from evenhand.safeguards.library import shipped

BLIND = "a first determination: nobody reads it until the second is recorded"


def as_object(
    shown: Shown,
    docket: Docket | None,
    instruments: Sequence[Instrument],
    today: dt.date,
    as_of: dt.date | None,
    ledger: str,
) -> dict[str, Any]:
    """Give a case as plain values; with a docket, also its findings and holds now."""
    state = shown.state
    here = machines()["case"].states[state.state]
    result: dict[str, Any] = {
        "case": state.case,
        "state": state.state,
        "says": here.says,
        "owner": list(here.owner),
        "head": state.head,
        "taken_by": state.holder,
        "recused": sorted(state.recused),
        "entries": [_entry(entry, shown) for entry in shown.entries],
        "stays": [
            {"stay": number, "state": stay.state, "until": stay.until or None,
             "says": f"entry {number}: {in_words(stay, today)}"}
            for number, stay in state.stays.items()
        ],
        "ties": [_tie(tie) for tie in state.family.ties.values()],
        "claims": lines_of(state.claims),
        "claims_family": {"linked": as_objects(shown.family.members[1:]),
                          "says": shown.family.says},
        "irregular": list(state.irregular),
    }  # fmt: skip
    if docket is not None:
        result["findings"] = list(_findings(shown, docket, instruments, as_of, ledger))
        result["removal"] = removal_now(shown, docket, today)
        result["holds"] = [
            {**hold, "says": f"{hold['hold']} {hold['child']}".strip() + f": {hold['stands']}"}
            for hold in result["removal"]["standing"]
        ]
        if result["removal"]["more_open"]:
            result["holds"].append({"hold": None, "says": _ask_about_hold()})
    return result


def _tie(tie: Tie) -> dict[str, Any]:
    """Give a tie and its three states; what a first judgement says is in none of them."""
    parts = {part: getattr(tie, part) for part in PARTS}
    stands = family_machines()["tie"].states[tie.standing]
    said = "; ".join(f"{part} {state}" for part, state in parts.items())
    return {"child": tie.child, "standing": tie.standing, **parts, "owner": list(stands.owner),
            "says": f"{tie.child}: {tie.standing} ({stands.says}); {said}"}  # fmt: skip


def _entry(entry: Entry, shown: Shown) -> dict[str, Any]:
    leaf, who = entry.leaf, entry.value("who")
    return {
        "number": leaf.number,
        "act": leaf.act,
        "at": leaf.at,
        "role": leaf.role,
        "who": who["name"] if who else "destroyed by law",
        "payload": entry.value("payload") or {},
        "reasons": entry.value("reasons") or "",
        "notes": list(notes_of(entry, shown)),
    }


def notes_of(entry: Entry, shown: Shown) -> Iterator[str]:
    """Say what happened to an entry since."""
    number, state = entry.leaf.number, shown.state
    if number in shown.blind:
        yield BLIND
    for by in state.corrected.get(number, ()):
        yield f"corrected by entry {by}; both values stay"
    if number in state.struck:
        yield "struck as made in error; it does not count"
    if number in state.irregular:
        yield "does not fit the state the case was in; it changes nothing"
    for name, by in entry.destroyed.items():
        yield f"{name} was destroyed by entry {by}"
    for decision in state.decisions:
        later = state.superseded(decision)
        if decision.entry == number and later:
            yield f"the finding it rests on is superseded by the facts of entry {later}"


def _findings(
    shown: Shown,
    docket: Docket,
    instruments: Sequence[Instrument],
    as_of: dt.date | None,
    ledger: str,
) -> Iterator[dict[str, Any]]:
    """Give each finding with the ledger's facts, and the snapshot's own beside it."""
    now = explained_now(shown, docket, instruments, as_of, ledger)
    for finding in now["findings"]:
        says = f"{finding['instrument']}: {finding['class']} ({finding['says']})"
        said = "; ".join(part for part in (says, in_words_superseded(finding)) if part)
        yield {**finding, "facts": now["facts"], "says": said}
    for hidden in now["not_shown"]:
        yield {**hidden, "facts": now["facts"]}


def removal_now(shown: Shown, docket: Docket, today: dt.date) -> dict[str, Any]:
    """Say what keeps the removal waiting, as far as the person who was shown the case may know."""
    state, role = shown.beneath, shown.person.role
    facts = facts_now(docket, state, today)
    answer = may_removal_go_ahead(
        shipped(), facts, today, children=children(state), clearances=clearances(state),
        may_see=marks(role, "read"), told=marks(role, "told"),
    )  # fmt: skip
    return holds_as_object(answer, facts)


def _ask_about_hold() -> str:
    return f"a safeguard is open; ask {' or '.join(whom_to_ask())}"
