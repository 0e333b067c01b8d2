"""An instrument's conditions on a day, and what follows from them before any case is read."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from evenhand.guidance.possible import still_to_come
from evenhand.guidance.tree import (
    NO,
    YES,
    And,
    AnyOf,
    Constant,
    Met,
    Not,
    Or,
    Tree,
    atoms,
    children,
    conjunction,
    disjunction,
    facts_of,
    negation,
    normal,
    reads_each_fact_once,
    walk,
)
from evenhand.guidance.unproven import read_both_ways


@dataclass(frozen=True)
class Conditions:
    """An instrument's conditions as trees, with the parameters of one review date put in."""

    day: dt.date
    factors: Mapping[str, Tree]
    classes: Mapping[str, Tree]
    lists: Mapping[str, tuple[str, ...]]

    def inlined(self, tree: Tree) -> Tree:
        """Give a condition over facts alone, factors and lists written out, in normal form."""
        return normal(self._written_out(tree, frozenset()))

    def listed(self, tree: Tree) -> Tree:
        """Give a condition over factors: lists written out, factors left whole."""
        return normal(self._written_out(tree, frozenset(self.factors)))

    def _written_out(self, tree: Tree, whole: frozenset[str]) -> Tree:
        if isinstance(tree, Met):
            return (
                tree
                if tree.factor in whole
                else self._written_out(self.factors[tree.factor], whole)
            )
        if isinstance(tree, AnyOf):
            return disjunction([self._written_out(Met(id), whole) for id in self.lists[tree.list]])
        return _with_parts(tree, lambda part: self._written_out(part, whole))

    def read_both_ways(self) -> list[str]:
        """Give the facts that must fall to one side or the other, either of which meets something.

        Where there are none, the class on the record is always one that can really come about.
        """
        return read_both_ways(self.setting_a_class().values(), self.day)

    def setting_a_class(self) -> dict[str, Tree]:
        """Give the factors that classes speak of, by themselves or through a list, inlined."""
        spoken = {
            id
            for tree in self.classes.values()
            for node in walk(tree)
            for id in self.stands_for(node)
        }
        return {id: self.inlined(tree) for id, tree in self.factors.items() if id in spoken}

    def stands_for(self, node: Tree) -> tuple[str, ...]:
        """Give the factors that a node of a class's condition stands for."""
        if isinstance(node, AnyOf):
            return self.lists[node.list]
        return (node.factor,) if isinstance(node, Met) else ()

    def whole_factors(self) -> frozenset[str]:
        """Give the factors that share no fact with another and read each of theirs once.

        Whether such a factor is met is a value of its own, so it need never be taken apart; but
        where it turns on a day still to come, one of its sides can never be.
        """
        trees = self.setting_a_class()
        readers = Counter(fact for tree in trees.values() for fact in facts_of(tree))
        return frozenset(
            id
            for id, tree in trees.items()
            if reads_each_fact_once(tree)
            and all(readers[fact] == 1 for fact in facts_of(tree))
            and not any(still_to_come(atom, self.day) for atom in atoms(tree))
        )

    def reached(self) -> dict[str, Tree]:
        """Give for each class the whole condition of being in it: its own, and no earlier one.

        Written as the ways in which the lists and factors that classes speak of can fall, so that
        no way says the same thing twice.
        """
        ways: dict[str, list[Tree]] = {id: [] for id in self.classes}
        self._follow(list(self.classes.items()), [], ways)
        return {id: disjunction(found) for id, found in ways.items()}

    def _follow(
        self, rows: list[tuple[str, Tree]], taken: list[Tree], ways: dict[str, list[Tree]]
    ) -> None:
        (id, condition), *later = rows
        if condition == YES:
            whole = self.whole_factors()
            ways[id].append(conjunction([normal(self._written_out(p, whole)) for p in taken]))
        elif condition == NO:
            if later:
                self._follow(later, taken, ways)
        else:
            turn = next(node for node in walk(condition) if not children(node))
            for value, step in ((YES, turn), (NO, Not(turn))):
                rest = [(row, _with_node(tree, turn, value)) for row, tree in rows]
                self._follow(rest, [*taken, step], ways)


def _with_node(tree: Tree, node: Tree, value: Constant) -> Tree:
    """Give a tree with one of its leaves settled, constants folded."""
    if tree == node:
        return value
    if isinstance(tree, Not):
        return negation(_with_node(tree.part, node, value))
    if isinstance(tree, And):
        return conjunction([_with_node(part, node, value) for part in tree.parts])
    if isinstance(tree, Or):
        return disjunction([_with_node(part, node, value) for part in tree.parts])
    return tree


def _with_parts(tree: Tree, change: Callable[[Tree], Tree]) -> Tree:
    if isinstance(tree, Not):
        return Not(change(tree.part))
    if isinstance(tree, And | Or):
        return type(tree)(tuple(change(part) for part in tree.parts))
    return tree
