"""Tokens: made and revoked by their owner, kept as hashes, good as long as the account is."""

from __future__ import annotations

import datetime as dt
import re

import pytest

WANTED = {"name": "the office's program", "scope": ["read"], "days": "30"}


@pytest.fixture
def owner(signed_in):
    """A reviewer who proved who they are just now."""
    from evenhand.workbench.clock import clock
    from evenhand.workbench.models import Token

    someone = signed_in("reviewer", fresh=True)
    session = someone.client.session
    at = clock().timestamp()
    session["account_authentication_methods"] = [
        {"method": "password", "at": at}, {"method": "mfa", "at": at, "reauthenticated": True},
    ]  # fmt: skip
    session.save()
    yield someone
    Token.objects.all().delete()


def made(owner) -> str:
    """Make a token by the page, and read it there."""
    page = owner.post("/tokens/", WANTED).content.decode()
    return re.search(r'id="token"[^>]*>([^<]+)<', page)[1]


def answers(token: str) -> int:
    """Ask for the queue with a token."""
    from django.test import Client

    program = Client(HTTP_HOST="localhost", HTTP_AUTHORIZATION=f"Bearer {token}")
    return program.get("/api/v1/queue/").status_code


def test_a_token_is_shown_once_and_kept_as_a_hash(owner):
    """The page shows it when it is made and never again; the database does not have it."""
    from evenhand.workbench.models import Token

    token = made(owner)
    assert answers(token) == 200
    page = owner.get("/tokens/").content.decode()
    assert "the office&#x27;s program" in page
    assert token not in page
    kept = str(Token.objects.values())
    assert "the office's program" in kept
    assert token not in kept
    assert token.removeprefix("evenhand_") not in kept


def test_making_one_needs_a_fresh_proof_of_who_it_is(signed_in):
    """A browser left open does not give a token away."""
    from evenhand.workbench.models import Token

    answer = signed_in("reviewer", fresh=True).post("/tokens/", WANTED)
    assert answer.status_code == 302
    assert "/accounts/reauthenticate/" in answer["Location"] or "2fa" in answer["Location"]
    assert Token.objects.count() == 0


def test_its_owner_ends_it_and_nobody_else(owner, signed_in):
    """A revoked token opens nothing; another person's is not there to revoke."""
    from evenhand.workbench.models import Token

    token, number = made(owner), Token.objects.get().pk
    assert signed_in("supervisor").post(f"/tokens/{number}/revoke/").status_code == 404
    assert answers(token) == 200
    assert owner.post(f"/tokens/{number}/revoke/").status_code == 302
    assert answers(token) == 401
    assert owner.post(f"/tokens/{number}/revoke/").status_code == 404


@pytest.mark.parametrize("change", ["disabled", "no second factor", "another site", "ended",
                                    "a role lost"])  # fmt: skip
def test_a_token_is_as_good_as_what_stands_behind_it(change, owner, monkeypatch):
    """Account, second factor, role, day: as soon as one is gone the token opens nothing."""
    from dataclasses import replace

    from allauth.mfa.models import Authenticator
    from django.conf import settings

    from evenhand.workbench.models import Token, User

    token = made(owner)
    assert answers(token) == 200
    user = User.objects.get(account="reviewer")
    kept = list(Authenticator.objects.filter(user=user))
    if change == "disabled":
        User.objects.filter(pk=user.pk).update(is_active=False)
    elif change == "no second factor":
        Authenticator.objects.filter(user=user).delete()
    elif change == "another site":
        monkeypatch.setattr(settings, "PLACE", replace(settings.PLACE, demo=False))
    elif change == "ended":
        Token.objects.update(ends_at=Token.objects.get().made_at - dt.timedelta(seconds=1))
    else:
        Token.objects.update(role="supervisor")
    try:
        assert answers(token) == 401
    finally:
        User.objects.filter(pk=user.pk).update(is_active=True)
        Authenticator.objects.filter(user=user).delete()
        Authenticator.objects.bulk_create(kept)
    if change in ("disabled", "no second factor"):
        assert answers(token) == 200


@pytest.mark.parametrize("wrong", [{"name": ""}, {"scope": []}, {"scope": ["all"]}, {"days": "999"},
                                   {"days": "²"}])  # fmt: skip
def test_a_token_without_a_name_a_scope_or_an_end_is_not_made(wrong, owner):
    """The form comes back with the sentence that says what is missing."""
    from evenhand.workbench.models import Token

    answer = owner.post("/tokens/", {**WANTED, **wrong})
    assert answer.status_code == 422
    assert b"needs a name" in answer.content
    assert Token.objects.count() == 0


@pytest.mark.parametrize(
    "sent", ["", "Bearer", "Bearer evenhand_", "Bearer x", "Basic cmV2aWV3ZXI6",
             "Bearer evenhand_" + "A" * 43],
)  # fmt: skip
def test_anything_else_opens_nothing(sent, site):
    """Always the same answer."""
    from django.test import Client

    answer = Client(HTTP_HOST="localhost", HTTP_AUTHORIZATION=sent).get("/api/v1/queue/")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert "needs a token" in answer.json()["what"]
