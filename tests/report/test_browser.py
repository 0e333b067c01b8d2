"""The page in a real browser: accessible, readable when narrow, and asking for nothing."""

from __future__ import annotations

import pytest

from evenhand.review.report.chart import Bar, Chart, charts

TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
BEYOND = (
    "[...document.querySelectorAll('svg text')]"
    ".filter(t => t.getBoundingClientRect().right > innerWidth).map(t => t.textContent)"
)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_axe_finds_no_violation(browser, short_report, width, scheme):
    """Nothing in the page breaks a rule of WCAG 2.2 AA that a program can check."""
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    page.goto(short_report.path.as_uri())
    found = Axe().run(page, options=RULES)
    context.close()
    assert [(v["id"], v["nodes"][0]["html"]) for v in found.response["violations"]] == []


def test_a_narrow_page_is_not_scrolled_sideways(browser, short_report):
    """At 320 pixels only tables scroll, each within itself, and no label leaves its chart."""
    context = browser.new_context(viewport={"width": 320, "height": 800})
    page = context.new_page()
    page.goto(short_report.path.as_uri())
    width = page.evaluate("document.documentElement.scrollWidth")
    beyond = page.evaluate(BEYOND)
    context.close()
    assert width == 320
    assert beyond == []


def test_long_labels_stay_in_a_narrow_chart(browser, short_report):
    """Counts of millions, capitals, wide letters and words without end are folded, not cut off."""
    chart = Chart("key", "title", "describes", 9_999_999, ("full", "plain", "hatched"))
    figures = "yes 9,999,999 · no 9,999,999 · cannot tell 9,999,999"
    words = ("DOCKET CONTROL OFFICE " * 3, "移民裁判所事務局" * 5, "w" * 200)
    drawn = charts(chart, [Bar(figures, text, (1, 2, 3)) for text in words])
    head = short_report.page.source.split("</head>")[0]
    context = browser.new_context(viewport={"width": 320, "height": 800})
    page = context.new_page()
    page.set_content(f"{head}</head><body>{drawn}</body></html>")
    beyond = page.evaluate(BEYOND)
    context.close()
    assert beyond == []


def test_the_page_asks_for_nothing(browser, short_report):
    """Opening the page makes one request, for itself, and the browser has nothing to say of it."""
    context = browser.new_context()
    page = context.new_page()
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(short_report.path.as_uri())
    context.close()
    assert asked == [short_report.path.as_uri()]
    assert said == []
