"""Who is reached, who is not and why, whom to try next; and that every line adds up."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from evenhand.casework.family_reading import read_families
from evenhand.casework.next_to_try import ORDER, turns
from evenhand.casework.registry import (
    BELIEVED_HERE,
    BELIEVED_REMOVED,
    IS_REACHED,
    LINES,
    NO_NUMBER,
    NOT_KNOWN,
    Registry,
    Standing,
    registry,
    twice,
)
from evenhand.casework.unreached_report import FLOW, Month, _check, months
from evenhand.ledger.reading import leaves
from evenhand.terms.refusal import Incomplete, NotAllowed, Unaccounted
from tests.support.families import REACHED, Families
from tests.support.office import REMOVAL, Office, person

TRACER = "family-tracing 1"
TODAY = dt.date(2012, 1, 13)


@pytest.fixture
def families(office: Office) -> Families:
    """An office that acts on families."""
    return Families(office)


def _states(families: Families) -> list:
    office = families.office
    return list(read_families(office.ledger, "a count", person(TRACER), office.clock)[0].values())


def _lines(families: Families) -> tuple[dict[str, int], dict[str, int]]:
    found = registry(_states(families))
    return found.lines(found.children), found.lines(found.parents)


def test_each_child_stands_in_one_line_for_one_reason(families: Families) -> None:
    """Reached, believed removed, here, nowhere known, no number: five families, five lines."""
    for case in "12345":
        families.do("claim-tie", "intake 1", case, child=f"young:{case}")
    for case in "1234":
        families.do("record-lead", TRACER, case)
    families.do("attempt-contact", TRACER, "1", **REACHED)
    families.do("record-whereabouts", TRACER, "2", believed="removed")
    families.do("record-whereabouts", TRACER, "3", believed="in the United States")
    families.do("attempt-contact", TRACER, "4", outcome="spoke to a relative")
    children, parents = _lines(families)
    once = dict.fromkeys(LINES, 1)
    assert children == parents == once
    # Where nothing is on file that is the reason, wherever the parent is believed to be.
    families.do("record-whereabouts", TRACER, "5", believed="removed")
    assert _lines(families)[0][NO_NUMBER] == 1


def test_a_removal_on_the_case_is_where_the_parent_is(families: Families) -> None:
    """What the ledger says of the removal goes before what somebody believes."""
    families.do("claim-tie", "intake 1", "1")
    families.do("record-lead", TRACER, "1")
    families.do("record-whereabouts", TRACER, "1", believed="in the United States")
    assert _lines(families)[0][BELIEVED_HERE] == 1
    families.office.do("remove", "supervisor 1", "1", **REMOVAL)
    assert _lines(families)[0][BELIEVED_REMOVED] == 1


def test_children_and_parents_are_counted_apart(families: Families) -> None:
    """Two children of one parent, one child of two possible parents: three and three, not four."""
    for case, child in (("1", "a"), ("1", "b"), ("2", "c"), ("3", "c")):
        families.do("claim-tie", "intake 1", case, child=child)
    families.do("record-lead", TRACER, "3")
    families.do("record-whereabouts", TRACER, "3", believed="removed")
    children, parents = _lines(families)
    assert (sum(children.values()), sum(parents.values())) == (3, 3)
    assert children == {**dict.fromkeys(LINES, 0), BELIEVED_REMOVED: 1, NO_NUMBER: 2}
    # An asserted parent of the child decides, whatever is believed of the other.
    families.asserted("2", "c")
    assert _lines(families)[0][NO_NUMBER] == 3


def test_a_rejected_tie_is_of_no_family_and_a_struck_attempt_reached_nobody(
    families: Families,
) -> None:
    """What people found not to be so is not counted."""
    families.do("claim-tie", "intake 1", "1", child="a")
    number = families.do("attempt-contact", TRACER, "1", **REACHED).leaf.number
    assert _lines(families)[0][IS_REACHED] == 1
    families.office.do("strike", "supervisor 1", "1", entry=str(number))
    assert _lines(families)[0] == {**dict.fromkeys(LINES, 0), NO_NUMBER: 1}
    families.rejected("1", "a")
    assert sum(_lines(families)[0].values()) == 0


def test_a_count_whose_lines_do_not_make_it_is_refused() -> None:
    """A line that nobody knows of is never silently left out."""
    odd = Registry({"a": Standing("lost", False, "separated", "not-asked")}, {})
    with pytest.raises(Unaccounted):
        odd.lines(odd.children)
    month = Month("2012-01", 3, 1, 1, 0, {NOT_KNOWN: 1}, dict(zip(FLOW, (2, 0, 0, 0), strict=True)))
    with pytest.raises(Unaccounted, match="by reason"):
        _check(month, 0)


@pytest.mark.parametrize("who", ["reviewer 1", "overseer 1", "administrator 1", "intake 1"])
def test_who_may_not_reads_no_family(families: Families, who: str) -> None:
    """Counts of all families are for who traces, supervises or is of headquarters."""
    office = families.office
    with pytest.raises(NotAllowed):
        read_families(office.ledger, "why", person(who), office.clock)
    with pytest.raises(Incomplete, match="purpose"):
        read_families(office.ledger, " ", person(TRACER), office.clock)
    before = len(list(leaves(office.ledger)))
    read_families(office.ledger, "why", person(TRACER), office.clock)
    assert len(list(leaves(office.ledger))) == before + 1


def test_whom_to_try_next_is_in_the_order_that_is_stated(families: Families) -> None:
    """Overdue before untried leads, those before families of whom nothing is known, then later."""
    for case in ("1", "2", "3", "4", "5", "6", "7", "8"):
        families.do("claim-tie", "intake 1", case, child=f"young:{case}")
    for case, due in (("1", "2012-01-12"), ("2", "2012-01-03"), ("3", "2012-02-01")):
        families.do("attempt-contact", TRACER, case, next_due=due)
    families.do("record-lead", TRACER, "5", dated="2010-01-01")
    families.do("record-lead", TRACER, "4")
    families.do("attempt-contact", TRACER, "7", **REACHED)
    families.do("attempt-contact", TRACER, "8", outcome="unsafe to go on")
    found, left = turns(_states(families), TODAY)
    assert [turn.case for turn in found] == ["2", "1", "5", "4", "6", "3"]
    assert [turn.says for turn in found] == [ORDER[n] for n in (0, 0, 1, 1, 2, 3)]
    assert left == {"reached": 1, "declined": 0, "stopped": 1}
    assert [turn.old_leads for turn in found] == [False, False, True, False, False, False]
    # A new lead after an attempt is tried before its day; a supervisor's resumption sets a day.
    families.do("record-lead", TRACER, "3")
    families.do("resume-contact", "supervisor 1", "8", next_due="2012-01-10")
    found, left = turns(_states(families), TODAY)
    assert [turn.case for turn in found] == ["2", "8", "1", "5", "4", "3", "6"]
    assert left["stopped"] == 0


def test_two_assertions_that_did_not_see_each_other_are_seen(families: Families) -> None:
    """Two mothers asserted for one child on two cases are named; a mother and a father are not."""
    found = {"finding": "they belong together", "child": "a"}
    for case, relation in (("1", "mother"), ("2", "mother"), ("3", "father")):
        families.put("judge-tie", "family-tracing 2", case, relation=relation, **found)
        families.put("second-asserts", "family-tracing 3", case, relation=relation, **found)
    assert twice(_states(families)) == {"a": ["1", "2"]}


@pytest.fixture(scope="module")
def years(
    tmp_path_factory: pytest.TempPathFactory, busy_office: Office
) -> tuple[Families, list[tuple[str, str, str]]]:
    """Two years of a registry, with what was done written down beside it."""
    assert tmp_path_factory.getbasetemp().exists()
    families = Families(busy_office)
    rng, done = random.Random(3), []
    alive: list[str] = []
    for month in range(24):
        moment = dt.datetime(2012 + month // 12, 1 + month % 12, 15, tzinfo=dt.UTC)
        busy_office.clock.now = moment + dt.timedelta(hours=1)
        for n in range(3):
            case = str(1000 + 10 * month + n)
            families.put("claim-tie", "intake 1", case, child=f"young:{case}", relation="mother")
            alive.append(case)
            done.append((f"{moment:%Y-%m}", "came", case))
        for case in rng.sample(alive, min(3, len(alive))):
            act = rng.choice(["reached", "rejected", "lead", "removed"])
            done.append((f"{moment:%Y-%m}", act, case))
            child = f"young:{case}"
            if act == "reached":
                families.put("attempt-reached", TRACER, case, children=[child])
            elif act == "lead":
                families.put("record-lead", TRACER, case, children=[child], whose="parent")
            elif act == "removed":
                families.put("record-whereabouts", TRACER, case, children=[child],
                             believed="removed")  # fmt: skip
            else:
                said = {"child": child, "finding": "they do not belong together"}
                families.put("judge-tie", "family-tracing 2", case, **said)
                families.put("second-rejects", "family-tracing 3", case, **said)
                alive.remove(case)
    return families, done


def test_the_months_are_those_of_a_count_by_hand(years) -> None:
    """Month after month the report says what a plain walk through the acts says."""
    families, done = years
    ledger = families.office.ledger
    found = months(ledger, 10**9, dt.date(2012, 1, 1), dt.date(2013, 12, 1))
    assert [month.month for month in found] == sorted({when for when, _, _ in done})
    for month in found:
        past = [one for one in done if one[0] <= month.month]
        gone = {case for _, act, case in past if act == "rejected"}
        here = {case for _, act, case in past if act == "came"} - gone
        reached = {case for _, act, case in past if act == "reached"} & here
        leads = {case for _, act, case in past if act == "lead"}
        removed = {case for _, act, case in past if act == "removed"}
        assert (month.children, month.reached) == (len(here), len(reached))
        reasons = Counter(
            NO_NUMBER if case not in leads else
            BELIEVED_REMOVED if case in removed else NOT_KNOWN
            for case in here - reached
        )  # fmt: skip
        assert {name: n for name, n in month.reasons.items() if n} == dict(reasons)


def test_the_months_lead_from_one_to_the_next(years) -> None:
    """What came, was reached and went makes each month's figure out of the one before."""
    families, _ = years
    found = months(families.office.ledger, 10**9, dt.date(2012, 1, 1), dt.date(2013, 12, 1))
    before = 0
    for month in found:
        assert all(one.adds_up for one in month.sums(before))
        assert month.unreached == before + sum(month.flow.values())
        before = month.unreached
    assert {name for month in found for name, n in month.flow.items() if n} >= {
        FLOW[0], FLOW[2], FLOW[3],
    }  # fmt: skip
    later = months(families.office.ledger, 10**9, dt.date(2013, 6, 1), dt.date(2013, 8, 1))
    assert later == [month for month in found if month.month in ("2013-06", "2013-07", "2013-08")]


