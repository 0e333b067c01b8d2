"""Cases from the public reports that Evenhand answers, as far as holds go.

Only what a report states is known here; all else is unknown. No real names.
"""

from __future__ import annotations

import datetime as dt

import pyarrow as pa

from evenhand.docket.catalogue import Protection, catalogue
from evenhand.docket.typed import known_from
from evenhand.safeguards.answering import RemovalAnswer, as_object, may_removal_go_ahead
from evenhand.safeguards.clearance import Clearance, refuse_clearing
from evenhand.safeguards.decision import ParentalDecision, completeness
from evenhand.safeguards.inspection import REMOVALS, STATES, inspect, states_of
from evenhand.safeguards.library import shipped
from evenhand.safeguards.live import holds_of
from evenhand.safeguards.stay import Stay, facts_of_stay, flag, without_effect
from evenhand.terms.answer import Answer
from tests.support.holding import Asked, Held, apart
from tests.support.people import Facts

ALL = list(shipped())
SHIPPED = {safeguard.id: safeguard for safeguard in ALL}

# A mother of 36, detained, eight weeks pregnant, on a removal flight; two citizen children.
# The report gives no age of theirs: that they are minors is how it must be asked.
MOTHER_ON = dt.date(2011, 10, 22)
MOTHER = {
    "detained": True,
    "pregnant": True,
    "usc_child": True,
    "minor_children_in_us": 2,
    "missed_voluntary_departure": True,
    "previously_removed": False,
}

# A father, detained, under a final order, separated from a child of seven in a shelter; he was
# asked by mouth, with nothing on what was explained or whether reunification was offered.
FATHER_ON = dt.date(2018, 5, 30)
FATHER = {"detained": True, "removal_order_outstanding": True, "minor_children_in_us": 1}
ASKED_ORALLY = ParentalDecision(asked=True, choice="stays", form="oral")

# A widow and her younger sons: denied, appeal pending.
WIDOW_ON = dt.date(2011, 8, 1)
WIDOW = {"appeal_pending": True, "protection_appeal_pending": True}


def _facts(typed: dict[str, object]) -> Facts:
    return dict(known_from([typed], catalogue())[0])


def _answer(typed: dict[str, object], day: dt.date, **more: object) -> RemovalAnswer:
    """Answer for one case, and hold the reader of a whole docket to the same."""
    facts = _facts(typed)
    assert apart(Asked(ALL, [Held(facts, day, more.get("children", ()))])) == []  # type: ignore[arg-type]
    return may_removal_go_ahead(ALL, facts, day, **more)  # type: ignore[arg-type]


def _standing(answer: RemovalAnswer) -> list[tuple[str, str, str]]:
    return [(h.safeguard.id, h.child, str(h.state)) for h in answer.standing]


def test_the_pregnant_mother_is_not_flown_before_each_check_is_documented() -> None:
    """Pregnancy, fitness to travel, and a decision about each of two children stand open."""
    answer = _answer(MOTHER, MOTHER_ON)
    assert answer.must_wait
    assert _standing(answer)[:4] == [
        ("pregnancy", "", "open"),
        ("fitness-to-travel", "", "open"),
        ("parental-decision", "#1", "open"),
        ("parental-decision", "#2", "open"),
    ]


def test_even_if_no_one_had_asked_about_her_children_the_decision_is_owed() -> None:
    """A citizen child on record and no word on age or place: the question itself stands open."""
    answer = _answer({**MOTHER, "minor_children_in_us": "at least 0"}, MOTHER_ON)
    assert ("parental-decision", "", "unknown-and-open") in _standing(answer)


def test_each_of_the_mothers_holds_falls_with_its_own_document_only() -> None:
    """Three documents of four leave one hold; the last clears it; nothing clears another's."""
    children = ["the elder", "the younger"]
    holds = [("pregnancy", ""), ("fitness-to-travel", ""),
             *(("parental-decision", child) for child in children)]  # fmt: skip
    given: list[Clearance] = []
    for n, (hold, child) in enumerate(holds):
        before = _answer_with(given, children)
        assert (hold, child) in [(id, key) for id, key, _ in _standing(before)]
        refuse_clearing(SHIPPED[hold], SHIPPED[hold].clears[0].roles[0],
                        SHIPPED[hold].clears[0].document)  # fmt: skip
        given.append(Clearance("0", hold, child, "cleared", str(n + 1), MOTHER_ON))
    left = {id for id, _, _ in _standing(_answer_with(given, children))}
    assert left == {"final-order", "discretion-review"}


def _answer_with(given: list[Clearance], children: list[str]) -> RemovalAnswer:
    facts = _facts(MOTHER)
    return may_removal_go_ahead(ALL, facts, MOTHER_ON, children=children, clearances=given)


