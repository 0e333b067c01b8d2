"""The API: tokens and their limits, the same cases, acts and refusals as the pages, no more."""

from __future__ import annotations

import json
import re

import pytest

from evenhand.workbench.access.addresses import addresses
from tests.support.office import GIVEN

OF_THE_API = [name for name, address in addresses().items() if address.scopes]
FACT = {"fact": "usc_child", "value": "yes", "evidence": "birth certificate, file 3",
        "informant": "family"}  # fmt: skip


def at(case: str, more: str = "") -> str:
    """Write the address of a case in the API."""
    from evenhand.workbench.access.references import sealed

    return f"/api/v1/cases/{sealed(case)}/{more}"


def send(someone, where: str, told: object):
    """Post JSON."""
    return someone.client.post(where, json.dumps(told), content_type="application/json")


def entries() -> int:
    """Count the entries of the site's ledger."""
    from django.conf import settings

    from evenhand.ledger.opening import opened
    from evenhand.ledger.reading import leaves

    with opened(settings.PLACE.ledger) as ledger:
        return len(list(leaves(ledger)))


def test_a_program_reads_the_queue_and_a_case_as_its_owner_does(with_token, signed_in, cases):
    """The same cases in the same order as on the page, and of a case the same facts."""
    program, reviewer = with_token("reviewer"), signed_in("reviewer")
    queue = program.get("/api/v1/queue/").json()
    page = reviewer.get("/queue/").content.decode()
    assert [row["case"] for row in queue["rows"]] == re.findall(
        r'scope="row"><a href="[^"]*">([^<]+)</a>', page
    )
    first = queue["rows"][0]
    before = entries()
    case = program.get(f"/api/v1/cases/{first['reference']}/").json()
    assert entries() == before + 1
    assert case["case"] == first["case"]
    assert {finding["instrument"] for finding in case["findings"]} == {
        "ice-2011-06-17", "ice-2011-11-17"
    }  # fmt: skip
    page = reviewer.get(f"/cases/{first['reference']}/").content.decode()
    assert [fact["asks"] for fact in case["facts"] if fact["asks"] not in page] == []
    assert case["facts"]


def test_the_queue_is_paged_without_a_gap(with_token, cases):
    """Page after page gives every case once."""
    program, after, seen = with_token("headquarters"), 0, []
    while True:
        page = program.get(f"/api/v1/queue/?after={after}").json()
        seen += [row["case"] for row in page["rows"]]
        after = page["after"]
        if not after:
            break
    assert sorted(seen) == sorted(case for office in cases.values() for case in office)


@pytest.mark.parametrize("account", ["medical", "asylum", "family-tracing", "intake"])
def test_marked_facts_stay_away_from_programs_too(account, with_token, cases):
    """A role that may not see a mark gets no fact of it, no question and no finding."""
    from evenhand.casework.rights import marks

    for one in cases["Los Angeles"][:4]:
        case = with_token(account).get(at(one)).json()
        assert {fact["protection"] for fact in case["facts"]} <= marks(account, "read")
        assert case["findings"] == case["ask_first"] == case["to_judge"] == []


def of_neither(office: str, court: str) -> list[str]:
    """Give every case of other offices and courts that nobody has touched."""
    from evenhand.workbench.models import CaseNow
    from evenhand.workbench.reading.site import loaded_now

    con = loaded_now().session()
    rows = con.execute(
        "SELECT case_id FROM site.queue WHERE office IS DISTINCT FROM ? AND court IS DISTINCT "
        "FROM ? ORDER BY place", [office, court],
    ).fetchall()  # fmt: skip
    con.close()
    touched = set(CaseNow.objects.values_list("case", flat=True))
    return [case for (case,) in rows if case not in touched]


def test_every_case_of_somebody_else_is_not_there_on_any_address(with_token, cases):
    """Every case of another office, asked on every address by every method: always the same 404 as
    for a case that there is not, and nothing is recorded."""
    from evenhand.workbench.access.references import sealed

    program, before = with_token("newark-reviewer"), entries()
    others = of_neither("Newark", "NEW")
    assert len(others) > 100
    answers: dict[tuple[str, str], set[tuple[int, bytes]]] = {}
    for case in [*others, "no such case"]:
        for name in OF_THE_API:
            path = addresses()[name].path
            for key, value in (("<str:reference>", sealed(case)), ("<slug:act>", "take"),
                               ("<int:number>", "1")):  # fmt: skip
                path = path.replace(key, value)
            if name == "api_queue":
                continue
            told = {"number": case} if name == "api_find" else {"seen": 0}
            for method in addresses()[name].allows:
                answer = program.get(f"/{path}") if method == "get" else send(
                    program, f"/{path}", told
                )  # fmt: skip
                answers.setdefault((name, method), set()).add((answer.status_code, answer.content))
    assert len(answers) == 5
    bodies = set().union(*answers.values())
    assert [status for status, _ in bodies] == [404]
    assert entries() == before


def test_an_act_by_a_program_is_an_act(with_token, cases):
    """It is recorded under its owner's name; its receipt holds against the ledger's key."""
    from evenhand.ledger.keys import read_verifier
    from evenhand.ledger.receipt import Receipt, faults

    case, program = cases["Los Angeles"][10], with_token("reviewer")
    answer = send(program, at(case, "acts/take/"), {"seen": 0})
    assert answer.status_code == 201
    number = answer.json()["entry"]
    shown = program.get(at(case)).json()
    assert (shown["state"], shown["holder"]) == ("taken", "Demo reviewer")
    assert [(line["number"], line["act"]) for line in shown["history"]] == [(number, "take")]
    receipt = Receipt.parse(program.get(at(case, f"entries/{number}/receipt/")).content.decode())
    assert faults(receipt, [read_verifier(receipt.key)]) == []


