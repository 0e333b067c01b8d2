"""Acts on claims: what they refuse and why, whose family is whose, and the facts that follow."""

from __future__ import annotations

import datetime as dt
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.asylum.elements import FORMS, chosen_elements, elements
from evenhand.casework.admit_person import admit_person
from evenhand.casework.claim_facts import APPEAL, CLAIM, claim_facts
from evenhand.casework.claims import Form, claims_of
from evenhand.casework.destroy_content import destroy_content
from evenhand.casework.family import Told
from evenhand.casework.filings import filings
from evenhand.casework.person import Person
from evenhand.casework.replay import CaseState
from evenhand.casework.show_claims import show_claims
from evenhand.ledger.reading import entry, leaves
from evenhand.terms.refusal import Incomplete, NotAllowed, NotNow, Refusal
from tests.support.claims import ALL_FORMS, APPEALED, CONSENT, DENIED, FILED, GIVEN, put_claim
from tests.support.effort import NIGHTLY
from tests.support.office import DOOR, Office, person
from tests.support.recording import ADMIN, Place

Next = Callable[[], str]
# Acts that name no claim and no consent that is on record.
BEGIN = ("file-claim", "consent-on-claim", "share-claim")


def _filed(office: Office, case: str, forms: str = ALL_FORMS, **more: str) -> str:
    filed = {**FILED, "forms": forms, **more}
    return str(office.do("file-claim", "asylum 1", case, **filed).leaf.number)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"forms": "refuge"}, "no form of protection called refuge"),
        ({"forms": " , "}, "at least one form"),
        ({"members": "7"}, "no key that their cases share"),
        ({"grounds": "wealth"}, "no ground called wealth"),
        ({"before": "a consul"}, "“before” cannot be read as one of: "),
        ({"filed_on": "2013-01-01"}, "in the future"),
        ({"document": ""}, "say also: document"),
    ],
)
def test_a_filing_says_what_it_asks_for(
    busy_office: Office, next_case: Next, given: dict[str, str], why: str
) -> None:
    """Whatever is missing or not of the closed lists is named, and nothing is recorded."""
    case = next_case()
    with pytest.raises(Incomplete, match=why):
        busy_office.do("file-claim", "asylum 1", case, **{**FILED, **given})
    assert busy_office.state(case).head == 0


def test_a_case_is_no_member_of_its_own_family(busy_office: Office, next_case: Next) -> None:
    """A family's key that is this case's number, or this case among the others, is a slip."""
    case = next_case()
    for slip in ({"family": case}, {"family": "K", "members": f"77, {case}"}):
        with pytest.raises(Incomplete, match="This case is named"):
            busy_office.do("file-claim", "asylum 1", case, **FILED, **slip)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"elements": "", "forms": "asylum"}, "names the element it rests on"),
        ({"elements": "nexus"}, "None of nexus can carry the denial of CAT"),
        ({"elements": "nexus", "forms": "CAT"}, "A denial of CAT does not rest on nexus"),
        ({"elements": "one-year-bar", "forms": "withholding"}, "does not rest on one-year-bar"),
        ({"elements": "nexus, likelihood, luck"}, "no element of a denial called luck"),
        ({"elements": "another"}, "decision's own words"),
        ({"elements": "not stated", "element_words": "x"}, "decision's own words"),
        ({"elements": "not stated, nexus"}, "the decision is not silent"),
        ({"result": "granted"}, "rests on no element"),
        ({"decided_on": "2011-02-28"}, "would come before what it decides"),
        ({"judge": ""}, "say also: judge"),
    ],
)
def test_a_denial_names_what_carries_it(
    busy_office: Office, next_case: Next, given: dict[str, str], why: str
) -> None:
    """Each form denied rests on an element that can carry it; a grant rests on none."""
    case = next_case()
    claim = _filed(busy_office, case)
    with pytest.raises(Incomplete, match=why):
        busy_office.do("decide-claim", "asylum 1", case, claim=claim, **{**DENIED, **given})
    assert busy_office.state(case).head == int(claim)


