"""Who may read, record and be told of what: the table, written a second time, and what it hides.

Hiding is tested as it would be attacked: for each role and mark two cases are made that differ only
in what that role may not see, and nothing that the role is shown or told may differ.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from evenhand.casework.all_acts import ACTS
from evenhand.casework.attempt import Attempt
from evenhand.casework.person import ROLES, SEES_CASES
from evenhand.casework.read_content import read_content
from evenhand.casework.rights import (
    ANYTHING,
    KINDS,
    MARKS,
    VERBS,
    may,
    read_rights,
    reads_all,
    rights,
    whom_to_ask,
)  # fmt: skip
from evenhand.casework.show_case import show_case
from evenhand.casework.shown import as_object
from evenhand.casework.tables import every_machine, machines
from evenhand.docket.catalogue import Protection, catalogue
from evenhand.guidance.library import shipped as instruments
from evenhand.ledger.reading import entry, leaves, of_case
from evenhand.safeguards.library import shipped
from evenhand.terms.refusal import NotAllowed, NotNow, Overtaken, Refusal
from tests.support.claims import CONSENT, SHARED, put_claim
from tests.support.office import ACCOUNT, FACT, REMOVAL, Office, person

LETTERS = dict(zip("IRSHMFAOD", ROLES, strict=True))
ALL = "IRSHMFA"
# I intake, R reviewer, S supervisor, H headquarters, M medical, F family tracing, A asylum.
WHO = {
    "open": {"read": ALL, "record": ALL, "told": ALL},
    "personal": {"read": ALL, "record": ALL, "told": ALL},
    "family": {"read": "RSHF", "record": "IRSHF", "told": ALL},
    "confidential": {"read": "RSHA", "record": "IRSHA", "told": ALL},
    "medical": {"read": "RSHM", "record": "IRSHM", "told": ALL},
    "victim": {"read": "RSH", "record": "IRSHMA", "told": ALL},
}
HIDDEN: tuple[Protection, ...] = ("confidential", "medical", "victim")
# One fact and one safeguard of each mark.
FACTS = {"confidential": "protection_claim_pending", "medical": "pregnant",
         "victim": "protected_as_victim", "personal": "usc_child"}  # fmt: skip
HOLDS = {"confidential": "protection-claim", "medical": "pregnancy", "victim": "victim-protection"}
JUDGED = {"confidential": "home_country_weighs", "medical": "condition_needs_resources"}
TODAY = dt.date(2012, 2, 1)
Next = Callable[[], str]


def _who(role: str) -> str:
    return f"{role} 1"


def test_the_table_is_the_one_written_here() -> None:
    """Every role, mark and verb: what is not written down here nobody may."""
    for mark in MARKS:
        for verb in VERBS:
            for letter, role in LETTERS.items():
                assert may(role, verb, mark) == (letter in WHO[mark][verb]), (mark, verb, role)
    assert whom_to_ask() == ("reviewer", "supervisor", "headquarters")


def test_every_hold_is_seen_by_whoever_clears_or_overrides_it() -> None:
    """No safeguard waits for a role that may not know of it, and none reads above its mark."""
    for safeguard in shipped():
        clearing = {role for item in safeguard.clears for role in item.roles}
        for role in clearing | ({safeguard.override.role} - {""}):
            assert may(role, "read", safeguard.protection), (safeguard.id, role)
        below = {"open", "personal", safeguard.protection}
        assert {catalogue()[fact].protection for fact in safeguard.facts} <= below, safeguard.id


def test_whoever_determines_sees_what_the_finding_rests_on() -> None:
    """Acts whose reasons can speak of anything are for roles that may read every mark."""
    for machine in machines().values():
        for move in machine.moves:
            if rights().kind(move.entry) == ANYTHING:
                assert all(reads_all(role) for role in move.who), move.entry


def test_every_word_on_the_ledger_says_what_it_can_tell() -> None:
    """Each act's entries stand in the table; one that nobody thought of counts as the worst."""
    words = {move.entry for machine in every_machine().values() for move in machine.moves}
    assert words <= set(rights().content)
    assert rights().kind("an-act-of-tomorrow") == ANYTHING


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('read = ["reviewer", "supervisor", "headquarters"]', 'read = ["overseer"]'),
        ('read = ["reviewer", "supervisor", "headquarters"]', "read = []"),
        ('record = ["intake", "reviewer", "supervisor", "headquarters", "medical", "asylum"]',
         'record = ["intake"]'),
        ("[mark.victim]", "[mark.secret]"),
        ('told = "hear', 'said = "hear'),
        ('account = "said"', 'account = "nothing"'),
    ],
)  # fmt: skip
def test_a_careless_table_is_refused(old: str, new: str) -> None:
    """An outsider in it, nobody who sees all, a reader who may not record, a mark left out."""
    from importlib.resources import files

    text = files("evenhand.casework").joinpath("rights.toml").read_text("utf-8")
    assert old in text
    with pytest.raises((ValueError, KeyError)):
        read_rights(text.replace(old, new))
    assert set(read_rights(text).content.values()) <= set(KINDS)


