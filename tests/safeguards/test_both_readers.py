"""One case and a whole docket: the same holds, on every truth table and on random cases."""

from __future__ import annotations

import datetime as dt
import random
from itertools import combinations_with_replacement, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.guidance.tree import Compares, YearsBefore, atoms
from evenhand.safeguards.clearance import Clearance
from evenhand.safeguards.library import shipped
from evenhand.safeguards.safeguard import Safeguard
from evenhand.safeguards.state import State
from evenhand.terms.span import Span
from tests.support.conditions import CONDITIONS, DAY, KNOWN
from tests.support.effort import EFFORT, amount
from tests.support.holding import Asked, Held, apart, tiny_safeguard
from tests.support.people import Facts
from tests.support.plainly import years_since
from tests.support.tiny import SMALL

SHIPPED = {safeguard.id: safeguard for safeguard in shipped()}
DAYS = [
    dt.date(2011, 3, 1),
    dt.date(2011, 10, 22),
    dt.date(2015, 1, 4),
    dt.date(2015, 1, 5),
    dt.date(2018, 5, 30),
    dt.date(2020, 2, 29),
    dt.date(2021, 6, 30),
    dt.date(2021, 7, 1),
    dt.date(2024, 2, 29),
]
STEP = dt.timedelta(days=1)


def _values(safeguard: Safeguard, fact: str, day: dt.date) -> list[Any]:
    """Give values of a fact on both sides of everything it is compared with."""
    kind = safeguard.catalogue[fact].type
    if kind == "yes-no":
        return [True, False]
    cuts = [
        atom.boundary
        for tree in (safeguard.when_tree, safeguard.unless_tree)
        for atom in atoms(tree)
        if isinstance(atom, Compares) and atom.fact == fact
    ]
    if kind == "count":
        return list(range(max(int(cut) for cut in cuts) + 3))
    days = [cut.on(day) if isinstance(cut, YearsBefore) else cut for cut in cuts]
    return sorted({edge + n * STEP for edge in days for n in (-1, 0, 1)} | {day, day + STEP})


def _states(safeguard: Safeguard, fact: str, day: dt.date) -> list[Any]:
    values = _values(safeguard, fact, day)
    if values[0] is True:
        return [None, True, False]
    closed = [Span(low, high) for low, high in combinations_with_replacement(values, 2)]
    ends = [Span(value) for value in values] + [Span(None, value) for value in values]
    return [None, *closed, *ends]


def _table(safeguard: Safeguard, day: dt.date) -> list[Facts]:
    """Give every state of knowledge of the facts that a safeguard reads."""
    states = [_states(safeguard, fact, day) for fact in safeguard.facts]
    return [
        {fact: known for fact, known in zip(safeguard.facts, row, strict=True) if known is not None}
        for row in product(*states)
    ]


@pytest.mark.parametrize("one_day", [True, False], ids=["one date", "a date for each case"])
@pytest.mark.parametrize("id", SHIPPED)
def test_whole_truth_tables_are_the_same_on_both_readers(id: str, one_day: bool) -> None:
    """State, reasons and missing facts agree on every state of knowledge of a safeguard."""
    day = dt.date(2024, 2, 29)
    cases = [Held(facts, day) for facts in _table(SHIPPED[id], day)]
    assert len(cases) >= 3 ** len(SHIPPED[id].facts)
    asked = Asked([SHIPPED[id]], cases, day if one_day else None)
    assert apart(asked) == []


@pytest.mark.parametrize("id", SHIPPED)
def test_a_hold_stands_as_its_words_say(id: str) -> None:
    """Open only where every way of filling in meets it, not only where none does, by Python's
    own reading of the words; and an exception lifts only where every way of filling in meets it.
    """
    safeguard, day = SHIPPED[id], dt.date(2024, 2, 29)
    values = {f: [v for v in _values(safeguard, f, day) if not _ahead(v, day)]
              for f in safeguard.facts}  # fmt: skip
    rows = {
        row[0]: row[3]
        for row in Asked([safeguard], [Held(f, day) for f in _table(safeguard, day)]).one_by_one()
    }
    seen = set()
    for n, facts in enumerate(_table(safeguard, day)):
        full = list(product(*(_room(values[f], facts.get(f)) for f in safeguard.facts)))
        named = [dict(zip(safeguard.facts, row, strict=True)) for row in full]
        when = {_says(safeguard.when, row, day) for row in named}
        unless = {bool(safeguard.unless) and _says(safeguard.unless, row, day) for row in named}
        state = State(rows[str(n)])
        seen.add(state)
        if state in (State.OPEN, State.LIFTED):
            assert True in when, facts
        assert (state is State.LIFTED) == (unless == {True} and when != {False}), facts
        assert state is not State.OPEN or when == {True}, facts
        assert state is not State.NOT or when == {False}, facts
        if state in (State.UNKNOWN, State.UNKNOWN_AND_OPEN):
            assert (state is State.UNKNOWN_AND_OPEN) == safeguard.unknown.holds
            assert when == {True, False}, facts
    assert len(seen) == (4 if safeguard.unless else 3)