def test_each_form_moves_by_itself(busy_office: Office, next_case: Next) -> None:
    """Asylum denied and CAT granted: an appeal of the one leaves the other as it was decided."""
    case = next_case()
    claim = _filed(busy_office, case)
    decide = {**DENIED, "claim": claim}
    busy_office.do("decide-claim", "asylum 1", case,
                   **{**decide, "forms": "asylum, withholding", "elements": "nexus"})  # fmt: skip
    granted = {"result": "granted", "elements": "", "forms": "CAT"}
    busy_office.do("decide-claim", "asylum 1", case, **{**decide, **granted})
    done = busy_office.do("appeal-claim", "asylum 1", case, claim=claim, forms="asylum", **APPEALED)
    forms = done.after.claims.filed[int(claim)].forms
    assert {name: (form.standing, form.result) for name, form in forms.items()} == {
        "asylum": ("under-appeal", "denied"),
        "withholding": ("decided", "denied"),
        "CAT": ("decided", "granted"),
    }
    with pytest.raises(NotNow, match="is “under appeal”"):
        busy_office.do("appeal-claim", "asylum 1", case, claim=claim, forms="asylum", **APPEALED)
    busy_office.do("decide-appeal", "asylum 1", case, claim=claim, **{
        **GIVEN["decide-appeal"], "result": "sustained", "now": "granted",
    })  # fmt: skip
    form = busy_office.state(case).claims.filed[int(claim)].forms["asylum"]
    assert (form.standing, form.result, form.rests_on) == ("final", "granted", ())


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"result": "sustained"}, "says what the claim came to"),
        ({"now": "granted"}, "says what the claim came to"),
        ({"result": "sustained", "now": "denied"}, "names the element"),
        ({"decided_on": "2011-06-19"}, "would come before the appeal"),
    ],
)
def test_an_appeal_says_what_it_made_of_the_claim(
    busy_office: Office, next_case: Next, given: dict[str, str], why: str
) -> None:
    """What a sustained appeal made of the claim is said; a denial on appeal names its element."""
    case = next_case()
    claim = put_claim(busy_office, case, "under-appeal")
    with pytest.raises(Incomplete, match=why):
        busy_office.do("decide-appeal", "asylum 1", case, claim=str(claim),
                       **{**GIVEN["decide-appeal"], **given})  # fmt: skip


@pytest.mark.parametrize("act", [act for act in GIVEN if act not in BEGIN])
def test_a_claim_of_another_case_is_none_of_this_one(
    act: str, busy_office: Office, next_case: Next
) -> None:
    """The number of another case's claim or consent, or of one that was struck, moves nothing."""
    case, other = next_case(), next_case()
    claim = put_claim(busy_office, other, "pending")
    consent = busy_office.put("consent-on-claim", "asylum 1", other, **CONSENT)
    given = {**GIVEN[act], "consent" if "consent" in act else "claim": "?"}
    for number in (claim, consent):
        name = "consent" if "consent" in act else "claim"
        with pytest.raises(NotNow, match=r"recorded no (claim|consent)"):
            busy_office.do(act, "asylum 1", case, **{**given, name: str(number)})
    busy_office.do("strike", "supervisor 1", other, entry=str(claim))
    assert busy_office.state(other).claims.filed == {}


@pytest.mark.parametrize("role", ["intake", "medical", "family-tracing"])
def test_who_may_not_read_claims_learns_nothing_by_acting(
    busy_office: Office, next_case: Next, role: str
) -> None:
    """Each act is answered in the same words whether the case has a claim, a consent or nothing."""
    empty, claimed = next_case(), next_case()
    claim = put_claim(busy_office, claimed, "under-appeal", family="K", members=[empty])
    consent = busy_office.put("consent-on-claim", "asylum 1", claimed, **CONSENT)
    for act, fields in GIVEN.items():
        more = {} if act in BEGIN else {"claim": str(claim)}
        if act == "withdraw-claim-consent":
            more = {"consent": str(consent)}
        answers = set()
        for case in (empty, claimed):
            try:
                done = busy_office.do(act, f"{role} 1", case, **fields, **more)
            except Refusal as refusal:
                answers.add(f"{type(refusal).__name__}: {refusal} {refusal.remedy}")
            else:
                answers.add(f"{done.leaf.act} {done.after.state}")
        assert len(answers) == 1, (act, answers)


def test_what_is_corrected_and_what_is_struck(busy_office: Office, next_case: Next) -> None:
    """A judge's name is corrected and both stay; a decision on the wrong case is struck."""
    case = next_case()
    claim = _filed(busy_office, case, "asylum")
    decided = busy_office.do("decide-claim", "asylum 1", case, claim=claim, **DENIED)
    entry = str(decided.leaf.number)
    busy_office.do("correct", "asylum 1", case, entry=entry, field="judge", value="judge 3",
                   evidence="the decision")  # fmt: skip
    form = busy_office.state(case).claims.filed[int(claim)].forms["asylum"]
    assert form.decision is not None
    assert form.decision.said["judge"] == "judge 3"
    with pytest.raises(Incomplete, match="not a field that can be corrected"):
        busy_office.do("correct", "asylum 1", case, entry=entry, field="elements",
                       value="luck", evidence="x")  # fmt: skip
    struck = busy_office.do("strike", "supervisor 1", case, entry=entry)
    assert struck.after.claims.filed[int(claim)].forms["asylum"].standing == "pending"


