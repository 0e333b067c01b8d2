"""What of a case belongs on a list that an inspector asks for, and reading such a list.

What belongs there is asked of `safeguards.inspection`, for one case as for all. Who may read: a
supervisor, for the cases that are theirs, or headquarters. What must hold: the purpose is said.
What is written: the act ``read`` with the list, its cases and the purpose, before anything is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from evenhand.casework.hand_over import determined_of, removals_of, stood_of
from evenhand.casework.person import HEADQUARTERS, SUPERVISOR, Person
from evenhand.casework.read_content import record_reading
from evenhand.casework.register import register
from evenhand.casework.replay import CaseState, replayed
from evenhand.casework.scope import check_scope, not_yours
from evenhand.docket.snapshot import Docket
from evenhand.ledger.append import Clock
from evenhand.ledger.opening import Ledger
from evenhand.ledger.reading import of_case
from evenhand.safeguards.inspection import inspect, refused_against
from evenhand.terms.refusal import BadInput, Incomplete

WHO_MAY = (SUPERVISOR, HEADQUARTERS)
HOLD_OPEN, NO_DECISION = "hold-open", "no-parental-decision"
REFUSED, OVERRIDDEN, NOT_LOOKED_AT = "refused-against-finding", "hold-overridden", "no-state-kept"
LISTS = (HOLD_OPEN, NO_DECISION, REFUSED, OVERRIDDEN, NOT_LOOKED_AT)


@dataclass(frozen=True)
class Listed:
    """One line of a list: the entry it rests on, its day, where; and what stood, by name.

    ``office`` is the one that carried a removal out, empty for a determination. ``said`` holds the
    safeguards that stood, or of a determination its form, level, instrument and class.
    """

    list: str
    case: str
    entry: int
    day: str
    office: str
    said: tuple[str, ...] = ()
    children: int = 0


def inspected(state: CaseState) -> tuple[Listed, ...]:
    """Give every line of every list that a case belongs on."""
    return (*_removed(state), *_refused(state))


def _removed(state: CaseState) -> Iterator[Listed]:
    removals = removals_of([state])
    if not removals.num_rows:
        return  # no removal, or the law destroyed what was recorded of it
    for row in inspect(removals, stood_of([state])).listed.to_pylist():
        found: Iterable[tuple[str, bool, tuple[str, ...]]] = (
            (HOLD_OPEN, bool(row["open"]), tuple(row["open"])),
            (NO_DECISION, row["children_without_decision"] > 0, ()),
            (OVERRIDDEN, bool(row["overridden"]), tuple(row["overridden"])),
            (NOT_LOOKED_AT, not row["looked_at"], ()),
        )
        for name, belongs, said in found:
            if belongs:
                yield Listed(
                    name, state.case, int(row["entry"]), str(row["day"]), row["office"] or "",
                    said, row["children_without_decision"] if name == NO_DECISION else 0,
                )  # fmt: skip


def _refused(state: CaseState) -> Iterator[Listed]:
    determinations: pa.Table = determined_of([state])
    if not determinations.num_rows:
        return
    for row in refused_against(determinations).to_pylist():
        said = tuple(row[name] or "" for name in ("form", "level", "instrument", "class"))
        yield Listed(REFUSED, state.case, int(row["entry"]), str(row["day"]), "", said)


def read_inspected(
    ledger: Ledger,
    name: str,
    cases: Mapping[str, Docket],
    purpose: str,
    person: Person,
    clock: Clock,
) -> dict[str, tuple[Listed, ...]]:
    """Give the lines of a list for the named cases, each with the docket that says whose it is.

    One entry records the reading of them all; a case that is not this person's is refused.
    """
    person.must_be(WHO_MAY, "read the lists that an inspector asks for")
    known = register(ledger)
    known.confirm(person)
    if name not in LISTS:
        raise BadInput(f"There is no list {name}.", f"There are: {', '.join(LISTS)}.")
    if not purpose.strip():
        raise Incomplete("Reading a list of cases needs its purpose.", "Say why.")
    states = {}
    for case, docket in cases.items():
        state = replayed(case, of_case(ledger, case))
        check_scope(known, person, state, docket)
        if person.name in state.recused:
            raise not_yours()
        states[case] = state
    if states:
        what: dict[str, Any] = {"inspected": name, "cases": sorted(states)}
        record_reading(ledger, what, purpose, person, clock)
    return {
        case: tuple(one for one in inspected(state) if one.list == name)
        for case, state in states.items()
    }
