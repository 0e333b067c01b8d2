"""The state of a case follows from its entries: at random, step by step, and with content gone."""

from __future__ import annotations

import random
from typing import Any, ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from evenhand.casework.destroy_content import destroy_content
from evenhand.casework.replay import CaseState, after, replayed
from evenhand.casework.tables import machines
from evenhand.ledger.content import Content
from evenhand.ledger.leaf import Leaf
from evenhand.ledger.reading import Entry
from evenhand.terms.refusal import NotNow
from tests.support.effort import NIGHTLY
from tests.support.office import DETERMINED, Office, person

# 10,000 steps in the night (200 runs of 50); 1,000 on every change (20 of 50).
STEPS = settings(
    max_examples=200 if NIGHTLY else 20, stateful_step_count=50, deadline=None,
    derandomize=not NIGHTLY,
)  # fmt: skip
WORDS = sorted({move.entry for machine in machines().values() for move in machine.moves})
NAMES = ("ana", "ben", "cho")


def entry(
    number: int, act: str, who: str = "ana", payload: Any = None, gone: tuple[str, ...] = ()
) -> Entry:
    """Make an entry as the ledger gives it back."""
    content = Content({"name": who}, payload if payload is not None else {"x": 1}, "why", "1")
    parts = {part.name: part for part in content.parts() if part.name not in gone}
    leaf = Leaf(number, "2012-01-13T09:00:00.000000Z", "2012-01-13T09:00:00.000000Z", act,
                "reviewer", "0" * 64, {})  # fmt: skip
    return Entry(leaf, parts, dict.fromkeys(gone, number))


def _payload(lots: random.Random, number: int) -> dict[str, Any]:
    """Give the fields of every act at once, each pointing at anything before."""
    earlier = lots.randint(1, max(1, number - 1))
    return {
        "form": "appeal", "decides": lots.choice(["favourable", "refused"]),
        "hold": lots.choice(["pregnancy", "fitness-to-travel"]), "child": "",
        "stay": earlier, "until": "2012-10-23", "consent": earlier, "event": "release",
        "person": lots.choice(NAMES), "entry": earlier, "removed_on": "2012-01-12",
        "fact": lots.choice(["usc_child", "pregnant"]), "value": lots.choice(["yes", "no"]),
        "changes": {"value": {"was": "yes", "is": "no"}},
    }  # fmt: skip


class _Plain:
    """The case's own state, worked out a second time with nothing but the words of the entries."""

    NEXT: ClassVar = {
        ("waiting", "take"): "taken", ("taken", "take-over"): "taken",
        ("determined", "take-over"): "taken", ("decided-by-office", "take-again"): "taken",
        ("taken", "determine"): "determined", ("disputed", "settle"): "decided-by-office",
        ("escalated", "decide-at-headquarters"): "decided-by-headquarters",
        ("determined", "second-agrees"): "decided-by-office",
        ("determined", "second-differs"): "disputed",
        ("decided-by-office", "disagree"): "disputed", ("disputed", "escalate"): "escalated",
        ("decided-by-headquarters", "escalate"): "escalated", ("closed", "recalendar"): "waiting",
    }  # fmt: skip

    def __init__(self) -> None:
        self.state, self.removed_by, self.before = "waiting", 0, ""

    def step(self, number: int, act: str, payload: dict[str, Any]) -> None:
        if act == "close" and self.state not in ("closed", "removed"):
            self.state = "closed"
        elif act == "remove" and self.state != "removed":
            self.before, self.state, self.removed_by = self.state, "removed", number
        elif act == "strike" and self.removed_by and payload["entry"] == self.removed_by:
            self.state, self.removed_by = self.before, 0
        else:
            self.state = self.NEXT.get((self.state, act), self.state)


