"""Acts as forms: what an act asks, as it says itself, and handing what was typed to casework."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from evenhand.casework.all_acts import ACTS, Listed
from evenhand.casework.attempt import Attempt
from evenhand.casework.claims import NONE
from evenhand.casework.finding_now import Grounds
from evenhand.casework.open_to import open_to
from evenhand.casework.rights import marks
from evenhand.casework.rule import CHOICE, DAY, YES_NO, Field, field_value
from evenhand.casework.visible import visible_state
from evenhand.docket.catalogue import catalogue
from evenhand.ledger.opening import Ledger
from evenhand.safeguards.library import shipped
from evenhand.terms.refusal import Incomplete, NotAllowed, Refusal
from evenhand.workbench.access.policy import Actor
from evenhand.workbench.clock import clock
from evenhand.workbench.queueing.loaded import Loaded
from evenhand.workbench.reading.case import hold_state

OF_CLAIMS = ("claim", "claim-consent")


@dataclass(frozen=True)
class Question:
    """One field of a form: what it asks, what stands in it, what is wrong with that."""

    field: Field
    value: str
    choices: Sequence[tuple[str, str]]
    fault: str = ""

    @property
    def input(self) -> str:
        """How a browser asks for it."""
        if self.choices:
            return "select"
        if self.field.kind == DAY:
            return "date"
        return "text"


@dataclass(frozen=True)
class Asked:
    """A form: the act, its questions, the reasons, the instrument, the last entry seen."""

    listed: Listed
    questions: Sequence[Question]
    reasons: str
    instrument: str
    seen: str

    @property
    def act(self) -> str:
        """The act's word."""
        return self.listed.rule.act

    def with_faults(self) -> Asked:
        """Say at each field what is wrong with what stands in it."""
        return replace(self, questions=[replace(q, fault=fault_of(q)) for q in self.questions])


def fault_of(question: Question) -> str:
    """Say what is wrong with what stands in a field; nothing where nothing is."""
    field, said = question.field, question.value.strip()
    if not said:
        return f"Say {field.says} ({field.form})." if field.required else ""
    try:
        field_value(field, said, clock())
    except Incomplete as refusal:
        return refusal.what
    return ""


def questions(loaded: Loaded, actor: Actor, act: str, given: Mapping[str, str]) -> Asked:
    """Give the form of an act with what was typed so far."""
    listed = ACTS[act]
    return Asked(
        listed,
        [
            Question(field, given.get(field.name, ""), _choices(field, act, actor))
            for field in listed.rule.fields
        ],
        given.get("reasons", ""),
        given.get("instrument", loaded.governing.id),
        given.get("seen", ""),
    )


def _choices(field: Field, act: str, actor: Actor) -> Sequence[tuple[str, str]]:
    """Give what may be chosen; facts and holds of which the person may know that they exist."""
    if field.kind == CHOICE:
        return [(choice, choice) for choice in field.choices]
    if field.kind == YES_NO:
        return [("yes", "yes"), ("no", "no")]
    if field.name == "fact":
        judged = act == "judge-fact"
        return [
            (fact.name, fact.asks)
            for fact in catalogue().values()
            if (fact.kind == "judged") == judged and fact.protection in marks(actor.role, "record")
        ]
    if field.name == "hold":
        return [(one.id, one.title) for one in shipped() if one.protection in actor.marks]
    if field.name == "document":
        return _documents(act, actor)
    return ()


def _documents(act: str, actor: Actor) -> Sequence[tuple[str, str]]:
    if act != "clear-hold":
        return ()
    return [
        (clearing.document, f"{one.title}: {clearing.document}")
        for one in shipped()
        for clearing in one.clears
        if one.protection in actor.marks
    ]


def refusal_of(
    loaded: Loaded, ledger: Ledger, actor: Actor, case: str, act: str, given: Mapping[str, str]
) -> Refusal | None:
    """Say why an act is not open to a person, before they type anything."""
    attempt = Attempt(ledger, clock, actor.person, case, docket=loaded.shelf(case))
    machine = ACTS[act].rule.machine
    if machine in OF_CLAIMS:
        # How the claim stands is not looked at: who may not do it at all is told so, on every case.
        first = next(one.refusal for one in open_to(attempt, machine, NONE) if one.act == act)
        return first if isinstance(first, NotAllowed) else None
    if machine not in ("case", "hold") or (machine == "hold" and "hold" not in given):
        return None
    state = (
        hold_state(visible_state(case, attempt.entries, actor.person), given)
        if machine == "hold"
        else None
    )
    found = {one.act: one.refusal for one in open_to(attempt, machine, state)}
    return found[act]


def act_on(loaded: Loaded, ledger: Ledger, actor: Actor, case: str, asked: Asked) -> int:
    """Do it, if casework lets it be done; gives the number of the entry."""
    seen = int(asked.seen) if asked.seen.isdecimal() and len(asked.seen) < 16 else None
    typed = {question.field.name: question.value for question in asked.questions}
    shelf = loaded.shelf(case)
    attempt = Attempt(ledger, clock, actor.person, case, typed, asked.reasons, seen, shelf)
    chosen = next((one for one in loaded.instruments if one.id == asked.instrument), None)
    if chosen is None:
        raise Incomplete("Say under which guidance.", "Choose one of those on the form.")
    made = asked.listed.do(attempt, shelf, Grounds(shelf, chosen, loaded.day))
    return made.leaf.number
