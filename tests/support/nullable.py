"""A third reader, for comparison only: nullable booleans in plain SQL, straight from the words.

It is slower and simpler than the one under test: one nullable column per factor, SQL's own
three-valued AND, OR and NOT, and no masks. It answers factors and the class on the record.
"""

from __future__ import annotations

import ast
import datetime as dt

from evenhand.engines.duck import literal, name
from evenhand.guidance.instrument import OTHERWISE, Instrument

_TURNED = {ast.Lt: ast.Gt, ast.LtE: ast.GtE, ast.Gt: ast.Lt, ast.GtE: ast.LtE}


class Nullable:
    """Writes an instrument's factors as nullable columns over the bounds of facts."""

    def __init__(self, instrument: Instrument, day: str, parameters_on: dt.date) -> None:
        self.instrument = instrument
        self.day = day
        self.values = {id: p.on(parameters_on) for id, p in instrument.parameters.items()}

    def select(self, source: str) -> str:
        """Write case_id, the class on the record, and one nullable column per factor."""
        factors = {id: self.of(item.when) for id, item in self.instrument.factors.items()}
        columns = ", ".join(f"{text} AS {name('is ' + id)}" for id, text in factors.items())
        whens = " ".join(
            f"WHEN {'TRUE' if item.when == OTHERWISE else self.proven(item.when)} "
            f"THEN {literal(id)}"
            for id, item in self.instrument.classes.items()
        )
        kept = ", ".join(name("is " + id) for id in factors)
        return f"SELECT case_id, CASE {whens} END AS class, {kept} FROM " + (
            f"(SELECT case_id, {columns} FROM {source})"
        )

    def of(self, when: str) -> str:
        """Write a condition over facts as a nullable boolean."""
        return self.written(ast.parse(" ".join(when.split()), mode="eval").body)

    def proven(self, when: str) -> str:
        """Write a class's condition: what is not known of a factor counts as not met."""
        return self.written(ast.parse(when, mode="eval").body, over_factors=True)

    def written(self, node: ast.expr, over_factors: bool = False) -> str:
        match node:
            case ast.BoolOp(op, parts):
                joint = " AND " if isinstance(op, ast.And) else " OR "
                return "(" + joint.join(self.written(p, over_factors) for p in parts) + ")"
            case ast.UnaryOp(ast.Not(), part):
                return f"(NOT {self.written(part, over_factors)})"
            case ast.Call(ast.Name("any"), [ast.Name(list)]):
                members = [f.id for f in self.instrument.factors.values() if f.list == list]
                return "(" + " OR ".join(self.met(id) for id in members) + ")"
            case ast.Name(word) if over_factors:
                return self.met(word)
            case ast.Name(word) if word in self.instrument.factors:
                return self.of(self.instrument.factors[word].when)
            case ast.Name(word):
                return name(word)
            case ast.Compare(left, [operator], [right]):
                return self.compared(left, operator, right)
        raise TypeError(ast.dump(node))

    @staticmethod
    def met(factor: str) -> str:
        return f"coalesce({name('is ' + factor)}, false)"

    def compared(self, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> str:
        if isinstance(operator, ast.In):
            options = [self.compared(left, ast.Eq(), option) for option in right.elts]
            return "(" + " OR ".join(options) + ")"
        edge = self.constant(right)
        if isinstance(left, ast.Call):
            left, operator = left.args[0], _TURNED[type(operator)]()
            edge = f"CAST({self.day} - INTERVAL {edge} YEAR AS DATE)"
        low, high = (name(c) for c in self.instrument.catalogue[left.id].columns)
        yes, no = {
            ast.Lt: (f"{high} < {edge}", f"{low} >= {edge}"),
            ast.LtE: (f"{high} <= {edge}", f"{low} > {edge}"),
            ast.Gt: (f"{low} > {edge}", f"{high} <= {edge}"),
            ast.GtE: (f"{low} >= {edge}", f"{high} < {edge}"),
            ast.Eq: (f"{low} = {edge} AND {high} = {edge}", f"{low} > {edge} OR {high} < {edge}"),
        }[type(operator)]
        return f"(CASE WHEN {yes} THEN true WHEN {no} THEN false END)"

    def constant(self, node: ast.expr) -> str:
        value = self.values[node.id] if isinstance(node, ast.Name) else ast.literal_eval(node)
        return f"DATE '{value}'" if isinstance(value, dt.date | str) else str(value)