def _family(office: Office, case: str, who: str | Person = "asylum 1") -> dict[str, bool]:
    acting = person(who) if isinstance(who, str) else who
    found = show_claims(office.ledger, case, "why", acting, office.clock, office.docket)
    return {member.case: member.open for member in found.members}


def test_cases_are_linked_by_key_and_by_name_and_through_each_other(
    busy_office: Office, next_case: Next
) -> None:
    """One names the second, the second shares a key with the third: all three are one family."""
    one, two, three, other = (next_case() for _ in range(4))
    put_claim(busy_office, one, "pending", family="K-a", members=[two])
    put_claim(busy_office, two, "pending", family="K-b")
    third = put_claim(busy_office, three, "pending", family="K-b")
    put_claim(busy_office, other, "pending")
    for case in (one, two, three):
        assert set(_family(busy_office, case)) == {one, two, three}
    assert set(_family(busy_office, other)) == {other}
    assert _family(busy_office, next_case()) == {}
    busy_office.put("strike", "supervisor 2", three, entry=third)
    assert set(_family(busy_office, one)) == {one, two}, "what was struck links nothing"


def test_of_a_linked_case_that_is_not_ones_own_only_its_being_there_is_told(
    busy_office: Office, next_case: Next
) -> None:
    """Another office's member is named as linked, its judge counted and not named."""
    here, there = next_case(), next_case()
    for case, office, judge in ((here, "Philadelphia", "judge 2"), (there, "El Paso", "judge 1")):
        busy_office.put("take", "reviewer 2", case, snapshot="x", offices=[office])
        claim = put_claim(busy_office, case, "pending", family="K-offices")
        busy_office.put("decide-claim", "supervisor 2", case,
                        **{**DENIED, "judge": judge, "elements": ["nexus"]}, forms=["asylum"],
                        claim=claim)  # fmt: skip
    local = Person("asylum of one office", "asylum", DOOR, "a local account")
    admit_person(busy_office.ledger, local.name, DOOR, local.account, ["asylum"], ADMIN,
                 busy_office.clock, offices=["Philadelphia"])  # fmt: skip
    found = show_claims(busy_office.ledger, here, "why", local, busy_office.clock)
    assert {member.case: member.open for member in found.members} == {here: True, there: False}
    assert found.says.startswith("2 judges or officers")
    assert all(not member.claims.filed for member in found.members if not member.open)
    with pytest.raises(NotAllowed, match="no such case"):
        show_claims(busy_office.ledger, there, "why", local, busy_office.clock)


def test_one_judge_in_two_spellings_is_one(busy_office: Office, next_case: Next) -> None:
    """Capitals and spaces make no second judge of one."""
    cases = [next_case(), next_case()]
    for case, judge in zip(cases, ("Judge  X", "judge x "), strict=True):
        claim = put_claim(busy_office, case, "pending", family="K-spelling")
        busy_office.put("decide-claim", "supervisor 2", case,
                        **{**DENIED, "judge": judge, "elements": ["nexus"]}, forms=["asylum"],
                        claim=claim)  # fmt: skip
    found = show_claims(busy_office.ledger, cases[0], "why", person("asylum 1"), busy_office.clock)
    assert (len(found.judges), found.says) == (1, "")


def test_every_element_has_its_source_and_every_form_one_that_carries_it() -> None:
    """Each element cites where it is from, with a mark; each form can be denied for some."""
    for element in elements().values():
        assert element.where
        assert element.status in ("primary", "secondary", "unverified")
    for form in FORMS:
        own = [one for one in elements() if form in elements()[one].of]
        assert len(own) > 3
        assert chosen_elements(", ".join(own[:1]), [form]) == own[:1]
    assert "CAT" not in elements()["nexus"].of
    assert elements()["one-year-bar"].of == ("asylum",)


