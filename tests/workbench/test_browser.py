"""Every page in a real browser, in both languages: accessible, silent, asking nobody else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
VIOLATED = "addEventListener('securitypolicyviolation', e => console.error(e.violatedDirective))"


@dataclass
class Watched:
    """A page of a browser, with everything it asked for and said."""

    page: Any
    address: str
    language: str
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        """Open a page."""
        self.page.goto(self.address + path)

    def step_one(self, account: str) -> None:
        """Give account and password. A code is good once, so each test has people of its own."""
        self.page.fill("#id_login", account)
        self.page.fill("#id_password", "demonstration only")
        self.page.click("main form button[type=submit]")
        self.page.wait_for_selector("#id_code")

    def step_two(self) -> None:
        """Give the code that a demonstration shows."""
        self.page.fill("#id_code", self.page.inner_text(".eh-code"))
        self.page.click("main form button[type=submit]")

    def check(self) -> None:
        """Nothing may be wrong with what stands there now."""
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page, options=RULES).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
        assert self.said == []
        assert [one for one in self.asked if not one.startswith(self.address)] == []


@pytest.fixture(params=["en", "es"])
def watched(request, chromium, served):
    """A browser's page in one language, narrow in the second."""
    width = {"en": 1280, "es": 360}[request.param]
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, locale=request.param,
        extra_http_headers={"Accept-Language": request.param},
    )  # fmt: skip
    context.add_init_script(VIOLATED)
    page = context.new_page()
    found = Watched(page, served, request.param)
    page.on("request", lambda asked: found.asked.append(asked.url))
    page.on("console", lambda said: found.said.append(said.text))
    page.on("pageerror", lambda error: found.said.append(str(error)))
    yield found
    context.close()


def test_a_reviewers_pages(watched):
    """Sign-in, second step, queue with filters, case, act, account: one after another."""
    page = watched.page
    watched.go("/")
    watched.check()
    watched.step_one({"en": "reviewer", "es": "second-reviewer"}[watched.language])
    watched.check()
    watched.step_two()
    page.wait_for_selector(".eh-queue")
    assert page.inner_text("h1") == {"en": "Queue", "es": "Lista"}[watched.language]
    page.click(".eh-filters summary")
    watched.check()
    page.click(".eh-queue tbody a >> nth=0")
    page.wait_for_selector("#acts")
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    watched.check()
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    case = page.url.split("?")[0]
    for path in ("acts/determine/", "acts/record-fact/", "acts/close/"):
        watched.page.goto(case + path)
        watched.said.clear()  # a refused act is a 409, which the browser itself notes
        watched.check()
    for path in (
        "/second-reviews/",
        "/stays/?within=any",
        "/accounts/2fa/",
        "/accounts/password/change/",
        "/role/",
    ):
        watched.go(path)
        watched.check()


def test_a_printed_case_is_clean(watched):
    """On paper there are the case's contents and neither menu nor buttons."""
    page = watched.page
    watched.go("/")
    watched.step_one({"en": "supervisor", "es": "headquarters"}[watched.language])
    watched.step_two()
    page.click(".eh-queue tbody a >> nth=0")
    page.wait_for_selector("#acts", state="attached")
    page.emulate_media(media="print")
    seen = page.evaluate(
        "[...document.querySelectorAll('header, footer, nav, button, #acts, .usa-skipnav')]"
        ".filter(one => one.checkVisibility()).map(one => one.outerHTML.slice(0, 80))"
    )
    assert seen == []
    assert page.is_visible("#facts")
    assert page.is_visible("#removal")
    page.emulate_media(media="screen")
    for path in ("/escalations/", "/stays/?within=any"):
        watched.go(path)
        assert page.locator(".eh-queue tbody tr").count() == 1
        watched.check()


@pytest.fixture(scope="module", autouse=True)
def worked(signed_in, cases, held_release):
    """Something on each list, and a family: made before the browser is opened."""
    from tests.support.office import REMOVAL
    from tests.workbench.test_families import ASSERTED, CLAIM, LEAD, TRIED
    from tests.workbench.test_families import do as do_about_family
    from tests.workbench.test_lists import REFUSED, STAY, do

    reviewer, case, other = signed_in("reviewer"), cases["Los Angeles"][23], cases["Los Angeles"][7]
    for one in (case, other):
        do(reviewer, one, "take")
        do(reviewer, one, "determine", REFUSED)
    do(signed_in("second-reviewer"), case, "second", {**REFUSED, "decides": "favourable"})
    do(signed_in("supervisor"), case, "escalate", {"tried": "both spoke", "reasons": "no end"})
    do(reviewer, case, "grant-stay", {**STAY, "review_on": "2012-09-01", "reasons": "ordered"})
    tracer = signed_in("family-tracing")
    child = {"child": "child-of-another"}  # the same child of two fathers would be contested
    do_about_family(tracer, case, "claim-tie", {**CLAIM, **child})
    do_about_family(tracer, case, "assert-tie", {**ASSERTED, **child})
    do_about_family(tracer, case, "record-lead", LEAD)
    do_about_family(tracer, case, "attempt-contact", TRIED)
    do_about_family(tracer, case, "withhold", {
        "covers": "parent-details", "from_whom": "family-member", "because": "fear of harm",
        "asked_by": "the mother"})  # fmt: skip
    do(tracer, case, "parent-decision", {**child, "choice": "stays", "form": "oral"})
    do(signed_in("headquarters"), cases["Miami"][2], "remove", REMOVAL)


