"""What acts on a claim to protection ask: may this person read claims, which claim, which forms.

Who may not read confidential facts is refused before anything is looked up, in words that do not
hang on what is on the record.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evenhand.asylum.elements import ANOTHER, chosen_elements, chosen_forms
from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.claims import Claim
from evenhand.casework.rights import CONFIDENTIAL, check
from evenhand.casework.rule import NUMBER, Field, Rule
from evenhand.casework.tables import Move, machines
from evenhand.terms.refusal import Incomplete, NotNow

WHICH = Field("claim", "the entry that recorded the filing", NUMBER)
IF_SOME = Field("forms", "the forms it is about, with commas between (default: all it can be)",
                required=False)  # fmt: skip
DOCUMENT = Field("document", "what shows it, and where that is kept")
ELEMENTS = (
    Field("elements", "on what a denial rests, with commas between: `evenhand asylum elements`",
          required=False),
    Field("element_words", "the decision's own words, where an element is 'another'",
          required=False),
)  # fmt: skip


def begun(attempt: Attempt, rule: Rule) -> dict[str, Any]:
    """Begin an act on a claim that is on record: only who may read it may."""
    payload = attempt.begin(rule)
    check(attempt.person, "read", CONFIDENTIAL, rule.says)
    return payload


def claim_of(attempt: Attempt, payload: Mapping[str, Any]) -> Claim:
    """Give the claim an act names; one that is not on this case, or was struck, is refused."""
    filed = attempt.state.claims.filed
    found = filed.get(payload["claim"])
    if found is None:
        raise NotNow(
            f"Entry {payload['claim']} recorded no claim on this case, or was struck.",
            f"Claims of this case were recorded by: {', '.join(map(str, filed)) or 'none'}.",
        )
    return found


def moved_forms(
    attempt: Attempt, rule: Rule, claim: Claim, payload: Mapping[str, Any], entry: str = ""
) -> tuple[Move, list[str]]:
    """Give the move an act makes and the forms it moves; ``entry`` names one move of several.

    Forms that were named must all be in a state in which it can be done; where none was named, it
    is done to those that are.
    """
    named = chosen_forms(payload["forms"]) if "forms" in payload else []
    if beyond := [name for name in named if name not in claim.forms]:
        raise NotNow(
            f"The claim of entry {claim.entry} does not ask for {', '.join(beyond)}.",
            f"It asks for: {', '.join(claim.forms)}.",
        )
    starts = {start for move in machines()["claim"].of_act(rule.act) for start in move.starts}
    able = [name for name, form in claim.forms.items() if form.standing in starts]
    forms = named or able or list(claim.forms)
    found: list[Move] = []
    for name in forms:
        allowed = attempt.moves(rule, claim.forms[name].standing)
        found = [move for move in allowed if move.entry == (entry or rule.act)]
    (move,) = found[:1]
    return move, forms


def check_not_before(day: str, earlier: str | None, what: str, than: str) -> None:
    """Refuse a day that lies before the one it must follow."""
    if earlier is not None and day < earlier:
        raise Incomplete(
            f"{what} would come before {than} ({earlier}).", "Check both days in the documents."
        )


def last_day(claim: Claim, forms: list[str]) -> str:
    """Give the last day on which anything happened to one of some forms."""
    return max(str(claim.forms[name].day) for name in forms)


def elements_of(payload: Mapping[str, Any], result: str, forms: list[str]) -> dict[str, Any]:
    """Read the elements of a denial, and refuse them where nothing is denied."""
    text, words = payload.get("elements"), payload.get("element_words")
    if result != "denied":
        if text or words:
            raise Incomplete(
                f"A decision that is not a denial ({result or 'none'}) rests on no element of one.",
                "Leave out elements and element_words.",
            )
        return {}
    if text is None:
        raise Incomplete(
            "A denial names the element it rests on.",
            "Say elements: see `evenhand asylum elements`; 'not stated' if the decision is silent.",
        )
    chosen = chosen_elements(text, forms)
    if (ANOTHER in chosen) != (words is not None):
        raise Incomplete(
            "Another element is told in the decision's own words, and only another one is.",
            "Say element_words exactly where elements has 'another'.",
        )
    return {"elements": chosen}


def written(
    attempt: Attempt, move: Move, payload: Mapping[str, Any], forms: list[str], **more: Any
) -> Recorded:
    """Write an act on a claim, with the forms it moves."""
    return attempt.write(move, {**payload, "forms": forms, **more})