def test_a_month_before_anything_and_one_after_all(years) -> None:
    """Empty months are there with noughts, and the future is as the last entry left it."""
    families, _ = years
    ledger = families.office.ledger
    early = months(ledger, 10**9, dt.date(2010, 1, 1), dt.date(2010, 2, 1))
    assert [(month.month, month.children) for month in early] == [("2010-01", 0), ("2010-02", 0)]
    late = months(ledger, 10**9, dt.date(2013, 12, 1), dt.date(2014, 2, 1))
    assert len({month.unreached for month in late}) == 1


def test_the_published_shape_is_that_of_the_report(
    families: Families, next_case: Callable[[], str], tmp_path: Path
) -> None:
    """445 = 302 + 129 + 14 in small: the same lines, from entries, to the same kind of total."""
    assert tmp_path.exists()
    for n, believed in enumerate(["removed"] * 4 + ["in the United States"] * 2 + [""]):
        case = f"{next_case()}0{n}"
        families.do("claim-tie", "intake 1", case, child=f"young:{case}")
        if believed:
            families.do("record-lead", TRACER, case)
            families.do("record-whereabouts", TRACER, case, believed=believed)
    last = list(leaves(families.office.ledger))[-1].number
    (month,) = months(families.office.ledger, last, dt.date(2012, 1, 1), dt.date(2012, 1, 1))
    assert month.unreached == 7
    assert tuple(month.reasons.values()) == (4, 2, 0, 1)