class Case(RuleBasedStateMachine):
    """A case to which anything whatever is appended, in any order, by anybody."""

    @initialize(seed=st.integers(0, 1 << 30))
    def begin(self, seed: int) -> None:
        self.lots = random.Random(seed)
        self.entries: list[Entry] = []
        self.state = CaseState("1")
        self.plain = _Plain()

    def _append(self, act: str, gone: tuple[str, ...] = ()) -> None:
        number = len(self.entries) + 1
        payload = _payload(self.lots, number)
        made = entry(number, act, self.lots.choice(NAMES), payload, gone)
        self.entries.append(made)
        self.state = after(self.state, made)
        self.plain.step(number, act, {"entry": 0} if gone else payload)

    @rule(act=st.sampled_from(WORDS))
    def anything(self, act: str) -> None:
        self._append(act)

    @rule(data=st.data())
    def something_fitting(self, data: st.DataObject) -> None:
        here = [m.entry for m in machines()["case"].moves if self.state.state in m.starts]
        self._append(data.draw(st.sampled_from(here)))

    @rule(act=st.sampled_from(WORDS))
    def content_gone(self, act: str) -> None:
        self._append(act, ("payload", "who", "reasons"))

    @precondition(lambda self: self.entries)
    @rule()
    def an_act_nobody_knows(self) -> None:
        self._append("an-act-of-tomorrow")

    @invariant()
    def replayed_is_kept(self) -> None:
        if hasattr(self, "state"):
            assert replayed("1", self.entries) == self.state

    @invariant()
    def the_plain_reading_agrees(self) -> None:
        if hasattr(self, "state"):
            assert self.state.state == self.plain.state
            assert self.state.head == len(self.entries)

    @invariant()
    def blind_only_before_a_second(self) -> None:
        if hasattr(self, "state") and self.state.blind:
            assert self.state.state in ("taken", "determined")

    @invariant()
    def what_counts_points_at_entries(self) -> None:
        if not hasattr(self, "state"):
            return
        numbers = {made.leaf.number for made in self.entries}
        assert set(self.state.irregular) <= numbers
        for hold in self.state.holds.values():
            assert hold.state in machines()["hold"].states
            assert set(hold.entries) <= numbers
        assert all(stay.state in ("granted", "revoked") for stay in self.state.stays.values())


TestCase = Case.TestCase
TestCase.settings = STEPS


def test_a_decision_whose_content_was_destroyed_still_moves_the_case() -> None:
    """Whether two agreed stands in the open: the state does not hang on what can be destroyed."""
    gone = ("payload", "reasons")
    made = [entry(1, "take"), entry(2, "determine", "ana", None, gone),
            entry(3, "second-agrees", "ben", None, gone)]  # fmt: skip
    state = replayed("1", made)
    assert state.state == "decided-by-office"
    assert [decision.form for decision in state.decisions] == ["", ""]


@pytest.mark.parametrize("act", ["clear-hold", "parent-decision", "grant-stay"])
def test_a_document_that_was_destroyed_clears_nothing(act: str) -> None:
    """What can no longer be read counts as not there, and is listed; removal waits again."""
    state = replayed("1", [entry(1, act, "ana", None, ("payload",))])
    assert (state.holds, state.parents, state.stays) == ({}, {}, {})
    assert state.irregular == (1,)


def test_who_was_destroyed_leaves_nobody_to_be_another(office: Office) -> None:
    """Where the first person cannot be known, nobody can be shown to be the second."""
    office.put("take", "reviewer 1", "1")
    first = office.put("determine", "reviewer 1", "1", **DETERMINED, decides="refused")
    destroy_content(office.ledger, first, ["who"], "a court's order", "why",
                    person("headquarters 1"),
                    office.clock)  # fmt: skip
    with pytest.raises(NotNow, match="destroyed by law") as refusal:
        office.do("second", "reviewer 2", "1", **DETERMINED, decides="refused")
    assert "takes the case over" in refusal.value.remedy
    assert office.do("take", "supervisor 1", "1").after.state == "taken"
