"""Made-up removals on a ledger and what stood when each was recorded, with their exact counts."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence

import pyarrow as pa

from evenhand.cli.making_release import Labels, MadeRelease, make_release
from evenhand.disclosure.documents import Document
from evenhand.measures.answers.answering import answer
from evenhand.measures.cells.inputs import Inputs
from evenhand.measures.cells.period import Period
from evenhand.measures.library import find
from evenhand.measures.result import Result
from evenhand.safeguards.inspection import DETERMINATIONS, REMOVALS, STATES

# By office: how many removals, and of how many a hold stood open. Some are few.
OFFICES = {"Los Angeles": (173, 61), "Newark": (97, 38), "Boston": (41, 7), "El Paso": (26, 23)}
MEASURES = ("removals-with-a-hold-open", "refused-against-the-finding")
INPUTS = {"as_of": "2012-01-13", "snapshot": "made up", "period": "2011"}


def _removals() -> Iterator[tuple[str, str, dt.date, bool]]:
    for office, (all_, open_) in OFFICES.items():
        for n in range(all_):
            day = dt.date(2011, 1 + n % 6, 10)
            yield f"{office} {n}", office, day, n < open_


def results() -> list[Result]:
    """Count them, as `evenhand measure run` does."""
    made = list(_removals())
    ledger = {
        "removals": pa.Table.from_pylist(
            [{"entry": e, "case_id": e, "day": day, "office": office}
             for e, office, day, _ in made],
            schema=REMOVALS,
        ),
        "states": pa.Table.from_pylist(
            [{"entry": e, "hold": "pregnancy", "child": "",
              "state": "open" if is_open else "cleared"}
             for e, _, _, is_open in made],
            schema=STATES,
        ),
        "determinations": pa.Table.from_pylist(
            [{"entry": e, "case_id": e, "day": day, "bearing": "for", "act": "determine",
              "decides": "refused" if is_open else "favourable"}
             for e, _, day, is_open in made],
            schema=DETERMINATIONS,
        ),
    }  # fmt: skip
    period = Period(dt.date(2011, 1, 1), dt.date(2012, 1, 1))
    return answer(find(MEASURES), Inputs(period, ledger=ledger))


def release(before: Sequence[Document] = ()) -> MadeRelease:
    """Make the release of them, as `evenhand publish` does."""
    labels = Labels("Removals of a made-up year", "made-up removals; no real person", "evenhand")
    return make_release(results(), INPUTS, labels, before)


def inside() -> set[int]:
    """Give the exact counts of cells and sums, save those that rounding leaves as they are."""
    found = {sum(all_ for all_, _ in OFFICES.values()), sum(open_ for _, open_ in OFFICES.values())}
    for all_, open_ in OFFICES.values():
        found |= {all_, open_, all_ - open_}
    months = Counter((day.month, is_open) for _, _, day, is_open in _removals())
    return {count for count in found | set(months.values()) if count % 10}
