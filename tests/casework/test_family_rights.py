"""Who sees what is on record of a family: those who decide and those who trace, and nobody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evenhand.casework.person import SEES_CASES
from evenhand.casework.read_content import read_content
from evenhand.casework.rights import may
from evenhand.casework.show_case import show_case
from evenhand.terms.refusal import NotAllowed
from tests.support.families import Families
from tests.support.office import Office, person

SEEING = {"reviewer", "supervisor", "headquarters", "family-tracing"}


@pytest.mark.parametrize("role", SEES_CASES)
def test_the_familys_entries_are_for_those_who_decide_or_trace(
    busy_office: Office, next_case: Callable[[], str], role: str
) -> None:
    """Ties, numbers and attempts are listed and opened for four roles; to others there are none."""
    assert may(role, "read", "family") == (role in SEEING)
    families, case = Families(busy_office), next_case()
    child = f"care:{case}"
    families.asserted(case, child)
    families.do("record-lead", "family-tracing 2", case)
    families.do("attempt-contact", "family-tracing 2", case)
    entries = busy_office.state(case).family.tie(child).entries
    who = person(f"{role} 1")
    shown = show_case(busy_office.ledger, case, "why", who, busy_office.clock)
    seen = {one.leaf.number for one in shown.entries}
    assert (set(entries) <= seen) == (role in SEEING)
    assert bool(shown.state.family.ties) == (role in SEEING)
    if role in SEEING:
        assert shown.state.family.tie(child).standing == "asserted"
        return
    assert not set(entries) & seen
    with pytest.raises(NotAllowed, match="not one whose content you may read"):
        read_content(busy_office.ledger, entries[:1], ["payload"], "why", who, busy_office.clock)


def test_of_a_first_judgement_the_child_is_known_and_nothing_else(
    busy_office: Office, next_case: Callable[[], str]
) -> None:
    """The second person sees that a tie waits for them, and not what the first found."""
    families, case = Families(busy_office), next_case()
    child = f"care:{case}"
    families.do("assert-tie", "family-tracing 2", case, child=child)
    shown = show_case(busy_office.ledger, case, "why", person("family-tracing 3"),
                      busy_office.clock)  # fmt: skip
    tie = shown.state.family.tie(child)
    assert (tie.standing, tie.judged, tie.relation) == ("judged-once", (), "")
    (entry,) = [one for one in shown.entries if one.leaf.number in shown.blind]
    assert entry.value("payload") == {"child": child}
    assert entry.value("reasons") is None
