"""Put the links of a whole linkage on the cases of their parents, one entry a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evenhand.casework.acts.propose_tie import new_links, propose_tie
from evenhand.casework.attempt import Attempt
from evenhand.casework.person import Person
from evenhand.casework.possible import Placed, Possible
from evenhand.casework.register import register
from evenhand.casework.scope import check_every_office
from evenhand.docket.snapshot import Docket
from evenhand.ledger.append import Clock
from evenhand.ledger.opening import Ledger


@dataclass(frozen=True)
class Proposed:
    """How many entries were written, of how many links, and on how many cases nothing was new."""

    entries: int
    links: int
    known: int


def propose_all(
    ledger: Ledger, found: Placed, links: str, person: Person, clock: Clock
) -> Proposed:
    """Record what is new on each case; what was done before a fault stays, and is not repeated."""
    registered = register(ledger)
    registered.confirm(person)
    check_every_office(registered, person)
    return propose_on(ledger, found.by_case, {}, links, person, clock)


def propose_on(
    ledger: Ledger,
    by_case: Mapping[str, Sequence[Possible]],
    dockets: Mapping[str, Docket],
    links: str,
    person: Person,
    clock: Clock,
) -> Proposed:
    """Do so on some cases, each with the docket that says whose it is; another's is refused."""
    entries = written = known = 0
    for case, possible in sorted(by_case.items()):
        attempt = Attempt(ledger, clock, person, case, docket=dockets.get(case))
        fresh = new_links(attempt.state.family.ties, possible)
        if not fresh:
            known += 1
            continue
        propose_tie(attempt, links, possible)
        entries += 1
        written += len(fresh)
    return Proposed(entries, written, known)
