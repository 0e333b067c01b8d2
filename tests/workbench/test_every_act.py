"""Every act of casework has its place on the page of a case: as a way to it, or with the reason."""

from __future__ import annotations

import html
import re

import pytest

from evenhand.casework.all_acts import ACTS
from tests.support.families import CONSENTED
from tests.workbench.test_cases import at
from tests.workbench.test_lists import STAY, do

OF_CLAIMS = {act for act, listed in ACTS.items() if "claim" in listed.rule.machine}


@pytest.fixture(scope="module")
def case(signed_in, of_the_court):
    """A case with a stay, a consent and holds."""
    case, reviewer = of_the_court[2], signed_in("reviewer")
    do(reviewer, case, "take")
    do(reviewer, case, "grant-stay", {**STAY, "review_on": "2012-09-01", "reasons": "ordered"})
    do(reviewer, case, "consent", CONSENTED)
    return case


def found(page: str) -> tuple[set[str], set[str]]:
    """Give the acts that a page leads to, and those that it refuses with a reason."""
    ways = set(re.findall(r"/acts/([a-z-]+)/\?", page))
    says = {listed.rule.says.lower(): act for act, listed in ACTS.items()}
    told = re.findall(r'<dt><strong>(.*?)</strong></dt><dd class="eh-small">(.+?)</dd>', page)
    told += re.findall(r'<p class="eh-small"><strong>(.*?)</strong>: (.+?)</p>', page)
    button = r'aria-describedby="why-[^"]*">(.*?)</button><p class="eh-why"[^>]*>(.+?)</p>'
    told += re.findall(button, page)
    refused = {says[html.unescape(what).lower()] for what, why in told if len(why) > 20}
    return ways, refused


@pytest.mark.parametrize("account", ["reviewer", "supervisor", "headquarters", "intake", "medical"])
def test_every_act_is_reached_or_refused_in_words(account, case, signed_in):
    """None of them is missing, for any role. Acts on claims alone are shown only where they are
    open: a reason why not would tell whether there is a claim."""
    ways, refused = found(signed_in(account).get(at(case)).content.decode())
    assert (ways | refused) - OF_CLAIMS == set(ACTS) - OF_CLAIMS


def test_what_a_page_offers_opens(case, signed_in):
    """Each way leads to a form; each that is refused is refused there in the same words, before
    anything is typed."""
    reviewer = signed_in("reviewer")
    page = reviewer.get(at(case)).content.decode()
    links = set(re.findall(r'href="([^"]*/acts/[a-z-]+/\?[^"]*)"', page))
    assert len(links) > 15
    for link in sorted(links):
        answer = reviewer.get(html.unescape(link))
        assert (answer.status_code, b"usa-alert--error" in answer.content) == (200, False), link
    entry = re.search(r"entry (\d+)\)</span></p><div", page)[1]
    for act, about in (("agree-override", "hold=pregnancy"), ("extend-stay", f"stay={entry}")):
        answer = signed_in("medical").get(at(case, f"acts/{act}/?{about}"))
        assert answer.status_code == 409
        assert b"usa-alert--error" in answer.content
        assert b'<form method="post" class="usa-form' not in answer.content


def test_a_stay_is_extended_and_a_consent_withdrawn_by_page(case, signed_in):
    """From the page of the case, by the entry that stands in the link; both stay readable."""
    supervisor = signed_in("supervisor")
    page = supervisor.get(at(case)).content.decode()
    (stay,) = set(re.findall(r"acts/extend-stay/\?stay=(\d+)", page))
    do(supervisor, case, "extend-stay", {
        "stay": stay, "ordered_by": "field office", "ordered_at": "2011-11-01T09:00-04:00",
        "until": "2013-01-01", "document": "order, file 2", "reasons": "as ordered",
    })  # fmt: skip
    assert "until 2013-01-01, as ordered" in supervisor.get(at(case)).content.decode()
    (consent,) = set(re.findall(r"acts/withdraw-consent/\?consent=(\d+)", page))
    do(supervisor, case, "withdraw-consent", {
        "consent": consent, "by": "the mother", "withdrawn_on": "2012-01-05", "method": "by letter",
    })  # fmt: skip
    assert "<strong>withdrawn</strong>" in supervisor.get(at(case)).content.decode()
