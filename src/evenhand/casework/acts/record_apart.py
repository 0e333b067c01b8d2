"""Record that a parent and a child stay apart: by the parent's decision, or by a finding.

Who may: a supervisor or headquarters. What must hold: the parent's decision that the child stays
is completely documented on this case, or the finding (unfit, a danger) is named with who made it
and on what facts. What is written: which of the two, and the reasons. Silence is neither.
"""

from __future__ import annotations

from evenhand.casework.about import CHILD, moved, ties_about, written
from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.parental import standing_of
from evenhand.casework.rule import Field, Rule
from evenhand.terms.refusal import NotNow

RULE = Rule(
    act="record-apart",
    says="record that a parent and a child stay apart",
    machine="reunification",
    fields=(
        CHILD,
        Field("finding", "unfit or a danger: who found it, when, on what facts, reviewed by whom",
              required=False),
    ),
    must_hold=(
        "the parent's decision that the child stays is completely documented, or a finding is "
        "named",
    ),
)  # fmt: skip


def record_apart(attempt: Attempt) -> Recorded:
    """Record that they stay apart."""
    payload = attempt.begin(RULE)
    ties = ties_about(attempt, payload)
    move = moved(attempt, RULE, ties)
    made = written(payload, ties)
    for child in ties:
        kept = attempt.state.parents.get(child)
        stays = kept is not None and kept.record.get("choice") == "stays"
        if kept is not None and stays and standing_of(kept.record).documented:
            made["decision"] = kept.entry
        elif "finding" not in payload:
            raise NotNow(
                f"No complete record says that the parent wants {child} to stay.",
                "Record the parent's decision (`evenhand case parent`), or name the finding.",
            )
    return attempt.write(move, made)
