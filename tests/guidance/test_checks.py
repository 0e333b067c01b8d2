"""What the checks prove wrong of an instrument, each on a small broken one."""

from __future__ import annotations

from pathlib import Path

import pytest

from evenhand.docket.catalogue import catalogue
from evenhand.guidance.checks import check, reachable_answers
from evenhand.guidance.instrument import Instrument
from evenhand.review.examples import missing_examples
from evenhand.terms.answer import Answer
from tests.support.tiny import (
    FOUR,
    LISTS,
    SINCE,
    Classes,
    Factors,
    loaded,
    parameter,
    text_of,
    tiny,
)

SOUND: Factors = [("F1", "A", "a and n > 2"), ("F2", "B", "b or years_since(x) > 3")]
STUCK = "no factor is impossible or always met"
REACHED = "every class can be reached"
LAST = "the last class always holds, so that every case has one"
ADVERSE = "no class weighs against a respondent on what is unknown"
ATTRIBUTES = "no protected attribute is read that the document does not name"
GAPS = "every parameter has a value from the first day in force"


def _wrong(instrument: Instrument) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for item in check(instrument):
        if item.result == "wrong":
            found.setdefault(item.what, []).append(item.detail)
    return found


def test_nothing_is_wrong_with_a_sound_instrument(tmp_path: Path) -> None:
    """The small instrument that the tests below break is sound, and each check says proved."""
    found = {item.what: item.result for item in check(tiny(tmp_path, SOUND))}
    for what in (STUCK, REACHED, LAST, ADVERSE, ATTRIBUTES, GAPS):
        assert found[what] == "proved"


IMPOSSIBLE = [
    "a and not a",
    "n > 3 and n < 3",
    "n > 3 and n < 4",
    "n == 2 and n == 3",
    "years_since(x) < 3 and years_since(x) > 5",
    'x < "2009-01-01" and x > "2008-12-31"',
    "a and (b and not a)",
    "F9 and not a",
]
ALWAYS = [
    "a or not a",
    "a or b or not (a and b)",
    "n < 3 or n >= 3",
    "not (a and not a)",
    "n in (0, 1) or n > 1",
]


@pytest.mark.parametrize("when", IMPOSSIBLE)
def test_a_factor_that_contradicts_itself_is_wrong(tmp_path: Path, when: str) -> None:
    """A factor that no facts could meet is found, also between two days or through a factor."""
    instrument = tiny(tmp_path, [*SOUND, ("F9", "B", "a"), ("F3", "A", when)])
    assert _wrong(instrument)[STUCK] == ["F3 contradicts itself: no facts could ever meet it"]


@pytest.mark.parametrize("when", ALWAYS)
def test_a_factor_that_is_always_met_is_wrong(tmp_path: Path, when: str) -> None:
    """A factor that every known case meets tells nothing."""
    instrument = tiny(tmp_path, [*SOUND, ("F3", "B", when)])
    told = "F3 is always met once its facts are known: it tells nothing"
    assert _wrong(instrument)[STUCK] == [told]


@pytest.mark.parametrize("when", ["years_since(x) >= 0", "n > 0", "a and b or not a"])
def test_a_factor_that_can_fall_either_way_is_sound(tmp_path: Path, when: str) -> None:
    """A factor with a yes and a no is right; one that asks only for the past needs no no."""
    assert STUCK not in _wrong(tiny(tmp_path, [*SOUND, ("F3", "B", when)]))


ANSWERS = [
    ("a", {Answer.YES, Answer.NO, Answer.CANNOT_TELL}),
    ("a and not a", {Answer.NO, Answer.CANNOT_TELL}),
    ("years_since(x) >= 0", {Answer.YES, Answer.CANNOT_TELL}),
]


@pytest.mark.parametrize(("when", "answers"), ANSWERS, ids=[when for when, _ in ANSWERS])
def test_the_answers_that_a_condition_can_give(
    tmp_path: Path, when: str, answers: set[Answer]
) -> None:
    """Which answers need an example is found by trying every cell of every fact."""
    conditions = tiny(tmp_path, [("F1", "A", when)]).on(SINCE)
    assert reachable_answers(conditions.inlined(conditions.factors["F1"]), SINCE) == answers