def _beginning(office: Office, case: str) -> None:
    """What both cases have: entries of all kinds that anybody who sees cases may know of."""
    office.put("take", "reviewer 2", case, snapshot="x", offices=[])
    office.put("record-fact", "intake 1", case, **FACT)
    office.put("account", "intake 1", case, **{**ACCOUNT, "beside": []})
    office.put("remove", "supervisor 2", case, **REMOVAL, snapshot="x",
               holds=[{"hold": "discretion-review", "child": "", "state": "open"}],
               holds_open=[{"hold": "discretion-review", "child": "", "state": "open"}],
               parental_decision_undocumented=[])  # fmt: skip


def _hide(office: Office, case: str, mark: str) -> list[int]:
    """Everything that can be on the record of a mark, by people who may."""
    fact, hold, by = FACTS[mark], HOLDS[mark], "supervisor 2"
    made = [office.put("record-fact", by, case, **{**FACT, "fact": fact})]
    made.append(office.put("correct", by, case, entry=made[0], evidence="a letter",
                           changes={"evidence": {"was": "x", "is": "y"}}))  # fmt: skip
    if mark == "confidential":  # before the hold is overridden: a later appeal opens it again
        made += _claimed(office, case)
    for act in ("clear-hold", "reopen-hold", "ask-override", "agree-override"):
        made.append(office.put(act, by, case, hold=hold))
    made.append(office.put("account", by, case, **{**ACCOUNT, "mark": mark}, beside=[]))
    if mark in JUDGED:
        made.append(office.put("judge-fact", by, case, fact=JUDGED[mark], value="yes"))
    made.append(office.put("strike", by, case, entry=made[0]))
    made.append(office.put("record-fact", by, case, **{**FACT, "fact": fact}))
    return made


def _claimed(office: Office, case: str) -> list[int]:
    """A claim of a family, denied and under appeal; consents, and a share."""
    before = office.state(case).head
    kin, key = f"{case}-kin", f"K-{case}"
    claim = put_claim(office, case, "under-appeal", family=key, members=[kin])
    consent = office.put("consent-on-claim", "asylum 1", case, **CONSENT)
    office.put("share-claim", "asylum 1", case, **SHARED, consents=[consent])
    office.put("withdraw-claim-consent", "asylum 1", case, consent=consent)
    office.put("strike", "supervisor 2", case, entry=claim)
    put_claim(office, kin, "pending", family=key)
    return [one.leaf.number for one in of_case(office.ledger, case) if one.leaf.number > before]


def _view(office: Office, case: str, role: str) -> str:
    """Everything a role is shown and told of a case, with entry numbers put in order from one."""
    shown = show_case(office.ledger, case, "why", person(_who(role)), office.clock)
    seen = as_object(shown, office.docket, instruments()[:1], TODAY, TODAY, "office.example")
    text = json.dumps(seen, sort_keys=True, default=str).replace(f'"case": "{case}"', '"case": ""')
    numbers = sorted(found.leaf.number for found in shown.entries)
    for place, number in enumerate(numbers, 1):
        text = re.sub(rf'((?:"number"|"head"|"by"|"entry"|"stay"):|entry) {number}\b',
                      rf"\1 n{place}", text)  # fmt: skip
    text = re.sub(r'"row": "\d+"', "a row", text)  # each case has its own in the office's file
    return re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z", "then", text)


@pytest.mark.parametrize("role", SEES_CASES)
def test_what_may_not_be_seen_makes_no_difference(
    busy_office: Office, next_case: Next, role: str
) -> None:
    """Two cases, one with a secret: whoever may not read it cannot tell them apart, others can."""
    plain = next_case()
    _beginning(busy_office, plain)
    without = "" if reads_all(role) else _view(busy_office, plain, role)
    for mark in HIDDEN:
        secret = next_case()
        _beginning(busy_office, secret)
        hidden = _hide(busy_office, secret, mark)
        if not may(role, "read", mark):
            # Fitness to travel is owed by everybody and stands open in both, so that the one
            # sentence about holds not shown is the same too.
            found = _view(busy_office, secret, role)
            assert found == without
            assert HOLDS[mark] not in found
            assert FACTS[mark] not in found
            continue
        shown = show_case(busy_office.ledger, secret, "why", person(_who(role)), busy_office.clock)
        assert set(hidden) <= {found.leaf.number for found in shown.entries}
        assert FACTS[mark] in shown.state.facts


