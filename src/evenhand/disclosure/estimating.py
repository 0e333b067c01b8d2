"""Safe estimates: shown only where both sides of the fraction are large, in coarse steps."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping

from evenhand.disclosure.rounding import NOT_SHOWN, at_level
from evenhand.disclosure.rule import Rule, house
from evenhand.disclosure.safe_table import SafeEstimate
from evenhand.disclosure.sealing import KEY
from evenhand.measures.counts import Estimate

# To what an estimate is rounded, by its unit; finer ones give the counts back.
STEPS = {"percent": 1, "points": 1, "days": 1, "months": 1, "ratio": 0.1, "agreement": 0.05}
COUNT_STEP = 10
SIGNS = {"percent": " %", "points": " points", "days": " days", "months": " months"}


def safe(
    estimate: Estimate, rule: Rule, words: Mapping[tuple[str, str], tuple[str, str]], forbidden: str
) -> SafeEstimate:
    """Make an estimate safe. ``forbidden`` says why it may not be shown, empty if it may.

    ``words`` gives the dimension and the value in words for each (dimension, code).
    """
    why = forbidden or _why_not(estimate)
    step = STEPS.get(estimate.unit, COUNT_STEP)
    shown = [None] * 3 if why else [estimate.value, estimate.low, estimate.high]
    texts, drawn = zip(
        *(_printed(value, estimate.unit, step, rule) for value in shown), strict=True
    )
    at = tuple(sorted(estimate.about.items()))
    return SafeEstimate(
        id=id_of(estimate),
        measure=estimate.measure,
        says=estimate.says,
        population=estimate.population,
        period=estimate.period,
        at=at,
        about=tuple(words.get(place, place) for place in at),
        unit=estimate.unit,
        text=texts[0] or NOT_SHOWN,
        low_text=texts[1],
        high_text=texts[2],
        drawn=drawn[0],
        drawn_low=drawn[1],
        drawn_high=drawn[2],
        step=step,
        method=estimate.method,
        why_not=why,
        rule=rule.says,
        rule_id=rule.id,
        key=KEY,
    )


def id_of(estimate: Estimate) -> str:
    """Give an estimate's id: what it is of, never what it is."""
    said = [estimate.measure, estimate.says, estimate.population, estimate.period, estimate.unit,
            sorted(estimate.about.items())]  # fmt: skip
    return f"{estimate.measure}-{hashlib.sha256(json.dumps(said).encode()).hexdigest()[:12]}"


def _why_not(estimate: Estimate) -> str:
    if estimate.value is None or not math.isfinite(estimate.value):
        return estimate.unanswered or "There is no number."
    few = house().rate_side
    if estimate.met < few or estimate.rest < few:
        return f"Fewer than {few} people stand on one side of it."
    return ""


def _printed(value: float | None, unit: str, step: float, rule: Rule) -> tuple[str, float | None]:
    if value is None or not math.isfinite(value):
        return "", None
    if unit == "count":
        if rule.mode == "suppressed":
            return f"{value:,.0f}", round(value)
        printed = at_level(max(round(value), 0), rule, 0)
        return printed.text, printed.drawn
    digits = max(0, -math.floor(math.log10(step)))
    drawn = round(math.floor(value / step + 0.5) * step, digits)
    return f"{drawn:,.{digits}f}{SIGNS.get(unit, '')}", drawn
