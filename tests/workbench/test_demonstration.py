"""A new demonstration has people at work in it: no page is empty for those whose work it is."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace

import pytest

from evenhand.cli.main import main
from evenhand.ledger.verifying import verify
from evenhand.terms.refusal import NotReady
from tests.workbench.test_cases import at, ledger_now
from tests.workbench.test_lists import listed

ALL_DONE = [
    "Filling the demonstration: two agencies' lists of made-up families, linked",
    "Filling the demonstration: what its people did",
    "Filling the demonstration: a release of measures, proposed",
]


@pytest.fixture(scope="module")
def told(site) -> list[str]:
    """The shared site, filled as `serve` fills a new one; gives the lines that it tells."""
    from evenhand.cli.demo_site import fill

    lines: list[str] = []
    fill(site, site.parent / "demo", lines.append)
    return lines


def text(browser, address: str) -> str:
    """Give a page."""
    answer = browser.get(address)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def test_a_site_that_is_no_demonstration_is_never_filled(site):
    """Not even one with an empty ledger: a clinic's or a team's site has no made-up work."""
    from django.conf import settings
    from django.test import override_settings

    from evenhand.cli.demo_site import fill

    not_one = override_settings(PLACE=replace(settings.PLACE, demo=False))
    with not_one, pytest.raises(NotReady, match="new demonstration alone"):
        fill(site, site.parent / "demo", lambda text: None)


def test_each_step_is_told_and_what_no_case_allows_is_left_out(told):
    """Among 300 cases none of the office is one to consider closing; that is said, no error."""
    assert [line for line in told if "left out" not in line] == ALL_DONE
    left_out = [line for line in told if "left out" in line]
    assert len(left_out) == 2
    assert all("no case of this docket is so" in line for line in left_out)


SHOWN = (
    # who, the page, how many cases it lists at least, what stands on it
    ("reviewer", "/queue/?work=mine", 3, "by you"),
    ("newark-reviewer", "/queue/?work=mine", 1, "Los Angeles"),
    ("second-reviewer", "/second-reviews/", 1, "Cases that wait for a second person"),
    ("supervisor", "/second-reviews/", 2, "Cases that wait for a second person"),
    ("supervisor", "/queue/?work=disputed", 1, "disputed"),
    ("headquarters", "/escalations/", 1, "Cases before headquarters"),
    ("supervisor", "/stays/?within=7", 1, "5 days left"),
    ("supervisor", "/stays/?within=any", 2, "240 days left"),
    ("medical", "/holds/?hold=pregnancy", 1, "Clear it with a document"),
    ("supervisor", "/holds/?hold=stay-granted", 2, "A stay that was granted"),
    ("asylum", "/holds/?hold=protection-claim", 1, "A pending claim to protection"),
    ("family-tracing", "/families/", 4, "left word"),
    ("supervisor", "/oversight/lists/hold-open/", 2, "The parent&#x27;s decision about each child"),
    ("headquarters", "/oversight/lists/no-parental-decision/", 1, "Los Angeles"),
    ("headquarters", "/oversight/lists/hold-overridden/", 1, "Medical fitness to travel"),
)  # fmt: skip


@pytest.mark.parametrize(("account", "address", "least", "says"), SHOWN, ids=lambda one: str(one))
def test_a_page_shows_its_role_what_was_recorded(told, signed_in, account, address, least, says):
    """Not one of the lists is empty for those whose work it is."""
    browser = signed_in(account)
    assert len(listed(browser, address)) >= least
    assert says in text(browser, address)


@pytest.mark.parametrize(("shown", "standing"), [
    ("to-judge", "judged-once"), ("to-judge", "possible"), ("not-on-record", "not on record"),
    ("settled", "asserted"), ("settled", "rejected"),
])  # fmt: skip
def test_links_stand_with_their_evidence(told, signed_in, shown, standing):
    """Possible links, of which people put some on record and judged some."""
    page = text(signed_in("family-tracing"), f"/families/links/?show={shown}")
    assert f"<strong>{standing}</strong>" in page
    assert re.search(r"<dd>[^<]* \([+-][0-9.]+\)</dd>", page), "no evidence in words and weights"


def test_the_second_overseer_may_approve_what_the_first_proposed(told, signed_in):
    """A release waits for its second person, which is what the page of oversight is for."""
    page = text(signed_in("second-overseer"), "/oversight/")
    assert "proposed by one person" in page
    assert "How did the cases end that ended in the period?" in page
    release = page.partition("/oversight/releases/")[2].partition("/")[0]
    act = f"/oversight/releases/{release}/acts/approve-release/"
    assert signed_in("overseer").get(act).status_code == 409
    assert signed_in("second-overseer").get(act).status_code == 200


def test_what_people_said_is_shown_and_says_that_it_is_made_up(told, signed_in):
    """The reasons of both people on a case, and where the papers of a family would be."""
    supervisor, tracer = signed_in("supervisor"), signed_in("family-tracing")
    (disputed,) = listed(supervisor, "/queue/?work=disputed")
    page = text(supervisor, at(disputed))
    assert page.count("Demonstration: ") == 2
    first = listed(tracer, "/families/")[0]
    assert "demonstration file" in text(tracer, at(first, "family/"))


def test_the_ledger_holds(told):
    """Every act is an entry by one of the demonstration's people, in a ledger that verifies."""
    from django.conf import settings

    from evenhand.ledger.opening import opened

    with opened(settings.PLACE.ledger) as ledger:
        assert not verify(ledger, []).faults
    acts = {leaf.act for leaf in ledger_now()}
    assert {"appeal-claim", "parent-decision", "clear-hold", "agree-override", "remove", "assign",
            "attempt-word-left", "second-rejects", "propose-release"} <= acts  # fmt: skip


def test_a_site_on_which_people_worked_is_not_filled(told, site):
    """Neither again, nor after any act of anybody, and never one that is no demonstration's."""
    from evenhand.cli.demo_site import fill
    from evenhand.workbench.demonstration.recording import record_stories

    before, lines = len(ledger_now()), []
    with pytest.raises(NotReady, match="new demonstration alone"):
        fill(site, site.parent / "demo", lines.append)
    with pytest.raises(NotReady, match="new demonstration alone"):
        record_stories(lines.append)
    assert lines == []
    assert len(ledger_now()) == before


@pytest.mark.parametrize(("new", "words"), [
    (True, ["-P", "-m", "evenhand", "site", "fill", "demo", "--site", "site"]), (False, []),
])  # fmt: skip
def test_serve_fills_only_what_it_made_of_a_demonstration(monkeypatch, tmp_path, new, words):
    """Once in the life of a site: a later start, or a site of one's own, is left as it is."""
    from evenhand.cli import serve

    called: list[list[str]] = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(serve, "prepare", lambda *given, **more: new)
    monkeypatch.setattr(serve, "check_ready", lambda *given: None)
    monkeypatch.setattr(
        serve.subprocess, "run",
        lambda asked, **more: called.append(asked[1:]) or subprocess.CompletedProcess(asked, 0),
    )  # fmt: skip
    assert main(["serve", "--check"]) == 0
    assert called == ([words] if new else [])
