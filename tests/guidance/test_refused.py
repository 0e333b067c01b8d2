"""The language of conditions: what is refused, where, and with what remedy."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.guidance.language import Misread, Names, parse
from tests.support.effort import EFFORT
from tests.support.tiny import SMALL

NAMES = Names(
    SMALL,
    parameters={"few": 3, "many": 200},
    factors=frozenset({"F1"}),
    lists=frozenset({"A"}),
)

# What is written, the column of the fault, and words that tell what to do.
REFUSED: list[tuple[str, int, str]] = [
    # code of any kind
    ("print(a)", 1, "only any(LIST) is"),
    ("__import__('os')", 1, "only any(LIST) is"),
    ("a.real", 1, "use and, or, not, a comparison, a fact"),
    ("a and b.__class__", 7, "use and, or, not, a comparison, a fact"),
    ("a[0]", 1, "use and, or, not, a comparison, a fact"),
    ("lambda: a", 1, "use and, or, not, a comparison, a fact"),
    ("(z := a)", 2, "use and, or, not, a comparison, a fact"),
    ("[a for a in b]", 1, "use and, or, not, a comparison, a fact"),
    ("{a}", 1, "use and, or, not, a comparison, a fact"),
    ("(a, b)", 1, "use and, or, not, a comparison, a fact"),
    ("a if b else c", 1, "use and, or, not, a comparison, a fact"),
    ('f"{a}"', 1, "use and, or, not, a comparison, a fact"),
    ("(yield a)", 2, "use and, or, not, a comparison, a fact"),
    ("(await a)", 2, "use and, or, not, a comparison, a fact"),
    ("any(any(A))", 1, "only any(LIST) is"),
    ("any(A, A)", 1, "only any(LIST) is"),
    ("any(list=A)", 1, "only any(LIST) is"),
    ("any(*A)", 1, "only any(LIST) is"),
    # constants where a fact belongs
    ("True", 1, "use and, or, not, a comparison, a fact"),
    ("1", 1, "use and, or, not, a comparison, a fact"),
    ("'a'", 1, "use and, or, not, a comparison, a fact"),
    ("None", 1, "use and, or, not, a comparison, a fact"),
    ("...", 1, "use and, or, not, a comparison, a fact"),
    # arithmetic, bits and signs
    ("a + b", 1, "use and, or, not, a comparison, a fact"),
    ("a & b", 1, "use and, or, not, a comparison, a fact"),
    ("a | b", 1, "use and, or, not, a comparison, a fact"),
    ("~a", 1, "use and, or, not, a comparison, a fact"),
    ("n + 1 > 2", 1, "is not a date or count"),
    ("n > 1 + 1", 5, "is not a number, a date or a parameter"),
    ("n > -1", 5, "is not a number, a date or a parameter"),
    ("n > 2.5", 5, "is not a number, a date or a parameter"),
    ("n > True", 5, "is not a number, a date or a parameter"),
    ("n > few * 2", 5, "is not a number, a date or a parameter"),
    # comparisons
    ("0 < n < 3", 1, "join two with 'and'"),
    ("n != 1", 1, "for 'not equal' use not"),
    ("n is 1", 1, "for 'not equal' use not"),
    ("n is not 1", 1, "for 'not equal' use not"),
    ("n not in (1, 2)", 1, "for 'not equal' use not"),
    ("3 < n", 1, "is not a date or count"),
    ("a == 1", 1, "write it alone, or with not"),
    ("a == b", 1, "write it alone, or with not"),
    ("b and a > 0", 7, "write it alone, or with not"),
    ("F1 == 1", 1, "is not a date or count"),
    ("n", 1, "compare it with something"),
    ("x", 1, "compare it with something"),
    ("not n", 5, "compare it with something"),
    ("n > m", 5, "is not a number, a date or a parameter"),
    ("n > unheard_of", 5, "is not a number, a date or a parameter"),
    ("n in 3", 1, "in (1, 2)"),
    ("n in ()", 1, "in (1, 2)"),
    ("n in {1, 2}", 1, "in (1, 2)"),
    ("n in few", 1, "in (1, 2)"),
    ("n in (1, *A)", 10, "is not a number, a date or a parameter"),
    ("a in (1, 2)", 1, "write it alone, or with not"),
    # names
    ("unheard_of", 1, "there is no fact and no factor"),
    ("a and unheard_of", 7, "there is no fact and no factor"),
    ("few", 1, "there is no fact and no factor"),
    ("any(Z)", 1, "is not a list of this instrument"),
    ("any(a)", 1, "is not a list of this instrument"),
    # dates and years
    ("x > 3", 1, "is compared with a date"),
    ("x < few", 1, "is compared with a date"),
    ('n < "2009-01-01"', 1, "is compared with a whole number"),
    ('x < "2009-02-29"', 5, "is not a date (YYYY-MM-DD)"),
    ('x < "last year"', 5, "is not a date (YYYY-MM-DD)"),
    ('x in ("2009-01-01", 3)', 1, "is compared with a date"),
    ("years_since(n) > 3", 1, "is not a date fact"),
    ("years_since(a) > 3", 1, "is not a date fact"),
    ("years_since(unheard_of) > 3", 1, "is not a date fact"),
    ("years_since(x, y) > 3", 1, "only years_since(date fact) is"),
    ("months_since(x) > 3", 1, "only years_since(date fact) is"),
    ("any(A) == 1", 1, "only years_since(date fact) is"),
    ("years_since(x)", 1, "only any(LIST) is"),
    ("years_since(x) == 3", 19, "<, <=, >, >="),
    ("years_since(x) > 151", 18, "a whole number to 150"),
    ("years_since(x) > many", 18, "a whole number to 150"),
    ('years_since(x) > "2009-01-01"', 18, "a whole number to 150"),
    ("years_since(x) in (1, 2)", 1, "is not a date or count"),
    # what says nothing
    ("a or n < 0", 6, "a count is never below nought"),
    ("n >= 0", 1, "a count is never below nought"),
    ("years_since(x) < 0", 18, "no time is less than none"),
]


@pytest.mark.parametrize(("text", "column", "remedy"), REFUSED, ids=[text for text, *_ in REFUSED])
def test_what_is_not_in_the_language_is_refused(text: str, column: int, remedy: str) -> None:
    """A refusal names the column, repeats the text and says what to write instead."""
    with pytest.raises(Misread) as refused:
        parse(text, NAMES)
    said = str(refused.value)
    assert said.startswith(f"column {column} of {text!r}: ")
    assert remedy in said


UNREADABLE = ["", "   ", "a and", "a b", "a; b", "a = 1", "import os", "(a", "not", "a\0b", "# why"]


@pytest.mark.parametrize("text", UNREADABLE, ids=repr)
def test_what_is_no_expression_is_refused(text: str) -> None:
    """What Python itself cannot read as one expression is refused, with the words repeated."""
    with pytest.raises(Misread, match="this cannot be read"):
        parse(text, NAMES)


@pytest.mark.parametrize("depth", [41, 60, 90])
def test_a_condition_may_not_be_nested_too_deeply(depth: int) -> None:
    """Beyond forty levels a condition is refused, and the remedy is to split it."""
    with pytest.raises(Misread, match="split it into several factors"):
        parse("not " * depth + "a", NAMES)


def test_forty_levels_are_allowed() -> None:
    """The limit is where it is said to be."""
    parse("not " * 40 + "a", NAMES)


@pytest.mark.parametrize("levels", [2_000, 100_000])
@pytest.mark.parametrize("shape", ["not ", "(", "["])
def test_an_endless_condition_is_refused_and_not_a_crash(shape: str, levels: int) -> None:
    """However deep a hostile condition is, the answer is a refusal."""
    with pytest.raises(Misread):
        parse(shape * levels + "a", NAMES)


@pytest.mark.parametrize(
    "text",
    ["+".join(["a"] * 500), "a" + ".b" * 500, "n > " + "-" * 500 + "1"],
    ids=["a sum", "attributes", "signs"],
)
def test_a_long_chain_is_refused_and_not_a_crash(text: str) -> None:
    """A chain of some hundred forbidden steps is refused like a short one."""
    with pytest.raises(Misread):
        parse(text, NAMES)


def test_a_comment_may_not_swallow_the_lines_after_it() -> None:
    """A condition over several lines is read whole, or refused; never in part."""
    try:
        tree = parse("a  # why\nand b", NAMES)
    except Misread:
        return
    assert tree == parse("a and b", NAMES)


_WORDS = st.sampled_from(
    ["a", "b", "n", "x", "F1", "any", "A", "few", "years_since", "and", "or", "not", "in", "if",
     "else", "lambda", "for", "is", "(", ")", "[", "]", ",", ".", ":", "<", ">=", "==", "!=", "+",
     "-", "*", "~", "1", "2.5", '"2009-01-01"', "'a'", ":=", "=", "\n", "__class__", "0x10", "\0"]
)  # fmt: skip


@EFFORT
@given(st.lists(_WORDS, max_size=12).map(" ".join))
def test_any_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    """Whatever is written, the answer is a tree or a refusal that repeats the words."""
    said = ""
    try:
        parse(text, NAMES)
    except Misread as refused:
        said = str(refused)
    assert not said or repr(" ".join(text.split())) in said


@EFFORT
@given(st.text(max_size=30))
def test_any_characters_are_read_or_refused(text: str) -> None:
    """No character, in whatever script, gets past the reader as an error of another kind."""
    try:
        parse(text, NAMES)
    except Misread:
        return
    assert text.split()
