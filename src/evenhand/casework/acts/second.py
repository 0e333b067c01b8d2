"""Second a case: determine it a second time, without having read the first.

Who may: a reviewer or a supervisor who did not make the first determination. What must hold: one
determination is recorded and its content is there. What is written: the same as by the first. If
form and outcome agree, the field office has decided; if not, the case is disputed. Both stand.
"""

from __future__ import annotations

from evenhand.casework.acts.determine import FIELDS, reasoned
from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.finding_now import Grounds
from evenhand.casework.rule import Rule
from evenhand.terms.refusal import NotNow

RULE = Rule(
    act="second",
    says="second a case",
    fields=FIELDS,
    must_hold=(
        "the person did not make the first determination",
        "a departure from the finding says why",
    ),
)


def second(attempt: Attempt, grounds: Grounds) -> Recorded:
    """Determine a case as the second person."""
    payload = attempt.begin(RULE)
    agrees, differs = attempt.moves(RULE)
    check_who(attempt)
    first = attempt.state.decisions[-1]
    same = (first.form, first.decides) == (payload["form"], payload["decides"])
    move = agrees if same else differs
    written = {**reasoned(attempt, payload, grounds), "level": move.level, "first": first.entry}
    return attempt.write(move, written)


def check_who(attempt: Attempt) -> None:
    """Refuse a person who may not second this case, and a case that nobody can second."""
    attempt.other_than(attempt.state.round, "Nobody seconds their own determination.")
    if not attempt.state.decisions[-1].form:
        raise NotNow(
            "The content of the first determination was destroyed by law, so nothing can be "
            "compared with it.",
            "A supervisor takes the case over, and it is determined anew.",
        )
