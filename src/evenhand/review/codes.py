"""The code table of an instrument version: which bit of a stored mask stands for what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evenhand.guidance.instrument import Instrument
from evenhand.guidance.tree import facts_of
from evenhand.terms.refusal import BadGuidance

WIDTH = 62


@dataclass(frozen=True)
class Codes:
    """The bits of one instrument version, by factor, class and fact.

    ``fact_bits`` are the recorded and derived facts the instrument reads, ``judged_bits`` those
    that only a person can set; both in the asking order.
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
    """Number an instrument's factors and classes in its order, its facts in the asking order.

    Raises BadGuidance where an instrument has more of one kind than a mask has bits.
    """
    conditions = instrument.on(instrument.in_force.since)
    trees = [conditions.inlined(tree) for tree in conditions.factors.values()]
    facts = instrument.catalogue.in_order({fact for tree in trees for fact in facts_of(tree)})
    judged = [fact for fact in facts if instrument.catalogue[fact].kind == "judged"]
    return Codes(
        _bits(instrument, "factors", instrument.factors),
        _bits(instrument, "classes", instrument.classes),
        _bits(instrument, "recorded facts", [fact for fact in facts if fact not in judged]),
        _bits(instrument, "judged facts", judged),
    )


def _bits(instrument: Instrument, what: str, ids: Iterable[str]) -> dict[str, int]:
    bits = {id: 1 << place for place, id in enumerate(ids)}
    if len(bits) > WIDTH:
        raise BadGuidance(
            f"{instrument.id} has {len(bits)} {what}; a finding holds {WIDTH}.",
            "Split it into two instruments, as a document with parts would be.",
        )
    return bits
