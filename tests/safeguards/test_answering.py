"""May removal go ahead? Never a yes; what is left out is told alike for everybody."""

from __future__ import annotations

import datetime as dt
import json
import re
from itertools import product
from typing import get_args

import pytest

from evenhand.docket.catalogue import Protection, catalogue
from evenhand.safeguards import answering
from evenhand.safeguards.answering import NOTHING_OPEN, as_object, may_removal_go_ahead
from evenhand.safeguards.clearance import Clearance
from evenhand.safeguards.library import shipped
from evenhand.safeguards.state import WORDS
from evenhand.terms.span import Span

DAY = dt.date(2018, 5, 30)
ALL = list(shipped())
# Everything that the safeguards ask, answered so that none stands.
SETTLED = {
    "pregnant": False,
    "nursing": False,
    "gave_birth_on": Span(dt.date(2001, 1, 1), dt.date(2001, 1, 1)),
    "serious_illness": False,
    "serious_disability": False,
    "other_disability": False,
    "minor_children_in_us": Span(0, 0),
    "removal_order_outstanding": True,
    "appeal_period_running": False,
    "appeal_pending": False,
    "in_absentia_motion_pending": False,
    "in_absentia_appeal_pending": False,
    "vawa_motion_pending": False,
    "stay_granted": False,
    "protection_claim_pending": False,
    "protection_appeal_pending": False,
    "claims_us_citizenship": False,
    "discretion_reviewed": True,
    "protected_as_victim": False,
}
# One fact that opens each safeguard in force on that day.
OPENS = {
    "pregnancy": {"pregnant": True},
    "fitness-to-travel": {"serious_illness": True},
    "parental-decision": {"minor_children_in_us": Span(1, 1)},
    "final-order": {"removal_order_outstanding": False},
    "stay-appeal-period": {"appeal_period_running": True},
    "stay-appeal-pending": {"appeal_pending": True},
    "stay-in-absentia-motion": {"in_absentia_motion_pending": True},
    "stay-in-absentia-appeal": {"in_absentia_appeal_pending": True},
    "stay-vawa-motion": {"vawa_motion_pending": True},
    "stay-granted": {"stay_granted": True},
    "protection-claim": {"protection_claim_pending": True},
    "citizenship-claim": {"claims_us_citizenship": True},
    "discretion-review": {"discretion_reviewed": False},
    "victim-protection": {"protected_as_victim": True},
}


def test_where_all_is_answered_nothing_on_record_stands_open() -> None:
    """The most that is ever said: of what is on record nothing stands open."""
    answer = may_removal_go_ahead(ALL, SETTLED, DAY)
    assert answer.says == NOTHING_OPEN
    assert (answer.standing, answer.unknown, answer.left_out) == ((), (), ())


@pytest.mark.parametrize("id", OPENS)
def test_one_ground_is_enough_to_wait(id: str) -> None:
    """Each safeguard by itself holds a removal of which all else is settled."""
    answer = may_removal_go_ahead(ALL, {**SETTLED, **OPENS[id]}, DAY)
    expected = {id, "fitness-to-travel"} if id == "pregnancy" else {id}
    assert {hold.safeguard.id for hold in answer.standing} == expected
    assert answer.must_wait
    assert answer.says.startswith("Removal must wait: ")


def test_every_safeguard_in_force_is_among_them() -> None:
    """The table above leaves out only what was not in force on its day."""
    assert set(OPENS) == {item.id for item in ALL if item.in_force(DAY)}
    assert {item.id for item in ALL} - set(OPENS) == {"postpartum", "nursing"}


def test_of_a_case_of_which_nothing_is_known_the_owed_checks_stand_open() -> None:
    """Health, children, the order and the review are asked of everyone; the rest is told."""
    answer = may_removal_go_ahead(ALL, {}, DAY)
    owed = {"fitness-to-travel", "parental-decision", "final-order", "discretion-review"}
    assert {hold.safeguard.id for hold in answer.standing} == owed
    assert {str(hold.state) for hold in answer.standing} == {"unknown-and-open"}
    assert {hold.safeguard.id for hold in answer.unknown} == set(OPENS) - owed


NEVER = re.compile(r"(?i)\b(approv|authori[sz]ed to|cleared to|permitted|may go ahead|go ahead|"
                   r"eligible|can be removed|safe to)")  # fmt: skip


def test_no_answer_says_yes() -> None:
    """In no state, on no sight, does an answer use a word of permission."""
    facts = [SETTLED, {}, *({**SETTLED, **more} for more in OPENS.values())]
    sights: list[list[Protection]] = [list(get_args(Protection)), ["open", "personal"], []]
    for known, sight in product(facts, sights):
        answer = may_removal_go_ahead(ALL, known, DAY, may_see=sight)
        assert not NEVER.search(answer.says), answer.says
        stands = [item["stands"] for item in as_object(answer, known)["standing"]]
        assert not NEVER.search(" ".join(stands))
    fixed = [answering.NOTHING_OPEN, answering.PART_ONLY, answering.LEFT_OUT, *WORDS.values()]
    assert not NEVER.search(" ".join(fixed))
    assert NEVER.search("The removal is approved.")


