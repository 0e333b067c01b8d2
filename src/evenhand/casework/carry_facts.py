"""Carry what people recorded and judged into the next snapshot of the docket.

Who may: a supervisor who is bound to no office, or headquarters: facts of every mark are read. What
must hold: the docket is whole and holds no facts of the ledger yet. What is written: the act
``carry-facts`` with the snapshot it is built on, before anything is read: carrying reads the facts
of every case. The new snapshot names the last entry it knows of and its hash.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from evenhand.casework.person import HEADQUARTERS, SUPERVISOR, Person
from evenhand.casework.register import register
from evenhand.casework.scope import check_every_office
from evenhand.docket.importing import import_recorded
from evenhand.docket.snapshot import open_docket
from evenhand.ledger.append import Act, Clock, append
from evenhand.ledger.content import Content
from evenhand.ledger.opening import Ledger

WHO_MAY = (SUPERVISOR, HEADQUARTERS)


def carry_facts(
    ledger: Ledger, onto: Path, out: Path, person: Person, clock: Clock
) -> dict[str, Any]:
    """Make a new snapshot with the ledger's facts; gives its manifest."""
    person.must_be(WHO_MAY, "carry facts into a snapshot")
    known = register(ledger)
    known.confirm(person)
    check_every_office(known, person)
    payload = {"onto": open_docket(onto).snapshot}
    content = Content(who=person.who, payload=payload)
    leaf = append(ledger, Act("carry-facts", person.role, content), clock)
    return import_recorded(ledger, leaf.number, onto, out)