@pytest.mark.parametrize("role", SEES_CASES)
def test_content_is_opened_by_the_same_table(
    busy_office: Office, next_case: Next, role: str
) -> None:
    """Opening an entry by its number shows what showing the case shows, no part more."""
    case = next_case()
    _beginning(busy_office, case)
    who = person(_who(role))
    numbers = [found.leaf.number for found in of_case(busy_office.ledger, case)]
    for mark in HIDDEN:
        for number in _hide(busy_office, case, mark):
            numbers.append(number)
            before = len(list(leaves(busy_office.ledger)))
            if may(role, "read", mark):
                [found] = read_content(busy_office.ledger, [number], ["payload"], "why", who,
                                       busy_office.clock)  # fmt: skip
                assert found.value("payload")
                continue
            with pytest.raises(NotAllowed, match="not one whose content you may read"):
                read_content(busy_office.ledger, [number], ["payload"], "why", who,
                             busy_office.clock)  # fmt: skip
            assert len(list(leaves(busy_office.ledger))) == before
    shown = show_case(busy_office.ledger, case, "why", who, busy_office.clock)
    seen = {found.leaf.number: found for found in shown.entries}
    for place, number in enumerate(numbers):
        # Who made an entry is asked of one in four: it is there or not there like the rest.
        for part in ("payload", "who") if place % 4 == 0 else ("payload",):
            whole = entry(busy_office.ledger, number).parts.get(part)
            may_open = number in seen and seen[number].parts.get(part) == whole
            try:
                read_content(busy_office.ledger, [number], [part], "why", who, busy_office.clock)
            except NotAllowed:
                assert not may_open, (number, part)
            else:
                assert may_open, (number, part)


@pytest.mark.parametrize("mark", [*HIDDEN, "personal"])
@pytest.mark.parametrize("role", SEES_CASES)
def test_facts_are_recorded_by_the_same_table(
    busy_office: Office, next_case: Next, role: str, mark: Protection
) -> None:
    """Who may record a mark does; to others the refusal is the same whatever is on the record."""
    fact = {**FACT, "fact": FACTS[mark]}
    empty, said = next_case(), next_case()
    busy_office.put("record-fact", "supervisor 2", said, **{**fact, "value": "no"})
    answers = []
    for case in (empty, said):
        try:
            done = busy_office.do("record-fact", _who(role), case, **fact)
        except Refusal as refusal:
            answers.append((type(refusal), str(refusal)))
        else:
            answers.append((done.leaf.act, done.after.state))
    if not may(role, "record", mark):
        assert answers[0] == answers[1]
        assert answers[0][0] is NotAllowed
    elif may(role, "read", mark):
        assert answers[0] == ("record-fact", "waiting")
        assert answers[1][0] is NotNow  # it is on the record already, and they may know it
    else:
        assert answers == [("record-fact", "waiting")] * 2
        # Handed in beside: it neither replaces what was there nor is it lost.
        state = busy_office.state(said)
        assert state.facts[FACTS[mark]].value == "no"
        assert state.handed_in[FACTS[mark]] == (state.head,)
        assert busy_office.state(empty).facts[FACTS[mark]].value == "yes"
        shown = show_case(busy_office.ledger, said, "why", person(_who(role)), busy_office.clock)
        [own] = [found for found in shown.entries if found.leaf.number == state.head]
        assert own.value("payload") == fact, "what one handed in, and not what it met"


@pytest.mark.parametrize("mark", HIDDEN)
@pytest.mark.parametrize("act", ["clear-hold", "ask-override", "agree-override",
                                 "refuse-override", "reopen-hold"])  # fmt: skip
