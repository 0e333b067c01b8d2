"""The page of a case: read on the record, shown by role, acts by casework's own rules."""

from __future__ import annotations

import json
import re

import pytest

from evenhand.ledger.receipt import Receipt, faults


def at(case: str, more: str = "") -> str:
    """Write the address of a case."""
    from evenhand.workbench.access.references import sealed

    return f"/cases/{sealed(case)}/{more}"


def ledger_now() -> list:
    """Give the leaves of the site's ledger."""
    from django.conf import settings

    from evenhand.ledger.opening import opened
    from evenhand.ledger.reading import leaves

    with opened(settings.PLACE.ledger) as ledger:
        return list(leaves(ledger))


def test_a_case_that_is_not_there_and_one_not_to_be_seen_look_alike(signed_in, cases):
    """The answer for another office's case, for no case and for nonsense is the same page."""
    reviewer = signed_in("reviewer")
    answers = [
        reviewer.get(at(cases["Newark"][0])),
        reviewer.get(at("no such case")),
        reviewer.get("/cases/nonsense/"),
        reviewer.get(at(cases["Newark"][0], "acts/take/")),
        reviewer.get(at(cases["Newark"][0], "entries/1/receipt/")),
        reviewer.post("/queue/find/", {"number": cases["Newark"][0]}),
        reviewer.post("/queue/find/", {"number": "no such case"}),
    ]
    assert {answer.status_code for answer in answers} == {404}
    bodies = {re.sub(rb'value="[^"]*"', b"", answer.content) for answer in answers}
    assert len(bodies) == 1


def test_no_address_says_whose_case_it_is(signed_in, cases):
    """The number of a case stands on pages and in no address."""
    page = signed_in("reviewer").get("/queue/").content.decode()
    assert cases["Los Angeles"][0] in page
    addresses = re.findall(r'(?:href|action)="([^"]*)"', page)
    assert [one for one in addresses if any(c in one for c in cases["Los Angeles"])] == []


def test_that_somebody_looks_is_on_the_record_first(signed_in, cases):
    """Opening a case adds one entry `read`, with the marks of the facts that were shown."""
    before = len(ledger_now())
    assert signed_in("medical").get(at(cases["Los Angeles"][1])).status_code == 200
    added = ledger_now()[before:]
    assert [(leaf.act, leaf.role) for leaf in added] == [("read", "medical")]


def test_a_page_whose_reading_cannot_be_recorded_is_not_sent(signed_in, cases, monkeypatch):
    """If the ledger takes no entry, nothing of the case leaves the site."""
    from evenhand.terms.refusal import NoRoom

    def full(*given: object) -> None:
        raise NoRoom("The disk is full.")

    monkeypatch.setattr("evenhand.casework.read_content.append", full)
    answer = signed_in("reviewer").get(at(cases["Los Angeles"][1]))
    assert answer.status_code == 409
    assert cases["Los Angeles"][1].encode() not in answer.content


MARKED = {"victim": "Is the respondent a victim of domestic violence?",
          "medical": "Is the respondent pregnant?"}  # fmt: skip


@pytest.mark.parametrize(
    ("account", "sees"),
    [("reviewer", {"victim", "medical"}), ("medical", {"medical"}), ("asylum", set()),
     ("family-tracing", set()), ("intake", set())],
)  # fmt: skip
def test_marked_facts_go_to_those_who_need_them(account, sees, signed_in, cases):
    """Neither a fact, nor a question about it, nor a finding that may rest on it is shown."""
    everything = "".join(
        signed_in(account).get(at(case)).content.decode() for case in cases["Los Angeles"][:6]
    )
    shown = {mark for mark, asks in MARKED.items() if asks in everything}
    assert shown == sees
    assert ("eh-finding" in everything) == (account == "reviewer")


