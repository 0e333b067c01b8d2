"""Open a ledger: make the database and the key, and record both as the first entry.

Who may: an administrator. What must hold: nothing is there yet. What is written: the act
``open-ledger`` with the public key and the ledger's name.
"""

from __future__ import annotations

from pathlib import Path

from evenhand.casework.person import ADMINISTRATOR, Person
from evenhand.ledger.append import Act, Clock, begin
from evenhand.ledger.content import Content
from evenhand.ledger.keys import check_name, make_key
from evenhand.ledger.leaf import Leaf
from evenhand.ledger.opening import make_store, open_store, remove_store

WHO_MAY = (ADMINISTRATOR,)


def open_ledger(
    place: str, origin: str, key: Path, person: Person, clock: Clock, *, owner: str = ""
) -> Leaf:
    """Make a ledger; ``owner`` is the owner's address where it is on a server."""
    person.must_be(WHO_MAY, "open a ledger")
    check_name(origin)
    signer = make_key(key, origin)
    try:
        make_store(place, owner)
    except BaseException:
        key.unlink()
        raise
    store = open_store(place)
    content = Content(who=person.who, payload={"origin": origin})
    act = Act("open-ledger", person.role, content, key=str(signer.verifier))
    try:
        return begin(store, origin, act, clock)
    except BaseException:
        remove_store(place)
        key.unlink()
        raise
    finally:
        store.close()