def test_each_open_hold_says_why_by_which_text_and_who_can_clear_it() -> None:
    """Citation with its mark, reason, what is unknown, documents, roles, override: all there."""
    for known in ({}, {**SETTLED, **OPENS["pregnancy"]}, {**SETTLED, **OPENS["stay-granted"]}):
        for hold in as_object(may_removal_go_ahead(ALL, known, DAY), known)["standing"]:
            assert all(source["citation"] and source["status"] for source in hold["sources"])
            assert any(source["in_force"] for source in hold["sources"])
            assert bool(hold["because"]) != bool(hold["missing"])
            assert bool(hold["missing"]) == (hold["why_unknown"] is not None)
            assert all(part["document"] and part["roles"] for part in hold["clears"])
            assert hold["override"]
            json.dumps(hold)


def test_what_is_missing_is_asked_in_the_safeguards_own_order() -> None:
    """The question a nurse would ask first stands first, whatever the catalogue's order."""
    found = as_object(may_removal_go_ahead(ALL, {}, DAY), {})["standing"]
    health = next(item for item in found if item["hold"] == "fitness-to-travel")
    asked = [item["fact"] for item in health["missing"]]
    assert asked == ["serious_illness", "pregnant", "serious_disability", "other_disability",
                     "nursing", "gave_birth_on"]  # fmt: skip
    assert [item["asks"] for item in health["missing"]] == [catalogue()[f].asks for f in asked]


SIGHTS = {
    "an officer": ["open", "personal"],
    "medical staff": ["open", "personal", "medical"],
    "an asylum officer": ["open", "personal", "confidential"],
    "all but victims' facts": ["open", "personal", "medical", "confidential"],
}
HIDDEN = {
    "victim": [OPENS["victim-protection"], OPENS["stay-vawa-motion"]],
    "confidential": [OPENS["protection-claim"]],
    "medical": [OPENS["pregnancy"], OPENS["fitness-to-travel"]],
}


@pytest.mark.parametrize("who", SIGHTS)
def test_a_protected_ground_cannot_be_told_from_the_answer(who: str) -> None:
    """Who may not see a ground gets word for word the same answer, stands it or not."""
    sight = SIGHTS[who]
    plain = as_object(may_removal_go_ahead(ALL, SETTLED, DAY, may_see=sight), SETTLED)
    tried = 0
    for mark, grounds in HIDDEN.items():
        for more in grounds if mark not in sight else ():
            known = {**SETTLED, **more}
            assert as_object(may_removal_go_ahead(ALL, known, DAY, may_see=sight), known) == plain
            tried += 1
    assert tried >= 2
    assert plain["left_out"]
    assert NOTHING_OPEN not in plain["says"]
    assert "leaves out" in plain["says"]


def test_who_sees_all_sees_the_protected_ground() -> None:
    """Nothing is left out for one who may see every mark, and the hold is there."""
    known = {**SETTLED, **OPENS["victim-protection"]}
    answer = may_removal_go_ahead(ALL, known, DAY)
    assert [hold.safeguard.id for hold in answer.standing] == ["victim-protection"]
    assert answer.left_out == ()


def test_overridden_holds_stay_visible_and_cleared_ones_name_their_entry() -> None:
    """An override no longer keeps the removal waiting, and never leaves the answer."""
    known = {**SETTLED, **OPENS["pregnancy"]}
    given = [
        Clearance("0", "pregnancy", "", "overridden", "41", DAY),
        Clearance("0", "fitness-to-travel", "", "cleared", "42", DAY),
    ]
    answer = may_removal_go_ahead(ALL, known, DAY, clearances=given)
    assert not answer.must_wait
    assert [(h.safeguard.id, h.entry) for h in answer.overridden] == [("pregnancy", "41")]
    assert [(h.safeguard.id, h.entry) for h in answer.cleared] == [("fitness-to-travel", "42")]
    assert answer.says == NOTHING_OPEN


def test_a_stay_without_effect_is_flagged_and_does_not_vanish() -> None:
    """A stay that came after boarding holds nothing up, and is shown with its rule."""
    known = {**SETTLED, "stay_granted": True, "stay_without_effect": True}
    answer = may_removal_go_ahead(ALL, known, DAY)
    assert [(h.safeguard.id, h.because) for h in answer.flagged] == [
        ("stay-granted", ("stay_without_effect",))
    ]
    cited = as_object(answer, known)["flagged"][0]["sources"][0]
    assert cited["citation"].startswith("8 CFR 241.6")
    assert cited["status"] == "primary"
