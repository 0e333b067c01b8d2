"""The code table of an instrument version: which bit of a stored mask stands for what."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from evenhand.docket.words import WIDTH, places
from evenhand.guidance.instrument import Instrument
from evenhand.guidance.tree import Compares, Holds, facts_of
from evenhand.terms.refusal import BadGuidance

Named = TypeVar("Named", bound=Hashable)


@dataclass(frozen=True)
class Codes:
    """The bits of one instrument version, by factor, class and fact.

    ``fact_bits`` are the recorded and derived facts the instrument reads, ``judged_bits`` those
    that only a person can set; both listed in the asking order. What is copied from the docket's
    words keeps its place there where it can, so that copying moves no bit.
    """

    factor_bits: Mapping[str, int]
    class_bits: Mapping[str, int]
    fact_bits: Mapping[str, int]
    judged_bits: Mapping[str, int]

    @property
    def facts(self) -> tuple[str, ...]:
        """All facts the instrument reads."""
        return (*self.fact_bits, *self.judged_bits)

    def factor_mask(self, ids: Iterable[str]) -> int:
        """Give the bits of several factors together."""
        return sum(self.factor_bits[id] for id in ids)

    def named(self, bits: Mapping[str, int], mask: int) -> list[str]:
        """Give the names whose bits a mask holds, in the order of the table."""
        return [id for id, bit in bits.items() if mask & bit]


def codes_of(instrument: Instrument) -> Codes:
    """Give bits to an instrument's factors and classes, and to the facts it reads.

    Raises BadGuidance where an instrument has more of one kind than a mask has bits.
    """
    conditions = instrument.on(instrument.in_force.since)
    trees = {id: conditions.inlined(tree) for id, tree in conditions.factors.items()}
    facts = instrument.catalogue.in_order({f for tree in trees.values() for f in facts_of(tree)})
    judged = [fact for fact in facts if instrument.catalogue[fact].kind == "judged"]
    recorded = [fact for fact in facts if fact not in judged]
    at = {fact: place.shift for fact, place in places(instrument.catalogue).items()}
    single = {id: at[tree.fact] for id, tree in trees.items() if isinstance(tree, Holds)}
    return Codes(
        allotted(instrument, "factors", instrument.factors, single),
        allotted(instrument, "classes", instrument.classes, {}),
        allotted(instrument, "recorded facts", recorded, at),
        allotted(instrument, "judged facts", judged, at),
    )


def cut_bits(instrument: Instrument, cuts: Sequence[Compares], codes: Codes) -> dict[Compares, int]:
    """Give bits to the cuts of an instrument: the first cut of a fact has the fact's own."""
    own = {**codes.fact_bits, **codes.judged_bits}
    wished = {cut: own[cut.fact].bit_length() - 1 for cut in cuts}
    return allotted(instrument, "cuts of dates and counts", cuts, wished)


def allotted(
    instrument: Instrument, what: str, ids: Iterable[Named], wished: Mapping[Named, int]
) -> dict[Named, int]:
    """Give each a bit: at the place it wishes if that is free, else at the lowest free place."""
    ids, bits, taken = list(ids), dict[Named, int](), 0
    if len(ids) > WIDTH:
        raise BadGuidance(
            f"{instrument.id} has {len(ids)} {what}; a finding holds {WIDTH}.",
            "Split it into two instruments, as a document with parts would be.",
        )
    for id in ids:
        if id in wished and not taken & 1 << wished[id]:
            bits[id] = 1 << wished[id]
            taken |= bits[id]
    for id in ids:
        if id not in bits:
            bits[id] = ~taken & (taken + 1)
            taken |= bits[id]
    return {id: bits[id] for id in ids}
