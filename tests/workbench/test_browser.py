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
    for path in ("/accounts/2fa/", "/accounts/password/change/", "/role/"):
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
