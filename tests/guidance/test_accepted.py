"""The language of conditions: what is read, and as what tree."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.guidance.language import Names, parse
from evenhand.guidance.tree import (
    And,
    AnyOf,
    Compares,
    Holds,
    Met,
    Not,
    Or,
    Tree,
    YearsBefore,
    negation,
    normal,
)
from tests.support.effort import EFFORT
from tests.support.tiny import SMALL

DAY = dt.date(2009, 6, 15)
NAMES = Names(
    SMALL,
    parameters={"few": 3, "since": DAY},
    factors=frozenset({"F1"}),
    lists=frozenset({"A"}),
)
A, B, C = Holds("a"), Holds("b"), Holds("c")

READ: list[tuple[str, Tree]] = [
    ("a", A),
    ("not a", Not(A)),
    ("not not a", Not(Not(A))),
    ("a and b", And((A, B))),
    ("a and b and c", And((A, B, C))),
    ("a or b and c", Or((A, And((B, C))))),
    ("(a or b) and c", And((Or((A, B)), C))),
    ("not a or b", Or((Not(A), B))),
    ("not (a or b)", Not(Or((A, B)))),
    ("a\n        and b", And((A, B))),
    ("  a  ", A),
    ("n > 0", Compares("n", ">", 0)),
    ("n >= 2", Compares("n", ">=", 2)),
    ("n < few", Compares("n", "<", 3)),
    ("n <= 7", Compares("n", "<=", 7)),
    ("n == 1", Compares("n", "==", 1)),
    ("n in (1, few)", Or((Compares("n", "==", 1), Compares("n", "==", 3)))),
    ("n in [4]", Or((Compares("n", "==", 4),))),
    ('x < "2009-06-15"', Compares("x", "<", DAY)),
    ("x >= since", Compares("x", ">=", DAY)),
    ('x in ("2009-06-15",)', Or((Compares("x", "==", DAY),))),
    # Fewer years since a day means that the day is later: the sign turns.
    ("years_since(x) < 3", Compares("x", ">", YearsBefore(3))),
    ("years_since(x) <= 3", Compares("x", ">=", YearsBefore(3))),
    ("years_since(x) > few", Compares("x", "<", YearsBefore(3))),
    ("years_since(x) >= 0", Compares("x", "<=", YearsBefore(0))),
    ("years_since(x) >= 150", Compares("x", "<=", YearsBefore(150))),
    ("F1", Met("F1")),
    ("F1 and not a", And((Met("F1"), Not(A)))),
    ("any(A)", AnyOf("A")),
    ("any(A) or not any(A)", Or((AnyOf("A"), Not(AnyOf("A"))))),
]


@pytest.mark.parametrize(("text", "tree"), READ, ids=[" ".join(text.split()) for text, _ in READ])
def test_a_condition_is_read_as_its_tree(text: str, tree: Tree) -> None:
    """What the text says is what the tree says, with Python's own order of and, or and not."""
    assert parse(text, NAMES) == tree


NORMAL: list[tuple[str, Tree]] = [
    ("n < 3", Not(Compares("n", ">=", 3))),
    ("n <= 3", Not(Compares("n", ">", 3))),
    ("not n > 3", Not(Compares("n", ">", 3))),
    ("not n < 3", Compares("n", ">=", 3)),
    ("n == 3", And((Compares("n", ">=", 3), Not(Compares("n", ">", 3))))),
    ("not n == 3", Or((Not(Compares("n", ">=", 3)), Compares("n", ">", 3)))),
    ("not (a and b)", Or((Not(A), Not(B)))),
    ("not (a or not b)", And((Not(A), B))),
    ("a and (b and c)", And((A, B, C))),
    ("a or a", A),
    ("not not a", A),
]


@pytest.mark.parametrize(("text", "tree"), NORMAL, ids=[text for text, _ in NORMAL])
def test_the_normal_form_denies_only_atoms(text: str, tree: Tree) -> None:
    """Denials are pushed down to the atoms, and comparisons become cuts."""
    assert normal(parse(text, NAMES)) == tree


def _trees() -> st.SearchStrategy[Tree]:
    operators = st.sampled_from(["<", "<=", ">", ">=", "=="])
    counted = st.builds(Compares, st.just("n"), operators, st.integers(1, 4))
    leaves = st.one_of(st.sampled_from([A, B, C]), counted)
    return st.recursive(
        leaves,
        lambda part: st.one_of(
            st.builds(Not, part),
            st.builds(And, st.lists(part, min_size=2, max_size=3).map(tuple)),
            st.builds(Or, st.lists(part, min_size=2, max_size=3).map(tuple)),
        ),
        max_leaves=12,
    )


def _written(tree: Tree) -> str:
    match tree:
        case Holds(fact):
            return fact
        case Compares(fact, operator, boundary):
            return f"{fact} {operator} {boundary}"
        case Not(part):
            return f"not ({_written(part)})"
        case And(parts):
            return " and ".join(f"({_written(part)})" for part in parts)
        case Or(parts):
            return " or ".join(f"({_written(part)})" for part in parts)
    raise TypeError(tree)


@EFFORT
@given(_trees())
def test_whatever_can_be_written_is_read_back(tree: Tree) -> None:
    """Writing a tree down and reading it gives the tree."""
    assert parse(_written(tree), NAMES) == tree


@EFFORT
@given(_trees())
def test_denying_twice_changes_nothing(tree: Tree) -> None:
    """The contrary of the contrary is the condition itself, in normal form."""
    assert negation(negation(tree)) == normal(tree)


@EFFORT
@given(_trees())
def test_the_normal_form_is_stable(tree: Tree) -> None:
    """A condition in normal form is its own normal form."""
    assert normal(normal(tree)) == normal(tree)
