"""Whatever hypothesis thinks of as the facts of a case, near the cuts of an instrument."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from hypothesis import strategies as st

from evenhand.guidance.instrument import Instrument
from evenhand.guidance.tree import YearsBefore
from evenhand.terms.span import Span
from tests.support.people import Facts, codes_for, edges


@st.composite
def anything_known(draw: st.DrawFn, instrument: Instrument, day: dt.date) -> Facts:
    """Draw what is known of a case, near the cuts, with a bias to knowing little."""
    facts: Facts = {}
    cuts = edges(instrument)
    for fact in draw(st.sets(st.sampled_from(codes_for(instrument).facts))):
        kind = instrument.catalogue[fact].type
        if kind == "yes-no":
            facts[fact] = draw(st.booleans())
            continue
        values = st.integers(0, 5) if kind == "count" else _near(cuts[fact], day)
        low, high = sorted((draw(values), draw(values)))
        shape = draw(st.sampled_from(["exact", "range", "from", "to"]))
        facts[fact] = Span(
            None if shape == "to" else low,
            None if shape == "from" else low if shape == "exact" else high,
        )
    return facts


def _near(cuts: Sequence[object], day: dt.date) -> st.SearchStrategy[dt.date]:
    days = [cut.on(day) if isinstance(cut, YearsBefore) else cut for cut in cuts]
    steps = st.integers(-400, 400).map(lambda n: dt.timedelta(days=n))
    return st.builds(lambda edge, step: edge + step, st.sampled_from([*days, day]), steps)