@pytest.mark.parametrize(
    ("act", "given", "status"),
    [("second", GIVEN["second"], 409), ("record-fact", {"fact": "usc_child"}, 422),
     ("recalendar", GIVEN["recalendar"], 409), ("take", {}, 409)],
)  # fmt: skip
def test_a_program_is_refused_as_the_page_refuses(act, given, status, with_token, signed_in, cases):
    """The same status and the same sentence, word for word; nothing is recorded."""
    from django.utils.html import escape

    case = cases["Los Angeles"][11]
    if act == "take":
        send(with_token("second-reviewer"), at(case, "acts/take/"), {"seen": 0})
    seen = with_token("reviewer").get(at(case)).json()["head"]
    before = entries()
    told = {"seen": seen, "given": given, "reasons": "because it is so"}
    answer = send(with_token("reviewer"), at(case, f"acts/{act}/"), told)
    where = at(case, f"acts/{act}/").removeprefix("/api/v1")
    page = signed_in("reviewer").post(
        where, {**given, "seen": str(seen), "reasons": told["reasons"]}
    )
    assert answer.status_code == page.status_code == status
    assert escape(answer.json()["what"]) in page.content.decode()
    assert entries() == before
    if status == 422:
        assert set(answer.json()["fields"]) == {"value", "evidence", "informant"}


def test_a_program_that_was_overtaken_is_told(with_token, cases):
    """An act on what somebody has changed since is refused, and says by which entry."""
    case = cases["Los Angeles"][12]
    told = {"seen": 0, "given": FACT}
    assert send(with_token("reviewer"), at(case, "acts/record-fact/"), told).status_code == 201
    answer = send(with_token("second-reviewer"), at(case, "acts/record-fact/"), told)
    assert answer.status_code == 409
    assert answer.json()["family"] == "conflict"
    assert "in the meantime" in answer.json()["what"]


@pytest.mark.parametrize(
    "told", [{}, {"seen": "0"}, {"seen": -1}, {"seen": 0, "skip": True}, [], "x", {"seen": 1e400},
             {"seen": 0, "given": {"fact": 1}}, {"seen": 0, "given": {"nonsense": "1"}}],
)  # fmt: skip
def test_what_is_not_as_described_is_refused_and_not_recorded(told, with_token, cases):
    """Nothing is guessed: a wrong shape, a field that the act does not have."""
    before = entries()
    case = cases["Los Angeles"][13]
    answer = send(with_token("reviewer"), at(case, "acts/record-fact/"), told)
    assert answer.status_code in (400, 422)
    assert set(answer.json()) >= {"what", "remedy", "family"}
    assert entries() == before


def test_a_filter_that_is_misspelt_is_refused(with_token):
    """A name that is no filter's would give more cases than were asked for."""
    assert with_token("reviewer").get("/api/v1/queue/?custody=detained").status_code == 200
    answer = with_token("reviewer").get("/api/v1/queue/?custdy=detained")
    assert answer.status_code == 422
    assert [*answer.json()["fields"]] == ["custdy"]


def test_a_whole_number_may_be_written_with_a_point(with_token, cases):
    """JSON has one kind of number; a text is none, and half an entry there is not."""
    case, program = cases["Los Angeles"][15], with_token("reviewer")
    for seen, status in (("0", 422), (0.5, 422), (True, 422), (0.0, 201)):
        assert send(program, at(case, "acts/take/"), {"seen": seen}).status_code == status


def test_an_address_that_is_not_there_answers_a_program_as_a_program(with_token, nobody):
    """Under the API in JSON, elsewhere with a page, whoever asks."""
    for one in (with_token("reviewer"), nobody):
        answer = one.get("/api/v1/nothing/")
        assert answer.status_code == 404
        assert answer.json()["family"] == "not found"
        assert b"<html" in one.get("/nothing/").content


def test_a_token_that_may_only_read_does_not_act(with_token, cases):
    """And one that may only act does not read."""
    case = cases["Los Angeles"][14]
    reads, acts = with_token("supervisor", "read"), with_token("supervisor", "act")
    assert reads.get(at(case)).status_code == 200
    assert send(reads, at(case, "acts/take/"), {"seen": 0}).status_code == 403
    assert acts.get(at(case)).status_code == 403
    assert send(acts, at(case, "acts/take/"), {"seen": 0}).status_code == 201


def test_a_session_opens_nothing_of_the_api(signed_in, cases):
    """No other site can make a browser act by the API: a cookie is no token."""
    reviewer = signed_in("reviewer")
    assert reviewer.get("/api/v1/queue/").status_code == 401
    assert send(reviewer, at(cases["Los Angeles"][0], "acts/take/"), {"seen": 0}).status_code == 401


def test_the_description_names_every_address_of_the_api(nobody):
    """OpenAPI 3.1, with every address and method of the table, each with its token and its 404."""
    told = nobody.get("/api/v1/openapi.json").json()
    assert told["openapi"].startswith("3.1")
    described = {(path, method) for path, ways in told["paths"].items() for method in ways}
    assert described == {
        (re.sub(r"<\w+:(\w+)>", r"{\1}", f"/{addresses()[name].path}"), method)
        for name in OF_THE_API
        for method in addresses()[name].allows
    }
    assert told["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    assert told["security"] == [{"token": []}]
    for path, ways in told["paths"].items():
        for way in ways.values():
            assert "404" in way["responses"] or "cases" not in path
