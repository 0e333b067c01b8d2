"""Any condition over the tiny catalogue, and anything that may be known of a case, drawn."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

from evenhand.terms.span import Span

CONDITIONS = st.recursive(
    st.sampled_from(
        ["a", "b", "c", "d", "n > 1", "m == 0", "years_since(x) < 1", "x > '2020-01-01'"]
    ),
    lambda parts: st.one_of(
        parts.map(lambda part: f"(not {part})"),
        st.builds(lambda x, y: f"({x} and {y})", parts, parts),
        st.builds(lambda x, y: f"({x} or {y})", parts, parts),
    ),
    max_leaves=6,
)  # fmt: skip
DAY = dt.date(2020, 2, 29)
KNOWN = st.fixed_dictionaries(
    {},
    optional={
        **{fact: st.booleans() for fact in "abcd"},
        **{
            fact: st.integers(0, 3).flatmap(
                lambda low: st.sampled_from([Span(low, low), Span(low), Span(None, low)])
            )
            for fact in "nm"
        },
        "x": st.sampled_from(
            [Span(DAY, DAY), Span(dt.date(2019, 2, 28)), Span(None, dt.date(2020, 1, 2)),
             Span(dt.date(2019, 2, 28), dt.date(2019, 3, 1)), Span(dt.date(2020, 3, 1))]
        ),
    },
)  # fmt: skip