def _ahead(value: Any, day: dt.date) -> bool:
    return isinstance(value, dt.date) and value > day


def _room(values: list[Any], known: Any) -> list[Any]:
    """Give the values that are left open; what lies after the day is not believed."""
    if not isinstance(known, Span):
        return values if known is None else [known]
    low = None if _ahead(known.low, dt.date(2024, 2, 29)) else known.low
    high = None if _ahead(known.high, dt.date(2024, 2, 29)) else known.high
    return [v for v in values if (low is None or v >= low) and (high is None or v <= high)]


def _says(condition: str, values: dict[str, Any], day: dt.date) -> bool:
    words = {**values, "years_since": lambda since: years_since(since, day)}
    return bool(eval(condition, {"__builtins__": {}}, words))  # noqa: S307


def _drawn(count: int, seed: int) -> list[Held]:
    """Draw cases with children, clearances and episodes, near every edge that days have."""
    rng = random.Random(seed)
    return [_case(rng, str(n)) for n in range(count)]


def _case(rng: random.Random, number: str) -> Held:
    day = rng.choice(DAYS)
    facts: Facts = {}
    unknown = rng.choice((0.1, 0.5, 0.9))
    for safeguard in SHIPPED.values():
        for fact in safeguard.facts:
            if fact not in facts and rng.random() > unknown:
                known = rng.choice(_states(safeguard, fact, day))
                facts |= {} if known is None else {fact: known}
    children = rng.sample(["a", "b", "cc", "é", "the eldest"], rng.choice((0, 0, 1, 3)))
    episode = rng.choice(("", "first", "second"))
    clearances = [_clearance(rng, number, day, children) for _ in range(rng.choice((0, 2, 12)))]
    return Held(facts, day, children, clearances, episode)


def _clearance(rng: random.Random, number: str, day: dt.date, children: list[str]) -> Clearance:
    since = day + STEP * rng.choice((-30, -1, 0, 0, 1))
    return Clearance(
        case_id=number,
        hold=rng.choice([*SHIPPED, "parental-decision", "parental-decision", "no-such-hold"]),
        child=rng.choice(["", "", *children, "unlisted"]),
        state=rng.choice(("cleared", "overridden")),
        entry=f"entry-{rng.randint(1, 999)}",
        since=since,
        until=rng.choice((None, since, day - STEP, day, day + STEP)),
        episode=rng.choice(("", "", "first", "second")),
    )


@pytest.mark.parametrize("as_of", [None, dt.date(2021, 7, 1)], ids=["own days", "one day"])
def test_random_cases_are_the_same_on_both_readers(as_of: dt.date | None) -> None:
    """With children, clearances and episodes: every column of every hold agrees."""
    asked = Asked(list(SHIPPED.values()), _drawn(amount(700, 20_000), 4), as_of)
    assert apart(asked) == []
    states = {row[3] for row in asked.one_by_one()}
    assert states == {str(state) for state in State}


@settings(EFFORT, max_examples=amount(60, 2_000))
@given(CONDITIONS, CONDITIONS, st.lists(KNOWN, min_size=1, max_size=8), st.booleans())
def test_any_condition_is_the_same_on_both_readers(
    tmp_path_factory: pytest.TempPathFactory, when: str, unless: str, people: Any, holds: bool
) -> None:
    """Whatever condition and exception hypothesis thinks of, the readers agree on every column."""
    safeguard = tiny_safeguard(
        tmp_path_factory.mktemp("tiny"), SMALL, when, unless=unless, holds=str(holds).lower()
    )
    assert apart(Asked([safeguard], [Held(facts, DAY) for facts in people])) == []
