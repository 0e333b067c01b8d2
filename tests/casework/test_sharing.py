"""Sharing: what is withheld never goes out; enforcement is no purpose; the sought one decides."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.casework.family import Told, family_of
from evenhand.casework.file_words import Words
from evenhand.casework.issue_file import issue_file
from evenhand.casework.person import ROLES
from evenhand.casework.purposes import purposes, recipients, shareable
from evenhand.casework.replay import CaseState, Consent
from evenhand.casework.sharing import EVERYONE, Wanted, check_share
from evenhand.terms.refusal import Incomplete, NotAllowed, NotNow, Refusal
from tests.support.effort import NIGHTLY
from tests.support.families import CHILD, CONSENTED, KEYS, NUMBER, Families
from tests.support.office import Office, person

DAY = dt.date(2012, 1, 13)
TRACER = "family-tracing 1"
DETAILS = ("parent-details", "child-details")
# The closed lists, written down a second time: to whom each purpose lets something go, and what.
ALL_TO = "steering-committee own-counsel family-member tracing-organization child-agency"
STATES = "standing contact reunification preference decision whereabouts"
ALLOWED: Mapping[str, tuple[str, str]] = {
    "find parent": (
        "steering-committee tracing-organization child-agency",
        "standing evidence contact reunification whereabouts parent-details child-details",
    ),
    "pass a message": (ALL_TO, "standing contact preference parent-details child-details"),
    "reunify": (
        "steering-committee own-counsel family-member child-agency",
        f"{STATES} parent-details child-details",
    ),
    "legal aid": ("steering-committee own-counsel", f"{STATES} evidence parent-details"),
    "court report": ("steering-committee court", STATES),
}
UNCONFIRMED = ("standing", "evidence")
WITHHELD = ("nothing", "this recipient", "everyone", "another recipient", "another child",
            "another field", "lifted")  # fmt: skip
CONSENTS = ("none", "given", "in custody", "withdrawn", "expired", "not yet", "to another",
            "for another purpose", "of another field", "by another", "with words withheld",
            "struck")  # fmt: skip
GOOD = ("given", "in custody")


def test_enforcement_is_no_purpose_and_no_recipient() -> None:
    """No purpose and no recipient of the closed lists is about enforcing, and none can be typed."""
    assert set(purposes()) == set(ALLOWED)
    words = " ".join([*purposes(), *recipients(), *shareable()]).lower()
    for word in ("enforce", "arrest", "remov", "detain", "police", "ice"):
        assert word not in words.replace("office", "").replace("preference", "").replace(
            "service", ""
        )


def _told(entry: int, word: str, **said: Any) -> Told:
    return Told(entry, word, "2012-01-02T00:00:00.000000Z", "family-tracing 2", said)


def _family(standing: str) -> list[Told]:
    found = {"finding": "they belong together", "relation": "mother", "child": CHILD}
    told = [_told(1, "claim-tie", child=CHILD)]
    if standing in ("asserted", "doubted"):
        told += [_told(2, "judge-tie", **found), _told(3, "second-asserts", **found)]
    if standing == "doubted":
        told.append(_told(4, "doubt-tie", child=CHILD))
    for number, whose in ((5, "parent"), (6, "child"), (7, "sponsor")):
        told.append(_told(number, "record-lead", children=[CHILD], whose=whose, kind="telephone"))
    return told


def _withheld(kind: str, field: str, recipient: str) -> list[Told]:
    if kind == "nothing":
        return []
    others = [one for one in recipients() if one != recipient]
    said: dict[str, Any] = {"covers": [field], "from_whom": recipient, "asked_by": "the mother"}
    said |= {
        "everyone": {"from_whom": EVERYONE},
        "another recipient": {"from_whom": others[0]},
        "another child": {"child": "care:99"},
        "another field": {"covers": [one for one in shareable() if one != field]},
    }.get(kind, {})
    told = [_told(8, "withhold", **said)]
    return [*told, _told(9, "lift-withholding", withholding=8)] if kind == "lifted" else told


def _consent(kind: str, field: str, recipient: str, purpose: str) -> dict[int, Consent]:
    if kind == "none":
        return {}
    whose = "parent" if field != "child-details" else "child"
    given: dict[str, Any] = {
        "may_be_found": whose, "covers": [field], "recipient": recipient, "purpose": purpose,
        "given_on": "2012-01-01", "in_custody": kind == "in custody",
    }  # fmt: skip
    given |= {
        "expired": {"until": "2012-01-12"},
        "not yet": {"given_on": "2012-01-14"},
        "to another": {"recipient": next(one for one in recipients() if one != recipient)},
        "for another purpose": {"purpose": next(one for one in purposes() if one != purpose)},
        "of another field": {"covers": [one for one in shareable() if one != field]},
        "by another": {"may_be_found": "parent" if whose == "child" else "sponsor"},
        "with words withheld": {"withhold": "not from my brother"},
    }.get(kind, {})
    return {10: Consent("withdrawn" if kind == "withdrawn" else "given", given, (10,))}


def _refused(state: CaseState, wanted: Wanted) -> type[Refusal] | None:
    refused: Refusal | None = None
    try:
        check_share(state, wanted)
    except Refusal as refusal:
        refused = refusal
    assert refused is None or refused.remedy
    return type(refused) if refused else None


def _may(purpose: str, recipient: str, field: str, held: str, consent: str, tie: str) -> bool:
    """Say by the tables above whether a field may go out."""
    to, what = ALLOWED[purpose]
    return (
        held not in ("this recipient", "everyone")
        and recipient in to.split()
        and field in what.split()
        and (tie == "asserted" or field in UNCONFIRMED)
        and (field not in DETAILS or consent in GOOD)
    )


@pytest.mark.parametrize("purpose", ALLOWED)
def test_every_purpose_recipient_field_withholding_consent_and_tie(purpose: str) -> None:
    """Every combination goes out where the tables above let it, and nowhere else."""
    tried = went = 0
    for recipient, field, held, tie in product(
        recipients(), shareable(), WITHHELD, ("possible", "asserted", "doubted")
    ):
        told = (*_family(tie), *_withheld(held, field, recipient))
        for consent in CONSENTS if field in DETAILS else ("none", "given", "in custody"):
            state = CaseState("1", told=told, family=family_of(told),
                              consents=_consent(consent, field, recipient, purpose),
                              struck=frozenset({10} if consent == "struck" else ()))  # fmt: skip
            refused = _refused(state, Wanted(CHILD, [field], recipient, purpose, DAY))
            expected = _may(purpose, recipient, field, held, consent, tie)
            assert (refused is None) == expected, (recipient, field, held, consent, tie)
            if held in ("this recipient", "everyone"):
                assert refused is NotAllowed, "what is withheld is refused before all else"
            tried, went = tried + 1, went + expected
    assert tried == 6 * 7 * 3 * (7 * 3 + 2 * len(CONSENTS))
    assert 0 < went < tried / 4


def test_only_what_the_sought_person_can_be_found_by_passes() -> None:
    """Of the leads on file only those of whoever agreed are in the share; nobody else's."""
    told = tuple(_family("asserted"))
    state = CaseState("1", told=told, family=family_of(told))
    for whose, leads in (("parent", (5,)), ("child", (6,)), ("sponsor", (7,))):
        field = "parent-details" if whose == "parent" else "child-details"
        consents = _consent("given", field, "child-agency", "reunify")
        consents[10].given["may_be_found"] = whose  # type: ignore[index]
        wanted = Wanted(CHILD, [field], "child-agency", "reunify", DAY)
        passing = check_share(replace(state, consents=consents), wanted)
        assert (passing.leads, passing.consents, passing.weak) == (leads, (10,), False)
    weak = _consent("in custody", "parent-details", "child-agency", "reunify")
    wanted = Wanted(CHILD, ["parent-details"], "child-agency", "reunify", DAY)
    assert check_share(replace(state, consents=weak), wanted).weak


