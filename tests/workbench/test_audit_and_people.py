"""The audit of reads and the administrator's page: who may, what is shown, what is recorded."""

from __future__ import annotations

import html
import re

import pytest


def at(case: str) -> str:
    """The address of a case."""
    from evenhand.workbench.access.references import sealed

    return f"/cases/{sealed(case)}/"


def rows_of(page: str) -> list[str]:
    """The rows of a page's tables, without their heads."""
    return re.findall(r"<tr><th scope=.row.>.*?</tr>", page, re.DOTALL)


def test_a_reading_stands_in_the_audit_with_who_and_why(signed_in, cases):
    """Somebody looks at a case; headquarters sees that, newest first, and not what was read."""
    case = cases["Los Angeles"][20]
    signed_in("medical").get(at(case))
    page = signed_in("headquarters").get("/audit/").content.decode()
    first = rows_of(page)[0]
    assert case in first
    assert "Demo medical" in first
    assert "work on the case, by its page" in first


def test_looking_at_the_audit_is_a_reading_too(signed_in):
    """The second look shows the first, by name and purpose."""
    headquarters = signed_in("headquarters")
    headquarters.get("/audit/")
    first = rows_of(headquarters.get("/audit/").content.decode())[0]
    assert "Demo headquarters" in first
    assert "look over who read what" in first


def test_every_reading_is_on_exactly_one_page(signed_in, cases):
    """From the newest to the oldest nothing is left out or told twice."""
    from django.conf import settings

    from evenhand.ledger.opening import opened
    from evenhand.ledger.reading import leaves

    headquarters = signed_in("headquarters")
    for account in ("intake", "medical", "asylum"):
        for case in cases["Los Angeles"][:20]:
            signed_in(account).get(at(case))
    with opened(settings.PLACE.ledger) as ledger:
        expected = [leaf.number for leaf in leaves(ledger) if leaf.act.startswith("read")]
    found, address = [], f"/audit/?before={expected[-1] + 1}"
    while address:
        page = headquarters.get(address).content.decode()
        found += [int(n) for n in re.findall(r'<th scope="row">(\d+)</th>', page)]
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = f"/audit/{following[1]}" if following else ""
    assert found == expected[::-1]
    assert len(found) > 55


def numbers_of(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'<th scope="row">(\d+)</th>', page)]