def test_a_stay_after_boarding_is_flagged_as_without_effect() -> None:
    """The times of order, word and boarding are kept, and decide; 8 CFR 241.6 is cited."""
    boarded = dt.datetime(2011, 10, 22, 10, 0, tzinfo=dt.UTC)
    minute = dt.timedelta(minutes=1)
    late = Stay("immigration judge", boarded - minute, boarded + minute, boarded)
    assert without_effect(late) is Answer.YES
    assert "8 CFR 241.6" in flag(late)
    known = {**MOTHER, **facts_of_stay(late, MOTHER_ON)}
    answer = _answer(known, MOTHER_ON)
    assert "stay-granted" not in [id for id, _, _ in _standing(answer)]
    assert [hold.safeguard.id for hold in answer.flagged] == ["stay-granted"]
    aground = Stay("immigration judge", boarded - minute, boarded + minute, "not yet")
    known = {**MOTHER, **facts_of_stay(aground, MOTHER_ON)}
    assert ("stay-granted", "", "open") in _standing(_answer(known, MOTHER_ON))


def test_a_stay_of_one_year_ends_when_its_order_says() -> None:
    """The last day is the one that was ordered; a day more is never counted out."""
    at = dt.datetime(2011, 10, 24, 10, 0, tzinfo=dt.UTC)
    stay = Stay("agency", at, at, "not yet", until=dt.date(2012, 10, 23), revoked=False)
    for day, held in ((dt.date(2012, 10, 23), True), (dt.date(2012, 10, 24), False)):
        answer = _answer({**MOTHER, **facts_of_stay(stay, day)}, day)
        assert (("stay-granted", "", "open") in _standing(answer)) is held


def test_the_father_asked_by_mouth_has_not_decided_anything() -> None:
    """An oral waiver without a record of what was explained and really offered is missing."""
    found = completeness(ASKED_ORALLY)
    assert found.counts_as == "missing"
    assert not found.documented
    assert {part.item for part in found.missing} >= {3, 4}


def test_the_fathers_removal_waits_for_his_decision() -> None:
    """His final order is on record, and the hold for his child stands all the same."""
    answer = _answer(FATHER, FATHER_ON, children=["child in a shelter"])
    assert answer.must_wait
    assert ("parental-decision", "child in a shelter", "open") in _standing(answer)
    assert "final-order" not in [id for id, _, _ in _standing(answer)]


def test_if_the_father_is_removed_anyway_he_is_on_the_inspectors_list() -> None:
    """The world does what it does; the list, its count and its month are there to print."""
    holds = holds_of(ALL, _facts(FATHER), FATHER_ON, children=["child in a shelter"])
    removed = {"entry": "301", "case_id": "0", "day": FATHER_ON, "office": "El Paso"}
    out = inspect(
        pa.Table.from_pylist([removed], schema=REMOVALS),
        pa.Table.from_pylist(states_of("301", holds), schema=STATES),
    )
    (row,) = out.listed.to_pylist()
    assert "parental-decision" in row["open"]
    (counts,) = out.counts.to_pylist()
    assert (counts["month"], counts["office"]) == ("2018-05", "El Paso")
    assert counts["without_parental_decision"] == counts["children_without_decision"] == 1


def test_the_widows_pending_appeal_stays_her_removal_by_rule() -> None:
    """A pending appeal is an automatic stay, with the rule cited, and nobody overrides it."""
    answer = _answer(WIDOW, WIDOW_ON)
    assert ("stay-appeal-pending", "", "open") in _standing(answer)
    stay = next(
        h
        for h in as_object(answer, _facts(WIDOW))["standing"]
        if h["hold"] == "stay-appeal-pending"
    )
    assert stay["basis"] == "law"
    assert (stay["sources"][0]["citation"], stay["sources"][0]["status"]) == (
        "BIA Practice Manual 6.2",
        "primary",
    )
    assert "nobody" in stay["override"]


def test_that_the_family_asked_for_asylum_is_not_told_to_who_may_not_know() -> None:
    """Without the sight of confidential facts the answer is as if there were no claim."""
    sight: list[Protection] = ["open", "personal", "medical"]
    with_claim = _answer(WIDOW, WIDOW_ON, may_see=sight)
    without = _answer({"appeal_pending": True}, WIDOW_ON, may_see=sight)
    plain = as_object(with_claim, _facts(WIDOW))
    assert plain == as_object(without, _facts({"appeal_pending": True}))
    assert "asylum" not in str(plain).lower()
    assert "protection" not in {hold["hold"].split("-")[0] for hold in plain["standing"]}
