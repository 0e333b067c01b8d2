"""Determine a case: a form of discretion, favourable or refused, with reasons.

Who may: whoever has taken the case; on a dispute, a supervisor who has not determined it; before
headquarters, headquarters. What must hold: nobody decides twice in one round. What is written:
level, form, what exactly, the finding it rests on, and why it departs from that finding if it
does. The first of two determinations is read by nobody until the second is recorded.
"""

from __future__ import annotations

from typing import Any

from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.finding_now import FAVOURABLE, REFUSED, Grounds, departs, finding_now
from evenhand.casework.forms import forms
from evenhand.casework.rule import CHOICE, DAY, Field, Rule
from evenhand.terms.refusal import Incomplete, NotAllowed

STAGES = (
    "before a notice to appear", "before the judge", "on appeal", "final order", "in federal court",
)  # fmt: skip
OFFICES = ("ERO", "HSI", "CBP", "USCIS", "OPLA")
FIELDS = (
    Field("form", "the form of discretion", CHOICE, choices=tuple(forms())),
    Field("decides", "whether discretion is exercised for the respondent", CHOICE,
          choices=(FAVOURABLE, REFUSED)),
    Field("what", "what exactly is to be done"),
    Field("stage", "the stage of the proceeding", CHOICE, choices=STAGES),
    Field("asked_by", "who asked for it", CHOICE, choices=("request", "own motion")),
    Field("charging_office", "the office that charged", CHOICE, required=False, choices=OFFICES),
    Field("charging_office_told_on", "the day it was told", DAY, required=False, past=True),
    Field("departs_because", "why this departs from the finding, if it does", required=False),
)  # fmt: skip
RULE = Rule(
    act="determine",
    says="determine a case",
    fields=FIELDS,
    must_hold=(
        "in `taken`: the person has taken the case",
        "in `disputed` and `escalated`: the person has not determined it in this round",
        "a departure from the finding says why",
    ),
)


def determine(attempt: Attempt, grounds: Grounds) -> Recorded:
    """Determine a case."""
    payload = attempt.begin(RULE)
    (move,) = attempt.moves(RULE)
    check_who(attempt)
    return attempt.write(move, {**reasoned(attempt, payload, grounds), "level": move.level})


def check_who(attempt: Attempt) -> None:
    """Refuse a person who may not determine this case as it stands."""
    state = attempt.state
    if state.state == "taken" and attempt.person.name != state.holder:
        raise NotAllowed(
            "This case is taken by another person.",
            "Ask them, or have a supervisor take it over: `evenhand case take`.",
        )
    attempt.other_than(state.round, "Whoever has determined this case does not settle it too.")


def reasoned(attempt: Attempt, payload: dict[str, Any], grounds: Grounds) -> dict[str, Any]:
    """Add the finding a determination rests on; a departure from it must say why."""
    state = attempt.state
    finding = finding_now(grounds, attempt.case, state.facts, state.head)
    departing = departs(finding, payload["decides"])
    if departing and "departs_because" not in payload:
        says = grounds.instrument.classes[finding["class"]].says
        raise Incomplete(
            f"The finding under {finding['instrument']} is “{says}”, which speaks "
            f"{finding['bearing']} the respondent; to find {payload['decides']} departs from it.",
            "Say why with --departs-because.",
        )
    return {**payload, "finding": finding, "departs": departing}
