"""What an entry holds, how it reads back, who was first, what was destroyed, who read it."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.casework.destroy_content import destroy_content
from evenhand.casework.read_content import read_content
from evenhand.ledger import leaf
from evenhand.ledger.append import Act, append
from evenhand.ledger.content import Content, Part, canonical
from evenhand.ledger.leaf import Leaf, NotALeaf
from evenhand.ledger.opening import is_server
from evenhand.ledger.reading import entry, leaves, of_case
from evenhand.ledger.verifying import verify
from evenhand.terms.refusal import BadLedger, NotAllowed, Overtaken
from tests.support.effort import EFFORT
from tests.support.recording import (
    ADMIN,
    HEAD_OFFICE,
    REVIEW,
    Clock,
    Place,
    admit,
    begin,
    determined,
    fill,
)

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@EFFORT
@given(VALUES)
def test_content_reads_back_as_it_was(value: object) -> None:
    """Any value of text, whole numbers, lists and tables has one spelling and reads back."""
    spelled = canonical(value)
    part = Part("payload", "0" * 64, spelled)
    assert part.value == value
    assert canonical(part.value) == spelled


@pytest.mark.parametrize("value", [1.5, float("nan"), 2**53, "\ud800", {1: 2}, {"\ud800": 1}, b"x",
                                   {"a": [Path()]}])  # fmt: skip
def test_content_that_two_readers_could_read_differently_is_refused(value: object) -> None:
    """Fractions, huge numbers, broken text and unknown things are refused before recording."""
    with pytest.raises(BadLedger, match="cannot hold"):
        canonical(value)


NAMES = st.sampled_from(["case", "payload", "reasons", "who", "a-1"])
HASHES = st.binary(min_size=32, max_size=32).map(bytes.hex)
TIMES = st.datetimes().map(lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0"))
LEAVES = st.builds(
    lambda number, times, parts, previous: Leaf(
        number, max(times), min(times), "determine", "reviewer", previous, parts
    ),
    st.integers(1, 10**17), st.tuples(TIMES, TIMES), st.dictionaries(NAMES, HASHES), HASHES,
)  # fmt: skip


@EFFORT
@given(LEAVES, st.data())
def test_a_leaf_has_one_text_and_a_text_one_leaf(made: Leaf, data: st.DataObject) -> None:
    """A leaf reads back from its text; a changed text is another leaf, or none."""
    assert leaf.parse(made.text) == made
    at = data.draw(st.integers(0, len(made.text) - 1))
    char = data.draw(st.characters(codec="utf-8"))
    changed = made.text[:at] + char + made.text[at + 1 :]
    try:
        other = leaf.parse(changed)
    except NotALeaf:
        return
    assert (other == made) == (changed == made.text)
    assert other.text == changed


GOOD = Leaf(5, "2012-01-13T09:00:00.000000Z", "2012-01-13T09:00:00.000000Z", "destroy",
            "headquarters", "0" * 64, {"who": "1" * 64}, "", ((2, "case"), (3, "who")))  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("destroys 2 case\ndestroys 3 who", "destroys 3 who\ndestroys 2 case"),
        ("destroys 3 who", "destroys 2 case"),
        ("destroys 3 who", "destroys 5 who"),
        ("act destroy", "act determine"),
        ("destroys 2 case\ndestroys 3 who\n", ""),
        ("previous", "key x\nprevious"),
        ("part who", "part who " + "1" * 64 + "\npart who"),
        ("part who", "part payload"),
        ("clock 2012", "clock 2013"),
        ("number 5", "number 05"),
        ("number 5", "number ٥"),
        ("act destroy\n", "act destroy\r\n"),
        ("v1", "v2"),
    ],
)
def test_a_leaf_that_contradicts_itself_is_none(old: str, new: str) -> None:
    """Lines out of order, twice, of another act, or in other spelling are refused."""
    assert leaf.parse(GOOD.text) == GOOD
    changed = GOOD.text.replace(old, new)
    if (old, new) == ("part who", "part payload"):
        assert leaf.parse(changed).parts == {"payload": "1" * 64}
        return
    with pytest.raises(NotALeaf):
        leaf.parse(changed)


def test_what_is_recorded_can_be_read(place: Place) -> None:
    """Who, in which role, what, on which case and why: all is there, in order, by case."""
    with place.open() as ledger:
        fill(ledger, 15)
        found = of_case(ledger, "case-3")
        numbers = [one.leaf.number for one in found]
        assert numbers == [5, 12]
        first = found[0]
        assert first.leaf.act == "determine"
        assert first.leaf.role == "reviewer"
        assert first.value("who") == {
            "name": "reviewer one", "door": "test", "account": "account of reviewer one",
        }  # fmt: skip
        assert first.value("payload") == {"form": "administrative closure", "count": 3}
        assert "childhood" in first.value("reasons")
        assert first.value("case") == "case-3"
        assert of_case(ledger, "case-99") == []
        assert [one.number for one in leaves(ledger, 14)] == [14, 15, 16]
        assert entry(ledger, 1).value("case") is None
        with pytest.raises(BadLedger, match="no entry 17"):
            entry(ledger, 17)


def test_equal_content_looks_different(file: Place) -> None:
    """Two entries that say the same commit to different hashes: nobody can guess from outside."""
    with file.open() as ledger:
        one, two = fill(ledger, 1)[0], fill(ledger, 1)[0]
    assert one.parts.keys() == two.parts.keys()
    assert not set(one.parts.values()) & set(two.parts.values())


def test_bad_names_never_reach_the_ledger(file: Place) -> None:
    """An act or role that is no word, or a case number too long, is refused; nothing is written."""
    with file.open() as ledger:
        for name, role in (("two words", "reviewer"), ("determine", "Reviewer"), ("", "x")):
            with pytest.raises(ValueError, match="is no name"):
                append(ledger, Act(name, role, Content({"name": "x"})), Clock())
        with pytest.raises(BadLedger, match="100 characters"):
            append(ledger, determined(1, "9" * 101), Clock())
        assert len(list(leaves(ledger))) == 1


def test_who_acts_on_what_has_changed_is_told(place: Place) -> None:
    """An act that rests on an earlier state of the case is refused, and says who was first."""
    with place.open() as ledger:
        first = append(ledger, determined(1, "77", after=0), Clock())
        with pytest.raises(Overtaken, match=r"entry 2 \(determine, by .* role reviewer, 2012"):
            append(ledger, determined(2, "77", after=0), Clock())
        assert append(ledger, determined(2, "77", after=first.number), Clock()).number == 3
        assert append(ledger, determined(3, "78", after=0), Clock()).number == 4


def _race(place: Place, rounds: int, people: int) -> Counter[str]:
    """Let people act on one case at once; gives how each round came out."""
    outcomes: Counter[str] = Counter()
    for number in range(rounds):
        told: list[str] = []
        start = threading.Barrier(people)

        def act(case: str, told: list[str] = told, start: threading.Barrier = start) -> None:
            with place.open() as ledger:
                start.wait()
                try:
                    append(ledger, determined(1, case, after=0), Clock())
                    told.append("won")
                except Overtaken:
                    told.append("told")

        threads = [threading.Thread(target=act, args=(f"case {number}",)) for _ in range(people)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        outcomes[" ".join(sorted(told))] += 1
    return outcomes


def test_of_two_people_on_one_case_exactly_one_wins(place: Place) -> None:
    """Two at once on one case, 300 rounds: one entry each round, and the other person is told."""
    assert _race(place, 300, 2) == {"told won": 300}
    with place.open() as ledger:
        assert len(list(leaves(ledger))) == 301
        assert verify(ledger).faults == []


CANARY = "canary: the respondent's sister lives in another town"


def _on_disk(place: Place) -> list[str]:
    return [path.name for path in place.folder.iterdir() if path.is_file()
            and b"canary" in path.read_bytes()]  # fmt: skip


def test_destroyed_content_is_gone_and_the_chain_holds(place: Place) -> None:
    """By order of law content goes, from the database and its files; that it was there stays."""
    content = Content(REVIEW.who, {"note": CANARY}, CANARY, "77")
    with place.open() as ledger:
        made = append(ledger, Act("determine", "reviewer", content), Clock())
        admit(ledger)
        signed = place.checkpoint()
        assert is_server(place.address) or _on_disk(place)
        gone = destroy_content(
            ledger, made.number, ["payload", "reasons"], "order of a court", "sealed", HEAD_OFFICE,
            Clock(),
        )  # fmt: skip
        found = entry(ledger, made.number)
        assert found.destroyed == {"payload": gone.number, "reasons": gone.number}
        assert (found.value("payload"), found.value("case")) == (None, "77")
        assert entry(ledger, gone.number).value("payload") == {"authority": "order of a court"}
        verdict = verify(ledger, [signed])
        assert (verdict.faults, verdict.destroyed) == ([], 2)
    assert _on_disk(place) == []


def test_only_what_is_there_can_be_destroyed_by_those_who_may(place: Place) -> None:
    """Without role, authority, reasons or the part itself nothing is destroyed or recorded."""
    with place.open() as ledger:
        fill(ledger, 3)
        admit(ledger)

        def destroy(number: int, *parts: str, who: object = HEAD_OFFICE, why: str = "law") -> None:
            destroy_content(ledger, number, parts, "an order", why, who, Clock())

        for who in (ADMIN, REVIEW):
            with pytest.raises(NotAllowed, match="may not have content destroyed"):
                destroy(2, "payload", who=who)
        for wrong in ({"why": " "}, {}):
            with pytest.raises(BadLedger, match="needs the parts"):
                destroy(2, *(["payload"] if wrong else []), **wrong)
        for number, part in ((99, "payload"), (2, "nothing")):
            with pytest.raises(BadLedger, match=f"Entry {number} has no part {part}"):
                destroy(number, part)
        stranger = replace(HEAD_OFFICE, name="headquarters two", account="account of nobody")
        for who in (stranger, replace(REVIEW, role="headquarters")):
            with pytest.raises(NotAllowed, match=r"not on the register|may not act in the role"):
                destroy(2, "payload", who=who)
        assert len(list(leaves(ledger))) == 6
        destroy(2, "payload")
        with pytest.raises(BadLedger, match="has no part payload"):
            destroy(2, "payload")


def test_reading_is_recorded_first(place: Place) -> None:
    """Who reads content is on the record before they see it, with the purpose."""
    with place.open() as ledger:
        fill(ledger, 3)
        admit(ledger)
        [shown] = read_content(ledger, [3], ["reasons"], "an appeal", REVIEW, Clock())
        assert shown.parts.keys() == {"reasons"}
        trace = entry(ledger, 7)
        assert (trace.leaf.act, trace.leaf.role) == ("read", "reviewer")
        assert trace.value("payload") == {"entries": [3], "parts": ["reasons"],
                                          "purpose": "an appeal"}  # fmt: skip
        assert trace.value("who")["name"] == "reviewer one"


def test_a_reading_that_cannot_be_recorded_does_not_happen(file: Place) -> None:
    """Audit fails closed: no entry, no content. The wrong role and no purpose are refused too."""
    with file.open() as ledger:
        fill(ledger, 3)
        admit(ledger)

        def broken() -> object:
            raise OSError("no clock")

        with pytest.raises(OSError, match="no clock"):
            read_content(ledger, [3], ["reasons"], "an appeal", REVIEW, broken)
        with pytest.raises(NotAllowed, match="may not read"):
            read_content(ledger, [3], ["reasons"], "curiosity", ADMIN, Clock())
        for parts, purpose in ((["reasons"], " "), ([], "x"), (["nothing"], "x")):
            with pytest.raises(BadLedger, match="needs the parts and the purpose"):
                read_content(ledger, [3], parts, purpose, REVIEW, Clock())
        with pytest.raises(NotAllowed, match="belongs to another person"):
            read_content(ledger, [3], ["reasons"], "x", replace(REVIEW, name="somebody"), Clock())
        assert len(list(leaves(ledger))) == 6


def test_a_reading_overtakes_nobody(file: Place) -> None:
    """Somebody who reads a case does not stop the person who acts on it."""
    with file.open() as ledger:
        admit(ledger)
        made = append(ledger, determined(1, "77"), Clock())
        read_content(ledger, [made.number], ["case"], "an appeal", REVIEW, Clock())
        assert append(ledger, determined(2, "77", after=made.number), Clock()).number == 6


def test_the_two_databases_keep_the_same(places: Callable[[str], Place]) -> None:
    """The same acts give leaves of the same form on both, and each verifies with the same count."""
    found = {}
    for kind in ("sqlite", "postgres"):
        place = begin(places(kind))
        with place.open() as ledger:
            fill(ledger, 20)
            verdict = verify(ledger, [place.checkpoint()])
            forms = [(one.number, one.at, one.act, one.role, sorted(one.parts))
                     for one in leaves(ledger)]  # fmt: skip
        found[kind] = (forms, verdict.entries, verdict.parts, verdict.faults, verdict.remarks)
    assert found["sqlite"] == found["postgres"]
