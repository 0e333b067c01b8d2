"""The claims of one family, put together from its members' cases: who decided what, and why.

Cases are linked by the key that their filings share, and by naming each other. Whoever may read
confidential facts is shown the claims of linked cases that they may open; of another linked case
they learn that it is there and, if its claim was decided, whether by a judge of its own, for that
is what the other members must be able to see. Nothing of it is for anybody else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from evenhand.asylum.elements import elements
from evenhand.casework.claims import FILE, Claim, Claims, Form
from evenhand.casework.person import Person
from evenhand.casework.register import Register
from evenhand.casework.replay import CaseState, replayed
from evenhand.casework.rights import CONFIDENTIAL, may
from evenhand.casework.scope import in_scope
from evenhand.casework.tables import machines
from evenhand.docket.snapshot import Docket
from evenhand.ledger.opening import Ledger
from evenhand.ledger.reading import leaves, of_case, several


@dataclass(frozen=True)
class Member:
    """A linked case: its claims as this person may see them; none where it is not theirs to open.

    ``judges`` are those who decided its claims, and stay inside: they are counted, and of a case
    that the person may not open they are not named.
    """

    case: str
    open: bool
    claims: Claims
    judges: frozenset[str]


@dataclass(frozen=True)
class ClaimFamily:
    """The case that was asked about, first, and every case that is linked with it."""

    members: tuple[Member, ...]

    @property
    def judges(self) -> frozenset[str]:
        """Everybody who decided a claim of this family."""
        return frozenset(judge for member in self.members for judge in member.judges)

    @property
    def opened(self) -> list[str]:
        """The other cases whose claims are shown."""
        return [member.case for member in self.members[1:] if member.open]

    @property
    def says(self) -> str:
        """Say that several decided one family's claims, where they did; the same on each case."""
        decided = sum(bool(member.judges) for member in self.members)
        if len(self.members) < 2 or len(self.judges) < 2:
            return ""
        return (
            f"{len(self.judges)} judges or officers decided this family's claims: {decided} of its "
            f"{len(self.members)} cases are decided, and not all by the same person."
        )


def claim_family(
    ledger: Ledger, known: Register, person: Person, state: CaseState, docket: Docket | None = None
) -> ClaimFamily:
    """Give the family of a case; whoever calls this records the reading before anything is shown.

    Nobody who may not read confidential facts is shown anything: to them no case has a family.
    """
    if not may(person.role, "read", CONFIDENTIAL):
        return ClaimFamily(())
    linked = linked_cases(ledger, state)
    if not linked and not state.claims.filed:
        return ClaimFamily(())
    found = [_member(state, opens=True)]
    for _, other in sorted(linked.items()):
        opens = person.name not in other.recused and in_scope(known, person, other, docket)
        found.append(_member(other, opens=opens))
    return ClaimFamily(tuple(found))


def _member(state: CaseState, *, opens: bool) -> Member:
    decisions = (form.decision for form in state.claims.forms)
    judges = frozenset(_same(told.said["judge"]) for told in decisions if told)
    return Member(state.case, opens, state.claims if opens else Claims(), judges)


def _same(judge: str) -> str:
    """Write a judge's name as it is compared: two spellings of one are one."""
    return " ".join(judge.split()).casefold()


Filings = Mapping[str, Iterable[Mapping[str, Any]]]  # what the filings on each case say


def linked_cases(ledger: Ledger, state: CaseState) -> Mapping[str, CaseState]:
    """Give the other cases whose claims are linked with this one's, by key or by name.

    They are looked for among all filings, and looked at again without those that were struck.
    """
    beside = _linked(state.case, _filings(ledger))
    states = {case: replayed(case, of_case(ledger, case)) for case in beside}
    stands = {
        case: [claim.said for claim in one.claims.filed.values()]
        for case, one in {**states, state.case: state}.items()
    }
    return {case: states[case] for case in _linked(state.case, stands)}


def _linked(case: str, filings: Filings) -> set[str]:
    """Follow keys and names from one case until nothing new is found."""
    found, new = {case}, {case}
    while new:
        ours = [said for one in found for said in filings.get(one, ())]
        keys = {said["family"] for said in ours if said.get("family")}
        named = {other for said in ours for other in said.get("members", ())}
        naming = {
            one
            for one, said in filings.items()
            if any(s.get("family") in keys or found & set(s.get("members", ())) for s in said)
        }
        new = (named | naming) - found
        found |= new
    return found - {case}


def _filings(ledger: Ledger) -> Filings:
    numbers = [leaf.number for leaf in leaves(ledger) if leaf.act == FILE]
    found: dict[str, list[Mapping[str, Any]]] = {}
    for one in several(ledger, numbers):
        case, said = one.value("case"), one.value("payload")
        if case is not None and isinstance(said, Mapping):
            found.setdefault(case, []).append(said)
    return found


def as_objects(members: Iterable[Member]) -> list[dict[str, Any]]:
    """Give members' claims as plain values, a line for each form; cases not one's own say so."""
    found: list[dict[str, Any]] = []
    for member in members:
        if not member.open:
            found.append({"case": member.case, "open": False,
                          "says": f"case {member.case}: linked, and not among those that you may "
                                  "see"})  # fmt: skip
        for line in lines_of(member.claims):
            says = f"case {member.case}, {line['says']}"
            found.append({"case": member.case, "open": True, **line, "says": says})
        if member.open and not member.claims.filed:
            says = f"case {member.case}: linked; no claim is on its record"
            found.append({"case": member.case, "open": True, "says": says})
    return found


def lines_of(claims: Claims) -> list[dict[str, Any]]:
    """Give each form of each claim as plain values: how it stands, its decision, its element."""
    return [_line(claim, form) for claim in claims.filed.values() for form in claim.forms.values()]


def _line(claim: Claim, form: Form) -> dict[str, Any]:
    decision, stands = form.decision, machines()["claim"].states[form.standing]
    said: Mapping[str, Any] = decision.said if decision else {}
    line: dict[str, Any] = {
        "claim": claim.entry,
        "family": claim.family or None,
        "form": form.name,
        "standing": form.standing,
        "entry": form.moves[-1].told.entry if form.moves else claim.entry,
        "owner": list(stands.owner),
        "filed_on": claim.said.get("filed_on"),
        "result": form.result or None,
        "decided_on": said.get("decided_on"),
        "judge": said.get("judge"),
        "elements": list(form.rests_on),
        "element_words": said.get("element_words"),
        "past_persecution_found": said.get("past_persecution_found"),
        "appeal": form.appeal.said.get("result") if form.appeal else None,
    }
    return {**line, "says": "; ".join(_words(line, stands.says))}


def _words(line: Mapping[str, Any], stands: str) -> Iterable[str]:
    yield f"{line['form']}: {line['standing']} ({stands})"
    if line["result"]:
        by = f" by {line['judge']} on {line['decided_on']}" if line["judge"] else ""
        yield f"{line['result']}{by}"
    for element in line["elements"]:
        cited = elements()[element]
        yield f"rests on {cited.says} [{cited.where}; {cited.status}]"
    if line["element_words"]:
        yield f"in the decision's words: {line['element_words']}"
    if line["appeal"]:
        yield f"appeal {line['appeal']}"
