"""The expression language of conditions: a whitelist over Python's own expression grammar.

``entered_unlawfully and years_since(entered_on) < recent_entry_years`` reads like the sentence in
the memo. Parsing runs nothing: any node outside the whitelist is refused with its column.
"""

from __future__ import annotations

import ast
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from evenhand.docket.catalogue import Catalogue
from evenhand.guidance.tree import (
    And,
    AnyOf,
    Compares,
    Holds,
    Met,
    Not,
    Operator,
    Or,
    Tree,
    YearsBefore,
)

_OPERATORS: dict[type[ast.cmpop], Operator] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
}
# More than three years since a day means that the day lies before the cut-off: the sign turns.
_TURNED: dict[Operator, Operator] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_DEEPEST = 40


class Misread(ValueError):
    """A condition that is not in the language; the text says where and what was expected."""


@dataclass(frozen=True)
class Names:
    """What a condition may speak of: facts, dated parameters, factors and lists."""

    catalogue: Catalogue
    parameters: Mapping[str, int | dt.date] = field(default_factory=dict)
    factors: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()


def _written(node: ast.AST) -> str:
    """Write a piece of a condition as it was read, shortened: it may be thousands of terms long."""
    try:
        whole = ast.unparse(node)
    except RecursionError:
        return "this chain"
    return whole if len(whole) <= 60 else whole[:57] + "..."


def parse(text: str, names: Names) -> Tree:
    """Turn a condition into its tree; raises Misread with the place and the remedy."""
    if "#" in text:
        raise Misread(f"this cannot be read: a condition holds no comment, use note: {text!r}")
    text = " ".join(text.split())  # a condition may run over several lines of its file
    try:
        body = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        where = getattr(error, "offset", None)
        at = f" at column {where}" if where else ""
        raise Misread(f"this cannot be read{at}: {text!r}") from None
    return _Reader(text, names).condition(body, 0)


class _Reader:
    """Walks Python's syntax tree and builds ours; every method refuses what it does not know."""

    def __init__(self, text: str, names: Names) -> None:
        self.text = text
        self.names = names

    def refuse(self, node: ast.AST, why: str) -> Misread:
        column = getattr(node, "col_offset", 0) + 1
        return Misread(f"column {column} of {self.text!r}: {why}")

    def condition(self, node: ast.expr, depth: int) -> Tree:
        if depth > _DEEPEST:
            raise self.refuse(node, "nested too deeply; split it into several factors")
        if isinstance(node, ast.BoolOp):
            parts = tuple(self.condition(value, depth + 1) for value in node.values)
            return And(parts) if isinstance(node.op, ast.And) else Or(parts)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return Not(self.condition(node.operand, depth + 1))
        if isinstance(node, ast.Compare):
            return self.comparison(node)
        if isinstance(node, ast.Call):
            return self.any_of(node)
        if isinstance(node, ast.Name):
            return self.named(node)
        raise self.refuse(
            node, f"{_written(node)!r} is not allowed; use and, or, not, a comparison, a fact"
        )

    def named(self, node: ast.Name) -> Tree:
        if node.id in self.names.factors:
            return Met(node.id)
        fact = self.names.catalogue.get(node.id)
        if fact is None:
            raise self.refuse(
                node,
                f"there is no fact and no factor {node.id!r}. "
                f"{self.names.catalogue.nearest(node.id)}`evenhand facts` lists the facts",
            )
        if fact.type != "yes-no":
            raise self.refuse(node, f"{node.id!r} is a {fact.type}: compare it with something")
        return Holds(node.id)

    def any_of(self, node: ast.Call) -> Tree:
        match node:
            case ast.Call(func=ast.Name(id="any"), args=[ast.Name(id=name)], keywords=[]):
                if name in self.names.lists:
                    return AnyOf(name)
                raise self.refuse(node, f"{name!r} is not a list of this instrument")
        raise self.refuse(node, f"{_written(node)!r} is not allowed; only any(LIST) is")

    def comparison(self, node: ast.Compare) -> Tree:
        if len(node.ops) != 1:
            raise self.refuse(node, "one comparison at a time; join two with 'and'")
        if isinstance(node.ops[0], ast.In):
            return self.membership(node)
        operator = _OPERATORS.get(type(node.ops[0]))
        if operator is None:
            raise self.refuse(node, "compare with <, <=, >, >=, == or in; for 'not equal' use not")
        if isinstance(node.left, ast.Call):
            return self.years(node.left, operator, node.comparators[0])
        fact = self.measured(node.left)
        value = self.constant(node.comparators[0])
        if value == 0 and operator in ("<", ">="):
            raise self.refuse(node, "a count is never below nought: this tells nothing")
        return Compares(fact, operator, self.fitting(node, fact, value))

    def membership(self, node: ast.Compare) -> Tree:
        fact = self.measured(node.left)
        choices = node.comparators[0]
        if not isinstance(choices, ast.Tuple | ast.List) or not choices.elts:
            raise self.refuse(node, "after 'in' write the values in brackets: in (1, 2)")
        values = [self.fitting(node, fact, self.constant(item)) for item in choices.elts]
        # Written out as equalities: engines disagree about IN with an unknown among the values.
        return Or(tuple(Compares(fact, "==", value) for value in values))

    def years(self, call: ast.Call, operator: Operator, right: ast.expr) -> Tree:
        match call:
            case ast.Call(func=ast.Name(id="years_since"), args=[ast.Name(id=name)], keywords=[]):
                fact = self.names.catalogue.get(name)
            case _:
                raise self.refuse(call, f"{_written(call)!r}: only years_since(date fact) is")
        if fact is None or fact.type != "date":
            raise self.refuse(call, f"{name!r} is not a date fact of the catalogue")
        years = self.constant(right)
        if years == 0 and operator == "<":
            raise self.refuse(right, "no time is less than none: this can never be met")
        if operator == "==" or not isinstance(years, int) or not 0 <= years <= 150:
            raise self.refuse(right, "compare years with <, <=, >, >= and a whole number to 150")
        return Compares(name, _TURNED[operator], YearsBefore(years))

    def measured(self, node: ast.expr) -> str:
        if isinstance(node, ast.Name) and node.id in self.names.catalogue:
            if self.names.catalogue[node.id].type != "yes-no":
                return node.id
            raise self.refuse(node, f"{node.id!r} is a yes-no fact: write it alone, or with not")
        raise self.refuse(node, f"{_written(node)!r} is not a date or count of the catalogue")

    def constant(self, node: ast.expr) -> int | dt.date:
        if isinstance(node, ast.Name) and node.id in self.names.parameters:
            return self.names.parameters[node.id]
        if isinstance(node, ast.Constant) and type(node.value) is int:
            return node.value
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            try:
                return dt.date.fromisoformat(node.value)
            except ValueError:
                raise self.refuse(node, f"{node.value!r} is not a date (YYYY-MM-DD)") from None
        raise self.refuse(node, f"{_written(node)!r} is not a number, a date or a parameter")

    def fitting(self, node: ast.expr, fact: str, value: int | dt.date) -> int | dt.date:
        wants_date = self.names.catalogue[fact].type == "date"
        if wants_date != isinstance(value, dt.date):
            kind = "a date" if wants_date else "a whole number"
            raise self.refuse(node, f"{fact!r} is compared with {kind}, not with {value}")
        return value