def found_by(browser, **asked) -> list[int]:
    """Ask the audit by its form; gives the entries of all its pages."""
    answer = browser.client.post("/audit/", asked)
    assert answer.status_code == 302
    address, found = answer["Location"], []
    assert not any(value in address for value in asked.values())  # no address names a case
    while address:
        page = browser.get(address).content.decode()
        found += numbers_of(page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = f"/audit/{html.unescape(following[1])}" if following else ""
    return found


def test_readings_are_found_by_who_case_day_and_mark(signed_in, cases):
    """Each filter gives exactly the readings of which it is true, on all pages together."""
    from django.conf import settings

    from evenhand.ledger.opening import opened
    from evenhand.ledger.reading import entry, leaves

    headquarters, case = signed_in("headquarters"), cases["Los Angeles"][20]
    for account in ("reviewer", "medical", "reviewer"):
        signed_in(account).get(at(case))
    with opened(settings.PLACE.ledger) as ledger:
        numbers = [leaf.number for leaf in leaves(ledger) if leaf.act == "read"]
        known = [entry(ledger, number) for number in numbers]
    upto, today = known[-1].leaf.number, known[-1].leaf.at[:10]

    def true_of(test) -> list[int]:
        return [one.leaf.number for one in known if test(one, one.value("payload") or {})][::-1]

    for asked, test in (
        ({"who": "Demo medical"}, lambda one, said: one.value("who")["name"] == "Demo medical"),
        ({"case": case}, lambda one, said: said.get("case") == case),
        ({"first": today, "last": today, "case": case, "who": "Demo reviewer"},
         lambda one, said: (said.get("case"), one.value("who")["name"]) == (case, "Demo reviewer")),
        ({"mark": "medical"}, lambda one, said: "medical" in said.get("marks", ())),
        ({"last": "2001-01-01"}, lambda one, said: False),
        ({"first": "2999-01-01"}, lambda one, said: False),
    ):  # fmt: skip
        wanted = true_of(test)
        assert [number for number in found_by(headquarters, **asked) if number <= upto] == wanted
    assert len(true_of(lambda one, said: said.get("case") == case)) >= 3


def test_what_the_audit_was_asked_is_a_reading_too(signed_in, cases):
    """The entry says what was asked for, and is written before anything is found."""
    from django.conf import settings

    from evenhand.ledger.opening import opened
    from evenhand.ledger.reading import entry, leaves

    found_by(signed_in("headquarters"), case=cases["Los Angeles"][20])
    with opened(settings.PLACE.ledger) as ledger:
        last = entry(ledger, list(leaves(ledger))[-1].number)
    assert last.value("payload")["readings"] == {"case": cases["Los Angeles"][20]}
    assert last.value("payload")["purpose"] == "look over who read what"


def test_a_day_that_is_none_is_said_at_its_field(signed_in):
    """The sentence stands at the field, and a sealed question that nobody made asks for nothing."""
    answer = signed_in("headquarters").post("/audit/", {"first": "yesterday"})
    assert answer.status_code == 422
    assert 'id="e-first"' in answer.content.decode()
    assert signed_in("headquarters").get("/audit/?asked=madeup").status_code == 200


def test_a_supervisor_of_some_offices_does_not_read_the_audit(signed_in):
    """It tells of the cases of every office; casework's sentence says whom to ask."""
    answer = signed_in("supervisor").get("/audit/")
    assert answer.status_code == 409
    assert "every office" in answer.content.decode()


def test_a_case_that_one_must_keep_out_of_is_not_named(signed_in, cases):
    """A recusal goes before the audit: the row is there, the number of the case is not."""
    case = cases["Los Angeles"][21]
    answer = signed_in("supervisor").post(
        at(case) + "acts/recuse/", {"person": "Demo second headquarters", "reasons": "a relative"}
    )
    assert answer.status_code == 302, answer.content.decode()
    signed_in("medical").get(at(case))
    assert case in signed_in("headquarters").get("/audit/").content.decode()
    assert found_by(signed_in("second-headquarters"), case=case) == []
    page = signed_in("second-headquarters").get("/audit/").content.decode()
    assert case not in page
    assert "one that is not for you" in page


def test_an_account_from_its_making_to_its_end(signed_in, nobody, site):
    """Made, first password changed before anything else, admitted, at work, dismissed, disabled."""
    from allauth.mfa.totp.internal.auth import TOTP
    from django.test import Client

    from evenhand.workbench.accounts import demo
    from evenhand.workbench.models import User

    administrator = signed_in("administrator")
    made = administrator.post("/people/account/", {"account": "n.newcomer"})
    password = re.search(r'<p class="eh-code"><code>([^<]+)</code>', made.content.decode())[1]
    assert len(password) == 23
    assert made["Cache-Control"] == "no-store"
    given = {"login": "n.newcomer", "password": password}
    assert nobody.post("/accounts/login/", given).status_code == 302
    assert nobody.get("/queue/")["Location"].startswith("/accounts/password/change/")
    new = {"oldpassword": password, "password1": "a longer one of my own", "password2":
           "a longer one of my own"}  # fmt: skip
    assert nobody.post("/accounts/password/change/", new).status_code == 302
    assert nobody.get("/queue/")["Location"].startswith("/accounts/2fa/totp/activate/")
    assert Client(HTTP_HOST="localhost").post("/accounts/login/", given).status_code == 200
    admit = {"name": "N. Newcomer", "account": "n.newcomer", "role": "intake", "office": "Newark"}
    assert administrator.post("/people/admit/", admit).status_code == 302
    TOTP.activate(User.objects.get(account="n.newcomer"), demo.SECRET)
    assert signed_in("n.newcomer").get("/queue/").status_code == 200
    page = administrator.get("/people/").content.decode()
    assert [row for row in rows_of(page) if "N. Newcomer" in row and "intake" in row]
    dismissed = {"name": "N. Newcomer", "reasons": ""}
    assert administrator.post("/people/dismiss/", dismissed).status_code == 422
    assert signed_in("n.newcomer").get("/queue/").status_code == 200
    dismissed["reasons"] = "has left"
    assert administrator.post("/people/dismiss/", dismissed).status_code == 302
    assert signed_in("n.newcomer").get("/queue/").status_code == 403
    assert administrator.post("/people/disable/", {"account": "n.newcomer"}).status_code == 302
    assert signed_in("n.newcomer").get("/queue/").status_code == 302


@pytest.mark.parametrize(
    ("what", "given", "status", "sentence"),
    [
        ("admit", {"name": "Demo administrator", "account": "x", "role": "reviewer"}, 409,
         "Nobody admits themselves"),
        ("admit", {"name": "Another", "account": "reviewer", "role": "reviewer"}, 409,
         "belongs to somebody else"),
        ("admit", {"name": "Another", "account": "another"}, 422, "their roles"),
        ("conflict", {"name": "Demo reviewer", "case": "1", "reasons": ""}, 422, "the reasons"),
        ("account", {"account": "reviewer"}, 409, "There is an account reviewer already"),
        ("account", {"account": "A person"}, 422, "small letters"),
        ("disable", {"account": "administrator"}, 409, "their own account"),
        ("disable", {"account": "nobody-here"}, 409, "There is no account"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_and_changes_nothing(what, given, status, sentence, signed_in):
    """The refusal stands above the form, and the page of people is as it was."""
    administrator = signed_in("administrator")
    before = administrator.get("/people/").content.decode()
    answer = administrator.post(f"/people/{what}/", given)
    assert answer.status_code == status
    assert sentence in answer.content.decode()
    assert rows_of(administrator.get("/people/").content.decode()) == rows_of(before)


def test_a_conflict_noted_takes_the_case_away_and_the_page_names_no_case(signed_in, cases):
    """An administrator keeps a person out of a case without ever seeing one."""
    case, reviewer = cases["Los Angeles"][22], signed_in("second-reviewer")
    assert reviewer.get(at(case)).status_code == 200
    administrator = signed_in("administrator")
    given = {"name": "Demo second reviewer", "case": case, "reasons": "a neighbor"}
    assert administrator.post("/people/conflict/", given).status_code == 302
    assert reviewer.get(at(case)).status_code == 404
    assert case not in administrator.get("/people/").content.decode()
    assert administrator.get(at(case)).status_code == 403
