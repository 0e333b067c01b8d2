"""Every page in a real browser, in both languages: accessible, silent, asking nobody else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.workbench.at_work import at_work, passes_of

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
# Those of the demonstration's people who come in with a session that was begun already.
COME_IN = ("reviewer", "second-reviewer", "intake", "newark-reviewer", "supervisor",
           "headquarters", "second-headquarters",
           "family-tracing", "second-family-tracing", "medical", "asylum", "overseer",
           "second-overseer", "second-administrator")  # fmt: skip
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

    def enter(self, session: str) -> None:
        """Come in with a session that was begun already. Signing in is shown by a reviewer's
        pages; done by everybody, it would only hash passwords and wait for codes."""
        where = {"domain": "127.0.0.1", "path": "/"}
        self.page.context.add_cookies([{"name": "sessionid", "value": session, **where}])

    def step_one(self, account: str) -> None:
        """Give account and password. A code is good once, so each test has people of its own."""
        self.page.fill("#id_login", account)
        self.page.fill("#id_password", "demonstration only")
        self.page.click("main form button[type=submit]")
        self.page.wait_for_selector("#id_code")

    def step_two(self) -> None:
        """Give the code that a demonstration shows. One that was used or has run out is not taken:
        then the next one is given."""
        used = ""
        for _ in range(45):
            code = self.page.inner_text(".eh-code")
            if code != used:
                used = code
                self.page.fill("#id_code", code)
                self.page.click("main form button[type=submit]")
                self.page.wait_for_selector(".eh-menu, #id_code")
                if self.page.locator(".eh-menu").count():
                    return
                self.said.clear()  # the browser notes that the code was not taken
            self.page.wait_for_timeout(1000)
            self.page.goto(f"{self.address}/accounts/2fa/authenticate/")
        raise AssertionError("no code of this demonstration was taken")

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
    context.set_default_timeout(90_000)  # a machine may have much else to do
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


def test_a_case_is_opened_and_left_by_keyboard_alone(watched, passes):
    """The first Tab offers to skip the menu; a case opens by Enter, and so does the next one."""
    page = watched.page
    watched.enter(passes[{"en": "reviewer", "es": "second-reviewer"}[watched.language]])
    watched.go("/")
    page.wait_for_selector(".eh-queue")

    def tab_to(what: str, most: int) -> None:
        for _ in range(most):
            page.keyboard.press("Tab")
            if page.evaluate("what => document.activeElement.matches(what)", what):
                return
        raise AssertionError(f"{what} is not among the next {most} things that Tab reaches")

    tab_to(".usa-skipnav", 1)
    page.keyboard.press("Enter")
    tab_to(".eh-queue tbody a", 12)
    page.keyboard.press("Enter")
    page.wait_for_selector("#acts")
    first = page.url.split("?")[0]
    tab_to(".usa-skipnav", 1)
    page.keyboard.press("Enter")
    tab_to("main a[href*='/queue/next/']", 2)
    page.keyboard.press("Enter")
    page.wait_for_function("first => !location.href.startsWith(first)", arg=first)
    page.wait_for_selector("#acts")


def test_a_printed_case_is_clean(watched, passes):
    """On paper there are the case's contents and neither menu nor buttons."""
    page = watched.page
    watched.enter(passes[{"en": "supervisor", "es": "headquarters"}[watched.language]])
    watched.go("/")
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
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = false })")
    unread = page.evaluate(
        "[...document.querySelectorAll('details:not(.eh-no-print *) > :not(summary)')]"
        ".filter(one => !one.matches('.eh-no-print') && one.innerText.trim())"
        ".filter(one => !one.checkVisibility({contentVisibilityAuto: true}))"
        ".map(one => one.outerHTML.slice(0, 80))"
    )
    assert page.locator("details:not(.eh-no-print *)").count() > 2
    assert unread == []  # what is folded on the screen is read on paper
    page.emulate_media(media="screen")
    for path in ("/escalations/", "/stays/?within=any"):
        watched.go(path)
        assert page.locator(".eh-queue tbody tr").count() == 1
        watched.check()


