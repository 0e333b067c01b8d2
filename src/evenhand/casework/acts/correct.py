"""Correct what an entry says. Both values stay: the one it said and the one it should have said.

Who may: whoever made the entry, a supervisor, headquarters. What must hold: the entry is on this
case, is of a kind that can be corrected, and says something else now. What is written: the entry,
each field with what it was and what it is, the evidence. Decisions, holds, accounts and a parent's
choice are not corrected: a new act says the new thing.
"""

from __future__ import annotations

from typing import Any

from evenhand.casework.acts import (
    appeal_claim,
    close,
    consent,
    decide_claim,
    file_claim,
    grant_stay,
    judge_fact,
    record_fact,
    record_reunification,
    record_separation,
    record_whereabouts,
    remove,
)
from evenhand.casework.acts.record_fact import check_value, known_fact
from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.person import HEADQUARTERS, SUPERVISOR
from evenhand.casework.replay import who_of
from evenhand.casework.rights import may, reads_all
from evenhand.casework.rule import NUMBER, Field, Rule, field_value
from evenhand.casework.tables import quoted
from evenhand.casework.visible import mark_of
from evenhand.ledger.reading import Entry
from evenhand.terms.refusal import Incomplete, NotAllowed, NotNow

CORRECTABLE = {
    module.RULE.act: module.RULE
    for module in (
        record_fact, judge_fact, grant_stay, close, consent, remove, record_separation,
        record_reunification, record_whereabouts, file_claim, decide_claim, appeal_claim,
    )
}  # fmt: skip
# What an entry is about cannot be corrected into something else: it is struck, and recorded anew.
FIXED = ("fact", "child", "covers", "may_be_found", "recipient", "claim", "forms", "result",
         "elements", "element_words", "appeal_waived", "family", "members", "grounds")  # fmt: skip
RULE = Rule(
    act="correct",
    says="correct an entry",
    fields=(
        Field("entry", "the entry to be corrected", NUMBER),
        Field("field", "the field that is wrong"),
        Field("value", "what it should say"),
        Field("evidence", "what shows that"),
    ),
    must_hold=(
        f"the entry is on this case and is one of: {', '.join(CORRECTABLE)}",
        "the person made the entry, or is a supervisor or of headquarters",
        "it says something else now",
    ),
)


def correct(attempt: Attempt) -> Recorded:
    """Correct one field of an entry."""
    payload = attempt.begin(RULE)
    (move,) = attempt.moves(RULE)
    wrong = entry_of(attempt, payload["entry"])
    rule = CORRECTABLE.get(wrong.leaf.act)
    if rule is None:
        raise NotNow(
            f"An entry {quoted(wrong.leaf.act)} is not corrected.",
            "Record the new decision, choice or account as an act of its own; a supervisor strikes "
            "an entry made in error.",
        )
    check_may_change(attempt, wrong)
    name = payload["field"]
    was = _now_says(attempt, wrong, name)
    now = _read(attempt, rule, wrong, name, payload["value"])
    if now == was:
        raise NotNow(f"The entry says that already: {name}.", "There is nothing to correct.")
    changes = {name: {"was": was, "is": now}}
    written = {"entry": wrong.leaf.number, "changes": changes, "evidence": payload["evidence"]}
    return attempt.write(move, written)


def entry_of(attempt: Attempt, number: int) -> Entry:
    """Give an entry on this case, struck ones left out."""
    found = next((e for e in attempt.entries if e.leaf.number == number), None)
    if found is None or number in attempt.state.struck or not _open_to(attempt, found):
        raise NotNow(
            f"Entry {number} is not on this case, or was struck.",
            "`evenhand case show` lists the entries on the case.",
        )
    return found


def _open_to(attempt: Attempt, found: Entry) -> bool:
    """Whether a person may read what an entry says, and may record its like.

    Not even their own, if they handed it in: what was corrected since is not theirs to see.
    """
    mark = mark_of(found, {entry.leaf.number: entry for entry in attempt.entries})
    role = attempt.person.role
    if mark is None:
        return reads_all(role) or who_of(found) == attempt.person.name
    return may(role, "read", mark) and may(role, "record", mark)


def check_may_change(attempt: Attempt, found: Entry) -> None:
    """Refuse who neither made an entry nor supervises."""
    above = attempt.person.role in (SUPERVISOR, HEADQUARTERS)
    if not above and who_of(found) != attempt.person.name:
        raise NotAllowed(
            "An entry is corrected by whoever made it, by a supervisor, or by headquarters.",
            "Ask them.",
        )


def _now_says(attempt: Attempt, wrong: Entry, name: str) -> Any:
    """Give what an entry says now, earlier corrections counted."""
    said = dict(wrong.value("payload") or {})
    for number in attempt.state.corrected.get(wrong.leaf.number, ()):
        later = next(e for e in attempt.entries if e.leaf.number == number)
        changes = (later.value("payload") or {}).get("changes", {})
        said |= {field: change["is"] for field, change in changes.items()}
    return said.get(name)


def _read(attempt: Attempt, rule: Rule, wrong: Entry, name: str, text: str) -> Any:
    fields = {field.name: field for field in rule.fields if field.name not in FIXED}
    if name not in fields:
        raise Incomplete(
            f"{name} is not a field that can be corrected there.",
            f"It has: {', '.join(fields)}. What is on the wrong matter altogether is struck.",
        )
    value = field_value(fields[name], text, attempt.clock())
    if name == "value":
        check_value(known_fact((wrong.value("payload") or {}).get("fact", "")), text.strip())
    return value