@pytest.fixture(scope="module")
def families(busy_office: Office) -> Families:
    """The office of this file, acting on families."""
    return Families(busy_office)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("withheld", [False, True])
def test_what_is_withheld_is_shared_by_no_role(
    families: Families, next_case: Callable[[], str], role: str, withheld: bool
) -> None:
    """Family tracing and supervisors share; a withholding stops them like everybody else."""
    case = next_case()
    families.asserted(case, f"young:{case}")
    if withheld:
        families.do("withhold", "intake 1", case, covers="contact", from_whom="steering-committee")
    before = families.office.state(case).head
    done = None
    with contextlib.suppress(NotAllowed):
        done = families.do("share", f"{role} 1", case, child=f"young:{case}")
    assert (done is not None) == (role in ("family-tracing", "supervisor") and not withheld)
    assert families.office.state(case).head == (done.leaf.number if done else before)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"purpose": "enforcement"}, "“purpose” cannot be read"),
        ({"recipient": "the police"}, "“recipient” cannot be read"),
        ({"fields": "standing, home"}, "no field of a share called home"),
        ({"fields": " , "}, "at least one"),
        ({"until": "2012-01-12"}, "has passed"),
        ({"basis": "it is useful"}, "“basis” cannot be read"),
        ({"agreement": ""}, "say also: agreement"),
    ],
)
def test_a_share_says_what_to_whom_for_what_on_which_ground_until_when(
    families: Families, next_case: Callable[[], str], given: dict[str, str], why: str
) -> None:
    """Whatever is missing or not of the closed lists is named, and nothing is recorded."""
    case = next_case()
    families.asserted(case, f"young:{case}")
    before = families.office.state(case).head
    with pytest.raises(Incomplete, match=why):
        families.do("share", TRACER, case, child=f"young:{case}", **given)
    assert families.office.state(case).head == before


