"""Record that a claim to protection was filed: asylum, withholding, CAT, or several of them.

Who may: asylum, a reviewer, a supervisor, headquarters; intake hands one in without reading what is
on the record. What must hold: the forms are of the closed list, and the family's key is no member's
case. What is written: the forms, the day, before whom, the key that the family's cases share, the
other members' cases, on which ground, who does the harm. Each member's claim is filed on the
member's own case; removal waits from the day of filing on.
"""

from __future__ import annotations

from typing import Any

from evenhand.asylum.elements import FORMS, chosen_forms
from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.claiming import DOCUMENT, written
from evenhand.casework.rights import CONFIDENTIAL, check
from evenhand.casework.rule import CHOICE, DAY, Field, Rule
from evenhand.terms.refusal import Incomplete

GROUNDS = ("race", "religion", "nationality", "particular social group", "political opinion")
RULE = Rule(
    act="file-claim",
    says="record that a claim to protection was filed",
    machine="claim",
    fields=(
        Field("forms", f"what it asks for, with commas between: {', '.join(FORMS)}"),
        Field("filed_on", "the day it was filed", DAY, past=True),
        Field("before", "before whom", CHOICE, choices=("immigration judge", "asylum officer")),
        Field("family", "a key that is no name, the same on each member's case", required=False),
        Field("members", "the other members' cases, with commas between", required=False),
        Field("grounds", f"the grounds it states, with commas between: {', '.join(GROUNDS)}",
              required=False),
        Field("harm_by", "who does the harm, as the claim has it", CHOICE, required=False,
              choices=("government", "private actor", "both")),
        DOCUMENT,
    ),
    reasons="never",
    must_hold=(
        "the forms and grounds are of the closed lists",
        "members are named with the key that their cases share; none is this case itself",
        "who may not read it hands it in, and is answered alike whatever is on the record",
    ),
)  # fmt: skip


def file_claim(attempt: Attempt) -> Recorded:
    """Record a filing."""
    payload = attempt.begin(RULE)
    check(attempt.person, "record", CONFIDENTIAL, RULE.says)
    (move,) = attempt.moves(RULE, "none")
    forms = chosen_forms(payload["forms"])
    return written(attempt, move, payload, forms, **_lists(attempt.case, payload))


def _lists(case: str, payload: dict[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in ("members", "grounds"):
        if name in payload:
            parts = (part.strip() for part in payload[name].split(","))
            found[name] = list(dict.fromkeys(part for part in parts if part))
    members = found.get("members", [])
    if members and "family" not in payload:
        raise Incomplete(
            "Members are named, and no key that their cases share.",
            "Say family: any word that is no name, the same on each member's case.",
        )
    if case in (*members, payload.get("family")):
        raise Incomplete(
            "This case is named as another member's, or as the family's key.",
            "Name the others only, and choose a key that is no case's number.",
        )
    if unknown := [one for one in found.get("grounds", ()) if one not in GROUNDS]:
        raise Incomplete(
            f"There is no ground called {', '.join(unknown)}.", f"One of: {', '.join(GROUNDS)}."
        )
    return found
