"""The pages: what a reader and a screen reader find on them, in both languages."""

from __future__ import annotations

import base64
import hashlib
import re
import string
from collections.abc import Mapping

import pytest

from evenhand.disclosure.rule import find
from evenhand.publish.page.page import PAGES
from evenhand.publish.tongue import LANGUAGES, tongue, tongues
from tests.report.conftest import Page
from tests.support import editions

SECTIONS = ("how-cases-ended", "discretion-of-ended", "time-to-end")


@pytest.fixture(scope="module", params=LANGUAGES)
def page(request: pytest.FixtureRequest, release_files: Mapping[str, bytes]) -> Page:
    """One page, taken apart."""
    return Page(release_files[PAGES[request.param]].decode("utf-8"))


def test_the_page_is_one_file_that_asks_for_nothing(page: Page) -> None:
    """No script, no address of anything outside, no style on an element, no picture to fetch."""
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "link", "img", "iframe", "object", "form", "base"}
    for tag, given in page.tags:
        assert "style" not in given, tag
        assert not [name for name in given if name.startswith("on")], tag
        target = given.get("href", "#")
        assert target.startswith("#") or re.fullmatch(r"[\w/.-]+", target), target
    assert not re.search(r"url\(|@import|https?://(?!www\.w3\.org/2000/svg)", page.source)


