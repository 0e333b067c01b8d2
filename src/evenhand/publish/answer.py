"""The answer of a measure in plain sentences, from what is published of it and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from evenhand.disclosure.safe_table import SafeEstimate, SafeTable
from evenhand.publish.edition import Measured
from evenhand.publish.series import Series, series_of
from evenhand.publish.tongue import Phrase, Tongue

MOST_SENTENCES = 4


def answers(measured: Measured, tongue: Tongue) -> tuple[Phrase, ...]:
    """Say what came out: the numbers for all, or else how far those of the groups lie apart."""
    found = series_of(measured.estimates)
    whole = [point for series in found if not series.names for point in series.points]
    if whole:
        return tuple(_one(point, tongue) for point in whole[:MOST_SENTENCES])
    if found:
        return tuple(_many(series, tongue) for series in found[:MOST_SENTENCES])
    return tuple(_totals(measured.tables, tongue))


def _said(tongue: Tongue, what: Phrase, *sentences: str) -> Phrase:
    """Give sentences about something; they are in the language of what they are about."""
    return Phrase(" ".join(filter(None, sentences)), what.language)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _one(point: SafeEstimate, tongue: Tongue) -> Phrase:
    what = tongue.phrase(point.says)
    if not point.shown:
        why = tongue.plain(point.why_not)
        return _said(tongue, what, tongue.says("answer-none", what=_capital(what.text)), why)
    text, low, high = (tongue.plain(t) for t in (point.text, point.low_text, point.high_text))
    interval = tongue.says("answer-range", low=low, high=high) if low and high else ""
    one = tongue.says("answer-one", what=_capital(what.text), text=text)
    return _said(tongue, what, one, interval)


def _many(series: Series, tongue: Tongue) -> Phrase:
    what = tongue.phrase(series.says)
    shown = [point for point in series.shown if point.drawn is not None]
    if not shown:
        return _said(tongue, what, tongue.says("answer-none", what=_capital(what.text)))
    least, most = (choose(shown, key=lambda p: p.drawn or 0.0) for choose in (min, max))
    key = "answer-same" if least.text == most.text else "answer-many"
    said = tongue.says(
        key, what=_capital(what.text), n=len(shown), least=tongue.plain(least.text),
        most=tongue.plain(most.text),
    )  # fmt: skip
    hidden = len(series.points) - len(shown)
    return _said(tongue, what, said, tongue.says("answer-hidden", n=hidden) if hidden else "")


def _totals(tables: tuple[SafeTable, ...], tongue: Tongue) -> Iterator[Phrase]:
    seen = set()
    for table in tables:
        total = next((c for c in table.cells if set(c.at) == {"*"}), None)
        if total is None or (table.population, table.period) in seen:
            continue
        seen.add((table.population, table.period))
        what = tongue.phrase(table.title)
        key = "answer-under" if total.state != "shown" else "answer-total"
        yield _said(tongue, what, tongue.says(
            key, what=_capital(what.text), text=tongue.plain(total.text)
        ))  # fmt: skip