def test_who_may_not_see_a_hold_does_not_learn_of_it_by_acting(
    busy_office: Office, next_case: Next, act: str, mark: Protection
) -> None:
    """An act on a hold of a mark one may not read is refused alike, however the hold stands."""
    [safeguard] = [one for one in shipped() if one.id == HOLDS[mark]]
    given = {"hold": safeguard.id}
    if act == "clear-hold":
        given |= {"document": safeguard.clears[0].document, "dated": "2011-10-21",
                  "signed_by": "somebody", "kept": "a file"}  # fmt: skip
    if act == "ask-override":
        given |= {"done": "asked"}
    for role in SEES_CASES:
        if may(role, "read", mark):
            continue
        refusals = set()
        for entries in ((), ("clear-hold",), ("ask-override",), ("ask-override", "agree-override")):
            case = next_case()
            for word in entries:
                busy_office.put(word, "supervisor 2", case, hold=safeguard.id)
            with pytest.raises(NotAllowed) as refusal:
                busy_office.do(act, _who(role), case, **given)
            refusals.add(str(refusal.value))
        assert len(refusals) == 1, (role, refusals)


def test_what_may_not_be_seen_stops_nobody(busy_office: Office, next_case: Next) -> None:
    """Somebody who saw all they may see is not told that they were overtaken; others are."""
    case = next_case()
    seen = busy_office.do("account", "family-tracing 1", case, **ACCOUNT).leaf.number
    busy_office.put("record-fact", "medical 1", case, **{**FACT, "fact": "pregnant"})
    with pytest.raises(Overtaken, match="“record fact”"):
        busy_office.do("account", "reviewer 1", case, seen=seen, **ACCOUNT)
    done = busy_office.do("account", "family-tracing 1", case, seen=seen, **ACCOUNT)
    assert done.leaf.number > seen
    with pytest.raises(Overtaken, match="account"):
        busy_office.do("account", "family-tracing 1", case, seen=seen, **ACCOUNT)


def test_what_came_in_between_at_the_same_moment_is_not_named(
    busy_office: Office, next_case: Next
) -> None:
    """The ledger itself stops the later of two; which act was first is not for everybody."""
    said = {}
    for role in ("family-tracing", "reviewer"):
        case = next_case()
        who = person(_who(role))
        attempt = Attempt(busy_office.ledger, busy_office.clock, who, case, ACCOUNT)
        assert attempt.entries == []
        busy_office.put("record-fact", "medical 1", case, **{**FACT, "fact": "pregnant"})
        with pytest.raises(Overtaken) as refusal:
            ACTS["account"].do(attempt, None, None)
        said[role] = str(refusal.value)
        assert len(of_case(busy_office.ledger, case)) == 1, "and nothing was recorded"
    assert "record-fact" in said["reviewer"]
    assert "medical" in said["reviewer"]
    assert "record-fact" not in said["family-tracing"]
    assert "medical" not in said["family-tracing"]


def test_a_correction_or_strike_does_not_tell_either(busy_office: Office, next_case: Next) -> None:
    """To whoever may not read an entry it is as if it were not on the case, even their own."""
    case, empty = next_case(), next_case()
    own = busy_office.do("record-fact", "intake 1", case, **{**FACT, "fact": "pregnant"})
    number = str(own.leaf.number)
    given = {"entry": number, "field": "value", "value": "no", "evidence": "a letter"}
    refusals = []
    for where in (case, empty):
        with pytest.raises(NotNow) as refusal:
            busy_office.do("correct", "intake 1", where, **given)
        refusals.append(str(refusal.value))
    assert refusals[0] == refusals[1]
    assert busy_office.do("correct", "supervisor 1", case, **given).after.facts["pregnant"]


def test_one_sentence_for_every_hold_that_is_not_shown(
    busy_office: Office, next_case: Next
) -> None:
    """Intake is told that removal waits and whom to ask, never for what, nor for how many."""
    case = next_case()
    said = set()
    for mark in HIDDEN:
        _hide(busy_office, case, mark)
        shown = show_case(busy_office.ledger, case, "why", person("intake 1"), busy_office.clock)
        seen: dict[str, Any] = as_object(shown, busy_office.docket, [], TODAY, TODAY, "x")
        assert seen["removal"]["must_wait"]
        said |= {hold["says"] for hold in seen["holds"] if hold["hold"] is None}
        assert all(hold["hold"] not in HOLDS.values() for hold in seen["holds"])
    assert said == {"a safeguard is open; ask reviewer or supervisor or headquarters"}


def test_every_act_was_thought_of() -> None:
    """The facts and holds used here cover every mark that hides something.

    What is marked as the family's stands in entries of its own; see the test of those below.
    """
    assert set(FACTS) == {*HIDDEN, "personal"}
    hiding = {mark for mark in MARKS if WHO[mark]["read"] != ALL}
    assert set(HOLDS) == set(HIDDEN) == hiding - {"family"}
    assert set(ACTS)