def test_the_pages_of_holds_and_families(watched):
    """The board, one safeguard with its cases, whom to try next, a family, an act about it."""
    page = watched.page
    watched.go("/")
    watched.step_one({"en": "family-tracing", "es": "second-family-tracing"}[watched.language])
    watched.step_two()
    page.wait_for_selector(".eh-queue")
    for path in ("/holds/", "/holds/?hold=parental-decision"):
        watched.go(path)
        assert page.locator(".eh-board, .eh-queue").count() > 0
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        watched.check()
    watched.go("/families/")
    watched.check()
    page.click(".eh-queue tbody a >> nth=0")
    page.wait_for_selector("#ties")
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    watched.check()
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    page.click(".eh-tie .eh-acts a >> nth=0")
    page.wait_for_selector("main form.usa-form")
    watched.check()


def test_guidance_and_help(watched):
    """Everybody's pages: the handbook, an instrument, the safeguards, help."""
    watched.go("/")
    watched.step_one({"en": "medical", "es": "asylum"}[watched.language])
    watched.step_two()
    watched.page.wait_for_selector(".eh-menu")
    for path in ("", "instruments/ice-2011-11-17/", "safeguards/", "../help/"):
        watched.go(f"/guidance/{path}")
        watched.page.evaluate(
            "document.querySelectorAll('details').forEach(one => { one.open = true })"
        )
        watched.check()
        width = watched.page.viewport_size["width"]
        assert watched.page.evaluate("document.documentElement.scrollWidth") <= width


def test_audit_and_people(watched):
    """The audit of reads as headquarters, accounts and roles as an administrator."""
    page, first = watched.page, watched.language == "en"
    watched.go("/")
    watched.step_one("second-headquarters" if first else "second-administrator")
    watched.step_two()
    page.wait_for_selector(".eh-menu")
    if first:
        page.click("text=Saved views")
        page.check(".eh-tick >> nth=0")
        watched.check()
    people = ("/people/", "/people/admit/", "/people/dismiss/", "/people/account/")
    inspected = ("/oversight/lists/", "/oversight/lists/hold-open/")
    for path in ("/audit/", *inspected) if first else people:
        watched.go(path)
        watched.check()
        width = page.viewport_size["width"]
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_oversight(watched, held_release):
    """Every page of an overseer: measures, a release, one measure with its charts, an act."""
    page = watched.page
    watched.go("/")
    watched.step_one({"en": "overseer", "es": "second-overseer"}[watched.language])
    watched.step_two()
    page.wait_for_selector(".eh-measures")
    release = f"/oversight/releases/{held_release}/"
    measure = f"{release}measures/removals-with-a-hold-open/"
    for path in ("/oversight/", "/oversight/lists/", release, measure,
                 f"{release}acts/propose-release/"):  # fmt: skip
        watched.go(path)
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        if "acts" in path:
            watched.said.clear()  # a release that went on is refused: a 409, which is noted
        watched.check()
        width = page.viewport_size["width"]
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if path == measure:
            seen = page.locator(".eh-release svg:visible")
            assert seen.count() == page.locator(".eh-release figure").count() > 0
            assert all(one.get_attribute("class").startswith("chart") for one in seen.all())


def test_intake_and_imports(watched):
    """A case typed by hand, with an answer that cannot be read and without; the imports."""
    page = watched.page
    watched.go("/")
    watched.step_one({"en": "intake", "es": "newark-reviewer"}[watched.language])
    watched.step_two()
    for path in ("/imports/", "/intake/"):
        page.wait_for_selector(".eh-menu")
        watched.go(path)
        watched.check()
    page.fill("#f-born_on", "long ago")
    page.click("main form button")
    page.wait_for_selector("#e-born_on")
    watched.said.clear()  # a 422, which the browser itself notes
    watched.check()
    page.fill("#f-born_on", "1980")
    page.select_option("#f-pregnant", "yes")
    page.click("main form button")
    page.wait_for_selector(".eh-finding")
    watched.check()
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