UNREACHABLE: list[tuple[str, Factors, Classes, list[str]]] = [
    (
        "an earlier class always holds",
        SOUND,
        [*FOUR[1:2], ("again", "any(A) and any(B)", "person decides"), *FOUR[3:]],
        ["again"],
    ),
    (
        "its lists share a fact and cannot both be met",
        [("F1", "A", "n < 3"), ("F2", "B", "n >= 3")],
        FOUR,
        ["both", "neither"],
    ),
    (
        "its factors share a yes-no fact",
        [("F1", "A", "a and b"), ("F2", "B", "not a and c")],
        FOUR,
        ["both"],
    ),
    (
        "a factor inside the list is always met too",
        [("F1", "A", "a"), ("F2", "B", "a or b")],
        [("first", "any(B)", "for"), ("second", "any(A)", "against"), *FOUR[3:]],
        ["second"],
    ),
    ("a class of the same words", SOUND, [*FOUR[:2], ("twice", "any(A)", "against"), *FOUR[2:]],
     ["twice"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("why", "factors", "classes", "never"), UNREACHABLE, ids=[why for why, *_ in UNREACHABLE]
)
def test_a_class_that_can_never_be_reached_is_wrong(
    tmp_path: Path, why: str, factors: Factors, classes: Classes, never: list[str]
) -> None:
    """A class that an earlier one always precedes, or that contradicts itself, is named."""
    found = _wrong(tiny(tmp_path, factors, classes))[REACHED]
    assert found == [
        f"{id} can never be the class: an earlier class always holds first" for id in never
    ], why


def test_the_last_class_must_hold_always(tmp_path: Path) -> None:
    """Without an 'otherwise' at the end some case would have no class."""
    found = _wrong(tiny(tmp_path, SOUND, FOUR[:3]))[LAST]
    assert found == ['the last class, favourable, has a condition; write when = "otherwise"']


def test_nothing_may_stand_after_otherwise(tmp_path: Path) -> None:
    """An 'otherwise' before the end makes all that follows idle."""
    found = _wrong(tiny(tmp_path, SOUND, [FOUR[3], ("late", "otherwise", "none")]))
    assert found[LAST] == ["neither always holds, so no class after it can"]


TURNED = [
    ("not any(B)", "list B"),
    ("any(A) and not any(B)", "list B"),
    ("not (any(A) or any(B))", "list A"),
    ("any(A) and not F2", "factor F2"),
    ("not (not any(A) and not not any(B))", "list B"),
]


@pytest.mark.parametrize(("when", "named"), TURNED, ids=[when for when, _ in TURNED])
def test_an_adverse_class_may_not_rest_on_what_is_not_met(
    tmp_path: Path, when: str, named: str
) -> None:
    """On the record an unknown counts as not met, so such a class would punish an unknown."""
    classes = [("hard", when, "against"), ("rest", "otherwise", "none")]
    found = _wrong(tiny(tmp_path, SOUND, classes))[ADVERSE]
    assert f"hard weighs against where {named} is not met: an unknown would count against" in found


@pytest.mark.parametrize("when", ["any(A)", "any(A) and any(B)", "not not any(A)", "F1 or any(A)"])
def test_an_adverse_class_that_rests_on_what_is_met_is_sound(tmp_path: Path, when: str) -> None:
    """A class against a respondent may rest on what is proven."""
    classes = [("hard", when, "against"), ("rest", "otherwise", "none")]
    assert ADVERSE not in _wrong(tiny(tmp_path, SOUND, classes))


def test_a_favourable_class_may_rest_on_what_is_not_met(tmp_path: Path) -> None:
    """Nobody is harmed when a favourable class asks that a list be not met."""
    classes = [("soft", "any(B) and not any(A)", "for"), *FOUR[3:]]
    assert ADVERSE not in _wrong(tiny(tmp_path, SOUND, classes))


def test_the_class_for_all_the_rest_may_not_be_adverse(tmp_path: Path) -> None:
    """Where nothing is known the last class holds: it may not weigh against anybody."""
    classes = [("soft", "any(B)", "for"), ("hard", "otherwise", "against")]
    found = _wrong(tiny(tmp_path, SOUND, classes))[ADVERSE]
    assert found == ["hard weighs against, and holds when nothing is known"]


@pytest.mark.parametrize(
    "factors",
    [[("F1", "A", "faith"), ("F2", "B", "b")], [("F1", "A", "F2 or a"), ("F2", "B", "not faith")]],
)
def test_a_protected_attribute_may_not_be_read(tmp_path: Path, factors: Factors) -> None:
    """A fact that rests on religion is refused where the document does not name religion."""
    found = _wrong(tiny(tmp_path, factors))[ATTRIBUTES]
    assert "reads faith, which rests on religion; the document does not name it" in found[0]


def test_a_protected_attribute_that_the_document_names_may_be_read(tmp_path: Path) -> None:
    """What the document itself speaks of is read, and only that."""
    text = text_of([("F1", "A", "a"), ("F2", "B", "faith")])
    for named, wrong in (("religion", False), ("sex", True)):
        instrument = loaded(tmp_path, f'names_attributes = ["{named}"]\n{text}')
        assert (ATTRIBUTES in _wrong(instrument)) is wrong


def test_a_parameter_without_a_value_on_the_first_day_is_wrong(tmp_path: Path) -> None:
    """A value that begins after the instrument leaves days without one."""
    late = parameter("few", d2011_01_02=3)
    instrument = tiny(tmp_path, [("F1", "A", "n > few"), SOUND[1]], parameters=late)
    assert _wrong(instrument)[GAPS] == [f"few has no value on {SINCE}"]


def test_factors_that_set_no_class_are_remarked(tmp_path: Path) -> None:
    """A factor that only a person weighs is named, so that nobody thinks it decides."""
    lists = LISTS + '\nG = { says = "general", weighs = "either" }'
    instrument = tiny(tmp_path, [*SOUND, ("F3", "G", "c")], lists=lists)
    remarks = {item.what: item.detail for item in check(instrument) if item.result == "remark"}
    assert remarks["factors that set no class are weighed by a person"] == "F3"


EXAMPLES = """
as_of = 2011-06-01
[factor.F1]
yes = [{ a = true, n = 3 }]
no = [{ a = false }]
cannot_tell = [{}]
[factor.F2]
yes = [{ b = true }]
cannot_tell = [{}]
[[case]]
name = "both"
facts = { a = true, n = 3, b = true }
class = "both"
[[case]]
name = "adverse"
facts = { a = true, n = 3 }
class = "adverse"
[[case]]
name = "neither"
facts = {}
class = "neither"
"""


def test_missing_examples_are_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that no example shows, and a class without a case, are each named."""
    # The tiny catalogue has no facts to derive from, so typed facts are taken as they stand.
    nothing = "evenhand.guidance.examples.known_from"
    monkeypatch.setattr(nothing, lambda typed, _: [{} for _ in typed])
    instrument = tiny(tmp_path, SOUND)
    (tmp_path / "examples.toml").write_text(EXAMPLES, "utf-8")
    found = [item.detail for item in missing_examples(instrument) if item.result == "wrong"]
    assert found == ["F2 has no example that answers no", "no example is in class favourable"]


def test_a_wide_factor_is_checked_and_not_a_crash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many facts a factor reads, the check answers."""
    monkeypatch.setattr("evenhand.guidance.checks.MOST_CELLS", 1_000)  # quick to reach
    facts = [fact.name for fact in catalogue().values() if not fact.is_span][:18]
    wide = " and ".join(f"not {fact}" for fact in facts)
    check(tiny(tmp_path, [("F1", "A", wide), ("F2", "B", facts[0])], catalogue=catalogue()))
