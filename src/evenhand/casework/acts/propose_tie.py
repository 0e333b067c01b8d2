"""Put the possible links of a linkage on a case, for people to judge and for removal to wait.

Who may: family tracing or a supervisor. What must hold: the linkage was made from the lists that
are named; a link that two people rejected is not proposed again while both rows say the same.
What is written: for each child the rows, the fingerprint of the facts, how likely the software
holds it and what looks odd, and the name of the linkage. It asserts nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.family import Tie
from evenhand.casework.possible import Possible
from evenhand.casework.rule import Rule
from evenhand.terms.refusal import NotNow

RULE = Rule(
    act="propose-tie",
    says="put possible links on a case",
    machine="tie",
    reasons="never",
    must_hold=(
        "the linkage was made from the lists that are named",
        "a link on the facts on which two people rejected it is not proposed again",
        "a link that is on record already is left as it stands",
    ),
)


def propose_tie(attempt: Attempt, links: str, possible: Sequence[Possible]) -> Recorded:
    """Record the possible links of one case that are new."""
    attempt.begin(RULE)
    fresh = new_links(attempt.state.family.ties, possible)
    if not fresh:
        raise NotNow(
            "None of these links is new on this case.",
            "What was judged stands; new facts in the lists make a new link.",
        )
    moves = {attempt.moves(RULE, attempt.state.family.tie(one.child_row).standing) for one in fresh}
    ((move,),) = moves
    return attempt.write(move, {"links": links, "ties": [one.written for one in fresh]})


def new_links(ties: Mapping[str, Tie], possible: Sequence[Possible]) -> list[Possible]:
    """Give the links that say something new: of a child not named yet, or on other facts."""
    fresh = []
    for one in possible:
        tie = ties.get(one.child_row)
        again = tie is not None and tie.standing == "rejected" and tie.facts != one.facts
        if tie is None or again:
            fresh.append(one)
    return fresh
