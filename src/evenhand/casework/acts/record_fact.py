"""Record a fact with its evidence.

Who may: every role that sees cases, for facts of the marks that it may record. What must hold: it
is a recorded fact of the catalogue, its value can be read, and the ledger does not say it already
(then it is corrected instead); what only an abuser, somebody of their household or a crime's
perpetrator says needs something else that bears it out (8 USC 1367(a)(1)). What is written: fact,
value, evidence, who said it. It counts at once in this case's finding, and from the next snapshot
in the docket.
"""

from __future__ import annotations

from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.rights import check, may
from evenhand.casework.rule import CHOICE, DAY, Field, Rule
from evenhand.docket.catalogue import Fact, catalogue
from evenhand.docket.on_ledger import BESIDE
from evenhand.docket.typed import columns_of
from evenhand.terms.refusal import Incomplete, NotNow

PROHIBITED = "abuser, household or perpetrator"
INFORMANTS = (
    "respondent", "family", "counsel", "agency", "court", "physician", "school", "witness",
    PROHIBITED,
)  # fmt: skip

RULE = Rule(
    act="record-fact",
    says="record a fact",
    fields=(
        Field("fact", "the fact, as `evenhand facts` names it"),
        Field("value", "its value: yes, no, a date or range, a number"),
        Field("evidence", "the document that shows it, and where it is kept"),
        Field("evidence_dated", "the day of the document", DAY, required=False, past=True),
        Field("informant", "who the evidence comes from", CHOICE, choices=INFORMANTS),
        Field("corroboration", "what else bears it out", required=False),
    ),
    reasons="never",
    must_hold=(
        "the fact is in the catalogue and is not one for a person to judge",
        "the person's role may record facts of its mark (`rights.toml`)",
        "the ledger does not say it yet; who may not read it hands it in beside, without effect",
        "what only an abuser or perpetrator says is borne out by something else",
    ),
)


def record_fact(attempt: Attempt) -> Recorded:
    """Record a fact."""
    payload = attempt.begin(RULE)
    (move,) = attempt.moves(RULE)
    fact = known_fact(payload["fact"])
    if fact.kind == "judged":
        raise NotNow(
            f"{fact.name} is for a person to judge, with reasons, and not to be recorded.",
            "Use `evenhand case judge`.",
        )
    check(attempt.person, "record", fact.protection, f"record a fact marked {fact.protection}")
    check_value(fact, payload["value"])
    if may(attempt.person.role, "read", fact.protection):
        check_not_said(attempt, fact)
    elif fact.name in attempt.state.facts:
        # Whoever hands a fact in without reading it is answered alike, whatever was there.
        payload = {**payload, BESIDE: attempt.state.facts[fact.name].entry}
    if payload["informant"] == PROHIBITED and "corroboration" not in payload:
        raise Incomplete(
            "What only an abuser, their household or a perpetrator says may not be used against "
            "a person (8 USC 1367(a)(1)).",
            "Name what else bears it out with --corroboration, or leave the fact unknown.",
        )
    return attempt.write(move, payload)


def known_fact(name: str) -> Fact:
    """Give a fact of the catalogue."""
    fact = catalogue().get(name)
    if fact is None:
        raise Incomplete(f"{name!r} is not a fact.", "`evenhand facts` lists those that are.")
    return fact


def check_value(fact: Fact, value: str) -> None:
    """Refuse a value that could not be read back."""
    if fact.type == "yes-no" and value not in ("yes", "no"):
        raise Incomplete(f"{fact.name} is yes or no.", f"The question is: {fact.asks}")
    typed = {"yes": True, "no": False}.get(value, value) if fact.type == "yes-no" else value
    columns_of({fact.name: typed}, catalogue())


def check_not_said(attempt: Attempt, fact: Fact) -> None:
    """Refuse a second value of a fact: both would stand, and nobody could tell which holds."""
    said = attempt.state.facts.get(fact.name)
    if said is not None:
        raise NotNow(
            f"{fact.name} is on the record already, by entry {said.entry}.",
            f"If that is wrong, correct it: `evenhand case correct ... {said.first}`. Both values "
            "stay.",
        )
