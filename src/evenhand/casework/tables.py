"""The tables of states and moves: who may do what, in which state, and where it leads."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from evenhand.terms.refusal import NotAllowed, NotNow

EVERY, SAME, NONE = "*", "same", "none"


@dataclass(frozen=True)
class State:
    """One state: what it means, and who must see to it that it does not last."""

    name: str
    says: str
    owner: tuple[str, ...]


@dataclass(frozen=True)
class Move:
    """One act in some states: who may do it, where it leads, its word on the ledger."""

    act: str
    entry: str
    starts: tuple[str, ...]
    to: str
    who: tuple[str, ...]
    level: str = ""

    def after(self, state: str) -> str:
        """Give the state this leads to from a state."""
        return state if self.to == SAME else self.to


@dataclass(frozen=True)
class Machine:
    """The states of one kind of thing and the moves between them."""

    name: str
    says: str
    begins: str
    states: Mapping[str, State]
    moves: tuple[Move, ...]

    def of_act(self, act: str) -> tuple[Move, ...]:
        """Give every move of an act."""
        return tuple(move for move in self.moves if move.act == act)

    def allowed(self, act: str, state: str, role: str, to_do: str) -> tuple[Move, ...]:
        """Give what a role may do by an act in a state; a refusal says what to do instead.

        ``to_do`` is the act as its rule says it, to stand in a sentence: "ask for an override".
        """
        moves = self.of_act(act)
        here = [move for move in moves if state in move.starts]
        mine = tuple(move for move in here if role in move.who)
        if mine:
            return mine
        elsewhere = any(role in move.who for move in moves)
        if here or not elsewhere:
            who = _together(move.who for move in here or moves)
            now = f" as things stand. {self._stands(state)}" if elsewhere else "."
            raise NotAllowed(
                f"A person in the role {role} may not {to_do}{now}",
                f"Ask somebody in the role {listed(who)}.",
            )
        possible = _together(move.starts for move in moves if role in move.who)
        raise NotNow(
            f"It is not possible now to {to_do}. {self._stands(state)}",
            f"It is possible when {self._is_so(possible)}. "
            f"Who must see to it now: {listed(self.states[state].owner)}.",
        )

    @property
    def _noun(self) -> str:
        return self.says.removeprefix("a ").removeprefix("the ")

    def _stands(self, state: str) -> str:
        """Say how the thing stands: The case is “taken”: one person is working on it."""
        says = self.states[state].says
        if state == NONE:
            return f"There is no {self._noun}: {says}."
        return f"The {self._noun} is {quoted(state)}: {says}."

    def _is_so(self, states: tuple[str, ...]) -> str:
        """Say of several states that it is in one of them: the case is “waiting” or “taken”."""
        named = [quoted(state) for state in states if state != NONE]
        said = [f"the {self._noun} is {listed(named)}"] if named else []
        return " or ".join([*said, *([f"there is no {self._noun}"] if NONE in states else [])])

    def by_entry(self, word: str, state: str) -> Move | None:
        """Give the move that an entry stands for, if it fits the state."""
        fitting = (m for m in self.moves if m.entry == word and state in m.starts)
        return next(fitting, None)


def _together(many: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for some in many for one in some))


def listed(words: Iterable[str]) -> str:
    """Give words as a choice between them: one, two or three."""
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last


def quoted(name: str) -> str:
    """Give the name of a state or of an act as it stands in a sentence: “judged once”."""
    return f"“{name.replace('-', ' ')}”"


@cache
def machines() -> Mapping[str, Machine]:
    """Give the machines by name: case, hold, stay, consent."""
    return machines_in("tables.toml")


@cache
def family_machines() -> Mapping[str, Machine]:
    """Give those of families: tie, contact, reunification, preference, withholding."""
    return machines_in("families.toml")


@cache
def every_machine() -> Mapping[str, Machine]:
    """Give all machines by name."""
    return {**machines(), **family_machines()}


def machines_in(name: str) -> dict[str, Machine]:
    """Read the machines of one file of tables."""
    text = files(__package__).joinpath(name).read_text("utf-8")
    return {name: _machine(name, table) for name, table in tomllib.loads(text).items()}


def _machine(name: str, table: Mapping[str, Any]) -> Machine:
    states = {
        state: State(state, item["says"], tuple(item["owner"]))
        for state, item in table["state"].items()
    }
    moves = tuple(_move(item, tuple(states)) for item in table["move"])
    return Machine(name, table["says"], table["begins"], states, moves)


def _move(item: Mapping[str, Any], states: Sequence[str]) -> Move:
    starts = tuple(states) if item["from"] == [EVERY] else tuple(item["from"])
    known = {*states, SAME}
    if not {*starts, item["to"]} <= known or set(item) - _KEYS:
        raise ValueError(f"the move {item} names a state or a key that there is not")
    entry = item.get("entry", item["act"])
    return Move(item["act"], entry, starts, item["to"], tuple(item["who"]), item.get("level", ""))


_KEYS = {"act", "entry", "from", "to", "who", "level"}
