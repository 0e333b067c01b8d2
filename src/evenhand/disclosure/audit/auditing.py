"""Audits published documents, alone or with all that was published before, and certifies them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import numpy as np

from evenhand import __version__
from evenhand.disclosure.audit.attack import Attack, Leak, attack
from evenhand.disclosure.audit.knowledge import Floats, Knowledge, Place, known
from evenhand.disclosure.audit.rates import Inverted, gives_few, invert
from evenhand.disclosure.audit.tightening import Contradiction
from evenhand.disclosure.rule import Promise, house
from evenhand.terms.refusal import Unsafe


@dataclass(frozen=True)
class Audit:
    """What an audit found. ``leaks`` are cells, ``rates`` and ``everybody`` sentences."""

    knowledge: Knowledge
    attacks: tuple[Attack, ...]
    leaks: tuple[Leak, ...]
    rates: tuple[Inverted, ...]
    everybody: tuple[str, ...]
    certificate: dict[str, Any]
    of_everybody: tuple[int, ...] = ()  # the cells from which ``everybody`` follows

    @property
    def passed(self) -> bool:
        """Whether nothing was found."""
        return not (self.leaks or self.rates or self.everybody)

    def places(self) -> list[Place]:
        """Give the cells of which something was found."""
        numbers = [*(leak.number for leak in self.leaks), *self.of_everybody]
        return [self.knowledge.places[number] for number in numbers]

    def words(self) -> list[str]:
        """Say what was found, one sentence each."""
        said = [f"{self.knowledge.says(leak.number)}: {leak.kind}" for leak in self.leaks]
        said += [f"{rate.says}: the rate gives its count back" for rate in self.rates]
        return said + [f"{each}: the same outcome for everybody" for each in self.everybody]


def audit(
    published: Mapping[str, Any],
    earlier: Sequence[Mapping[str, Any]] = (),
    few: Collection[Place] | None = None,
) -> Audit:
    """Attack a document with all earlier ones at hand.

    ``few`` are the places which whoever made the document knows to hold few people. Without it the
    audit knows what any reader knows: it cannot ask whether a hidden small cell is shown to hold
    somebody.
    """
    rule = published["rule"]
    promise = Promise(**rule["promise"])
    try:
        knowledge = known([*earlier, published])
        attacks = _attacks(knowledge, [*earlier, published], promise, rule, few)
    except Contradiction as wrong:
        raise Unsafe(
            f"{wrong}",
            "Two tables give one cell differently, or an earlier release was of other records. "
            "Publish corrected records as a population of their own.",
        ) from wrong
    leaks = tuple({leak.number: leak for found in attacks for leak in found.leaks}.values())
    inverted = _rates(knowledge, published, promise)
    rates = tuple(found for found in inverted if gives_few(found, house().rate_side))
    of_everybody = tuple(_everybody(knowledge, attacks[0].low, attacks[0].high))
    everybody = tuple(sorted({knowledge.says(number) for number in of_everybody}))
    certificate = {
        "rule": rule,
        "small": {"persons": house().persons, "families": house().families},
        "cells_known": len(knowledge.places),
        "cells_printed": len(knowledge.printed),
        "cells_attacked": attacks[0].examined,
        "sums": len(knowledge.rows),
        "matrix": knowledge.fingerprint(),
        "programs": sum(found.programs for found in attacks),
        "least_width": _number(min(found.least_width for found in attacks)),
        "floors": list(range(len(attacks))),
        "whole_number_checks": sum(found.whole_numbers for found in attacks),
        "whole_number_checks_undecided": sum(found.undecided for found in attacks),
        "recovered": sum(leak.kind == "recovered" for leak in leaks),
        "shown_to_be_few": sum(leak.kind == "shown to be few" for leak in leaks),
        "rates_inverted": len(inverted),
        "rates_giving_counts": len(rates),
        "same_outcome_for_everybody": len(everybody),
        "cannot_be_protected": [knowledge.says(leak.number) for leak in leaks],
        "earlier_releases": len(earlier),
        "versions": {"evenhand": __version__, "highspy": version("highspy")},
    }
    return Audit(knowledge, tuple(attacks), leaks, rates, everybody, certificate, of_everybody)


def with_files(certificate: Mapping[str, Any], files: Mapping[str, bytes]) -> dict[str, Any]:
    """Give a certificate that names the published files by their fingerprints."""
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    return {**certificate, "files": hashes}


def _attacks(
    knowledge: Knowledge,
    documents: Sequence[Mapping[str, Any]],
    promise: Promise,
    rule: Mapping[str, Any],
    few: Collection[Place] | None,
) -> list[Attack]:
    low, high = knowledge.limits()
    rows = knowledge.matrix()
    marked = None
    if few is not None:
        marked = np.array([place in few for place in knowledge.places], dtype=bool)
    unprinted = knowledge.unprinted()
    hidden = ~unprinted & (low < high)
    zeros_shown = rule["mode"] == "suppressed" and rule["zeros"] == "shown"
    floors = [low]
    if zeros_shown:  # then what is hidden is not nought, and readers know it
        floors.append(np.where(hidden, np.maximum(low, 1.0), low))
    return [
        attack(
            rows,
            floor,
            high,
            promise,
            unprinted=unprinted,
            zeros_shown=zeros_shown,
            few=marked,
            reach=floors[-1],
        )
        for floor in floors
    ]


def _rates(knowledge: Knowledge, published: Mapping[str, Any], promise: Promise) -> list[Inverted]:
    found = []
    for estimate in published["estimates"]:
        codes = tuple(sorted((name, code) for name, code in estimate["at"]))
        number = knowledge.find(estimate["population"], estimate["period"], codes)
        low = knowledge.low[number] if number is not None else 1
        high = knowledge.high[number] if number is not None else np.inf
        found.append(invert(estimate, low, high))
    return [inverted for inverted in found if inverted is not None]


def _everybody(knowledge: Knowledge, low: Floats, high: Floats) -> list[int]:
    """Give the cells of groups of which readers learn that nobody, or everybody, had some outcome.

    All of a group had one outcome just where none had any other, so that nought is looked for.
    """
    found = []
    for number, (population, period, codes) in enumerate(knowledge.places):
        if high[number] > 0:
            continue
        for name, _ in codes:
            group = tuple(code for code in codes if code[0] != name)
            whole = knowledge.index.get((population, period, group))
            limits = [house().everybody[key] for key, _ in group if key in house().everybody]
            limit = max(limits, default=house().everybody["default"])
            if name in house().groups | house().time or whole is None or not group:
                continue
            if high[whole] > 0 and low[whole] < limit:
                found.append(number)
    return list(dict.fromkeys(found))


def _number(width: float) -> float | None:
    return round(width, 3) if np.isfinite(width) else None