def test_a_childs_details_need_somebodys_assessment_and_end_with_the_consent(
    families: Families, next_case: Callable[[], str]
) -> None:
    """Nobody is led to a child without a word on what serves it; no share outlives its consent."""
    case = next_case()
    child = f"young:{case}"
    families.asserted(case, child)
    families.do("record-lead", TRACER, case, child=child, whose="child")
    agreed = {**CONSENTED, "may_be_found": "child", "covers": "child-details",
              "until": "2012-02-01", "in_custody": "yes"}  # fmt: skip
    families.office.do("consent", "intake 1", case, **agreed)
    fields = {"child": child, "fields": "child-details"}
    with pytest.raises(Incomplete, match="serves the child"):
        families.do("share", TRACER, case, **fields, until="2012-02-01")
    with pytest.raises(Incomplete, match="ends on 2012-02-01"):
        families.do("share", TRACER, case, **fields, until="2012-02-02", assessed="a guardian")
    done = families.do("share", TRACER, case, **fields, until="2012-02-01", assessed="a guardian")
    said = done.after.told[-1].said
    assert said["given_in_custody"] is True
    assert len(said["leads"]) == len(said["consents"]) == 1


def test_only_who_had_it_withheld_takes_it_back(
    families: Families, next_case: Callable[[], str]
) -> None:
    """No office lifts what somebody else asked for."""
    case = next_case()
    number = str(families.do("withhold", "intake 1", case).leaf.number)
    with pytest.raises(NotAllowed, match="nobody else"):
        families.do("lift-withholding", TRACER, case, withholding=number, taken_back_by="ICE")
    with pytest.raises(NotNow, match="nothing withheld"):
        families.do("lift-withholding", TRACER, case, withholding="1")
    families.do("lift-withholding", TRACER, case, withholding=number)
    with pytest.raises(NotNow, match="lifted"):
        families.do("lift-withholding", TRACER, case, withholding=number)


# Acts in any order on one family: the act, who, with what.
FIELDS = ("standing", "contact", "whereabouts", "parent-details")
TO = ("steering-committee", "tracing-organization", "family-member")
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("withhold"), st.sampled_from(FIELDS), st.sampled_from((*TO, EVERYONE))),
        st.tuples(st.just("lift"), st.integers(0, 3), st.just("")),
        st.tuples(st.just("consent"), st.just("parent-details"), st.sampled_from(TO)),
        st.tuples(st.just("withdraw"), st.integers(0, 3), st.just("")),
        st.tuples(st.just("doubt"), st.just(""), st.just("")),
        st.tuples(st.just("settle"), st.just(""), st.just("")),
        st.tuples(
            st.just("share"),
            st.lists(st.sampled_from(FIELDS), min_size=1, unique=True).map(", ".join),
            st.sampled_from(TO),
        ),
        st.tuples(st.just("file"), st.integers(0, 3), st.just("")),
    ),
    max_size=14,
)


