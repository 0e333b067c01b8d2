"""The inspector's lists of one case: what belongs on which, and who may read a list."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evenhand.casework.destroy_content import destroy_content
from evenhand.casework.hand_over import hand_over
from evenhand.casework.inspected import (
    HOLD_OPEN,
    LISTS,
    NO_DECISION,
    NOT_LOOKED_AT,
    OVERRIDDEN,
    REFUSED,
    inspected,
    read_inspected,
)
from evenhand.ledger.reading import entry, leaves
from evenhand.safeguards.inspection import inspect
from evenhand.terms.refusal import BadInput, Incomplete, NotAllowed
from tests.support.office import REMOVAL, Office, person

OPEN = {"hold": "pregnancy", "child": "", "state": "open"}
CLEARED = {"hold": "pregnancy", "child": "", "state": "cleared"}
ASIDE = {"hold": "medical-fitness", "child": "", "state": "overridden"}
CHILD = {"hold": "parental-decision", "child": "child-1", "state": "unknown-and-open"}
CHILD_ASIDE = {"hold": "parental-decision", "child": "child-2", "state": "overridden"}
NextCase = Callable[[], str]


@pytest.mark.parametrize(
    ("holds", "lists"),
    [
        ([CLEARED], ()),
        ([OPEN, CLEARED], (HOLD_OPEN,)),
        ([ASIDE], (OVERRIDDEN,)),
        ([OPEN, ASIDE], (HOLD_OPEN, OVERRIDDEN)),
        ([CHILD], (HOLD_OPEN, NO_DECISION)),
        ([CHILD_ASIDE], (NO_DECISION, OVERRIDDEN)),
        ([], (NOT_LOOKED_AT,)),
    ],
)
def test_what_stood_says_on_which_lists(
    holds, lists, busy_office: Office, next_case: NextCase
) -> None:
    """By the states that the removal's own entry keeps, whatever became of the holds since."""
    case = next_case()
    number = busy_office.put("remove", "supervisor 1", case, **REMOVAL, holds=holds)
    found = inspected(busy_office.state(case))
    assert tuple(one.list for one in found) == lists
    assert {(one.case, one.entry, one.day, one.office) for one in found} <= {
        (case, number, REMOVAL["removed_on"], REMOVAL["office"])
    }
    busy_office.put("strike", "supervisor 1", case, entry=number)
    assert inspected(busy_office.state(case)) == ()


def test_a_refusal_belongs_there_where_the_finding_speaks_for_the_respondent(
    busy_office: Office, next_case: NextCase
) -> None:
    """Once a second person has judged: refused although the class spoke for; no other is."""
    case = next_case()
    busy_office.put("take", "reviewer 1", case)
    said = {"form": "deferral", "decides": "refused", "what": "no", "finding":
            {"instrument": "i", "class": "c", "bearing": "for"}}  # fmt: skip
    number = busy_office.put("determine", "reviewer 1", case, **said)
    assert inspected(busy_office.state(case)) == ()
    other = {**said, "finding": {**said["finding"], "bearing": "against"}}
    busy_office.put("second-agrees", "reviewer 2", case, **other)
    (one,) = inspected(busy_office.state(case))
    said_there = ("deferral", "field office", "i", "c")
    assert (one.list, one.entry, one.said) == (REFUSED, number, said_there)


def test_what_the_law_destroyed_says_nothing(office: Office) -> None:
    """A removal of which nothing is left is on no list, and breaks none."""
    number = office.put("remove", "supervisor 1", "1", **REMOVAL, holds=[OPEN])
    destroy_content(office.ledger, number, ["payload"], "a court", "it says so",
                    person("headquarters 1"), office.clock)  # fmt: skip
    assert inspected(office.state("1")) == ()


def _last(office: Office) -> int:
    *_, last = leaves(office.ledger)
    return last.number


def test_who_may_read_a_list(busy_office: Office, next_case: NextCase) -> None:
    """A supervisor and headquarters, with a purpose, recorded first; nobody else, and no trace."""
    case, office = next_case(), busy_office
    office.put("remove", "supervisor 1", case, **REMOVAL, holds=[OPEN])

    def read(who: str, name: str = HOLD_OPEN, purpose: str = "an inspection"):
        docket = {case: office.docket}
        return read_inspected(office.ledger, name, docket, purpose, person(who), office.clock)

    for who in ("supervisor 1", "headquarters 1"):
        before = _last(office)
        (line,) = read(who)[case]
        assert line.said == ("pregnancy",)
        assert _last(office) == before + 1
        said = entry(office.ledger, before + 1).value("payload")
        assert said == {"inspected": HOLD_OPEN, "cases": [case], "purpose": "an inspection"}
    before = _last(office)
    for who in ("overseer 1", "reviewer 1", "intake 1", "administrator 1"):
        with pytest.raises(NotAllowed):
            read(who)
    with pytest.raises(Incomplete):
        read("supervisor 1", purpose=" ")
    with pytest.raises(BadInput):
        read("supervisor 1", "another")
    office.do("recuse", "supervisor 1", case, person="supervisor 2")
    before += 1
    with pytest.raises(NotAllowed, match="no such case"):
        read("supervisor 2")
    assert _last(office) == before
    assert [name for name in LISTS if read("headquarters 2", name)[case]] == [HOLD_OPEN]


def test_a_removal_that_the_law_had_destroyed_stops_no_list(
    busy_office: Office, next_case: NextCase
) -> None:
    """What was recorded of it is gone: the others are listed, and its entry is named."""
    who = person("headquarters 1")
    gone, kept = (
        busy_office.put("remove", "supervisor 1", next_case(), **REMOVAL, holds=[OPEN])
        for _ in range(2)
    )
    before = hand_over(busy_office.ledger, "why", who, busy_office.clock)
    destroy_content(busy_office.ledger, gone, ["payload"], "an order", "why", who,
                    busy_office.clock)  # fmt: skip
    after = hand_over(busy_office.ledger, "why", who, busy_office.clock)
    assert set(after.destroyed) - set(before.destroyed) == {gone}
    assert after.removals.num_rows == before.removals.num_rows - 1
    entries = inspect(after.removals, after.states).listed.column("entry").to_pylist()
    assert str(kept) in entries
    assert str(gone) not in entries
