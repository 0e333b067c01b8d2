"""The definition of a measure as terms with what is said of each, for page and document alike."""

from __future__ import annotations

from evenhand.publish.edition import Measured, Vintage
from evenhand.publish.tongue import Phrase, Tongue

Terms = list[tuple[str, tuple[Phrase, ...]]]


def definition(measured: Measured, vintage: Vintage, tongue: Tongue) -> Terms:
    """Give what is counted, of whom, when, in which records, how, by which source, and limits."""
    told = measured.told
    limits = dict.fromkeys([*told.cannot_show, *(x for t in measured.tables for x in t.limits)])
    of_tables = {table.period for table in measured.tables}
    periods = sorted(of_tables | {estimate.period for estimate in measured.estimates})
    terms = [
        ("counted", (told.counted,)),
        ("of", (told.of,)),
        ("period", tuple(periods)),
        ("records", (vintage.records,)),
        ("method", (told.method,)),
    ]
    made: Terms = [(key, tuple(map(tongue.phrase, said))) for key, said in terms]
    if told.sources:
        made.append(("sources", tuple(_source(*source, tongue) for source in told.sources)))
    if limits:
        made.append(("cannot-show", tuple(map(tongue.phrase, limits))))
    return made


def _source(says: str, mark: str, tongue: Tongue) -> Phrase:
    phrase = tongue.phrase(says)
    words = tongue.says("marks", says=phrase.text, mark=tongue.says(f"mark-{mark}"))
    return Phrase(words, phrase.language)
