"""What an instrument makes of one case now: the docket's facts with those on the ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evenhand.docket.on_ledger import Facts
from evenhand.docket.one_case import known_with
from evenhand.docket.snapshot import Docket, Known
from evenhand.engines.duck import connect
from evenhand.guidance.instrument import Instrument
from evenhand.review.finding import review_case

FAVOURABLE, REFUSED = "favourable", "refused"
# What a bearing says should come out; "person decides" and "none" say nothing.
_SUGGESTS = {"for": FAVOURABLE, "against": REFUSED}


@dataclass(frozen=True)
class Grounds:
    """What a determination looks at: the docket, the instrument asked, and the day."""

    docket: Docket
    instrument: Instrument
    as_of: dt.date | None = None


def known_now(docket: Docket, case: str, recorded: Facts) -> tuple[Mapping[str, Known], dt.date]:
    """Give what is known of a case, with the ledger's facts, and the day it stands for."""
    con = connect(threads=1)
    try:
        row = docket.case(con, case)
        known = known_with(con, docket, case, recorded)
    finally:
        con.close()
    day = dt.date.fromisoformat(docket.as_of) if docket.as_of else row["recorded_on"]
    return known, day


def finding_now(grounds: Grounds, case: str, recorded: Facts, head: int) -> dict[str, Any]:
    """Give the finding as an entry keeps it: class, versions, snapshot, position on the ledger."""
    known, day = known_now(grounds.docket, case, recorded)
    as_of = grounds.as_of or day
    found = review_case(grounds.instrument, known, as_of)
    return {
        "instrument": found.instrument,
        "version": found.version,
        "class": found.class_id,
        "bearing": grounds.instrument.classes[found.class_id].bearing,
        "possible": list(found.possible),
        "in_force": grounds.instrument.in_force.covers(as_of),
        "as_of": str(as_of),
        "snapshot": grounds.docket.snapshot,
        "entry": head,
    }


def departs(finding: Mapping[str, Any], decides: str) -> bool:
    """Whether a determination goes against what the finding's class speaks for."""
    suggested = _SUGGESTS.get(str(finding["bearing"]))
    return suggested is not None and suggested != decides
