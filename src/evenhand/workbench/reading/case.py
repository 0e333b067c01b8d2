"""One case as one person may see it; that they look is an entry, written before it is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from evenhand.casework.attempt import Attempt
from evenhand.casework.holds_now import children, clearances, facts_now
from evenhand.casework.open_to import Open, open_to
from evenhand.casework.replay import CaseState
from evenhand.casework.show_case import show_case
from evenhand.casework.stays import in_words
from evenhand.casework.superseded import explained_now
from evenhand.casework.tables import machines
from evenhand.docket.catalogue import catalogue
from evenhand.docket.shelves import Shelf
from evenhand.ledger.opening import Ledger
from evenhand.safeguards.answering import as_object, may_removal_go_ahead
from evenhand.safeguards.library import shipped
from evenhand.workbench.access.policy import Actor, Standing, may, sees_all_marks
from evenhand.workbench.clock import clock, this_day
from evenhand.workbench.models import CaseNow
from evenhand.workbench.queueing.loaded import Loaded
from evenhand.workbench.reading.history import Line, history

PURPOSE = "work on the case, by its page"


@dataclass(frozen=True)
class CaseView:
    """Everything the page of a case shows."""

    case: str
    place: int
    state: CaseState
    says: str
    owner: Sequence[str]
    described: Mapping[str, str]
    as_of: str
    facts: Sequence[Mapping[str, Any]]
    kept_back: Sequence[str]  # marks whose facts this person is not shown
    findings: Sequence[Mapping[str, Any]]  # none where a finding may rest on what is kept back
    unusable: Sequence[Mapping[str, Any]]
    removal: Mapping[str, Any]
    stays: Sequence[str]
    history: Sequence[Line]
    acts: Sequence[Open]
    hold_acts: Mapping[str, Sequence[Open]] = field(default_factory=dict)

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


def standing_of(loaded: Loaded, case: str) -> Standing | None:
    """Say what decides who may see a case; nothing if the docket has no such case."""
    con = loaded.session()
    try:
        row = con.execute(
            f"SELECT office FROM {loaded.shelf(case).table('queue')} WHERE case_id = ?", [case]
        ).fetchone()
    finally:
        con.close()
    if row is None:
        return None
    now = CaseNow.objects.filter(case=case).first()
    return Standing(row[0], now.holder, now.recused) if now else Standing(row[0])


def may_on(loaded: Loaded, actor: Actor, verb: str, case: str | None) -> bool:
    """Whether a person may do this to a case; no for one that there is not."""
    standing = standing_of(loaded, case) if case else None
    return standing is not None and may(actor, verb, standing)


def view(loaded: Loaded, ledger: Ledger, actor: Actor, case: str) -> CaseView:
    """Give the case. The reading is recorded first; if it cannot be, nothing is shown."""
    shown = show_case(ledger, case, PURPOSE, actor.person, clock, actor.marks)
    shelf, state, day = loaded.shelf(case), shown.state, this_day()
    all_seen = sees_all_marks(actor)
    told = explained_now(state, shelf, loaded.instruments if all_seen else (), None, ledger.origin)
    known = facts_now(shelf, state, day)
    answer = may_removal_go_ahead(
        shipped(), known, day, children=children(state), clearances=clearances(state),
        may_see=actor.marks,
    )  # fmt: skip
    here = machines()["case"].states[state.state]
    attempt = Attempt(ledger, clock, actor.person, case)
    removal = as_object(answer, known)
    return CaseView(
        case=case,
        place=_place(loaded, shelf, case),
        state=state,
        says=here.says,
        owner=here.owner,
        described=told["described"],
        as_of=told["as_of"],
        facts=[_asked(fact) for fact in told["facts"] if fact["protection"] in actor.marks],
        kept_back=sorted({fact.protection for fact in catalogue().values()} - actor.marks),
        findings=_governing_first(told["findings"], loaded.governing.id),
        unusable=[note for note in told["unusable"] if _seen(actor, note["fact"])],
        removal=removal,
        stays=[in_words(stay, day) for stay in state.stays.values()],
        history=history(shown, actor),
        acts=list(open_to(attempt, "case")),
        hold_acts=dict(_hold_acts(attempt, removal)),
    )


def hold_state(state: CaseState, given: Mapping[str, Any]) -> str:
    """Say how a hold stands on the ledger: as it begins, where nobody did anything about it."""
    now = state.holds.get((given["hold"], given.get("child", "")))
    return now.state if now else machines()["hold"].begins


def _hold_acts(attempt: Attempt, removal: Mapping[str, Any]) -> Iterator[tuple[str, list[Open]]]:
    for part in ("standing", "overridden", "cleared"):
        for hold in removal[part]:
            state = hold_state(attempt.state, hold)
            yield f"{hold['hold']} {hold['child']}", list(open_to(attempt, "hold", state))


def _governing_first(
    findings: Sequence[Mapping[str, Any]], governing: str
) -> list[Mapping[str, Any]]:
    return sorted(findings, key=lambda one: (one["instrument"] != governing, not one["in_force"]))


def _asked(fact: Mapping[str, Any]) -> dict[str, Any]:
    return {**fact, "asks": catalogue()[fact["fact"]].asks}


def _seen(actor: Actor, fact: str | None) -> bool:
    return fact not in catalogue() or catalogue()[str(fact)].protection in actor.marks


def _place(loaded: Loaded, shelf: Shelf, case: str) -> int:
    con = loaded.session()
    try:
        row = con.execute(
            f"SELECT place FROM {shelf.table('queue')} WHERE case_id = ?", [case]
        ).fetchone()
    finally:
        con.close()
    return int(row[0]) if row else 0
