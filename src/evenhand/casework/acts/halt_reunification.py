"""Record that a reunification that was being prepared will not take place for now.

Who may: family tracing or a supervisor. What must hold: it was being prepared. What is written:
the reasons; they stand separated again, and the plan stays on the record.
"""

from __future__ import annotations

from evenhand.casework.about import CHILD, moved, ties_about, written
from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.rule import Rule

RULE = Rule(
    act="halt-reunification",
    says="halt a reunification",
    machine="reunification",
    fields=(CHILD,),
)


def halt_reunification(attempt: Attempt) -> Recorded:
    """Record that it does not take place for now."""
    payload = attempt.begin(RULE)
    ties = ties_about(attempt, payload)
    return attempt.write(moved(attempt, RULE, ties), written(payload, ties))
