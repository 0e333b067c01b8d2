"""What asserting and rejecting a tie share: who judged before, on what, and what comes of it.

The first of two judgements goes on the ledger under a word that does not tell which way it went;
nobody reads it until a second person has judged too.
"""

from __future__ import annotations

from typing import Any

from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.family import BELONG, Tie
from evenhand.casework.proposal import Proposal
from evenhand.casework.replay import replayed
from evenhand.casework.rule import Field, Rule
from evenhand.casework.tables import Move
from evenhand.ledger.opening import Ledger
from evenhand.ledger.reading import leaves, of_case, several
from evenhand.terms.refusal import Incomplete, NotNow

RELATIONS = ("mother", "father", "legal guardian", "grandparent", "sibling", "other relative")
CHILD = Field("child", "the child: its row on a list (care:44), or a key that is no name")
EVIDENCE = (
    Field("evidence", "what shows it beside the lists: documents, statements", required=False),
    Field("kept", "where that is kept", required=False),
)
BESIDE = "assert-beside-another"


def judge(attempt: Attempt, rule: Rule, finding: str, proposal: Proposal | None) -> Recorded:
    """Record one person's judgement of a tie."""
    payload = attempt.begin(rule)
    tie = attempt.state.family.tie(payload["child"])
    moves = attempt.moves(rule, tie.standing)
    _check_shown(payload, proposal, tie)
    check_judge(attempt, tie)
    if proposal is not None:
        payload |= {"parent_row": proposal.parent_row, "facts": proposal.facts,
                    "proposal": proposal.written}  # fmt: skip
    elif tie.facts:
        payload |= {"parent_row": tie.parent_row, "facts": tie.facts}
    written = {**payload, "finding": finding}
    others = _others(attempt, payload) if finding == BELONG else []
    if others:
        written["beside"] = others
    return attempt.write(_move(moves, tie, finding, others), written)


def check_judge(attempt: Attempt, tie: Tie) -> None:
    """Refuse a person who has judged this tie since it was last open."""
    attempt.other_than(tie.round, "Nobody judges a tie twice: two people judge it.")


def _move(moves: tuple[Move, ...], tie: Tie, finding: str, others: list[str]) -> Move:
    by_word = {move.entry: move for move in moves}
    settles = next((by_word[word] for word in by_word if word.startswith("settle-")), None)
    if settles is not None:
        if others:
            raise NotNow(
                "The child has another parent of this kind on record, on another case.",
                "One of the two ties is doubted and settled first, or the relation is another. "
                "The entry that made this one contested names the case.",
            )
        return settles
    if others:
        return by_word[BESIDE]
    if tie.standing != "judged-once":
        return by_word["judge-tie"]
    if tie.judged[-1].finding != finding:
        return by_word["second-differs-on-tie"]
    return next(move for word, move in by_word.items() if word in ("second-asserts",
                                                                  "second-rejects"))  # fmt: skip


def _check_shown(payload: dict[str, Any], proposal: Proposal | None, tie: Tie) -> None:
    if proposal is None and "evidence" not in payload:
        raise Incomplete(
            "A tie is judged on evidence: that of the linkage as shown, or documents.",
            "Give --lists, --links and --parent-row, or say --evidence.",
        )
    if proposal is None:
        return
    if proposal.child_row != payload["child"]:
        raise Incomplete(
            f"This link is about the child {proposal.child_row}.", "Judge that child's tie."
        )
    if tie.parent_row and tie.parent_row != proposal.parent_row:
        raise Incomplete(
            f"On this case the child was linked to the parent's row {tie.parent_row}, and this "
            f"link is about {proposal.parent_row}.",
            "Judge it on the case of that parent, or as a claim of its own.",
        )


_WORDS = frozenset({"judge-tie", "second-asserts", "second-differs-on-tie", BESIDE,
                    "settle-asserts"})  # fmt: skip


def _others(attempt: Attempt, payload: dict[str, Any]) -> list[str]:
    """Name the other cases on which this child has a parent of the same kind."""
    found = []
    for case in sorted(_cases_of(attempt.ledger, payload["child"]) - {attempt.case}):
        tie = replayed(case, of_case(attempt.ledger, case)).family.tie(payload["child"])
        claimed = tie.standing in ("asserted", "contested") or (
            tie.standing == "judged-once" and tie.judged[-1].finding == BELONG
        )
        if claimed and tie.relation == payload["relation"]:
            found.append(case)
    return found


def _cases_of(ledger: Ledger, child: str) -> set[str]:
    """Give the cases on which anybody judged a tie to this child."""
    numbers = [leaf.number for leaf in leaves(ledger) if leaf.act in _WORDS]
    return {
        case
        for found in several(ledger, numbers)
        if (case := found.value("case")) and (found.value("payload") or {}).get("child") == child
    }
