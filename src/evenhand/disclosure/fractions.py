"""Whether a fraction may be shown beside the tables: not where it would give a count back."""

from __future__ import annotations

from collections.abc import Mapping

from evenhand.disclosure.audit.rates import LARGEST, invert
from evenhand.disclosure.counted import Counted
from evenhand.disclosure.documents import plain
from evenhand.disclosure.estimating import safe
from evenhand.disclosure.grid import Key
from evenhand.disclosure.rounding import Print
from evenhand.disclosure.rule import Rule, house
from evenhand.measures.counts import Estimate

GIVES_BACK = "A count could be worked out from it and the tables."
LEAST_WIDTH = 4


def why_not(
    estimate: Estimate,
    counted: Counted,
    prints: Mapping[Key, Print],
    rule: Rule,
    words: Mapping[tuple[str, str], tuple[str, str]],
) -> str:
    """Say why an estimate may not be shown; empty if it may.

    Its numerator must stay as little known as the table leaves it: where that is printed exactly
    it may be found, elsewhere LEAST_WIDTH counts at least must remain possible.
    """
    few = min(estimate.met, estimate.rest) < house().rate_side
    if estimate.unit != "percent" or estimate.value is None or few:
        return ""  # nothing to give back, or not shown anyway
    linked = [prints[key] for key, _ in counted.linked(estimate) if key in prints]
    if any(p.state != "shown" for p in linked):
        return GIVES_BACK
    if linked and all(p.low == p.high for p in linked):
        return ""
    about = tuple(sorted(estimate.about.items()))
    wholes = [
        p for key, p in prints.items()
        if key[0] == estimate.population and key[2] == about
    ]  # fmt: skip
    low = max((p.low for p in wholes), default=1)
    high = min((p.high for p in wholes if p.high is not None), default=LARGEST)
    found = invert(plain(safe(estimate, rule, words, "")), low, high)
    if found is not None and found.most - found.least < LEAST_WIDTH:
        return GIVES_BACK
    return ""
