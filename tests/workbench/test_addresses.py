"""Every address, every role, every method: what the table says, and nothing beside it."""

from __future__ import annotations

import pytest

from evenhand.casework.person import ROLES
from evenhand.workbench.access.addresses import ANYONE, EVERYONE, SIGNED_IN, addresses

# One of the demonstration's people in each role, all of one office where they have one.
ACCOUNTS = {role: role for role in ROLES}
METHODS = ("get", "post", "put", "patch", "delete", "options", "trace")


def written(name: str, case: str, release: str = "none", /, **said: object) -> str:
    """Write an address with a case, an act, an entry, a release and so on in their places; with
    what is said, where another page of it is meant than the first."""
    from django.urls import reverse

    from evenhand.workbench.access.references import sealed

    given = {"reference": sealed(case), "act": "take", "number": 1, "pk": 1,
             "instrument": "ice-2011-11-17", "what": "admit", "release": release,
             "token": "0" * 32, "measure": "removals-with-a-hold-open", "file": "report.pdf",
             "name": "hold-open"}  # fmt: skip
    if name == "release_act":
        given["act"] = "propose-release"
    given |= said
    path = addresses()[name].path
    return reverse(name, kwargs={key: value for key, value in given.items() if f":{key}>" in path})


def test_every_address_of_the_site_is_in_the_table(site):
    """No address answers that the table does not name, and each is guarded."""
    from django.urls import get_resolver

    patterns = get_resolver().url_patterns
    assert {pattern.name for pattern in patterns} == set(addresses())
    assert [str(p.pattern) for p in patterns] == [a.path for a in addresses().values()]
    assert {p.callback.__wrapped__ is not None for p in patterns} == {True}


@pytest.mark.parametrize("name", addresses())
def test_a_role_gets_what_the_table_gives_it(name, signed_in, with_token, cases, held_release):
    """Each role by each method: the page, or 403 where the role is not listed, or 405. What belongs
    to the API is asked with a token for everything."""
    address = addresses()[name]
    where = written(name, cases["Los Angeles"][0], held_release)
    wrong = []
    for role, account in ACCOUNTS.items():
        for method in METHODS:
            roles = address.for_method(method.upper())
            if address.scopes:
                someone = with_token(account)
            else:
                someone = signed_in(account, fresh=name == "account_logout")
            status = getattr(someone.client, method)(where).status_code
            if roles is None:
                good = status == 405
            elif roles & {role, EVERYONE, SIGNED_IN, ANYONE}:
                good = status not in (403, 405) and status < 500
            else:
                good = status == 403
            if not good:
                wrong.append((role, method, status))
    assert wrong == []


@pytest.mark.parametrize("name", addresses())
def test_nobody_gets_in_without_signing_in(name, nobody, cases):
    """Whoever is not signed in is sent to sign in, save where the table lets anyone."""
    address, where = addresses()[name], written(name, cases["Los Angeles"][0])
    for method in ("get", "post"):
        roles = address.for_method(method.upper())
        answer = getattr(nobody.client, method)(where)
        if roles is None:
            assert answer.status_code == 405
        elif address.scopes:
            assert answer.status_code == 401
        elif ANYONE not in roles:
            assert answer.status_code == 302
            assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("name", addresses())
def test_a_password_alone_opens_nothing(name, signed_in, cases):
    """Without the second step only the pages that lead to it are open."""
    address, where = addresses()[name], written(name, cases["Los Angeles"][0])
    method = "get" if address.for_method("GET") else "post"
    roles = address.for_method(method.upper())
    if roles & {ANYONE, SIGNED_IN}:
        open_to_all = ("health", "set_language", "api_description")
        assert name.startswith(("account", "mfa")) or name in open_to_all
        return
    answer = getattr(signed_in("supervisor", factor=False).client, method)(where)
    if address.scopes:
        assert answer.status_code == 401
        return
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/2fa/")


def test_every_answer_keeps_to_itself(signed_in, cases):
    """Each page forbids every foreign source and every copy, and asks the machine for nothing."""
    answer = signed_in("reviewer").get(written("case", cases["Los Angeles"][0]))
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Frame-Options"] == "DENY"
    assert "camera=()" in answer["Permissions-Policy"]