@settings(max_examples=400 if NIGHTLY else 40, deadline=None, derandomize=not NIGHTLY)
@given(steps=STEPS)
def test_no_order_of_acts_shares_what_is_withheld(
    families: Families, next_case: Callable[[], str], steps: list[tuple[str, Any, str]]
) -> None:
    """Whatever people do, and in whatever order: nothing withheld from a recipient reaches it."""
    case = next_case()
    child = f"young:{case}"
    families.asserted(case, child)
    families.do("record-lead", TRACER, case, child=child)
    for step, what, whom in steps:
        before = _standing_withheld(families, case)
        agreed = _agreed(families, case)
        page = None
        with contextlib.suppress(Refusal):
            page = _do(families, case, child, step, what, whom)
        if page is None:
            continue
        fields, recipient, text = page
        hidden = {(name, to) for name, to in before if to in (recipient, EVERYONE)}
        assert not {name for name, _ in hidden} & set(fields), (fields, recipient, before)
        if "parent-details" in fields:
            assert recipient in agreed
        if NUMBER in text:
            assert "parent-details" in fields


def _standing_withheld(families: Families, case: str) -> set[tuple[str, str]]:
    found = families.office.state(case).family.withheld.values()
    return {
        (name, one.said["from_whom"])
        for one in found
        if one.state == "standing"
        for name in one.said["covers"]
    }


def _agreed(families: Families, case: str) -> set[str]:
    found = families.office.state(case).consents.values()
    return {one.given["recipient"] for one in found if one.state == "given"}


def _nth(numbers: Iterator[int], n: int) -> str:
    found = list(numbers)
    return str(found[n % len(found)]) if found else "0"


def _do(
    families: Families, case: str, child: str, step: str, what: Any, whom: str
) -> tuple[list[str], str, str] | None:
    """Do one step; gives what went out to whom, with the page, where something did."""
    office, state = families.office, families.office.state(case)
    if step == "withhold":
        families.do("withhold", "intake 1", case, covers=what, from_whom=whom)
    elif step == "lift":
        number = _nth(iter(state.family.withheld), what)
        families.do("lift-withholding", TRACER, case, withholding=number)
    elif step == "consent":
        office.do("consent", "intake 1", case, **{**CONSENTED, "recipient": whom})
    elif step == "withdraw":
        number = _nth(iter(state.consents), what)
        office.do("withdraw-consent", "intake 1", case, consent=number, by="the mother",
                  withdrawn_on="2012-01-12", method="by telephone")  # fmt: skip
    elif step == "doubt":
        families.do("doubt-tie", "reviewer 1", case, child=child)
    elif step == "settle":
        families.do("assert-tie", "headquarters 1", case, child=child)
    elif step == "share":
        done = families.do("share", TRACER, case, child=child, fields=what, recipient=whom)
        said = done.after.told[-1].said
        return said["fields"], said["recipient"], ""
    else:
        number = int(_nth(iter(state.family.shares), what))
        made = issue_file(office.ledger, case, number, Words("en"), person(TRACER), KEYS,
                          office.clock)  # fmt: skip
        said = state.family.shares[number].said
        return said["fields"], said["recipient"], made.page
    return None


def test_the_steps_above_do_share_and_do_stop(
    families: Families, next_case: Callable[[], str]
) -> None:
    """The same steps in one order that is known: what goes out, and what does not."""
    case = next_case()
    child, to = f"young:{case}", "steering-committee"
    families.asserted(case, child)
    families.do("record-lead", TRACER, case, child=child)
    assert _do(families, case, child, "share", "standing, contact", to)
    _do(families, case, child, "consent", "parent-details", to)
    assert _do(families, case, child, "share", "parent-details", to)
    page = _do(families, case, child, "file", 1, "")
    assert page is not None
    assert NUMBER in page[2]
    _do(families, case, child, "withhold", "parent-details", EVERYONE)
    for step in (("share", "parent-details", to), ("file", 1, "")):
        with pytest.raises(NotAllowed, match="Withheld"):
            _do(families, case, child, *step)
    assert _do(families, case, child, "file", 0, "")
