"""Yes, no and cannot tell: strong Kleene logic, the same in the interpreter and in SQL."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from evenhand.guidance.instrument import Instrument
from evenhand.guidance.interpret import all_of, any_of, contrary
from evenhand.review.codes import codes_of
from evenhand.review.finding import review_case
from evenhand.terms.answer import Answer
from evenhand.terms.span import Span
from tests.support.people import Facts, engine_rows
from tests.support.tiny import tiny

DAY = dt.date(2012, 2, 29)
Y, N, U = Answer.YES, Answer.NO, Answer.CANNOT_TELL
KNOWN = {Y: True, N: False}

# one, other, one and other, one or other
PAIRS = [
    (Y, Y, Y, Y),
    (Y, N, N, Y),
    (Y, U, U, Y),
    (N, Y, N, Y),
    (N, N, N, N),
    (N, U, N, U),
    (U, Y, U, Y),
    (U, N, N, U),
    (U, U, U, U),
]
CONTRARIES = [(Y, N), (N, Y), (U, U)]


@pytest.fixture(scope="module")
def logic(tmp_path_factory: pytest.TempPathFactory) -> Instrument:
    """Give an instrument whose factors are the connectives."""
    factors = [
        ("AND", "A", "a and b"),
        ("OR", "A", "a or b"),
        ("NOT", "A", "not a"),
        ("NAND", "A", "not (a and b)"),
        ("NOR", "A", "not (a or b)"),
        ("NESTED", "A", "not (not a or (b and not c))"),
    ]
    return tiny(tmp_path_factory.mktemp("logic"), factors, [("all", "otherwise", "none")])


_reviewed: dict[tuple[str, str], dict[str, tuple[Answer, Answer]]] = {}


def _answers(instrument: Instrument, facts: Facts, factor: str) -> tuple[Answer, Answer]:
    """Answer a factor by the interpreter and by the engine; each case is reviewed once."""
    key = (instrument.fingerprint, str(facts))
    if key not in _reviewed:
        one = review_case(instrument, facts, DAY).answers
        _, _, yes, unknown, _, _ = engine_rows(instrument, [(facts, DAY)])[0]
        _reviewed[key] = {
            id: (one[id].answer, Y if yes & bit else U if unknown & bit else N)
            for id, bit in codes_of(instrument).factor_bits.items()
        }
    return _reviewed[key][factor]


def _facts(**answers: Answer) -> Facts:
    return {fact: KNOWN[answer] for fact, answer in answers.items() if answer in KNOWN}


@pytest.mark.parametrize(("one", "other", "both", "either"), PAIRS)
def test_and_and_or_of_two_answers(
    logic: Instrument, one: Answer, other: Answer, both: Answer, either: Answer
) -> None:
    """An unknown part leaves AND and OR open, unless the other part settles them."""
    facts = _facts(a=one, b=other)
    assert _answers(logic, facts, "AND") == (both, both)
    assert _answers(logic, facts, "OR") == (either, either)
    assert (all_of([one, other]), any_of([one, other])) == (both, either)


@pytest.mark.parametrize(("one", "other", "both", "either"), PAIRS)
def test_the_contrary_of_and_and_or(
    logic: Instrument, one: Answer, other: Answer, both: Answer, either: Answer
) -> None:
    """Denying AND or OR turns yes into no and leaves cannot tell as it is."""
    facts = _facts(a=one, b=other)
    turned = dict(CONTRARIES)
    assert _answers(logic, facts, "NAND") == (turned[both], turned[both])
    assert _answers(logic, facts, "NOR") == (turned[either], turned[either])


@pytest.mark.parametrize(("given", "turned"), CONTRARIES)
def test_the_contrary_of_an_answer(logic: Instrument, given: Answer, turned: Answer) -> None:
    """What is not known is not known of the contrary either."""
    assert _answers(logic, _facts(a=given), "NOT") == (turned, turned)
    assert contrary(given) is turned


@pytest.mark.parametrize("c", [Y, N, U])
@pytest.mark.parametrize("b", [Y, N, U])
@pytest.mark.parametrize("a", [Y, N, U])
def test_nested_conditions(logic: Instrument, a: Answer, b: Answer, c: Answer) -> None:
    """A nested condition is answered as its parts say, worked out by hand from the two tables."""
    inner = any_of([contrary(a), all_of([b, contrary(c)])])
    wanted = contrary(inner)
    assert _answers(logic, _facts(a=a, b=b, c=c), "NESTED") == (wanted, wanted)


# What is known of a count, and the answers to: < 2, <= 2, > 2, >= 2, == 2.
COUNTS = [
    ("nothing", Span(), "?????"),
    ("1", Span(1, 1), "yynnn"),
    ("2", Span(2, 2), "nynyy"),
    ("3", Span(3, 3), "nnyyn"),
    ("0 or 1", Span(0, 1), "yynnn"),
    ("1 or 2", Span(1, 2), "?yn??"),
    ("2 or 3", Span(2, 3), "n??y?"),
    ("3 or 4", Span(3, 4), "nnyyn"),
    ("1 to 3", Span(1, 3), "?????"),
    ("at least 1", Span(1), "?????"),
    ("at least 2", Span(2), "n??y?"),
    ("at least 3", Span(3), "nnyyn"),
    ("at most 1", Span(None, 1), "yynnn"),
    ("at most 2", Span(None, 2), "?yn??"),
    ("at most 3", Span(None, 3), "?????"),
]
OPERATORS = {"LT": "<", "LE": "<=", "GT": ">", "GE": ">=", "EQ": "=="}
LETTERS = {"y": Y, "n": N, "?": U}


@pytest.fixture(scope="module")
def counting(tmp_path_factory: pytest.TempPathFactory) -> Instrument:
    """Give an instrument whose factors compare a count with two."""
    factors = [(id, "A", f"n {sign} 2") for id, sign in OPERATORS.items()]
    return tiny(tmp_path_factory.mktemp("counting"), factors, [("all", "otherwise", "none")])


@pytest.mark.parametrize(("known", "span", "answers"), COUNTS, ids=[known for known, *_ in COUNTS])
def test_a_comparison_is_answered_only_when_the_whole_range_agrees(
    counting: Instrument, known: str, span: Span, answers: str
) -> None:
    """A range that lies on both sides of the constant cannot tell."""
    facts: Facts = {"n": span} if span.known else {}
    for factor, letter in zip(OPERATORS, answers, strict=True):
        wanted = LETTERS[letter]
        assert _answers(counting, facts, factor) == (wanted, wanted), (known, factor)


MEMBERS = [
    ("1", Span(1, 1), Y),
    ("2", Span(2, 2), N),
    ("4", Span(4, 4), Y),
    ("5", Span(5, 5), N),
    ("1 or 2", Span(1, 2), U),
    ("2 or 3", Span(2, 3), N),
    ("at least 5", Span(5), N),
    ("nothing", Span(), U),
]


@pytest.mark.parametrize(("known", "span", "wanted"), MEMBERS, ids=[known for known, *_ in MEMBERS])
def test_one_of_several_values(tmp_path: Path, known: str, span: Span, wanted: Answer) -> None:
    """`in` is yes for a value that is among them, and open only while one of them is possible."""
    instrument = tiny(tmp_path, [("F", "A", "n in (1, 4)")], [("all", "otherwise", "none")])
    facts: Facts = {"n": span} if span.known else {}
    assert _answers(instrument, facts, "F") == (wanted, wanted), known
