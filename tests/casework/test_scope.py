"""Whose case it is: offices, assignment, conflicts; and refusals that do not tell what there is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from evenhand.casework.admit_person import admit_person
from evenhand.casework.all_acts import ACTS
from evenhand.casework.carry_facts import carry_facts
from evenhand.casework.hand_over import hand_over
from evenhand.casework.note_conflict import note_conflict
from evenhand.casework.person import Person
from evenhand.casework.read_content import read_content
from evenhand.casework.register import register
from evenhand.casework.scope import may_open
from evenhand.casework.show_case import show_case
from evenhand.terms.refusal import Incomplete, NotAllowed, NotNow, Refusal
from tests.support.dockets import docket as imported
from tests.support.office import ACCOUNT, DAY, DOOR, GIVEN, Office, person
from tests.support.recording import ADMIN

# Cases of Newark, of the court of Newark with no field office, of Atlanta, and of no known office.
CASES = {"1": {"office": "Newark"}, "2": {"court": "NEW"}, "3": {"office": "Atlanta"}, "4": {}}


@pytest.fixture(scope="module")
def two_offices(tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    """A docket of two offices."""
    folder = tmp_path_factory.mktemp("offices")
    rows = [(case, {}, DAY) for case in CASES]
    return imported(folder, rows, list(CASES.values()), dated=DAY)


@pytest.fixture
def here(office: Office, two_offices) -> Office:  # type: ignore[no-untyped-def]
    """An office whose docket has those cases, and the people of Newark on the register."""
    for name, role in (("nora", "reviewer"), ("sam", "supervisor"), ("iris", "intake"),
                       ("hal", "headquarters")):  # fmt: skip
        admit_person(office.ledger, name, DOOR, name, [role], ADMIN, office.clock,
                     offices=["Newark", "NEW"])  # fmt: skip
    return Office(office.ledger, two_offices, office.clock)


NORA, SAM = Person("nora", "reviewer", DOOR, "nora"), Person("sam", "supervisor", DOOR, "sam")
IRIS, HAL = Person("iris", "intake", DOOR, "iris"), Person("hal", "headquarters", DOOR, "hal")


def _show(office: Office, who: Person, case: str) -> object:
    return show_case(office.ledger, case, "why", who, office.clock, office.docket)


def _words(attempt: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as refusal:
        attempt()
    return f"{type(refusal.value).__name__}: {refusal.value}"


def test_cases_of_ones_own_office_and_court(here: Office) -> None:
    """A person of Newark sees what stands in Newark or before its court, and nothing else."""
    seen = {case: may_open(here.ledger, NORA, case, here.docket) for case in (*CASES, "99")}
    assert seen == {"1": True, "2": True, "3": False, "4": False, "99": False}
    assert _show(here, NORA, "1")
    assert here.do("take", NORA, "2").after.offices == ("NEW",)
    # Once somebody took the case, the record says whose it is and no docket is needed.
    assert may_open(here.ledger, NORA, "2")
    assert not may_open(here.ledger, NORA, "1")


def test_headquarters_and_people_of_no_office_see_all(here: Office) -> None:
    """Headquarters is bound to no office, nor is anybody whom the register binds to none."""
    for who in (HAL, person("reviewer 1")):
        assert all(may_open(here.ledger, who, case, here.docket) for case in CASES)
    assert not may_open(here.ledger, person("overseer 1"), "1", here.docket)
    assert not may_open(here.ledger, person("administrator 1"), "1", here.docket)


@pytest.mark.parametrize("act", ACTS)
def test_another_offices_case_is_refused_as_if_there_were_none(here: Office, act: str) -> None:
    """Every act, and looking: the same words for a case of Atlanta, an untouched one, and none."""
    here.do("take", "reviewer 1", "3")
    here.do("account", "reviewer 1", "3", **ACCOUNT)
    given = GIVEN.get(act, {})
    if act in ("correct", "strike", "extend-stay", "revoke-stay", "withdraw-consent"):
        given = {"entry": "1"}
    said = {
        _words(lambda case=case: here.do(act, NORA, case, **given)) for case in ("3", "4", "99")
    }
    said |= {_words(lambda case=case: _show(here, NORA, case)) for case in ("3", "4", "99")}
    assert len(said) == 1, said
    assert said.pop().startswith("NotAllowed: There is no such case among those that you may see.")


def test_who_is_assigned_sees_and_acts(here: Office) -> None:
    """An assignment opens one case to a person of another office, until it is taken back."""
    here.do("take", "supervisor 1", "3")
    here.do("assign", "supervisor 1", "3", person="nora")
    assert may_open(here.ledger, NORA, "3")
    assert here.do("account", NORA, "3", **ACCOUNT).leaf.act == "account"
    assert not may_open(here.ledger, SAM, "3", here.docket)
    here.do("unassign", "supervisor 1", "3", person="nora")
    assert not may_open(here.ledger, NORA, "3", here.docket)
    with pytest.raises(NotNow, match="not assigned"):
        here.do("unassign", "supervisor 1", "3", person="nora")
    with pytest.raises(NotNow, match="Nobody of that name"):
        here.do("assign", "supervisor 1", "3", person="nobody")
    assert "There is no such case" in _words(lambda: here.do("assign", SAM, "3", person="nora"))


def test_who_holds_a_case_keeps_it_when_it_moves(here: Office) -> None:
    """Whoever took a case sees it also after they were admitted to another office."""
    here.do("take", NORA, "1")
    admit_person(here.ledger, "nora", DOOR, "nora", ["reviewer"], ADMIN, here.clock,
                 offices=["Atlanta"])  # fmt: skip
    assert may_open(here.ledger, NORA, "1")
    assert not may_open(here.ledger, NORA, "2", here.docket)
    assert register(here.ledger).offices["nora"] == ("Atlanta",)


def test_a_conflict_of_interest_goes_before_everything(here: Office) -> None:
    """Noted on the register or on the case, it keeps a person out, headquarters and holder too."""
    plain = _words(lambda: _show(here, NORA, "99"))
    for who in (NORA, HAL, person("supervisor 1")):
        assert may_open(here.ledger, who, "1", here.docket)
        note_conflict(here.ledger, who.name, "1", "a relative", who, here.clock)
        assert not may_open(here.ledger, who, "1", here.docket)
        assert may_open(here.ledger, who, "2", here.docket)
        assert _words(lambda who=who: _show(here, who, "1")) == plain
        assert _words(lambda who=who: here.do("account", who, "1", **ACCOUNT)) == plain
    with pytest.raises(NotAllowed, match="must keep out"):
        here.do("assign", "supervisor 2", "1", person="nora")
    here.do("recuse", SAM, "2", person="sam")
    assert not may_open(here.ledger, SAM, "2", here.docket)


def test_who_may_note_a_conflict(here: Office) -> None:
    """For oneself anybody, for others those above; with case, reasons, and a person there is."""
    note_conflict(here.ledger, "nora", "1", "why", ADMIN, here.clock)
    with pytest.raises(NotAllowed, match="may not note a conflict"):
        note_conflict(here.ledger, "sam", "1", "why", NORA, here.clock)
    for case, why in (("", "why"), ("1", " ")):
        with pytest.raises(Incomplete):
            note_conflict(here.ledger, "sam", case, why, HAL, here.clock)
    with pytest.raises(NotNow, match="Nobody of that name"):
        note_conflict(here.ledger, "nobody", "1", "why", HAL, here.clock)
    with pytest.raises(NotAllowed, match="not on the register"):
        note_conflict(here.ledger, "x", "1", "why", Person("x", "reviewer", DOOR, "x"), here.clock)


def test_content_of_another_offices_case_is_not_opened(here: Office) -> None:
    """Nor is what is on no case, by who is bound to an office; headquarters reads both."""
    here.do("take", "reviewer 1", "3")
    made = here.do("account", "reviewer 1", "3", **ACCOUNT).leaf.number
    for who in (NORA, SAM):
        with pytest.raises(NotAllowed, match="not one whose content you may read"):
            read_content(here.ledger, [made], ["payload"], "why", who, here.clock)
        with pytest.raises(NotAllowed):
            read_content(here.ledger, [2], ["payload"], "why", who, here.clock)
    for number in (made, 2):
        [found] = read_content(here.ledger, [number], ["payload"], "why", HAL, here.clock)
        assert found.value("payload")


def test_all_cases_at_once_are_for_those_bound_to_no_office(here: Office, tmp_path: Path) -> None:
    """The tables of every case and the next snapshot are not made by a person of one office."""
    with pytest.raises(NotAllowed, match="every office"):
        hand_over(here.ledger, "why", SAM, here.clock)
    with pytest.raises(NotAllowed, match="every office"):
        carry_facts(here.ledger, here.docket.folder, tmp_path / "next", SAM, here.clock)
    with pytest.raises(NotAllowed, match="may not carry"):
        carry_facts(here.ledger, here.docket.folder, tmp_path / "next", IRIS, here.clock)
    assert hand_over(here.ledger, "why", HAL, here.clock).entry
    assert not (tmp_path / "next").exists()
