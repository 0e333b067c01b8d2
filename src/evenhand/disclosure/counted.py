"""All cells of a release together: each count once, whichever tables print it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evenhand.disclosure.audit.knowledge import Place, place
from evenhand.disclosure.grid import Grid, Key
from evenhand.disclosure.rule import Rule, house
from evenhand.measures.counts import Estimate
from evenhand.terms.refusal import Unsafe


@dataclass(frozen=True)
class Counted:
    """Counts by cell, cells of few people, and what was printed of a cell in an earlier release."""

    grids: tuple[Grid, ...]
    counts: Mapping[Key, int]
    few_families: frozenset[Key]
    published: frozenset[Key]
    before: Mapping[Key, Mapping[str, Any]]

    def few(self, rule: Rule) -> frozenset[Key]:
        """Give the cells that count as small."""
        least = 1 if rule.mode == "suppressed" and rule.zeros == "shown" else 0
        small = {key for key, count in self.counts.items() if least <= count < house().persons}
        return frozenset(small | {key for key in self.few_families if self.counts[key]})

    def measures(self, places: Iterable[Place]) -> list[str]:
        """Give the measures whose tables hold any of these cells, the one with the most first."""
        looked_for = set(places)
        found = Counter[str]()
        for grid in self.grids:
            if held := len(looked_for.intersection(grid.keys)):
                found[grid.table.measure] += held
        return sorted(found, key=lambda measure: (-found[measure], measure))

    def linked(self, estimate: Estimate) -> list[tuple[Key, int]]:
        """Give the cells that a fraction is of, by their counts, and the number of each.

        Any cell below the estimate's unit with just these people counts: a reader may guess it.
        """
        about = set(estimate.about.items())
        found = []
        for key, count in self.counts.items():
            if key[0] == estimate.population and about <= set(key[2]) and count in (
                estimate.met, estimate.rest
            ):  # fmt: skip
                found.append((key, count))
        return found


def gather(grids: Sequence[Grid], before: Iterable[Mapping[str, Any]], rule: Rule) -> Counted:
    """Put all cells together; refuse tables that contradict each other, and too many cells."""
    counts: dict[Key, int] = {}
    few_families: set[Key] = set()
    published: set[Key] = set()
    for grid in grids:
        persons = grid.persons.ravel().tolist()
        families = (
            [None] * len(persons) if grid.families is None else grid.families.ravel().tolist()
        )
        for key, count, of, shown in zip(
            grid.keys, persons, families, grid.published(), strict=True
        ):
            if counts.setdefault(key, count) != count:
                raise Unsafe(
                    f"{grid.table.title!r} counts other people than another table of the same "
                    f"population and period ({', '.join(key[:2])}): one total comes out twice.",
                    "Give one of them a population, or its dimensions values, of its own.",
                    of=[grid.table.measure],
                )
            if of is not None and of < house().families:
                few_families.add(key)
            if shown:
                published.add(key)
    room = house().room[rule.mode]
    if len(counts) > room:
        raise _no_room(grids, len(counts), room)
    return Counted(
        tuple(grids), counts, frozenset(few_families), frozenset(published), printed(before)
    )


def _no_room(grids: Sequence[Grid], cells: int, room: int) -> Unsafe:
    """Refuse too many cells; the measure that has most of them is in the way."""
    own: dict[str, set[Key]] = defaultdict(set)
    for grid in grids:
        own[grid.table.measure].update(grid.keys)
    most = sorted(own, key=lambda measure: (-len(own[measure]), measure))
    said = f"The release has {cells:,} cells, and no more than {room:,} can be protected."
    if len(own) > 1:
        said = f"{said[:-1]}; {most[0]} alone has {len(own[most[0]]):,}."
    return Unsafe(
        said, "Leave out a table, merge values, or publish it in parts.", of=most, openly=said
    )


def printed(documents: Iterable[Mapping[str, Any]]) -> dict[Key, Mapping[str, Any]]:
    """Give what documents print, by cell."""
    found = {}
    for document in documents:
        for table in document["tables"]:
            names = [dimension["name"] for dimension in table["dimensions"]]
            for cell in table["cells"]:
                found[place(table, names, cell["at"])] = cell
    return found
