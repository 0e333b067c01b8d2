"""Record a parent's decision about one child, as far as it goes.

Who may: a reviewer, a supervisor, headquarters, family tracing. What must hold: nothing more; also
a bad record is recorded, and says itself what it lacks. What is written: every part of the record,
and what it comes to. Only a complete one that nothing speaks against clears the hold for that
child; an oral waiver without what was explained and without a real offer of reunification is
missing, not a choice. A later record takes the place of an earlier one, which stays.
"""

from __future__ import annotations

from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.parental import standing_of
from evenhand.casework.rule import CHOICE, DAY, MOMENT, YES_NO, Field, Rule
from evenhand.safeguards.clearance import UNLISTED
from evenhand.safeguards.decision import CHOICES, FORMS
from evenhand.terms.refusal import Incomplete

_NO_ANSWER = ("undecided", "declined", "not asked", "wants to remain and seek relief")


def _may(name: str, says: str, kind: str = "text", choices: tuple[str, ...] = ()) -> Field:
    return Field(name, says, kind, required=False, choices=choices, past=kind in (DAY, MOMENT))


RULE = Rule(
    act="parent-decision",
    says="record a parent's decision about a child",
    fields=(
        Field("child", "the child, by a key that is no name"),
        _may("child_age", "the child's age, or date of birth, as known"),
        _may("child_place", "where the child was when the parent was asked"),
        _may("child_custodian", "who had the child, and the agency"),
        _may("link_evidence", "what shows that this is the parent: lists, rows, who confirmed"),
        _may("parent_described", "the parent's names, birth date and numbers, as recorded"),
        _may("asked", "whether the parent was asked", YES_NO),
        _may("asked_by", "who asked"),
        _may("asked_at", "when", MOMENT),
        _may("asked_where", "where"),
        _may("language_understood", "the language the parent understands"),
        _may("language", "the language it was asked in"),
        _may("interpreter", "who interpreted, or that none was needed"),
        _may("read_aloud", "whether it was read aloud", YES_NO),
        _may("presented_blank", "whether the form was blank when presented", YES_NO),
        _may("explained", "what was explained, in writing: the form and its version"),
        _may("explained_at", "when it was explained", MOMENT),
        _may("told_claims_unaffected", "whether it was said that claims to protection stay",
             YES_NO),
        _may("options_offered", "every option offered"),
        _may("reunification_offered", "whether reunification was really offered", YES_NO),
        _may("reunification_how", "how reunification would happen"),
        _may("counsel", "chance to consult counsel, and who counsel is"),
        _may("call_with_child", "whether the parent could talk with the child", YES_NO),
        _may("time_to_decide", "the time between the offer and the choice"),
        _may("choice", "the parent's choice for this child", CHOICE, CHOICES),
        _may("no_answer", "what 'not answered' means; silence is never a waiver", CHOICE,
             _NO_ANSWER),
        _may("chosen_at", "when the parent chose", MOMENT),
        _may("form", "the form of the choice", CHOICE, FORMS),
        _may("why_unsigned", "why the parent did not sign"),
        _may("signer", "who signed, if not the parent, and why"),
        _may("affirmative", "whether it is attested as affirmative", YES_NO),
        _may("knowing", "whether it is attested as knowing", YES_NO),
        _may("voluntary", "whether it is attested as voluntary", YES_NO),
        _may("witness", "who saw it"),
        _may("remains_with", "if the child stays: with whom, and whether the consulate knows"),
        _may("care_arrangement", "care, child-welfare or family-court case; coordinator told"),
        _may("joint_travel", "if with the parent: documents, same removal, who receives"),
        _may("contrary_evidence", "evidence on file that the parent wanted otherwise"),
        _may("exception", "unfit or a danger: who decided, on what facts, when, reviewed by whom"),
        _may("contact_details", "where the parent and a contact person can be reached"),
        _may("reconfirmed_on", "the day it was confirmed again close to the removal", DAY),
        _may("carried_out", "whether the choice is carried out", YES_NO),
        _may("decided_otherwise_by", "if not: who decided otherwise"),
        _may("decided_otherwise_why", "if not: why"),
        _may("certified_by", "the officer who certifies the record"),
        _may("removing_officer", "the officer who carries out the removal"),
        _may("rule_version", "the directive in force on that day"),
        _may("document", "the record itself, and where it is kept"),
    ),
    reasons="never",
)  # fmt: skip


def parent_decision(attempt: Attempt) -> Recorded:
    """Record a parent's decision."""
    payload = attempt.begin(RULE)
    (move,) = attempt.moves(RULE)
    if payload["child"].startswith(UNLISTED):
        raise Incomplete(
            "No child is called so: that is one who is counted and not known.",
            "Name the child by a key of your own, such as child-1.",
        )
    standing = standing_of(payload)
    written = {**payload, "counts_as": standing.counts_as, "lacks": list(standing.lacks)}
    return attempt.write(move, written)