def test_filings_are_read_once_and_follow_the_ledger(
    office: Office, tmp_path: Path, staffed_once: Path
) -> None:
    """What was added is there, what was destroyed is gone, another ledger's filings are its own."""
    for number in range(1, 6):
        put_claim(office, str(number), "pending", family="K")
        assert _said(office) == _from_scratch(office)
        assert set(_family(office, "1")) == {str(n) for n in range(1, number + 1)}
    number = office.put("file-claim", "asylum 1", "6", **FILED, family="K")
    assert "6" in _said(office)
    destroy_content(office.ledger, number, ["payload"], "a court's order", "sealed",
                    person("headquarters 1"), office.clock)  # fmt: skip
    assert "6" not in _said(office)
    assert _said(office) == _from_scratch(office)
    place = Place(str(tmp_path / "another.db"), "", tmp_path)
    for case in ("7", "8"):
        shutil.copyfile(staffed_once, place.address)
        with place.open() as ledger:
            another = Office(ledger, office.docket)
            put_claim(another, case, "pending", family="K")
            assert set(filings(ledger)) == {case}, "not those of the ledger that stood there before"
        Path(place.address).unlink()


def _from_scratch(office: Office) -> dict[str, int]:
    """Count the filings on each case by reading every entry there is."""
    numbers = [leaf.number for leaf in leaves(office.ledger) if leaf.act == "file-claim"]
    read = [entry(office.ledger, number) for number in numbers]
    return dict(Counter(str(one.value("case")) for one in read if one.value("payload")))


def _said(office: Office) -> dict[str, int]:
    return {case: len(said) for case, said in filings(office.ledger).items()}


MOVES = ("decide-claim", "decide-claim-finally", "appeal-claim", "decide-appeal", "remand-claim",
         "withdraw-appeal", "withdraw-claim", "reopen-claim")  # fmt: skip
DAYS = st.integers(0, 40)
START = dt.date(2011, 12, 1)
TOLD = st.lists(st.tuples(st.sampled_from(MOVES), st.sampled_from([1, 2]), DAYS), max_size=10)


def _told(steps: list[tuple[str, int, int]], filed: tuple[int, int]) -> Iterator[Told]:
    """Two claims, and moves on them: recorded one a day from the twentieth on, stating any day."""
    for number, day in enumerate(filed, 1):
        said: dict[str, Any] = {"forms": ["asylum"], "filed_on": str(START + dt.timedelta(day))}
        yield _at(number, "file-claim", said)
    for number, (word, claim, day) in enumerate(steps, 3):
        on = str(START + dt.timedelta(day))
        days = dict.fromkeys(("decided_on", "appealed_on", "withdrawn_on", "reopened_on"), on)
        yield _at(number, word, {"forms": ["asylum"], "claim": claim, **days})


def _at(number: int, word: str, said: dict[str, Any]) -> Told:
    at = dt.datetime.combine(START, dt.time(12), dt.UTC) + dt.timedelta(20 + number)
    return Told(number, word, at.isoformat(), "ana", said)


def _waits(form: Form, standing: str, day: dt.date) -> bool:
    """Say, move by move, whether a form stood so on a day: a second reading, without intervals."""
    for place, moved in enumerate(form.moves):
        if moved.to == standing and min(moved.day, moved.recorded) <= day:
            leaving = [one for one in form.moves[place + 1 :] if one.to != standing]
            if not leaving or day < leaving[0].recorded:
                return True
    return False


@settings(max_examples=400 if NIGHTLY else 60, deadline=None, derandomize=not NIGHTLY)
@given(steps=TOLD, filed=st.tuples(DAYS, DAYS))
def test_the_facts_of_each_day_are_those_of_the_moves(
    steps: list[tuple[str, int, int]], filed: tuple[int, int]
) -> None:
    """Each day has each fact once at most: true while anything waits, false when all has ended."""
    told = tuple(_told(steps, filed))
    state = replace(CaseState("1"), told=told, claims=claims_of(told))
    made = list(claim_facts(state))
    forms = state.claims.forms
    for n in range(-2, 60):
        day = START + dt.timedelta(n)
        said = [(one.fact, one.value) for one in made if one.counts_on(day)]
        assert len(said) == len(dict(said))
        for fact, standing in ((CLAIM, "pending"), (APPEAL, "under-appeal")):
            waits = any(_waits(form, standing, day) for form in forms)
            assert (dict(said).get(fact) is True) == waits, (day, fact)
            if dict(said).get(fact) is False:
                assert all(form.standing != standing for form in forms)
                assert day >= max(form.moves[0].recorded for form in forms)
    last = START + dt.timedelta(200)
    final = {one.fact: one.value for one in made if one.counts_on(last)}
    settled = all(form.standing in ("final", "withdrawn") for form in forms)
    assert (final.get(APPEAL) is False) == settled