def test_the_policy_allows_the_own_style_and_nothing_else(page: Page) -> None:
    """The policy in the page names the hash of its one style element, and allows no other thing."""
    (policy,) = [
        given["content"] for tag, given in page.tags if given.get("http-equiv") and tag == "meta"
    ]
    (style,) = re.findall(r"<style>(.*?)</style>", page.source, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    parts = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert parts["default-src"] == "'none'"
    assert parts["style-src"] == f"'sha256-{digest}'"
    assert "unsafe" not in policy


def test_each_measure_begins_with_its_answer_in_plain_words(page: Page) -> None:
    """Below each question stands a sentence with the number, before any chart or table."""
    for key in SECTIONS:
        section = page.source.split(f'<section id="{key}"')[1].split("</section>")[0]
        before = re.split(r"<figure|<table", section)[0]
        (answer,) = re.findall(r'<div class="answer">(.*?)</div>', before, re.DOTALL)
        assert re.search(r"\d", answer)
        assert answer.count("<p>") >= 1


def test_every_part_says_all_that_must_be_said(page: Page) -> None:
    """What is counted, of whom, when, in which records, how, whence, and what it cannot show."""
    words = tongue(_language(page))
    for key in SECTIONS:
        section = page.source.split(f'<section id="{key}"')[1].split("</section>")[0]
        terms = re.findall(r"<dt>(.*?)</dt>", section)
        wanted = ["counted", "of", "period", "records", "method"]
        assert terms[:5] == [words.says(key) for key in wanted]
    assert page.source.count(words.says("cannot-show")) == 2  # the third has no limit


def test_every_chart_has_a_name_a_description_and_its_table(page: Page) -> None:
    """Each drawing is an image with title and description; a table follows in the same exhibit."""
    drawings = [given for tag, given in page.tags if tag == "svg"]
    assert drawings
    for given in drawings:
        assert given["role"] == "img"
        for key in given["aria-labelledby"].split():
            (text,) = re.findall(rf'<(?:title|desc) id="{re.escape(key)}">(.+?)</', page.source)
            assert len(text) > 5
    exhibits = re.findall(r'<div class="exhibit">(.*?)</table>', page.source, re.DOTALL)
    assert len(exhibits) == page.source.count('<div class="exhibit">')
    assert all("<caption" in exhibit for exhibit in exhibits)


def test_every_table_is_headed(page: Page) -> None:
    """Each table has a caption, headed columns and headed rows."""
    assert page.tables
    for table in re.findall(r"<table>.*?</table>", page.source, re.DOTALL):
        head, body = table.split("</thead>")
        assert head.count("<caption") == 1
        assert head.count("<th") - head.count("<thead") == head.count('scope="col"') > 1
        for row in re.findall(r"<tr.*?</tr>", body, re.DOTALL):
            assert row.count('scope="row"') >= 1
            assert row.index("<th") < row.index("<td")


def test_what_is_hidden_is_said_to_be(page: Page) -> None:
    """Below a table with an open or hidden cell stands what that means, and why."""
    words = tongue(_language(page))
    for text in re.findall(r'<div class="exhibit">(.*?)</section>', page.source, re.DOTALL):
        for exhibit in text.split('<div class="exhibit">'):
            said = exhibit.split("</table>")[1] if "</table>" in exhibit else ""
            if 'class="n under"' in exhibit:
                assert words.says("note-under") in said
            if 'class="n hidden"' in exhibit:
                assert words.says("note-hidden") in said
    for class_ in ("under", "hidden"):
        assert f'class="n {class_}"' in page.source, "nothing is hidden in the example"


def test_no_exact_count_is_on_the_page(page: Page) -> None:
    """No number of the exact tables that rounding changes stands in a table, label or sentence."""
    exact = {count for t in editions.counts() for count in t.cells["persons"].to_pylist()}
    telling = {str(count) for count in exact if count % 10 and count > 15}
    assert len(telling) > 15
    said = set(re.findall(r"\d+", re.sub(r"(?<=\d),(?=\d{3})", "", page.text)))
    assert not telling & said
    small = [row for rows in page.tables.values() for row in rows if {"7", "9"} & set(row)]
    assert small == []


def test_places_stand_by_name(page: Page) -> None:
    """No table and no chart is in the order of its numbers: courts stand by name."""
    names = [says for _, says in editions.COURTS]
    for rows in page.tables.values():
        found = [row[0] for row in rows if row[0] in names]
        assert found == sorted(found)
    for drawing in re.findall(r"<svg.*?</svg>", page.source, re.DOTALL):
        labels = re.findall(r"<text[^>]*>([^<]*)</text>", drawing)
        found = [name for label in labels for name in names if label.startswith(name)]
        assert found == sorted(found)


def test_ids_are_not_used_twice(page: Page) -> None:
    """Each id is on the page once, and every link within the page leads somewhere."""
    ids = [given["id"] for _, given in page.tags if "id" in given]
    assert len(ids) == len(set(ids))
    links = {given["href"][1:] for tag, given in page.tags if given.get("href", "")[:1] == "#"}
    assert links <= set(ids)


def test_what_nobody_put_over_is_marked_as_english(release_files: Mapping[str, bytes]) -> None:
    """On the Spanish page an English phrase says that it is English; its own sentences do not."""
    page = Page(release_files["es.html"].decode("utf-8"))
    assert page.tags[0] == ("html", {"lang": "es"})
    assert '<span lang="en">How did cases end?</span>' in page.source
    assert '<td class="n under">menos de 15</td>' in page.source
    english = set(tongue("en").sentences.values())
    spanish = set(tongue("es").sentences.values())
    assert not {text for text in english - spanish if len(text) > 25 and text in page.text}


def test_both_languages_say_the_same_things() -> None:
    """Every sentence is there in every language, with the same things filled in."""
    holes = string.Formatter().parse
    first, *others = tongues()
    for other in others:
        assert set(first.sentences) == set(other.sentences)
        for key, text in first.sentences.items():
            fields = [{name for _, name, _, _ in holes(t) if name}
                      for t in (text, other.sentences[key])]  # fmt: skip
            assert fields[0] == fields[1], key


def test_phrases_with_holes_are_put_over() -> None:
    """Numbers stay as they are, words in holes are put over too, and unknown words stay English."""
    spanish = tongue("es")
    assert spanish.plain("under 1,000") == "menos de 1,000"
    assert spanish.phrase("2011-10-01 to 2012-09-30").language == "es"
    assert spanish.plain("-31 days") == "-31 días"
    assert spanish.phrase("47 %").text == "47\u00a0%"
    assert spanish.phrase("nobody put this over").language == "en"
    assert tongue("en").plain("47 %") == "47%"


def _language(page: Page) -> str:
    return page.tags[0][1]["lang"]


def test_the_rules_are_put_over() -> None:
    """What every shipped rule says, and what it does not protect, is there in Spanish."""
    spanish = tongue("es")
    for id in ("evenhand", "dhs", "cms", "census", "exact"):
        rule = find(id)
        for text in (rule.says, rule.source, *rule.does_not_protect):
            assert spanish.phrase(text).language == "es", text