@pytest.fixture(scope="module", autouse=True)
def passes(signed_in, worked):
    """Sessions of people who need not sign in: made before the browser is opened."""
    return passes_of(signed_in, COME_IN)


@pytest.fixture(scope="module", autouse=True)
def worked(site, signed_in, cases, of_the_court, held_release, tmp_path_factory):
    """Something on each list, a family, a linkage: made before the browser is opened."""
    with at_work(site, signed_in, cases, of_the_court, tmp_path_factory.mktemp("linkage")):
        yield


def test_the_pages_of_holds_and_families(watched, passes):
    """The board, one safeguard with its cases, whom to try next, a family, an act about it."""
    page = watched.page
    watched.enter(passes[{"en": "family-tracing", "es": "second-family-tracing"}[watched.language]])
    watched.go("/")
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


def test_guidance_and_help(watched, passes):
    """Everybody's pages: the handbook, an instrument, the safeguards, help."""
    watched.enter(passes[{"en": "medical", "es": "asylum"}[watched.language]])
    watched.go("/")
    watched.page.wait_for_selector(".eh-menu")
    for path in ("", "instruments/ice-2011-11-17/", "safeguards/", "../help/"):
        watched.go(f"/guidance/{path}")
        watched.page.evaluate(
            "document.querySelectorAll('details').forEach(one => { one.open = true })"
        )
        watched.check()
        width = watched.page.viewport_size["width"]
        assert watched.page.evaluate("document.documentElement.scrollWidth") <= width


def test_audit_and_people(watched, passes):
    """The audit of reads as headquarters, accounts and roles as an administrator."""
    page, first = watched.page, watched.language == "en"
    watched.enter(passes["second-headquarters" if first else "second-administrator"])
    watched.go("/")
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


def test_oversight(watched, passes, held_release):
    """Every page of an overseer: measures, a release, one measure with its charts, an act."""
    page = watched.page
    watched.enter(passes[{"en": "overseer", "es": "second-overseer"}[watched.language]])
    watched.go("/")
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


def test_intake_and_imports(watched, passes):
    """A case typed by hand, with an answer that cannot be read and without; the imports."""
    page = watched.page
    watched.enter(passes[{"en": "intake", "es": "newark-reviewer"}[watched.language]])
    watched.go("/")
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


def test_programs_and_files(watched, passes, tmp_path):
    """A program's token; a file handed in, checked, shown with its rejects; links; stays' acts."""
    page = watched.page
    watched.enter(passes["intake"])
    watched.go("/tokens/")
    watched.check()
    table = tmp_path / "office.csv"
    rows = ("LA-8001,Los Angeles,no,1998", ",Los Angeles,yes,2001", "LA-8002,Newark,no,long ago")
    lines = ("Case number,Field office,Detained,Present since", *rows)
    table.write_text("\n".join(lines) + "\n", "utf-8")
    watched.go("/intake/file/")
    watched.check()
    page.click("main form button")
    page.wait_for_selector("#e-file")
    watched.said.clear()  # a 422, which the browser itself notes
    watched.check()
    page.set_input_files("#f-file", str(table))
    page.click("main form button")
    page.wait_for_selector("#columns")
    watched.check()
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    page.fill("#f-mapping", "name =")
    page.click("button[value=check]")
    page.wait_for_selector("#e-mapping")
    watched.said.clear()
    watched.check()
    page.click("button[value=drop]")
    page.wait_for_selector(".usa-alert--success")
    watched.enter(passes["family-tracing"])
    watched.go("/families/links/?show=all")
    assert page.locator(".eh-queue tbody tr").count() > 1
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    watched.check()
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    page.click(".eh-queue tbody a >> nth=0")
    page.wait_for_selector("#links")
    watched.check()
    watched.enter(passes["headquarters"])
    watched.go("/audit/")
    page.select_option("#f-mark", "medical")
    page.click("main form button")
    page.wait_for_selector("text=/entr(y|ies)|asiento|No such|No hay/")
    watched.check()
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
