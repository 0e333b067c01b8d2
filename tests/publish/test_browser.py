"""The pages in a real browser: accessible, readable when narrow, asking for nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
# Labels of a drawing that is seen, which leave it or lie upon one another.
BEYOND = """[...document.querySelectorAll('svg text')].filter(t => {
  const a = t.getBoundingClientRect(), b = t.ownerSVGElement.getBoundingClientRect();
  return b.width && (a.left < b.left - 1 || a.right > b.right + 1 || a.bottom > b.bottom + 1);
}).map(t => t.textContent)"""
OVERLAPPING = """[...document.querySelectorAll('svg')].flatMap(svg => {
  const boxes = [...svg.querySelectorAll('text')].map(t => [t, t.getBoundingClientRect()]);
  return boxes.flatMap(([t, a], n) => boxes.slice(n + 1).filter(([, b]) => a.width &&
    a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 3 && b.top < a.bottom - 3)
    .map(([u]) => t.textContent + ' / ' + u.textContent));
})"""


@pytest.mark.parametrize(("name", "width", "scheme"), [
    ("index.html", 1280, "light"), ("index.html", 320, "dark"),
    ("es.html", 1280, "dark"), ("es.html", 320, "light"),
])  # fmt: skip
def test_axe_finds_no_violation(
    browser: Any, folder: Path, name: str, width: int, scheme: str
) -> None:
    """Nothing on the pages breaks a rule of WCAG 2.2 AA that a program can check."""
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    page.goto((folder / name).as_uri())
    found = Axe().run(page, options=RULES)
    context.close()
    assert [(v["id"], v["nodes"][0]["html"]) for v in found.response["violations"]] == []


@pytest.mark.parametrize("name", ["index.html", "es.html"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_charts_fit(browser: Any, folder: Path, name: str, width: int) -> None:
    """No page scrolls sideways, no label leaves its chart, and none lies upon another."""
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto((folder / name).as_uri())
    across = page.evaluate("document.documentElement.scrollWidth")
    seen = page.evaluate("[...document.querySelectorAll('svg')].filter(s => s.clientWidth).length")
    drawn = page.evaluate("document.querySelectorAll('svg').length")
    beyond, over = page.evaluate(BEYOND), page.evaluate(OVERLAPPING)
    context.close()
    assert (across, beyond, over) == (width, [], [])
    assert seen * 2 == drawn, "each chart is seen in one of its two widths"


def test_the_page_needs_no_script_and_asks_for_nothing(browser: Any, folder: Path) -> None:
    """Without scripts all is there; one request is made, for the page; nothing is complained of."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto((folder / "index.html").as_uri())
    text = page.inner_text("main")
    context.close()
    assert asked == [(folder / "index.html").as_uri()]
    assert said == []
    assert "How did cases end?" in text