def test_an_act_goes_through_casework_and_shows_its_receipt(signed_in, cases):
    """Taking a case by its form is an entry; its receipt holds against the ledger's key."""
    case, reviewer = cases["Los Angeles"][2], signed_in("reviewer")
    answer = reviewer.post(at(case, "acts/take/"), {"seen": "0"})
    assert answer.status_code == 302
    page = reviewer.get(at(case)).content.decode()
    assert "taken</strong>" in page
    number = re.search(r"entries/(\d+)/receipt", page)[1]
    receipt = Receipt.parse(reviewer.get(at(case, f"entries/{number}/receipt/")).content.decode())
    from evenhand.ledger.keys import read_verifier

    assert faults(receipt, [read_verifier(receipt.key)]) == []
    assert json.loads(receipt.written())["parts"] == {}


def test_a_refused_act_says_why_and_what_to_do(signed_in, cases):
    """A button that cannot be used carries casework's own sentence; so does the form."""
    case, reviewer = cases["Los Angeles"][3], signed_in("reviewer")
    page = reviewer.get(at(case)).content.decode()
    assert 'aria-disabled="true" aria-describedby="why-second"' in page
    assert "It is not possible now to second a case." in page
    answer = reviewer.get(at(case, "acts/second/"))
    assert answer.status_code == 409
    assert "It is possible when the case is “determined”." in answer.content.decode()


def test_whoever_was_overtaken_is_told_and_nothing_is_recorded(signed_in, cases):
    """Two people on one case: the second to act learns of the first, and keeps what they typed."""
    case = cases["Los Angeles"][4]
    fact = {"fact": "usc_child", "value": "yes", "evidence": "birth certificate, file 3",
            "informant": "family", "seen": "0"}  # fmt: skip
    first, second = signed_in("reviewer"), signed_in("second-reviewer")
    assert first.post(at(case, "acts/record-fact/"), fact).status_code == 302
    before = len(ledger_now())
    answer = second.post(at(case, "acts/record-fact/"), {**fact, "fact": "usc_spouse"})
    assert answer.status_code == 409
    assert b"in the meantime" in answer.content
    assert b"birth certificate, file 3" in answer.content
    assert len(ledger_now()) == before


def test_what_is_missing_is_said_at_its_field(signed_in, cases):
    """An act without what it must say comes back with a sentence at each field."""
    case = cases["Los Angeles"][3]
    answer = signed_in("reviewer").post(at(case, "acts/record-fact/"), {"fact": "usc_child"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert set(re.findall(r'id="e-(\w+)"', page)) == {"value", "evidence", "informant"}


def test_a_first_determination_is_read_by_nobody_until_the_second(signed_in, cases):
    """The page shows that there is one, and neither its form nor its reasons."""
    case, reviewer = cases["Los Angeles"][5], signed_in("reviewer")
    reviewer.post(at(case, "acts/take/"), {"seen": "0"})
    said = {"form": "settle-or-dismiss", "decides": "favourable", "what": "join a motion",
            "stage": "before the judge", "asked_by": "request",
            "departs_because": "the ties are strong", "reasons": "A sentence nobody may read.",
            "instrument": "ice-2011-11-17"}  # fmt: skip
    assert reviewer.post(at(case, "acts/determine/"), said).status_code == 302
    for account in ("second-reviewer", "reviewer", "supervisor", "headquarters"):
        page = signed_in(account).get(at(case)).content.decode()
        assert "nobody reads it until the second is recorded" in page
        assert "A sentence nobody may read." not in page
    assert signed_in("second-reviewer").post(at(case, "acts/second/"), said).status_code == 302
    assert "A sentence nobody may read." in reviewer.get(at(case)).content.decode()


def test_whoever_is_recused_sees_nothing_any_more(signed_in, cases):
    """After a recusal the case is gone from the person's queue, and its page is not there."""
    case, supervisor = cases["Los Angeles"][6], signed_in("supervisor")
    reviewer = signed_in("second-reviewer")
    assert reviewer.get(at(case)).status_code == 200
    answer = supervisor.post(at(case, "acts/recuse/"), {"person": "Demo second reviewer",
                                                       "reasons": "a relative"})  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()
    assert reviewer.get(at(case)).status_code == 404
    assert case not in reviewer.get("/queue/").content.decode()
