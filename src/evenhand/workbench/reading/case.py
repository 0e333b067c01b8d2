"""One case as one person may see it; that they look is an entry, written before it is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from evenhand.casework.attempt import Attempt
from evenhand.casework.open_to import Open, open_to
from evenhand.casework.replay import CaseState, Consent, Stay
from evenhand.casework.show_case import show_case
from evenhand.casework.shown import removal_now
from evenhand.casework.stays import in_words
from evenhand.casework.superseded import explained_now
from evenhand.casework.tables import machines
from evenhand.docket.catalogue import catalogue
from evenhand.docket.shelves import Shelf
from evenhand.ledger.opening import Ledger
from evenhand.workbench.access.policy import Actor, may
from evenhand.workbench.clock import clock, this_day
from evenhand.workbench.queueing.loaded import Loaded
from evenhand.workbench.reading.claims import ClaimsView, claims_view
from evenhand.workbench.reading.history import Line, history

PARTS = ("standing", "overridden", "cleared")
# The first acts of a stay and of a consent; every other one is about one that is on record.
FIRST = {"stay": "grant-stay", "consent": "consent"}
PURPOSE = "work on the case, by its page"


@dataclass(frozen=True)
class Standing:
    """What the queue says of a case, read from its shelf; ``detained`` is None where not known."""

    place: int
    office: str | None
    court: str | None
    detained: bool | None
    hearing_on: dt.date | None


@dataclass(frozen=True)
class Given:
    """A stay or a consent that is on record: its entry, how it stands, the acts on it."""

    entry: int
    state: str
    says: str
    acts: Sequence[Open]


@dataclass(frozen=True)
class CaseView:
    """Everything the page of a case shows."""

    case: str
    standing: Standing
    state: CaseState
    says: str
    owner: Sequence[str]
    described: Mapping[str, str]
    as_of: str
    facts: Sequence[Mapping[str, Any]]
    kept_back: Sequence[str]  # marks whose facts this person is not shown
    findings: Sequence[Mapping[str, Any]]  # none where a finding may rest on what is kept back
    not_shown: Sequence[Mapping[str, Any]]
    unusable: Sequence[Mapping[str, Any]]
    removal: Mapping[str, Any]
    stays: Sequence[str]
    history: Sequence[Line]
    acts: Sequence[Open]
    claims: ClaimsView | None = None  # for roles that may record claims, whatever the case has
    hold_acts: Mapping[str, Sequence[Open]] = field(default_factory=dict)
    stays_given: Sequence[Given] = ()
    consents_given: Sequence[Given] = ()
    first_acts: Sequence[Open] = ()  # to record a stay or a consent that is not on record

    @property
    def holds_on_record(self) -> list[dict[str, Any]]:
        """Every hold that is shown with acts on it, with them."""
        return [
            {**hold, "part": part, "acts": self.hold_acts[f"{hold['hold']} {hold['child']}"]}
            for part in PARTS
            for hold in self.removal[part]
        ]

    @property
    def facts_that_tell(self) -> list[Mapping[str, Any]]:
        """What is known beside plain noes: those are many, and seldom what one looks for."""
        return [fact for fact in self.facts if fact["value"] != "no"]

    @property
    def facts_said_no(self) -> list[Mapping[str, Any]]:
        """The questions whose answer on the record is no."""
        return [fact for fact in self.facts if fact["value"] == "no"]

    @property
    def questions(self) -> list[Mapping[str, Any]]:
        """What to ask first: of the finding in force, else of the first."""
        return _first_of(self.findings, "decisive_facts")

    @property
    def judgements(self) -> list[Mapping[str, Any]]:
        """What only a person can judge, and is still open."""
        return _first_of(self.findings, "judged_facts_open")


def _first_of(findings: Sequence[Mapping[str, Any]], part: str) -> list[Mapping[str, Any]]:
    """Bring the questions of all findings together, in the order in which the findings stand."""
    found: dict[str, dict[str, Any]] = {}
    for finding in findings:
        for asked in finding[part]:
            one = found.setdefault(asked["fact"], {**asked, "for": []})
            one["for"].append(finding["instrument"])
    return list(found.values())


def may_on(loaded: Loaded, ledger: Ledger, actor: Actor, case: str | None) -> bool:
    """Whether a person may open a case; no for one that the docket does not have.

    Asked in this order, a case of somebody else's takes as long as one that there is not.
    """
    return opened(loaded, ledger, actor, case) is not None


def opened(
    loaded: Loaded, ledger: Ledger, actor: Actor, case: str | None
) -> tuple[Shelf, Standing] | None:
    """Give the shelf of a case that a person may open, and how it stands in the queue."""
    if not case:
        return None
    shelf = loaded.shelf(case)
    if not may(actor, ledger, shelf, case):
        return None
    standing = _standing_on(loaded, shelf, case)
    return (shelf, standing) if standing and standing.place else None


def place_of(loaded: Loaded, case: str) -> int:
    """Give the place of a case in the queue; 0 if the docket has no such case."""
    found = _standing_on(loaded, loaded.shelf(case), case)
    return found.place if found else 0


def _standing_on(loaded: Loaded, shelf: Shelf, case: str) -> Standing | None:
    con = loaded.session()
    try:
        row = con.execute(
            "SELECT place, office, court, detained, hearing_on FROM "
            f"{shelf.table('queue')} WHERE case_id = ?",
            [case],
        ).fetchone()
    finally:
        con.close()
    return Standing(*row) if row else None


def view(
    loaded: Loaded, ledger: Ledger, actor: Actor, case: str, purpose: str = PURPOSE
) -> CaseView | None:
    """Give a case that a person may open, else nothing.

    The reading is recorded first; if it cannot be, nothing is shown.
    """
    found = opened(loaded, ledger, actor, case)
    if found is None:
        return None
    (shelf, standing), day = found, this_day()
    shown = show_case(ledger, case, purpose, actor.person, clock, shelf)
    state = shown.state
    told = explained_now(shown, shelf, loaded.instruments, None, ledger.origin)
    here = machines()["case"].states[state.state]
    attempt = Attempt(ledger, clock, actor.person, case, docket=shelf)
    removal = removal_now(shown, shelf, day)
    return CaseView(
        case=case,
        standing=standing,
        state=state,
        says=here.says,
        owner=here.owner,
        described=told["described"],
        as_of=told["as_of"],
        facts=[_asked(fact) for fact in told["facts"]],
        kept_back=actor.kept_back,
        findings=_governing_first(told["findings"], loaded.governing.id),
        not_shown=told["not_shown"],
        unusable=told["unusable"],
        removal=removal,
        stays=[in_words(stay, day) for stay in state.stays.values()],
        history=history(shown),
        acts=list(open_to(attempt, "case")),
        claims=claims_view(shown, attempt),
        hold_acts=dict(_hold_acts(state, attempt, removal)),
        stays_given=[
            Given(number, stay.state, in_words(stay, day), _further(attempt, "stay", stay.state))
            for number, stay in state.stays.items()
        ],
        consents_given=[
            Given(
                number, one.state, _consent_in_words(one), _further(attempt, "consent", one.state)
            )
            for number, one in state.consents.items()
        ],
        first_acts=[_first(attempt, machine) for machine in FIRST],
    )


def _first(attempt: Attempt, machine: str) -> Open:
    begins = machines()[machine].begins
    return next(one for one in open_to(attempt, machine, begins) if one.act == FIRST[machine])


def _further(attempt: Attempt, machine: str, state: str) -> list[Open]:
    return [one for one in open_to(attempt, machine, state) if one.act != FIRST[machine]]


def _consent_in_words(consent: Consent) -> str:
    said = [str(consent.given[name]) for name in ("by", "what", "to", "purpose")
            if name in consent.given]  # fmt: skip
    until = consent.given.get("until")
    return "; ".join([*said, f"until {until}"] if until else said)


def state_of(state: CaseState, machine: str, given: Mapping[str, Any]) -> str | None:
    """Say how the hold, stay or consent stands that a form is about; ``None`` if it names none."""
    if machine == "hold":
        return hold_state(state, given) if "hold" in given else None
    number = str(given.get(machine, ""))
    told: Mapping[int, Stay | Consent] = state.stays if machine == "stay" else state.consents
    one = told.get(int(number)) if number.isdecimal() and len(number) < 16 else None
    return one.state if one else None


def hold_state(state: CaseState, given: Mapping[str, Any]) -> str:
    """Say how a hold stands on the ledger: as it begins, where nobody did anything about it."""
    now = state.holds.get((given["hold"], given.get("child", "")))
    return now.state if now else machines()["hold"].begins


def _hold_acts(
    seen: CaseState, attempt: Attempt, removal: Mapping[str, Any]
) -> Iterator[tuple[str, list[Open]]]:
    for part in PARTS:
        for hold in removal[part]:
            state = hold_state(seen, hold)
            yield f"{hold['hold']} {hold['child']}", list(open_to(attempt, "hold", state))


def _governing_first(
    findings: Sequence[Mapping[str, Any]], governing: str
) -> list[Mapping[str, Any]]:
    return sorted(findings, key=lambda one: (one["instrument"] != governing, not one["in_force"]))


def _asked(fact: Mapping[str, Any]) -> dict[str, Any]:
    return {**fact, "asks": catalogue()[fact["fact"]].asks}
