"""Signing in: two steps, nobody signs up, sessions that end, demonstration people kept apart."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def no_counts_yet(site):
    """Each test begins with no failed attempt on record."""
    from django.core.cache import cache

    cache.clear()


def step_one(nobody, account: str, password: str = "demonstration only"):
    """Give account and password."""
    return nobody.post("/accounts/login/", {"login": account, "password": password})


def test_two_steps_lead_in(nobody):
    """Password, then the code of the moment; before the second there is no page."""
    from evenhand.workbench.accounts.demo import code_now

    assert step_one(nobody, "reviewer")["Location"] == "/accounts/2fa/authenticate/"
    assert nobody.get("/queue/").status_code == 302
    assert nobody.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert nobody.post("/accounts/2fa/authenticate/", {"code": code_now()}).status_code == 302
    assert nobody.get("/queue/").status_code == 200


def test_a_code_is_good_once(nobody):
    """Whoever looked over a shoulder cannot use the code again."""
    from django.test import Client

    from evenhand.workbench.accounts.demo import code_now

    code = code_now()
    for client, status in ((nobody.client, 302), (Client(HTTP_HOST="localhost"), 200)):
        client.post("/accounts/login/", {"login": "asylum", "password": "demonstration only"})
        answer = client.post("/accounts/2fa/authenticate/", {"code": code})
        assert answer.status_code == status


def test_many_wrong_passwords_lock_and_a_restart_does_not_unlock(nobody):
    """The count stands in the database, so that the right password is refused afterwards too."""
    from django.core.cache import cache
    from django.core.cache.backends.db import DatabaseCache

    for _ in range(6):
        answer = step_one(nobody, "medical", "wrong")
    assert b"Too many failed" in answer.content
    answer = step_one(nobody, "medical")
    assert answer.status_code == 200
    assert b"Too many failed" in answer.content
    assert isinstance(cache._connections[cache._alias], DatabaseCache)


def test_nobody_signs_up(nobody):
    """There is no such page, and no page offers it."""
    assert nobody.get("/accounts/signup/").status_code == 404
    assert b"signup" not in nobody.get("/accounts/login/").content


@pytest.mark.parametrize("change", [{"is_active": False}, {"demo": True}])
def test_a_disabled_account_has_no_next_request(change, signed_in, settings_of_place):
    """An account that was disabled, or belongs to a demonstration this is not, is out at once."""
    from evenhand.workbench.models import User

    someone = signed_in("intake", fresh=True)
    assert someone.get("/queue/").status_code == 200
    was = User.objects.filter(account="intake").values(*change)[0]
    User.objects.filter(account="intake").update(**change)
    try:
        if "demo" in change:
            settings_of_place(demo=False)
        assert someone.get("/queue/").status_code == 302
    finally:
        User.objects.filter(account="intake").update(**was)


@pytest.fixture
def settings_of_place(site, monkeypatch):
    """Change what the site's folder is set to."""
    from dataclasses import replace

    from django.conf import settings

    def change(**given):
        monkeypatch.setattr(settings, "PLACE", replace(settings.PLACE, **given))

    return change


def test_a_demonstrations_people_sign_in_nowhere_else(nobody, settings_of_place):
    """On a site that is no demonstration their password leads nowhere, and no code is shown."""
    settings_of_place(demo=False)
    assert step_one(nobody, "reviewer")["Location"] == "/accounts/inactive/"
    assert nobody.get("/queue/").status_code == 302
    assert b"demonstration only" not in nobody.get("/accounts/login/").content


@pytest.mark.parametrize(("what", "limit"), [("seen", 30 * 60), ("began", 12 * 3600)])
def test_a_session_ends(what, limit, signed_in):
    """One that lay idle, or began too long ago, is over; a minute before, it is not."""
    from evenhand.workbench.clock import clock

    for ago, status in ((limit - 60, 200), (limit + 60, 302)):
        someone = signed_in("headquarters", fresh=True)
        someone.get("/role/")
        session = someone.client.session
        session[what] = clock().timestamp() - ago
        session.save()
        assert someone.get("/role/").status_code == status


def test_secrets_of_second_factors_are_not_readable_in_the_database(site):
    """What the table holds is not the secret, and cannot be moved to another use."""
    from allauth.mfa.models import Authenticator

    from evenhand.workbench.accounts.demo import SECRET

    kept = [str(one.data) for one in Authenticator.objects.all()]
    assert len(kept) > 5
    assert [one for one in kept if SECRET in one] == []
