"""Every night every page as every role that may open it, in both languages, in a real browser:
accessible, silent, asking nobody else. Pages and roles are those of the table of addresses.
"""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from evenhand.casework.all_acts import ACTS
from evenhand.casework.inspected import LISTS
from evenhand.casework.person import ROLES
from evenhand.workbench.access.addresses import ANYONE, EVERYONE, SIGNED_IN, Address, addresses
from tests.support.effort import NIGHTLY
from tests.workbench.at_work import at_work, passes_of
from tests.workbench.test_addresses import written
from tests.workbench.test_browser import watched  # noqa: F401 # a fixture
from tests.workbench.test_pictures import TABLE

NOBODY, RECEIPT = "nobody", r"/entries/(\d+)/receipt/"
PAGES = {name: one for name, one in addresses().items() if one.for_method("GET") and not one.scopes}
REFUSED = 409  # an act that is not open now: a page too, of which the browser makes a note
NOTED = f"Failed to load resource: the server responded with a status of {REFUSED}"


def words(case_page: str, family_page: str) -> Mapping[str, Sequence[dict[str, str]]]:
    """What stands in an address, where one page of it does not stand for all: each list, each act
    on an account, each act that the case offers to somebody and one that it does not."""
    from evenhand.workbench.reading.family_acting import BY_FORM
    from evenhand.workbench.reading.people import ACTS as PEOPLE_ACTS

    offered = {
        "act": (case_page, r"/cases/\w+/acts/([\w-]+)/", ACTS),
        "family_act": (family_page, r"/family/acts/([\w-]+)/", BY_FORM),
    }
    found = {}
    for name, (page, written_as, acts) in offered.items():
        these = sorted(set(re.findall(written_as, page)))
        found[name] = [{"act": one} for one in [*these, next(a for a in acts if a not in these)]]
    people = [{"what": what} for what in PEOPLE_ACTS]
    return {**found, "inspection_list": [{"name": one} for one in LISTS], "people_act": people}


def opens(role: str, address: Address) -> bool:
    """Whether the table lets somebody open a page."""
    roles = address.for_method("GET") or frozenset()
    return bool(roles & ({ANYONE} if role == NOBODY else {role, EVERYONE, SIGNED_IN, ANYONE}))


def test_every_page_is_opened_by_somebody():
    """No row of the table is left out, and each role has pages."""
    for address in PAGES.values():
        assert any(opens(role, address) for role in (*ROLES, NOBODY))
    assert all(any(opens(role, address) for address in PAGES.values()) for role in (*ROLES, NOBODY))


@dataclass
class Door:
    """By what somebody comes in, and the addresses of every page that the table opens to them."""

    session: str
    paths: list[str]


def key_of(account: str) -> int:
    """Give somebody recovery codes and a security key; gives its number, by which its pages go."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from fido2.cose import ES256
    from fido2.utils import websafe_encode
    from fido2.webauthn import (
        Aaguid,
        AttestationObject,
        AttestedCredentialData,
        AuthenticatorData,
        CollectedClientData,
    )

    from evenhand.workbench.models import User

    public = ES256({1: 2, 3: -7, -1: 1, -2: b"x" * 32, -3: b"y" * 32})
    held = AttestedCredentialData.create(Aaguid.NONE, account.encode(), public)
    data = AuthenticatorData.create(b"0" * 32, 0x45, 0, held)
    told = CollectedClientData.create("webauthn.create", b"asked", "http://localhost")
    name = websafe_encode(account.encode())
    credential = {
        "id": name, "rawId": name, "type": "public-key", "clientExtensionResults": {},
        "response": {
            "clientDataJSON": websafe_encode(told),
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
        },
    }  # fmt: skip
    RecoveryCodes.activate(User.objects.get(account=account))
    made = Authenticator.objects.create(
        user=User.objects.get(account=account), type=Authenticator.Type.WEBAUTHN,
        data={"name": "a key", "credential": credential},
    )  # fmt: skip
    return made.pk


def file_of(browser: Any) -> str:
    """Hand a file in, if this role may; gives by what its check is called."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    given = {"file": SimpleUploadedFile("office.csv", TABLE.encode())}
    answer = browser.client.post("/intake/file/", given)
    return answer["Location"].split("/")[3] if answer.status_code == 302 else "0" * 32


def confirmed(browser: Any) -> None:
    """Let somebody have confirmed who they are for the next hour: their second factors open."""
    session, at = browser.client.session, time.time() + 3600
    session["account_authentication_methods"] = [
        {"method": method, "at": at, "reauthenticated": True} for method in ("password", "mfa")
    ]
    session.save()


@pytest.fixture(scope="module")
def doors(
    site, signed_in, cases, of_the_court, held_release, tmp_path_factory
) -> Iterator[dict[str, Door]]:
    """Something on each page, a session of each role: made before the browser is opened."""
    case = cases["Los Angeles"][23]
    made = {}
    with at_work(site, signed_in, cases, of_the_court, tmp_path_factory.mktemp("linkage")):
        for role in ROLES:
            browser = signed_in(role)
            confirmed(browser)
            own = {"pk": key_of(role), "token": file_of(browser)}
            seen = [
                browser.get(written(name, case)).content.decode() for name in ("case", "family")
            ]
            own |= {"number": found[1]} if (found := re.search(RECEIPT, seen[0])) else {}
            made[role] = Door(passes_of(signed_in, [role])[role], [
                written(name, case, held_release, **{**own, **said})
                for name, address in PAGES.items() if opens(role, address)
                for said in words(*seen).get(name, [{}])
            ])  # fmt: skip
        made[NOBODY] = Door("", [
            written(name, case) for name, one in PAGES.items() if opens(NOBODY, one)
        ])  # fmt: skip
        yield made
    shutil.rmtree(site / "waiting", ignore_errors=True)


@pytest.mark.skipif(not NIGHTLY, reason="every page as every role: nightly")
@pytest.mark.parametrize("role", [*ROLES, NOBODY])
def test_every_page_of_a_role_is_clean(role, doors, watched, record_property):  # noqa: F811
    """No violation that axe knows, nothing on the console, no report of the content policy; no
    page is wider than the window. What is no page is handed over as a file."""
    door, pages, wrong = doors[role], 0, []
    if door.session:
        watched.enter(door.session)
    for path in door.paths:
        answer = watched.page.request.get(watched.address + path)
        if not answer.headers.get("content-type", "").startswith("text/html"):
            wrong += [] if answer.status == 200 else [(path, answer.status)]
            continue
        pages += 1
        watched.said.clear()
        shown = watched.page.goto(watched.address + path)
        if shown.status not in (200, REFUSED):
            wrong.append((path, shown.status))
        if shown.status == REFUSED:
            watched.said[:] = [one for one in watched.said if not one.startswith(NOTED)]
        watched.page.evaluate(
            "document.querySelectorAll('details').forEach(one => { one.open = true })"
        )
        try:
            watched.check()
        except AssertionError as found:
            wrong.append((path, str(found).split("\n")[0]))
        watched.asked.clear()
        if watched.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong.append((path, "wider than the window"))
    record_property("pages", pages)
    assert wrong == []
    assert pages > 3
